"""The course of a pregnancy: the notes that every part of it reads, and how they reckon days."""

from __future__ import annotations

from typing import Any

from synth.pathway.language.expressions import Expression, Fact, Value, whole
from synth.pathway.language.model import Write
from synth.pathway.language.notes import (
    Notes,
    count,
    day,
    instant,
    notes_of,
    option,
    person,
    place_among,
    quantity,
    whether,
)
from synth.pathway.language.time import today
from synth.pathway.language.writes import observe
from synth.world.demography.pregnancy import OUTCOMES

SMOKING = {
    "not asked": "",
    "current": "smoking_in_pregnancy_current_smoker",
    "after conception": "smoking_in_pregnancy_stopped_after_conception",
    "within a year": "smoking_in_pregnancy_stopped_in_year_before_conception",
    "over a year": "smoking_in_pregnancy_stopped_over_a_year_before_conception",
    "never": "smoking_in_pregnancy_never_smoked",
}
"""The codes of whether a pregnant woman smokes, or when she stopped."""
SEX = {"nobody": "", "male": "sex_male", "female": "sex_female"}
"""The codes of someone's sex."""
INFECTION = ("not tested", "negative", "positive")
"""What is known of an infection that is looked for at booking."""
CARRIER = ("not tested", "no carrier", "a carrier")
"""What is known of whether someone carries sickle cell or thalassaemia."""


class Conceived(Notes):
    """What the world says of a pregnancy at conception: how it ends is there to explain, not to foretell."""

    last_period = day("the first day of her last period, as dated by scan")
    ends = instant("when the pregnancy ends")
    gestation = quantity("how far on she is when it ends", "days")
    outcome = option("how the pregnancy ends", *OUTCOMES)
    fetuses = count("how many fetuses she carries")
    parity = count("how often she has given birth from 24+0 weeks on, before this pregnancy")
    gravida = count("how often she has been pregnant, with this pregnancy")
    identical = whether("the babies are of one egg")
    baby_1 = person("the baby, or the first of several")
    baby_2 = person("the second of twins or triplets")
    baby_3 = person("the third of triplets")
    birth_weight_1 = quantity("what the first baby will weigh when it is born", "g")
    birth_weight_2 = quantity("what the second baby will weigh when it is born", "g")
    birth_weight_3 = quantity("what the third baby will weigh when it is born", "g")


class Pregnancy(Conceived):
    """What the midwives know of a pregnancy from its booking on, and what it will come to."""

    error = quantity("by how much her last period, as she tells it, is too early", "days")
    sections = count("how many earlier births were by caesarean")
    age_at_booking = quantity("her age when she books", "years")
    bmi = quantity("body mass index at booking", "kg/m2", decimals=1)
    high_risk = whether("care is led by a consultant, not by midwives")
    rhesus_negative = whether("her blood is rhesus negative")
    smoking = option("whether she smokes, or when she stopped, as asked at booking", *SMOKING)
    anaemic = whether("she is anaemic in this pregnancy")
    gestational_diabetes = whether("this pregnancy brings diabetes")
    hypertension = option("raised blood pressure of this pregnancy", "none", "gestational", "pre-eclampsia")
    hypertension_begins = instant("when her blood pressure begins to be raised")
    breech = whether("the baby lies by the breech at term")
    turned = whether("it lay by the breech until somebody turned it")
    placenta = option("where the placenta lies", "high", "low at first", "over the cervix")
    one_placenta = whether("twins share a placenta")
    unbooked = whether("she comes to give birth without having booked")
    size = quantity(
        "how big the first baby will be when it is born, among others of its gestation",
        "thousandths of a standard deviation",
    )
    tape_place = place_among("how high the tape measures with her build, among other women")
    discharged_at = instant("when the last visit after a birth is due, with which maternity care ends")


n = Pregnancy
OF_THE_WORLD = tuple(notes_of(Conceived).values())
"""The notes of what the world says of a pregnancy."""


def last_period_as_told() -> Expression:
    """The day that a woman gives for her last period."""
    return n.last_period - n.error


def gestation_now(last_period: Value | None = None) -> Expression:
    """Days since the last period: the true one, or another (as told)."""
    return today() - (n.last_period if last_period is None else last_period)


def weeks_and_days(value: Value, code: str = "gestational_age", **more: Any) -> Write:
    """Gestation, kept in days and shown as weeks+days."""
    return observe(code, whole(value), "unit_day", details={"show": "weeks+days"}, **more)


def blood_pressure(systolic: Expression, diastolic: Expression, **more: Any) -> Write:
    """Blood pressure, in mmHg."""
    return observe("blood_pressure", systolic, "unit_millimetre_of_mercury", value2=diastolic,
                   category="vital-signs", **more)  # fmt: skip


def weight_now() -> Expression:
    """A woman's usual weight, in tenths of a kilogram, from her height and the body mass index of booking."""
    return n.bmi * Fact("height") * Fact("height") // 1_000_000
