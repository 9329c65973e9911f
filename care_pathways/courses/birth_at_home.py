"""Whether a woman wishes to give birth at home: who did so once mostly wishes it again.

Who asks says how many such women give birth at home; the course says who.
"""

from care_pathways import beside
from synth.pathway.language.courses import Course, among_highest
from synth.pathway.language.expressions import Expression

p = beside(__file__)

COURSE = Course("birth at home", p.variance)


def wished(number: Expression) -> Expression:
    """Whether she wishes it at this birth, by the share (a probability of the evidence) of such women who do."""
    return among_highest(number, COURSE.now())
