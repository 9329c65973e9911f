"""Keeping appointments: whoever misses one with any service is likelier to miss the next with any other.

Who asks says how many stay away; the course says who they are. A child is brought, or not, by the family.
"""

from care_pathways import beside
from synth.pathway.language.courses import PLACES, Course, among_highest
from synth.pathway.language.expressions import Expression, Of, where

p = beside(__file__)

COURSE = Course("staying away", p.variance)


def misses(number: Expression) -> Expression:
    """Whether someone stays away now, by the share (a probability of the evidence) of those who do."""
    return among_highest(number, COURSE.now())


def not_brought(number: Expression) -> Expression:
    """Whether a child is not brought now, by the share (a probability of the evidence) of those who are not: its mother
    keeps appointments or misses them, for all her children who are due at that moment alike."""
    own, mothers = COURSE.now(), COURSE.now("mother")
    return among_highest(number, where(Of("mother", "sex").is_("nobody"), own, mothers))


def comes(number: Expression) -> Expression:
    """Whether someone comes now, by the share (a probability of the evidence) of those who do."""
    return among_highest(number, PLACES - 1 - COURSE.now())
