"""Hypertension from its diagnosis on: treatment by steps, blood pressure over time, the annual review."""

from typing import Any

from care_pathways import beside, body
from care_pathways.closures import services
from care_pathways.courses import attendance
from care_pathways.courses.yearly_call import held, until_next_call
from care_pathways.gp import _ace_inhibitors, albuminuria, allergies, borderline_glucose
from care_pathways.gp._ace_inhibitors import ACE_INHIBITORS, ARBS, EITHER
from care_pathways.gp._medicines import repeated
from care_pathways.gp._panels import ELECTROLYTES, Electrolytes, Lipids, lipids, of_lipids, urea_and_electrolytes
from care_pathways.gp._pregnancy import NOT_EXPECTING, TESTED, Expecting, after, before_test, on, steps
from care_pathways.gp._review import GP, NURSE, TELEPHONE, gone_through, leads, sent_after
from care_pathways.gp.high_potassium import HIGH_POTASSIUM
from care_pathways.gp.kidney_disease import LOW, looked_at
from care_pathways.gp.raised_pressure import very_high
from care_pathways.gp.underweight import thin
from care_pathways.laboratory import RESULTS, Awaited, awaited
from synth.pathway.language.expressions import Expression, Fact, Value, where
from synth.pathway.language.model import Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import count, quantity, whether
from synth.pathway.language.words import fact
from synth.pathway.language.writes import diagnose, observe, perform
from synth.pathway.parts.ladder import ladder, rung, swap
from synth.pathway.parts.treatment import Medicine, medicine_of, treatment

p = beside(__file__)

INDAPAMIDE = repeated("indapamide_2_5mg_tab", "Take one tablet once a day, in the morning", held=True)
CHANNEL_BLOCKERS = {
    "amlodipine": repeated("amlodipine_5mg_tab", "Take one tablet once a day", held=True),
    "felodipine": repeated(
        "felodipine_5mg_mr_tab", "Take one tablet once a day, in the morning; swallow whole", held=True
    ),
}
STEP_1 = {**EITHER, **CHANNEL_BLOCKERS}
HIGHER = {
    **_ace_inhibitors.HIGHER,
    "amlodipine": repeated("amlodipine_10mg_tab", "Take one tablet once a day", held=True),
    "felodipine": repeated(
        "felodipine_5mg_mr_tab", "Take two tablets once a day, in the morning; swallow whole", 56, held=True
    ),
}
"""The next dose of each medicine of step 1, which takes the place of the first."""
FULL = {**HIGHER, **_ace_inhibitors.FULL}
"""The dose aimed at; it is the higher one, but for ramipril."""
STEP_2 = {
    "amlodipine": CHANNEL_BLOCKERS["amlodipine"],
    "ramipril": HIGHER["ramipril"],
    "losartan": ARBS["losartan"],
    "indapamide": INDAPAMIDE,
}
HIGHER_2 = {
    "amlodipine": HIGHER["amlodipine"],
    "ramipril": FULL["ramipril"],
    "losartan": HIGHER["losartan"],
    "indapamide": INDAPAMIDE,
}
"""The next dose of each medicine of step 2; of indapamide there is none."""
STEP_3 = {
    "indapamide": INDAPAMIDE,
    "bendroflumethiazide": repeated(
        "bendroflumethiazide_2_5mg_tab", "Take one tablet once a day, in the morning", held=True
    ),
    "amlodipine": CHANNEL_BLOCKERS["amlodipine"],
    "ramipril": ACE_INHIBITORS["ramipril"],
}
STEP_4 = {
    "spironolactone": repeated("spironolactone_25mg_tab", "Take one tablet once a day, with food", held=True),
    "doxazosin": repeated("doxazosin_1mg_tab", "Take one tablet once a day", held=True),
    "bisoprolol": repeated("bisoprolol_2_5mg_tab", "Take one tablet once a day, in the morning", held=True),
}
HIGHER_4 = {
    **STEP_4,
    "doxazosin": repeated("doxazosin_4mg_tab", "Take one tablet once a day", held=True),
    "bisoprolol": repeated("bisoprolol_5mg_tab", "Take one tablet once a day, in the morning", held=True),
}
"""The next dose of each medicine of step 4; of spironolactone there is none."""


