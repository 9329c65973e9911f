"""Low mood: one state for midwife, health visitor and practice, which lasts for weeks and answers to what happens.

The higher the place, the lower the mood. Who asks says how many of such women say yes; the course says who they are.
"""

from care_pathways import beside
from synth.pathway.language.courses import Course, among_highest, place_within
from synth.pathway.language.expressions import Draw, Expression, Fact, at_centile, where
from synth.pathway.language.time import today

p = beside(__file__)

_grieves = (Fact("lost_a_baby") >= 1) & (today() - Fact("lost_a_baby") < p.grief_days)

COURSE = Course(
    "low mood",
    p.variance,
    keeps={"months": p.months_keep, "weeks": p.weeks_keep},
    passing=("weeks",),
    moved_by=where(_grieves, p.grief, 0),
    answers_to=("lost_a_baby",),
)


def low(number: Expression) -> Expression:
    """Whether someone's mood is low, by the share (a probability of the evidence) of those whose mood is."""
    return among_highest(number, COURSE.now())


def place(number: Expression) -> Expression:
    """The place among those whose mood is low, or among all others, as `low` by the same number will say."""
    return place_within(number, COURSE.now())


def score(is_low: Expression, otherwise: Draw, if_low: Draw, at: Expression) -> Expression:
    """The score of a questionnaire, of those who are low and of all others, by the `place` that goes with it."""
    return where(is_low, at_centile(if_low, at), at_centile(otherwise, at))
