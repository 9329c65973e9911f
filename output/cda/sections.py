"""The body of documents: every section of each, as pieces that are joined once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from output.cda import contacts, entries, headings, medications, narrative, observations, plans, summaries
from output.cda.chain import Chain
from output.cda.writing import Part, Writing
from output.documents.kinds import KINDS, SECTIONS, Section
from output.template import xml_text
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
    parts, chain = parts_of(writing), Chain()
    for section in SECTIONS.values():
        _section(writing, section, parts, identity, chain)
    return chain.whole()


def parts_of(writing: Writing) -> dict[str, Part]:
    """What stands in sections, by their content."""
    parts = {**{name: make(writing) for name, make in _CONTENTS.items()}, **observations.by_section(writing)}
    parts["birth"] = narrative.kin(writing, parts["birth"])
    return parts


def _section(writing: Writing, section: Section, parts: dict[str, Part], identity: Any, chain: Chain) -> None:
    """A section of each document: nothing where its kind has none, or where it may go when it is empty."""
    has = writing.telling.by_kind(lambda kind: section.name in kind.sections)
    if not has.any():
        return
    part = parts[section.content]
    some = part.some & has
    if not some.any() and not section.nothing:
        return
    opening, closing, nothing = _literals(section, writing.batch.codelists)
    state = np.where(some, 1, np.where(has, 2, 0))
    chain.literal(state, (b"", opening[0], nothing))
    if not some.any():
        return
    if section.name in headings.IDENTIFIED:
        chain.column(some, identity)
        chain.where(some, opening[1])
    for block in part.blocks:
        here = some & block.some
        if here.any():
            chain.block(block, here)
    chain.where(some, closing[0])
    if part.entries is not None:
        chain.column(some, part.entries)
    chain.where(some, closing[1])


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