LABETALOL = Medicine("labetalol_200mg_tab", "Take one tablet twice a day", 56, 28, 0, "acute", prescriber=GP)
NIFEDIPINE = Medicine(
    "nifedipine_20mg_mr_tab", "Take one tablet twice a day; swallow whole", 56, 28, 0, "acute", prescriber=GP
)
"""What is taken in pregnancy instead of all others, and by who has asthma (NICE NG133, 1.3)."""


class Hypertension(Awaited, Expecting, Lipids, Electrolytes, albuminuria.Urine):
    """What the practice knows of someone's high blood pressure."""

    systolic = quantity("systolic pressure as read today", "mmHg")
    diastolic = quantity("diastolic pressure as read today", "mmHg")
    egfr = quantity("how well the kidneys filter", "mL/min/1.73 m2")
    creatinine = quantity("creatinine in the blood", "umol/L")
    potassium = quantity("potassium in the blood", "mmol/L", decimals=1)
    cholesterol = quantity("total cholesterol in the blood", "mmol/L", decimals=1)
    hba1c = quantity("HbA1c", "mmol/mol")
    glucose = whether("HbA1c is tested too")
    smoked = whether("has ever smoked")
    weighed = whether("is weighed at the annual review")
    bmi = quantity("body mass index", "kg/m2", decimals=1)
    weight = quantity("body weight", "kg", decimals=1)
    traced = whether("an electrocardiogram is taken at diagnosis")
    thickened = whether("the electrocardiogram shows a left ventricle that has thickened")
    harmed = whether("so much albumin is lost that an ACE inhibitor or ARB comes first")
    treated_at_once = whether("medicines are begun at diagnosis, not after a trial of advice")
    channel_blocker = whether("a calcium-channel blocker is the first choice")
    taken = whether("takes what is prescribed")
    lowered = quantity("by how much the medicines taken lower the systolic pressure", "mmHg")
    treated = count("how many steps of treatment have been begun")
    first = medicine_of("the medicine of step 1", STEP_1)
    titrated = whether("the dose of the first medicine is raised to what is aimed at")
    higher = whether("the first medicine is taken at a higher dose")
    to_full = whether("ramipril is raised to the full dose")
    full = whether("the first medicine is taken at the full dose")
    titrated_2 = whether("the dose of the second medicine is raised")
    higher_2 = whether("the second medicine is taken at a higher dose")
    replacement = medicine_of("what replaced an ACE inhibitor", ARBS)
    second = medicine_of("the medicine of step 2", STEP_2)
    third = medicine_of("the medicine of step 3", STEP_3)
    spared = whether("what step 3 would add is taken for the heart already")
    fourth = medicine_of("the medicine of step 4", STEP_4)
    titrated_4 = whether("the dose of the fourth medicine is raised")
    higher_4 = whether("the fourth medicine is taken at a higher dose")
    no_beta_blocker = whether("takes a beta blocker already, or must have none")
    not_tolerated = whether("coughs with the ACE inhibitor")
    replaced = whether("the ACE inhibitor has been replaced")
    act = whether("a pressure above target is acted on")
    held = whether("the practice holds reviews at the time")
    attended = whether("comes to the annual review")
    bloods = whether("blood is taken at the review")
    summary_asked = whether("the hospital asks for a summary")
    statin_begins = whether("a statin is begun after the review")


n = Hypertension

