"""What lasts is one entry of an episode: begun once, and over once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

import care_pathways
from synth.record.kinds import CHANGES
from synth.settings import Settings
from synth.simulate import simulate
from synth.table import Table
from tests.spec.written import everyone


@lru_cache(maxsize=1)
def of_many() -> dict[str, Table]:
    """So many families that some of them had several attacks of a long illness."""
    return simulate(np.arange(3000), Settings(seed=5), care_pathways.library()).record


def of_everyone() -> dict[str, Table]:
    return everyone().batch().record


@pytest.fixture(scope="module", params=[of_everyone, pytest.param(of_many, marks=pytest.mark.slow)])
def record(request: pytest.FixtureRequest) -> dict[str, Table]:
    return request.param()


@pytest.mark.parametrize("kind", ["contact", "appointment", "care_episode"])
def test_a_stay_an_appointment_and_an_episode_of_care_are_begun_once_and_over_once(record, kind):
    """All stays for attacks of one person's illness were one entry once, from the first to the last of them.

    A medicine and a stage of an illness may be begun again: they are the same course, and the same illness.
    """
    table = record[kind]
    for changes in (("begun", "planned"), ("ended", "withdrawn")):
        entries = table["entry"][np.isin(table["change"], [CHANGES.index(change) for change in changes])]
        assert len(entries) > 1000 and len(np.unique(entries)) == len(entries)


@pytest.mark.slow
def test_there_are_stays_for_attacks_of_a_long_illness():
    """Without them the test above would not have found what it is there for."""
    library = care_pathways.library()
    forms = [i for i, form in enumerate(library.forms) if form.pathway == "attack of bronchiectasis"]
    contacts = of_many()["contact"]
    stays = contacts.take(
        np.flatnonzero(np.isin(contacts["form"], forms) & (contacts["change"] == CHANGES.index("begun")))
    )
    assert len(stays) > 10 and len(np.unique(stays["person"])) < len(stays)
