"""Bronchiectasis: infections of the chest, a scan, treatment by steps, the annual review, and attacks of its own."""

from care_pathways import beside
from care_pathways.acute.emergency import FIRST_LOOK
from care_pathways.courses.yearly_call import until_next_call
from care_pathways.documents import issued as letter
from care_pathways.gp import allergies
from care_pathways.gp._flu_vaccine import each_autumn
from care_pathways.gp._long_term import LongTerm, annual_review
from care_pathways.gp._medicines import repeated
from care_pathways.gp._pregnancy import NOT_EXPECTING, on, steps
from care_pathways.gp._review import GP, NURSE, leads
from care_pathways.hospital import BY_THE_EMERGENCY_DEPARTMENT, DIED, TO_HOME
from care_pathways.laboratory import LIVER, RESULTS, WHEN_THERE, Awaited, awaited, sent, usual
from synth.pathway.language.expressions import Expression, Fact, Now, where
from synth.pathway.language.model import Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import count, instant, option, quantity, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import diagnose, observe, perform, refer
from synth.pathway.parts.ladder import ladder, rung, stop, swap
from synth.pathway.parts.stay import admission, cut_short, discharge, hospital_stay
from synth.pathway.parts.treatment import Medicine, issued, medicine_of, treatment

p = beside(__file__)

CLINIC, SCANS, WARD = "outpatient clinic", "imaging department", "hospital ward"
PHYSIOTHERAPIST, EMERGENCY = "community physiotherapist", "emergency department"
SPUTUM_CULTURE = sent("sputum_culture", "specimen_sputum", "diagnostic_service_microbiology")

# ---------------------------------------------------------------- what is taken

MUCOLYTICS = {
    "carbocisteine": repeated("carbocisteine_375mg_cap", "Take two capsules three times a day", 168, held=True)
}
PREVENTIVE = {
    "azithromycin": repeated(
        "azithromycin_250mg_tab", "Take one tablet on Mondays, Wednesdays and Fridays", 12, held=True
    ),
    "doxycycline": repeated("doxycycline_100mg_cap", "Take one capsule once a day", 28, held=True),
}
"""What is taken for months so that attacks become fewer; the first unless someone must not have it."""
HIGHER = {
    "azithromycin": repeated(
        "azithromycin_500mg_tab", "Take one tablet on Mondays, Wednesdays and Fridays", 12, held=True)
}  # fmt: skip
INSTEAD = {"doxycycline": PREVENTIVE["doxycycline"]}

COURSES = {
    "amoxicillin": Medicine("amoxicillin_500mg_cap", "Take one capsule three times a day", 42, 14, 0, "acute"),
    "doxycycline": Medicine(
        "doxycycline_100mg_cap", "Take two capsules on the first day, then one a day", 15, 14, 0, "acute"),
    "ciprofloxacin": Medicine("ciprofloxacin_500mg_tab", "Take one tablet twice a day", 28, 14, 0, "acute"),
}  # fmt: skip
"""Two weeks of an antibiotic, by what grows and what someone must not have."""
NONE = "none"
GERMS = ("nothing", "haemophilus", "pseudomonas")
FOR_A_WEEK = {
    "amoxicillin": Medicine("amoxicillin_500mg_cap", "Take one capsule three times a day", 21, 7, 0, "acute"),
    "doxycycline": Medicine(
        "doxycycline_100mg_cap", "Take two capsules on the first day, then one a day", 8, 7, 0, "acute"),
}  # fmt: skip
"""What is given for an infection of the chest, before anybody thinks of bronchiectasis."""


class Bronchiectasis(LongTerm, Awaited):
    """What is remembered of someone's bronchiectasis."""

    affected = whether("the person ever has it")
    course = option("the antibiotic for such an infection", NONE, *FOR_A_WEEK)
    infections = count("the infections of the chest before anybody thinks of it")
    frequent = whether("is one of those who have attack after attack, as long as nothing prevents them")
    lives_there = option("what lives in the airways for good", *GERMS)
    grows = option("what this sample of sputum grows", *GERMS)
    no_mucolytic = whether("takes no medicine against phlegm for it, or no longer: it is given for COPD already")
    treated = count("the steps of treatment that are climbed")
    preventive = medicine_of("the medicine that prevents attacks", PREVENTIVE)
    alt = quantity("what the blood says of the liver", "U/L")
    not_tolerated = whether("azithromycin upsets the bowels or the hearing")
    changed = whether("azithromycin has been given up for doxycycline")
    mucolytic_at_once = whether("a medicine against phlegm is begun at the diagnosis")
    attacks_before = count("the attacks up to the last review")
    attacks = count("the attacks since the last review")
    act = whether("three attacks or more in a year are acted on")
    saturation = quantity("oxygen saturation at the review", "percent")
    blown = whether("spirometry is done at the review")
    coughs_up = whether("sputum is sent at the review")


