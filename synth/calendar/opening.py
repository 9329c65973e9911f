"""When a service sees people: the first time within its hours, by British clocks, that is not before a moment."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.calendar.days import ALWAYS, EXTENDED, OFFICE, ROUTINE, SCHOOL, is_worked, worked_days

Column = np.ndarray

_HOURS = {
    OFFICE: (9 * clock.HOUR, 8 * clock.HOUR),
    ROUTINE: (9 * clock.HOUR, 8 * clock.HOUR),
    SCHOOL: (9 * clock.HOUR, 6 * clock.HOUR),
    EXTENDED: (8 * clock.HOUR, 12 * clock.HOUR),
}
"""The minute of the day at which each pattern opens, and for how many minutes."""

DAYS_OF_RETURN = 4
"""Over how many working days those are spread who are due on a day off, so that not all come on the day after it."""

QUARTER = 15
"""Minutes to the times of a diary."""

LONGEST_WAIT = 40
"""Days, at the most, from a moment around Christmas to the time at which an office sees the person."""

_LOW = np.uint64(0xFFFF_FFFF)
_HALF = np.uint64(32)


def fit(instants: Column, bits: Column, hours: str) -> Column:
    """The time, at or after each instant, at which a service sees the person (int64).

    instants: UTC minutes; bits: random bits of each (uint64), which choose the time of day and, for who is due on a
    day off, one of the working days that follow; hours: a pattern of `calendar.days`.
    """
    if hours == ALWAYS:
        return instants
    opens, length = _HOURS[hours]
    day, minute = np.divmod(instants + clock.uk_offset(instants), clock.DAY)
    wanted = opens + (((bits >> _HALF) * np.uint64(length)) >> _HALF).astype(np.int64) // 5 * 5
    day = np.minimum(np.maximum(day + (wanted < minute), clock.FIRST_DAY), clock.LAST_DAY)
    days, before = worked_days(hours)
    place = before[day - clock.FIRST_DAY]
    off = ~is_worked(day, hours)
    if off.any():
        # After a long closure who waited is seen over as long a time as the closure lasted.
        gap = days[np.minimum(place, len(days) - 1)] - day
        spread = np.maximum(gap, DAYS_OF_RETURN).astype(np.uint64)
        place = place + np.where(off, (((bits & _LOW) * spread) >> _HALF).astype(np.int64), 0)
    day = days[np.minimum(place, len(days) - 1)]
    return day * clock.DAY + wanted - clock.uk_offset(day * clock.DAY + wanted)


def in_hours(instants: Column, hours: str) -> Column:
    """Whether each instant lies within the hours of a pattern, on a day that it works (bool)."""
    if hours == ALWAYS:
        return np.ones(len(instants), dtype=bool)
    opens, length = _HOURS[hours]
    day, minute = np.divmod(instants + clock.uk_offset(instants), clock.DAY)
    return is_worked(day, hours) & (minute >= opens) & (minute < opens + length)


def next_quarter(instants: Column, bits: Column, hours: str, kept: Column) -> Column:
    """The first quarter of an hour at or after each instant (int64): where hours are to be kept, within them.

    kept: for whom the hours of the pattern are to be kept (bool). Who would be seen after closing is seen on a day
    that follows, as `fit` has it.
    """
    quarter = -(-instants // QUARTER) * QUARTER
    closed = np.flatnonzero(kept & ~in_hours(quarter, hours))
    if len(closed):
        quarter[closed] = fit(quarter[closed], bits[closed], hours)
    return quarter


def fit_one(instant: int, bits: int, hours: str) -> int:
    """The time, at or after an instant, at which a service sees the person: `fit` for one."""
    if hours == ALWAYS:
        return instant
    opens, length = _HOURS[hours]
    day, minute = divmod(instant + clock.uk_offset_one(instant), clock.DAY)
    wanted = opens + (((bits >> 32) * length) >> 32) // 5 * 5
    day += wanted < minute
    day = min(max(day, clock.FIRST_DAY), clock.LAST_DAY)
    days, before = worked_days(hours)
    place = int(before[day - clock.FIRST_DAY])
    first = int(days[min(place, len(days) - 1)])
    if first != day:
        place += ((bits & 0xFFFF_FFFF) * max(first - day, DAYS_OF_RETURN)) >> 32
        first = int(days[min(place, len(days) - 1)])
    return first * clock.DAY + wanted - clock.uk_offset_one(first * clock.DAY + wanted)
