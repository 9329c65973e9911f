"""The words of time in pathways: days by British clocks, working days, times of day.

A day is a whole number (days since 1970) by British clocks; an instant is UTC minutes. A day is turned into an instant
by `midnight`, an instant into a day by `day_of`: neither is to be had by dividing.
"""

from __future__ import annotations

from synth.calendar import hours
from synth.calendar.reckoning import COLUMNS, DAY_OF, MIDNIGHT, WORKING_DAY
from synth.clock import DAY, HOUR, WEEK
from synth.clock import day_of as day_number
from synth.pathway.language.expressions import Calendar, Expression, Fact, Now, OneOf, Value, where, whole

WORDS = tuple(COLUMNS)
QUARTER, WORKING_DAYS, DAYS_A_WEEK, FOUR_YEARS = 15, 5, 7, 1461
"""Minutes in a quarter of an hour, working days in a week, its days, and days in four years with their leap year."""
MONDAY, SATURDAY, SUNDAY = 0, 5, 6
_FIRST_DAY, _SOON = 3, 3
"""The weekday of day 0 (a Thursday); over how many working days those are spread for whom there is little time."""
_MILLENNIUM, _SEPTEMBER = day_number(2000, 1, 1), day_number(2000, 9, 1)


def day_of(instant: Value) -> Expression:
    """The day on which an instant falls by British clocks."""
    return Calendar(DAY_OF, whole(instant))


def midnight(day: Value) -> Expression:
    """The first instant of a day by British clocks."""
    return Calendar(MIDNIGHT, whole(day))


def working_day(day: Value) -> Expression:
    """The day itself, or the first after it on which routine care is given: no weekend, no bank holiday."""
    return Calendar(WORKING_DAY, whole(day))


def clinic_day(day: Value, earliest: Value | None = None, by: Expression | None = None) -> Expression:
    """The day itself; for a day off, by an even chance, one of the five working days around it, or after it.

    So nothing heaps on Mondays, and who is due by a day is on average seen no later; where there is no time for that,
    it is one of the three days after. day: a local, or what else is not drawn here. earliest: the day before which it
    may not be; none is before tomorrow. by: a place in a distribution that decides instead of chance, where several
    people are seen together.
    """
    first = working_day(day)
    any_day, any_soon = (OneOf(WORKING_DAYS, "clinic day"), OneOf(_SOON, "clinic day soon")) if by is None else (
        by % WORKING_DAYS, by % _SOON)  # fmt: skip
    # Of a weekend: Monday and Tuesday after it, Wednesday to Friday before it.
    around = (any_day + WORKING_DAYS) % DAYS_A_WEEK - WORKING_DAYS
    soonest = today() if earliest is None else whole(earliest)
    offset = where((first > today() + WORKING_DAYS) & (first > soonest + WORKING_DAYS), around, any_soon)
    return where(first.equals(day), day, working_day(first + offset))


def today() -> Expression:
    """The day of this moment."""
    return day_of(Now())


def not_before(instant: Value) -> Expression:
    """This moment, or an instant that is still to come."""
    return where(Now() < instant, instant, Now())


def birthday() -> Expression:
    """The day on which the person was born."""
    return day_of(Fact("born"))


def minute_of_day(instant: Value) -> Expression:
    """The minutes since midnight by British clocks."""
    return whole(instant) - midnight(day_of(instant))


def weekday(day: Value) -> Expression:
    """The day of the week: MONDAY 0 to SUNDAY 6."""
    return (whole(day) + _FIRST_DAY) % DAYS_A_WEEK


def quarter_hour(minutes: Value) -> Expression:
    """The quarter of an hour in which a time lies, in minutes: appointments begin on one."""
    return whole(minutes) // QUARTER * QUARTER


def weeks(days: Value) -> Expression:
    """The whole weeks in a number of days."""
    return whole(days) // DAYS_A_WEEK


def in_days(minutes: Value) -> Expression:
    """The whole days in a length of time."""
    return whole(minutes) // DAY


def whole_weeks(minutes: Value) -> Expression:
    """A length of time in minutes, down to whole weeks."""
    return whole(minutes) // WEEK * WEEK


def day_of_the_year(day: Value) -> Expression:
    """The number of a day within its year, from 0 (exact from 1901 to 2099)."""
    return (whole(day) - _MILLENNIUM) * 4 % FOUR_YEARS // 4


def september(number: Value) -> Expression:
    """The day of the first of September 2000 + number (exact from 1901 to 2099)."""
    return whole(number) * FOUR_YEARS // 4 + _SEPTEMBER


def septembers(day: Expression) -> Expression:
    """The number of the latest first of September on or before a day."""
    return ((day - _SEPTEMBER) * 4 + 3) // FOUR_YEARS


def in_office(instant: Value) -> Expression:
    """The same instant in office hours, for what an office decides; for one outside them, the next that is in them."""
    day, minute = hours.in_office(day_of(instant), minute_of_day(instant), working_day, where)
    return midnight(day) + minute


def daytime(instant: Value) -> Expression:
    """The same instant by day; for one at night, between ten and one of the morning that follows."""
    minute = minute_of_day(instant)
    morning = 10 * HOUR + minute % (3 * HOUR)
    day = day_of(instant)
    return where(minute < 9 * HOUR, midnight(day) + morning,
                 where(minute > 20 * HOUR, midnight(day + 1) + morning, instant))  # fmt: skip
