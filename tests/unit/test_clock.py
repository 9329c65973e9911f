"""The clock agrees with the calendar and with the time zone database, and opening hours are kept."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth import chance, clock

DATES = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@given(DATES)
def test_a_day_is_written_as_its_date(date):
    day = clock.day_of(date.year, date.month, date.day)
    assert bytes(clock.date_text(np.array([day]))[0]).decode() == date.isoformat()
    assert clock.date_of(day) == date


@given(st.datetimes(dt.datetime(1996, 1, 1), dt.datetime(2037, 12, 31)))
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


@given(st.integers(0, 40_000_000), st.integers(0, chance.MASK), st.sampled_from(["office", "extended", "always"]))
def test_opening_hours_are_kept_alike_alone_and_in_a_column(instant, bits, hours):
    seen = clock.fit_one(instant, bits, hours)
    column = clock.fit(np.array([instant]), np.array([bits], dtype=np.uint64), hours)
    assert int(column[0]) == seen >= instant
    minute, weekday = seen % clock.DAY, clock.weekday(seen // clock.DAY)
    if hours == "office":
        assert weekday < 5
        assert 540 <= minute < 1020
    if hours == "extended":
        assert 480 <= minute < 1200


@pytest.mark.parametrize("text", ["2015-13-01", "yesterday", "", "0900-01-01", "9999-01-01"])
def test_what_is_no_date_is_refused_with_its_reason(text):
    with pytest.raises(ValueError, match=r"not a date|out of range"):
        clock.parse_date(text)


def test_the_table_of_hours_agrees_with_the_changes_of_the_clocks():
    changes = clock._summer()
    instants = np.concatenate([changes - 1, changes, changes + 59, [clock.LONG_AGO, 0, clock.NEVER]])
    assert (clock.uk_offset(instants) == np.searchsorted(changes, instants, side="right") % 2 * 60).all()