FIRST = treatment("first medicine", n.first, STEP_1, reason="hypertension")
FIRST_HIGHER = treatment("first medicine, higher dose", n.first, HIGHER, reason="hypertension")
FIRST_FULL = treatment("first medicine, full dose", n.first, FULL, reason="hypertension")
SECOND_HIGHER = treatment("second medicine, higher dose", n.second, HIGHER_2, reason="hypertension")
REPLACEMENT = treatment("replacement medicine", n.replacement, ARBS, reason="hypertension")
SECOND = treatment("second medicine", n.second, STEP_2, reason="hypertension")
THIRD = treatment("third medicine", n.third, STEP_3, reason="hypertension")
FOURTH = treatment("fourth medicine", n.fourth, STEP_4, reason="hypertension")
FOURTH_HIGHER = treatment("fourth medicine, higher dose", n.fourth, HIGHER_4, reason="hypertension")

PRESSURE = {n.systolic: body.systolic(n.lowered), n.diastolic: body.diastolic(n.lowered)}
MEASURED: dict[Any, Value] = {
    **awaited(p.turnaround), n.egfr: body.egfr(), n.creatinine: body.creatinine(),
    n.potassium: body.potassium(),
    n.cholesterol: body.cholesterol(Fact("on_statin")), n.hba1c: body.hba1c(), **ELECTROLYTES,
    **of_lipids(n.cholesterol),
}  # fmt: skip
GLUCOSE = ~Fact("type_2_diabetes") & ~Fact("borderline_glucose") & p.glucose_tested
ABOVE_TARGET = (n.systolic >= p.target) | (n.diastolic >= p.target_diastolic)


def pressure(when: Expression | None = None) -> Write:
    """Today's reading."""
    return body.write_pressure(n.systolic, n.diastolic, when)


def kidneys(when: Expression | None = None) -> list[Write]:
    """Kidney function and salts; the results come later."""
    return urea_and_electrolytes(n.creatinine, n.egfr, n.potassium, when)


def bloods(when: Expression | None = None) -> list[Write]:
    """Kidney function, potassium and cholesterol; the results come later."""
    return [*kidneys(when), *lipids(n.cholesterol, when), borderline_glucose.hba1c(n.hba1c, n.glucose)]


def traced() -> list[Write]:
    """The electrocardiogram at diagnosis, and what it shows (NICE NG136, 1.3)."""
    return [
        perform("ecg_12_lead", text="12 lead electrocardiogram: no signs of a thickened left ventricle",
                slot="usual", when=n.traced & ~n.thickened),
        perform("ecg_12_lead", text="12 lead electrocardiogram: signs of a thickened left ventricle",
                slot="thickened", when=n.thickened),
    ]  # fmt: skip


AT_ONCE = n.treated_at_once | n.thickened | n.harmed
"""Who is treated without a trial of advice: as chosen, and whose heart or kidneys are harmed (NICE NG136, 1.4)."""


def lower_by(name: str) -> Expression:
    """How far the pressure is lowered once this medicine too is taken."""
    return n.lowered + n.taken * p.lowered_by_one.named(name)


SAFE = n.held_back & Fact("pregnant") & (n.treated >= 1)
"""Whether a woman is given what is taken in pregnancy."""
BY_TELEPHONE: dict[str, Any] = {"setting": TELEPHONE, "contact": "telephone_consultation", "sets": {}}


def _sets(own: Expression) -> dict[str, Value]:
    """What others know of treatment once a rung is climbed. own: whether its medicine is an ACE inhibitor or ARB."""
    return {"pressure_lowered": n.lowered, "on_ace_or_arb": Fact("on_ace_or_arb") | own}


