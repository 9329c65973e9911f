"""Numbers with sources: read from TOML, checked, and turned once into exact lookup tables of whole numbers.

One table of a file is one number (the same name with `from`/`until` or `born_from`/`born_until` may stand several
times as `[[name]]`: evidence has a calendar). What it says is one of

    average = 0.38          a probability of the whole population: that of those without the risks is solved from
                            the factors' sourced prevalence, exactly
    reference = 0.2         a probability of those without the risks
    quantiles = [[0.05, 42], [0.5, 63], [0.95, 120]]     a quantity, straight lines between (0 and 1 are added)
    normal = { mean = 118, sd = 11, min = 80, max = 180 } a quantity
    lms = [0.2, 3.5, 0.14]  a quantity by the L, M and S of a growth reference (Cole 1990)
    value = 3               a quantity that does not vary
    shares = { neglect = 0.5, emotional = 0.37 }         one of several; the rest, if any, goes to the last

with `odds`, `risk` or `hazard` ratios by named risks, or `by = { age = [0, 20, 30] }` and one number for each band
(lower edges; several dimensions nest). `unit` and `source` are always there. Durations (unit minutes to years)
become minutes; other quantities become whole numbers of 10**-decimals of their unit.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from synth import clock, exact

DURATIONS = {"minutes": 1, "hours": 60, "days": clock.DAY, "weeks": clock.WEEK, "months": clock.YEAR // 12,
             "years": clock.YEAR}  # fmt: skip
_SAYS = ("average", "reference", "quantiles", "normal", "lms", "value", "shares")
_RATIOS = ("odds", "risk", "hazard")
_CALENDAR = ("from", "until", "born_from", "born_until")
_KNOWN = {*_SAYS, *_RATIOS, *_CALENDAR, "by", "unit", "source", "decimals", "note"}


class EvidenceError(ValueError):
    """Evidence that cannot be used: file, line, what is wrong and how to mend it."""


class MissingNumber(EvidenceError, AttributeError):
    """A pathway asks for a number that its evidence does not hold."""


@dataclass(frozen=True)
class Risk:
    """A named risk: a fact and the values at which it is present, with its prevalence where that is used."""

    name: str
    fact: str
    at_least: int | None
    below: int | None
    prevalence: Decimal
    source: str


@dataclass(frozen=True)
class Dimension:
    """What a number depends on: a fact (or "risk:<name>", "date", "born") and the lower edges of its bands."""

    fact: str
    edges: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Number:
    """A number of the evidence, as lookup tables.

    form: "probability" (table: uint64 thresholds of 63 bits, one per cell), "quantity" (int64 knots, cells x 1025),
    "value" (int64, one per cell) or "shares" (uint64 cumulative thresholds, cells x options). A cell is one
    combination of the bands of the dimensions, the last dimension fastest.
    """

    name: str
    form: str
    unit: str
    decimals: int
    dimensions: tuple[Dimension, ...]
    table: np.ndarray
    options: tuple[str, ...]
    where: str
    reference: tuple[float, ...] = ()
    sources: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()

    @property
    def lowest(self) -> int:
        """The lowest quantity it can give."""
        return int(self.table.min()) if self.form in ("quantity", "value") else 0

    @property
    def facts(self) -> tuple[str, ...]:
        """What it depends on."""
        return tuple(d.fact for d in self.dimensions)


@dataclass
class Evidence:
    """The numbers of one file, as attributes: `p = read(path); p.booking_gestation`."""

    path: Path
    numbers: dict[str, Number] = field(default_factory=dict)
    risks: dict[str, Risk] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        from synth.pathway.language.expressions import Draw

        numbers = self.__dict__.get("numbers", {})
        if name not in numbers:
            known = ", ".join(sorted(numbers)) or "none"
            raise MissingNumber(
                f"{self.__dict__.get('path')}: no number '{name}': add a table [{name}] (there: {known})"
            )
        return Draw(numbers[name])


def read(path: str | Path, risks: Mapping[str, Risk] | None = None) -> Evidence:
    """Read and check one file of evidence; every fault in it is reported together."""
    path = Path(path)
    text = path.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        raise EvidenceError(f"{path}: not TOML: {fault}") from None
    evidence = Evidence(path, risks=dict(risks or {}))
    faults: list[str] = []
    for name, table in tables.get("risks", {}).items():
        try:
            evidence.risks[name] = _risk(name, table)
        except (ValueError, TypeError, ArithmeticError) as fault:
            faults.append(f"{path}:{_line(text, f'risks.{name}')}: [risks.{name}]: {_said(fault)}")
    for name, tables_of in tables.items():
        if name == "risks":
            continue
        try:
            evidence.numbers[name] = _number(name, tables_of, evidence.risks, f"{path.stem}.{name}")
        except (ValueError, TypeError, ArithmeticError) as fault:
            faults.append(f"{path}:{_line(text, name)}: [{name}]: {_said(fault)}")
    if faults:
        raise EvidenceError("\n".join(faults))
    return evidence


def _said(fault: Exception) -> str:
    """What a fault says, in words: arithmetic on what is no number says little of itself."""
    if isinstance(fault, ValueError):
        return str(fault)
    return "something that must be a number is none: write it as 0.38, without quotation marks"


def _line(text: str, name: str) -> int:
    found = re.search(rf"^\[+\s*{re.escape(name)}\s*\]+", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _risk(name: str, table: Mapping[str, Any]) -> Risk:
    unknown = set(table) - {"fact", "at_least", "below", "equals", "prevalence", "source", "note"}
    if unknown:
        raise EvidenceError(
            f"unknown setting {sorted(unknown)[0]!r}: use fact, at_least, below, equals, prevalence, source"
        )
    for needed in ("fact", "prevalence", "source"):
        if needed not in table:
            raise EvidenceError(f"no {needed}: add {needed} = ...")
    at_least, below = table.get("at_least"), table.get("below")
    if "equals" in table:
        at_least, below = table["equals"], table["equals"] + 1
    if at_least is None and below is None:
        at_least = 1
    return Risk(name, table["fact"], at_least, below, Decimal(table["prevalence"]), table["source"])


def _number(name: str, tables: Any, risks: Mapping[str, Risk], where: str) -> Number:
    parts: Sequence[Mapping[str, Any]] = tables if isinstance(tables, list) else [tables]
    if not all(isinstance(p, Mapping) for p in parts):
        raise EvidenceError("not a table: write [name] and what it says on lines below")
    for part in parts:
        unknown = set(part) - _KNOWN
        if unknown:
            raise EvidenceError(f"unknown setting '{sorted(unknown)[0]}': use one of {', '.join(sorted(_KNOWN))}")
        if not str(part.get("source", "")).strip():
            raise EvidenceError('no source: name the publication, or write source = "assumption: why"')
        if "unit" not in part:
            raise EvidenceError('no unit: add unit = "probability", "days", "g" ...')
        if sum(says in part for says in _SAYS) != 1:
            raise EvidenceError(f"says nothing or too much: give exactly one of {', '.join(_SAYS)}")
    built = [_one(part, risks) for part in parts]
    calendar, order = _calendar(parts)
    first = built[0]
    for other in built[1:]:
        if (other.form, other.dimensions, other.options) != (first.form, first.dimensions, first.options):
            raise EvidenceError("its periods differ in form or in what they depend on: make them alike")
    table = np.concatenate([built[i].table for i in order]) if len(built) > 1 else first.table
    return Number(
        name, first.form, parts[0]["unit"], int(parts[0].get("decimals", 0)), calendar + first.dimensions, table,
        first.options, where, tuple(r for i in order for r in built[i].reference), tuple(p["source"] for p in parts),
        tuple(risks[d.fact[5:]] for d in first.dimensions if d.fact.startswith("risk:")),
    )  # fmt: skip


@dataclass
class _Built:
    form: str
    dimensions: tuple[Dimension, ...]
    table: np.ndarray
    options: tuple[str, ...] = ()
    reference: tuple[float, ...] = ()


def _calendar(parts: Sequence[Mapping[str, Any]]) -> tuple[tuple[Dimension, ...], list[int]]:
    """The dimension of the calendar, and the order of the parts in it; gaps and overlaps are errors."""
    if len(parts) == 1 and not any(c in parts[0] for c in _CALENDAR):
        return (), [0]
    by_birth = any("born_from" in p or "born_until" in p for p in parts)
    start, end = ("born_from", "born_until") if by_birth else ("from", "until")
    if any(("from" in p or "until" in p) for p in parts) and by_birth:
        raise EvidenceError("mixes from/until with born_from/born_until: use one calendar")

    def day(part: Mapping[str, Any], key: str, default: int) -> int:
        date = part.get(key)
        if date is None:
            return default
        if not isinstance(date, dt.date):
            raise EvidenceError(f"{key} is not a date: write {key} = 2015-01-01")
        return clock.day_of(date.year, date.month, date.day)

    spans = [(day(p, start, clock.FIRST_DAY), day(p, end, clock.LAST_DAY)) for p in parts]
    order = sorted(range(len(parts)), key=lambda i: spans[i])
    for a, b in itertools.pairwise(order):
        if spans[a][1] != spans[b][0]:
            fault = "a gap" if spans[a][1] < spans[b][0] else "an overlap"
            raise EvidenceError(f"{fault} between the period that ends {clock.date_of(spans[a][1])} and the one "
                                f"from {clock.date_of(spans[b][0])}: let one end where the next begins")  # fmt: skip
    edges = tuple(spans[i][0] for i in order)
    return (Dimension("born" if by_birth else "date", edges),), order


def _one(part: Mapping[str, Any], risks: Mapping[str, Risk]) -> _Built:
    by = part.get("by", {})
    dimensions = tuple(Dimension(fact, tuple(int(e) for e in edges)) for fact, edges in by.items())
    for d in dimensions:
        if list(d.edges) != sorted(set(d.edges)):
            raise EvidenceError(f"the edges of '{d.fact}' do not rise: order them")
    shape = [len(d.edges) for d in dimensions]
    says = next(s for s in _SAYS if s in part)
    cells = _cells(part[says], shape, says)
    if says in ("average", "reference"):
        return _probability(part, cells, dimensions, says, risks)
    if any(r in part for r in _RATIOS):
        raise EvidenceError("ratios go with average or reference only: use by = {...} for a quantity")
    if says == "shares":
        return _shares(cells, dimensions)
    factor = Decimal(DURATIONS.get(part["unit"], 1)) * 10 ** int(part.get("decimals", 0))
    if says == "value":
        return _Built("value", dimensions, np.array([exact.whole(Decimal(c) * factor) for c in cells], dtype=np.int64))
    knots_of = {"quantiles": exact.quantiles, "normal": exact.normal, "lms": exact.lms}[says]
    return _Built("quantity", dimensions, np.array([knots_of(c, factor) for c in cells], dtype=np.int64))


def _cells(value: Any, shape: Sequence[int], says: str) -> list[Any]:
    """The numbers of each cell, in order of the dimensions; each level of nesting must have the right length."""
    cells = [value]
    for depth, size in enumerate(shape):
        for cell in cells:
            if not isinstance(cell, list) or len(cell) != size:
                raise EvidenceError(
                    f"'{says}' wants {size} numbers for band {depth + 1} of `by`: give one for each edge"
                )
        cells = [inner for cell in cells for inner in cell]
    return cells


def _probability(part: Mapping[str, Any], cells: list[Any], dimensions: tuple[Dimension, ...], says: str,
                 risks: Mapping[str, Risk]) -> _Built:  # fmt: skip
    kinds = [k for k in _RATIOS if k in part]
    if len(kinds) > 1:
        raise EvidenceError(f"both {kinds[0]} and {kinds[1]}: give one kind of ratio")
    ratios = {name: Decimal(r) for name, r in part.get(kinds[0], {}).items()} if kinds else {}
    for name in ratios:
        if name not in risks:
            raise EvidenceError(f"unknown risk '{name}': add [risks.{name}] with fact, prevalence and source")
    factors = [risks[name] for name in ratios]
    combinations = list(itertools.product((0, 1), repeat=len(factors)))
    table: list[int] = []
    reference: list[float] = []
    for cell in cells:
        p = Decimal(cell)
        if not 0 <= p <= 1:
            raise EvidenceError(f"{p} is not a probability: give a number from 0 to 1")
        base = (
            exact.solved(p, [f.prevalence for f in factors], list(ratios.values()), kinds[0])
            if says == "average" and ratios
            else p
        )
        reference.append(float(base))
        for combination in combinations:
            chosen = [r for r, present in zip(ratios.values(), combination, strict=True) if present]
            q = exact.applied(base, chosen, kinds[0] if kinds else "odds")
            if q > 1:
                names = [f.name for f, present in zip(factors, combination, strict=True) if present]
                raise EvidenceError(f"the risk passes 1 for {' with '.join(names)}: use odds, or a lower ratio")
            table.append(exact.threshold(q))
    extra = tuple(Dimension(f"risk:{f.name}", (0, 1)) for f in factors)
    return _Built("probability", dimensions + extra, np.array(table, dtype=np.uint64), reference=tuple(reference))


def _shares(cells: list[Any], dimensions: tuple[Dimension, ...]) -> _Built:
    options = tuple(cells[0])
    rows = []
    for cell in cells:
        if tuple(cell) != options:
            raise EvidenceError("the shares of its bands name different options: name the same, in the same order")
        total, row = Decimal(0), []
        for share in cell.values():
            total += Decimal(share)
            row.append(exact.threshold(min(total, Decimal(1))))
        if total > Decimal("1.0001"):
            raise EvidenceError(f"the shares add up to {total}: they must not pass 1")
        row[-1] = exact.SCALE
        rows.append(row)
    return _Built("shares", dimensions, np.array(rows, dtype=np.uint64), options)
