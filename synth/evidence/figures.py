"""Figures of the world: files of evidence whose every figure has a shape, a unit and a source, read and checked.

A file is tables of figures (`synth/world/evidence/*.toml`). The unit of a figure is a word of `units.toml`: that of its
table (`unit`) or its own (`<figure>_unit`); likewise its `source` and `note`. What a file must hold stands beside the
code that reads it, in `shapes.toml`: for each figure its shape and the unit in which it is counted, so that nothing can
be missing, misspelt, of another form or in another unit than the code thinks.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from synth import source_files
from synth.evidence import units
from synth.evidence.units import EvidenceError, Unit

_SAID = ("unit", "source", "note")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|")
_DAYS = ("weekdays", "saturday", "sunday", "every day")


@dataclass(frozen=True)
class Counted:
    """What a figure is counted in: its unit, and whether it may lie on both sides of 0, or must be whole."""

    unit: Unit
    difference: bool = False
    whole: bool = False

    def check(self, value: Any) -> Decimal:
        """A number within the bounds of the unit."""
        found = Decimal(units.whole(value)) if self.whole else units.number(value)
        self.unit.check(found, self.difference)
        return found


def read(path: Path, shapes: Mapping[str, Any], lists: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The figures of a file, by table and name, without units and sources; every fault is reported together.

    shapes: for each table, its figures, each with its shape and unit (a table in a table nests). lists: names that
    shapes may speak of. Raises EvidenceError, one line for each fault.
    """
    return _figures(source_files.toml_of(path, EvidenceError), shapes, lists)


def read_text(text: str | bytes, name: str, shapes: Mapping[str, Any],
              lists: Mapping[str, Sequence[str]]) -> dict[str, Any]:  # fmt: skip
    """The figures of a text; `name` stands for the file's in messages."""
    content = text.encode() if isinstance(text, str) else text
    content_of = source_files.decoded(content, name, error=EvidenceError)
    return _figures(source_files.toml_in(content_of, name, EvidenceError), shapes, lists)


def _figures(written: source_files.Written, shapes: Mapping[str, Any],
             lists: Mapping[str, Sequence[str]]) -> dict[str, Any]:  # fmt: skip
    faults: list[str] = []
    for name in written.tables:
        if name not in shapes:
            faults.append(f"{written.at(name)}: unknown table [{name}]: use one of {', '.join(shapes)}")
    for name, shape in shapes.items():
        if name not in written.tables:
            faults.append(f"{written.at(name)}: no table [{name}]: add it")
        else:
            told = _faults(written.tables[name], shape, lists, {})
            faults += [f"{written.at(name, *member)}: [{'.'.join((name, *member))}]: {said}" for member, said in told]
    if faults:
        raise EvidenceError("\n".join(faults))
    return {name: _bare(table, shapes[name]) for name, table in written.tables.items()}


def _bare(table: Mapping[str, Any], shape: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _bare(table[name], of) if isinstance(of, Mapping) else table[name] for name, of in shape.items()}


