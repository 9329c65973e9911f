"""The last years: who is known to be dying, where the last days are spent, and what is written of them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import care_pathways
from care_pathways.acute import last_stay
from care_pathways.gp import death, end_of_life
from synth import clock, world
from synth.record.batch import Batch
from synth.settings import Settings
from synth.simulate import simulate
from synth.table import Table
from synth.world.population import Population
from tests.spec.written import Written, engines_differ

SETTINGS = Settings(31)
DYING = [*end_of_life.PATHWAYS, *last_stay.PATHWAYS, *death.PATHWAYS]
STAYS = ("ed_attendance", "inpatient", "newborn_stay", "neonatal_unit_stay")


@pytest.fixture(scope="module")
def families() -> np.ndarray:
    """Six hundred families, and of some thousand those with a baby that dies after some days."""
    people = world.build(np.arange(6_000), SETTINGS)
    lived = people["died"] - people["born"]
    weeks = (people["born"] >= SETTINGS.begins) & (lived > 4 * clock.DAY) & (lived < 90 * clock.DAY)
    return np.union1d(np.arange(600), np.unique(people["family"][weeks & (people["died"] < SETTINGS.ends)]))


@pytest.fixture(scope="module")
def people(families: np.ndarray) -> Population:
    return world.build(families, SETTINGS)


@pytest.fixture(scope="module")
def batch(families: np.ndarray) -> Batch:
    return simulate(families, SETTINGS, care_pathways.library())


def rows(batch: Batch, kind: str, *keys: str) -> Table:
    table = batch.record[kind]
    return table.take(np.flatnonzero(np.isin(table["code"], [batch.codelists.index(key) for key in keys])))


def dead(batch: Batch, place: str) -> np.ndarray:
    """Who died at such a place, as the practice knows."""
    t = rows(batch, "observation", "place_of_death")
    return t["person"][t["value_code"] == batch.codelists.index(death.PLACES[place])]


def stays(batch: Batch, person: int) -> list[tuple[int, int]]:
    """When someone was in hospital: from and until of each stay."""
    t = rows(batch, "contact", *STAYS)
    t = t.take(np.flatnonzero((t["person"] == person) & (t["until"] < clock.NEVER)))
    return sorted({*zip(t["from"].tolist(), t["until"].tolist(), strict=True)})


def test_both_engines_write_the_same_record() -> None:
    assert engines_differ(DYING, 1_500) == []


def test_whoever_dies_in_hospital_lies_there_until_death(batch: Batch, people: Population) -> None:
    died = dead(batch, "hospital")
    assert len(died) > 30
    for person in died.tolist():
        assert abs(stays(batch, person)[-1][1] - int(people["died"][person])) <= 1


@pytest.mark.parametrize("place", ["home", "care_home", "hospice"])
def test_nobody_who_dies_elsewhere_lies_in_hospital_then(batch: Batch, people: Population, place: str) -> None:
    for person in dead(batch, place).tolist():
        assert all(until < people["died"][person] - 1 for _, until in stays(batch, person))


def test_whoever_comes_to_die_was_at_home_before(batch: Batch) -> None:
    for person in dead(batch, "hospital").tolist():
        each = stays(batch, person)
        assert all(after[0] >= before[1] for before, after in itertools.pairwise(each))


def test_a_baby_that_dies_on_the_unit_was_ventilated_at_the_end(batch: Batch, people: Population) -> None:
    rounds, seen = rows(batch, "observation", "respiratory_support"), 0
    for person in np.unique(rounds["person"]).tolist():
        mine = rounds.take(np.flatnonzero(rounds["person"] == person))
        if 0 <= people["died"][person] - mine["from"].max() < clock.DAY:
            last = mine["value_code"][np.argmax(mine["from"])]
            seen += 1
            assert last == batch.codelists.index("support_ventilated")
    assert seen >= 2


@pytest.fixture(scope="module")
def dying() -> Written:
    return Written(DYING, 12_000, seed=31)


def test_some_half_a_percent_of_a_list_are_on_the_register(dying: Written) -> None:
    w = dying  # QOF 2019-20: 0.48 percent
    t = w.rows("observation", "register_palliative", anywhen=True)
    shares = []
    for year in range(1, 11):
        instant = w.settings.begins + year * clock.YEAR - 1
        listed = (t["from"] <= instant) & (w.people["died"][t["person"]] > instant)
        shares.append(listed.sum() / w.alive(instant).sum())
    assert np.mean(shares) == pytest.approx(0.0048, rel=0.2)


def test_nobody_young_is_on_it_who_has_no_illness_that_a_record_tells_of(dying: Written) -> None:
    w = dying
    t = w.rows("observation", "register_palliative", anywhen=True)
    age = (t["from"] - w.people["born"][t["person"]]) / clock.YEAR
    cause = np.array(death.CAUSES)[w.people["cause"][t["person"]]]
    young = {death.ILLNESS[of] for of in cause[age < 64].tolist()}
    assert "cancer" in young and "other" not in young


def test_the_register_does_not_hang_on_the_end_of_the_window() -> None:
    """Two years before a death that comes after the last day, somebody may be on it."""
    w = Written(DYING, 3_000, seed=31)
    t = w.rows("observation", "register_palliative")
    assert (w.people["died"][t["person"]] >= w.settings.ends).any()


def test_a_baby_that_has_not_been_home_is_not_brought_in_by_ambulance(batch: Batch, people: Population) -> None:
    brought = rows(batch, "contact", "ed_attendance")
    weeks = clock.DAY * 28
    for person in np.unique(brought["person"][brought["from"] - people["born"][brought["person"]] < weeks]).tolist():
        unit = rows(batch, "contact", "neonatal_unit_stay", "newborn_stay")
        unit = unit.take(np.flatnonzero((unit["person"] == person) & (unit["until"] < clock.NEVER)))
        came = brought["from"][brought["person"] == person].min()
        assert not len(unit) or came >= unit["until"].max()
