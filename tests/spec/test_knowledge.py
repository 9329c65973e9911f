"""Nothing is known before it is known, and what is guarded is guarded whole: over every kind and column of the record."""

from __future__ import annotations

import os
from functools import lru_cache

import numpy as np
import pytest

import care_pathways
from synth import clock, world
from synth.pathway.engines import columnar
from synth.record.kinds import CHANGES, CONFIDENTIALITY, KINDS, MISSING
from synth.record.tables import complete
from synth.settings import Settings
from synth.table import Table

FAMILIES = int(os.environ.get("KNOWLEDGE_FAMILIES", "300"))
SETTINGS = Settings(seed=29)
GIVEN_UNTIL_A_DAY = {"prescription", "appointment"}
"""What is given or booked until a day to come; of everything else the end is known when it comes."""
TO_COME = {"estimated_date_of_delivery", "immunisation_invitation"}
"""Days to come that are values of an entry: when a baby, or a vaccine, is due."""


@lru_cache(maxsize=1)
def people():
    return world.build(np.arange(FAMILIES), SETTINGS)


def written(population) -> dict[str, Table]:
    library = care_pathways.library()
    return complete(columnar.run(library, population, SETTINGS), library.forms, population, SETTINGS)


@lru_cache(maxsize=1)
def record() -> dict[str, Table]:
    return written(people())


def names(table: Table, rows: np.ndarray) -> list[str]:
    forms = care_pathways.library().forms
    return sorted({forms[f].name for f in table["form"][rows]})


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in GIVEN_UNTIL_A_DAY])
def test_no_end_is_written_before_it_has_come(kind):
    table = record()[kind]
    foretold = (table["until"] < clock.NEVER) & (table["until"] > table["recorded"])
    assert names(table, foretold) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_recorded_before_it_began_unless_it_is_planned_or_called_off(kind):
    table = record()[kind]
    planned = np.isin(table["change"], [CHANGES.index(c) for c in ("planned", "withdrawn")])
    assert names(table, (table["from"] > table["recorded"]) & ~planned) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_value_is_of_a_day_to_come_unless_it_says_what_is_expected(kind):
    table = record()[kind]
    later = (table["value_time"] != MISSING) & (table["value_time"] > table["recorded"])
    codes = {care_pathways.library().codelists.concepts[c].key for c in np.unique(table["code"][later])}
    # Of a request the value is by when it is wanted: never a day that is over.
    assert codes <= TO_COME or kind == "referral"
    if kind == "referral":
        wanted = table["value_time"] != MISSING
        assert wanted.any() and (table["value_time"] > table["recorded"] - clock.DAY)[wanted].all()


@pytest.mark.parametrize("share", [3, 7])
def test_what_is_recorded_up_to_a_day_does_not_depend_on_who_dies_after_it(share):
    moment = SETTINGS.begins + (SETTINGS.ends - SETTINGS.begins) // 2
    population = world.build(np.arange(FAMILIES), SETTINGS)
    died = population["died"].copy()
    later = died > moment
    died[later] = clock.NEVER
    soon = np.flatnonzero(later & (population["born"] < moment))[::share]
    died[soon] = moment + clock.DAY * (1 + np.arange(len(soon)) % 90)
    population.persons.columns["died"] = died
    other = written(population)
    for kind in KINDS:
        one, two = (table.take(np.flatnonzero(table["recorded"] <= moment)) for table in (record()[kind], other[kind]))
        assert len(one) == len(two), kind
        for name, column in one.columns.items():
            assert (column == two[name]).all(), (kind, name, names(one, column != two[name]))


# ---------------------------------------------------------------- confidentiality


def test_no_version_of_an_entry_is_less_confidential_than_another():
    for kind, table in record().items():
        level = dict.fromkeys(table["entry"].tolist())
        for entry, guarded, form in zip(table["entry"].tolist(), table["confidentiality"].tolist(),
                                        table["form"].tolist(), strict=True):  # fmt: skip
            assert level[entry] in (None, guarded), (kind, care_pathways.library().forms[form].name)
            level[entry] = guarded


@pytest.mark.parametrize("whole", ["care_episode", "contact"])
def test_what_belongs_to_a_guarded_contact_or_care_episode_is_guarded_too(whole):
    owners = record()[whole]
    guarded = np.unique(owners["entry"][owners["confidentiality"] > 0])
    assert len(guarded)
    for kind, table in record().items():
        of_it = np.isin(table[whole], guarded) & (table[whole] != 0)
        assert names(table, of_it & (table["confidentiality"] == CONFIDENTIALITY.index("normal"))) == [], kind


def test_a_contact_at_which_only_guarded_things_are_written_is_guarded():
    contacts = record()["contact"]
    normal = np.unique(contacts["entry"][contacts["confidentiality"] == CONFIDENTIALITY.index("normal")])
    written_at: dict[str, list[np.ndarray]] = {"guarded": [], "open": []}
    for kind, table in record().items():
        if kind != "contact":
            at = np.isin(table["contact"], normal) & (table["contact"] != 0)
            for word, mask in (("guarded", table["confidentiality"] > 0), ("open", table["confidentiality"] == 0)):
                written_at[word].append(table["contact"][at & mask])
    guarded, opened = (np.unique(np.concatenate(written_at[word])) for word in ("guarded", "open"))
    alone = np.setdiff1d(guarded, opened)
    assert names(contacts, np.isin(contacts["entry"], alone)) == []
