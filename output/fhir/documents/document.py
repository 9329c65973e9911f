"""FHIR documents: everything in a patient's record and all that it refers to, a Composition first.

A document travels alone, so that it holds its own copy of the reference data that it needs, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa

from output.columns import gather, join, text, uuid_text
from output.fhir.base.fragments import dumps
from output.fhir.base.rendered import Rendered
from output.fhir.bundles.bundling import TEST_DATA, Bundles, entries_of
from output.fhir.bundles.linking import Ids, links
from output.fhir.documents import composition
from output.fhir.reference.shared import reference
from output.fhir.subject.context import Context
from synth import clock, keys
from synth.record.batch import Batch, places_touched
from synth.record.copies import PATIENT
from synth.settings import Settings

FIRST = ("Composition", "Patient")


class Shared:
    """The reference data of some places as entries of a document, and what each refers to."""

    def __init__(self, every: Sequence[Rendered]) -> None:
        self.ids = Ids(every)
        self.entries = pa.concat_arrays([entries_of(each, "document", b",") for each in every])
        found = links(every)
        target = found.rows(self.ids)
        order = np.argsort(found.source, kind="stable")
        self._target = target[order]
        self._starts = np.searchsorted(found.source[order], np.arange(len(self.entries) + 1))

    def needed(self, person: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Persons and rows, each pair once and in order: those given, and all that they refer to in turn."""
        size = len(self.entries)
        every = new = np.unique(person * size + row)
        while len(new):
            persons, rows = np.divmod(new, size)
            many = self._starts[rows + 1] - self._starts[rows]
            ends = np.cumsum(many)
            at = np.arange(int(ends[-1])) + np.repeat(self._starts[rows] - ends + many, many)
            target = self._target[at]
            found = (np.repeat(persons, many) * size + target)[target >= 0]
            new = np.setdiff1d(found, every)
            every = np.union1d(every, new)
        return np.divmod(every, size)


@lru_cache(maxsize=2)
def shared(settings: Settings, places: tuple[int, ...]) -> Shared:
    """The reference data of some places."""
    return Shared([each for each in reference(settings, places).values() if len(each)])


def documents(batch: Batch, rendered: Mapping[str, Rendered]) -> Bundles:
    """One document for each patient of a batch, whose Composition is among what was rendered."""
    person = np.flatnonzero(batch.people["patient"])
    every = sorted(rendered.values(), key=_place)
    key = batch.people["key"][person]
    ids = uuid_text(keys.uuids(key, np.full(len(key), PATIENT, dtype=np.uint64), "Bundle"))
    label = b'"meta":{"security":[' + dumps(TEST_DATA) + b"]}"
    made = text(clock.instant_text(composition.made(Context(batch), person)))
    pieces: list[pa.LargeBinaryArray | bytes] = [
        b'{"resourceType":"Bundle","id":"',
        ids,
        b'",' + label + b',"identifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:',
        ids,
        b'"},"type":"document","timestamp":"',
        made,
        b'","entry":[',
    ]
    counts = np.zeros(len(person), dtype=np.int64)
    for place, each in enumerate(every):
        starts = np.append(np.searchsorted(each.person, person), len(each))
        pieces.append(gather(entries_of(each, "document", b"," if place else b""), starts))
        counts += np.diff(starts)
    held = shared(batch.settings, tuple(places_touched(batch)))
    owner, row = held.needed(*_wanted(every, held))
    starts = np.append(np.searchsorted(owner, person), len(owner))
    pieces.append(gather(held.entries.take(pa.array(row)), starts))
    counts += np.diff(starts)
    names = [name.decode() for name in rendered["Patient"].id.to_pylist()]
    return Bundles.of(names, join([*pieces, b"]}"]), counts)


def _wanted(every: Sequence[Rendered], held: Shared) -> tuple[np.ndarray, np.ndarray]:
    """Which person's resources refer to which reference data."""
    found = links(every)
    row = found.rows(held.ids)
    there = row >= 0
    return np.concatenate([each.person for each in every])[found.source[there]], row[there]


def _place(each: Rendered) -> int:
    return FIRST.index(each.resource_type) if each.resource_type in FIRST else len(FIRST)
