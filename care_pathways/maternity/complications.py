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
from care_pathways.maternity._heart import fetal_heart
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.expressions import Expression, Fact, Now, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import count, whether
from synth.pathway.language.options import code_by
from synth.pathway.language.time import day_of, in_days, midnight, working_day
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


def _tolerance_test(name: str, due: Expression, draws: dict, then: str | When) -> Step:
    """A glucose tolerance test: in the morning, since she comes without breakfast, and over two hours."""
    return Step(
        name, "community midwife", at=midnight(working_day(day_of(due))), after=p.in_the_morning, hours="always",
        contact="antenatal_visit", contact_when=d.comes, lasts=p.tolerance_test,
        draws={**draws, **awaited(p.result)},
        writes=[perform("ogtt", slot=name, when=d.comes),
                *(observe(f"glucose_plasma_{when}", level.named(name), "unit_millimole_per_litre",
                          slot=f"{when} {name}", decimals=1, recorded=WHEN_THERE, when=d.comes, **GLUCOSE,
                          **usual(f"{usual_of}_glucose_in_pregnancy"))
                  for when, usual_of, level in (("fasting", "fasting", p.fasting_glucose),
                                                ("120_minute", "two_hour", p.two_hour_glucose)))],
        then=then,
    )  # fmt: skip


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
             then=When({"early glucose tolerance test": Fact("had_gestational_diabetes")
                        & (gestation_now() < in_days(p.early_test_until)),
                        "glucose tolerance test": d.offered | Fact("had_gestational_diabetes")}, END)),
        # Who had it before is tested as soon as she has booked, and again at the usual time where that is normal.
        _tolerance_test("early glucose tolerance test", Now() + p.early_test,
                        {d.found: Pregnancy.gestational_diabetes & p.found_early, d.comes: 1},
                        then="early result"),
        Step("early result", at=RESULTS, then=When({"diagnosis": d.found}, otherwise="glucose tolerance test")),
        _tolerance_test("glucose tolerance test", midnight(Pregnancy.last_period) + p.glucose_test,
                        {d.found: Pregnancy.gestational_diabetes, d.comes: p.glucose_test_attended | d.found},
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
                     fetal_heart()]),
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
