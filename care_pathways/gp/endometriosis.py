"""Endometriosis: years of painful periods, the way to the clinic and the diagnosis, treatment by steps, and flares."""

from care_pathways import beside, body
from care_pathways.acute.emergency import FIRST_LOOK
from care_pathways.courses.yearly_call import until_next_call
from care_pathways.gp import allergies
from care_pathways.gp._long_term import LongTerm, annual_review
from care_pathways.gp._medicines import repeated
from care_pathways.gp._pregnancy import NOT_EXPECTING, on, steps
from care_pathways.gp._review import GP, NURSE, leads
from care_pathways.gp.contraception import AT_RISK
from care_pathways.gp.raised_pressure import told_of
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Expression, Fact, Now, OneOf, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import Notes, count, instant, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.time import birthday, midnight
from synth.pathway.language.wording import said_of
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, communicate, diagnose, observe, perform, refer
from synth.pathway.parts.ladder import ladder, rung, stop
from synth.pathway.parts.treatment import Medicine, issued, medicine_of, treatment

p = beside(__file__)

CLINIC, SCANS, THEATRE = "outpatient clinic (surgeon)", "imaging department", "operating theatre"
EMERGENCY = "emergency department"
GUIDELINE = "NICE NG73"

# ---------------------------------------------------------------- what is taken

PAINKILLERS = {
    "naproxen": repeated("naproxen_250mg_tab", "Take one tablet twice a day with food, when needed", 28, held=True),
    "mefenamic": repeated(
        "mefenamic_acid_500mg_tab", "Take one tablet three times a day with food, when needed", 42, held=True),
    "paracetamol": repeated("paracetamol_500mg_tab", "Take two tablets up to four times a day, when needed", 100),
}  # fmt: skip
"""What is taken in the days of pain: a pack of four weeks is enough for half of them."""
HORMONES = {
    "combined": repeated(
        "ethinylestradiol_levonorgestrel", "Take one tablet each day of the pack, 21 days on and 7 off", 63, days=84,
        held=True),
    "progestogen": repeated(
        "desogestrel_75mcg_tab", "Take one tablet once a day, without a break", 84, days=84, held=True),
}  # fmt: skip
OTHER_HORMONES = {
    "norethisterone": repeated("norethisterone_5mg_tab", "Take one tablet twice a day", 56, held=True),
    "medroxyprogesterone": repeated("medroxyprogesterone_10mg_tab", "Take one tablet three times a day", 84, held=True),
}
"""What takes the place of the first hormone, where that does not help or is not tolerated."""
NONE = "none"
FOR_SOME_DAYS = {
    "mefenamic": Medicine("mefenamic_acid_500mg_tab", "Take one tablet three times a day with food", 15, 5, 0, "acute"),
    "naproxen": Medicine("naproxen_250mg_tab", "Take one tablet twice a day with food", 10, 5, 0, "acute"),
    "paracetamol": Medicine("paracetamol_500mg_tab", "Take two tablets up to four times a day", 40, 5, 0, "acute"),
}
"""What is given for a painful period, before anybody thinks of endometriosis."""
FOR_A_FLARE = {name: FOR_SOME_DAYS[name] for name in ("naproxen", "paracetamol")}
ANTI_INFLAMMATORIES = ("naproxen", "mefenamic")

COMPLAINTS = {"periods": "dysmenorrhoea", "between": "pelvic_pain", "intercourse": "dyspareunia"}
TOLD = {
    "periods": ["Painful periods, misses days of school or work. Abdomen soft.",
                "Dysmenorrhoea again, tablets from the pharmacy do not hold it."],
    "between": ["Pain low in the abdomen, worse before and during periods.",
                "Pelvic pain on most days of the month, urine clear on dipstick."],
    "intercourse": ["Deep pain with intercourse, and for a day after it.", "Deep dyspareunia, periods painful too."],
}  # fmt: skip
"""What she comes with, and how one of two doctors writes it down."""


