"""Ulcerative colitis and Crohn's disease: how they begin, are found, treated by steps, reviewed, and flare up."""

from dataclasses import replace

from care_pathways import beside, body
from care_pathways.acute.emergency import FIRST_LOOK
from care_pathways.documents import issued as letter
from care_pathways.gp import allergies
from care_pathways.gp._flu_vaccine import each_autumn
from care_pathways.gp._long_term import LongTerm, annual_review
from care_pathways.gp._medicines import repeated
from care_pathways.gp._panels import ELECTROLYTES, Electrolytes, urea_and_electrolytes
from care_pathways.gp._review import GP, HCA, TELEPHONE, leads
from care_pathways.gp.blood_tests import CELLS, OF_LIVER, Tested, blood_count, liver_tests
from care_pathways.gp.kidney_disease import LOW
from care_pathways.gp.methotrexate import PAST_THE_BOUNDS
from care_pathways.hospital import BY_THE_EMERGENCY_DEPARTMENT, DIED, FROM_THE_WAITING_LIST, TO_HOME
from care_pathways.laboratory import INFLAMMATION, RESULTS, WHEN_THERE, awaited, sent, usual
from synth.pathway.language.expressions import Expression, Fact, Now, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import count, instant, option, quantity, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.words import fact, signal, unanswered
from synth.pathway.language.writes import diagnose, observe, perform, prescribe, refer
from synth.pathway.parts.ladder import ladder, rung, stop
from synth.pathway.parts.stay import admission, cut_short, discharge, hospital_stay
from synth.pathway.parts.treatment import Medicine, issued, medicine_of, treatment

p = beside(__file__)

CLINIC, WARD, SURGICAL, EMERGENCY = "outpatient clinic", "hospital ward", "surgical ward", "emergency department"
GUIDELINE = "NICE NG129, NG130; British Society of Gastroenterology, IBD guidelines, Gut 2019;68:s1"
FERRITIN = sent("ferritin", "specimen_serum", "diagnostic_service_chemistry")
CALPROTECTIN = sent("faecal_calprotectin", "specimen_stool", "diagnostic_service_chemistry")
FIT = sent("fit_test", "specimen_stool", "diagnostic_service_chemistry")
STOOL_CULTURE = sent("stool_culture", "specimen_stool", "diagnostic_service_microbiology")

# ---------------------------------------------------------------- what is taken

MESALAZINES = {
    "asacol": repeated("mesalazine_800mg_gr_tab", "Take three tablets once a day", 84),
    "pentasa": repeated("mesalazine_1g_mr_tab", "Take two tablets once a day", 56),
}
AZATHIOPRINES = {
    "two": repeated("azathioprine_50mg_tab", "Take two tablets once a day, after food", 56),
    "three": repeated("azathioprine_50mg_tab", "Take three tablets once a day, after food", 84),
}
BIOLOGICS = {
    "adalimumab": replace(repeated("adalimumab_40mg_pen", "Inject 40 mg under the skin every two weeks", 2),
                          prescriber=CLINIC, supplied=False)
}  # fmt: skip
"""Prescribed by the hospital, and brought to people's homes for it: the practice only knows of it."""

STEROIDS = {
    "prednisolone": Medicine(
        "prednisolone_5mg_tab", "Eight tablets each morning for a week, then one fewer each week, to nothing",
        252, 56, 0, "acute"),
    "budesonide": Medicine(
        "budesonide_3mg_gr_cap", "Take three capsules once a day in the morning", 168, 56, 0, "acute"),
}  # fmt: skip
"""Eight weeks of a steroid by mouth, of which prednisolone goes down by a tablet a week."""

KINDS = ("colitis", "small", "large")
CODE = {"colitis": "ulcerative_colitis", "small": "crohns", "large": "crohns"}
FLARE_CODE = {
    "colitis": "ulcerative_colitis_exacerbation",
    "small": "crohns_exacerbation_small_intestine",
    "large": "crohns_exacerbation_large_intestine",
}
OPERATION = {"colitis": "colectomy", "small": "ileocaecal_resection", "large": "partial_resection_of_colon"}


