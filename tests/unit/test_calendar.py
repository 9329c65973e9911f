"""Services see people in their hours by British clocks, and days off are kept."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth import chance, clock
from synth.calendar import days, opening, reckoning

INSTANTS = st.integers(clock.day_of(1990) * clock.DAY, clock.day_of(2060) * clock.DAY)
BITS = st.integers(0, chance.MASK)


def at(text: str) -> int:
    return clock.instant_of(dt.date.fromisoformat(text)) // clock.DAY


@given(INSTANTS, BITS, st.sampled_from(days.PATTERNS))
def test_opening_hours_are_kept_alike_alone_and_in_a_column(instant, bits, hours):
    seen = opening.fit_one(instant, bits, hours)
    column = opening.fit(np.array([instant]), np.array([bits], dtype=np.uint64), hours)
    assert int(column[0]) == seen >= instant
    day, minute = divmod(seen + clock.uk_offset_one(seen), clock.DAY)
    opens, closes = {"extended": (480, 1200), "school": (540, 900), "surgery": (510, 1080)}.get(hours, (540, 1020))
    assert opens <= minute < closes
    assert days.is_worked(np.array([day]), hours)[0]
    if hours != "extended":
        assert clock.weekday(day) < 5
        assert day not in days.bank_holidays()


@given(INSTANTS)
def test_a_service_that_never_closes_sees_people_at_once(instant):
    assert opening.fit_one(instant, 7, days.ALWAYS) == instant


def test_in_summer_a_clinic_opens_at_nine_by_the_clock():
    summer = np.full(2_000, clock.day_of(2018, 7, 2) * clock.DAY, dtype=np.int64)
    seen = opening.fit(summer, chance.draw(np.arange(2_000, dtype=np.uint64), 5, 0), days.OFFICE)
    texts = [bytes(t).decode()[11:16] for t in clock.instant_text(seen)]
    assert min(texts) == "09:00" and max(texts) == "16:55"


def test_those_due_on_a_weekend_are_spread_over_the_week_after_it():
    saturday = np.full(10_000, clock.day_of(2018, 6, 9) * clock.DAY, dtype=np.int64)
    seen = opening.fit(saturday, chance.draw(np.arange(10_000, dtype=np.uint64), 5, 0), days.OFFICE)
    assert seen.min() >= saturday[0] and seen.max() < saturday[0] + 7 * clock.DAY
    counts = np.bincount(clock.weekday(clock.uk_day(seen)), minlength=7)
    assert (counts[:4] > 1_900).all() and 1_000 < counts[4] < 1_600 and not counts[5:].any()


@pytest.mark.parametrize(("pattern", "friday"), [(days.SURGERY, 0.183), (days.OFFICE, 0.180)])
def test_who_is_due_on_any_day_is_seen_on_each_weekday_as_published(pattern, friday):
    """Appointments in general practice 2019: Monday the busiest with 22 percent, Friday the quietest."""
    fortnight = clock.day_of(2018, 9, 3) * clock.DAY + np.arange(70_000, dtype=np.int64) % 14 * clock.DAY
    seen = opening.fit(fortnight, chance.draw(np.arange(70_000, dtype=np.uint64), 6, 0), pattern)
    share = np.bincount(clock.weekday(clock.uk_day(seen)), minlength=7) / 70_000
    monday = 0.222 if pattern == days.SURGERY else 0.205
    assert abs(share[0] - monday) < 0.006 and abs(share[4] - friday) < 0.006 and not share[5:].any()


@pytest.mark.parametrize("pattern", days.PATTERNS)
def test_nobody_heaps_people_at_the_hour_of_opening(pattern):
    midnight = np.full(40_000, clock.day_of(2018, 9, 4) * clock.DAY - 60, dtype=np.int64)
    seen = opening.fit(midnight, chance.draw(np.arange(40_000, dtype=np.uint64), 7, 0), pattern)
    minute = (seen + clock.uk_offset(seen)) % clock.DAY
    share = np.bincount(minute // 60, minlength=24) / 40_000
    opens = int(minute.min()) // 60
    assert share.max() < 0.21 and share[opens] <= share.max() and np.bincount(minute).max() < 40_000 * 0.02
    if pattern in (days.OFFICE, days.SURGERY, days.ROUTINE):
        assert share[12] < 0.65 * share[10]


@pytest.mark.parametrize("text", ["2017-12-25", "2018-01-01", "2018-03-30", "2018-04-02", "2018-05-07",
                                  "2022-06-03", "2022-09-19", "2023-05-08", "1999-12-31", "2018-06-09"])  # fmt: skip
def test_days_off_are_no_working_days(text):
    day = at(text)
    assert not days.is_worked(np.array([day]))[0]
    assert days.working_day_one(day) == days.working_day(np.array([day]))[0] > day


def test_what_can_wait_waits_from_christmas_eve_to_new_year():
    christmas = np.arange(at("2017-12-24"), at("2018-01-02"))
    assert not days.is_worked(christmas, days.ROUTINE).any()
    assert days.is_worked(christmas, days.OFFICE).sum() == 3


@pytest.mark.parametrize(("text", "taught"), [("2018-08-15", False), ("2018-09-10", True), ("2018-10-24", False),
                                              ("2018-12-21", False), ("2019-02-20", False), ("2019-04-10", False),
                                              ("2019-05-29", False), ("2019-06-12", True), ("2020-04-22", False),
                                              ("2020-06-10", True), ("2021-02-03", False), ("2021-03-10", True)])  # fmt: skip
def test_schools_keep_terms_and_were_closed_in_the_pandemic(text, taught):
    assert bool(days.is_worked(np.array([at(text)]), days.SCHOOL)[0]) is taught


def test_what_can_wait_waited_in_the_spring_of_2020_and_did_not_come_all_at_once():
    spring = np.full(10_000, at("2020-04-15") * clock.DAY, dtype=np.int64)
    seen = clock.uk_day(opening.fit(spring, chance.draw(np.arange(10_000, dtype=np.uint64), 5, 0), days.ROUTINE))
    assert seen.min() >= at("2020-06-01")
    assert np.bincount(seen - seen.min()).max() < 500


@given(st.integers(clock.LONG_AGO, clock.NEVER))
def test_reckoning_is_alike_alone_and_in_a_column_and_never_leaves_the_calendar(number):
    for word, column in reckoning.COLUMNS.items():
        assert int(column(np.array([number]))[0]) == reckoning.ONES[word](number), word
