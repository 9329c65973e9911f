"""What is measured of an adult's body: each keeps to a course of its own (`care_pathways.courses`).

Blood pressure is what it would be without treatment; those who treat it take off what their medicines do.
"""

from itertools import pairwise

from care_pathways import beside
from care_pathways.courses import adult_weight, blood, blood_pressure, glucose, kidney, reading
from synth.pathway.language.conditions import both, higher_of, lower_of
from synth.pathway.language.courses import Course
from synth.pathway.language.expressions import (
    Draw,
    Expression,
    Fact,
    Value,
    at_centile,
    where,
    whole,
)
from synth.pathway.language.model import Write
from synth.pathway.language.notes import Note, Notes, quantity, whether
from synth.pathway.language.options import either
from synth.pathway.language.time import FOUR_YEARS, today
from synth.pathway.language.writes import observe
from synth.world.traits.body_mass import AT_AGE

p = beside(__file__)
RAISED = Fact("raised_blood_glucose")


class Weighed(Notes):
    """What those keep who weigh someone."""

    bmi = quantity("body mass index", "kg/m2", decimals=1)
    weight = quantity("weight", "kg", decimals=1)


class Smoking(Notes):
    """What those keep who ask about smoking."""

    smoked = whether("whoever is asked has ever smoked")


def usual_systolic() -> Expression:
    """Someone's usual systolic pressure without treatment, mmHg."""
    return blood_pressure.usual(p.systolic)


def systolic(lowered: Value = 0) -> Expression:
    """One reading of systolic pressure, mmHg; treatment lowers it by `lowered`."""
    return blood_pressure.taken_again(blood_pressure.read(p.systolic, 0 - whole(lowered)))


def usual_diastolic() -> Expression:
    """Someone's usual diastolic pressure without treatment, mmHg."""
    return blood_pressure.usual(p.diastolic)


def diastolic(lowered: Value = 0) -> Expression:
    """One reading of diastolic pressure, mmHg; what lowers the systolic lowers it by a share."""
    fall = lowered * p.diastolic_lowered // 100 if isinstance(lowered, Expression) else 0
    return blood_pressure.read(p.diastolic, p.diastolic_reading - fall)


def pressure_read(systolic_note: Note, diastolic_note: Note) -> dict[Note, Expression]:
    """A reading of both pressures, lowered by what is taken for it, by the notes that keep it."""
    lowered = Fact("pressure_lowered")
    return {systolic_note: systolic(lowered), diastolic_note: diastolic(lowered)}


def cholesterol(on_statin: Value = 0) -> Expression:
    """Total cholesterol, mmol/L times 10."""
    usual = at_centile(p.cholesterol, blood.CHOLESTEROL.now())
    return usual * where(on_statin, p.cholesterol_left_on_statin, 100) // 100


def egfr() -> Expression:
    """Estimated glomerular filtration rate, mL/min/1.73 m2: it falls slowly with age, and where kidney disease comes
    it goes down a line of its own, which is at 60 on the day that it begins, known or not."""
    line = p.egfr_where_disease_begins + _by(p.egfr_fall, kidney.FALL, Fact("chronic_kidney_disease_begins") - today())
    falling = lower_of(at_centile(p.egfr, kidney.FUNCTION.now()), line + at_centile(p.egfr_sample, kidney.SAMPLE.now()))
    return higher_of(falling, p.egfr_least)


HBA1C_HIGHEST = p.hba1c_highest
"""HbA1c of those of whom it is highest."""


def hba1c(raised: Value = RAISED) -> Expression:
    """HbA1c without treatment, mmol/mol: where diabetes comes it rises for years to 48 on the day that it begins,
    known or not, and on from there; nobody else reaches that. raised: who has come to it."""
    away = Fact("raised_blood_glucose_begins") - today()
    line = p.hba1c_where_diabetes_begins - _by(p.hba1c_rise, glucose.RISE, away)
    rising = line + at_centile(p.hba1c_sample, glucose.SAMPLE.now())
    level = higher_of(at_centile(p.hba1c, glucose.COURSE.now()), rising)
    begins = p.hba1c_where_diabetes_begins
    return where(raised, lower_of(higher_of(level, begins), HBA1C_HIGHEST), lower_of(level, begins - 1))


def _by(in_four_years: Draw, course: Course, days: Expression) -> Expression:
    """How much something changes in some days that changes by so much in four years, by the place of someone in it."""
    return days * at_centile(in_four_years, course.lasting()) // FOUR_YEARS


def potassium() -> Expression:
    """Potassium in the blood, mmol/L times 10; higher where the kidneys are ill."""
    return at_centile(p.potassium, blood.POTASSIUM.now())


def creatinine() -> Expression:
    """Serum creatinine in umol/L that gives the note `egfr`."""
    return p.creatinine + p.creatinine_variation


def weight_now() -> Expression:
    """Weight in kg times 10, as it is read, that goes with someone's height and the note `bmi`."""
    return reading.weight(Fact("height") * Fact("height") // 1000 * Weighed.bmi // 1000)


def usual_bmi() -> Expression:
    """Usual body mass index at this age, kg/m2 times 10, by the person's course (`world.body_mass`)."""
    first, last = min(AT_AGE), max(AT_AGE)
    years = where(Fact("age") < first, first, where(Fact("age") > last, last, Fact("age")))
    value: Expression = Fact(AT_AGE[first])
    for (low, before), (high, after) in pairwise(AT_AGE.items()):
        change = (Fact(after) - Fact(before)) * (years - low) // (high - low)
        value = where(years > low, Fact(before) + change, value)
    return value


def bmi() -> Expression:
    """One measurement of body mass index, kg/m2 times 10."""
    return usual_bmi() + at_centile(p.bmi_variation, adult_weight.COURSE.now())


def write_pressure(systolic_note: Expression, diastolic_note: Expression, when: Expression | None = None,
                   slot: str = "", text: str = "") -> Write:  # fmt: skip
    """A blood pressure reading of two notes."""
    return observe(
        "blood_pressure",
        systolic_note,
        "unit_millimetre_of_mercury",
        value2=diastolic_note,
        when=when,
        slot=slot,
        text=text,
    )


def write_weight(weight: Expression, when: Expression | None = None) -> list[Write]:
    """Body weight (a note, kg times 10) and the body mass index that goes with the height in the record."""
    return [
        observe("body_weight", weight, "unit_kilogram", decimals=1, when=when),
        observe("bmi", reading.bmi_of(weight), "unit_kilogram_per_square_metre", decimals=1, when=when),
        observe(either(reading.bmi_of(weight) >= p.severely_obese_from, "bmi_40_plus", "bmi_30_plus"),
                slot="obesity",
                when=both(when, (Fact("age") >= p.grown_up) & (reading.bmi_of(weight) >= p.obese_from))),
    ]  # fmt: skip


SMOKED = Fact("has_smoked") | Fact("smoker")
"""Whether someone has ever smoked."""


def smoking(when: Expression | None = None) -> Write:
    """Smoking status as asked: smoker, or not (never or once, by the note `smoked`)."""
    return observe(
        "smoking_status",
        slot="smoking status",
        when=when,
        category="social-history",
        value_code=either(Fact("smoker"), "smoker_current", either(Smoking.smoked, "smoker_ex", "never_smoked")),
    )