LADDER = ladder(
    n.treated,
    rung("step 1", FIRST, draws={
        n.channel_blocker: p.channel_blocker_first & ~n.harmed, n.first: p.first_medicine, n.taken: p.taken,
        n.lowered: lower_by("first"), n.titrated: p.dose_raised, n.to_full: p.full_dose,
        n.not_tolerated: FIRST.is_(*ACE_INHIBITORS) & p.ace_inhibitor_not_tolerated}, sets=_sets(FIRST.is_(*EITHER))),
    rung("step 2", SECOND, draws={n.second: p.second_medicine, n.lowered: lower_by("second"),
                                  n.titrated_2: ~SECOND.is_("indapamide") & p.second_dose_raised},
         sets=_sets(SECOND.is_("ramipril", "losartan"))),
    rung("step 3", THIRD, spared=n.spared, draws={
        n.third: p.third_medicine, n.spared: Fact("on_ace_or_arb") & THIRD.is_("ramipril"),
        n.lowered: where(n.spared, n.lowered, lower_by("third"))}, sets=_sets(THIRD.is_("ramipril"))),
    rung("step 4", FOURTH, draws={
        n.no_beta_blocker: Fact("on_beta_blocker") | Fact("asthma"), n.fourth: p.fourth_medicine,
        n.lowered: lower_by("fourth"), n.titrated_4: ~FOURTH.is_("spironolactone") & p.fourth_dose_raised},
         sets={"pressure_lowered": n.lowered,
               "on_beta_blocker": Fact("on_beta_blocker") | n.fourth.is_("bisoprolol"),
               "on_spironolactone": Fact("on_spironolactone") | n.fourth.is_("spironolactone")}),
    swap("changed", FIRST, REPLACEMENT, when=n.not_tolerated, noted=n.replaced,
         draws={n.replacement: p.replacement_medicine},
         writes=[observe("adverse_reaction_drug", text="Cough while taking an ACE inhibitor")],
         **BY_TELEPHONE),
    swap("dose raised", FIRST, FIRST_HIGHER, when=n.titrated & ~n.not_tolerated & NOT_EXPECTING, noted=n.higher,
         **BY_TELEPHONE),
    swap("full dose", FIRST_HIGHER, FIRST_FULL, when=FIRST.is_("ramipril") & n.to_full & NOT_EXPECTING,
         noted=n.full, **BY_TELEPHONE),
    swap("second dose raised", SECOND, SECOND_HIGHER, when=n.titrated_2 & NOT_EXPECTING, noted=n.higher_2,
         **BY_TELEPHONE),
    swap("fourth dose raised", FOURTH, FOURTH_HIGHER, when=n.titrated_4 & NOT_EXPECTING, noted=n.higher_4,
         **BY_TELEPHONE),
    paused=n.held_back,
    setting=GP, at=RESULTS, after=p.wait_for_appointment, contact="gp_consultation",
    sets={"pressure_lowered": n.lowered}, **before_test("check of treatment"),
)  # fmt: skip


def up(when: Expression) -> dict[str, Expression]:
    """The next step of treatment; a fourth medicine is not given to those who do not take the first three."""
    when = when & NOT_EXPECTING
    return {**LADDER.up(when, "step 1", "step 2", "step 3"), **LADDER.up(when & n.taken, "step 4")}


STATIN_BEGINS = n.statin_begins & ~Fact("on_statin")
STEPPED_UP = on("annual review", up(n.attended & n.act & ABOVE_TARGET))


def _results(name: str, then: When, when: Expression | None = None, *also: Signal, **more: Any) -> Step:
    """The step at which results are back: what is too high or too low is told of. also: what else is raised."""
    return Step(
        name, at=RESULTS, then=then, **more,
        raises=[*also, LOW.found(n.egfr, when), HIGH_POTASSIUM.found(n.potassium, when),
                *borderline_glucose.told_of(n.hba1c, n.glucose)],
    )  # fmt: skip


