"""Complications of pregnancy: gestational diabetes and reduced fetal movements; others stand beside it.

Whether and when they come was drawn at booking; here they are looked for, found and treated.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.laboratory import (
    GLUCOSE,
    RESULTS,
    WHEN_THERE,
    Awaited,
    awaited,
    usual,
)
from care_pathways.maternity._course import (
    Pregnancy,
    gestation_now,
    weeks_and_days,
)
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.expressions import Now, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import count, whether
from synth.pathway.language.options import code_by
from synth.pathway.language.time import midnight
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, document, observe, perform, prescribe

p = beside(__file__)


class Diabetes(Pregnancy, Awaited):
    """What is known of diabetes in a pregnancy."""

    offered = whether("she is offered the test")
    comes = whether("she comes to the test")
    found = whether("the test finds diabetes")
    known = whether("the diagnosis is made")
    step = count("how often treatment has been stepped up; 0 is diet alone", "steps")


d = Diabetes


JUDGED_AGAIN = [
    observe("high_risk_pregnancy", slot="risk", when=~Pregnancy.high_risk),
    observe("planned_care", value_code="consultant_led_care", when=~Pregnancy.high_risk),
    document("antenatal_summary_document", slot="handover", when=~Pregnancy.high_risk, setting="community midwife",
             recorded=p.writing_up, details={"document": "antenatal_summary"}),
]  # fmt: skip
"""What is found later moves her to consultant-led care, and the midwives hand her over."""

DIABETES = Pathway(
    "diabetes in pregnancy",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    only=Pregnancy.outcome.is_("live birth", "stillbirth"),
    until=Pregnancy.ends,
    ending="over",
    at_death="over",
    notes=Diabetes,
    guideline="NICE NG3",
    steps=[
        Step("risk", draws={d.offered: Pregnancy.gestational_diabetes | p.glucose_test_offered},
             then=When({"glucose tolerance test": d.offered}, END)),
        Step("glucose tolerance test", "community midwife",
             at=midnight(Pregnancy.last_period) + p.glucose_test,
             after=p.wait, contact="antenatal_visit",
             draws={d.found: Pregnancy.gestational_diabetes, **awaited(p.result),
                    d.comes: p.glucose_test_attended | d.found},
             contact_when=d.comes,
             writes=[perform("ogtt", when=d.comes),
                     observe("glucose_plasma_fasting", p.fasting_glucose, "unit_millimole_per_litre",
                             decimals=1, recorded=WHEN_THERE, when=d.comes, **GLUCOSE,
                             **usual("fasting_glucose_in_pregnancy")),
                     observe("glucose_plasma_120_minute", p.two_hour_glucose, "unit_millimole_per_litre",
                             decimals=1, recorded=WHEN_THERE, when=d.comes, **GLUCOSE,
                             **usual("two_hour_glucose_in_pregnancy"))],
             then=When({"diagnosis": d.found}, END)),
        Step("diagnosis", "antenatal clinic (obstetrician)", at=RESULTS, after=p.to_clinic,
             contact="seen_in_antenatal_clinic",
             draws={d.known: 1},
             writes=[diagnose("gestational_diabetes", entry="diabetes", change=BEGUN), *JUDGED_AGAIN],
             sets={"gestational_diabetes": 1, "had_gestational_diabetes": 1}, then="clinic"),
        Step("clinic", "antenatal clinic (obstetrician)", after=p.between_clinics,
             contact="seen_in_antenatal_clinic",
             draws={d.step: where(d.step >= 2, 2, d.step + p.needs_more)},
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     observe("fasting_glucose", p.glucose_at_clinic, "unit_millimole_per_litre", decimals=1,
                             category="laboratory"),
                     prescribe(code_by(d.step, 1, "metformin_500mg_tab", "insulin_aspart_pen"),
                               slot="treatment",
                               when=d.step >= 1, until=Now() + p.course,
                               details={"dosage": "As directed by the diabetes antenatal clinic"})],
             then="clinic"),
        Step("over", "antenatal clinic (obstetrician)", sets={"gestational_diabetes": 0},
             writes=[diagnose("gestational_diabetes", entry="diabetes", change=ENDED, when=d.known)],
             raises=Signal("gestational diabetes", when=d.known)),
    ],
)  # fmt: skip

MOVEMENTS = Pathway(
    "reduced fetal movements",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    until=Pregnancy.ends,
    notes=Pregnancy,
    guideline="RCOG GTG 57",
    steps=[
        Step("whether", then=Choice({"assessment": p.reduced_movements, END: REST})),
        Step("assessment", "antenatal ward", at=midnight(Pregnancy.last_period) + p.movements_reduced_at,
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
]
PATHWAYS = [DIABETES, MOVEMENTS]
