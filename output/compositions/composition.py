"""The Composition of each document: its sections in words, with references to the resources that they tell of."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output import registry
from output.cda import bodies
from output.cda.chain import Chain
from output.cda.sections import parts_of
from output.cda.writing import Part, Writing
from output.columns import (
    BYTES,
    Column,
    array,
    gather_list,
    join,
    json_text,
    lookup,
    numbers,
    only,
    text,
    uuid_text,
)
from output.compositions.told import Pairs
from output.distinct import combined, distinct
from output.documents.kinds import KINDS, SECTIONS, Section
from output.documents.written import document_ids
from output.fhir.base import fragments
from output.fhir.base.documents import class_of, type_of
from output.fhir.base.fragments import META, UK_CORE, dumps
from output.fhir.base.rendered import Rendered
from output.fhir.reference import directory
from output.fhir.subject.context import Context
from output.template import Template, xml_text
from synth import clock, keys
from synth.codes import Codelists

TYPE = "Composition"

TEMPLATE = Template(
    """{
    "resourceType": "Composition",
    "id": "${id}",
    "meta": ${meta},
    "language": "en-GB",
    "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:${set}"},
    "status": "${status}",
    "type": ${type},
    "category"?: [{"coding": [${category}]}],
    "subject": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "date": "${recorded}",
    "author": [${author}],
    "title": "${title}",
    "confidentiality": "N",
    "custodian": ${custodian},
    "relatesTo"?: [{
        "code": "replaces", "targetIdentifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:${replaced}"}
    }],
    "event": [{"period": {"start"?: "${since}", "end": "${recorded}"}}],
    "section": [${sections}]
}""",
    meta=META,
)

_HEADINGS = f"{fragments.UK}RecordStandardHeadings"
_MARKS = ((b"<paragraph", b"<p"), (b"</paragraph>", b"</p>"), (b"<list>", b"<ul>"), (b"</list>", b"</ul>"),
          (b"<item>", b"<li>"), (b"</item>", b"</li>"), (b" ID=", b" id="),
          (b"\\", b"\\\\"), (b'"', b'\\"'))  # fmt: skip
"""What the words of a section in CDA become as XHTML within a string of JSON, one after another."""


def ids_of(writing: Writing) -> pa.LargeBinaryArray:
    """The id of each document: the same in every face of it."""
    return _version(writing, writing.documents.version)


def _version(writing: Writing, version: np.ndarray) -> pa.LargeBinaryArray:
    of = writing.documents
    owner = writing.batch.people["key"][of.person]
    return document_ids(owner, writing.batch.record["document"]["entry"][of.row], version)


def render(writing: Writing, told: dict[str, Pairs], context: Context, person: np.ndarray) -> Rendered:
    """The Composition of each document.

    told: the entries of each content. context, person: the batch as documents knew it, and each one's person there."""
    of, telling = writing.documents, writing.telling
    lists, settings = writing.batch.codelists, writing.batch.settings
    by = bodies.author_columns(writing)
    both, place = combined(by["organisation"], by["practitioner"])
    keepers, kept = distinct(bodies.keepers(writing))
    ids, again = ids_of(writing), of.version > 1
    began = telling.since
    columns: dict[str, Column] = {
        "id": ids,
        "set": _version(writing, np.ones_like(of.version)),
        "replaced": only(again, _version(writing, of.version - 1)) if again.any() else None,
        "version": numbers(of.version),
        "recorded": text(clock.instant_text(of.moment)),
        "source": None,
        "profile": f"{UK_CORE}{TYPE}".encode(),
        "security": context.security("normal"),
        "status": lookup(again.astype(np.int64), [b"final", b"amended"]),
        "type": lookup(of.type, [dumps(type_of(kind, lists)) for kind in KINDS]),
        "category": lookup(of.type, [_dumped(class_of(kind, lists)) for kind in KINDS]),
        "patient": context.patient_ids.take(pa.array(person)),
        "encounter": only(telling.stay >= 0, _encounters(writing)),
        "author": lookup(place, directory.authors(both, settings)),
        "title": lookup(of.type, [json_text(kind.title) for kind in KINDS]),
        "custodian": lookup(kept, directory.organisation_references(keepers.tolist(), settings)),
        "since": only(began > clock.LONG_AGO, text(clock.instant_text(np.where(began > clock.LONG_AGO, began, 0)))),
        "sections": sections(writing, told),
    }
    return Rendered(TYPE, TEMPLATE.render(len(of), columns, b"\n"), person, ids)


