"""Type 2 diabetes from its diagnosis on: treatment, HbA1c over time, the yearly review."""

from typing import Any

from care_pathways import beside
from care_pathways.courses import kidney
from care_pathways.gp import allergies, body
from care_pathways.gp._medicines import Medicine, authorise, begin, stop, which_of
from care_pathways.laboratory import HBA1C, KIDNEY, LIPIDS, RESULTS, URINE_ALBUMIN, WHEN_THERE, awaited, usual
from synth.pathway.language.expressions import Expression, Fact, Local, at_centile, where
from synth.pathway.language.model import Pathway, Step, When, Write
from synth.pathway.language.options import either
from synth.pathway.language.writes import appoint, communicate, diagnose, document, observe, perform, refer

p = beside(__file__)

NO_RUNG, FIRST_RUNG, SECOND_RUNG, THIRD_RUNG, FOURTH_RUNG = range(5)
"""How far up the ladder of treatment someone is: how many of its medicines are taken."""

METFORMIN = {
    "standard": Medicine("metformin_500mg_tab", "Take one tablet twice a day with meals", 56),
    "modified_release": Medicine("metformin_500mg_mr_tab", "Take two tablets once a day with the evening meal", 56),
}
SECOND = {
    "gliclazide": Medicine("gliclazide_80mg_tab", "Take one tablet once a day with breakfast"),
    "sitagliptin": Medicine("sitagliptin_100mg_tab", "Take one tablet once a day"),
    "dapagliflozin": Medicine("dapagliflozin_10mg_tab", "Take one tablet once a day, in the morning"),
    "empagliflozin": Medicine("empagliflozin_10mg_tab", "Take one tablet once a day, in the morning"),
}
SGLT2_INHIBITORS = ("dapagliflozin", "empagliflozin")
THIRD = {
    **{name: SECOND[name] for name in SGLT2_INHIBITORS},
    "linagliptin": Medicine("linagliptin_5mg_tab", "Take one tablet once a day"),
    "gliclazide": SECOND["gliclazide"],
}
INSULIN = {"glargine": Medicine("insulin_glargine_pen", "Inject under the skin once a day, as advised", 5)}
STATIN = {"atorvastatin": Medicine("atorvastatin_20mg_tab", "Take one tablet at night")}
COURSES = {"metformin": METFORMIN, "second": SECOND, "third": THIRD, "insulin": INSULIN, "statin": STATIN}
WHICH = {name: which_of(name, medicines) for name, medicines in COURSES.items()}
SLOW, BEFORE = which_of("slow", METFORMIN), which_of("metformin_before", METFORMIN)


def begun(course: str, when: Expression | None = None) -> list[Write]:
    """The course of medicine that begins at this step."""
    return begin(f"{course} treatment", WHICH[course], COURSES[course], "t2dm", when)


def again(course: str, when: Expression) -> list[Write]:
    """The running course, authorised again."""
    return authorise(f"{course} treatment", WHICH[course], COURSES[course], "t2dm", when)


MEASURED = {
    **awaited(p.turnaround),
    "systolic": body.systolic(Fact("pressure_lowered")),
    "diastolic": body.diastolic(Fact("pressure_lowered")),
    "egfr": body.egfr(), "creatinine": body.creatinine(),
    "cholesterol": body.cholesterol(Local("on_statin") | Fact("on_statin")),
    "bmi": body.bmi(), "weight": body.weight_now(), "smoked": body.SMOKED,
    "reading": Local("level") + p.between_samples,
}  # fmt: skip


