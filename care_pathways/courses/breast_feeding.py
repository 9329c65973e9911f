"""How far a woman is inclined to breast-feed: much the same with each child, whoever asks.

The higher the place, the sooner she does. Who draws the first feed, or the weeks after, says how many such women do;
the course says who.
"""

from care_pathways import beside
from synth.pathway.language.courses import Course, among_highest
from synth.pathway.language.expressions import Expression

p = beside(__file__)

COURSE = Course("inclination to breast-feed", p.variance)
KEEPING_ON = Course("keeping on with breast-feeding", p.variance_of_keeping_on)


def begins(number: Expression, who: str = "mother") -> Expression:
    """Whether a mother begins to breast-feed, by the share (a probability of the evidence) of such mothers who do."""
    return among_highest(number, COURSE.now(who))


def keeps_on(number: Expression, who: str = "mother") -> Expression:
    """Whether a mother who breast-feeds keeps on, by the share of such mothers who do."""
    return among_highest(number, KEEPING_ON.now(who))
