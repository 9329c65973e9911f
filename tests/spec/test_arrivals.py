"""What is known here of people who come from abroad."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

import care_pathways
from synth import clock, world
from synth.record import after_death, arrivals
from synth.record.kinds import CHANGES, KINDS
from synth.settings import Settings
from synth.simulate import simulate
from synth.systems import authorship, kinds

SETTINGS = Settings(5)


@lru_cache(maxsize=1)
def families() -> np.ndarray:
    """Of some thousand families those into which someone comes from abroad, and some hundred others."""
    every = world.build(np.arange(3000, 7500), SETTINGS)
    came = every["arrives"] > SETTINGS.begins
    return np.union1d(np.unique(every["family"][came]), np.arange(3000, 3300))


@pytest.fixture(scope="module")
def batch():
    return simulate(families(), SETTINGS, care_pathways.library())


@pytest.fixture(scope="module")
def people():
    return world.build(families(), SETTINGS)


def test_no_entry_is_known_only_by_a_later_change(batch, people):
    later = [CHANGES.index(change) for change in ("amended", "ended", "withdrawn")]
    runs = np.array([bool(form.entry) for form in batch.forms])
    seen = 0
    for kind in KINDS:
        table = batch.record[kind]
        first = runs[table["form"]] & (table["version"] == 1)
        wrong = first & np.isin(table["change"], later)
        assert not wrong.any(), sorted({batch.forms[form].name for form in table["form"][wrong]})
        came = people["arrives"][table["person"]] > SETTINGS.begins
        seen += int((first & came).sum())
    assert seen > 500


def test_nothing_was_recorded_here_before_an_arrival_nor_done_after_a_departure(batch, people):
    assert after_death.faults(batch.record, batch.forms, people) == []


def test_a_young_child_from_abroad_is_taken_on_by_the_health_visitors(batch, people):
    episodes = batch.record["care_episode"]
    service = batch.codelists.index("hv_service")
    begun = (episodes["code"] == service) & (episodes["version"] == 1)
    since = np.full(len(people), clock.NEVER)
    since[episodes["person"][begun]] = episodes["from"][begun]
    arrives = people["arrives"]
    age = arrives - people["born"]
    stays = np.minimum(people["died"], people["leaves"]) > arrives + clock.YEAR
    young = people["patient"] & stays & (arrives > SETTINGS.begins) & (arrives < SETTINGS.ends - 60 * clock.DAY)
    young &= (age > 30 * clock.DAY) & (age < 4 * clock.YEAR)
    assert young.sum() > 20
    assert (since[young] == arrives[young]).mean() > 0.9


def test_an_illness_that_specialists_treat_is_known_to_them_when_someone_comes_with_it(batch, people):
    """So that no insulin is given to a child of whom nobody has written down that it has diabetes."""
    conditions = batch.record["condition"]
    systems = authorship.systems(authorship.numbers_of(form.setting for form in batch.forms))[conditions["form"]]
    by_specialists = np.isin(systems, [kinds.INDEX[name] for name in arrivals.SPECIALISTS])
    arrives = people["arrives"][conditions["person"]]
    brought = by_specialists & (conditions["from"] < arrives) & (arrives > SETTINGS.begins)
    assert brought.any()
    assert (conditions["recorded"][brought] >= arrives[brought]).all()
