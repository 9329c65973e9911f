"""Type 2 diabetes from its diagnosis on: treatment, HbA1c over time, the yearly review."""

from typing import Any

from care_pathways import beside, body
from care_pathways.closures import services
from care_pathways.courses import attendance
from care_pathways.courses.yearly_call import held, until_next_call
from care_pathways.gp import albuminuria, allergies, feet
from care_pathways.gp._medicines import repeated
from care_pathways.gp._panels import ELECTROLYTES, Electrolytes, Lipids, lipids, of_lipids, urea_and_electrolytes
from care_pathways.gp._pregnancy import NOT_EXPECTING, TESTED, Expecting, after, before_test, on, steps
from care_pathways.gp._review import GP, HCA, NURSE, TELEPHONE, sent_after
from care_pathways.gp.kidney_disease import LOW, looked_at
from care_pathways.gp.raised_pressure import told_of
from care_pathways.gp.underweight import thin
from care_pathways.laboratory import HBA1C, RESULTS, WHEN_THERE, Awaited, awaited, usual
from synth.pathway.language.conditions import higher_of, lower_of
from synth.pathway.language.expressions import Expression, Fact, Value, where
from synth.pathway.language.model import Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import count, quantity, whether
from synth.pathway.language.words import unanswered
from synth.pathway.language.writes import diagnose, observe, perform, refer
from synth.pathway.parts.ladder import ladder, rung, stop, swap
from synth.pathway.parts.treatment import medicine_of, treatment

p = beside(__file__)

METFORMIN = {
    "standard": repeated("metformin_500mg_tab", "Take one tablet twice a day with meals", 56),
    "modified_release": repeated("metformin_500mg_mr_tab", "Take two tablets once a day with the evening meal", 56),
}
METFORMIN_FULL = {
    "standard": repeated("metformin_500mg_tab", "Take two tablets twice a day with meals", 112),
    "modified_release": repeated("metformin_500mg_mr_tab", "Take four tablets once a day with the evening meal", 112),
}
"""The dose aimed at, 2 g a day; where the kidneys are weak it is `METFORMIN` again."""
SULFONYLUREA = {"gliclazide": repeated("gliclazide_80mg_tab", "Take one tablet once a day with breakfast", held=True)}
SGLT2_INHIBITORS = {
    "dapagliflozin": repeated("dapagliflozin_10mg_tab", "Take one tablet once a day, in the morning", held=True),
    "empagliflozin": repeated("empagliflozin_10mg_tab", "Take one tablet once a day, in the morning", held=True),
}
SECOND_LINE = {
    **SULFONYLUREA,
    "sitagliptin": repeated("sitagliptin_100mg_tab", "Take one tablet once a day", held=True),
    **SGLT2_INHIBITORS,
    "sitagliptin_50": repeated("sitagliptin_50mg_tab", "Take one tablet once a day", held=True),
    "sitagliptin_25": repeated("sitagliptin_25mg_tab", "Take one tablet once a day", held=True),
    "linagliptin": repeated("linagliptin_5mg_tab", "Take one tablet once a day", held=True),
}
"""Sitagliptin in the doses for kidneys that are ever weaker; linagliptin is alike for all."""
THIRD_LINE = {
    **SGLT2_INHIBITORS,
    "linagliptin": SECOND_LINE["linagliptin"],
    **SULFONYLUREA,
}
INSULINS = {"glargine": repeated("insulin_glargine_pen", "Inject 10 units under the skin once a day", 1)}
INSULINS_HIGHER = {
    "glargine_18": repeated("insulin_glargine_pen", "Inject 18 units under the skin once a day", 2),
    "glargine_26": repeated("insulin_glargine_pen", "Inject 26 units under the skin once a day", 3),
    "glargine_40": repeated("insulin_glargine_pen", "Inject 40 units under the skin once a day", 4),
}
"""The dose at which fasting glucose is on target; a pen holds 300 units."""