def care_processes(done: Expression) -> list[Write]:
    """The care processes that the National Diabetes Audit counts, each where it is done."""
    lab: dict[str, Any] = {"recorded": WHEN_THERE}
    return [
        observe("hba1c", Local("reading"), "unit_millimole_per_mole", when=done & p.hba1c_done, **lab, **HBA1C,
                **usual("hba1c")),
        observe("total_cholesterol", Local("cholesterol"), "unit_millimole_per_litre", decimals=1,
                when=done & p.cholesterol_done, **lab, **LIPIDS, **usual("cholesterol")),
        observe("serum_creatinine", Local("creatinine"), "unit_micromole_per_litre", when=Local("kidney"),
                **lab, **KIDNEY, **usual("creatinine")),
        observe("egfr", Local("egfr"), "unit_millilitre_per_minute_per_173_m2", when=Local("kidney"), **lab,
                **KIDNEY, **usual("egfr")),
        observe("urine_acr", at_centile(p.urine_acr, kidney.ALBUMIN.now()), "unit_milligram_per_millimole", decimals=1,
                when=done & p.urine_done, **lab, **URINE_ALBUMIN, **usual("urine_acr")),
        body.write_pressure(Local("systolic"), Local("diastolic"), done & p.pressure_done),
        observe("body_weight", Local("weight"), "unit_kilogram", decimals=1, when=Local("weighed")),
        observe("bmi", Local("bmi"), "unit_kilogram_per_square_metre", decimals=1, when=Local("weighed")),
        body.smoking(done & p.smoking_asked),
        perform("diabetic_foot_check", when=done & p.feet_examined,
                value_code=either(p.foot_outcome, "abnormal_result", "normal_result")),
    ]  # fmt: skip


FIRST_TREATMENT = {"metformin": Local("metformin_at_once") | (Local("level") >= p.target)}
STEPPED_UP = {
    "annual review": ~Local("act") | (Local("reading") < where(Local("treated") >= 3, p.insulin_from, p.target)),
    "metformin": Local("treated").equals(0), "second medicine": Local("treated").equals(1),
    "third medicine": Local("treated").equals(2), "insulin": Local("treated").equals(3),
}  # fmt: skip
"""What follows a review, once its results are there."""

