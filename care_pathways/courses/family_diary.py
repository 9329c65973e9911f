"""When a family comes: whoever brings twins brings them together, and a brother or sister who is due on that day too.

What is asked of one child at some moment is answered alike for another child of the same mother at the same moment.
"""

from care_pathways import beside
from synth.pathway.language.courses import PLACES, Course, among_highest
from synth.pathway.language.expressions import Draw, Expression, Of, Value, at_centile, where
from synth.pathway.language.time import clinic_day, midnight, quarter_hour

p = beside(__file__)

DAY = Course("the day on which a family comes", p.variance)
HOUR = Course("the hour at which a family comes", p.variance)
AROUND = Course("the working day to which a family is moved", p.variance)
READINESS = Course("whether a family comes", p.variance)
WILL = Course("whether a family declines", p.variance)


def _of_the_mother(course: Course) -> Expression:
    """The mother's place, or the child's own where no mother is known."""
    return where(Of("mother", "sex").is_("nobody"), course.now(), course.now("mother"))


def by_day(number: Draw) -> Expression:
    """How long it takes until the family comes, by a quantity of the evidence."""
    return at_centile(number, _of_the_mother(DAY))


def by_hour(number: Draw) -> Expression:
    """At what time of the day it comes, by a quantity of the evidence."""
    return at_centile(number, _of_the_mother(HOUR))


def seen_on(day: Value, earliest: Value) -> Expression:
    """The beginning of the day on which it is seen: the day itself, or a working day around it, not before earliest."""
    return midnight(clinic_day(day, earliest, by=_of_the_mother(AROUND)))


def appointment(day: Value, time_of_day: Draw, earliest: Value) -> Expression:
    """The instant of an appointment on such a day."""
    return seen_on(day, earliest) + quarter_hour(by_hour(time_of_day))


def brings(number: Expression) -> Expression:
    """Whether the family brings its child now, by the share (a probability of the evidence) of those who do."""
    return among_highest(number, PLACES - 1 - _of_the_mother(READINESS))


def declines(number: Expression) -> Expression:
    """Whether the parents decline now, for each child alike, by the share (a probability) of those who do."""
    return among_highest(number, _of_the_mother(WILL))
