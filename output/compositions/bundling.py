"""The bundles of documents: a Composition, all that it refers to in turn, and copies of the reference data named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from output import fhir
from output.cda.dialects import TEXT
from output.cda.writing import Writing
from output.columns import gather, join, text
from output.compositions import composition, told
from output.compositions.known import Known
from output.documents.written import documents as written
from output.fhir.base.fragments import dumps
from output.fhir.base.rendered import Rendered
from output.fhir.bundles.bundling import TEST_DATA, Bundles, entries_of
from output.fhir.bundles.linking import links, parsed
from output.fhir.documents.document import Shared, shared
from output.fhir.subject.context import Context
from synth import chance, clock
from synth.record.batch import Batch, places_touched
from synth.table import position

Column = np.ndarray
_FIRST = (composition.TYPE, "Patient")


def render(batch: Batch) -> Bundles:
    """A bundle for each document that the record of a batch holds, in the order of the record."""
    of = written(batch)
    if not len(of):
        return Bundles.of([], pa.array([], pa.large_binary()), np.zeros(0, dtype=np.int64))
    writing = Writing(batch, of, TEXT)
    contents = told.by_content(writing)
    known = Known(writing.telling, told.by_kind(contents))
    made = composition.render(writing, contents, Context(known.batch), known.person)
    every = _needed([made, *fhir.render(known.batch).values()], known.person)
    held = shared(batch.settings, tuple(places_touched(batch)))
    ids = made.id
    label = b'"meta":{"security":[' + dumps(TEST_DATA) + b"]}"
    pieces: list[pa.LargeBinaryArray | bytes] = [
        b'{"resourceType":"Bundle","id":"', ids,
        b'",' + label + b',"identifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:', ids,
        b'"},"type":"document","timestamp":"', text(clock.instant_text(of.moment)), b'","entry":[',
    ]  # fmt: skip
    counts = np.zeros(len(of), dtype=np.int64)
    for each in every:
        starts = np.append(np.searchsorted(each.person, known.person), len(each))
        pieces.append(
            gather(entries_of(each, "document", b"" if each.resource_type == composition.TYPE else b","), starts)
        )
        counts += np.diff(starts)
    owner, row = held.needed(*_shared(every, held))
    starts = np.append(np.searchsorted(owner, known.person), len(owner))
    pieces.append(gather(held.entries.take(pa.array(row)), starts))
    counts += np.diff(starts)
    return Bundles.of([name.decode() for name in ids.to_pylist()], join([*pieces, b"]}"]), counts)


def _shared(every: Sequence[Rendered], held: Shared) -> tuple[Column, Column]:
    """Which documents' resources refer to which reference data."""
    found = links(every)
    row = found.rows(held.ids)
    there = row >= 0
    return np.concatenate([each.person for each in every])[found.source[there]], row[there]


def _needed(every: Sequence[Rendered], person: Column) -> list[Rendered]:
    """Of each type the resources to which documents lead: their Compositions first, and who they are of."""
    every = sorted((each for each in every if len(each)), key=_place)
    whose = np.concatenate([each.person for each in every])
    first = np.concatenate([np.full(len(each), each.resource_type in _FIRST) for each in every])
    key = _keys(np.concatenate([parsed(each.id) for each in every]), whose)
    order = np.argsort(key, kind="stable")
    found = links(every)
    target = position(key[order], _keys(found.target, whose[found.source]))
    inside = target >= 0  # the others lead to reference data
    source, target = found.source[inside], order[target[inside]]
    reached = first & np.isin(whose, person)
    while True:
        new = reached.copy()
        new[target[reached[source]]] = True
        if (new == reached).all():
            break
        reached = new
    bounds = np.cumsum([0, *(len(each) for each in every)])
    return [_kept(each, reached[begin:end]) for each, begin, end in zip(every, bounds[:-1], bounds[1:], strict=True)]


def _keys(identity: Column, whose: Column) -> Column:
    """A number (uint64) for each id (two numbers) within one document."""
    return chance.join(identity[:, 0] ^ chance.mix(identity[:, 1]), whose)


def _kept(each: Rendered, mask: Column) -> Rendered:
    rows = pa.array(np.flatnonzero(mask))
    return replace(each, lines=each.lines.take(rows), person=each.person[mask], id=each.id.take(rows))


def _place(each: Rendered) -> int:
    return _FIRST.index(each.resource_type) if each.resource_type in _FIRST else len(_FIRST)
