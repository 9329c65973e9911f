"""Which days are worked: bank holidays, the days around Christmas, school terms and closures.

A *pattern* is a kind of week: "office" and "surgery" (weekdays but bank holidays, at other hours), "routine" (the same,
but closed from Christmas Eve to New Year and in the spring of 2020), "school" (schooldays in term) and "extended"
(every day). Days off of England since 1990 stand in `bank_holidays.csv`.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import lru_cache
from pathlib import Path

import numpy as np

from synth import clock

Column = np.ndarray

OFFICE, SURGERY, ROUTINE, SCHOOL = "office", "surgery", "routine", "school"
EXTENDED, ALWAYS = "extended", "always"
PATTERNS = (OFFICE, SURGERY, ROUTINE, SCHOOL, EXTENDED)

_HERE = Path(__file__).parent


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> int:
    return clock.instant_of(dt.date.fromisoformat(text)) // clock.DAY


@lru_cache(maxsize=1)
def bank_holidays() -> Column:
    """The bank holidays of England since 1990, as days in order (int64)."""
    return np.array([_day(row["date"]) for row in _rows("bank_holidays")], dtype=np.int64)


@lru_cache(maxsize=len(PATTERNS))
def _open(pattern: str) -> Column:
    """Whether each day of the clock's range is worked (bool)."""
    days = np.arange(clock.FIRST_DAY, clock.LAST_DAY + 1)
    if pattern == EXTENDED:
        return np.ones(len(days), dtype=bool)
    worked = (days + 3) % 7 < 5
    worked[bank_holidays() - clock.FIRST_DAY] = False
    for year in range(clock.FIRST_YEAR, clock.LAST_YEAR + 1):
        if pattern == ROUTINE:
            # From Christmas Eve to New Year's Day nothing is done that can wait.
            _set(worked, clock.day_of(year, 12, 24), clock.day_of(year, 12, 31) + 1, False)
        if pattern == SCHOOL:
            for first, last in holidays_of_schools(year):
                _set(worked, first, last, False)
    for row in _rows("closures"):
        if row["pattern"] == pattern:
            _set(worked, _day(row["from"]), _day(row["until"]), False)
    worked[-1] = True  # beyond the range of the clock nobody looks; so every day has a working day at or after it
    return worked


def _set(worked: Column, first: int, until: int, value: bool) -> None:
    worked[max(first - clock.FIRST_DAY, 0) : max(until - clock.FIRST_DAY, 0)] = value


def holidays_of_schools(year: int) -> list[tuple[int, int]]:
    """The school holidays of a calendar year, as first day and the day after the last.

    Assumption: the terms that most English councils publish: two weeks from the first Monday of April (Good Friday and
    Easter Monday are bank holidays wherever they fall), a week in mid-February, at the spring bank holiday and at
    the end of October, six weeks from late July, two at Christmas.
    """
    february, april, may = (_monday(year, *date) for date in ((2, 18), (4, 7), (5, 31)))
    october = _monday(year, 10, 27)
    return [
        (clock.day_of(year, 1, 1), clock.day_of(year, 1, 5)),
        (february, february + 7),
        (april, april + 14),
        (may, may + 7),
        (clock.day_of(year, 7, 23), clock.day_of(year, 9, 4)),
        (october, october + 7),
        (clock.day_of(year, 12, 20), clock.day_of(year, 12, 31) + 1),
    ]


def _monday(year: int, month: int, day: int) -> int:
    """The Monday on or before a date."""
    date = clock.day_of(year, month, day)
    return date - int(clock.weekday(date))


@lru_cache(maxsize=len(PATTERNS))
def worked_days(pattern: str) -> tuple[Column, Column]:
    """The days that are worked, in order; and, for each day of the clock's range, how many come before it (int64)."""
    worked = _open(pattern)
    before = np.concatenate([[0], np.cumsum(worked)[:-1]]).astype(np.int64)
    return np.flatnonzero(worked) + clock.FIRST_DAY, before


def is_worked(day: Column, pattern: str = OFFICE) -> Column:
    """Whether each day is worked by a pattern (bool)."""
    return _open(pattern)[_within(day)]


def working_day(day: Column, pattern: str = OFFICE) -> Column:
    """The first day, at or after each day, that is worked (int64)."""
    days, before = worked_days(pattern)
    return days[np.minimum(before[_within(day)], len(days) - 1)]


def working_day_one(day: int, pattern: str = OFFICE) -> int:
    """The first day, at or after a day, that is worked."""
    worked, place = _open(pattern), min(max(day, clock.FIRST_DAY), clock.LAST_DAY) - clock.FIRST_DAY
    while place < len(worked) - 1 and not worked[place]:
        place += 1
    return place + clock.FIRST_DAY


def _within(day: Column) -> Column:
    return np.clip(day, clock.FIRST_DAY, clock.LAST_DAY) - clock.FIRST_DAY
