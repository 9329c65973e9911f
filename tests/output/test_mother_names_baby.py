"""A mother's record leads to her baby's: by a number that its author knew then, in no other way, and past no adoption."""

from __future__ import annotations

import json

import numpy as np
import pytest

import care_pathways
from output import fhir
from synth import world
from synth.record import babies
from synth.record.batch import Batch
from synth.record.kinds import MISSING
from synth.settings import Settings
from synth.simulate import simulate

SETTINGS = Settings(seed=5)


@pytest.fixture(scope="module")
def batch() -> Batch:
    return simulate(np.arange(250), SETTINGS, care_pathways.library())


def read(rendered: fhir.Rendered) -> list[dict]:
    return [json.loads(line) for line in bytes(fhir.ndjson(rendered)).splitlines()]


def told(batch: Batch):
    """Observations, the child that each tells of, and the number that it is named by."""
    table = batch.record["observation"]
    child = babies.children(batch.who, table)
    national, local, keeper = babies.numbers(batch.who, table)
    rows = np.flatnonzero(child >= 0)
    return table.take(rows), child[rows], national[rows], local[rows], keeper[rows]


def test_what_is_written_of_a_birth_tells_of_the_child_that_she_then_bore(batch: Batch):
    table, child, *_ = told(batch)
    assert len(np.unique(child)) > 60
    assert (batch.who.mothers[child] == table["person"]).all()
    assert (batch.who.born[child] == table["from"]).all() and (table["recorded"] >= batch.who.born[child]).all()
    assert (batch.who.birth["order"][child] == table["about_number"]).all()


def test_she_is_led_to_the_child_by_a_number_that_was_known_then(batch: Batch):
    table, child, national, local, _ = told(batch)
    begun = (table["from"] >= SETTINGS.begins) & ~batch.who.withheld(child, table["recorded"])
    named = (national != MISSING) | (local != MISSING)
    assert named[begun].mean() > 0.95
    known = batch.who.last("local_number")
    first = {(p, n): at for p, n, at in zip(*(known[c].tolist() for c in ("person", "number", "first_recorded")),
                                            strict=True)}  # fmt: skip
    for row in np.flatnonzero(local != MISSING).tolist():
        assert first[int(child[row]), int(local[row])] <= table["recorded"][row]


def test_a_resource_names_the_child_by_number_alone_and_the_number_is_that_of_one_patient(batch: Batch):
    patients: dict[tuple[str, str], list[str]] = {}
    made = fhir.render(batch)
    for patient in read(made["Patient"]):
        for each in patient["identifier"]:
            patients.setdefault((each["system"], each["value"]), []).append(patient["birthDate"])
    looked = 0
    for one in read(made["Observation"]):
        for focus in one.get("focus", ()):
            assert "Patient/" not in focus.get("reference", "")
            if focus.get("type") == "Patient":
                (born,) = patients[focus["identifier"]["system"], focus["identifier"]["value"]]
                assert one["effectiveDateTime"][:10] == born and focus["display"].startswith("Baby ")
                assert one["focus"][0]["display"].startswith("Fetus ")
                looked += 1
    assert looked > 200


def test_no_number_leads_to_a_child_that_was_adopted():
    every = np.arange(12_000)
    people = world.build(every, SETTINGS)
    adopted = people.adoptions["person"]
    adopted = adopted[(people["born"][adopted] >= SETTINGS.begins) & (people.adoptions["from"] < SETTINGS.ends)]
    families = np.unique(people["family"][adopted])[:40]
    found = simulate(families, SETTINGS, care_pathways.library())
    own = {(int(f), int(m)) for f, m in zip(people["family"][adopted], people["member"][adopted], strict=True)}
    pairs = zip(found.people["family"].tolist(), found.people["member"].tolist(), strict=True)
    rows = [row for row, pair in enumerate(pairs) if pair in own]
    assert len(rows) >= 3, "some were born and adopted in the window"
    table, child, national, local, _ = told(found)
    assert len(table) and not np.isin(child[(national != MISSING) | (local != MISSING)], rows).any()


def test_what_tells_of_no_birth_names_no_child(batch: Batch):
    table = batch.record["observation"]
    child = babies.children(batch.who, table)
    before = (table["about_kind"] == 1) & (table["from"] != batch.who.born[np.maximum(child, 0)])
    assert before.sum() > 100 and (child[before] == -1).all() and (child[table["about_kind"] == 0] == -1).all()
