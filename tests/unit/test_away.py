"""Times away from home: prison, no fixed abode, halls, stays of some weeks, and what pathways hear of them."""

import numpy as np
import pytest

from synth import clock
from synth.pathway.engines import rules
from synth.settings import Settings
from synth.world import build
from synth.world.families import homes
from synth.world.places.contacts import NO_FIXED_ABODE
from synth.world.population import Population
from synth.world.residence import away

SETTINGS = Settings(seed=21)
N = 30_000
DAYS = [clock.day_of(year, 3, 21) * clock.DAY for year in (2016, 2019, 2021, 2024)]


@pytest.fixture(scope="module")
def world() -> Population:
    return build(np.arange(N), SETTINGS)


def share(world: Population, kind: int, day: int, least: int = 0, most: int = 130, sex: int = 0) -> float:
    """Of the persons of an age, those who are in a kind of home on a day."""
    here = world["patient"] & (np.maximum(world["born"], world["arrives"]) <= day)
    here &= np.minimum(world["died"], world["leaves"]) > day
    age = (day - world["born"]) / clock.YEAR
    here &= (age >= least) & (age < most) & ((world["sex"] == sex) if sex else True)
    h = world.households
    there = np.zeros(len(world), dtype=bool)
    there[h["person"][(h["kind"] == kind) & (h["from"] <= day) & (h["until"] > day)]] = True
    return there[here].mean()


def test_as_many_are_in_communal_establishments_through_the_years_as_at_the_census():
    many = build(np.arange(60_000), SETTINGS)
    for day in DAYS:
        each = {kind: share(many, kind, day) for kind in homes.ESTABLISHMENTS}
        assert sum(each.values()) == pytest.approx(0.0165, abs=0.003)
        assert each[homes.HALL] == pytest.approx(0.007, abs=0.002)
        assert each[homes.CARE_HOME] == pytest.approx(0.0042, abs=0.0012)
        assert each[homes.PRISON] == pytest.approx(0.0014, abs=0.0008)
        assert share(many, homes.CARE_HOME, day, 65) == pytest.approx(0.023, abs=0.006)


def test_most_in_prison_are_men_and_nobody_is_a_child(world):
    h = world.households
    person = h["person"][h["kind"] == homes.PRISON]
    assert len(person) > 100 and (world["sex"][person] == 1).mean() > 0.9
    since = np.maximum(h["from"], SETTINGS.begins)[h["kind"] == homes.PRISON]
    assert ((since - world["born"][person]) / clock.YEAR).min() >= 16


def test_those_without_a_fixed_abode_are_alone_and_have_its_postcode(world):
    h, a = world.households, world.addresses
    rows = np.flatnonzero(h["kind"] == homes.NOWHERE)
    person = h["person"][rows]
    assert len(rows) > 20 and ((h["from"][rows] - world["born"][person]) / clock.YEAR).min() >= 18
    there = a["family"] * 4096 + a["household"]
    wanted = world["family"][person] * 4096 + h["household"][rows]
    assert (a["postcode"][np.searchsorted(there, wanted)] == NO_FIXED_ABODE).all()
    assert (a["postcode"] == NO_FIXED_ABODE).sum() == len(np.unique(wanted))
    t = world.facts["partnered"]
    row, _ = away.around(t["person"], t["time"], person, h["from"][rows])
    assert not ((row >= 0) & (t["value"][row] == 1)).any()


def test_no_woman_is_away_while_she_has_a_young_child_or_expects_one(world):
    h = world.households
    for kind in (homes.PRISON, homes.NOWHERE):
        rows = np.flatnonzero((h["kind"] == kind) & (h["from"] > clock.LONG_AGO))
        since, until = (np.full(len(world), fill) for fill in (clock.NEVER, clock.LONG_AGO))
        since[h["person"][rows]], until[h["person"][rows]] = h["from"][rows], h["until"][rows]
        child = np.flatnonzero(world["mother"] >= 0)
        mother = world["mother"][child]
        overlap = (since[mother] < world["born"][child] + 18 * clock.YEAR) & (until[mother] > world["born"][child])
        assert not overlap.any()


def test_home_is_where_it_was_after_a_time_away():
    living = tuple(np.array(c) for c in ([0, 1, 1], [0, 0, 5], [0, 0, 50], [100, 50, 90], [0, 0, 2], [100, 50, 90]))
    spells = tuple(np.array(c) for c in ([1, 1], [70, 71], [10, 40], [20, 60], [7, 8], [20, 60]))
    person, household, since, until, kind, kept = away.laid_over(living, spells)
    order = np.lexsort((since, person))
    rows = list(zip(*(c[order].tolist() for c in (person, household, since, until, kind, kept)), strict=True))
    assert rows == [
        (0, 0, 0, 100, 0, 100),
        (1, 0, 0, 10, 0, 50), (1, 70, 10, 20, 7, 20), (1, 0, 20, 40, 0, 50), (1, 71, 40, 60, 8, 60),
        (1, 5, 60, 90, 2, 90),
    ]  # fmt: skip


def test_a_stay_of_some_weeks_leaves_home_and_practice_as_they_are(world):
    h = world.households
    rows = np.flatnonzero(h["kind"] == homes.TEMPORARY)
    assert len(rows) > 100
    weeks = (h["until"] - h["from"])[rows] / clock.WEEK
    assert weeks.min() >= 2 and weeks.max() < 14
    main = np.flatnonzero(~np.isin(h["kind"], homes.BESIDE))
    row, _ = away.around(h["person"][main], h["from"][main], h["person"][rows], h["from"][rows])
    assert (row >= 0).all() and (h["until"][main[row]] > h["from"][rows]).all()


def test_each_is_a_life_event_that_pathways_hear(world):
    names = ("enters prison", "leaves prison", "loses home", "has a home again", "goes to a hall of residence",
             "stays elsewhere for a time")  # fmt: skip
    signals = {s.name: s for s in rules.world_signals(world, dict.fromkeys(names, (0,)))}
    assert set(signals) == set(names)
    for name, signal in signals.items():
        assert len(signal.person) > 10, name
        assert (np.diff(signal.person) >= 0).all()
        assert (signal.time < np.minimum(world["died"], world["leaves"])[signal.person]).all()
        assert len(np.unique(signal.key)) == len(signal.key)
