"""Tables of the world's evidence: CSV files whose columns have kinds and bounds, and whose top names a source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from synth import source_files
from synth.evidence import units
from synth.evidence.units import EvidenceError

Lists = Mapping[str, Sequence[str]]
_NUMBER, _WHOLE = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?"), re.compile(r"-?[0-9]{1,15}")
_WEIGHTS = re.compile(r"[^\s:]+(:[0-9]{1,6}(\.[0-9]{1,6})?( [^\s:]+:[0-9]{1,6}(\.[0-9]{1,6})?)*)?")


def read(path: Path, shape: Mapping[str, str], lists: Lists, *, sourced: bool = True) -> list[dict[str, str]]:
    """The rows of a file as text by column; every fault is reported together.

    shape: the kind of each column, in their order; "order" the columns by which rows rise. lists: names that kinds may
    speak of. sourced: lines at the top that begin with # must say where it is from. Raises EvidenceError, one line for
    each fault.
    """
    text = source_files.text_of(path, error=EvidenceError)
    return read_text(text, source_files.shown(path), shape, lists, sourced=sourced)


def read_text(text: str, place: str, shape: Mapping[str, str], lists: Lists, *,
              sourced: bool = True) -> list[dict[str, str]]:  # fmt: skip
    """The rows of a text in CSV; `place` is its name in messages."""
    columns = [name for name in shape if name != "order"]
    faults: list[str] = []
    head = text[: len(text) - len(re.sub(r"\A(#[^\n]*\n)+", "", text))]
    if sourced and not re.search(r"Source:|Made by", head):
        faults.append(f"{place}:1: no source: begin with lines such as '# Source: publication, year, table'")
    lines = source_files.csv_in(text, place, columns, comments=True, error=EvidenceError)
    if not lines:
        faults.append(f"{place}:1: it has no rows: write at least one under the heading")
    wrong: dict[str, dict[str, str]] = {
        name: {text: _cell(text, *shape[name].split(), lists=lists) for text in {line.cells[name] for line in lines}}
        for name in columns
    }
    for line in lines:
        for name in columns:
            said = wrong[name][line.cells[name]]
            if said:
                faults.append(f"{line.place}: {name} is {line.cells[name]!r}: {said}")
        maybe = [line.cells[name] for name in columns if shape[name].startswith("maybe")]
        if maybe and not any(maybe):
            faults.append(f"{line.place}: it has no number at all: give one, or take the row out")
    if not faults:
        for name in columns:
            faults += _every(name, shape[name], lines)
        faults += _order(shape["order"].split(), shape, lines, lists) if "order" in shape else []
    if faults:
        raise EvidenceError("\n".join(faults))
    return [line.cells for line in lines]


def _cell(text: str, kind: str, *more: str, lists: Lists) -> str:
    """What is wrong with a cell, as its mend; empty if nothing."""
    if kind == "words":
        return "" if text and text == text.strip() else "write a name, without spaces at its ends"
    if kind == "of":
        return "" if text in lists[more[0]] else units.among(lists[more[0]], text)
    if kind == "weights":
        return "" if _WEIGHTS.fullmatch(text) else "write names with weights, such as Tamil:72 Sinhala:28"
    if kind == "maybe" and not text:
        return ""
    whole = kind in ("whole", "every")
    least, most = more[0], more[1]
    fits = (_WHOLE if whole else _NUMBER).fullmatch(text) and Decimal(least) <= Decimal(text) <= Decimal(most)
    return "" if fits else f"give a {'whole ' if whole else ''}number from {least} to {most}"


def _every(name: str, kind: str, lines: Sequence[source_files.Line]) -> list[str]:
    """Where a column of every number from one to another skips or repeats one."""
    if not kind.startswith("every"):
        return []
    least, most = (int(bound) for bound in kind.split()[1:])
    for wanted, line in enumerate(lines, least):
        if int(line.cells[name]) != wanted:
            return [f"{line.place}: {name} is {line.cells[name]}, not {wanted}: give a row for each, in order"]
    if least + len(lines) - 1 != most:
        return [f"{lines[-1].place}: {name} ends before {most}: give a row for each up to it"]
    return []


def _order(by: Sequence[str], shape: Mapping[str, str], lines: Sequence[source_files.Line], lists: Lists) -> list[str]:
    """Where rows do not rise, or stand twice, by some columns."""

    def at(line: source_files.Line) -> tuple[int, ...]:
        kinds = [(line.cells[name], shape[name].split()) for name in by]
        return tuple(list(lists[kind[1]]).index(text) if kind[0] == "of" else int(text) for text, kind in kinds)

    places = [at(line) for line in lines]
    return [
        f"{line.place}: it does not come after the row before it by {', '.join(by)}: order them, each once"
        for line, place, before in zip(lines[1:], places[1:], places, strict=False)
        if place <= before
    ]
