"""Bundles: slices of the same encoded resources between a head and a tail, one bundle for each patient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from output.columns import buffers, gather, join, uuid_text
from output.fhir.context import PATIENT
from output.fhir.fragments import HL7, OWN, dumps
from output.fhir.rendered import Rendered
from synth import keys
from synth.record.batch import Batch

BASE = f"{OWN}fhir/"
"""The base of full URLs, so that the relative references between a bundle's entries resolve within it."""

TEST_DATA = {"system": f"{HL7}v3-ActReason", "code": "HTEST", "display": "test health data"}
"""The label of everything that is made here."""

TYPES = ("transaction", "batch", "collection")


@dataclass
class Bundles:
    """One bundle for each patient, in the order of person rows.

    names: the Patient's id, which names the file; data: all bytes, bundle i being
    data[starts[i]:starts[i + 1]]; counts: how many resources each holds; column: the same bundles as a column
    (large_binary).
    """

    names: list[str]
    starts: np.ndarray
    data: memoryview
    counts: np.ndarray
    column: pa.LargeBinaryArray

    def __len__(self) -> int:
        return len(self.column)


def bundles(batch: Batch, rendered: Mapping[str, Rendered], bundle_type: str = "transaction") -> Bundles:
    """One bundle for each patient of a batch: all that is in the patient's record.

    bundle_type: "transaction" or "batch" (each entry with PUT to its own id) or "collection".
    """
    if bundle_type not in TYPES:
        raise ValueError(f"'{bundle_type}' is not a type of bundle that is made; there are: {', '.join(TYPES)}")
    person = np.flatnonzero(batch.population["patient"])
    key = batch.population["key"][person]
    patient = np.full(len(person), PATIENT, dtype=np.uint64)
    pieces: list[pa.LargeBinaryArray | bytes] = [
        b'{"resourceType":"Bundle","id":"',
        uuid_text(keys.uuids(key, patient, "Bundle")),
        b'",' + _head(bundle_type),
    ]
    counts = np.zeros(len(person), dtype=np.int64)
    for place, each in enumerate(_patient_first(rendered.values())):
        # Whoever has a resource is a patient: what lies between two patients' starts is the first one's.
        starts = np.append(np.searchsorted(each.person, person), len(each))
        pieces.append(gather(entries_of(each, bundle_type, b"," if place else b""), starts))
        counts += np.diff(starts)
    column = join([*pieces, b"]}"])
    offsets, data = buffers(column)
    names = [name.decode() for name in rendered["Patient"].id.to_pylist()]
    return Bundles(names, offsets, memoryview(data), counts, column)


def reference_bundles(
    reference: Mapping[str, Rendered], bundle_type: str = "transaction", size: int = 500
) -> Iterator[tuple[int, list[bytes]]]:
    """The reference data in bundles of at most `size` entries, to be loaded in order and before all others.

    Gives for each how many entries it has and the pieces of its text. Organisations come first, then what
    refers to them.
    """
    every = [entry for each in reference.values() for entry in entries_of(each, bundle_type, b"").to_pylist()]
    head = b'{"resourceType":"Bundle",' + _head(bundle_type)
    for at in range(0, len(every), size):
        some = every[at : at + size]
        yield len(some), [head + b",".join(some) + b"]}"]


def _head(bundle_type: str) -> bytes:
    """What stands between a bundle's id and its entries: that it, too, is test data, and its type."""
    return b'"meta":{"security":[' + dumps(TEST_DATA) + f']}},"type":"{bundle_type}","entry":['.encode()


def entries_of(each: Rendered, bundle_type: str, before: bytes) -> pa.LargeBinaryArray:
    """Each resource as the entry of a bundle."""
    kind = each.resource_type.encode()
    pieces: list[Any] = [
        before + b'{"fullUrl":"' + BASE.encode() + kind + b"/",
        each.id,
        b'","resource":',
        each.lines,
    ]
    if bundle_type == "collection":
        return join([*pieces, b"}"])
    return join([*pieces, b',"request":{"method":"PUT","url":"' + kind + b"/", each.id, b'"}}'])


def _patient_first(rendered: Iterable[Rendered]) -> list[Rendered]:
    """The Patient's own first: everyone has exactly one, so that every later entry begins with a comma."""
    return sorted(rendered, key=lambda each: each.resource_type != "Patient")