DIABETES = Pathway(
    "type 2 diabetes",
    starts_on="type 2 diabetes diagnosed",
    takes=("level",),
    at_death="death",
    guideline="NICE NG28",
    steps=[
        Step("diagnosis", "general practice (GP)", contact="gp_consultation",
             draws={"metformin_at_once": p.metformin_at_once},
             writes=[diagnose("t2dm", lasting=True), allergies.checked(),
                     refer("retinal_screening", to="outpatient clinic"),
                     refer("structured_education_diabetes", when=p.education_offered,
                           to="community nurse clinic")],
             then="first review"),
        Step("first review", "general practice (nurse)", after=p.diagnosis_to_review,
             contact="diabetes_review",
             draws={**MEASURED, "kidney": p.kidney_done, "weighed": 1,
                    "statin_begins": ~Fact("on_statin") & p.statin_begun},
             writes=care_processes(Local("weighed").equals(1)),
             then=When({"statin after the first review": Local("statin_begins"), **FIRST_TREATMENT},
                       otherwise="annual review")),
        Step("statin after the first review", "general practice (GP)", at=RESULTS, draws={"on_statin": 1},
             writes=begun("statin"), then=When(FIRST_TREATMENT, otherwise="annual review")),
        Step("metformin", "general practice (GP)", at=RESULTS, after=p.wait_for_appointment, contact="gp_consultation",
             draws={"metformin": p.metformin_kind, "treated": 1, "taken": p.taken,
                    "not_tolerated": WHICH["metformin"].is_("standard") & p.metformin_not_tolerated,
                    "level": Local("level") - Local("taken") * where(Local("level") >= p.high,
                                                                     p.fall_from_high, p.fall)},
             writes=begun("metformin"), then=When({"modified release": Local("not_tolerated")},
                                                  otherwise="interim test")),
        Step("modified release", "general practice (GP, telephone)", after=p.step_to_test,
             contact="telephone_consultation",
             draws={"metformin_before": WHICH["metformin"], "slow": "modified_release", "changed": 1},
             writes=[stop("metformin treatment", BEFORE, METFORMIN),
                     *begin("slow metformin treatment", SLOW, METFORMIN, "t2dm"),
                     observe("adverse_reaction_drug", text="Bowel upset while taking metformin")],
                     then="interim test"),
        Step("interim test", "general practice (healthcare assistant)", after=p.step_to_test,
             contact="nurse_consultation",
             draws={"reading": Local("level") + p.between_samples, "act": p.stepped_up,
                    **awaited(p.turnaround)},
             writes=[observe("hba1c", Local("reading"), "unit_millimole_per_mole", recorded=WHEN_THERE,
                             **HBA1C, **usual("hba1c"))],
             then=When({"second medicine": Local("act") & (Local("reading") >= p.target)
                        & Local("treated").equals(1)},
                       otherwise="annual review")),
        Step("second medicine", "general practice (GP)", at=RESULTS, after=p.wait_for_appointment,
             contact="gp_consultation",
             draws={"second": p.second_kind, "treated": 2,
                    "level": Local("level") - Local("taken") * where(Local("level") >= p.high,
                                                                     p.fall_from_high, p.fall)},
             writes=begun("second"), then="interim test"),
        Step("third medicine", "general practice (GP)", at=RESULTS, after=p.wait_for_appointment,
             contact="gp_consultation",
             draws={"third": where(WHICH["second"].is_(*SGLT2_INHIBITORS), p.third_after_sglt2, p.third_kind),
                    "treated": 3,
                    "level": Local("level") - Local("taken") * p.fall},
             writes=begun("third"), then="interim test"),
        Step("insulin", "general practice (nurse)", at=RESULTS, after=p.wait_for_appointment,
             contact="nurse_consultation",
             draws={"treated": FOURTH_RUNG, "level": Local("level") - Local("taken") * p.fall_from_high},
             writes=begun("insulin"), then="interim test"),
        Step("annual review", "general practice (nurse)", after=p.between_reviews, contact="diabetes_review",
             contact_when=Local("attended"),
             draws={"attended": p.attended, "level": Local("level") + p.yearly_rise, **MEASURED,
                    "kidney": Local("attended") & p.kidney_done, "weighed": Local("attended") & p.weighed,
                    "act": Local("attended") & p.stepped_up,
                    "summary_asked": Local("attended") & p.summary_asked,
                    "statin_begins": Local("attended") & ~Local("on_statin") & ~Fact("on_statin")
                    & p.statin_begun_later},
             writes=[*care_processes(Local("attended").equals(1)),
                     perform("medication_review_done", when=Local("attended") & (Local("treated") >= 1)),
                     perform("retinal_screening", when=p.eyes_screened, setting="outpatient clinic"),
                     *again("metformin", (Local("treated") >= 1) & ~Local("changed")),
                     *authorise("slow metformin treatment", SLOW, METFORMIN, "t2dm",
                                Local("changed").equals(1)),
                     *again("second", Local("treated") >= 2), *again("third", Local("treated") >= 3),
                     *again("insulin", Local("treated") >= FOURTH_RUNG),
                     *again("statin", Local("on_statin").equals(1)),
                     document("summary_record", document="gp_summary", to="outpatient clinic",
                              setting="general practice (GP)", when=Local("summary_asked").equals(1)),
                     appoint("diabetes_review", "recorded", entry="", status="noshow", slot="missed",
                             when=~Local("attended")),
                     communicate("qof_invite", when=~Local("attended"),
                                 setting="general practice (reception)")],
             then=When({"statin": Local("statin_begins"), **STEPPED_UP}, otherwise="annual review")),
        Step("statin", "general practice (GP)", at=RESULTS, draws={"on_statin": 1}, writes=begun("statin"),
             then=When(STEPPED_UP, otherwise="annual review")),
        Step("death", "general practice (GP)", writes=[
            stop("metformin treatment", WHICH["metformin"], METFORMIN, (Local("treated") >= 1) & ~Local("changed")),
            stop("slow metformin treatment", SLOW, METFORMIN, Local("changed").equals(1)),
            stop("second treatment", WHICH["second"], SECOND, Local("treated") >= 2),
            stop("third treatment", WHICH["third"], THIRD, Local("treated") >= 3),
            stop("insulin treatment", WHICH["insulin"], INSULIN, Local("treated") >= FOURTH_RUNG),
            stop("statin treatment", WHICH["statin"], STATIN, Local("on_statin").equals(1)),
        ]),
    ],
)  # fmt: skip

PATHWAYS = [DIABETES]
