"""When a service sees people: the first time within its hours, by British clocks, that is not before a moment."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.calendar import week
from synth.calendar.days import ALWAYS, is_worked, worked_days

Column = np.ndarray

QUARTER = 15
"""Minutes to the times of a diary."""

LONGEST_WAIT = 40
"""Days, at the most, from a moment around Christmas to the time at which an office sees the person."""

_LOW = np.uint64(0xFFFF_FFFF)
_HALF, _TIME = np.uint64(32), np.uint64(54)


def fit(instants: Column, bits: Column, hours: str) -> Column:
    """The time, at or after each instant, at which a service sees the person (int64).

    instants: UTC minutes; bits: random bits of each (uint64), which choose the time of day and, for who is due on a
    day off, one of the working days that follow; hours: a pattern of `calendar.days`. Days of the week and times of the
    day come about as `week.toml` has them.
    """
    if hours == ALWAYS:
        return instants
    day, minute = np.divmod(instants + clock.uk_offset(instants), clock.DAY)
    wanted = week.times(hours)[(bits >> _TIME).astype(np.int64)]
    day = np.minimum(np.maximum(day + (wanted < minute), clock.FIRST_DAY), clock.LAST_DAY)
    days, before = worked_days(hours)
    place = before.take(day - clock.FIRST_DAY)
    worked = days.take(place)
    off = (worked != day).nonzero()[0]
    if len(off):
        place, gap = place.take(off), worked.take(off) - day.take(off)
        place += _waits(place, gap, bits.take(off) & _LOW, hours)
        worked[off] = days.take(place, mode="clip")
    seen = worked * clock.DAY + wanted
    return seen - clock.uk_offset(seen)


def _waits(place: Column, gap: Column, bits: Column, hours: str) -> Column:
    """How many working days those who are due on a day off wait from the first after it (int64).

    place: of the first working day after each; gap: the days until then; bits: 32 random bits of each.
    """
    days, _ = worked_days(hours)
    # After a long closure who waited is seen over as long a time as the closure lasted, else within a week.
    waits = ((bits * gap.astype(np.uint64)) >> _HALF).astype(np.int64)
    soon = np.flatnonzero(gap <= week.WORKING_DAYS)
    if len(soon):
        first = place[soon, np.newaxis]
        day = days.take(first, mode="clip") - gap[soon, np.newaxis]
        following = first + np.arange(week.WORKING_DAYS)
        following = days[np.minimum(following, len(days) - 1)]
        of_each = week.weights(hours)[clock.weekday(following)] * (following < day + week.DAYS)
        upto = np.cumsum(of_each, axis=1)
        turn = (bits[soon].astype(np.int64) * upto[:, -1]) >> 32
        waits[soon] = (turn[:, np.newaxis] >= upto).sum(axis=1)
    return waits


def in_hours(instants: Column, hours: str) -> Column:
    """Whether each instant lies within the hours of a pattern, on a day that it works (bool)."""
    if hours == ALWAYS:
        return np.ones(len(instants), dtype=bool)
    opens, closes = week.window(hours)
    day, minute = np.divmod(instants + clock.uk_offset(instants), clock.DAY)
    return is_worked(day, hours) & (minute >= opens) & (minute < closes)


def fit_each(instants: Column, bits: Column, hours: Column) -> Column:
    """The first moment at or after each instant within the hours of its own pattern (int64): the instant where it is.

    hours: the pattern of each; bits: as in `fit`.
    """
    out = instants.copy()
    for pattern in np.unique(hours).tolist():
        rows = np.flatnonzero(hours == pattern)
        late = rows[~in_hours(instants[rows], pattern)]
        out[late] = fit(instants[late], bits[late], pattern)
    return out


def next_quarter(instants: Column, bits: Column, hours: str, kept: Column) -> Column:
    """The first quarter of an hour at or after each instant (int64): where hours are to be kept, within them.

    kept: for whom the hours of the pattern are to be kept (bool). Who would be seen after closing is seen on a day
    that follows, as `fit` has it.
    """
    quarter = -(-instants // QUARTER) * QUARTER
    closed = np.flatnonzero(kept & ~in_hours(quarter, hours))
    if len(closed):
        # Services open and close on a quarter, so that the quarter before is within their hours too.
        quarter[closed] = fit(quarter[closed], bits[closed], hours) // QUARTER * QUARTER
    return quarter


def fit_one(instant: int, bits: int, hours: str) -> int:
    """The time, at or after an instant, at which a service sees the person: `fit` for one."""
    if hours == ALWAYS:
        return instant
    day, minute = divmod(instant + clock.uk_offset_one(instant), clock.DAY)
    wanted = int(week.times(hours)[bits >> 54])
    day += wanted < minute
    day = min(max(day, clock.FIRST_DAY), clock.LAST_DAY)
    days, before = worked_days(hours)
    place = int(before[day - clock.FIRST_DAY])
    if _at(days, place) != day:
        place += _waits_one(day, place, bits & 0xFFFF_FFFF, hours)
    seen = _at(days, place) * clock.DAY + wanted
    return seen - clock.uk_offset_one(seen)


def _waits_one(day: int, place: int, bits: int, hours: str) -> int:
    """How many working days someone waits: `_waits` for one."""
    days, _ = worked_days(hours)
    gap = _at(days, place) - day
    if gap > week.WORKING_DAYS:
        return (bits * gap) >> 32
    following = [_at(days, place + k) for k in range(week.WORKING_DAYS)]
    of_each = [int(week.weights(hours)[clock.weekday(d)]) * (d < day + week.DAYS) for d in following]
    turn, waits = (bits * sum(of_each)) >> 32, 0
    while turn >= of_each[waits]:
        turn -= of_each[waits]
        waits += 1
    return waits


def _at(days: Column, place: int) -> int:
    return int(days[min(place, len(days) - 1)])
