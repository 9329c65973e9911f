"""CDA R2 documents: a face of the kinds of document that `output.documents` describes.

    rendered = render(batch)                       render(batch, "nhs-itk") for the messages of the NHS
    rendered = of_part(block)                      the same, of a block that was cut from a batch
    rendered.data, rendered.id, rendered.person    the documents (large_binary), their ids, whose they are

A document is written for each row of the record's `document` table whose form says, in its details, which
kind it is (`document="maternity_discharge"`). It repeats what the person's record held at that moment. The id of an
entry is that of its FHIR resource; narrative and entries are made of the same columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from output import together
from output.cda import bodies, contacts, headings, itk_header, itk_sections, people, relatives, sections, unstructured
from output.cda.dialects import HL7, ITK, NAMED
from output.cda.wording import Times
from output.cda.writing import Writing
from output.documents.kinds import KINDS
from output.documents.written import document_ids
from output.documents.written import documents as written
from output.template import join, lookup, numbers, xml_text
from synth.record.batch import Batch

__all__ = ["Rendered", "groups", "of_part", "render"]

Column = np.ndarray

TOGETHER = 1 << 13
"""Up to so many documents are made together, some 150 MB, which are held in memory until their parts are done."""


@dataclass
class Rendered:
    """Documents, one a row: their text and id (large_binary), the row of the person, and the kind."""

    data: Any
    person: Column
    id: Any
    type: Column

    def __len__(self) -> int:
        return len(self.person)

    def cut(self, begin: int, end: int) -> Rendered:
        """The documents of the persons from a row to another (exclusive), counted from the first of them."""
        low, high = np.searchsorted(self.person, [begin, end]).tolist()
        data, identity = (column.slice(low, high - low) for column in (self.data, self.id))
        return Rendered(data, self.person[low:high] - begin, identity, self.type[low:high])


def of_part(batch: Batch, dialect: str = HL7.name) -> Rendered:
    """As `render`; the documents of several parts of a batch are made together."""
    made, begin, end = together.of_part(batch, f"CDA {dialect}", groups, lambda some: render(some, dialect))
    return made.cut(begin, end)


def groups(batch: Batch) -> Column:
    """The first persons of runs of whole blocks whose documents are made together, and the end of the last run."""
    return together.runs_of_blocks(batch, lambda bounds: np.searchsorted(written(batch).person, bounds), TOGETHER)


def render(batch: Batch, dialect: str = HL7.name) -> Rendered:
    """Every document that the record of a batch holds, in the order of the record.

    dialect: "hl7", "nhs-itk" for the messages that the NHS has for them (its discharge message alone), "pdf" or "text"
    for documents that are not coded."""
    documents = written(batch)
    if NAMED[dialect] is ITK:
        documents = documents.where(np.array([bool(kind.message) for kind in KINDS])[documents.type])
    writing = Writing(batch, documents, NAMED[dialect])
    key = batch.people["key"][documents.person]
    table = batch.record["document"]
    entry, version = table["entry"][documents.row], documents.version
    identity = document_ids(key, entry, version)
    if not len(documents):
        return Rendered(identity, documents.person, identity, documents.type)
    replaced = document_ids(key, entry, version - 1) if (version > 1).any() else None
    same: dict[str, Any] = {
        "id": writing.dialect.ids(identity),
        "version": numbers(version),
        "set": writing.dialect.ids(document_ids(key, entry, np.ones_like(version))),
        "replaced": None if replaced is None else writing.dialect.ids(replaced),
        "version_before": numbers(version - 1),
        "title": lookup(documents.type, [xml_text(kind.title) for kind in KINDS]),
        "sections": b"",
    }
    data = _messages(writing, same) if writing.dialect is ITK else _documents(writing, same, identity)
    return Rendered(data, documents.person, identity, documents.type)


def _documents(writing: Writing, same: dict[str, Any], identity: Any) -> Any:
    """Documents as HL7 has them."""
    batch, documents = writing.batch, writing.documents
    columns = {
        **same,
        "code": lookup(documents.type, [headings.document_code(kind, batch.codelists) for kind in KINDS]),
        "written": Times(documents.moment).stamp,
        "since": Times(writing.telling.since).stamp,
        **people.patients(writing),
        **bodies.authors(writing),
        "kin": relatives.kin(writing),
        **contacts.header(writing),
    }
    if not writing.dialect.coded:
        return _around(writing, columns, [unstructured.body(writing)])
    body = [b"<structuredBody>", *sections.pieces(writing, identity), b"</structuredBody>"]
    return _around(writing, columns, body)


def _messages(writing: Writing, same: dict[str, Any]) -> Any:
    """The same as messages of the NHS."""
    return _around(writing, {**same, **itk_header.columns(writing)}, itk_sections.pieces(writing))


def _around(writing: Writing, columns: dict[str, Any], pieces: list[Any]) -> Any:
    """Documents of a header and sections; these are most of a document, and are copied once: into their place."""
    shape = writing.dialect.template("document")
    assert shape is not None
    opening, end = shape.opened
    return join([opening.render(len(writing.documents), columns), *pieces, end])
