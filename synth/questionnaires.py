"""Questionnaires of which records keep the answers, read from a TOML file of the pathways and checked."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth import source_files
from synth.errors import BrokenSource

BOOLEAN, INTEGER = "boolean", "integer"
_NEEDED = ("title", "description", "publisher", "items")
PERSON, PARENT = "person", "parent"
_TEXTS = ("title", "description", "publisher", "type", "code", "answered_by")
_KNOWN = (*_NEEDED, "type", "code", "answered_by")


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire; items: the text of each, by the key of the codelists under which its answer is written.

    answered_by: the person whose record it is, or a parent.
    """

    name: str
    title: str
    description: str
    publisher: str
    type: str
    code: str
    items: Mapping[str, str]
    answered_by: str = PERSON


def read(path: Path, codes: Container[str] | None = None) -> tuple[Questionnaire, ...]:
    """The questionnaires of a file, in its order; codes: the keys of the codelists, where they are to be looked up.

    Raises BrokenSource, one line for each fault.
    """
    return _questionnaires(source_files.toml_of(path), codes)


def read_text(text: str | bytes, name: str, codes: Container[str] | None = None) -> tuple[Questionnaire, ...]:
    """The questionnaires of a text; `name` stands for the file's in messages."""
    content = text.encode() if isinstance(text, str) else text
    return _questionnaires(source_files.toml_in(source_files.decoded(content, name), name), codes)


def _questionnaires(written: source_files.Written, codes: Container[str] | None) -> tuple[Questionnaire, ...]:
    faults: list[str] = []
    found = []
    owner: dict[str, str] = {}
    for name, table in written.tables.items():
        before = len(faults)
        faults += [f"{written.at(name, member)}: [{name}]: {said}" for member, said in _faults(name, table, codes)]
        if len(faults) > before:
            continue
        items = {item["key"]: item["text"] for item in table["items"]}
        for key in items:
            if owner.setdefault(key, name) != name:
                faults.append(f"{written.at(name, 'items')}: [{name}]: '{key}' stands also in [{owner[key]}]: keep one")
        found.append(Questionnaire(name, table["title"], table["description"], table["publisher"],
                                   table.get("type", INTEGER), table.get("code", ""), items,
                                   table.get("answered_by", PERSON)))  # fmt: skip
    if faults:
        raise BrokenSource("\n".join(faults))
    return tuple(found)


def _faults(name: str, table: Any, codes: Container[str] | None) -> list[tuple[str, str]]:
    """What is wrong with one questionnaire: the member, what, and the mend."""
    if not isinstance(table, dict):
        return [("", "not a table: write [name] and its members below")]
    out = [(m, f"unknown member '{m}': use {', '.join(_KNOWN)}") for m in table if m not in _KNOWN]
    out += [("", f"no {m}: add {m} = ...") for m in _NEEDED if m not in table]
    if not name.isascii() or not name.replace("_", "").isalnum() or not name[0].isalpha() or name != name.lower():
        out.append(("", f"the name {name!r} makes no address: use small letters, digits and _, a letter first"))
    out += [(m, f"{m} must be words, not {table[m]!r}: write it in quotes")
            for m in _TEXTS if m in table and not _words(table[m])]  # fmt: skip
    if _words(table.get("type", INTEGER)) and table.get("type", INTEGER) not in (BOOLEAN, INTEGER):
        out.append(("type", f"unknown type '{table['type']}': write {BOOLEAN}, or {INTEGER} for a score"))
    if _words(table.get("answered_by", PERSON)) and table.get("answered_by", PERSON) not in (PERSON, PARENT):
        out.append(("answered_by", f"unknown '{table['answered_by']}': write {PERSON} or {PARENT}"))
    items = table.get("items", [])
    wanted = "write items = [{ key = ..., text = ... }]"
    if "items" in table and (not isinstance(items, list) or not items):
        return [*out, ("items", f"items is no list of questions: {wanted}")]
    keys = []
    for item in items:
        if not isinstance(item, dict) or set(item) != {"key", "text"} or not all(map(_words, item.values())):
            out.append(("items", f"an item is no key with a text: {wanted}"))
        elif item["key"] in keys:
            out.append(("items", f"the item '{item['key']}' stands twice: take one out"))
        else:
            keys.append(item["key"])
    used = [("items", key) for key in keys] + ([("code", table["code"])] if _words(table.get("code")) else [])
    out += [(m, f"'{key}' stands in no codelist: add it there, or mend it") for m, key in used
            if codes is not None and key not in codes]  # fmt: skip
    return out


def _words(value: Any) -> bool:
    return isinstance(value, str) and value == value.strip() != ""