class Diabetes(Awaited, Expecting, Lipids, Electrolytes, albuminuria.Urine, feet.Feet):
    """What the practice knows of someone's diabetes."""

    level = quantity("HbA1c that would be found on average", "mmol/mol")
    reading = quantity("HbA1c of today's sample", "mmol/mol")
    systolic = quantity("systolic pressure as read today", "mmHg")
    diastolic = quantity("diastolic pressure as read today", "mmHg")
    egfr = quantity("how well the kidneys filter", "mL/min/1.73 m2")
    filtration = quantity("how well the kidneys filtered when they were last tested", "mL/min/1.73 m2")
    creatinine = quantity("creatinine in the blood", "umol/L")
    cholesterol = quantity("total cholesterol in the blood", "mmol/L", decimals=1)
    bmi = quantity("body mass index", "kg/m2", decimals=1)
    weight = quantity("body weight", "kg", decimals=1)
    smoked = whether("has ever smoked")
    sampled = whether("HbA1c is known of this time")
    metformin_at_once = whether("metformin is begun at the first review, whatever the HbA1c")
    taken = whether("takes what is prescribed")
    treated = count("how many steps of treatment have been begun")
    metformin = medicine_of("which metformin is begun with", METFORMIN)
    second = medicine_of("the medicine added to metformin", SECOND_LINE)
    third = medicine_of("the third medicine", THIRD_LINE)
    not_tolerated = whether("metformin upsets the bowel")
    to_full = whether("metformin is raised to the full dose")
    full = whether("metformin is taken at the full dose")
    slow_full = whether("slow metformin is taken at the full dose")
    lowered = whether("metformin is taken at half the full dose again, for weak kidneys")
    slow_lowered = whether("slow metformin is taken at half the full dose again, for weak kidneys")
    insulin = medicine_of("the insulin of the higher dose", INSULINS_HIGHER)
    insulin_higher = whether("insulin is taken at a higher dose")
    changed = whether("metformin of modified release is taken instead")
    no_metformin = whether("the kidneys are too weak for metformin")
    gliptin_changed = whether("the kidneys are too weak for sitagliptin at the dose that is taken")
    statin_begins = whether("a statin is begun after the review")
    held = whether("the practice holds reviews at the time")
    attended = whether("comes to the annual review")
    act = whether("an HbA1c above target is acted on")
    kidney = whether("the kidneys are tested")
    lipids = whether("lipids are tested at this review")
    weighed = whether("is weighed")
    summary_asked = whether("the hospital asks for a summary")


n = Diabetes

FIRST = treatment("metformin treatment", n.metformin, METFORMIN, reason="t2dm")
SLOW = treatment("slow metformin treatment", None, {"modified_release": METFORMIN["modified_release"]}, reason="t2dm")
FULL = treatment("metformin treatment, full dose", n.metformin, METFORMIN_FULL, reason="t2dm")
SLOW_FULL = treatment("slow metformin treatment, full dose", None,
                      {"modified_release": METFORMIN_FULL["modified_release"]}, reason="t2dm")  # fmt: skip
LOWERED = treatment("metformin treatment, lowered dose", n.metformin, METFORMIN, reason="t2dm")
SLOW_LOWERED = treatment("slow metformin treatment, lowered dose", None,
                         {"modified_release": METFORMIN["modified_release"]}, reason="t2dm")  # fmt: skip
SECOND = treatment("second treatment", n.second, SECOND_LINE, reason="t2dm")
THIRD = treatment("third treatment", n.third, THIRD_LINE, reason="t2dm")
FOR_WEAK_KIDNEYS = treatment(
    "gliptin for weak kidneys", None, {"linagliptin": THIRD_LINE["linagliptin"]}, reason="t2dm"
)
INSULIN = treatment("insulin treatment", None, INSULINS, reason="t2dm")
INSULIN_HIGHER = treatment("insulin treatment, higher dose", n.insulin, INSULINS_HIGHER, reason="t2dm")

READING = lower_of(higher_of(n.level, p.lowest_treated), p.highest_treated) + p.between_samples

MEASURED: dict[Any, Value] = {
    **awaited(p.turnaround),
    **body.pressure_read(n.systolic, n.diastolic),
    n.egfr: body.egfr(), n.creatinine: body.creatinine(),
    n.cholesterol: body.cholesterol(Fact("on_statin")), **ELECTROLYTES, **of_lipids(n.cholesterol),
    n.bmi: body.bmi(), n.weight: body.weight_now(), n.smoked: body.SMOKED,
    n.reading: READING, **albuminuria.SAMPLE,
}  # fmt: skip


def hba1c(when: Expression | None = None) -> Write:
    """Today's HbA1c; the result comes later."""
    return observe("hba1c", n.reading, "unit_millimole_per_mole", when=when, recorded=WHEN_THERE, **HBA1C,
                   **usual("hba1c"))  # fmt: skip


