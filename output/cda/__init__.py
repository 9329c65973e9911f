"""CDA R2 documents: discharge summaries of mothers and newborns, and patient summaries of general practice.

    for rendered in [render(batch)]:
        rendered.data        one document a row (large_binary)

A document is written for each row of the record's `document` table whose form says, in its details, which
type it is (`document="maternity_discharge"`, "newborn_discharge" or "gp_summary"). It repeats what the
person's record held at that moment. The id of an entry is that of its FHIR resource; narrative and entries
are made of the same columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from output.cda import bodies, contacts, entries, headings, observations, people
from output.cda.scope import Kind
from output.cda.wording import ids, stamps
from output.cda.writing import Documents, Part, Writing, template
from output.template import join, lookup, only, xml_text
from synth.record.batch import Batch
from synth.record.kinds import CHANGES

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
    key = batch.population["key"][documents.person]
    identity = ids(key, batch.record["document"]["entry"][documents.row], "ClinicalDocument")
    if not len(documents):
        return Rendered(identity, documents.person, identity, documents.type)
    kinds = headings.DOCUMENTS
    columns: dict[str, Any] = {
        "id": identity,
        "code": lookup(documents.type, [headings.document_code(kind, batch.codelists) for kind in kinds]),
        "title": lookup(documents.type, [xml_text(kind.title) for kind in kinds]),
        "written": stamps(documents.moment),
        **people.patients(writing),
        **bodies.authors(writing),
        **people.mothers(writing, documents.type == headings.INDEX[headings.NEWBORN]),
        **contacts.header(writing),
        "sections": _sections(writing, identity),
    }
    data = template("document").render(len(documents), columns)
    return Rendered(data, documents.person, identity, documents.type)


def _documents(batch: Batch) -> Documents:
    """The documents of a batch: the last change of each entry that names a type and was not taken back."""
    table = batch.record["document"]
    named = np.array(
        [headings.INDEX.get(str(form.details.get("document", "")), -1) for form in batch.forms] or [-1]
    )
    kind = Kind(table)
    type_ = named[table["form"]] if len(table) else np.zeros(0, np.int64)
    last = kind.replaced >= 2**40 if len(table) else np.zeros(0, bool)
    row = np.flatnonzero((type_ >= 0) & last & (table["change"] != CHANGES.index("withdrawn")))
    return Documents(row, type_[row], table["person"][row], table["recorded"][row])


_COLUMNS = {
    "encounters": ("Contact", "From", "Until", "Where", "Details"),
    "problems": ("Problem", "Since", "Until", "Status"),
    "procedures": ("Procedure", "When", "Status"),
    "medications": ("Medicine", "Dosage", "Since", "Until", "Status"),
    "allergies": ("Allergy", "Since", "Until", "Status"),
    "immunisations": ("Vaccine", "Dose", "When", "Status"),
    "plan": ("What", "When", "Status"),
    "alerts": ("Alert", "Since"),
}
_OBSERVED = ("Observation", "Value", "When")


def _sections(writing: Writing, identity: Any) -> Any:
    """All sections of each document, one after another."""
    parts = {
        "encounters": contacts.encounters(writing), "problems": entries.problems(writing),
        "procedures": entries.procedures(writing), "medications": entries.medications(writing),
        "allergies": entries.allergies(writing), "immunisations": entries.immunisations(writing),
        "plan": contacts.plans(writing), "alerts": contacts.alerts(writing), 
        **observations.by_section(writing),
    }  # fmt: skip
    return join([_section(writing, name, parts[name], identity) for name in headings.ORDER])


def _section(writing: Writing, name: str, part: Part, identity: Any) -> Any:
    """One section of each document; nothing where its type has none, or where it may go when it is empty."""
    n, type_ = len(writing.documents), writing.documents.type
    headed = [kind.sections.get(name) for kind in headings.DOCUMENTS]
    wanted = np.array([heading is not None for heading in headed])[type_]
    some = part.some & wanted
    identified = np.array([bool(heading and heading.identified) for heading in headed])[type_]
    words = "".join(f"<th>{word}</th>" for word in _COLUMNS.get(name, _OBSERVED)).encode()
    return template("section").render(
        n,
        {
            "templates": lookup(
                type_, [headings.templates(heading) if heading else None for heading in headed]
            ),
            "identity": only(some & identified, identity),
            "key": name.encode(),
            "head": lookup(
                type_,
                [headings.head(heading, writing.batch.codelists) if heading else None for heading in headed],
            ),
            "columns": words,
            "rows": only(some, part.rows),
            "entries": only(some, part.entries),
            "nothing": only(
                ~some,
                lookup(
                    type_,
                    [
                        xml_text(heading.nothing) if heading and heading.nothing else None
                        for heading in headed
                    ],
                ),
            ),
        },
    )