class Bowel(LongTerm, Tested, Electrolytes):
    """What is remembered of someone's inflamed bowel."""

    affected = whether("the person may come to have it")
    kind = option("colitis, or Crohn's disease of the small or the large bowel", *KINDS)
    used_to_smoke = whether("has given up smoking when it begins")
    begins = whether("has it, smoking considered")
    bleeds = whether("passes blood at first")
    pain = whether("has pain in the belly at first")
    thinner = whether("loses weight at first")
    calprotectin = whether("calprotectin in the stool is asked for at first")
    fit = whether("blood in the stool is looked for at first")
    raised = whether("the calprotectin is raised")
    positive = whether("there is blood in the stool")
    ferritin = quantity("ferritin in the blood", "ug/L")
    steroid = option("the first course of a steroid", "none", *STEROIDS)
    frequent = whether("is one of those who flare up again and again, as long as nothing prevents it")
    treated = count("the steps of treatment that are climbed")
    mesalazine = medicine_of("the mesalazine", MESALAZINES)
    no_mesalazine = whether("takes no mesalazine: it is Crohn's disease, or aspirin is not tolerated")
    azathioprine = medicine_of("the dose of azathioprine", AZATHIOPRINES)
    not_tolerated = whether("azathioprine makes them ill")
    no_azathioprine = whether("takes no azathioprine, or no longer: gout needs allopurinol, or it was not tolerated")
    flares_before = count("the flares up to the last review")
    flares = count("the flares since the last review")
    act = whether("flares are acted on")
    operated = whether("has been operated on")
    wants_operation = whether("is to be operated on")
    inside = whether("is on the ward for the operation")


n = Bowel
COLITIS = n.kind.is_("colitis")
REASON = code_of(n.kind, CODE)

# ---------------------------------------------------------------- treatment by steps

MESALAZINE = treatment("mesalazine", n.mesalazine, MESALAZINES, reason="ulcerative_colitis")
AZATHIOPRINE = treatment("azathioprine", n.azathioprine, AZATHIOPRINES, reason="inflammatory_bowel_disease")
BIOLOGIC = treatment("biologic", None, BIOLOGICS, reason="inflammatory_bowel_disease")
LADDER = ladder(
    n.treated,
    rung("mesalazine", MESALAZINE, draws={n.mesalazine: p.which_mesalazine}),
    rung("azathioprine", AZATHIOPRINE, setting=CLINIC, after=p.wait_for_clinic,
         contact="seen_in_gastroenterology_clinic",
         draws={n.azathioprine: p.which_azathioprine, n.not_tolerated: p.not_tolerated},
         raises=Signal("azathioprine begun"), then="check of treatment",
         sets={"ibd_treated": n.treated, "on_azathioprine": 1}),
    rung("biologic", BIOLOGIC, setting=CLINIC, after=p.wait_for_clinic, contact="seen_in_gastroenterology_clinic",
         then="told of the biologic"),
    stop("azathioprine stopped", AZATHIOPRINE, when=n.not_tolerated, noted=n.no_azathioprine,
         sets={"on_azathioprine": 0},
         writes=[observe("adverse_reaction_drug", text="Nausea and vomiting while taking azathioprine")]),
    setting=GP, after=p.wait_for_appointment, contact="gp_consultation", sets={"ibd_treated": n.treated},
    then="annual review",
)  # fmt: skip
SEEN = leads("ibd_review", n.attended)
NOT_ENOUGH = n.act & (n.flares >= p.too_many)


def crp(value: Expression, when: Expression | None = None) -> Write:
    """C-reactive protein; the result comes later."""
    return observe("crp", value, "unit_milligram_per_litre", recorded=WHEN_THERE, when=when, **INFLAMMATION,
                   **usual("crp"))  # fmt: skip


def calprotectin(raised: Expression, when: Expression) -> Write:
    """Calprotectin in the stool; the result comes later."""
    return observe("faecal_calprotectin", recorded=WHEN_THERE, when=when, **CALPROTECTIN,
                   value_code=either(raised, "calprotectin_raised", "calprotectin_not_raised"))  # fmt: skip


STAY = hospital_stay(
    "inpatient", entry="stay for an operation", inside=n.inside, said=FROM_THE_WAITING_LIST, fact="in_hospital"
)

# ---------------------------------------------------------------- onset, diagnosis, annual review

INFLAMED = {
    **CELLS,
    Tested.haemoglobin: CELLS[Tested.haemoglobin] - p.haemoglobin_fall,
    Tested.platelets: CELLS[Tested.platelets] + p.platelets_rise,
    Tested.crp: p.crp_in_flare,
}
"""The blood of someone whose bowel is inflamed."""