n = Bronchiectasis


# ---------------------------------------------------------------- treatment by steps

NO_MACROLIDE = allergies.allergic("erythromycin") | Fact("heart_failure") | Fact("severe_mental_illness") | Fact(
    "depressive_illness")  # fmt: skip
"""Who is not given azithromycin: by allergy to macrolides, or for the rhythm of a heart that others slow already."""

MUCOLYTIC = treatment("mucolytic", None, MUCOLYTICS, reason="bronchiectasis")
PREVENTION = treatment("preventive antibiotic", n.preventive, PREVENTIVE, reason="bronchiectasis")
HIGHER_DOSE = treatment("preventive antibiotic, higher dose", None, HIGHER, reason="bronchiectasis")
REPLACEMENT = treatment("replacement of azithromycin", None, INSTEAD, reason="bronchiectasis")
TREATED = {"bronchiectasis_treated": n.treated}


def blood() -> Write:
    """A test of the liver before azithromycin and with it; the result comes later."""
    return observe("alt", n.alt, "unit_enzyme_unit_per_litre", recorded=WHEN_THERE, **LIVER, **usual("alt"))


def sputum(grows: Expression, when: Expression | None = None) -> Write:
    """What grows in a sample of sputum; the result comes later."""
    return observe("sputum_culture", recorded=WHEN_THERE, when=when, **SPUTUM_CULTURE,
                   value_code=code_of(grows, nothing="sputum_grows_nothing", haemophilus="sputum_grows_haemophilus",
                                      pseudomonas="sputum_grows_pseudomonas"))  # fmt: skip


LADDER = ladder(
    n.treated,
    rung("mucolytic", MUCOLYTIC),
    rung("preventive antibiotic", PREVENTION, at=RESULTS, then="check of treatment",
         draws={n.preventive: where(NO_MACROLIDE, "doxycycline", "azithromycin"),
                n.not_tolerated: PREVENTION.is_("azithromycin") & p.not_tolerated}),
    rung("higher dose", HIGHER_DOSE, replaces={PREVENTION: PREVENTION.is_("azithromycin") & ~n.not_tolerated}),
    stop("mucolytic left to COPD", MUCOLYTIC, when=Fact("chronic_obstructive_pulmonary_disease"),
         noted=n.no_mucolytic, contact=None),
    swap("changed", PREVENTION, REPLACEMENT, when=n.not_tolerated, noted=n.changed,
         writes=[observe("adverse_reaction_drug", text="Diarrhoea and ringing in the ears while taking azithromycin")]),
    setting=GP, after=p.wait_for_appointment, contact="gp_consultation", sets=TREATED,
    paused=n.held_back, then=on("annual review"),
)  # fmt: skip
THREE_A_YEAR = (n.attacks >= p.too_many) & n.act & NOT_EXPECTING
(_WANTED,) = LADDER.up(THREE_A_YEAR, "preventive antibiotic").values()
BEFORE_ANTIBIOTIC = {"tests before it": _WANTED}
"""Heart and liver are looked at before it is begun."""

# ---------------------------------------------------------------- onset, diagnosis, annual review

