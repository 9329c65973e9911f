"""The kinds of document as `kinds.toml` has them, read and checked: every fault of the file is reported together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from output.documents import sentences
from synth import source_files
from synth.errors import BrokenSource
from synth.members import faults as faults_of
from synth.members import made
from synth.source_files import Written

FILE = Path(__file__).with_suffix(".toml")

CONTENTS = (
    "practice", "allergies", "problems", "summary", "contacts", "discharge", "birth", "examination", "medications",
    "procedures", "immunisations", "vitals", "results", "assessments", "social", "alerts", "plan", "author",
    "distribution",
)  # fmt: skip
"""What may stand in a section: each face of a document knows how to write these, and no others."""

WORDS_ALONE = ("practice", "summary", "discharge", "author", "distribution")
"""Those that are words for a reader: they have no entries."""

_CHOICES = {"since": ("stay", "birth", "year", "care episode"), "contacts": ("", "stays", "consultations"),
            "kin": ("", "babies", "mother"), "content": CONTENTS, "ever": ("procedures", "immunisations"),
            "message": ("", "eDischarge")}  # fmt: skip
_STATES = 3
_TABLES = ("section", "kind", "words", "either")


@dataclass(frozen=True)
class Section:
    """A section: what it is called, what stands in it, and what it says when that is nothing ("": it is left out)."""

    name: str
    title: str
    content: str
    heading: str = ""
    loinc: str = ""
    nothing: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of document; the members are those of `kinds.toml`, which says what each means."""

    key: str
    title: str
    episode: bool
    since: str
    medicines: tuple[str, ...]
    recipients: tuple[str, ...]
    sections: tuple[str, ...]
    repeats: int
    loinc: str = ""
    snomed: str = ""
    contacts: str = ""
    only: tuple[str, ...] = ()
    ever: tuple[str, ...] = ()
    fetus: bool = False
    before: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    kin: str = ""
    weights: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    lasting: bool = True
    message: str = ""
    category: str = ""
    format: str = ""
    last: int = 0
    given_days: int = 0
    minor: tuple[str, ...] = ()

    def section(self, name: str) -> Section | None:
        """Its section of a name, None if it has none."""
        return SECTIONS[name] if name in self.sections else None

    def has(self, content: str) -> bool:
        """Whether one of its sections has some content."""
        return any(SECTIONS[name].content == content for name in self.sections)


@dataclass
class Model:
    """The sections by name, in their order; the kinds, in the order of their numbers; what sentences call things; what
    excludes what."""

    sections: dict[str, Section] = field(default_factory=dict)
    kinds: list[Kind] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    either: dict[str, str] = field(default_factory=dict)


def read(written: Written) -> Model:
    """The model that a file describes; a BrokenSource names everything that is wrong with it."""
    model, faults = Model(), [f"{written.at(name)}: '{name}' is neither section nor kind: write [section.{name}]"
                              for name in written.tables if name not in _TABLES]  # fmt: skip
    for key, said in written.tables.get("words", {}).items():
        if isinstance(said, str) and said:
            model.words[key] = said
        else:
            faults.append(f"{written.at('words', key)}: '{key}' is {said!r}: give \"words\"")
    for key, said in written.tables.get("either", {}).items():
        if isinstance(said, str) and said:
            model.either[key] = said
        else:
            faults.append(
                f"{written.at('either', key)}: '{key}' is {said!r}: give the key of the code that it excludes"
            )
    for name, members in written.tables.get("section", {}).items():
        found = list(faults_of(written, ("section", name), members, Section, ("name",), _CHOICES))
        faults += found
        if not found:
            model.sections[name] = Section(name, **members)
    for key, members in written.tables.get("kind", {}).items():
        found = list(faults_of(written, ("kind", key), members, Kind, ("key",), _CHOICES))
        found = found or list(_faults_of_kind(written, key, members, model))
        faults += found
        if not found:
            model.kinds.append(Kind(key, **made(members)))
    if not faults and not model.kinds:
        faults = [f"{written.place}: it has no kind of document: write [kind.name] and its members"]
    if faults:
        raise BrokenSource("\n".join(faults))
    return model


def _faults_of_kind(written: Written, key: str, members: Mapping[str, Any], model: Model) -> Iterator[str]:
    """What is wrong with a kind whose members are there: its sections and their order, its tables of medicines."""
    order = list(model.sections)
    sections = members["sections"]
    unknown = [name for name in sections if name not in model.sections]
    if unknown:
        yield f"{written.at('kind', key, 'sections')}: no section '{unknown[0]}': there are {', '.join(order)}"
    elif sorted(set(sections), key=order.index) != sections:
        yield f"{written.at('kind', key, 'sections')}: sections out of order or twice: keep the order of this file"
    if len(members["medicines"]) != _STATES:
        yield f"{written.at('kind', key, 'medicines')}: {len(members['medicines'])} tables: name {_STATES}"
    for sentence in members.get("summary", ()):
        try:
            sentences.read(sentence)
        except BrokenSource as fault:
            yield f"{written.at('kind', key, 'summary')}: {fault}"


@cache
def model() -> Model:
    """The model of the file beside this module."""
    return read(source_files.toml_of(FILE))


SECTIONS: dict[str, Section] = model().sections
"""The sections by name; a document has its own in this order."""
KINDS: tuple[Kind, ...] = tuple(model().kinds)
"""The kinds of document; a kind's place here is the number that stands for it in columns."""
WORDS: dict[str, str] = model().words
"""What sentences call a thing by the key of its code, where the words of the code do not fit into one."""
EITHER: dict[str, str] = model().either
"""Keys of codes that another excludes, with that one: of both the last that was observed stands."""
INDEX: dict[str, int] = {kind.key: number for number, kind in enumerate(KINDS)}
"""The number of each kind, by key."""
