"""Bundles: slices of the same encoded resources between a head and a tail, one for each patient or a few."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.columns import buffers, gather, join, lookup, uuid_text
from output.fhir.base.fragments import HL7, OWN, dumps
from output.fhir.base.rendered import Rendered
from output.fhir.bundles.cutting import Order, cuts, ordered
from output.fhir.bundles.linking import Ids, links
from synth import keys
from synth.dataset.layout import Layout
from synth.errors import BadArguments
from synth.record.batch import Batch
from synth.record.copies import PATIENT

BASE = f"{OWN}fhir/"
"""The base of full URLs, so that the relative references between a bundle's entries resolve within it."""

TEST_DATA = {"system": f"{HL7}v3-ActReason", "code": "HTEST", "display": "test health data"}
"""The label of everything that is made here."""

REFERENCE_SIZE = 500
"""Entries in a bundle of reference data, unless a cap asks for fewer: what servers take."""


@dataclass
class Bundles:
    """One bundle for each patient, or several in order, in the order of person rows.

    names: the Patient's id, which names the file, with the number of the part where there are several; data: all
    bytes, bundle i being data[starts[i]:starts[i + 1]]; counts: how many resources each holds; column: the same
    bundles as a column (large_binary).
    """

    names: list[str]
    starts: np.ndarray
    data: memoryview
    counts: np.ndarray
    column: pa.LargeBinaryArray

    @classmethod
    def of(cls, names: list[str], column: pa.LargeBinaryArray, counts: np.ndarray) -> Bundles:
        """The bundles of a column."""
        offsets, data = buffers(column)
        return cls(names, offsets, memoryview(data), counts, column)

    def __len__(self) -> int:
        return len(self.column)


def bundles(batch: Batch, rendered: Mapping[str, Rendered], layout: Layout | None = None) -> Bundles:
    """All that is in the record of each patient of a batch, as a transaction, batch, collection or post.

    A transaction and a batch have PUT to each entry's own id. A post has POST, and its patient's own resources are
    referred to by `urn:uuid:`, which the server replaces. The entries of a batch and of what is cut stand so that
    what is referred to comes first. Documents are `output.fhir.documents.document`'s.
    """
    layout = layout or Layout()
    if layout.bundle == "document":
        raise ValueError("a document is made by output.fhir.documents.document")
    if layout.cut or layout.bundle == "batch":
        return _in_order(batch, rendered, layout)
    if layout.bundle == "post":
        rendered = {kind: _by_urn(each, rendered) for kind, each in rendered.items()}
    person = np.flatnonzero(batch.people["patient"])
    pieces: list[pa.LargeBinaryArray | bytes] = [*_beginning(batch, person, np.zeros(len(person)), layout.bundle)]
    counts = np.zeros(len(person), dtype=np.int64)
    for place, each in enumerate(_patient_first(rendered.values())):
        # Whoever has a resource is a patient: what lies between two patients' starts is the first one's.
        starts = np.append(np.searchsorted(each.person, person), len(each))
        pieces.append(gather(entries_of(each, layout.bundle, b"," if place else b""), starts))
        counts += np.diff(starts)
    return Bundles.of(_names(rendered), join([*pieces, b"]}"]), counts)


def _in_order(batch: Batch, rendered: Mapping[str, Rendered], layout: Layout) -> Bundles:
    """The same with what is referred to first, cut where a cap asks for it."""
    every = list(_patient_first(rendered.values()))
    order = order_of(every, np.concatenate([each.person for each in every]))
    shell = len(_SHELL) + len(head(layout.bundle)) - 1
    entries, starts = _cut(every, order, layout, shell)
    person = order.person[starts[:-1]]
    first = np.searchsorted(person, person, side="left")
    part, parts = np.arange(len(person)) - first, np.searchsorted(person, person, side="right") - first
    column = join([*_beginning(batch, person, part, layout.bundle), gather(entries, starts), b"]}"])
    called = [_names(rendered)[i] for i in np.cumsum(part == 0) - 1]
    named = [f"{name}-{p:04d}" if n > 1 else name
             for name, p, n in zip(called, (part + 1).tolist(), parts.tolist(), strict=True)]  # fmt: skip
    return Bundles.of(named, column, np.diff(starts))


def order_of(every: Sequence[Rendered], person: np.ndarray) -> Order:
    """Resources of some types in an order in which every reference among those of a person leads backwards."""
    found = links(every)
    target = found.rows(Ids(every))
    own = target >= 0
    return ordered(person, found.source[own], target[own])


def _cut(every: Sequence[Rendered], order: Order, layout: Layout, shell: int) -> tuple[pa.LargeBinaryArray, np.ndarray]:
    """The entries in order, with commas within each bundle of them, and where each of these begins."""
    entries = pa.concat_arrays([entries_of(each, layout.bundle, b"") for each in every]).take(pa.array(order.rows))
    offsets, _ = buffers(entries)
    try:
        starts = cuts(order, np.diff(offsets) + 1, shell, layout.entries, layout.size)
    except ValueError as error:
        raise BadArguments(f"--bundle-entries and --bundle-bytes are too small: {error}") from None
    first = np.zeros(len(entries), dtype=np.int64)
    first[starts[:-1]] = 1
    return join([lookup(first, [b",", b""]).column(), entries]), starts


