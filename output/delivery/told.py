"""Files of the project that delivery goes by: profiles of servers, search parameters, the mix of a load test.

Each file is read and checked here; BrokenSource names all that is wrong with one, by file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from synth import source_files
from synth.errors import BrokenSource
from synth.source_files import Written

HERE = Path(__file__).parent
PROFILES, SEARCHABLE, MIX = HERE / "server/profiles.toml", HERE / "verify/searchable.toml", HERE / "loadpack/mix.toml"
MODES = ("transaction", "batch", "put", "import", "post")
IDS, IDENTICAL = ("any", "uuid", "not numeric"), ("kept", "bumped")
SEARCHED = ("token", "string", "date", "reference", "quantity", "uri", "number")

_IS: dict[str, Callable[[Any], bool]] = {
    "mode": lambda value: value in MODES,
    "entries": lambda value: type(value) is int and 0 < value <= 100_000,
    "bytes": lambda value: type(value) is int and 0 < value <= 1 << 40,
    "ids": lambda value: value in IDS,
    "atomic": lambda value: isinstance(value, bool),
    "integrity": lambda value: isinstance(value, bool),
    "identical": lambda value: value in IDENTICAL,
}
_MIX: dict[str, dict[str, Callable[[Any], bool]]] = {
    "share": {name: lambda value: type(value) is int and 0 <= value <= 1000
              for name in ("read", "search", "count", "write", "transaction")},
    "transaction": {"entries": lambda value: type(value) is int and 0 < value <= 500},
    "load": {"users": lambda value: type(value) is int and 0 < value <= 100_000},
    "cache": {"control": lambda value: isinstance(value, str)},
    "stream": {"play": lambda value: value in ("week", "day", "none"),
               "seconds": lambda value: type(value) is int and 0 < value <= 10_000_000},
}  # fmt: skip


def profiles(written: Written | None = None) -> dict[str, dict[str, Any]]:
    """The profiles of servers by name: each fact with its value and source."""
    return _checked(written or source_files.toml_of(PROFILES), _profile)


def searchable(written: Written | None = None) -> dict[str, dict[str, Any]]:
    """The search parameters by type and name: kind, paths, and perhaps the type of target."""
    return _checked(written or source_files.toml_of(SEARCHABLE), _parameters)


def mix(written: Written | None = None) -> dict[str, dict[str, Any]]:
    """What a load test does unless told otherwise: each member with its value and source."""
    written = written or source_files.toml_of(MIX)
    missing = [f"{written.at()}: no table [{name}]: add it" for name in _MIX if name not in written.tables]
    if missing:
        raise BrokenSource("\n".join(missing))
    return _checked(written, _mixed)


def faults() -> list[str]:
    """One line for each fault of these files."""
    found: list[str] = []
    for read in (profiles, searchable, mix):
        try:
            read()
        except BrokenSource as error:
            found += str(error).splitlines()
    return found


def _checked(written: Written, faults_of: Callable[[str, dict[str, Any]], Iterator[tuple[str, str]]]) -> dict[str, Any]:
    out: list[str] = []
    for name, table in written.tables.items():
        if not isinstance(table, dict):
            out.append(f"{written.at(name)}: '{name}' is no table: write [{name}] and its members below")
            continue
        out += [f"{written.at(name, member)}: [{name}]: {said}" for member, said in faults_of(name, table)]
    if out:
        raise BrokenSource("\n".join(out))
    return written.tables


def _fact(member: str, told: Any, sound: Callable[[Any], bool]) -> Iterator[tuple[str, str]]:
    if not isinstance(told, dict) or set(told) != {"value", "source"}:
        yield member, f"{member} has no value and source: write {member} = {{ value = ..., source = ... }}"
    elif not isinstance(told["source"], str) or not told["source"].strip():
        yield member, f"{member} has no source: say where it was measured or read"
    elif not _try(sound, told["value"]):
        yield member, f"{member} is {told['value']!r}: mend it as the head of the file says"


def _try(sound: Callable[[Any], bool], value: Any) -> bool:
    return not isinstance(value, (list, dict)) and sound(value)


def _profile(name: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for member in table:
        if member not in _IS and member != "software":
            yield member, f"unknown member '{member}': use software, {', '.join(_IS)}"
    for member, sound in _IS.items():
        yield from _fact(member, table[member], sound) if member in table else [("", f"no {member}: add it")]
    software = table.get("software", "")
    try:
        re.compile(software)
    except (re.error, TypeError):
        yield "software", f"software is {software!r}: write a regular expression in quotation marks"


def _parameters(name: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for member, told in table.items():
        if not isinstance(told, list) or len(told) not in (2, 3) or not all(isinstance(one, str) for one in told):
            yield member, f'{member} is no parameter: write {member} = ["token", "path.to.element"]'
        elif told[0] not in SEARCHED or not all(re.fullmatch(r"[a-zA-Z.]+", path) for path in told[1].split() or [""]):
            yield member, f"{member} is {told!r}: give one of {', '.join(SEARCHED)}, and paths of elements"


def _mixed(name: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    known = _MIX.get(name)
    if known is None:
        yield "", f"unknown table: use one of {', '.join(_MIX)}"
        return
    for member in table:
        if member not in known:
            yield member, f"unknown member '{member}': use {', '.join(known)}"
    for member, sound in known.items():
        yield from _fact(member, table[member], sound) if member in table else [("", f"no {member}: add it")]
