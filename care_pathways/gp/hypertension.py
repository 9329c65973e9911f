"""Hypertension from its diagnosis on: treatment by steps, blood pressure over time, the annual review."""

from typing import Any

from care_pathways import beside
from care_pathways.gp import allergies, body
from care_pathways.gp._medicines import Medicine, authorise, begin, stop, which_of
from care_pathways.laboratory import KIDNEY, LIPIDS, RESULTS, WHEN_THERE, awaited, usual
from synth.pathway.language.expressions import Expression, Fact, Local
from synth.pathway.language.model import Pathway, Step, When, Write
from synth.pathway.language.words import fact
from synth.pathway.language.writes import appoint, communicate, diagnose, document, observe, perform

p = beside(__file__)

NO_RUNG, FIRST_RUNG, SECOND_RUNG, THIRD_RUNG, FOURTH_RUNG = range(5)
"""How far up the ladder of treatment someone is: how many of its medicines are taken."""

FIRST = {
    "ramipril": Medicine("ramipril_2_5mg_cap", "Take one capsule once a day"),
    "lisinopril": Medicine("lisinopril_10mg_tab", "Take one tablet once a day"),
    "losartan": Medicine("losartan_50mg_tab", "Take one tablet once a day"),
    "candesartan": Medicine("candesartan_8mg_tab", "Take one tablet once a day"),
    "amlodipine": Medicine("amlodipine_5mg_tab", "Take one tablet once a day"),
    "felodipine": Medicine("felodipine_5mg_mr_tab", "Take one tablet once a day, in the morning; swallow whole"),
}
ACE_INHIBITORS = ("ramipril", "lisinopril")
REPLACEMENT = {name: FIRST[name] for name in ("losartan", "candesartan")}
SECOND = {
    "amlodipine": FIRST["amlodipine"],
    "amlodipine_10": Medicine("amlodipine_10mg_tab", "Take one tablet once a day"),
    "ramipril": Medicine("ramipril_5mg_cap", "Take one capsule once a day"),
    "losartan": FIRST["losartan"],
    "indapamide": Medicine("indapamide_2_5mg_tab", "Take one tablet once a day, in the morning"),
}
THIRD = {
    "indapamide": SECOND["indapamide"],
    "bendroflumethiazide": Medicine("bendroflumethiazide_2_5mg_tab", "Take one tablet once a day, in the morning"),
}
FOURTH = {
    "spironolactone": Medicine("spironolactone_25mg_tab", "Take one tablet once a day, with food"),
    "doxazosin": Medicine("doxazosin_4mg_tab", "Take one tablet once a day"),
    "bisoprolol": Medicine("bisoprolol_2_5mg_tab", "Take one tablet once a day, in the morning"),
}
STATIN = {"atorvastatin": Medicine("atorvastatin_20mg_tab", "Take one tablet at night")}
COURSES = {
    "first": FIRST,
    "replacement": REPLACEMENT,
    "second": SECOND,
    "third": THIRD,
    "fourth": FOURTH,
    "statin": STATIN,
}
WHICH = {name: which_of(name, medicines) for name, medicines in COURSES.items()}

SYSTOLIC, DIASTOLIC = body.systolic(Local("lowered")), body.diastolic(Local("lowered"))
ABOVE_TARGET = Local("systolic") >= p.target


def begun(course: str) -> list[Write]:
    """The course of medicine that begins at this step."""
    return begin(f"{course} medicine", WHICH[course], COURSES[course], "hypertension")


def bloods(when: Expression | None = None) -> list[Write]:
    """Kidney function, potassium and cholesterol; the results come later."""
    kidney: dict[str, Any] = {**KIDNEY, "recorded": WHEN_THERE, "when": when}
    lipids: dict[str, Any] = {**LIPIDS, "recorded": WHEN_THERE, "when": when}
    return [
        observe("serum_creatinine", Local("creatinine"), "unit_micromole_per_litre", **kidney, **usual("creatinine")),
        observe("egfr", Local("egfr"), "unit_millilitre_per_minute_per_173_m2", **kidney, **usual("egfr")),
        observe(
            "serum_potassium",
            Local("potassium"),
            "unit_millimole_per_litre",
            decimals=1,
            **kidney,
            **usual("potassium"),
        ),
        observe(
            "total_cholesterol",
            Local("cholesterol"),
            "unit_millimole_per_litre",
            decimals=1,
            **lipids,
            **usual("cholesterol"),
        ),
    ]