SEEN = leads("bronchiectasis_review", n.attended)
BRONCHIECTASIS = Pathway(
    "bronchiectasis",
    starts_on="coming of age",
    at_death="died",
    notes=Bronchiectasis,
    guideline="British Thoracic Society, Guideline for bronchiectasis in adults, Thorax 2019;74 Suppl 1",
    steps=[
        Step("whether", draws={n.affected: p.ever_affected}, then=When({"begins": n.affected})),
        Step("begins", after=p.from_18_to_onset, draws={n.infections: p.infections_before}, then="chest infection"),
        Step("chest infection", GP, after=p.between_infections, contact="gp_consultation",
             draws={n.infections: n.infections - 1,
                    n.course: where(~allergies.allergic("penicillin"), "amoxicillin",
                                    where(~Fact("pregnant"), "doxycycline", NONE))},
             writes=[observe("lrti", text="Cough with green sputum, crackles at both bases, as some months ago"),
                     issued(n.course, FOR_A_WEEK, slot="antibiotic", value_code="lrti", status="completed")],
             then=When({"chest infection": n.infections > 0}, otherwise="thought of")),
        Step("thought of", GP, after=p.until_thought_of, contact="gp_consultation",
             draws={n.lives_there: p.lives_there, n.grows: n.lives_there, **awaited(p.turnaround)},
             writes=[observe("cough", text="Coughs up phlegm every day, between infections too"), sputum(n.grows),
                     refer("referral_respiratory", to=CLINIC)],
             then="clinic"),
        Step("clinic", CLINIC, after=p.wait_for_clinic, contact="seen_in_respiratory_clinic", then="scan"),
        Step("scan", SCANS, after=p.wait_for_scan, contact="outpatient", writes=[perform("ct_chest")],
             then="clinic again"),
        Step("clinic again", CLINIC, after=p.wait_for_report, contact="seen_in_respiratory_clinic",
             writes=[observe("bronchiectasis", text="Bronchiectasis on the scan, letter to the practice"),
                     refer("referral_chest_physiotherapy", to=PHYSIOTHERAPIST)],
             then="diagnosis"),
        Step("diagnosis", GP, after=p.until_letter,
             draws={n.frequent: p.frequent, n.no_mucolytic: Fact("chronic_obstructive_pulmonary_disease"),
                    n.mucolytic_at_once: p.mucolytic_at_once},
             writes=[diagnose("bronchiectasis", lasting=True), allergies.checked()],
             sets={"bronchiectasis": 1}, raises=Signal("bronchiectasis diagnosed"), then="taught"),
        Step("taught", PHYSIOTHERAPIST, after=p.wait_for_physiotherapist, contact="seen_in_physio",
             writes=[perform("airway_clearance_taught")],
             then=on("annual review", {"mucolytic": n.mucolytic_at_once & ~n.no_mucolytic & NOT_EXPECTING})),
        *LADDER.steps,
        Step("tests before it", NURSE, after=p.wait_for_appointment, contact="nurse_consultation",
             draws={n.alt: p.alt, **awaited(p.blood_turnaround)}, writes=[perform("ecg_12_lead"), blood()],
             then="preventive antibiotic"),
        Step("check of treatment", NURSE, after=p.until_check, contact="nurse_consultation",
             draws={n.alt: p.alt, **awaited(p.blood_turnaround)}, writes=[perform("ecg_12_lead"), blood()],
             then="result"),
        Step("result", at=RESULTS, then=on("annual review", LADDER.swapped("changed"))),
        *steps("annual review", until_next_call(), takes=n.treated >= 1, held=LADDER.held(), resumed=LADDER.resumed()),
        annual_review(
            "bronchiectasis_review", {},
            draws={n.attacks: Fact("bronchiectasis_attacks") - n.attacks_before,
                   n.attacks_before: Fact("bronchiectasis_attacks"),
                   n.act: n.attended & p.acted_on, n.saturation: p.saturation, n.blown: n.attended & p.spirometry,
                   n.coughs_up: n.attended & p.sputum_sent, n.grows: where(p.grows_again, n.lives_there, "nothing"),
                   **awaited(p.turnaround)},
            expecting=True,
            writes=[perform("medication_review_done", when=SEEN & (n.treated >= 1)),
                    observe("oxygen_saturation", n.saturation, "unit_percent", category="vital-signs",
                            when=n.attended),
                    perform("spirometry", when=n.blown), sputum(n.grows, n.coughs_up), *LADDER.authorised()],
        ).changed(then=on("annual review", {
            **LADDER.swapped("mucolytic left to COPD"), **LADDER.up(THREE_A_YEAR, "mucolytic"), **BEFORE_ANTIBIOTIC,
            **LADDER.up(THREE_A_YEAR, "higher dose")})),
        Step("died", GP, writes=LADDER.stopped()),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- attacks


class Attack(Awaited):
    """What is remembered of an attack."""

    antibiotic = option("the antibiotic of the attack", NONE, *COURSES)
    admitted = whether("the attack is too bad to be treated at home")
    leaves = instant("when the emergency department is left for the ward")
    grows = option("what the sputum grows in the attack", *GERMS)
    sent = whether("sputum is sent before the antibiotic")
    inside = whether("is on the ward with it")


a = Attack
NO_QUINOLONE = Fact("pregnant") | Fact("epilepsy")
CHOSEN = where(n.lives_there.is_("pseudomonas") & ~NO_QUINOLONE, "ciprofloxacin",
               where(~allergies.allergic("penicillin"), "amoxicillin",
                     where(~Fact("pregnant"), "doxycycline", NONE)))  # fmt: skip
STAY = hospital_stay(
    "inpatient", entry="stay for an attack", inside=a.inside, said=BY_THE_EMERGENCY_DEPARTMENT, fact="in_hospital"
)

ATTACKS = Pathway(
    "attacks of bronchiectasis",
    part_of=BRONCHIECTASIS,
    starts_on="bronchiectasis diagnosed",
    guideline="British Thoracic Society, Guideline for bronchiectasis in adults, Thorax 2019;74 Suppl 1",
    steps=[
        Step("waits", after=where(n.frequent, p.between_frequent_attacks, p.between_attacks),
             then=When({"waits": Fact("in_hospital")}, otherwise="attack")),
        Step("attack", sets={"bronchiectasis_attacks": Fact("bronchiectasis_attacks") + 1},
             raises=Signal("attack of bronchiectasis"), then="waits"),
    ],
)  # fmt: skip

# Each attack is an episode of its own, as a stay on a ward is one entry of an episode.
ATTACK = Pathway(
    "attack of bronchiectasis",
    part_of=BRONCHIECTASIS,
    notes=Attack,
    starts_on="attack of bronchiectasis",
    at_death="died",
    guideline="British Thoracic Society, Guideline for bronchiectasis in adults, Thorax 2019;74 Suppl 1; NICE NG117",
    steps=[
        Step("attack", draws={a.antibiotic: CHOSEN, a.admitted: p.admitted},
             then=When({"in the department": a.admitted | a.antibiotic.is_(NONE)}, otherwise="at the practice")),
        Step("at the practice", GP, contact="gp_consultation",
             draws={a.sent: p.sputum_sent, a.grows: where(p.grows_again, n.lives_there, "nothing"),
                    **awaited(p.turnaround)},
             writes=[observe("bronchiectasis_exacerbation",
                             text="More sputum, and greener, more breathless for some days"),
                     sputum(a.grows, a.sent),
                     issued(a.antibiotic, COURSES, slot="antibiotic", reason="bronchiectasis")]),
        Step("in the department", EMERGENCY, contact="ed_attendance", lasts=a.leaves - Now(),
             draws={a.leaves: Now() + p.time_in_department}, sets={"in_hospital": 1},
             writes=[*FIRST_LOOK, observe("bronchiectasis_exacerbation"),
                     observe("oxygen_saturation", p.saturation_in_attack, "unit_percent", category="vital-signs")],
             then="admission"),
        *STAY.steps(
            admission("admission", at=a.leaves, text="Exacerbation of bronchiectasis", then="discharge"),
            discharge("discharge", after=p.days_on_ward, said=TO_HOME,
                      writes=letter("discharge_summary_document", "inpatient_discharge", recorded=p.writing_up)),
            cut_short("died", said=DIED),
            setting=WARD),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- the vaccine of each autumn

VACCINE = each_autumn(
    "influenza vaccine in bronchiectasis", part_of=BRONCHIECTASIS, starts_on="bronchiectasis diagnosed",
    into_season=p.into_season, comes=~Fact("pregnant") & p.vaccinated,
)  # fmt: skip

SIGNALS = [
    signal("bronchiectasis diagnosed", "the clinic has found bronchiectasis on a scan"),
    signal("attack of bronchiectasis", "bronchiectasis is worse for some days"),
]
FACTS = [
    fact("bronchiectasis", "1 from the diagnosis of bronchiectasis on"),
    fact("bronchiectasis_treated", "the steps of treatment that are climbed, by which attacks are fewer"),
    fact("bronchiectasis_attacks", "how many attacks of bronchiectasis someone has had"),
]
PATHWAYS = [BRONCHIECTASIS, ATTACKS, ATTACK, VACCINE]
