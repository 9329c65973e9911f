"""The views of single systems over a whole batch: together they are the whole, and each holds what came to it."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest

from output import fhir
from synth import clock, keys
from synth.record.batch import Batch
from synth.record.kinds import KINDS
from synth.scale.blocks import blocks_of
from synth.sharing.crossings import crossings
from synth.sharing.flows import ENTRIES
from synth.sharing.views import Views, name_of, views
from synth.systems import authorship, kinds
from synth.table import Table

FAMILIES = np.arange(200, 320)  # of two blocks
CARE = [kind for kind in KINDS if kind != "registration"]


@pytest.fixture(scope="module")
def resources(seen: Views) -> dict[str, fhir.Rendered]:
    return fhir.render(seen.batch)


def of_originals(seen: Views, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each row of a kind in the views: whether its system wrote it, and the keys of its person and entry there."""
    rows, copies = seen.batch.record[kind], seen.batch.copies
    assert copies is not None
    owner, entry = copies.originals(rows, seen.batch.people["key"][rows["person"]])
    return copies.own(rows), owner, entry


@pytest.mark.parametrize("kind", KINDS)
def test_what_systems_wrote_is_together_the_whole_and_nothing_twice(batch: Batch, seen: Views, kind: str) -> None:
    whole = batch.record[kind].take(batch.people["patient"][batch.record[kind]["person"]])
    own, owner, entry = of_originals(seen, kind)
    mine = seen.batch.record[kind].take(own)
    assert np.array_equal(mine["entry"], entry[own])
    assert Counter(
        zip(
            batch.people["key"][whole["person"]].tolist(),
            whole["entry"].tolist(),
            whole["version"].tolist(),
            whole["value"].tolist(),
            strict=True,
        )
    ) == Counter(
        zip(owner[own].tolist(), entry[own].tolist(), mine["version"].tolist(), mine["value"].tolist(), strict=True)
    )


@pytest.mark.parametrize("kind", CARE)
def test_what_a_system_received_is_what_was_sent_to_it_less_what_the_truth_says_did_not_come(
    batch: Batch, crossed: Table, seen: Views, kind: str
) -> None:
    own, owner, entry = of_originals(seen, kind)
    rows = seen.batch.record[kind].take(~own)
    whose = seen.batch.people["key"][rows["person"]]
    held: dict[tuple, int] = {}
    for system, keeper, filed, about, of, version in zip(
        *(column.tolist() for column in (*systems_of(seen, rows), whose, owner[~own], entry[~own], rows["version"])), strict=True
    ):  # fmt: skip
        key = (system, keeper, filed, about, of)
        assert version == held.get(key, 0) + 1, "all versions up to the last that came"
        held[key] = version
    key, source = batch.people["key"], batch.record[kind]
    due: dict[tuple, int] = {}
    sent = crossed.take((crossed["kind"] == ENTRIES.index(kind)) & (crossed["filed"] >= 0))
    keeper_of = authorship.keeper_of(source["system"], source["organisation"])[sent["row"]]
    back = (source["system"][sent["row"]] == sent["receiver_system"]) & (keeper_of == sent["receiver"])
    sent = sent.take(~back)  # what one is told of oneself is there already
    for system, keeper, filed, about, of, version in zip(
        *(column.tolist() for column in (sent["receiver_system"], sent["receiver"], key[sent["filed"]],
                                         key[sent["person"]], sent["entry"], sent["version"])), strict=True
    ):  # fmt: skip
        due[system, keeper, filed, about, of] = max(version, due.get((system, keeper, filed, about, of), 0))
    assert held == due


def systems_of(seen: Views, rows: Table) -> tuple[np.ndarray, np.ndarray]:
    copies = seen.batch.copies
    assert copies is not None
    return copies.system[rows["person"]], copies.keeper[rows["person"]]


def test_some_of_what_was_sent_did_not_come_and_some_came_to_another(crossed: Table, seen: Views) -> None:
    assert (crossed["filed"] < 0).any()
    assert seen.batch.copies is not None and len(seen.batch.copies.misfiled)


def test_particulars_are_as_old_as_their_last_update(batch: Batch, seen: Views) -> None:
    stale = 0
    for kind in ("name", "address", "nhs_number", "contact_point", "death"):
        rows, whole = seen.batch.identity[kind], batch.identity[kind]
        first = np.append(True, rows["person"][1:] != rows["person"][:-1]) if len(rows) else np.zeros(0, bool)
        late = rows["recorded"] > seen.asked[rows["person"]]
        own = seen.batch.copies.own(rows)  # type: ignore[union-attr]
        assert not (late & ~own & ~(first & (kind == "name"))).any(), kind
        due = np.bincount(whole["person"], minlength=len(batch.people))[seen.original]
        stale += int(
            (due - np.bincount(rows["person"], minlength=len(seen.original)))[seen.batch.people["patient"]].sum()
        )
    assert stale > 20, "some systems have not heard of a move or of a death"
    national = seen.batch.copies.system == kinds.INDEX["demographics"]  # type: ignore[union-attr]
    assert (seen.asked[national] == batch.who.end).all()