class Endometriosis(LongTerm):
    """What is remembered of a woman who may have endometriosis."""

    affected = whether("she ever has it, known or not")
    found = whether("somebody thinks of it one day")
    visits = count("the visits for pain that are still to come before anybody thinks of it, or she gives up")
    complaint = option("what she comes with", *COMPLAINTS)
    voice = count("which of two ways of writing the doctor has")
    tablets = option("what she is given for a painful period", NONE, *FOR_SOME_DAYS)
    operated = whether("the clinic looks inside by laparoscopy")
    diagnosed = whether("it has been diagnosed and has not settled")
    severe = whether("hers is of the kind that few medicines hold")
    at_once = whether("treatment is begun at the diagnosis")
    treated = count("the steps of treatment that are climbed")
    painkiller = medicine_of("the painkiller", PAINKILLERS)
    has_painkiller = whether("has paracetamol already, for joints or back")
    no_painkiller = whether("has given up the anti-inflammatory")
    hormone = medicine_of("the first hormone", HORMONES)
    has_hormone = whether("has a hormone already, as a contraceptive")
    other_hormone = medicine_of("the hormone that took the place of the first", OTHER_HORMONES)
    pill_seen = instant("when the pill was last gone through")
    not_tolerated = whether("bleeds or is low on the first hormone")
    controlled = whether("says that the pain is held")
    act = whether("pain that is not held is acted on")


n = Endometriosis

# ---------------------------------------------------------------- treatment by steps

NO_ANTI_INFLAMMATORY = (
    allergies.allergic("aspirin") | Fact("asthma") | Fact("raised_blood_pressure") | Fact("chronic_kidney_disease")
    | Fact("coronary_heart_disease") | Fact("stroke") | Fact("heart_failure") | Fact("atrial_fibrillation")
    | Fact("acid_reflux")
)  # fmt: skip
"""Who is not given naproxen or mefenamic acid."""
ACHES = Fact("osteoarthritis") | Fact("chronic_back_pain")
"""Who may have paracetamol already."""

PAINKILLER = treatment("painkiller", n.painkiller, PAINKILLERS, reason="endometriosis")
HORMONE = treatment("hormone", n.hormone, HORMONES, reason="endometriosis")
OTHER_HORMONE = treatment("other hormone", n.other_hormone, OTHER_HORMONES, reason="endometriosis")
TREATED = {"endometriosis_treated": n.treated}
PRESSURE = body.pressure_read(n.systolic, n.diastolic)
ON_HORMONE = {**TREATED, "hormone_for_endometriosis": ~Fact("hormonal_contraception")}
LADDER = ladder(
    n.treated,
    rung("painkiller", PAINKILLER, spared=n.has_painkiller, draws={
        n.painkiller: where(NO_ANTI_INFLAMMATORY, "paracetamol", p.painkiller),
        n.has_painkiller: PAINKILLER.is_("paracetamol") & ACHES},
         sets={**TREATED, "anti_inflammatory_for_endometriosis": PAINKILLER.is_(*ANTI_INFLAMMATORIES)}),
    rung("hormone", HORMONE, spared=n.has_hormone, sets=ON_HORMONE, draws={
        **PRESSURE, n.hormone: where(AT_RISK | (n.systolic >= p.pressure_too_high), "progestogen", p.hormone),
        n.has_hormone: Fact("hormonal_contraception"), n.pill_seen: Now(),
        n.not_tolerated: ~n.has_hormone & p.not_tolerated},
         writes=[observe("contraception_review", text="Periods to be made lighter or to cease; need of contraception, "
                                                      "bleeding, mood and clots talked about"),
                 body.write_pressure(n.systolic, n.diastolic)],
         raises=told_of(n.systolic, n.diastolic)),
    rung("other hormone", OTHER_HORMONE, replaces={HORMONE: ~n.has_hormone},
         sets={**TREATED, "hormone_for_endometriosis": 1},
         draws={n.other_hormone: p.other_hormone},
         writes=[observe("adverse_reaction_drug", text="Bleeding between periods and low mood on the first hormone",
                         when=n.not_tolerated)]),
    stop("anti-inflammatory stopped", PAINKILLER, when=PAINKILLER.is_(*ANTI_INFLAMMATORIES) & NO_ANTI_INFLAMMATORY,
         noted=n.no_painkiller, sets={**TREATED, "anti_inflammatory_for_endometriosis": 0},
         contact="telephone_consultation", setting="general practice (GP, telephone)"),
    setting=GP, after=p.wait_for_appointment, contact="gp_consultation", sets=TREATED,
    paused=n.held_back, then="check of treatment",
)  # fmt: skip
ON_PILL = n.treated.equals(2) & ~n.has_hormone
"""Who has the first hormone, which is a contraceptive pill."""
PILL_DUE = ON_PILL & NOT_EXPECTING & (n.pill_seen + p.pill_check_within < Now())
"""Of whom the pill has not been gone through for more than a year, whenever the next review is."""
NOT_SUITED = HORMONE.is_("combined") & AT_RISK
STEPPED_UP = {
    **LADDER.swapped(),
    **LADDER.up(~n.controlled & n.act & NOT_EXPECTING, "painkiller"),
    **LADDER.up(~n.controlled & n.act & NOT_EXPECTING & ~Fact("breast_cancer"), "hormone"),
    **LADDER.up(((~n.controlled & n.act) | n.not_tolerated | NOT_SUITED) & NOT_EXPECTING
                & ~Fact("hormonal_contraception") & ~Fact("breast_cancer"), "other hormone"),
}  # fmt: skip


