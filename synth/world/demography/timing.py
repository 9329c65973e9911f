"""The time at which births come: by season, day of the week and minute of the day, as `evidence/births.toml` has it.

What begins a birth (of itself, induced, a planned caesarean) is drawn here for its timing alone; pathways explain
each birth given the moment that it has. Days are moved along the calendar in order, never drawn anew, so that as many
births fall in a year, and at a week of pregnancy, as before.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from synth import chance, clock
from synth.calendar import days
from synth.world import tables

Column = np.ndarray

ONSETS = ("spontaneous", "induced", "elective")
SPONTANEOUS, INDUCED, ELECTIVE = range(3)
PREGNANCY = 266
"""Days from conception to birth, on average."""
_TERM, _WEEKS = 37, 6
_FINE = 20
_ONSET, _DAY, _MINUTE = (chance.name_hash(f"world.birth.{n}") for n in ("onset", "day", "minute"))


@tables.compiled
def _onsets() -> Column:
    """Thresholds of a planned caesarean, and of that or an induction, by year and week of pregnancy (2, years, 6)."""
    e = tables.toml("births")
    years = clock.LAST_YEAR - clock.FIRST_YEAR + 1
    out, sums = [], [[Fraction(0)] * _WEEKS for _ in range(years)]
    for name in ("elective", "induced"):
        by_year = tables.by_age(e[name]["years"], clock.LAST_YEAR + 1)[clock.FIRST_YEAR :]
        ratios = [Fraction(r) for r in e[name]["weeks"]]
        sums = [[s + y * r for s, r in zip(row, ratios, strict=True)] for row, y in zip(sums, by_year, strict=True)]
        out.append(tables.parts([s for row in sums for s in row]).reshape(years, _WEEKS))
    return np.stack(out)


@tables.compiled
def _days() -> Column:
    """Where each day of a week ends, in 2**-20 of a day from Monday on, by onset (3, 7)."""
    out = []
    for name in ONSETS:
        of_each = [Fraction(r) for r in tables.toml("births")["week"][name]]
        ends = np.cumsum(np.array(of_each, dtype=object)) * 7 / sum(of_each)
        out.append([int(end * (1 << _FINE)) for end in ends])
    return np.array(out, dtype=np.int64)


@tables.compiled
def _hours() -> tables.Choice:
    return tables.Choice([[Fraction(r) for r in tables.toml("births")["day"][name]] for name in ONSETS])


@tables.compiled
def _season() -> Column:
    """By how many days each conception of the clock's range is moved, so that births have their months (int64)."""
    of_month = [int(Fraction(r) * 1000) for r in tables.toml("births")["month"]["births"]]
    every = np.arange(clock.FIRST_DAY, clock.LAST_DAY + 1)
    months = (every + PREGNANCY).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weight, year = np.array(of_month, dtype=np.int64)[months], clock.year_of(every)
    moved = np.zeros(len(every), dtype=np.int64)
    first = np.flatnonzero(np.diff(year, prepend=year[0] - 1))
    for start, end in zip(first, [*first[1:], len(every)], strict=True):
        upto, n = np.cumsum(weight[start:end]), end - start
        middle = (2 * np.arange(n) + 1) * upto[-1] // (2 * n)
        moved[start:end] = np.searchsorted(upto, middle, side="right") - np.arange(n)
    return moved


def seasonal(conceived: Column) -> Column:
    """Days of conception as the seasons have them: each year's in the same order, and as many."""
    return conceived + _season()[np.clip(conceived, clock.FIRST_DAY, clock.LAST_DAY) - clock.FIRST_DAY]


def onsets(key: Column, turn: int, ends: Column, length: Column, still: Column) -> Column:
    """What begins each birth (index in ONSETS), by the year and the days of pregnancy; a stillbirth has no plan."""
    u = tables.uniform(key, _ONSET, turn)
    year = np.clip(clock.year_of(ends), clock.FIRST_YEAR, clock.LAST_YEAR) - clock.FIRST_YEAR
    week = np.clip(length // 7 - _TERM + 1, 0, _WEEKS - 1)
    elective, either = (found[year, week] for found in _onsets())
    out = np.where(u < elective, ELECTIVE, np.where(u < either, INDUCED, SPONTANEOUS))
    return np.where(still, SPONTANEOUS, out)


def moved(key: Column, turn: int, ends: Column, onset: Column) -> Column:
    """By how many days each birth is moved, so that each onset has its days of the week and its days off."""
    weekday = clock.weekday(ends)
    at = (weekday << _FINE) + (tables.uniform(key, _DAY, turn) >> (32 - _FINE))
    day = ends + (at[:, np.newaxis] >= _days()[onset]).sum(axis=1) - weekday
    planned = np.flatnonzero((onset == ELECTIVE) & (clock.weekday(day) < 5) & ~days.is_worked(day))
    if len(planned):  # the theatre is closed on a bank holiday: it was done on the last day before
        worked, before = days.worked_days(days.OFFICE)
        day[planned] = worked[before[day[planned] - clock.FIRST_DAY] - 1]
    return day - ends


def minutes(key: Column, turn: int, onset: Column) -> Column:
    """The minute of the day of each birth (0 .. 1439)."""
    u, v = tables.draws(key, _MINUTE, turn)
    return _hours().one(u, onset) * clock.HOUR + tables.scale(v, clock.HOUR)
