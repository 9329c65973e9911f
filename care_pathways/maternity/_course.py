"""The course of a pregnancy: what every pathway of it is handed at booking, and how they reckon days.

What is handed on is a local of each episode and reads no fact, so that contacts and scans wait for nothing.
"""

from __future__ import annotations

from typing import Any

from synth.pathway.language.expressions import Expression, Fact, Local, Value, whole
from synth.pathway.language.model import Signal, Write
from synth.pathway.language.notes import option
from synth.pathway.language.time import today
from synth.pathway.language.writes import observe
from synth.world.demography.pregnancy import OUTCOMES

OUTCOME = option("how the pregnancy ends: the world's, to explain and not to foretell", *OUTCOMES, called="outcome")
RAISED_PRESSURE = option("raised blood pressure of this pregnancy", "none", "gestational", "pre-eclampsia",
                      called="hypertension")  # fmt: skip
SEX = {"nobody": "", "male": "sex_male", "female": "sex_female"}
"""The codes of someone's sex."""

OF_THE_WORLD = ("ends", "last_period", "gestation", "outcome", "fetuses", "parity", "gravida",
                "baby_1", "baby_2", "baby_3")  # fmt: skip
"""What the world says of a pregnancy at conception. Its end is used to explain, not to foretell."""

COURSE = (
    *OF_THE_WORLD,
    "error",  # days by which the last period as told is earlier than the true one
    "sections",  # earlier births by caesarean
    "age_at_booking",
    "bmi",
    "high_risk",
    "rhesus_negative",
    "anaemic",
    "gestational_diabetes",
    "hypertension",
    "hypertension_begins",
    "breech",  # lies by the breech at term
    "small",  # the fetus is small for its gestation
    "size_place",
    "discharged_at",  # when maternity care will end, after a birth
)
"""What is handed on from booking to the other pathways of the pregnancy."""


def hand_on(name: str, to: str = "self", when: Expression | None = None, **more: Value) -> Signal:
    """A signal that hands on the course of the pregnancy, with some values of its own."""
    return Signal(
        name,
        to=to,
        carries={**{n: Local(n) for n in COURSE}, "outcome": OUTCOME, "hypertension": RAISED_PRESSURE, **more},
        when=when,
    )


def last_period_as_told() -> Expression:
    """The day that a woman gives for her last period."""
    return Local("last_period") - Local("error")


def gestation_now(last_period: Value | None = None) -> Expression:
    """Days since the last period: the true one, or another (as told)."""
    return today() - (Local("last_period") if last_period is None else last_period)


def weeks_and_days(value: Value, code: str = "gestational_age", **more: Any) -> Write:
    """Gestation, kept in days and shown as weeks+days."""
    return observe(code, whole(value), "unit_day", details={"show": "weeks+days"}, **more)


def blood_pressure(systolic: Expression, diastolic: Expression, **more: Any) -> Write:
    """Blood pressure, in mmHg."""
    return observe("blood_pressure", systolic, "unit_millimetre_of_mercury", value2=diastolic,
                   category="vital-signs", **more)  # fmt: skip


def weight_now() -> Expression:
    """A woman's usual weight, in tenths of a kilogram, from her height and the body mass index of booking."""
    return Local("bmi") * Fact("height") * Fact("height") // 1_000_000
