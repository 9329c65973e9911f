"""Reckoning by the calendar: from instants to days by British clocks and back, and to the next working day.

What lies beyond the clock's range (`clock.NEVER`, nothing yet) is taken for its nearest end.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from synth import clock
from synth.calendar.days import working_day, working_day_one

Column = np.ndarray

_FIRST, _LAST = (clock.FIRST_DAY + 1) * clock.DAY, clock.LAST_DAY * clock.DAY - 1


def day_of(instants: Column) -> Column:
    """The day on which each instant falls by British clocks (int64)."""
    return clock.uk_day(np.minimum(np.maximum(instants, _FIRST), _LAST))


def midnight(days: Column) -> Column:
    """The first instant of each day by British clocks (UTC minutes)."""
    return clock.uk_start(np.minimum(np.maximum(days, clock.FIRST_DAY), clock.LAST_DAY))


def day_of_one(instant: int) -> int:
    """The day on which an instant falls by British clocks."""
    instant = min(max(instant, _FIRST), _LAST)
    return (instant + clock.uk_offset_one(instant)) // clock.DAY


def midnight_one(day: int) -> int:
    """The first instant of a day by British clocks (UTC minutes)."""
    first = min(max(day, clock.FIRST_DAY), clock.LAST_DAY) * clock.DAY
    return first - clock.uk_offset_one(first - clock.HOUR)


DAY_OF, MIDNIGHT, WORKING_DAY = "day of", "midnight", "working day"

COLUMNS: dict[str, Callable[[Column], Column]] = {DAY_OF: day_of, MIDNIGHT: midnight, WORKING_DAY: working_day}
"""The words of `pathway.language.time`, over columns."""

ONES: dict[str, Callable[[int], int]] = {
    DAY_OF: day_of_one, MIDNIGHT: midnight_one, WORKING_DAY: working_day_one,
}  # fmt: skip
"""The same, of one."""
