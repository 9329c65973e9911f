"""Stories, by which a tester finds a patient: read from a TOML file of the pathways, checked against what records hold.

A story is a word for what a record holds that is worth looking at. Which words there are, and what makes each true, is
content; what may make one true stands here.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth import source_files
from synth.errors import BrokenSource
from synth.record.kinds import IDENTITY, KINDS, RELATIONSHIPS

SCENARIOS = "scenario"
"""The table of a file of stories under which scenarios stand, of which `synth.finding` reads."""
BOUNDS = ("at_least", "below", "equals")
BEGUN = ("window", "after birth", "again")
_WAYS = {
    "kind": ("codes",),
    "birth": ("unit", "source"),
    "child": ("unit", "source"),
    "identity": ("begun", "relationship", "equals"),
}
"""What a story may rest on, one of these, and what may stand beside each."""
_NAME = re.compile(r"[a-z]+(_[a-z]+)*")


@dataclass(frozen=True)
class Story:
    """A story and what makes it true, by the last day of a dataset.

    kind, codes: an entry of that kind with one of those codes (keys of the codelists). birth: (column, bound, number)
    of what is recorded of one's own birth, or, with `child`, of that of a child whom one bore. identity: an entry of
    that kind about who someone is; begun: words of BEGUN; relationship: a word of `record.kinds.RELATIONSHIPS`; equals:
    (column, number). unless: stories of which this one is only a part.
    """

    name: str
    meaning: str
    kind: str = ""
    codes: tuple[str, ...] = ()
    birth: tuple[str, str, int] | None = None
    child: bool = False
    identity: str = ""
    begun: tuple[str, ...] = ()
    relationship: str = ""
    equals: tuple[str, int] | None = None
    unless: tuple[str, ...] = ()


def read(path: Path, codes: Container[str] | None = None) -> tuple[Story, ...]:
    """The stories of a file, in its order; codes: the keys of the codelists, where they are to be looked up.

    Raises BrokenSource, one line for each fault.
    """
    return _stories(source_files.toml_of(path), codes)


def read_text(text: str | bytes, name: str, codes: Container[str] | None = None) -> tuple[Story, ...]:
    """The stories of a text; `name` stands for the file's in messages."""
    content = text.encode() if isinstance(text, str) else text
    return _stories(source_files.toml_in(source_files.decoded(content, name), name), codes)


def _stories(written: source_files.Written, codes: Container[str] | None) -> tuple[Story, ...]:
    faults: list[str] = []
    found: dict[str, Story] = {}
    for name, table in written.tables.items():
        if name == SCENARIOS:
            continue
        wrong = [(member, said) for member, said in _faults(name, table, codes)]
        if not wrong:
            earlier = [other for other in table.get("unless", ()) if other not in found]
            wrong = [("unless", f"there is no story '{other}' above: mend the name, or move this one down")
                     for other in earlier]  # fmt: skip
            found[name] = _story(name, table)
        faults += [f"{written.at(name, member)}: [{name}]: {said}" for member, said in wrong]
    if faults:
        raise BrokenSource("\n".join(faults))
    return tuple(found.values())


def _story(name: str, table: Mapping[str, Any]) -> Story:
    bounds: Mapping[str, Any] = table.get("birth") or table.get("child") or {}
    birth = next(((column, word, n) for column, said in bounds.items() for word, n in said.items()), None)
    return Story(
        name, table["meaning"], table.get("kind", ""), tuple(table.get("codes", ())), birth, "child" in table,
        table.get("identity", ""), tuple(table.get("begun", ())), table.get("relationship", ""),
        next(iter(table.get("equals", {}).items()), None), tuple(table.get("unless", ())),
    )  # fmt: skip


