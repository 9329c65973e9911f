"""The time axis: instants are minutes in UTC since 1970 (int64), days are days since 1970 (int64).

Nothing here reads the wall clock or the machine's time zones: the offset of the United Kingdom comes from
`calendar/clocks.csv` and the rule below. `NEVER` stands for an end that has not come; it is later than every instant.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import lru_cache
from pathlib import Path

import numpy as np

DAY = 1440
HOUR = 60
WEEK = 7 * DAY
YEAR = 525_960  # 365.25 days, for durations; ages are counted by the calendar
NEVER = 2**40
LONG_AGO = -(2**40)

FIRST_YEAR, LAST_YEAR = 1860, 2160
_EPOCH = dt.date(1970, 1, 1).toordinal()
FIRST_DAY = dt.date(FIRST_YEAR, 1, 1).toordinal() - _EPOCH
LAST_DAY = dt.date(LAST_YEAR, 12, 31).toordinal() - _EPOCH

Column = np.ndarray


def day_of(year: int, month: int = 1, day: int = 1) -> int:
    """The day number of a calendar date."""
    return dt.date(year, month, day).toordinal() - _EPOCH


def instant_of(date: dt.date) -> int:
    """The first minute of a date."""
    return (date.toordinal() - _EPOCH) * DAY


def date_of(day: int) -> dt.date:
    """The calendar date of a day number."""
    return dt.date.fromordinal(int(day) + _EPOCH)


def parse_date(text: str) -> dt.date:
    """A date written YYYY-MM-DD within the range of the clock; a ValueError says what is wrong."""
    try:
        date = dt.date.fromisoformat(text)
    except (ValueError, TypeError):
        raise ValueError(f"'{text}' is not a date: write it as YYYY-MM-DD") from None
    if not FIRST_YEAR + 50 <= date.year <= LAST_YEAR - 60:
        raise ValueError(f"'{text}' is out of range: use {FIRST_YEAR + 50} to {LAST_YEAR - 60}")
    return date


@lru_cache(maxsize=1)
def _calendar() -> dict[str, Column]:
    """For each day of the clock's range: year, month, day of the month, and its text."""
    days = np.arange(FIRST_DAY, LAST_DAY + 1)
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    year = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    month, day = months.astype(np.int64) % 12 + 1, (dates - months).astype(np.int64) + 1
    text = np.full((len(days), 10), ord("-"), dtype=np.uint8)
    for places, number in ((range(4), year), (range(5, 7), month), (range(8, 10), day)):
        for place in reversed(places):
            number, digit = np.divmod(number, 10)
            text[:, place] = digit + ord("0")
    return {"year": year, "month": month, "day": day, "text": text}


def weekday(day: Column | int) -> Column | int:
    """0 for Monday to 6 for Sunday."""
    return (day + 3) % 7


def year_of(day: Column) -> Column:
    """The calendar year of each day."""
    return _calendar()["year"][day - FIRST_DAY]


def age_years(born_day: Column, day: Column) -> Column:
    """Completed years between two days each; someone born on 29 February has a birthday on 1 March."""
    c = _calendar()
    b, d = born_day - FIRST_DAY, day - FIRST_DAY
    before = (c["month"][d] * 32 + c["day"][d]) < (c["month"][b] * 32 + c["day"][b])
    return c["year"][d] - c["year"][b] - before


def age_years_one(born_day: int, day: int) -> int:
    """Completed years between two days."""
    b, d = date_of(born_day), date_of(day)
    return d.year - b.year - ((d.month, d.day) < (b.month, b.day))


