"""Smoking in pregnancy: how many smoke at booking and at birth, and when those who stop do so."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from synth import clock
from synth.settings import Settings
from synth.world import build
from synth.world.population import Population

BOOKING = 66
"""Days from the last period at which about half have booked."""


@pytest.fixture(scope="module")
def world() -> Population:
    """Some 65,000 people."""
    return build(np.arange(24_000), Settings(seed=37))


def births(world: Population, since: int, until: int) -> np.ndarray:
    """The rows of pregnancies that ended in a birth within such years."""
    c = world.pregnancies
    first, last = (clock.instant_of(dt.date(year, 1, 1)) for year in (since, until))
    return np.flatnonzero((c["babies"] > 0) & (c["ends"] >= first) & (c["ends"] < last))


def smokes(world: Population, person: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Whether each of such persons smokes at such an instant."""
    fact = world.facts["smoker"]
    turns = fact["person"] * (1 << 33) + fact["time"] + (1 << 31)
    place = np.searchsorted(turns, person * (1 << 33) + at + (1 << 31), "right") - 1
    return (place >= 0) & (fact["person"][place] == person) & (fact["value"][place] > 0)


def shares(world: Population, since: int, until: int) -> tuple[float, float]:
    rows = births(world, since, until)
    mother = world.pregnancies["mother"][rows]
    booked = (world.pregnancies["last_period"][rows] + BOOKING) * clock.DAY
    return smokes(world, mother, booked).mean(), smokes(world, mother, world.pregnancies["ends"][rows]).mean()


def test_more_smoke_at_booking_than_at_birth_as_is_published(world):
    booking, birth = shares(world, 2015, 2025)
    assert 1.3 < booking / birth < 1.75, (booking, birth)


def test_fewer_smoke_at_birth_from_year_to_year(world):
    # Statistics on women's smoking status at time of delivery: 10.6 percent in 2015-16, 7.4 in 2023-24.
    early, late = shares(world, 2015, 2018)[1], shares(world, 2022, 2025)[1]
    assert 0.085 < early < 0.125 and 0.055 < late < 0.09, (early, late)
