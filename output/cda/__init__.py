"""CDA R2 documents: discharge summaries of mothers and newborns, and patient summaries of general practice.

    rendered = render(batch)
    rendered.data, rendered.id, rendered.person    the documents (large_binary), their ids, whose they are

A document is written for each row of the record's `document` table whose form says, in its details, which
type it is (`document="maternity_discharge"`, "newborn_discharge" or "gp_summary"). It repeats what the
person's record held at that moment. The id of an entry is that of its FHIR resource; narrative and entries
are made of the same columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from output.cda import bodies, contacts, headings, people, sections
from output.cda.wording import Times, ids
from output.cda.writing import Documents, Writing, template
from output.template import join, lookup, xml_text
from synth import clock
from synth.record.batch import Batch
from synth.record.kinds import CHANGES
from synth.record.state import runs

__all__ = ["Rendered", "render"]

Column = np.ndarray


@dataclass
class Rendered:
    """Documents, one a row: their text and id (large_binary), the row of the person, and the type."""

    data: Any
    person: Column
    id: Any
    type: Column

    def __len__(self) -> int:
        return len(self.person)


def render(batch: Batch) -> Rendered:
    """Every document that the record of a batch holds, in the order of the record."""
    documents = _documents(batch)
    writing = Writing(batch, documents)
    key = batch.people["key"][documents.person]
    identity = ids(key, batch.record["document"]["entry"][documents.row], "ClinicalDocument")
    if not len(documents):
        return Rendered(identity, documents.person, identity, documents.type)
    kinds = headings.DOCUMENTS
    columns: dict[str, Any] = {
        "id": identity,
        "code": lookup(documents.type, [headings.document_code(kind, batch.codelists) for kind in kinds]),
        "title": lookup(documents.type, [xml_text(kind.title) for kind in kinds]),
        "written": Times(documents.moment).stamp,
        **people.patients(writing),
        **bodies.authors(writing),
        **people.mothers(writing, documents.type == headings.INDEX[headings.NEWBORN]),
        **contacts.header(writing),
        "sections": b"",
    }
    # Sections are most of a document, and are copied only once: into the place that the template leaves them.
    around, end = template("document").render(len(documents), columns), template("document").parts[-1]
    assert isinstance(end, bytes)
    data = join([pc.binary_slice(around, 0, -len(end)), *sections.pieces(writing, identity), end])
    return Rendered(data, documents.person, identity, documents.type)


def _documents(batch: Batch) -> Documents:
    """The documents of a batch: the last change of each entry that names a type and was not taken back."""
    table = batch.record["document"]
    named = np.array([headings.INDEX.get(str(form.details.get("document", "")), -1) for form in batch.forms] or [-1])
    type_ = named[table["form"]] if len(table) else np.zeros(0, np.int64)
    last = runs(table, batch.forms).replaced == clock.NEVER
    row = np.flatnonzero((type_ >= 0) & last & (table["change"] != CHANGES.index("withdrawn")))
    return Documents(row, type_[row], table["person"][row], table["recorded"][row])
