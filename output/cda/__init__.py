"""CDA R2 documents: a face of the kinds of document that `output.documents` describes.

    rendered = render(batch)
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

from output.cda import bodies, contacts, headings, people, relatives, sections
from output.cda.wording import Times
from output.cda.writing import Writing, template
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


def render(batch: Batch) -> Rendered:
    """Every document that the record of a batch holds, in the order of the record."""
    documents = written(batch)
    writing = Writing(batch, documents)
    key = batch.people["key"][documents.person]
    table = batch.record["document"]
    entry, version = table["entry"][documents.row], documents.version
    identity = document_ids(key, entry, version)
    if not len(documents):
        return Rendered(identity, documents.person, identity, documents.type)
    columns: dict[str, Any] = {
        "id": identity,
        "version": numbers(version),
        "set": document_ids(key, entry, np.ones_like(version)),
        "replaced": document_ids(key, entry, version - 1) if (version > 1).any() else None,
        "version_before": numbers(version - 1),
        "code": lookup(documents.type, [headings.document_code(kind, batch.codelists) for kind in KINDS]),
        "title": lookup(documents.type, [xml_text(kind.title) for kind in KINDS]),
        "written": Times(documents.moment).stamp,
        "since": Times(writing.telling.since).stamp,
        **people.patients(writing),
        **bodies.authors(writing),
        "kin": relatives.kin(writing),
        **contacts.header(writing),
        "sections": b"",
    }
    # Sections are most of a document, and are copied only once: into the place that the template leaves them.
    around, end = template("document").render(len(documents), columns), template("document").parts[-1]
    assert isinstance(end, bytes)
    data = join([pc.binary_slice(around, 0, -len(end)), *sections.pieces(writing, identity), end])
    return Rendered(data, documents.person, identity, documents.type)