def care_processes(done: Expression) -> list[Write]:
    """The care processes that the National Diabetes Audit counts, each where it is done."""
    return [
        hba1c(n.sampled),
        *lipids(n.cholesterol, n.lipids),
        *urea_and_electrolytes(n.creatinine, n.egfr, when=n.kidney),
        albuminuria.ratio(n.urine),
        body.write_pressure(n.systolic, n.diastolic, done & p.pressure_done),
        *body.write_weight(n.weight, n.weighed),
        body.smoking(done & p.smoking_asked),
        *feet.findings(),
    ]  # fmt: skip


def lowered_by(fall: Value) -> dict[Any, Expression]:
    """HbA1c once this medicine too is taken."""
    return {n.level: n.level - n.taken * fall}


FRAIL = Fact("frailty")
ABOVE_TARGET = n.sampled & (
    n.reading >= where(FRAIL, p.target_in_frailty, where(n.treated >= 3, p.insulin_from, p.target))
)
INSULIN_CALLED_FOR = n.sampled & (n.reading >= where(FRAIL, p.target_in_frailty, p.target))
METFORMIN_CALLED_FOR = n.sampled & (n.reading >= where(FRAIL, p.target_in_frailty, p.target_of_metformin))
"""Whether the latest HbA1c is high enough for metformin, or for more of it."""
KIDNEYS_FAIL = n.kidney & (n.egfr < p.metformin_stopped_below)
KIDNEYS_WEAK = n.kidney & (n.egfr < p.full_metformin_from)
CAN_RAISE = n.to_full & ~n.no_metformin & (n.filtration >= p.full_metformin_from) & METFORMIN_CALLED_FOR
TOO_MUCH_SITAGLIPTIN = ((SECOND.is_("sitagliptin") & (n.egfr < p.sitagliptin_lowered_below))
                        | (SECOND.is_("sitagliptin_50") & (n.egfr < p.sitagliptin_lowered_again_below)))  # fmt: skip
NO_SGLT2_INHIBITOR = n.filtration < p.sglt2_inhibitor_from
GLIPTINS = ("sitagliptin", "sitagliptin_50", "sitagliptin_25", "linagliptin")
BY_TELEPHONE: dict[str, Any] = {"setting": TELEPHONE, "contact": "telephone_consultation"}
NOTHING_TO_ADD = (n.treated.equals(2) & SECOND.is_(*GLIPTINS) & NO_SGLT2_INHIBITOR
                  & (n.filtration < p.sitagliptin_lowered_again_below))  # fmt: skip
"""Whether such kidneys leave no third medicine beside a gliptin: gliclazide is avoided, SGLT2 inhibitors do nothing."""
AFTER_REVIEW: dict[str, Any] = {"up": n.act & ABOVE_TARGET & ~NOTHING_TO_ADD, "then": "annual review"}
BY_LEVEL = where(n.level >= p.high, p.fall_from_high, p.fall)
CHANGE_GLIPTIN = (NOT_EXPECTING & TOO_MUCH_SITAGLIPTIN & n.kidney
                  & ~((n.treated >= 3) & THIRD.is_("linagliptin")))  # fmt: skip
