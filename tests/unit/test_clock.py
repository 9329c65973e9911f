"""The clock agrees with the calendar and with the time zone database, and opening hours are kept."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth import clock

DATES = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@given(DATES)
def test_a_day_is_written_as_its_date(date):
    day = clock.day_of(date.year, date.month, date.day)
    assert bytes(clock.date_text(np.array([day]))[0]).decode() == date.isoformat()
    assert clock.date_of(day) == date


@given(st.datetimes(dt.datetime(1910, 1, 1), dt.datetime(2037, 12, 31)))
def test_offsets_are_those_of_the_time_zone_database(moment):
    moment = moment.replace(second=0, microsecond=0, tzinfo=dt.UTC)
    instant = int(moment.timestamp()) // 60
    try:
        london = moment.astimezone(ZoneInfo("Europe/London"))
    except Exception:
        pytest.skip("no time zone database here")
    text = bytes(clock.instant_text(np.array([instant]))[0]).decode()
    assert text == london.isoformat()
    assert clock.uk_offset(np.array([instant]))[0] * 60 == london.utcoffset().total_seconds()


@given(DATES, DATES)
def test_age_is_counted_by_the_calendar(born, day):
    b, d = (clock.day_of(x.year, x.month, x.day) for x in (born, day))
    expected = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    assert clock.age_years_one(b, d) == expected
    assert int(clock.age_years(np.array([b]), np.array([d]))[0]) == expected


@given(DATES, st.integers(0, 90))
def test_a_birthday_is_the_first_day_of_its_age(born, years):
    b = clock.day_of(born.year, born.month, born.day)
    day = int(clock.birthday(np.array([b]), years)[0])
    assert clock.age_years_one(b, day) == years
    assert years == 0 or clock.age_years_one(b, day - 1) == years - 1


@pytest.mark.parametrize("text", ["2015-13-01", "yesterday", "", "0900-01-01", "9999-01-01"])
def test_what_is_no_date_is_refused_with_its_reason(text):
    with pytest.raises(ValueError, match=r"not a date|out of range"):
        clock.parse_date(text)


def test_the_table_of_hours_agrees_with_the_changes_of_the_clocks():
    at, ahead = clock._changes()
    instants = np.concatenate([at - 1, at, at + 59, [clock.LONG_AGO, 0, clock.NEVER]])
    before = np.concatenate([[0], ahead])
    assert (clock.uk_offset(instants) == before[np.searchsorted(at, instants, side="right")]).all()
    assert [clock.uk_offset_one(int(t)) for t in instants] == clock.uk_offset(instants).tolist()


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("1949-05-30T10:10", "1949-05-30T11:10:00+01:00"),
        ("1943-07-01T10:00", "1943-07-01T12:00:00+02:00"),  # double summer time
        ("1947-05-01T10:00", "1947-05-01T12:00:00+02:00"),
        ("1940-12-25T10:00", "1940-12-25T11:00:00+01:00"),  # summer time was kept through the winters of the war
        ("1969-01-10T10:00", "1969-01-10T11:00:00+01:00"),  # British Standard Time
        ("1971-12-01T10:00", "1971-12-01T10:00:00+00:00"),
        ("1912-07-01T10:00", "1912-07-01T10:00:00+00:00"),  # before there was summer time
    ],
)
def test_times_of_the_past_are_written_by_the_clocks_of_their_day(moment, text):
    instant = int(dt.datetime.fromisoformat(moment + "+00:00").timestamp()) // 60
    assert bytes(clock.instant_text(np.array([instant]))[0]).decode() == text


@given(DATES)
def test_a_day_begins_at_midnight_by_british_clocks(date):
    day = np.array([clock.day_of(date.year, date.month, date.day)])
    start = clock.uk_start(day)
    assert clock.uk_day(start) == day and clock.uk_day(start - 1) == day - 1
    assert bytes(clock.instant_text(start)[0]).decode().startswith(f"{date.isoformat()}T00:00:00")
