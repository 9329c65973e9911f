"""When births come, over many families: every minute of the day, fewer at weekends, as Martin et al. 2018 found them."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np

from synth import clock
from synth.calendar import days
from synth.settings import Settings
from synth.world import tables
from synth.world.building import build
from synth.world.demography import timing

FROM, TO = dt.date(2005, 1, 1), dt.date(2025, 1, 1)


@lru_cache(maxsize=1)
def born() -> tuple[np.ndarray, np.ndarray]:
    """The local day and minute of every birth of twenty years in England."""
    settings = Settings(5, FROM, TO)
    people = build(np.arange(50_000, dtype=np.int64), settings)
    at = people["born"]
    at = at[(at >= people["arrives"]) & (at > settings.begins + clock.DAY) & (at < settings.ends)]
    return np.divmod(at + clock.uk_offset(at), clock.DAY)


def test_births_come_at_every_hour_most_in_theatre_hours_and_in_the_small_hours() -> None:
    _, minute = born()
    share = np.bincount(minute // clock.HOUR, minlength=24) / len(minute)
    assert len(minute) > 12_000 and share.min() > 0.027 and share[23] > 0.03
    assert share[9:12].sum() > 0.155 and share[2:5].sum() > share[18:21].sum() + 0.005


def test_seven_in_ten_births_are_outside_the_hours_of_nine_to_five_on_working_days() -> None:
    """28.5 percent within them in 2005 to 2014, and more since planned caesareans have doubled."""
    day, minute = born()
    within = days.is_worked(day) & (minute >= 9 * clock.HOUR) & (minute < 17 * clock.HOUR)
    early = day < clock.day_of(2015)
    assert 0.27 < within[early].mean() < 0.305 and within[early].mean() < within[~early].mean() < 0.335


def test_fewer_are_born_at_weekends_and_in_winter_than_on_weekdays_and_in_september() -> None:
    day, _ = born()
    each = np.bincount(clock.weekday(day), minlength=7) * 7 / len(day)
    assert each[5:].mean() < 0.92 < 1.0 < each[:5].min() + 0.03
    holidays = np.isin(day, days.bank_holidays()).sum() / np.isin(days.bank_holidays(),
                                                                 np.arange(clock.day_of(2005), clock.day_of(2025))).sum()  # fmt: skip
    assert holidays < 0.93 * len(day) / (20 * 365.25)
    month = np.array([clock.date_of(int(d)).month for d in day])
    assert np.isin(month, (7, 8, 9)).mean() > np.isin(month, (1, 2, 12)).mean() + 0.005


def test_seasons_move_conceptions_by_days_and_neither_change_their_order_nor_their_number() -> None:
    every = np.arange(clock.day_of(2010), clock.day_of(2011))
    moved = timing.seasonal(every)
    assert (np.diff(moved) >= 0).all() and np.abs(moved - every).max() < 8
    assert moved.min() >= every[0] and moved.max() <= every[-1]
    births = clock.date_of
    month = np.array([births(int(d) + timing.PREGNANCY).month for d in timing.seasonal(np.repeat(every, 200))])
    index = np.bincount(month, minlength=13)[1:] / (len(month) / 365) / np.array(
        [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])  # fmt: skip
    published = np.array([float(r) for r in tables.toml("births")["month"]["births"]])
    assert np.abs(index - published).max() < 0.05 and index[8] == index.max()


def test_births_of_each_onset_have_their_days_and_a_theatre_is_closed_on_days_off() -> None:
    n = 60_000
    key = np.arange(n, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    ends = clock.day_of(2018, 1, 1) + np.arange(n) % 3_640
    for onset, low, high in ((timing.SPONTANEOUS, 0.95, 1.0), (timing.INDUCED, 0.90, 0.96), (timing.ELECTIVE, 0, 0.03)):
        chosen = np.full(n, onset)
        moved = timing.moved(key, 0, ends, chosen)
        assert np.abs(moved).max() <= (8 if onset == timing.ELECTIVE else 1)
        weekend = clock.weekday(ends + moved) >= 5
        assert low <= weekend.mean() * 7 / 2 <= high
        if onset == timing.ELECTIVE:
            assert days.is_worked(ends + moved).mean() > 0.99