THEN_GLIPTIN: dict[str, Any] = {
    "then": on("annual review", {"gliptin changed": CHANGE_GLIPTIN & (n.treated >= 2) & ~n.gliptin_changed})
}
"""What follows where metformin is lowered or stopped: the same kidneys may be too weak for sitagliptin too."""
LADDER = ladder(
    n.treated,
    rung("metformin", FIRST, draws={
        n.metformin: p.metformin_kind, n.taken: p.taken, n.to_full: p.metformin_raised,
        n.not_tolerated: FIRST.is_("standard") & ~n.no_metformin & p.metformin_not_tolerated, **lowered_by(BY_LEVEL)},
        then=on("interim test", {"modified release": n.not_tolerated})),
    rung("second medicine", SECOND, draws={
        n.second: where(NO_SGLT2_INHIBITOR, p.second_with_weak_kidneys, p.second_kind), **lowered_by(BY_LEVEL)}),
    rung("third medicine", THIRD, draws={
        n.third: where(NO_SGLT2_INHIBITOR,
                       where(SECOND.is_(*GLIPTINS), p.third_after_gliptin, p.third_with_weak_kidneys),
                       where(SECOND.is_(*SGLT2_INHIBITORS), p.third_after_sglt2, p.third_kind)),
        **lowered_by(p.fall)}),
    rung("insulin", INSULIN, draws=lowered_by(p.fall_from_high), setting=NURSE, contact="nurse_consultation",
         replaces={SECOND: SECOND.is_("gliclazide"), THIRD: THIRD.is_("gliclazide")}),
    swap("modified release", FIRST, SLOW, when=n.not_tolerated, noted=n.changed,
         writes=[observe("adverse_reaction_drug", text="Bowel upset while taking metformin")],
         **BY_TELEPHONE, at=None, after=p.step_to_test),
    swap("metformin raised", FIRST, FULL, when=CAN_RAISE & ~n.not_tolerated, noted=n.full, **BY_TELEPHONE),
    swap("slow metformin raised", SLOW, SLOW_FULL, when=CAN_RAISE, noted=n.slow_full, **BY_TELEPHONE),
    swap("metformin lowered", FULL, LOWERED, when=KIDNEYS_WEAK & ~KIDNEYS_FAIL, noted=n.lowered, **BY_TELEPHONE,
         **THEN_GLIPTIN),
    swap("slow metformin lowered", SLOW_FULL, SLOW_LOWERED, when=KIDNEYS_WEAK & ~KIDNEYS_FAIL, noted=n.slow_lowered,
         **BY_TELEPHONE, **THEN_GLIPTIN),
    swap("insulin raised", INSULIN, INSULIN_HIGHER, when=NOT_EXPECTING & INSULIN_CALLED_FOR,
         noted=n.insulin_higher, draws={n.insulin: p.insulin_dose}, setting=NURSE, contact="nurse_consultation"),
    swap("gliptin changed", SECOND, FOR_WEAK_KIDNEYS, noted=n.gliptin_changed, **BY_TELEPHONE, **AFTER_REVIEW,
         when=CHANGE_GLIPTIN),
    stop("full metformin stopped", FULL, when=KIDNEYS_FAIL, noted=n.no_metformin, **BY_TELEPHONE, **THEN_GLIPTIN),
    stop("full slow metformin stopped", SLOW_FULL, when=KIDNEYS_FAIL, noted=n.no_metformin, **BY_TELEPHONE,
         **THEN_GLIPTIN),
    *(stop(f"{called} stopped", of, when=KIDNEYS_FAIL, noted=n.no_metformin, **BY_TELEPHONE, **THEN_GLIPTIN)
      for called, of in (("lowered metformin", LOWERED), ("lowered slow metformin", SLOW_LOWERED))),
    stop("metformin stopped", FIRST, when=KIDNEYS_FAIL, noted=n.no_metformin, **BY_TELEPHONE, **THEN_GLIPTIN),
    stop("slow metformin stopped", SLOW, when=KIDNEYS_FAIL, noted=n.no_metformin, **BY_TELEPHONE, **THEN_GLIPTIN),
    paused=n.held_back,
    setting=GP, at=RESULTS, after=p.wait_for_appointment, contact="gp_consultation",
    **before_test("interim test"),
)  # fmt: skip
TREATED = on("annual review", {"metformin": METFORMIN_CALLED_FOR & (n.metformin_at_once | ABOVE_TARGET)})
RAISED = LADDER.swapped("metformin raised", "slow metformin raised", "insulin raised")
STEPPED_UP = on("annual review", {**RAISED, **LADDER.up(n.act & ABOVE_TARGET & ~NOTHING_TO_ADD & NOT_EXPECTING)})
STATIN_BEGINS = n.statin_begins & ~Fact("on_statin")
STATIN = Signal("statin wanted for diabetes", when=STATIN_BEGINS)
WITH_STATIN: dict[str, Any] = {"sets": {"on_statin": Fact("on_statin") | STATIN_BEGINS}}
STOPPED = ("metformin stopped", "lowered metformin stopped", "lowered slow metformin stopped", "metformin lowered",
           "slow metformin lowered", "slow metformin stopped", "full metformin stopped",
           "full slow metformin stopped", "gliptin changed")  # fmt: skip

