"""Measuring a child: draws and entries that other pathways put into their steps, and the calendar of school years.

A child keeps its place: scores against its peers (thousandths of a standard deviation) are facts, set once by the
pathway "growth". A step that measures needs `MEASURED` among its draws.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from care_pathways import beside
from care_pathways.courses.child_growth import HEAD, WEIGHT
from care_pathways.courses.infant_weight import FIRST_WEEKS, FROM_WEEK_TO_WEEK
from synth.pathway.language.expressions import Age, Expression, Fact, Value, at_centile, where
from synth.pathway.language.model import Write
from synth.pathway.language.notes import Notes, place_among, quantity, whether
from synth.pathway.language.time import birthday, midnight, september, septembers
from synth.pathway.language.writes import observe

p = beside(str(Path(__file__).with_name("growth.py")))

FOLLOWED = p.followed
"""1 for those whose childhood is drawn."""


class Measured(Notes):
    """What those keep who measure a child."""

    growth_age = quantity("the age by which the child is measured, from when it was due if it came early", "days")
    score = quantity("how heavy the child is among its peers, on this day", "thousandths of a standard deviation")
    weight_place = place_among("that weight among the weights of its peers")
    newborn = whether("it is too young for the growth chart")
    weight = quantity("weight", "g")
    length = quantity("length lying down, or height standing", "mm")
    head = quantity("head circumference", "mm")


n = Measured


_corrected = Age(days=True) - where((Fact("birth_gestation") < p.corrected_below) & (Fact("birth_gestation") >= 1)
                                    & (Age(days=True) < p.corrected_until),
                                    p.term - Fact("birth_gestation"), 0)  # fmt: skip


def in_the_first_weeks() -> Expression:
    """What a baby of less than four weeks weighs, in grams, by what it weighed at birth."""
    return Fact("birth_weight") * (1000 + at_centile(p.gained_since_birth, FIRST_WEEKS.now())) // 1000


def birth_score() -> Expression:
    """The place that a weight at birth has among those of the same gestation, thousandths of a standard deviation."""
    return (Fact("birth_weight") - p.expected_birth_weight) * 1000 // p.spread_of_birth_weight


def own_weight() -> Expression:
    """What of the curve that a child settles on is its own, beside what its weight at birth says of it."""
    return at_centile(p.own_weight, WEIGHT.lasting())


def head_score() -> Expression:
    """The place of a head among its peers, which is the same from birth on."""
    by_weight = birth_score() * p.head_with_birth_weight + own_weight() * p.head_with_weight
    return by_weight // 1000 + at_centile(p.own_head, HEAD.lasting())


def head_now(score: Expression) -> Expression:
    """A head circumference, mm, as it is read at the note `growth_age`."""
    return p.head_for_age + p.spread_of_head * score // 10_000 + p.day_to_day_head


def length_at_birth() -> Expression:
    """A length at birth, mm, as it is read at the note `growth_age`, but for what is a baby's own."""
    return p.length_for_age + p.spread_of_length * (birth_score() * p.length_with_birth_weight // 1000) // 1000


MEASURED = {
    n.growth_age: _corrected,
    n.score: (
        Fact("birth_weight_score") * p.still_as_at_birth
        + Fact("weight_score") * p.on_its_own_curve
        + at_centile(p.day_to_day, FROM_WEEK_TO_WEEK.now()) * p.about_its_curve
    )
    // 1000
    - where(n.growth_age < 0, p.behind_before_term, 0),
    n.weight_place: p.place_of_score,
    n.newborn: Age(days=True) < p.on_the_curve_from,
    n.weight: where(
        n.newborn,
        in_the_first_weeks(),
        at_centile(p.weight_for_age, n.weight_place),
    ),
    n.length: p.length_for_age + p.spread_of_length * Fact("length_score") // 1000 + p.day_to_day_length,
    n.head: head_now(Fact("head_score")),
}
"""Draws of a step that measures a child up to three years: weight in grams, length and head in millimetres."""

_vital = {"category": "vital-signs"}


def weight_in_the_first_weeks(**details: Any) -> Write:
    """The weight of a baby of less than four weeks, in kg to the gram."""
    return observe("body_weight", in_the_first_weeks(), "unit_kilogram", decimals=3, **_vital, **details)


def weight(when: Value = 1) -> Write:
    """The weight, in kg to ten grams."""
    return observe("body_weight", n.weight // 10, "unit_kilogram", decimals=2, when=when, **_vital)


def length(when: Value = 1) -> Write:
    """The length lying down (the height from two years), in cm."""
    return observe("body_height_recumbent", n.length, "unit_centimetre", decimals=1, when=when, **_vital)


def height(when: Value = 1) -> Write:
    """The height standing, in cm."""
    return observe("body_height", n.length, "unit_centimetre", decimals=1, when=when, **_vital)


def head(when: Value = 1) -> Write:
    """The head circumference, in cm."""
    return observe("head_circumference", n.head, "unit_centimetre", decimals=1, when=when, **_vital)


# ---------------------------------------------------------------- the school year

RECEPTION, YEAR_6, YEAR_8, YEAR_9 = p.reception, p.year_6, p.year_8, p.year_9
"""How many first days of September lie between birth and the start of a school year, the last counted."""


def cohort() -> Expression:
    """The school year that a child was born into: those born from September to August go to school together."""
    return septembers(birthday())


def school_year_starts(year: Value) -> Expression:
    """The instant at which this child starts a school year (`RECEPTION` ...)."""
    return midnight(september(cohort() + year))
