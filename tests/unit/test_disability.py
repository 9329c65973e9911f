"""Who is disabled and who cares for whom: courses that begin and last, and carers who are there to care."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock
from synth.settings import Settings
from synth.world import build
from synth.world.lazily import Lazy, each
from synth.world.population import Population
from synth.world.traits import carers

SETTINGS = Settings(seed=29)
CENSUS = clock.day_of(2021, 3, 21) * clock.DAY


@pytest.fixture(scope="module")
def world() -> Population:
    """Some 70,000 people."""
    return build(np.arange(26_000), SETTINGS)


def at(world: Population, name: str, instant: int) -> np.ndarray:
    table, out = world.facts[name], np.zeros(len(world), dtype=np.int64)
    began = table["time"] <= instant
    out[table["person"][began]] = table["value"][began]
    return out


def present(world: Population) -> np.ndarray:
    here = (world["born"] <= CENSUS) & (np.minimum(world["died"], world["leaves"]) > CENSUS)
    return np.flatnonzero(here & (world["arrives"] <= CENSUS) & world["patient"])


def age(world: Population, rows: np.ndarray) -> np.ndarray:
    return clock.age_years(clock.uk_day(world["born"][rows]), np.full(len(rows), CENSUS // clock.DAY))


def test_disability_begins_within_a_life_and_only_worsens(world):
    t = world.facts["disabled"]
    person, time, value = t["person"], t["time"], t["value"]
    assert (time >= world["born"][person]).all() and (time < world["died"][person]).all()
    assert set(np.unique(value)) == {1, 2}
    again = person[1:] == person[:-1]
    assert again.any() and (value[1:][again] > value[:-1][again]).all() and (time[1:][again] > time[:-1][again]).all()


def test_disability_rises_with_age_and_deprivation(world):
    rows = present(world)
    disabled, years = at(world, "disabled", CENSUS)[rows] > 0, age(world, rows)
    shares = [disabled[(years >= a) & (years < a + 15)].mean() for a in range(0, 90, 15)]
    assert shares == sorted(shares) and shares[0] < 0.09 and shares[-1] > 0.3
    decile = world.attributes["decile"][rows]
    adult = (years >= 30) & (years < 60)
    assert disabled[adult & (decile <= 2)].mean() > 1.6 * disabled[adult & (decile >= 9)].mean()


def test_who_cares_for_whom_is_possible(world):
    t = world.others["carers"]
    person, carer = t["person"], t["carer"]
    assert len(t) > 2000
    assert (person != carer).all() and (world["family"][person] == world["family"][carer]).all()
    assert world["patient"][person].all() and world["patient"][carer].all()
    for who in (person, carer):
        assert (t["from"] >= world["born"][who]).all()
        assert (t["until"] <= np.minimum(world["died"], world["leaves"])[who]).all()
    assert (t["until"] > t["from"]).all()
    assert (t["from"] - world["born"][carer] >= 7 * clock.YEAR).all()  # nobody is cared for by a small child
    began = at(world, "disabled", 2**39)
    assert (began[person] > 0).all()
    assert len(np.unique(person)) == len(person)


def test_carers_in_the_family_are_partners_parents_and_children(world):
    t = world.others["carers"]
    code = world.relationships["person"] * len(world) + world.relationships["other"]
    pairs = t["person"] * len(world) + t["carer"]
    assert np.isin(pairs, code).all()
    kinds = np.isin(pairs, code[np.isin(world.relationships["kind"], (0, 1, 2, 3, 4))])
    assert kinds.all()


def test_the_fact_of_caring_covers_the_carers_of_the_family(world):
    t = world.others["carers"]
    inside = t.take((t["from"] <= CENSUS) & (t["until"] > CENSUS))
    cares, cared = at(world, "carer", CENSUS), at(world, "cared_for", CENSUS)
    assert (cares[inside["carer"]] >= inside["hours"]).all()
    assert (cared[inside["person"]] == inside["hours"]).all() and (cared > 0).sum() == len(inside)
    rows = present(world)
    assert (cares[rows] > 0).sum() > 2 * len(np.unique(inside["carer"]))
    ended = np.flatnonzero(world["died"] < CENSUS)
    assert (cares[ended] == 0).all() and (cared[ended] == 0).all()


def test_carers_are_as_many_and_as_old_as_in_the_census(world):
    rows = present(world)
    years, sex, cares = age(world, rows), world["sex"][rows], at(world, "carer", CENSUS)[rows] > 0
    old_enough = years >= 5
    assert cares[old_enough].mean() == pytest.approx(0.089, abs=0.006)
    women, men = (cares[old_enough & (sex == s)].mean() for s in (2, 1))
    assert women > 1.15 * men
    assert cares[(years >= 5) & (years < 18)].mean() == pytest.approx(0.014, abs=0.006)
    assert cares[(years >= 50) & (years < 65)].mean() > 1.7 * cares[(years >= 25) & (years < 40)].mean()


def test_overlapping_times_of_care_are_one_fact_of_the_most_hours():
    who = np.array([3, 3, 3, 5])
    since, until = np.array([10, 20, 25, 7]), np.array([30, 25, 40, clock.NEVER])
    t = carers._summed(who, since, until, np.array([1, 3, 1, 2]))
    seen = list(zip(t["person"].tolist(), t["time"].tolist(), t["value"].tolist(), strict=True))
    assert seen == [(3, 10, 1), (3, 20, 3), (3, 25, 1), (3, 30, 1), (3, 40, 0), (5, 7, 2)]


def test_what_nobody_asks_for_is_not_worked_out_and_what_is_asked_for_once_only():
    made = []

    def make():
        made.append(1)
        return (1, 2)

    lazy = Lazy({"a": 0}, [(("b", "c"), make)])
    doubled = each(lazy, lambda n: 2 * n)
    assert list(doubled) == ["a", "b", "c"] and made == []
    assert doubled["c"] == 4 and doubled["b"] == 2 and lazy["b"] == 1 and made == [1]
    with pytest.raises(KeyError):
        lazy["d"]