def test_what_comes_late_says_how_things_stood_when_it_was_sent(batch: Batch, seen: Views, crossed: Table) -> None:
    event = crossed.take(
        (crossed["sender_system"] == kinds.INDEX["demographics"]) & (crossed["filed"] == crossed["person"])
        & (crossed["received"] > crossed["sent"] + clock.DAY)
    )  # fmt: skip
    copies, contacts, checked = seen.batch.copies, batch.record["contact"], 0
    assert copies is not None
    for person, system, keeper, came in zip(
        *(event[name].tolist() for name in ("person", "receiver_system", "receiver", "received")), strict=True
    ):
        (row,) = np.flatnonzero((seen.original == person) & (copies.system == system) & (copies.keeper == keeper))
        asks = contacts["recorded"][(contacts["person"] == person) & (contacts["system"] == system)]
        first = crossed["received"][(crossed["filed"] == person) & (crossed["receiver_system"] == system)].min()
        if came not in asks.tolist() and came != first:
            assert seen.asked[row] != came
            checked += 1
    assert checked > 2


def test_each_patient_has_one_local_number_in_each_local_system(seen: Views) -> None:
    number, patient = seen.batch.identity["local_number"], seen.batch.people["patient"]
    local = np.array([not kind.national for kind in kinds.KINDS])[seen.batch.copies.system]  # type: ignore[union-attr]
    assert np.array_equal(np.unique(number["person"]), np.flatnonzero(patient & local))
    system = seen.batch.copies.system[number["person"]] * (1 << 40) + seen.batch.copies.keeper[number["person"]]  # type: ignore[union-attr]
    assert len(np.unique(np.stack([system, number["number"]]), axis=1).T) == len(
        np.unique(np.stack([system, number["person"], number["number"]]), axis=1).T
    )


def test_no_reference_dangles_and_no_id_stands_twice_within_a_system(
    seen: Views, resources: dict[str, fhir.Rendered]
) -> None:
    assert len(seen.systems) > 20
    for system in seen.systems:
        ids: list[str] = []
        refers: set[str] = set()
        for kind, rendered in resources.items():
            low, high = np.searchsorted(rendered.person, [system.begin, system.end]).tolist()
            for line in rendered.lines.slice(low, high - low).to_pylist():
                one = json.loads(line)
                ids.append(f"{kind}/{one['id']}")
                refers |= {ref for ref in _references(one) if ref.split("/")[0] in resources}
        assert len(set(ids)) == len(ids), system.name
        assert refers <= set(ids), system.name


def _references(one: object) -> list[str]:
    if isinstance(one, list):
        return [ref for each in one for ref in _references(each)]
    if isinstance(one, dict):
        mine = [one["reference"]] if isinstance(one.get("reference"), str) else []
        return mine + [ref for each in one.values() for ref in _references(each)]
    return []


def test_a_copy_has_an_id_of_its_own_and_names_the_original(
    batch: Batch, seen: Views, resources: dict[str, fhir.Rendered]
) -> None:
    whole = {kind: set(rendered.id.to_pylist()) for kind, rendered in fhir.render(batch).items()}
    checked = 0
    for kind in ("Immunization", "Procedure", "DocumentReference", "Flag", "ServiceRequest", "Observation"):
        for line in resources[kind].lines.to_pylist():
            one = json.loads(line)
            original = one["identifier"][0]["value"].encode()
            assert original in whole[kind]
            copy = one["id"].encode() != original
            checked += copy
            assert not copy or one["id"].encode() not in whole[kind]
    assert checked > 500
    ids = resources["Patient"].id.to_pylist()
    national = [system for system in seen.systems if system.kind == kinds.INDEX["demographics"]]
    low, high = np.searchsorted(resources["Patient"].person, [national[0].begin, national[0].end]).tolist()
    assert set(ids[low:high]) == whole["Patient"] and len(set(ids)) == len(ids)


def test_however_the_work_is_cut_the_views_are_the_same(batch: Batch, seen: Views) -> None:
    def told(one: Views) -> dict[str, Counter]:
        found: dict[str, Counter] = {}
        for system, part in one.each():
            count = found.setdefault(name_of(system.kind, system.keeper), Counter())
            for kind, rows in (*part.record.items(), *part.identity.items()):
                whose = part.people["key"][rows["person"]]
                columns = [rows[name] for name in ("entry", "version", "recorded")]
                count.update(
                    zip([kind] * len(rows), whose.tolist(), *(column.tolist() for column in columns), strict=True)
                )
        return found

    parts = [
        told(views(part, crossings(part)))
        for _, part in blocks_of(batch, sorted(set((FAMILIES // keys.BLOCK).tolist())))
    ]
    together: dict[str, Counter] = {}
    for part in parts:
        for name, count in part.items():
            together.setdefault(name, Counter()).update(count)
    assert together == told(seen)
    assert {"name", "address", "death", "condition"} <= {kind for count in together.values() for kind, *_ in count}
