"""The members of a table in a source file, checked against the dataclass that they make."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

from synth.source_files import Written

_MEANT = {"str": '"words"', "bool": "true or false", "int": "a whole number from 1", "tuple[str, ...]": '["words"]'}


def faults(
    written: Written,
    at: tuple[str | int, ...],
    members: Any,
    of: type,
    given: Collection[str],
    choices: Mapping[str, Collection[str]],
) -> Iterator[str]:
    """What is wrong with the members of a table, each with its mend.

    at: the path of the table, with its position if it is one of several; of: the dataclass that it becomes; given:
    fields that do not come from it; choices: what a member, or each of its words, may be.
    """
    if not isinstance(members, dict):
        yield f"{written.at(*at)}: '{at[1]}' is no table: write [{'.'.join(map(str, at))}] and its members below"
        return
    known = {each.name: each for each in fields(of) if each.name not in given}
    for name, value in members.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            mend = f"did you mean {near[0]}" if near else f"there are {', '.join(known)}"
            yield f"{written.at(*at, name)}: unknown member '{name}': {mend}"
        elif not _is(str(known[name].type), value):
            yield f"{written.at(*at, name)}: '{name}' is {value!r}: give {_MEANT[str(known[name].type)]}"
        elif name in choices:
            for word in value if isinstance(value, list) else [value]:
                if word not in choices[name]:
                    there = " or ".join(filter(None, choices[name]))
                    yield f"{written.at(*at, name)}: '{name}' is '{word}': give {there}"
    for name, each in known.items():
        if name not in members and each.default is MISSING:
            yield f"{written.at(*at)}: it has no {name}: write {name} = {_MEANT[str(each.type)]}"


def made(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members as a dataclass takes them: lists become tuples."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in members.items()}


def _is(kind: str, value: Any) -> bool:
    if kind == "tuple[str, ...]":
        return isinstance(value, list) and all(isinstance(one, str) and one for one in value)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool) and value > 0
    return isinstance(value, bool if kind == "bool" else str)