DISEASE = Pathway(
    "inflammatory bowel disease",
    starts_on="coming of age",
    at_death="died",
    notes=Bowel,
    guideline=GUIDELINE,
    steps=[
        Step("whether", draws={n.affected: p.may_have_it, n.kind: p.kind}, then=When({"begins": n.affected})),
        Step("begins", after=where(COLITIS, p.from_18_to_colitis, p.from_18_to_crohns),
             draws={n.used_to_smoke: Fact("has_smoked") & ~Fact("smoker"),
                    n.begins: where(COLITIS, p.colitis_begins, p.crohns_begins)},
             then=When({"first symptoms": n.begins}, otherwise=END)),
        Step("first symptoms", GP, after=p.until_seen, contact="gp_consultation",
             draws={n.bleeds: p.bleeds, n.pain: p.pain, n.thinner: p.loses_weight,
                    n.calprotectin: (Fact("age") < p.calprotectin_until) & p.calprotectin_asked,
                    n.raised: p.calprotectin_raised, n.fit: (Fact("age") >= p.fit_from) & p.fit_asked,
                    n.positive: n.bleeds | p.fit_positive, n.ferritin: p.ferritin, **INFLAMED,
                    **awaited(p.turnaround)},
             writes=[observe("diarrhoea", text="Loose motions for some weeks, day and night"),
                     observe("rectal_bleeding", when=n.bleeds), observe("abdominal_pain", when=n.pain),
                     observe("weight_loss", when=n.thinner),
                     *blood_count(), crp(Tested.crp),
                     observe("ferritin", n.ferritin, "unit_microgram_per_litre", recorded=WHEN_THERE, **FERRITIN),
                     observe("stool_culture", recorded=WHEN_THERE, value_code="stool_grows_nothing", **STOOL_CULTURE),
                     calprotectin(n.raised, n.calprotectin),
                     observe("fit_test", recorded=WHEN_THERE, when=n.fit, **FIT,
                             value_code=either(n.positive, "fit_positive", "fit_negative"))],
             then="results"),
        Step("results", TELEPHONE, at=RESULTS, after=p.until_told, contact="telephone_consultation",
             writes=[refer("referral_gastro", to=CLINIC, when=~n.fit | ~n.positive),
                     refer("referral_fast_track_colorectal", to=CLINIC, when=n.fit & n.positive)],
             then="clinic"),
        Step("clinic", CLINIC, after=where(n.fit & n.positive, p.wait_for_fast_track, p.wait_for_clinic),
             contact="seen_in_gastroenterology_clinic", then="colonoscopy"),
        Step("colonoscopy", CLINIC, after=p.wait_for_colonoscopy, contact="outpatient",
             writes=[perform("colonoscopy"),
                     observe(REASON, text="Inflamed bowel on colonoscopy, biopsies agree; letter to the practice")],
             then="diagnosis"),
        Step("diagnosis", GP, after=p.until_letter, contact="gp_consultation",
             draws={n.frequent: p.frequent, n.steroid: p.first_steroid,
                    n.no_mesalazine: ~COLITIS | allergies.allergic("aspirin")},
             writes=[diagnose(REASON, lasting=True), allergies.checked(),
                     issued(n.steroid, STEROIDS, slot="steroid", reason="inflammatory_bowel_disease")],
             sets={"inflammatory_bowel_disease": 1},
             raises=[Signal("inflammatory bowel disease diagnosed")],
             then=When({"mesalazine": ~n.no_mesalazine}, otherwise="annual review")),
        *LADDER.steps,
        Step("check of treatment", GP, after=p.until_check, contact="gp_consultation",
             then=When(LADDER.swapped("azathioprine stopped"), otherwise="annual review")),
        Step("told of the biologic", GP, after=p.until_letter,
             writes=[observe("biologic_from_hospital", text="Adalimumab, given by the hospital: not issued here")],
             then="annual review"),
        annual_review(
            "ibd_review", {},
            draws={n.flares: Fact("ibd_flares") - n.flares_before, n.flares_before: Fact("ibd_flares"),
                   n.act: n.attended & ~Fact("pregnant") & p.acted_on,
                   n.no_azathioprine: n.no_azathioprine | (Fact("gout") & (n.treated < 2)),
                   n.wants_operation: NOT_ENOUGH & (n.treated >= 3) & ~n.operated & p.operated,
                   **CELLS, Tested.crp: p.crp_at_rest, n.ferritin: p.ferritin_at_rest, **awaited(p.turnaround)},
            writes=[perform("medication_review_done", when=SEEN & (n.treated >= 1)), *blood_count(n.attended),
                    crp(Tested.crp, n.attended), *LADDER.authorised()],
        ).changed(then=When({"admission": n.wants_operation, **LADDER.up(NOT_ENOUGH, "azathioprine", "biologic")},
                            otherwise="annual review")),
        *STAY.steps(
            admission("admission", after=p.wait_for_operation, text="Admitted for an operation on the bowel",
                      draws={n.operated: 1}, then="operation"),
            discharge("discharge", after=p.days_after_operation, said=TO_HOME,
                      writes=letter("discharge_summary_document", "inpatient_discharge", recorded=p.writing_up),
                      then=When({"without the large bowel": COLITIS}, otherwise="annual review")),
            cut_short("died", said=DIED, writes=LADDER.stopped()),
            setting=SURGICAL),
        Step("operation", "operating theatre", after=p.until_theatre,
             writes=[perform(code_of(n.kind, OPERATION)), observe("ileostomy_present", when=COLITIS)],
             then="discharge"),
        # Without the large bowel nothing is left to be inflamed.
        Step("without the large bowel", GP, after=p.until_letter,
             sets={"on_azathioprine": 0, "ibd_cured": 1}, writes=LADDER.stopped()),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- flares


class Flare(Tested):
    """What is remembered of a flare."""

    admitted = whether("the flare is too bad to be treated at home")
    telephone = whether("the practice is asked by telephone")
    steroid = option("the steroid of the flare", "none", *STEROIDS)
    bones = whether("calcium and vitamin D are given beside the steroid")
    asked = whether("calprotectin is asked for")
    raised = whether("the calprotectin is raised")
    leaves = instant("when the emergency department is left for the ward")
    inside = whether("is on the ward with it")


f = Flare
FLARE_STAY = hospital_stay(
    "inpatient", entry="stay for a flare", inside=f.inside, said=BY_THE_EMERGENCY_DEPARTMENT, fact="in_hospital"
)
BLOOD = {**INFLAMED, f.asked: p.calprotectin_in_flare, f.raised: p.calprotectin_raised, **awaited(p.turnaround)}
SENT = [*blood_count(), crp(Tested.crp), calprotectin(f.raised, f.asked)]
TREATED = [
    issued(f.steroid, STEROIDS, slot="steroid", reason="inflammatory_bowel_disease"),
    prescribe("calcium_vit_d", dosage="Chew one tablet twice a day", quantity=112, days=56, course="acute",
              reason="inflammatory_bowel_disease", slot="for the bones", when=f.bones),
]  # fmt: skip

FLARES = Pathway(
    "flares of inflammatory bowel disease",
    part_of=DISEASE,
    starts_on="inflammatory bowel disease diagnosed",
    guideline=GUIDELINE,
    steps=[
        Step("waits", after=where(n.frequent, p.between_frequent_flares, p.between_flares),
             then=When({END: Fact("ibd_cured"), "waits": Fact("in_hospital")}, otherwise="flare")),
        Step("flare", sets={"ibd_flares": Fact("ibd_flares") + 1}, raises=Signal("flare of inflammatory bowel disease"),
             then="waits"),
    ],
)  # fmt: skip

# Each flare is an episode of its own, as a stay on a ward is one entry of an episode.
FLARE = Pathway(
    "flare of inflammatory bowel disease",
    part_of=DISEASE,
    notes=Flare,
    starts_on="flare of inflammatory bowel disease",
    at_death="died",
    guideline=GUIDELINE,
    steps=[
        Step("flare",
             draws={f.admitted: p.admitted, f.telephone: p.by_telephone, f.steroid: p.steroid_of_flare,
                    f.bones: ~f.steroid.is_("none") & ~Fact("osteoporosis") & ~Fact("vitamin_d_deficiency")
                    & p.bones_protected},
             then=When({"in the department": f.admitted, "by telephone": f.telephone}, otherwise="at the practice")),
        Step("at the practice", GP, contact="gp_consultation", draws=BLOOD,
             writes=[observe(code_of(n.kind, FLARE_CODE), text="Opens the bowels many times a day again, for a week"),
                     *SENT, *TREATED], then="seen again"),
        Step("by telephone", TELEPHONE, contact="telephone_consultation",
             writes=[observe(code_of(n.kind, FLARE_CODE), text="Opens the bowels many times a day again, for a week"),
                     *TREATED], then="blood and stool"),
        Step("blood and stool", HCA, after=p.until_taken, contact="nurse_consultation", draws=BLOOD, writes=SENT,
             then="seen again"),
        Step("seen again", TELEPHONE, at=RESULTS, after=p.until_seen_again, contact="telephone_consultation"),
        Step("in the department", EMERGENCY, contact="ed_attendance", lasts=f.leaves - Now(),
             draws={f.leaves: Now() + p.time_in_department}, sets={"in_hospital": 1},
             writes=[*FIRST_LOOK, observe(code_of(n.kind, FLARE_CODE))], then="admission"),
        *FLARE_STAY.steps(
            admission("admission", at=f.leaves, text="Severe flare of inflammatory bowel disease", then="discharge"),
            discharge("discharge", after=p.days_on_ward, said=TO_HOME,
                      writes=letter("discharge_summary_document", "inpatient_discharge", recorded=p.writing_up),
                      then="after the stay"),
            cut_short("died", said=DIED),
            setting=WARD),
        Step("after the stay", GP, after=p.until_letter, contact="gp_consultation",
             draws={f.steroid: "prednisolone"}, writes=TREATED),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- blood tests of who takes azathioprine


class Monitored(Tested, Electrolytes):
    """What the practice keeps of the blood of someone who takes azathioprine."""

    egfr = quantity("how well the kidneys filter", "mL/min/1.73 m2")
    creatinine = quantity("creatinine in the blood", "umol/L")
    came = whether("comes to have the blood taken")
    tests = count("how many samples have been taken")
    unusual = whether("a result is past the bounds at which azathioprine is thought over")


m = Monitored
TAKEN = Fact("on_azathioprine")
NEXT = where(m.came, where(m.tests < p.close_tests, p.between_close, p.between_later), p.until_asked_again)

MONITORING = Pathway(
    "azathioprine monitoring",
    part_of=DISEASE,
    starts_on="azathioprine begun",
    notes=Monitored,
    guideline="British Society of Gastroenterology, IBD guidelines, Gut 2019;68:s1; British Society for Rheumatology, "
    "DMARD guideline 2017",
    steps=[
        Step("begun", after=p.until_first, then="blood test"),
        Step("blood test", HCA,
             draws={m.came: TAKEN & ~p.missed, m.tests: m.tests + m.came, **CELLS, **OF_LIVER,
                    m.egfr: body.egfr(), m.creatinine: body.creatinine(), **ELECTROLYTES, **awaited(p.turnaround)},
             writes=[*blood_count(m.came), *liver_tests(m.came),
                     *urea_and_electrolytes(m.creatinine, m.egfr, when=m.came)],
             then="result"),
        Step("result", at=RESULTS, raises=LOW.found(m.egfr, m.came), draws={m.unusual: m.came & PAST_THE_BOUNDS},
             then=When({"told": m.unusual & p.acted_on_result}, otherwise="next")),
        Step("told", TELEPHONE, after=p.until_told, contact="telephone_consultation", then="sample again"),
        Step("sample again", HCA, after=p.until_repeated, draws={**CELLS, **OF_LIVER, **awaited(p.turnaround)},
             writes=[*blood_count(), *liver_tests()], then="next"),
        Step("next", after=NEXT, then=When({"blood test": TAKEN}, otherwise=END)),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- the vaccine of each autumn

VACCINE = each_autumn(
    "influenza vaccine with azathioprine", part_of=DISEASE, starts_on="azathioprine begun", into_season=p.into_season,
    comes=~Fact("pregnant") & ~Fact("bronchiectasis") & p.vaccinated, while_=TAKEN,
)  # fmt: skip

SIGNALS = [
    signal("inflammatory bowel disease diagnosed", "colonoscopy has shown ulcerative colitis or Crohn's disease"),
    signal("flare of inflammatory bowel disease", "the bowel is inflamed again"),
    signal("azathioprine begun", "azathioprine is prescribed from now on, and its blood tests are the practice's"),
]
FACTS = [
    fact("inflammatory_bowel_disease", "1 from the diagnosis of ulcerative colitis or Crohn's disease on",
         for_later="cancer of the bowel, which is looked for in those who have it for long"),
    fact("ibd_treated", "the steps of treatment of inflammatory bowel disease, by which flares are fewer"),
    fact("ibd_flares", "how many flares of inflammatory bowel disease someone has had"),
    fact("ibd_cured", "1 once the large bowel is removed for colitis"),
    fact("on_azathioprine", "1 while azathioprine is taken"),
]  # fmt: skip
UNANSWERED = [
    unanswered(what, "the clinic that looks after the bowel acts on it", within=each)
    for what in ("low haemoglobin in pregnancy", "low platelets in pregnancy")
    for each in ("inflammatory bowel disease", "flare of inflammatory bowel disease", "azathioprine monitoring")
]
PATHWAYS = [DISEASE, FLARES, FLARE, MONITORING, VACCINE]
