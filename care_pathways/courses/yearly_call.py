"""When a practice calls someone each year: in the weeks after the birthday, once for all long-term conditions.

Whoever asks, at whatever time of the year, is told the same appointment: so all reviews of one person are one visit.
"""

from care_pathways import beside
from synth.clock import DAY
from synth.pathway.language.courses import PLACES, Course, among_highest
from synth.pathway.language.expressions import Expression, Now, Value, at_centile, where, whole
from synth.pathway.language.time import (
    FOUR_YEARS,
    birthday,
    clinic_day,
    in_days,
    midnight,
    quarter_hour,
    september,
    septembers,
    today,
)

p = beside(__file__)

WEEK = Course("how long after the birthday the practice calls", p.variance)
HOUR = Course("at what hour the practice calls", p.variance)
HOLDS = Course("whether the practice holds the review that it calls to", p.holds)
CHANGE = Course("how much later each year the practice calls", p.variance)


def held(number: Expression) -> Expression:
    """Whether the practice holds the reviews of a person now, by the share (a probability of the evidence) that it
    holds: all those of one visit alike."""
    return among_highest(number, HOLDS.now())


def until_next_call() -> Expression:
    """How long it is until the next call, which is not so soon after this moment that it is no year's review."""
    soonest = today() + in_days(p.no_sooner_than) + 1
    year = septembers(soonest)
    since = birthday() - september(septembers(birthday()))
    year = where(september(year) + since < soonest, year + 1, year)
    day = september(year) + since + in_days(at_centile(p.after_birthday, _of_year(WEEK, year)))
    seen = clinic_day(day, soonest, by=_of_year(WEEK, year))
    call = midnight(seen) + quarter_hour(at_centile(p.time_of_day, _of_year(HOUR, year)))
    return surely_later(call, p.no_sooner_than)


def surely_later(instant: Value, least: Expression) -> Expression:
    """How long it is until an instant that is not sooner than so, as the author knows and the check must see.

    instant: within four years of this moment. least: how long it is at the least, a value of the evidence.
    """
    return least + (whole(instant) - Now() - least) % (FOUR_YEARS * DAY)


def _of_year(course: Course, year: Value) -> Expression:
    """The place of someone in a year: another one each year, and the same whenever it is asked."""
    return (course.lasting() + CHANGE.lasting() * year) % PLACES