def reference_bundles(
    reference: Mapping[str, Rendered], layout: Layout | None = None
) -> Iterator[tuple[int, list[bytes]]]:
    """The reference data in bundles, to be loaded in order and before all others.

    Gives for each how many entries it has and the pieces of its text. What is referred to comes first, in the same
    bundle or an earlier one. Where patients' bundles are posts these are posts too, each entry on the condition that
    nothing has its identifier yet, since many share it; within a bundle references are by `urn:uuid:`, and to an
    earlier one by the ids of the dataset, in whose place goes what the server's answer to that bundle told.
    """
    layout = layout or Layout()
    most = min(layout.entries or REFERENCE_SIZE, REFERENCE_SIZE)
    layout = replace(layout, entries=most)
    every = [each for each in reference.values() if len(each)]
    if not every:
        return
    order = order_of(every, np.zeros(sum(map(len, every)), dtype=np.int64))
    before = b'{"resourceType":"Bundle",' + head(layout.bundle)
    entries, starts = _cut(every, order, layout, len(before) + 1)
    whole = gather(entries, starts)
    for count, inside in zip(np.diff(starts).tolist(), whole, strict=True):
        text = inside.as_py()
        yield count, [before, _shared_posts(text) if layout.bundle == "post" else text, b"]}"]


_POST = b',"request":{"method":"POST","url":"'
_FULL_URL = re.compile(rb'"fullUrl":"urn:uuid:([0-9a-f-]{36})"')
_LITERAL = re.compile(rb'"reference":"[A-Z][A-Za-z]+/([0-9a-f-]{36})(?=")')
_IDENTIFIER = re.compile(rb'"identifier":\[\{[^\]]*?"system":"([^"\\]+)","value":"([^"\\]+)"')
_SHELL = b'{"resourceType":"Bundle","id":"' + b"0" * 36 + b'",]}'


def _beginning(batch: Batch, person: np.ndarray, part: np.ndarray, form: str) -> list[pa.LargeBinaryArray | bytes]:
    """What stands before the entries of bundles, given whose each is and which of that person's."""
    key = batch.people["key"][person]
    number = np.uint64(PATIENT) + part.astype(np.uint64)
    return [b'{"resourceType":"Bundle","id":"', uuid_text(keys.uuids(key, number, "Bundle")), b'",' + head(form)]


def head(form: str) -> bytes:
    """What stands between a bundle's id and its entries: that it, too, is test data, and its type."""
    kind = "transaction" if form == "post" else form
    return b'"meta":{"security":[' + dumps(TEST_DATA) + f']}},"type":"{kind}","entry":['.encode()


def entries_of(each: Rendered, form: str, before: bytes) -> pa.LargeBinaryArray:
    """Each resource as the entry of a bundle."""
    kind = each.resource_type.encode()
    full = b"urn:uuid:" if form == "post" else BASE.encode() + kind + b"/"
    pieces: list[Any] = [before + b'{"fullUrl":"' + full, each.id, b'","resource":', each.lines]
    if form in ("collection", "document"):
        return join([*pieces, b"}"])
    if form == "post":
        return join([*pieces, b',"request":{"method":"POST","url":"' + kind + b'"}}'])
    return join([*pieces, b',"request":{"method":"PUT","url":"' + kind + b"/", each.id, b'"}}'])


def _shared_posts(entries: bytes) -> bytes:
    """The entries of a bundle of reference data as posts: each unless it is there, referring to each other by urn.

    What is there is known by the identifier that is the resource's id, or by its first: others may be shared.
    """
    own = set(_FULL_URL.findall(entries))
    text = _LITERAL.sub(lambda to: b'"reference":"urn:uuid:' + to[1] if to[1] in own else to[0], entries)
    pieces = text.split(_POST)
    for at, piece in enumerate(pieces[:-1]):
        by_id = re.search(rb'"system":"([^"\\]+)","value":"(%b)"' % _FULL_URL.findall(piece)[-1], piece)
        found = by_id or _IDENTIFIER.search(piece)
        assert found is not None, "reference data without an identifier"
        kind, _, rest = pieces[at + 1].partition(b'"')
        unless = b'","ifNoneExist":"identifier=%b|%b"' % found.groups()
        pieces[at + 1] = kind + unless + rest
    return _POST.join(pieces)


def _by_urn(each: Rendered, own: Iterable[str]) -> Rendered:
    """Resources whose references to other resources of the patient are by `urn:uuid:`."""
    pattern = f'"reference":"(?:{"|".join(own)})/([0-9a-f-]{{36}})"'
    lines = pc.replace_substring_regex(each.lines, pattern, r'"reference":"urn:uuid:\1"')
    return replace(each, lines=lines)


def _names(rendered: Mapping[str, Rendered]) -> list[str]:
    return [name.decode() for name in rendered["Patient"].id.to_pylist()]


def _patient_first(rendered: Iterable[Rendered]) -> list[Rendered]:
    """The Patient's own first: everyone has exactly one, so that every later entry begins with a comma."""
    return sorted(rendered, key=lambda each: each.resource_type != "Patient")