def _dumped(value: dict[str, str] | None) -> bytes | None:
    return None if value is None else dumps(value)


def _encounters(writing: Writing) -> pa.LargeBinaryArray:
    row = np.maximum(writing.telling.stay, 0)
    table_of = writing.kind("contact")
    if not len(table_of):
        return pa.nulls(len(row), BYTES)
    return uuid_text(
        keys.uuids(writing.batch.people["key"][table_of["person"][row]], table_of["entry"][row], "Encounter")
    )


# ---------------------------------------------------------------- sections


def sections(writing: Writing, told: dict[str, Pairs]) -> pa.LargeBinaryArray:
    """All sections of each document as the elements of an array, in the order of the model."""
    parts = parts_of(writing)
    every: list[pa.LargeBinaryArray] = []
    before = np.zeros(len(writing.documents), dtype=bool)
    for section in SECTIONS.values():
        has = np.array([section.name in kind.sections for kind in KINDS])[writing.documents.type]
        part = parts[section.content]
        some = part.some & has
        here = some | (has & bool(section.nothing))
        if not here.any():
            continue
        comma = lookup((here & before).astype(np.int64), [b"", b","]).column()
        made = join([comma, _opening(section, writing.batch.codelists), _words(section, part, some, has),
                     b'</div>"}', references(writing, told.get(section.content, ()), here), b"}"])  # fmt: skip
        every.append(array(only(here, made), len(here)).fill_null(b""))
        before |= here
    return join(every)


def _words(section: Section, part: Part, some: np.ndarray, has: np.ndarray) -> pa.LargeBinaryArray:
    """What a section says in words, as XHTML within a string of JSON."""
    nothing = b"<paragraph>" + xml_text(section.nothing) + b"</paragraph>"
    chain = Chain()
    chain.where(has & ~some, nothing)
    for block in part.blocks:
        here = some & block.some
        if here.any():
            chain.block(block, here)
    words = join(chain.whole())
    for mark, instead in _MARKS:
        words = pc.replace_substring(words, mark, instead)
    return words


def references(writing: Writing, told: Pairs, here: np.ndarray) -> pa.LargeBinaryArray:
    """The member `entry` of a section: a reference to the resource of each entry that it tells of; nothing for none."""
    n = len(writing.documents)
    question = np.concatenate([np.zeros(0, dtype=np.int64), *(pairs.question for _, pairs in told)])
    if not len(question):
        return pa.array([b""] * n, BYTES)
    columns = pa.concat_arrays([_referred(writing, kind, pairs.row) for kind, pairs in told])
    order = np.argsort(question, kind="stable")
    starts = np.searchsorted(question[order], np.arange(n + 1)).astype(np.int64)
    listed = gather_list(columns.take(pa.array(order)), starts)
    some = here & (starts[1:] > starts[:-1])
    return array(only(some, join([b',"entry":[', listed, b"]"])), n).fill_null(b"")


def _referred(writing: Writing, kind: str, row: np.ndarray) -> pa.LargeBinaryArray:
    """A reference to the resource of each entry of a kind."""
    made = writing.id(kind, row)
    return join([b'{"reference":"' + registry.KINDS[kind].resource.encode() + b"/", made, b'"}'])


@lru_cache(maxsize=64)
def _opening(section: Section, codelists: Codelists) -> bytes:
    """What a section says before its words."""
    known = section.heading and any(c.system == _HEADINGS for c in codelists.concept(section.heading).codings)
    code = {"coding": [fragments.coding(codelists.of_system(section.heading, _HEADINGS))]} if known else {}
    head = dumps({"title": section.title, **({"code": {**code, "text": section.title}} if code else {})})[:-1]
    return head + b',"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">'
