"""The body of documents: every section of each, as pieces that are joined once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from output.cda import contacts, entries, headings, medications, narrative, observations, plans, summaries
from output.cda.writing import Part, Writing
from output.columns import array
from output.documents.kinds import KINDS, SECTIONS, Section
from output.template import Coded, lookup, only, xml_text
from synth.codes import Codelists

Column = np.ndarray

_CONTENTS: dict[str, Callable[[Writing], Part]] = {
    "practice": narrative.practice,
    "allergies": entries.allergies,
    "problems": entries.problems,
    "summary": summaries.summary,
    "contacts": contacts.encounters,
    "discharge": contacts.discharge,
    "medications": medications.medications,
    "procedures": entries.procedures,
    "immunisations": entries.immunisations,
    "alerts": plans.alerts,
    "plan": plans.plans,
    "author": narrative.author,
    "distribution": narrative.distribution,
}
"""What writes each content of a section; those of observations are written together."""


def pieces(writing: Writing, identity: Any) -> list[Any]:
    """Columns that make, one after another, all sections of each document; identity: the documents' ids."""
    parts = parts_of(writing)
    return [piece for section in SECTIONS.values() for piece in _section(writing, section, parts, identity)]


def parts_of(writing: Writing) -> dict[str, Part]:
    """What stands in sections, by their content."""
    parts = {**{name: make(writing) for name, make in _CONTENTS.items()}, **observations.by_section(writing)}
    parts["birth"] = narrative.kin(writing, parts["birth"])
    return parts


def _section(writing: Writing, section: Section, parts: dict[str, Part], identity: Any) -> list[Any]:
    """A section of each document: nothing where its kind has none, or where it may go when it is empty."""
    has = writing.telling.by_kind(lambda kind: section.name in kind.sections)
    if not has.any():
        return []
    part = parts[section.content]
    some = part.some & has
    if not some.any() and not section.nothing:
        return []
    opening, closing, nothing = _literals(section, writing.batch.codelists)
    state = np.where(some, 1, np.where(has, 2, 0))
    found: list[Any] = [lookup(state, [b"", opening[0], nothing]).column()]
    if not some.any():
        return found
    if section.name in headings.IDENTIFIED:
        found.append(only(some, identity))
        found.append(where(some, opening[1]))
    for block in part.blocks:
        here = some & block.some
        if here.any():
            found += [where(here, block.before), only(here, block.inside), where(here, block.after)]
    found.append(where(some, closing[0]))
    if part.entries is not None:
        found.append(only(some, part.entries))
    found.append(where(some, closing[1]))
    return found


def where(mask: Column, value: bytes | Coded) -> Any:
    """A literal in the documents of a mask, nothing in the others."""
    if isinstance(value, bytes):
        return lookup(mask.astype(np.int64), [b"", value]).column()
    return array(only(mask, value), len(mask))


@lru_cache(maxsize=64)
def _literals(section: Section, codelists: Codelists) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes], bytes]:
    """What stands around a section's narrative and its entries, its own id in the middle, and all of an empty one."""
    told = headings.template_id(section), headings.head(section, codelists)
    name = section.name.encode()
    if section.name in headings.IDENTIFIED:
        opening = (
            b"<component><section>" + told[0] + b'<id root="',
            b'" extension="' + name + b'"/>' + told[1] + b"<text>",
        )
    else:
        opening = (b"<component><section>" + b"".join(told) + b"<text>", b"")
    nothing = b""
    if section.nothing:
        words = b"<text>" + xml_text(section.nothing) + b"</text></section></component>"
        nothing = b'<component><section nullFlavor="NI">' + b"".join(told) + words
    return opening, (b"</text>", b"</section></component>"), nothing


assert {section.content for section in SECTIONS.values()} <= {*_CONTENTS, *observations.SECTIONS}, (
    "every content is written"
)
assert KINDS