def birthday(born_day: Column, years: int) -> Column:
    """The day of each person's n-th birthday."""
    c = _calendar()
    b = born_day - FIRST_DAY
    year, month, day = c["year"][b] + years, c["month"][b], c["day"][b]
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    missing = (month == 2) & (day == 29) & ~leap
    month, day = np.where(missing, 3, month), np.where(missing, 1, day)
    first = ((year - 1970) * 12 + month - 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return first + day - 1


def swapped(day: Column) -> Column:
    """The day of each date with its day and month swapped; before FIRST_DAY where that is the same or no date."""
    c, place = _calendar(), day - FIRST_DAY
    year, month, of_month = c["year"][place], c["month"][place], c["day"][place]
    other = (of_month <= 12) & (of_month != month)
    months = (year - 1970) * 12 + np.where(other, of_month, 1) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.where(other, first + month - 1, FIRST_DAY - 1)


def _last_sunday(year: int, month: int, last: int = 31) -> int:
    day = day_of(year, month, last)
    return day - (day + 4) % 7


RULE_BEGINS = 1996
"""The year from which clocks change by one rule: on the last Sundays of March and October, at one o'clock UTC."""


@lru_cache(maxsize=1)
def _changes() -> tuple[Column, Column]:
    """The instants at which British clocks changed, in order, and by how many minutes they are ahead from then on.

    Source: the time zone database, exported once to `calendar/clocks.csv` (summer time from 1916, double summer
    time of 1941 to 1945 and 1947, standard time of 1968 to 1971); before 1916 clocks kept Greenwich time.
    """
    at, ahead = [], []
    with (Path(__file__).parent / "calendar" / "clocks.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            moment = dt.datetime.fromisoformat(row["from"])
            at.append(instant_of(moment.date()) + moment.hour * HOUR)
            ahead.append(int(row["minutes_ahead"]))
    for year in range(RULE_BEGINS, LAST_YEAR + 1):
        at += [_last_sunday(year, 3) * DAY + HOUR, _last_sunday(year, 10) * DAY + HOUR]
        ahead += [HOUR, 0]
    return np.array(at, dtype=np.int64), np.array(ahead, dtype=np.int64)


@lru_cache(maxsize=1)
def _hours() -> tuple[int, Column]:
    """The hour before clocks first changed, and from it on the minutes by which they are ahead in every hour."""
    at, ahead = _changes()
    first = int(at[0]) // HOUR - 1
    lasts = np.diff(np.concatenate([[first], at // HOUR, [at[-1] // HOUR + 1]]))
    return first, np.repeat(np.concatenate([[0], ahead]), lasts).astype(np.int16)


def uk_offset(instants: Column) -> Column:
    """Minutes by which British clocks are ahead of UTC: 0, 60 or 120."""
    first, ahead = _hours()  # clocks change on the hour; a table is an order of magnitude quicker than a search
    return ahead.take(instants // HOUR - first, mode="clip").astype(np.int64)


def uk_offset_one(instant: int) -> int:
    """Minutes by which British clocks are ahead of UTC at an instant."""
    first, ahead = _hours()
    return int(ahead[min(max(instant // HOUR - first, 0), len(ahead) - 1)])


def uk_start(days: Column) -> Column:
    """The first minute of each day by British clocks, which never change at midnight (UTC minutes)."""
    midnight = days * DAY
    return midnight - uk_offset(midnight - HOUR)


def uk_day(instants: Column) -> Column:
    """The day each instant falls on by British clocks."""
    return (instants + uk_offset(instants)) // DAY


def date_text(day: Column) -> Column:
    """Each day as YYYY-MM-DD: uint8, shape (n, 10)."""
    return _calendar()["text"][day - FIRST_DAY]


@lru_cache(maxsize=1)
def _minutes_text() -> Column:
    text = [f"T{m // 60:02d}:{m % 60:02d}:00" for m in range(DAY)]
    return np.array(text, dtype="S9").view(np.uint8).reshape(-1, 9)


_OFFSETS = np.array([b"+00:00", b"+01:00", b"+02:00"]).view(np.uint8).reshape(3, 6)


def instant_text(instants: Column) -> Column:
    """Each instant as YYYY-MM-DDThh:mm:00+hh:mm by British clocks: uint8, shape (n, 25)."""
    offset = uk_offset(instants)
    day, minute = np.divmod(instants + offset, DAY)
    out = np.empty((len(instants), 25), dtype=np.uint8)
    out[:, :10] = date_text(day)
    out[:, 10:19] = _minutes_text()[minute]
    out[:, 19:] = _OFFSETS[offset // 60]
    return out
