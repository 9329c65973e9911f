"""What an adopted child's record tells of others, and theirs of the child: nothing that betrays the adoption."""

from __future__ import annotations

import json

import numpy as np
import pytest

import care_pathways
from output import fhir
from synth import world
from synth.settings import Settings
from synth.simulate import simulate
from synth.world.families import relationships

SETTINGS = Settings(7)


@pytest.fixture(scope="module")
def adopted():
    """A batch of families in which children are adopted in the window: the population, and RelatedPersons by patient."""
    people = world.build(np.arange(30_000), SETTINGS)
    when = people.adoptions["from"]
    rows = people.adoptions["person"][(when > SETTINGS.begins) & (when < SETTINGS.ends)]
    assert len(rows) > 10
    batch = simulate(np.unique(people["family"][rows]), SETTINGS, care_pathways.library())
    lines = bytes(fhir.ndjson(fhir.render(batch)["RelatedPerson"])).decode().splitlines()
    ids = fhir.render(batch)["Patient"].id.to_pylist()
    patients = np.flatnonzero(batch.people["patient"])
    by_patient: dict[int, list[dict]] = {int(person): [] for person in patients}
    row = {f"Patient/{identity.decode()}": int(person) for identity, person in zip(ids, patients, strict=True)}
    for line in lines:
        resource = json.loads(line)
        by_patient[row[resource["patient"]["reference"]]].append(resource)
    return world.build(batch.families, SETTINGS), by_patient


def test_an_adopted_childs_record_names_the_adopters_and_no_parent_by_birth(adopted):
    people, related = adopted
    seen = 0
    for child, when in zip(people.adoptions["person"], people.adoptions["from"], strict=True):
        if not SETTINGS.begins < when < SETTINGS.ends or people["died"][child] < when:
            continue
        codes = {c["code"] for r in related[int(child)] for k in r["relationship"] for c in k["coding"]}
        assert "ADOPTP" in codes and not codes & {"GESTM", "MTH", "FTH", "PRN"}, codes
        seen += 1
    assert seen > 10


def test_who_was_a_relative_before_an_adoption_is_shown_without_address_or_telephone(adopted):
    people, related = adopted
    ended = [r for found in related.values() for r in found if not r["active"]]
    assert len(ended) > 5
    assert not any("address" in r or "telecom" in r for r in ended)
    table = people.relationships
    child = people.adoptions["person"]
    birth = np.isin(table["person"], child) & np.isin(table["kind"], relationships.UPWARD)
    assert (table["until"][birth] <= people.adoptions["from"][np.searchsorted(child, table["person"][birth])]).all()