DIABETES = Pathway(
    "type 2 diabetes",
    starts_on="type 2 diabetes diagnosed",
    takes=(n.level,),
    at_death="death",
    guideline="NICE NG28",
    notes=Diabetes,
    steps=[
        Step("diagnosis", GP, contact="gp_consultation", draws={n.metformin_at_once: p.metformin_at_once},
             writes=[diagnose("t2dm", lasting=True), allergies.checked(),
                     refer("retinal_screening", to="outpatient clinic"),
                     refer("structured_education_diabetes", when=p.education_offered, to="community nurse clinic")],
             then="first review"),
        Step("first review", NURSE, after=p.diagnosis_to_review, contact="diabetes_review",
             draws={**MEASURED, n.sampled: 1, n.kidney: 1, n.lipids: p.cholesterol_done, n.weighed: 1,
                    **feet.first(), **feet.examined(n.level, n.weighed),
                    n.urine: p.urine_done,
                    n.no_metformin: KIDNEYS_FAIL, n.statin_begins: NOT_EXPECTING & ~Fact("on_statin") & p.statin_begun},
             writes=care_processes(n.weighed),
             sets=feet.known(), raises=[*told_of(n.systolic, n.diastolic), thin(n.weight), *feet.told()],
             then="first results"),
        Step("first results", at=RESULTS, draws={n.filtration: n.egfr},
             raises=[LOW.found(n.egfr, n.kidney), albuminuria.told_of(), STATIN], **WITH_STATIN, then=TREATED),
        *LADDER.steps,
        Step("interim test", HCA, after=after(p.step_to_test),
             contact="nurse_consultation",
             draws={n.reading: READING, n.sampled: 1, n.act: p.stepped_up, **awaited(p.turnaround), **TESTED},
             writes=[hba1c()], then="result of the test"),
        Step("result of the test", at=RESULTS,
             then=on("annual review", {**RAISED, **LADDER.up(n.act & ABOVE_TARGET & NOT_EXPECTING,
                                                             "second medicine")})),
        *steps("annual review", until_next_call(), takes=n.treated >= 1,
               held=LADDER.held(), resumed=LADDER.resumed(), test=("interim test", p.step_to_test)),
        Step("annual review", NURSE, hours="always", after=after(until_next_call()), contact="diabetes_review",
             contact_when=n.attended,
             draws={n.held: held(services.long_term_reviews), n.attended: n.held & attendance.comes(p.attended),
                    n.level: n.level + p.yearly_rise, **TESTED, **MEASURED,
                    **feet.examined(n.level, n.attended),
                    n.kidney: n.attended & (p.kidney_done | Fact("kidney_disease_known")),
                    n.lipids: n.attended & p.cholesterol_done, n.urine: n.attended & p.urine_done,
                    n.weighed: n.attended & p.weighed, n.sampled: n.attended & p.hba1c_done,
                    n.act: n.attended & p.stepped_up, n.summary_asked: n.attended & p.summary_asked,
                    n.statin_begins: n.attended & NOT_EXPECTING & ~Fact("on_statin")
                    & p.statin_begun_later},
             writes=[*care_processes(n.attended),
                     perform("medication_review_done", when=n.attended & (n.treated >= 1)),
                     *LADDER.authorised(),
                     *sent_after("diabetes_review", n.held, n.attended, n.summary_asked)],
             sets={**feet.known(), **looked_at("diabetes", n.kidney)},
             raises=[*told_of(n.systolic, n.diastolic, n.attended), thin(n.weight, n.weighed), *feet.told()],
             then="results of the review"),
        Step("results of the review", at=RESULTS,
             draws={n.filtration: where(n.kidney, n.egfr, n.filtration),
                    n.no_metformin: n.no_metformin | (n.treated.equals(0) & KIDNEYS_FAIL)},
             raises=[LOW.found(n.egfr, n.kidney), albuminuria.told_of(), STATIN], **WITH_STATIN,
             then=When({**LADDER.swapped(*STOPPED), **STEPPED_UP.conditions}, STEPPED_UP.otherwise)),
        Step("death", GP, writes=LADDER.stopped()),
    ],
)  # fmt: skip

UNANSWERED = [
    unanswered("hdl", "it is read within the risk, not by itself (NICE NG238)"),
    unanswered("serum_sodium", "a little past its bounds it is noted; what is dangerous is seen in hospital"),
    unanswered("serum_urea", "filtration is judged by the estimate that stands beside it"),
    unanswered("total_cholesterol", "a statin goes by risk and by illness, not by cholesterol (NICE NG238)"),
]
PATHWAYS = [DIABETES]