def _faults(table: Any, shape: Mapping[str, Any], lists: Mapping[str, Sequence[str]],
            around: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:  # fmt: skip
    """What is wrong with a table: the path of the member, what, and the mend."""
    if not isinstance(table, dict):
        yield (), "not a table: write [name] and its figures below"
        return
    said = {key: table.get(key, around.get(key)) for key in _SAID}
    own = {f"{name}_{key}": name for name, of in shape.items() if not isinstance(of, Mapping) for key in _SAID}
    for member in table:
        if member not in shape and member not in own and member not in _SAID:
            yield (member,), f"unknown member '{member}': use one of {', '.join(shape)}"
    for key in ("note", *(member for member in table if member.endswith("_note") and member in own)):
        if key in table:
            yield from _said((key,), partial(units.text, table[key], key))
    for name, of in shape.items():
        if name not in table:
            yield (name,), f"no {name}: add it"
        elif isinstance(of, Mapping):
            for member, fault in _faults(table[name], of, lists, said):
                yield (name, *member), fault
        else:
            sort, unit = of
            source = table.get(f"{name}_source", said["source"])
            yield from _said((name,), partial(units.source, source))
            counted = table.get(f"{name}_unit", said["unit"]), unit
            yield from _said((name,), partial(_figure, table[name], sort, counted, lists))


def _said(member: tuple[str, ...], check: Callable[[], Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    try:
        check()
    except EvidenceError as fault:
        yield member, str(fault)


def _unit(word: Any, wanted: str) -> Unit:
    if word is None:
        raise EvidenceError(f'no unit: add unit = "{wanted}"')
    unit = units.unit_of(word)
    if unit.word != wanted:
        raise EvidenceError(f"its unit is '{unit.word}', but it is counted in {wanted}: give the figure in that")
    return unit


def _figure(value: Any, sort: str, counted: tuple[Any, str], lists: Mapping[str, Sequence[str]]) -> None:
    """Refuse a figure that has not its shape, or not the unit in which it is counted (the one said, the one wanted)."""
    unit = _unit(*counted)
    words = sort.split()
    of = Counted(unit, "difference" in words, "whole" in words)
    form, *more = [word for word in words if word not in ("difference", "whole")]
    _FORMS[form](value, of, more, lists)


Lists = Mapping[str, Sequence[str]]


def _number(value: Any, of: Counted, more: list[str], lists: Lists) -> None:
    of.check(value)


def _steps(value: Any, of: Counted, more: list[str], lists: Lists) -> None:
    """A value from each age, year or day on."""
    least, most = (int(bound) for bound in more)
    if not isinstance(value, dict) or not value:
        raise EvidenceError("it is no table of steps: write { 0 = 0.1, 20 = 0.3 }, each value holding to the next")
    for key in value:
        if not re.fullmatch(r"0|[1-9][0-9]{0,5}", key) or not least <= int(key) <= most:
            raise EvidenceError(f"the step '{key}' is no whole number from {least} to {most}: mend it")
    _rising([int(key) for key in value], "steps")
    for each in value.values():
        of.check(each)


def _spread(value: Any, of: Counted, more: list[str], lists: Lists) -> None:
    """Quantities with their cumulative shares, from 0 to all."""
    points = _pairs(value, of)
    _rising([at for at, _ in points], "quantities", strictly=False)
    _rising([share for _, share in points], "shares", strictly=False)
    if points[0][1] != 0 or points[-1][1] not in (1, 100):
        raise EvidenceError("its shares must run from 0 to 1 (or 100): mend the first or the last")


def _curve(value: Any, of: Counted, more: list[str], lists: Lists) -> None:
    """Values at rising ages, which do not fall."""
    points = _pairs(value, Counted(units.unit_of("years of age"), whole=True))
    _rising([at for at, _ in points], "ages")
    for _, each in value:
        of.check(each)
    _rising([each for _, each in points], "values", strictly=False)


def _pairs(value: Any, of: Counted) -> list[tuple[Decimal, Decimal]]:
    if not isinstance(value, list) or len(value) < 2 or not all(isinstance(p, list) and len(p) == 2 for p in value):
        raise EvidenceError("it is no list of pairs: write [[first, 0.0], [middle, 0.5], [last, 1.0]]")
    return [(of.check(at), units.number(share)) for at, share in value]


def _rising(values: Sequence[int | Decimal], what: str, strictly: bool = True) -> None:
    if any(a > b or (strictly and a == b) for a, b in itertools.pairwise(values)):
        raise EvidenceError(f"its {what} do not rise: order them")


def _list(value: Any, of: Counted, more: list[str], lists: Lists) -> None:
    """So many numbers, perhaps rising or adding to 1."""
    size = int(more[0])
    if not isinstance(value, list) or len(value) != size:
        raise EvidenceError(f"it is no list of {size}: give {size} numbers in square brackets")
    found = [of.check(each) for each in value]
    if "rising" in more:
        _rising(found, "numbers")
    if "one" in more and abs(sum(found, Decimal(-1))) > Decimal("0.005"):
        raise EvidenceError(f"its shares add up to {sum(found)}: they must make 1")


def _rows(value: Any, of: Counted, more: list[str], lists: Lists) -> None:
    """So many lists, each of so many numbers."""
    size = int(more[0])
    if not isinstance(value, list) or len(value) != size:
        raise EvidenceError(f"it is no list of {size} rows: give {size} lists in square brackets")
    for each in value:
        _list(each, of, more[1:], lists)


def _ends(value: Any, of: Counted, more: list[str], lists: Lists) -> None:
    """The least and the most."""
    if not isinstance(value, dict) or set(value) != {"least", "most"}:
        raise EvidenceError("it has no two ends: write { least = 0, most = 100 }")
    least, most = of.check(value["least"]), of.check(value["most"])
    if least > most:
        raise EvidenceError("its least is more than its most: mend one of them")


def _each(value: Any, of: Counted, more: list[str], lists: Lists) -> None:
    """A number for each name of a list, in its order; with `some`, for those that are named."""
    known = lists[more[0]]
    if not isinstance(value, dict) or not value:
        raise EvidenceError(f"it is no table: write {{ {' = ..., '.join(known[:2])} = ... }}")
    for name, each in value.items():
        if name not in known:
            raise EvidenceError(f"unknown name '{name}': {units.among(known, name)}")
        of.check(each)
    if "some" not in more and list(value) != list(known):
        raise EvidenceError(f"it must name each of {', '.join(known)}, in this order")


def _words(value: Any, of: Counted, more: list[str], lists: Lists) -> None:
    """Names; `one` alone, of a list if there is one."""
    if more and more[0] in lists:
        if not isinstance(value, str) or value not in lists[more[0]]:
            raise EvidenceError(f"it is no name of a list: {units.among(lists[more[0]], value)}")
        return
    if not isinstance(value, list) or not value:
        raise EvidenceError("it is no list of names: write them in quotation marks, in square brackets")
    for each in value:
        units.text(each, "a name")


def _hours(value: Any, of: Counted, more: list[str], lists: Lists) -> None:
    """Days with the times of opening and closing."""
    mend = 'write [["weekdays", "08:00", "18:00"]]'
    if not isinstance(value, list) or not value:
        raise EvidenceError(f"it is no list of opening hours: {mend}")
    for each in value:
        if not isinstance(each, list) or len(each) != 3 or not all(isinstance(one, str) for one in each):
            raise EvidenceError(f"it is no day with two times: {mend}")
        days, opens, closes = each
        if days not in _DAYS or not _TIME.fullmatch(opens) or not _TIME.fullmatch(closes):
            raise EvidenceError(f"{each} is no day ({', '.join(_DAYS)}) with two times: {mend}")
        if bool(opens) != bool(closes) or (opens and opens >= closes):
            raise EvidenceError(f"it closes at '{closes}' before it opens at '{opens}': mend one of them")


_FORMS: dict[str, Callable[[Any, Counted, list[str], Lists], None]] = {
    "number": _number, "steps": _steps, "spread": _spread, "curve": _curve, "list": _list, "rows": _rows,
    "ends": _ends, "each": _each, "words": _words, "hours": _hours,
}  # fmt: skip
"""The shapes that a figure may have."""