def told(when: Expression | None = None) -> list[Write]:
    """How she says that it is, when she is asked."""
    return [
        observe("endometriosis", text="Pain is held, few days lost", slot="held", when=both(n.controlled, when)),
        observe("endometriosis", text="Pain is not held, days off work; next step talked about", slot="not held",
                when=both(~n.controlled, when)),
    ]  # fmt: skip


# ---------------------------------------------------------------- onset, diagnosis, annual review

SEEN = leads("endometriosis_review", n.attended)
ENDOMETRIOSIS = Pathway(
    "endometriosis",
    starts_on="birth",
    only=Fact("sex").is_("female"),
    at_death="died",
    notes=Endometriosis,
    guideline=GUIDELINE,
    steps=[
        Step("whether", draws={n.affected: p.ever_affected}, then=When({"onset": n.affected})),
        Step("onset", after=p.age_at_onset, draws={n.found: p.found, n.visits: p.visits_before}, then="bears it"),
        Step("bears it", after=p.until_first_visit, then="seen with pain"),
        Step("between visits", after=p.between_visits,
             then=When({END: ~n.found & (Fact("age") >= p.settles_from), "between visits": Fact("pregnant"),
                        "seen with pain": n.visits > 0, "examined": n.found})),
        Step("seen with pain", GP, contact="gp_consultation",
             draws={n.visits: n.visits - 1, n.complaint: where(Fact("age") < p.grown_up, "periods", p.complaint),
                    n.voice: OneOf(2, "voice"),
                    n.tablets: where(p.given_tablets,
                                     where(NO_ANTI_INFLAMMATORY, where(ACHES, NONE, "paracetamol"), p.tablets), NONE)},
             writes=[said_of(observe(code_of(n.complaint, COMPLAINTS), slot="complaint"), n.complaint, TOLD,
                             voice=n.voice),
                     issued(n.tablets, FOR_SOME_DAYS, slot="tablets", status="completed",
                            value_code=code_of(n.complaint, COMPLAINTS))],
             then="between visits"),
        Step("examined", GP, at=midnight(birthday()) + p.examined_from, after=p.wait_for_appointment,
             contact="gp_consultation", draws={n.operated: p.laparoscopy, n.severe: p.severe},
             writes=[observe("dysmenorrhoea", text="Painful periods for years, days off, may be endometriosis"),
                     perform("pelvic_examination",
                             text="Examined with consent, chaperone present: abdomen soft, tender behind the womb, "
                                  "no mass"),
                     refer("referral_gynae", to=CLINIC, text="Possible endometriosis, symptoms for years")],
             then="clinic"),
        Step("clinic", CLINIC, after=p.wait_for_clinic, contact="seen_in_gynaecology_clinic",
             writes=[observe("pelvic_pain", text="Story fits endometriosis, tender on examination. Scan asked for")],
             then="scan"),
        Step("scan", SCANS, after=p.wait_for_scan, contact="outpatient",
             writes=[perform("transvaginal_ultrasound", text="No endometrioma seen", slot="not seen", when=n.operated),
                     perform("transvaginal_ultrasound", text="Endometrioma of an ovary", slot="seen",
                             when=~n.operated)],
             then=When({"laparoscopy": n.operated}, otherwise="clinic again")),
        Step("laparoscopy", THEATRE, after=p.wait_for_operation, contact="day_case", lasts=p.operation_takes,
             writes=[perform("general_anaesthetic"),
                     perform("diagnostic_laparoscopy", text="Endometriosis of the pelvis seen and treated"),
                     communicate("day_case_letter", details={"to": GP})],
             then="clinic again"),
        Step("clinic again", CLINIC, after=p.wait_for_report, contact="seen_in_gynaecology_clinic",
             writes=[observe("endometriosis", text="Endometriosis found and explained, letter to the practice")],
             then="diagnosis"),
        Step("diagnosis", GP, after=p.until_letter, contact="gp_consultation",
             draws={n.diagnosed: 1, n.at_once: p.treated_at_once},
             writes=[diagnose("endometriosis", entry="endometriosis", change=BEGUN), allergies.checked()],
             sets={"endometriosis": 1}, raises=Signal("endometriosis diagnosed"),
             then=on("annual review", {"painkiller": n.at_once & NOT_EXPECTING})),
        *LADDER.steps,
        Step("check of treatment", NURSE, after=p.until_check, contact="nurse_consultation",
             draws={n.controlled: p.controlled, n.act: p.acted_on},
             writes=told(),
             then=on("annual review", STEPPED_UP)),
        *steps("annual review", until_next_call(), takes=n.treated >= 1, look=p.until_told, held=LADDER.held(),
               others={"pill check": PILL_DUE},
               resumed=[*LADDER.resumed(), observe("contraception_review", when=ON_PILL,
                                                   text="After the pregnancy: pill taken again for endometriosis")]),
        annual_review(
            "endometriosis_review", {}, expecting=True,
            draws={n.controlled: p.controlled, n.act: n.attended & p.acted_on_at_review,
                   n.pill_seen: where(n.attended, Now(), n.pill_seen)},
            writes=[perform("medication_review_done", when=SEEN & (n.treated >= 1)),
                    *told(n.attended), observe("contraception_review", when=n.attended & ON_PILL & NOT_EXPECTING),
                    *LADDER.authorised()],
        ).changed(then=on("annual review", {
            "settled": (Fact("age") >= p.settles_from) | Fact("menopause") | Fact("breast_cancer"), **STEPPED_UP,
            "pill check": ON_PILL & ~n.attended & NOT_EXPECTING})),
        Step("pill check", NURSE, after=p.until_pill_check, contact="nurse_consultation",
             draws={**PRESSURE, n.pill_seen: Now()},
             writes=[observe("contraception_review", text="Pill check, as no more was issued without one"),
                     body.write_pressure(n.systolic, n.diastolic)],
             raises=told_of(n.systolic, n.diastolic), then=on("annual review")),
        Step("settled", GP, after=p.wait_for_appointment, contact="telephone_consultation",
             draws={n.diagnosed: 0},
             sets={"endometriosis": 0, "endometriosis_treated": 0, "hormone_for_endometriosis": 0,
                   "anti_inflammatory_for_endometriosis": 0},
             writes=[diagnose("endometriosis", entry="endometriosis", change=ENDED), *LADDER.stopped()]),
        Step("died", GP, writes=[diagnose("endometriosis", entry="endometriosis", change=ENDED, when=n.diagnosed),
                                 *LADDER.stopped()]),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- flares, as long as the condition is there


class Flare(Notes):
    """What is remembered of a flare."""

    tablets = option("what is given for the flare", NONE, *FOR_A_FLARE)


f = Flare
FLARES = Pathway(
    "flares of endometriosis",
    part_of=ENDOMETRIOSIS,
    starts_on="endometriosis diagnosed",
    notes=Flare,
    guideline=GUIDELINE,
    steps=[
        Step("waits", after=where(n.severe, p.between_severe_flares, p.between_flares),
             then=When({END: ~Fact("endometriosis"), "waits": Fact("pregnant") | Fact("in_hospital")},
                       otherwise="flare")),
        Step("flare",
             draws={f.tablets: where(Fact("anti_inflammatory_for_endometriosis"), where(ACHES, NONE, "paracetamol"),
                                     where(NO_ANTI_INFLAMMATORY, NONE, "naproxen"))},
             then=Choice({"in the department": p.goes_to_hospital, "at the practice": REST})),
        Step("at the practice", GP, contact="gp_consultation",
             writes=[observe("pelvic_pain", text="Flare of endometriosis for some days, off work. Abdomen soft"),
                     issued(f.tablets, FOR_A_FLARE, slot="tablets", reason="endometriosis")],
             then="waits"),
        Step("in the department", EMERGENCY, contact="ed_attendance", lasts=p.time_in_department,
             writes=[*FIRST_LOOK, observe("pelvic_pain", text="Severe flare of endometriosis, settled with analgesia"),
                     issued(f.tablets, FOR_A_FLARE, slot="tablets", reason="endometriosis")],
             then="waits"),
    ],
)  # fmt: skip

SIGNALS = [signal("endometriosis diagnosed", "the practice has the clinic's letter: it is endometriosis")]
FACTS = [
    fact("endometriosis", "1 while endometriosis is diagnosed and has not settled"),
    fact("endometriosis_treated", "the steps of treatment that are climbed, by which flares are fewer"),
    fact("anti_inflammatory_for_endometriosis", "1 while she has naproxen or mefenamic acid on repeat for it"),
    fact("hormone_for_endometriosis", "1 while she has a hormone from the practice for endometriosis"),
]
PATHWAYS = [ENDOMETRIOSIS, FLARES]