def _faults(name: str, table: Any, codes: Container[str] | None) -> Iterator[tuple[str, str]]:
    """What is wrong with one story: the member, what, and the mend."""
    if not isinstance(table, dict):
        yield "", "not a table: write [name] and its members below"
        return
    if not _NAME.fullmatch(name):
        yield "", f"the name {name!r} is no word of people.csv: use small letters with _ between"
    ways = [way for way in _WAYS if way in table]
    if len(ways) != 1:
        yield "", f"it rests on {' and '.join(ways) or 'nothing'}: give one of {', '.join(_WAYS)}"
        return
    way = ways[0]
    known = ("meaning", way, *_WAYS[way], "unless")
    yield from ((m, f"unknown member '{m}' beside {way}: use {', '.join(known)}") for m in table if m not in known)
    if not _words(table.get("meaning")):
        yield "meaning", 'it says no meaning: add meaning = "..."'
    if "unless" in table and not _listed(table["unless"]):
        yield "unless", "unless is no list of stories: write unless = [...]"
    yield from {"kind": _of_entries, "identity": _of_identity}.get(way, _of_birth)(table, way, codes)


def _of_entries(table: Mapping[str, Any], way: str, codes: Container[str] | None) -> Iterator[tuple[str, str]]:
    if table["kind"] not in KINDS:
        yield "kind", f"unknown kind of entry {table['kind']!r}: use one of {', '.join(KINDS)}"
    if not _listed(table.get("codes")):
        yield "codes", "it names no codes: write codes = [...], keys of the codelists"
    elif codes is not None:
        yield from (("codes", f"'{key}' stands in no codelist: add it there, or mend it")
                    for key in table["codes"] if key not in codes)  # fmt: skip


def _of_birth(table: Mapping[str, Any], way: str, codes: Container[str] | None) -> Iterator[tuple[str, str]]:
    columns = [column for column in IDENTITY["birth"] if column != "mother"]
    said = table[way]
    wanted = f"write {way} = {{ column = {{ at_least, below or equals = a whole number }} }}"
    bounds = list(said.values()) if isinstance(said, dict) else []
    if len(bounds) != 1 or not isinstance(bounds[0], dict) or len(bounds[0]) != 1:
        yield way, f"{way} is not one column with one bound: {wanted}"
        return
    ((column, bound),) = said.items()
    ((word, number),) = bound.items()
    if column not in columns:
        yield way, f"unknown column {column!r} of births: use one of {', '.join(columns)}"
    if word not in BOUNDS or not _whole(number):
        yield way, f"{word} = {number!r} is no bound: {wanted}"
    elif word != "equals" and not _words(table.get("source")):
        yield "source", 'a bound without a source: add source = "publication, year, table"'


def _of_identity(table: Mapping[str, Any], way: str, codes: Container[str] | None) -> Iterator[tuple[str, str]]:
    kind = table["identity"]
    if kind not in IDENTITY:
        yield "identity", f"unknown kind of entry about who someone is {kind!r}: use one of {', '.join(IDENTITY)}"
        return
    begun = table.get("begun", [])
    if "begun" in table and (not _listed(begun) or not set(begun) <= set(BEGUN)):
        yield "begun", f"begun is {begun!r}: write a list of {', '.join(BEGUN)}"
    if "relationship" in table and (kind != "relationship" or table["relationship"] not in RELATIONSHIPS):
        yield "relationship", (f"{table['relationship']!r} is no relationship of an entry of the kind {kind}: with "
                               f"identity = \"relationship\" use one of {', '.join(RELATIONSHIPS)}")  # fmt: skip
    equals = table.get("equals", {})
    if "equals" in table and not (isinstance(equals, dict) and len(equals) == 1 and all(map(_whole, equals.values()))):
        yield "equals", "equals is not one column with a whole number: write equals = { column = 1 }"
    else:
        yield from (("equals", f"unknown column {column!r} of {kind}: use one of {', '.join(IDENTITY[kind]) or 'none'}")
                    for column in equals if column not in IDENTITY[kind])  # fmt: skip


def _words(value: Any) -> bool:
    return isinstance(value, str) and value == value.strip() != ""


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _listed(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_words, value)) and len(set(value)) == len(value)
