"""CDA R2 documents: a face of the kinds of document that `output.documents` describes.

    rendered = render(batch)                       render(batch, "nhs-itk") for the messages of the NHS
    rendered.data, rendered.id, rendered.person    the documents (large_binary), their ids, whose they are

A document is written for each row of the record's `document` table whose form says, in its details, which
kind it is (`document="maternity_discharge"`). It repeats what the person's record held at that moment. The id of an
entry is that of its FHIR resource; narrative and entries are made of the same columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from output.cda import bodies, contacts, headings, itk_header, itk_sections, people, relatives, sections, unstructured
from output.cda.dialects import HL7, ITK, NAMED
from output.cda.wording import Times
from output.cda.writing import Writing
from output.documents.kinds import KINDS
from output.documents.written import document_ids
from output.documents.written import documents as written
from output.template import join, lookup, numbers, xml_text
from synth.record.batch import Batch

__all__ = ["Rendered", "render"]

Column = np.ndarray


@dataclass
class Rendered:
    """Documents, one a row: their text and id (large_binary), the row of the person, and the kind."""

    data: Any
    person: Column
    id: Any
    type: Column

    def __len__(self) -> int:
        return len(self.person)


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
    around, end = shape.render(len(writing.documents), columns), shape.parts[-1]
    assert isinstance(end, bytes)
    return join([pc.binary_slice(around, 0, -len(end)), *pieces, end])
