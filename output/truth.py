"""The truth beside the views of systems: who is who in each of them, what crossed, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from output import registry
from output.tables import csv
from output.tables import truth as of_people
from output.tables.cells import ids, instants, patient_ids, words_of
from output.tables.mistakes import cells_of
from synth import clock
from synth.dataset.content import OneFile, block_name
from synth.record.batch import Batch
from synth.sharing.channels import FATES
from synth.sharing.flows import ENTRIES, flows
from synth.sharing.noise.planting import PLACES, Noisy
from synth.sharing.noise.rates import noises
from synth.sharing.views import Views, name_of
from synth.systems.kinds import INDEX, SHARED
from synth.table import Table, at, position

FORMAT = of_people.FORMAT
_SHARED = INDEX[SHARED]
"""In which everyone has the local numbers of others, and none of its own."""


def files(batch: Batch, noisy: Noisy, crossings: Table, block: int) -> Iterator[OneFile]:
    """The files of the truth of one block: `linkage`, `crossings`, `noise`, and what was so where it is asked for."""
    made_of = {
        "linkage": linkage(batch, noisy.views),
        "crossings": crossed(batch, crossings),
        "noise": planted(batch, noisy),
    }
    for name, made in made_of.items():
        if len(made):
            yield OneFile(f"{FORMAT}/{name}-{block_name(block)}.csv", FORMAT, name, len(made), csv(made))
    yield from of_people.files(batch, block)


def linkage(batch: Batch, views: Views) -> pa.Table:
    """Each person once for each system that knows him or her: as whom the system has the person."""
    rows = np.flatnonzero(views.batch.people["patient"])
    number = views.batch.identity["local_number"]
    copies = views.batch.copies
    assert copies is not None
    row = position(number["person"], rows)
    original = views.original[rows]
    return pa.table({
        "person": patient_ids(batch).take(pa.array(original)),
        "family": pa.array(batch.people["family"][original]),
        "member": pa.array(batch.people["member"][original]),
        "system": _systems(copies.system[rows], copies.keeper[rows]),
        "patient": patient_ids(views.batch).take(pa.array(rows)),
        "local_number": pa.array(at(number["number"], row), mask=(row < 0) | (copies.system[rows] == _SHARED)),
        "particulars_of": instants(views.asked[rows]),
    })  # fmt: skip


def crossed(batch: Batch, crossings: Table) -> pa.Table:
    """Each change that left a system, for each that it went to, with what became of it."""
    patients = patient_ids(batch)
    owner = batch.people["key"][crossings["person"]]
    every = flows()
    kinds = np.array([registry.KINDS[name].identified for name in ENTRIES])[crossings["kind"]]
    entry = np.empty(len(crossings), dtype=object)
    for kind in np.unique(kinds).tolist():
        some = np.flatnonzero(kinds == kind)
        entry[some] = ids(owner[some], crossings["entry"][some], kind).to_pylist()
    filed = crossings["filed"]
    return pa.table({
        "person": patients.take(pa.array(crossings["person"])),
        "kind": words_of(crossings["kind"], ENTRIES),
        "entry": pa.array(entry, pa.large_string()),
        "version": pa.array(crossings["version"]),
        "flow": words_of(crossings["flow"], [flow.name for flow in every]),
        "form": words_of(crossings["flow"], [flow.form for flow in every]),
        "message": ids(owner, crossings["message"], "message"),
        "sequence": pa.array(crossings["sequence"]),
        "sender": _systems(crossings["sender_system"], crossings["sender"]),
        "receiver": _systems(crossings["receiver_system"], crossings["receiver"]),
        "sent": instants(crossings["sent"]),
        "received": instants(np.minimum(crossings["received"], clock.NEVER)),
        "again": instants(crossings["again"]),
        "fate": words_of(crossings["fate"], FATES),
        "filed": patients.take(pa.array(np.maximum(filed, 0), mask=filed < 0)),
    })  # fmt: skip


def planted(batch: Batch, noisy: Noisy) -> pa.Table:
    """Each mistake that noise has put into what a system holds: whose, where, what stood there and what stands."""
    told, views = noisy.noise, noisy.views
    copies = views.batch.copies
    assert copies is not None
    person, owner = told["person"], views.batch.people["key"][told["person"]]
    identified = np.array([registry.KINDS[kind].identified for kind, _ in PLACES])[told["place"]]
    entry, was, now = (np.full(len(told), None, dtype=object) for _ in range(3))
    for kind in np.unique(identified).tolist():
        some = np.flatnonzero(identified == kind)
        entry[some] = ids(owner[some], told["entry"][some], kind).to_pylist()
    for place in np.unique(told["place"]).tolist():
        some = np.flatnonzero(told["place"] == place)
        rows = told.take(some)
        for column, name in ((was, "was"), (now, "is")):
            column[some] = cells_of(PLACES[place], rows, rows[name], owner[some]).to_pylist()
    text = pa.large_string()
    return pa.table({
        "person": patient_ids(batch).take(pa.array(views.original[person])),
        "system": _systems(copies.system[person], copies.keeper[person]),
        "patient": patient_ids(views.batch).take(pa.array(person)),
        "noise": words_of(told["noise"], list(noises())),
        "kind": words_of(told["place"], [kind for kind, _ in PLACES]),
        "entry": pa.array(entry, text),
        "column": words_of(told["place"], [column for _, column in PLACES]),
        "was": pa.array(was, text),
        "is": pa.array(now, text),
    })  # fmt: skip


def _systems(system: np.ndarray, keeper: np.ndarray) -> pa.DictionaryArray:
    """Systems by the names that their folders have."""
    pair, place = np.unique(np.stack([system, keeper], axis=1), axis=0, return_inverse=True)
    return words_of(place.reshape(-1), [name_of(s, k) for s, k in pair.tolist()])
