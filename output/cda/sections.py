"""The body of documents: every section of each, as pieces that are joined once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from output.cda import contacts, entries, headings, observations
from output.cda.writing import Part, Writing, template
from output.template import lookup, only, xml_text
from synth.codes import Codelists

Column = np.ndarray

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

_HERE = b"\0"
"""Stands, while literals are made, where what differs from document to document goes."""


def pieces(writing: Writing, identity: Any) -> list[Any]:
    """Columns that make, one after another, all sections of each document; identity: the documents' ids."""
    parts = {
        "encounters": contacts.encounters(writing),
        "problems": entries.problems(writing),
        "procedures": entries.procedures(writing),
        "medications": entries.medications(writing),
        "allergies": entries.allergies(writing),
        "immunisations": entries.immunisations(writing),
        "plan": contacts.plans(writing),
        "alerts": contacts.alerts(writing),
        **observations.by_section(writing),
    }
    return [piece for name in headings.ORDER for piece in _section(writing, name, parts[name], identity)]


def _section(writing: Writing, name: str, part: Part, identity: Any) -> list[Any]:
    """One section of each document: nothing where its type has none, or where it may go when it is empty."""
    type_ = writing.documents.type
    headed = [kind.sections.get(name) for kind in headings.DOCUMENTS]
    some = part.some & np.array([heading is not None for heading in headed])[type_]
    if not some.any() and not any(heading and heading.nothing for heading in headed):
        return []
    literals = _literals(name, writing.batch.codelists)
    state = np.where(some, type_, type_ + len(headed))
    found: list[Any] = [lookup(state, [each[0] for each in literals]).column()]
    if any(heading and heading.identified for heading in headed):
        identified = np.array([bool(heading and heading.identified) for heading in headed])[type_]
        found.append(only(some & identified, identity))
    for place, inside in ((1, None), (2, part.rows), (3, part.entries)):
        if inside is not None:
            found.append(only(some, inside))
        found.append(lookup(state, [each[place] for each in literals]).column())
    return found


@lru_cache(maxsize=64)
def _literals(name: str, codelists: Codelists) -> list[tuple[bytes, ...]]:
    """What is the same in a section, for each type of document: in four pieces with entries, then without."""
    headed = [kind.sections.get(name) for kind in headings.DOCUMENTS]
    words = "".join(f"<th>{word}</th>" for word in _COLUMNS.get(name, _OBSERVED)).encode()
    full: list[tuple[bytes, ...]] = []
    empty: list[tuple[bytes, ...]] = []
    for heading in headed:
        if heading is None:
            full.append((b"", b"", b"", b""))
            empty.append((b"", b"", b"", b""))
            continue
        slots = {
            "templates": headings.templates(heading),
            "head": headings.head(heading, codelists),
            "columns": words,
            "key": name.encode(),
            "identity": _HERE if heading.identified else None,
            "rows": _HERE,
            "entries": _HERE,
            "nothing": None,
        }
        cut = template("section").render(1, slots)[0].as_py().split(_HERE)
        full.append(tuple(cut) if heading.identified else (cut[0], b"", *cut[1:]))
        nothing = b""
        if heading.nothing:
            slots = {**slots, "rows": None, "nothing": xml_text(heading.nothing)}
            nothing = template("section").render(1, slots)[0].as_py()
        empty.append((nothing, b"", b"", b""))
    return full + empty
