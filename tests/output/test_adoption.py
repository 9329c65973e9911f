"""What an adopted child's record tells of others, and theirs of the child: nothing that betrays the adoption."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import care_pathways
from output import cda, fhir, messages
from output.columns import uuid_text
from output.fhir.subject.context import Context
from output.messages.writing import EVENTS
from output.tables import table
from synth import keys, world
from synth.dataset.people import people_of
from synth.record.copies import PATIENT
from synth.record.kinds import IDENTITY, KINDS
from synth.record.words import names
from synth.settings import Settings
from synth.sharing.crossings import crossings
from synth.sharing.flows import flows
from synth.simulate import simulate
from synth.world.families import relationships

SETTINGS = Settings(7)
NEW_THEN = {
    number for number, event in enumerate(EVENTS) if event.code in ("pds-change-of-gp-1", "pds-record-change-1")
}
"""Events that an adoption itself brings: another practice, another record."""
BY_NUMBER = [number for number, flow in enumerate(flows()) if flow.numbered]


@pytest.fixture(scope="module")
def adopted():
    """A batch of families in which children are adopted in the window: the population, and RelatedPersons by patient."""
    people = world.build(np.arange(30_000), SETTINGS)
    when = people.adoptions["from"]
    rows = people.adoptions["person"][(when > SETTINGS.begins) & (when < SETTINGS.ends)]
    assert len(rows) > 10
    batch = simulate(np.unique(people["family"][rows]), SETTINGS, care_pathways.library())
    rendered = fhir.render(batch)
    lines = bytes(fhir.ndjson(rendered["RelatedPerson"])).decode().splitlines()
    ids = rendered["Patient"].id.to_pylist()
    patients = np.flatnonzero(batch.people["patient"])
    by_patient: dict[int, list[dict]] = {int(person): [] for person in patients}
    row = {f"Patient/{identity.decode()}": int(person) for identity, person in zip(ids, patients, strict=True)}
    for line in lines:
        resource = json.loads(line)
        by_patient[row[resource["patient"]["reference"]]].append(resource)
    return world.build(batch.families, SETTINGS), by_patient, batch, rendered


def test_an_adopted_childs_record_names_the_adopters_and_no_parent_by_birth(adopted):
    people, related, *_ = adopted
    seen = 0
    for child, when in zip(people.adoptions["person"], people.adoptions["from"], strict=True):
        if not SETTINGS.begins < when < SETTINGS.ends or people["died"][child] < when:
            continue
        codes = {c["code"] for r in related[int(child)] for k in r["relationship"] for c in k["coding"]}
        assert "ADOPTP" in codes and not codes & {"GESTM", "MTH", "FTH", "PRN"}, codes
        seen += 1
    assert seen > 10


def test_who_was_a_relative_before_an_adoption_is_shown_without_address_or_telephone(adopted):
    people, related, *_ = adopted
    ended = [r for found in related.values() for r in found if not r["active"]]
    assert len(ended) > 5
    assert not any("address" in r or "telecom" in r for r in ended)
    table = people.relationships
    child = people.adoptions["person"]
    birth = np.isin(table["person"], child) & np.isin(table["kind"], relationships.UPWARD)
    assert (table["until"][birth] <= people.adoptions["from"][np.searchsorted(child, table["person"][birth])]).all()


def test_no_format_tells_who_a_child_was_before_its_adoption(adopted):
    people, _, batch, rendered = adopted
    words, seen = names(), 0
    of = {kind: dict(zip(each.person.tolist(), each.lines.to_pylist(), strict=True))
          for kind, each in rendered.items() if kind == "Patient"}  # fmt: skip
    everything: dict[int, bytes] = {}
    for each in rendered.values():
        for person, line in zip(each.person.tolist(), each.lines.to_pylist(), strict=True):
            everything[person] = everything.get(person, b"") + line
    written = cda.render(batch)
    for person, text in zip(written.person.tolist(), written.data.to_pylist(), strict=True):
        everything[person] = everything.get(person, b"") + text
    tables = {kind: table(batch, kind).to_pandas() for kind in (*KINDS, *IDENTITY)}
    lines = {
        line.split(b",")[0].decode(): line for line in bytes(people_of(batch, care_pathways.stories())).splitlines()
    }
    for child, when in zip(people.adoptions["person"].tolist(), people.adoptions["from"].tolist(), strict=True):
        if not SETTINGS.begins < when < SETTINGS.ends or people["died"][child] < when:
            continue
        seen += 1
        identity = json.loads(of["Patient"][child])["id"]
        mine = [frame[frame["person"] == identity] for frame in tables.values()]
        text = everything[child] + lines[identity] + b"".join(one.to_csv().encode() for one in mine)
        numbers, name = people.numbers, people.names
        old = numbers["nhs_number"][(numbers["person"] == child) & (numbers["until"] <= when)]
        assert len(old) and not any(str(one).encode() in text for one in old.tolist())
        before = np.flatnonzero((name["person"] == child) & (name["until"] <= when))
        after = np.flatnonzero((name["person"] == child) & (name["until"] > when))
        for family in set(name["family"][before].tolist()) - set(name["family"][after].tolist()):
            called = f'"family":"{words["family"][family]}"'.encode()
            assert called not in of["Patient"][child]
        parents = people.relationships
        birth = (parents["person"] == child) & np.isin(parents["kind"], relationships.UPWARD)
        for parent in parents["other"][birth].tolist():
            key = uuid_text(keys.uuids(people["key"][[parent]], np.array([PATIENT], np.uint64), "Patient"))[0].as_py()
            assert key not in text
            hers = numbers["nhs_number"][numbers["person"] == parent].tolist()
            assert not any(str(one).encode() in text for one in hers)
        stood = [frame for kind, frame in zip(tables, mine, strict=True) if kind in ("address", "local_number")]
        assert all((frame["until"].isna() | (frame["until"] > pd.Timestamp(when * 60, unit="s", tz="UTC"))).all()
                   for frame in stood)  # fmt: skip
        other = tables["relationship"][tables["relationship"]["other"] == identity]
        theirs = other[other["relationship"] == "child"]
        assert theirs.empty, "the record of who had the child before leads to it"
    assert seen > 10


def test_what_was_sent_before_an_adoption_is_not_sent_again_under_the_number_that_followed(adopted):
    people, _, batch, _ = adopted
    who, rest = batch.who, people.adoptions
    sealed = np.flatnonzero(who.sealed > SETTINGS.begins)
    when = rest["from"][np.searchsorted(rest["person"], sealed)]
    assert len(sealed) > 10 and np.isin(sealed, rest["person"]).all() and (who.sealed[sealed] == when).all()
    told = messages.render(Context(batch))
    assert (told.sent >= who.sealed[told.person]).all() and (told.sent >= who.born[told.person]).all()
    again = np.isin(told.person, sealed) & (told.sent == who.sealed[told.person])
    assert set(told.event[again].tolist()) <= NEW_THEN, "what happened long ago came at once under the new number"
    crossed = crossings(batch)
    of_children = np.isin(crossed["person"], sealed) & np.isin(crossed["flow"], BY_NUMBER)
    before = crossed["sent"][of_children] < who.sealed[crossed["person"][of_children]]
    assert before.any(), "nobody was told of what happened under the old number"