SEEN = leads("hypertension_review", n.attended)
HYPERTENSION = Pathway(
    "hypertension",
    starts_on="hypertension diagnosed",
    at_death="death",
    guideline="NICE NG136",
    notes=Hypertension,
    steps=[
        Step("diagnosis", GP, contact="hypertension_diagnosis_review",
             draws={**MEASURED, n.smoked: body.SMOKED, n.treated_at_once: p.treated_at_once,
                    n.glucose: GLUCOSE, **albuminuria.SAMPLE, n.urine: ~Fact("type_2_diabetes") & p.urine_tested,
                    n.traced: p.electrocardiogram, n.thickened: n.traced & p.thickened},
             writes=[diagnose("hypertension", lasting=True), allergies.checked(), *bloods(), body.smoking(),
                     albuminuria.ratio(n.urine), *traced()],
             then="first results"),
        _results("first results", When({"step 1": AT_ONCE & NOT_EXPECTING}, otherwise="advice on living"),
                 None, albuminuria.told_of(), draws={n.harmed: n.urine & albuminuria.HARMED}),
        Step("advice on living", NURSE, after=p.advice_for, contact="hypertension_monitoring",
             draws=PRESSURE, writes=[pressure()], raises=very_high(n.systolic, n.diastolic),
             then=on("annual review", {"step 1": ABOVE_TARGET & NOT_EXPECTING})),
        *LADDER.steps,
        Step("check of treatment", NURSE, after=after(p.step_to_check), contact="hypertension_monitoring",
             draws={**PRESSURE, **MEASURED, n.act: p.treatment_stepped_up, n.glucose: 0, **TESTED},
             writes=[pressure(), *kidneys()], raises=very_high(n.systolic, n.diastolic),
             then="results of the check"),
        _results("results of the check", on("annual review", {**LADDER.swapped(), **up(ABOVE_TARGET & n.act)})),
        *steps("annual review", until_next_call(), takes=n.treated >= 1,
               held=LADDER.held(), resumed=LADDER.resumed(), test=("check of treatment", p.step_to_check),
               safe=[LABETALOL.issued(SAFE & ~Fact("asthma"), reason="hypertension"),
                     NIFEDIPINE.issued(SAFE & Fact("asthma"), reason="hypertension")]),
        Step("annual review", NURSE, hours="always", after=after(until_next_call()), contact="hypertension_review",
             contact_when=SEEN,
             draws={n.held: held(services.long_term_reviews), n.attended: n.held & attendance.comes(p.attended),
                    **PRESSURE, **MEASURED, n.bloods: SEEN & (p.bloods_taken | Fact("kidney_disease_known")),
                    n.glucose: n.bloods & GLUCOSE,
                    n.smoked: body.SMOKED, n.act: p.stepped_up_at_review,
                    n.weighed: SEEN & p.weighed, n.bmi: body.bmi(), n.weight: body.weight_now(),
                    n.summary_asked: n.attended & p.summary_asked,
                    **TESTED,
                    n.statin_begins: n.attended & NOT_EXPECTING & ~Fact("on_statin") & ~Fact("type_2_diabetes")
                    & p.statin_begun},
             writes=[pressure(SEEN), *bloods(n.bloods), body.smoking(SEEN),
                     *body.write_weight(n.weight, n.weighed),
                     perform("medication_review_done", when=SEEN & (n.treated >= 1)),
                     *gone_through("hypertension_review", n.attended), *LADDER.authorised(),
                     *sent_after("hypertension_review", n.held, n.attended, n.summary_asked)],
             sets=looked_at("pressure", n.bloods),
             raises=[very_high(n.systolic, n.diastolic, SEEN), thin(n.weight, n.weighed)],
             then="results of the review"),
        _results("results of the review", STEPPED_UP, n.bloods,
                 Signal("statin wanted for high blood pressure", when=STATIN_BEGINS),
                 sets={"on_statin": Fact("on_statin") | STATIN_BEGINS}),
        Step("death", GP, writes=LADDER.stopped()),
    ],
)  # fmt: skip

FACTS = [
    fact("pressure_lowered", "how far medicines lower the systolic pressure, mmHg"),
]
PATHWAYS = [HYPERTENSION]