MEASURED = {**awaited(p.turnaround), "egfr": body.egfr(), "creatinine": body.creatinine(),
            "potassium": p.potassium,
            "cholesterol": body.cholesterol(Local("on_statin"))}  # fmt: skip

STEPPED_UP = {
    "annual review": ~Local("attended") | ~Local("act") | ~ABOVE_TARGET,
    "step 1": Local("treated").equals(0), "step 2": Local("treated").equals(1),
    "step 3": Local("treated").equals(2), "step 4": Local("treated").equals(3),
}  # fmt: skip
"""What follows a review; kidney function is there before a medicine is begun or changed."""

HYPERTENSION = Pathway(
    "hypertension",
    starts_on="hypertension diagnosed",
    takes=("average",),
    at_death="death",
    guideline="NICE NG136",
    steps=[
        Step("diagnosis", "general practice (GP)", contact="hypertension_diagnosis_review",
             draws={**MEASURED, "smoked": body.SMOKED, "treated_at_once": p.treated_at_once},
             writes=[diagnose("hypertension", lasting=True), allergies.checked(), *bloods(), body.smoking()],
             then=When({"step 1": Local("treated_at_once")}, otherwise="advice on living")),
        Step("advice on living", "general practice (nurse)", after=p.advice_for,
             contact="hypertension_monitoring",
             draws={"systolic": SYSTOLIC, "diastolic": DIASTOLIC},
             writes=[body.write_pressure(Local("systolic"), Local("diastolic"))],
             then=When({"step 1": ABOVE_TARGET}, otherwise="annual review")),
        Step("step 1", "general practice (GP)", at=RESULTS, after=p.wait_for_appointment,
             contact="gp_consultation",
             draws={"channel_blocker": p.channel_blocker_first, "first": p.first_medicine, "taken": p.taken,
                    "lowered": Local("taken") * p.lowered_by_one.named("first"), "treated": 1,
                    "not_tolerated": WHICH["first"].is_(*ACE_INHIBITORS) & p.ace_inhibitor_not_tolerated},
             writes=begun("first"), sets={"pressure_lowered": Local("lowered")}, then="check of treatment"),
        Step("check of treatment", "general practice (nurse)", after=p.step_to_check,
             contact="hypertension_monitoring",
             draws={"systolic": SYSTOLIC, "diastolic": DIASTOLIC, **MEASURED, "act": p.treatment_stepped_up},
             writes=[body.write_pressure(Local("systolic"), Local("diastolic")), *bloods()[:3]],
             then=When({"changed": Local("not_tolerated"),
                        "step 2": ABOVE_TARGET & Local("act") & Local("treated").equals(1),
                        "step 3": ABOVE_TARGET & Local("act") & Local("treated").equals(2),
                        "step 4": ABOVE_TARGET & Local("act") & Local("treated").equals(3)},
                        otherwise="annual review")),
        Step("changed", "general practice (GP, telephone)", at=RESULTS, after=p.wait_for_appointment,
             contact="telephone_consultation",
             draws={"replacement": p.replacement_medicine, "not_tolerated": 0, "replaced": 1},
             writes=[stop("first medicine", WHICH["first"], FIRST), *begun("replacement"),
                     observe("adverse_reaction_drug", text="Cough while taking an ACE inhibitor")],
             then="check of treatment"),
        Step("step 2", "general practice (GP)", at=RESULTS, after=p.wait_for_appointment,
             contact="gp_consultation",
             draws={"second": p.second_medicine, "treated": 2,
                    "lowered": Local("lowered") + Local("taken") * p.lowered_by_one.named("second")},
             writes=begun("second"), sets={"pressure_lowered": Local("lowered")}, then="check of treatment"),
        Step("step 3", "general practice (GP)", at=RESULTS, after=p.wait_for_appointment,
             contact="gp_consultation",
             draws={"third": p.third_medicine, "treated": 3,
                    "lowered": Local("lowered") + Local("taken") * p.lowered_by_one.named("third")},
             writes=begun("third"), sets={"pressure_lowered": Local("lowered")}, then="check of treatment"),
        Step("step 4", "general practice (GP)", at=RESULTS, after=p.wait_for_appointment,
             contact="gp_consultation",
             draws={"fourth": p.fourth_medicine, "treated": FOURTH_RUNG,
                    "lowered": Local("lowered") + Local("taken") * p.lowered_by_one.named("fourth")},
             writes=begun("fourth"), sets={"pressure_lowered": Local("lowered")}, then="check of treatment"),
        Step("annual review", "general practice (nurse)", after=p.between_reviews,
             contact="hypertension_review",
             contact_when=Local("attended"),
             draws={"attended": p.attended, "systolic": SYSTOLIC, "diastolic": DIASTOLIC, **MEASURED,
                    "bloods": Local("attended") & p.bloods_taken, "smoked": body.SMOKED,
                    "act": p.stepped_up_at_review,
                    "summary_asked": Local("attended") & p.summary_asked,
                    "statin_begins": Local("attended") & ~Local("on_statin") & ~Fact("type_2_diabetes")
                    & p.statin_begun},
             writes=[body.write_pressure(Local("systolic"), Local("diastolic"), Local("attended")),
                     *bloods(Local("bloods")), body.smoking(Local("attended")),
                     perform("medication_review_done", when=Local("attended") & (Local("treated") >= 1)),
                     *authorise("first medicine", WHICH["first"], FIRST, "hypertension",
                                (Local("treated") >= 1) & ~Local("replaced")),
                     *authorise("replacement medicine", WHICH["replacement"], REPLACEMENT, "hypertension",
                                Local("replaced").equals(1)),
                     *authorise("second medicine", WHICH["second"], SECOND, "hypertension", Local("treated") >= 2),
                     *authorise("third medicine", WHICH["third"], THIRD, "hypertension", Local("treated") >= 3),
                     *authorise("fourth medicine", WHICH["fourth"], FOURTH, "hypertension",
                                Local("treated") >= FOURTH_RUNG),
                     *authorise("statin medicine", WHICH["statin"], STATIN, "hypertension",
                                Local("on_statin").equals(1)),
                     document("summary_record", document="gp_summary", to="outpatient clinic",
                              setting="general practice (GP)", when=Local("summary_asked").equals(1)),
                     appoint("hypertension_review", "recorded", entry="", status="noshow", slot="missed",
                             when=~Local("attended")),
                     communicate("qof_invite", when=~Local("attended"),
                                 setting="general practice (reception)")],
             then=When({"statin": Local("statin_begins"), **STEPPED_UP}, otherwise="annual review")),
        Step("statin", "general practice (GP)", at=RESULTS, draws={"on_statin": 1}, sets={"on_statin": 1},
             writes=begun("statin"), then=When(STEPPED_UP, otherwise="annual review")),
        Step("death", "general practice (GP)", writes=[
            stop("first medicine", WHICH["first"], FIRST, (Local("treated") >= 1) & ~Local("replaced")),
            stop("replacement medicine", WHICH["replacement"], REPLACEMENT, Local("replaced").equals(1)),
            stop("second medicine", WHICH["second"], SECOND, Local("treated") >= 2),
            stop("third medicine", WHICH["third"], THIRD, Local("treated") >= 3),
            stop("fourth medicine", WHICH["fourth"], FOURTH, Local("treated") >= FOURTH_RUNG),
            stop("statin medicine", WHICH["statin"], STATIN, Local("on_statin").equals(1)),
        ]),
    ],
)  # fmt: skip

FACTS = [
    fact("pressure_lowered", "how far medicines lower the systolic pressure, mmHg"),
    fact("on_statin", "1 from the first statin on"),
]
PATHWAYS = [HYPERTENSION]
