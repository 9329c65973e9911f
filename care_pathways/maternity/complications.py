"""Complications of pregnancy: gestational diabetes, hypertension and pre-eclampsia, reduced fetal movements.

Whether and when they come was drawn at booking; here they are looked for, found and treated.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.courses import blood_pressure as course
from care_pathways.hospital import DIED, FROM_HOME_WITH_CHILD, TO_ANOTHER_WARD, TO_HOME
from care_pathways.laboratory import FULL_BLOOD_COUNT, GLUCOSE, KIDNEY, LIVER, RESULTS, WHEN_THERE, awaited, usual
from care_pathways.maternity._course import (
    COURSE,
    OUTCOME,
    RAISED_PRESSURE,
    blood_pressure,
    gestation_now,
    weeks_and_days,
)
from synth.pathway.language.expressions import ByOption, Fact, Local, Now
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.options import code_by, code_of
from synth.pathway.language.time import daytime, midnight
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, observe, perform, prescribe
from synth.pathway.parts.stay import admission, cut_short, discharge, hospital_stay

p = beside(__file__)

_PRESSURE = course.read(p.systolic), course.read(p.diastolic)

DIABETES = Pathway(
    "diabetes in pregnancy",
    starts_on="booked for maternity care",
    takes=COURSE,
    only=OUTCOME.is_("live birth", "stillbirth"),
    until=Local("ends"),
    ending="over",
    at_death="over",
    guideline="NICE NG3",
    steps=[
        Step("risk", draws={"offered": Local("gestational_diabetes") | p.glucose_test_offered},
             then=When({"glucose tolerance test": Local("offered")}, END)),
        Step("glucose tolerance test", "community midwife",
             at=midnight(Local("last_period")) + p.glucose_test,
             after=p.wait, contact="antenatal_visit",
             draws={"found": Local("gestational_diabetes"), **awaited(p.result),
                    "comes": p.glucose_test_attended | Local("found")},
             contact_when=Local("comes"),
             writes=[perform("ogtt", when=Local("comes")),
                     observe("glucose_plasma_fasting", p.fasting_glucose, "unit_millimole_per_litre",
                             decimals=1, recorded=WHEN_THERE, when=Local("comes"), **GLUCOSE,
                             **usual("fasting_glucose_in_pregnancy")),
                     observe("glucose_plasma_120_minute", p.two_hour_glucose, "unit_millimole_per_litre",
                             decimals=1, recorded=WHEN_THERE, when=Local("comes"), **GLUCOSE,
                             **usual("two_hour_glucose_in_pregnancy"))],
             then=When({"diagnosis": Local("found")}, END)),
        Step("diagnosis", "antenatal clinic (obstetrician)", at=RESULTS, after=p.to_clinic,
             contact="seen_in_antenatal_clinic",
             draws={"known": 1},
             writes=[diagnose("gestational_diabetes", entry="diabetes", change=BEGUN)],
             sets={"gestational_diabetes": 1, "had_gestational_diabetes": 1}, then="clinic"),
        Step("clinic", "antenatal clinic (obstetrician)", after=p.between_clinics,
             contact="seen_in_antenatal_clinic",
             draws={"step": Local("step") + p.needs_more},
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     observe("fasting_glucose", p.glucose_at_clinic, "unit_millimole_per_litre", decimals=1,
                             category="laboratory"),
                     prescribe(code_by(Local("step"), 1, "metformin_500mg_tab", "insulin_aspart_pen"),
                               slot="treatment",
                               when=(Local("step") >= 1) & (Local("step") <= 2), until=Now() + p.course,
                               details={"dosage": "As directed by the diabetes antenatal clinic"})],
             then="clinic"),
        Step("over", "antenatal clinic (obstetrician)", sets={"gestational_diabetes": 0},
             writes=[diagnose("gestational_diabetes", entry="diabetes", change=ENDED, when=Local("known"))],
             raises=Signal("gestational diabetes", when=Local("known"))),
    ],
)  # fmt: skip

_preeclampsia = RAISED_PRESSURE.is_("pre-eclampsia")
_DIAGNOSIS = code_of(RAISED_PRESSURE, {"none": "", "gestational": "gestational_hypertension",
                                    "pre-eclampsia": "preeclampsia"})  # fmt: skip


def _protein(of_preeclampsia: str) -> ByOption:
    """What the dipstick shows."""
    return code_of(RAISED_PRESSURE, {"none": "urine_protein_negative", "gestational": "urine_protein_trace",
                                  "pre-eclampsia": of_preeclampsia})  # fmt: skip


class Admitted(Notes):
    """What the ward knows of a woman who is admitted before she gives birth."""

    on_ward = whether("she is on the antenatal ward")


STAY = hospital_stay("inpatient", entry="antenatal stay", inside=Admitted.on_ward, said=FROM_HOME_WITH_CHILD)

HYPERTENSION = Pathway(
    "hypertension in pregnancy",
    starts_on="booked for maternity care",
    takes=COURSE,
    only=~RAISED_PRESSURE.is_("none") & OUTCOME.is_("live birth", "stillbirth"),
    until=Local("ends"),
    ending="over",
    at_death="died",
    guideline="NICE NG133",
    steps=[
        Step("found", "antenatal clinic (obstetrician)", at=Local("hypertension_begins"), after=p.found,
             contact="day_assessment_visit", lasts=p.assessment, draws={"known": 1},
             writes=[
                 weeks_and_days(gestation_now(), slot="gestation"),
                 blood_pressure(*_PRESSURE),
                 observe("urine_protein_dipstick", value_code=_protein("urine_protein_plus2"),
                     category="laboratory"),
                 observe("platelets", p.platelets, "unit_billion_per_litre", recorded=p.result,
                         **FULL_BLOOD_COUNT, **usual("platelets")),
                 observe("serum_creatinine", p.creatinine, "unit_micromole_per_litre", recorded=p.result,
                         **KIDNEY, **usual("creatinine_in_pregnancy")),
                 observe("alt", p.alt, "unit_enzyme_unit_per_litre", recorded=p.result, **LIVER, **usual("alt")),
                 diagnose(_DIAGNOSIS,
                          slot="hypertension", entry="hypertension", change=BEGUN),
                 prescribe("labetalol_200mg_tab", until=Now() + p.course,
                           details={"dosage": "One tablet twice daily"}, when=p.treated),
             ],
             sets={"had_preeclampsia": _preeclampsia | Fact("had_preeclampsia"), "hypertension_in_pregnancy": 1},
             then=When({"admission": _preeclampsia & p.admitted}, "review")),
        *STAY.steps(
            admission("admission", after=p.to_ward, text="Admitted for observation: pre-eclampsia",
                      draws={"leaves": Now() + p.days_on_ward}, then="discharge"),
            discharge("discharge", at=daytime(Local("leaves")), said=TO_HOME, writes=[blood_pressure(*_PRESSURE)],
                      then="review"),
            cut_short("over", said=TO_ANOTHER_WARD, then="recovered"),
            cut_short("died", said=DIED, writes=[
                diagnose(_DIAGNOSIS, slot="hypertension at death", entry="hypertension", change=ENDED,
                         when=Local("known"))]),
            setting="antenatal ward"),
        Step("review", "antenatal clinic (obstetrician)", after=p.between_reviews,
             contact="day_assessment_visit",
             lasts=p.assessment,
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     blood_pressure(*_PRESSURE),
                     observe("urine_protein_dipstick", value_code=_protein("urine_protein_plus1"),
                             category="laboratory")],
             then="review"),
        Step("recovered", "midwife at home", after=p.recovers, sets={"hypertension_in_pregnancy": 0},
             writes=[diagnose(_DIAGNOSIS,
                              slot="hypertension over", entry="hypertension", change=ENDED,
                              when=Local("known"))]),
    ],
)  # fmt: skip

MOVEMENTS = Pathway(
    "reduced fetal movements",
    starts_on="booked for maternity care",
    takes=COURSE,
    until=Local("ends"),
    guideline="RCOG GTG 57",
    steps=[
        Step("whether", then=Choice({"assessment": p.reduced_movements, END: REST})),
        Step("assessment", "antenatal ward", at=midnight(Local("last_period")) + p.movements_reduced_at,
             after=p.wait,
             contact="day_assessment_visit", lasts=p.assessment,
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     observe("fetal_movements_reduced", about=1),
                     perform("ctg", about=1),
                     observe("fetal_heart_rate", p.fetal_heart, "unit_per_minute", about=1)]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("gestational diabetes", "a pregnancy with known gestational diabetes is over"),
]
FACTS = [
    fact("gestational_diabetes", "1 while gestational diabetes is known"),
    fact("had_gestational_diabetes", "1 from the first gestational diabetes on"),
    fact("had_preeclampsia", "1 from the first pre-eclampsia on"),
    fact("hypertension_in_pregnancy", "1 from when it is found until she has recovered"),
]
PATHWAYS = [DIABETES, HYPERTENSION, MOVEMENTS]
