"""Evidence files of pathways: read from TOML, checked, and turned once into exact lookup tables of whole numbers.

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
(lower edges; several dimensions nest; the bands of an option begin at the options named: `by = { view = ["accepts",
"declines"] }`). `unit` (a word of `units.toml`) and `source` are always there. Durations (unit
minutes to years) become minutes; other quantities become whole numbers of 10**-decimals of their unit. A quantity that
is a difference, and so may lie below 0, says `difference = true`.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from synth import clock, source_files
from synth.evidence import exact, forms, units
from synth.evidence.number import Dimension, Evidence, Number, Risk
from synth.evidence.units import EvidenceError

_SAYS = ("average", "reference", "quantiles", "normal", "lms", "value", "shares")
_RATIOS = ("odds", "risk", "hazard")
_CALENDAR = ("from", "until", "born_from", "born_until")
_KNOWN = {*_SAYS, *_RATIOS, *_CALENDAR, "by", "unit", "source", "decimals", "difference", "note"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MOST_RISKS, _MOST_CELLS = 10, 20_000
_MEANT = {"over": "by", "per": "by", "groups": "by", "mean": "normal", "median": "quantiles", "probability": "average"}
"""Words of other makers of tables, and what they are called here."""


def read(path: str | Path, risks: Mapping[str, Risk] | None = None) -> Evidence:
    """Read and check one file of evidence; every fault in it is reported together.

    risks: those that the numbers may name besides the file's own. Raises EvidenceError, one line for each fault.
    """
    path = Path(path)
    return _evidence(source_files.toml_of(path, EvidenceError), path, risks)


def read_text(text: str | bytes, name: str, risks: Mapping[str, Risk] | None = None) -> Evidence:
    """Read and check evidence that is no file; `name` stands for the file's in messages."""
    content = text.encode() if isinstance(text, str) else text
    written = source_files.toml_in(source_files.decoded(content, name, error=EvidenceError), name, EvidenceError)
    return _evidence(written, Path(name), risks)


def _evidence(written: source_files.Written, path: Path, risks: Mapping[str, Risk] | None) -> Evidence:
    evidence = Evidence(path, risks=dict(risks or {}))
    faults: list[str] = []
    own = written.tables.get("risks", {})
    if not isinstance(own, dict):
        faults.append(f"{written.at('risks')}: risks is no table: write [risks.name] and its members below")
        own = {}
    for name, table in own.items():
        try:
            evidence.risks[name] = _risk(name, table)
        except EvidenceError as fault:
            faults.append(f"{written.at('risks', name)}: [risks.{name}]: {fault}")
    for name, tables_of in written.tables.items():
        if name == "risks":
            continue
        try:
            evidence.numbers[name] = number_of(name, tables_of, evidence.risks, f"{path.stem}.{name}")
        except _InPart as fault:
            faults.append(f"{written.at(name, fault.part)}: [{name}]: {fault}")
        except EvidenceError as fault:
            faults.append(f"{written.at(name)}: [{name}]: {fault}")
    if faults:
        raise EvidenceError("\n".join(faults))
    return evidence


class _InPart(EvidenceError):
    """A fault in one of several periods of a number."""

    def __init__(self, said: str, part: int) -> None:
        super().__init__(said)
        self.part = part


def _risk(name: str, table: Any) -> Risk:
    if not isinstance(table, dict):
        raise EvidenceError("not a table: write [risks.name] and its members below")
    _named(name)
    unknown = set(table) - {"fact", "at_least", "below", "equals", "is", "prevalence", "source", "note"}
    if unknown:
        raise EvidenceError(
            f"unknown setting {sorted(unknown)[0]!r}: use fact, at_least, below, equals, is, prevalence, source"
        )
    for needed in ("fact", "prevalence"):
        if needed not in table:
            raise EvidenceError(f"no {needed}: add {needed} = ...")
    bounds = {key: units.whole(table[key], key) for key in ("at_least", "below", "equals") if key in table}
    at_least, below = bounds.get("at_least"), bounds.get("below")
    if "equals" in bounds:
        if len(bounds) > 1:
            raise EvidenceError("equals stands beside at_least or below: give one or the other")
        at_least, below = bounds["equals"], bounds["equals"] + 1
    words = _words(table.get("is"), "is") if "is" in table else ()
    if words and bounds:
        raise EvidenceError(f"is stands beside {next(iter(bounds))}: give one or the other")
    if at_least is None and below is None and not words:
        at_least = 1
    if at_least is not None and below is not None and at_least >= below:
        raise EvidenceError(f"nothing is at least {at_least} and below {below}: mend one of them")
    prevalence = forms.probability(table["prevalence"], "prevalence")
    if "note" in table:
        units.text(table["note"], "note")
    return Risk(name, _named(units.text(table["fact"], "fact")), at_least, below, prevalence,
                units.source(table.get("source")), words)  # fmt: skip


def _words(value: Any, what: str) -> tuple[str, ...]:
    """The names of options."""
    if not isinstance(value, list) or not value:
        raise EvidenceError(f'{what} is no list of options: write ["induced", "no labour"]')
    found = tuple(units.text(word, f"an option of {what}") for word in value)
    if len(set(found)) < len(found):
        raise EvidenceError(f"{what} names an option twice: name each once")
    return found


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise EvidenceError(f"the name {name!r} cannot be asked for: use small letters, digits and _, a letter first")
    return name


def number_of(name: str, tables: Any, risks: Mapping[str, Risk], where: str) -> Number:
    """The number that a table says, or several, one for each period; EvidenceError says what is wrong with it.

    risks: those that it may name. where: its file and name, as messages have it.
    """
    parts: Sequence[Any] = tables if isinstance(tables, list) else [tables]
    if not parts or not all(isinstance(p, Mapping) for p in parts):
        raise EvidenceError("not a table: write [name] and what it says on lines below")
    _named(name)
    built = []
    for at, part in enumerate(parts):
        try:
            built.append(_one(part, risks))
        except EvidenceError as fault:
            raise _InPart(str(fault), at) from None
    calendar, order = _calendar(parts)
    first = built[0]
    for other in built[1:]:
        if (other.form, other.dimensions, other.options) != (first.form, first.dimensions, first.options):
            raise EvidenceError("its periods differ in form or in what they depend on: make them alike")
    for setting in ("unit", "decimals", "difference"):
        if any(p.get(setting) != parts[0].get(setting) for p in parts):
            raise EvidenceError(f"its periods differ in {setting}: make them alike")
    table = np.concatenate([built[i].table for i in order]) if len(built) > 1 else first.table
    return Number(
        name, first.form, parts[0]["unit"], parts[0].get("decimals", 0), calendar + first.dimensions, table,
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

    def day(at: int, key: str, default: int) -> int:
        date = parts[at].get(key)
        if date is None:
            return default
        if not isinstance(date, dt.date) or isinstance(date, dt.datetime):
            raise _InPart(f"{key} is not a date: write {key} = 2015-01-01", at)
        found = clock.day_of(date.year, date.month, date.day)
        if not clock.FIRST_DAY < found < clock.LAST_DAY:
            low, high = clock.date_of(clock.FIRST_DAY), clock.date_of(clock.LAST_DAY)
            raise _InPart(f"{key} = {date} lies outside {low} to {high}: mend the date, or leave it out", at)
        return found

    spans = [(day(at, start, clock.FIRST_DAY), day(at, end, clock.LAST_DAY)) for at in range(len(parts))]
    for at, (begins, ends) in enumerate(spans):
        if begins >= ends:
            raise _InPart(f"its {end} is not after its {start}: mend one of the dates", at)
    order = sorted(range(len(parts)), key=lambda i: spans[i])
    for a, b in itertools.pairwise(order):
        if spans[a][1] != spans[b][0]:
            fault = "a gap" if spans[a][1] < spans[b][0] else "an overlap"
            raise _InPart(f"{fault} between the period that ends {clock.date_of(spans[a][1])} and the one "
                          f"from {clock.date_of(spans[b][0])}: let one end where the next begins", b)  # fmt: skip
    edges = tuple(spans[i][0] for i in order)
    return (Dimension("born" if by_birth else "date", edges),), order


def _one(part: Mapping[str, Any], risks: Mapping[str, Risk]) -> _Built:
    unknown = set(part) - _KNOWN
    if unknown:
        first = sorted(unknown)[0]
        meant = _MEANT.get(first, "")
        mend = f"did you mean '{meant}'" if meant else units.among(sorted(_KNOWN), first)
        raise EvidenceError(f"unknown setting '{first}': {mend}")
    units.source(part.get("source"))
    if "note" in part:
        units.text(part["note"], "note")
    if "unit" not in part:
        raise EvidenceError('no unit: add unit = "probability", "days", "g" ...')
    if sum(says in part for says in _SAYS) != 1:
        raise EvidenceError(f"says nothing or too much: give exactly one of {', '.join(_SAYS)}")
    says = next(s for s in _SAYS if s in part)
    quantity = forms.quantity(part, says)
    dimensions = _dimensions(part.get("by", {}))
    shape = [len(d.edges) for d in dimensions]
    cells = _cells(part[says], shape, says)
    if says in ("average", "reference"):
        return _probability(part, cells, dimensions, says, risks)
    if any(r in part for r in _RATIOS):
        raise EvidenceError("ratios go with average or reference only: use by = {...} for a quantity")
    if says == "shares":
        return _shares(cells, dimensions)
    table = np.array([forms.knots(cell, says, quantity) for cell in cells], dtype=np.int64)
    return _Built("value" if says == "value" else "quantity", dimensions, table)


def _dimensions(by: Any) -> tuple[Dimension, ...]:
    if not isinstance(by, dict):
        raise EvidenceError("by is no table of facts: write by = { age = [0, 20, 30] }")
    found = []
    cells = 1
    for fact, edges in by.items():
        if not isinstance(edges, list) or not edges:
            raise EvidenceError(f"the edges of '{fact}' are no list: write by = {{ {fact} = [0, 20, 30] }}")
        words = _words(edges, f"by '{fact}'") if isinstance(edges[0], str) else ()
        values = tuple(range(len(words))) or tuple(units.whole(e, f"an edge of '{fact}'") for e in edges)
        if any(a >= b for a, b in itertools.pairwise(values)):
            raise EvidenceError(f"the edges of '{fact}' do not rise: order them")
        cells *= len(values)
        found.append(Dimension(_named(fact), values, words))
    if cells > _MOST_CELLS:
        raise EvidenceError(f"it has {cells} bands together, more than {_MOST_CELLS}: name fewer edges")
    return tuple(found)


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
    ratios = forms.ratios(part[kinds[0]], kinds[0]) if kinds else {}
    for name in ratios:
        if name not in risks:
            raise EvidenceError(f"unknown risk '{name}': add [risks.{name}] with fact, prevalence and source")
    if len(ratios) > _MOST_RISKS:
        raise EvidenceError(f"{len(ratios)} risks have too many combinations: name at most {_MOST_RISKS}")
    factors = [risks[name] for name in ratios]
    combinations = list(itertools.product((0, 1), repeat=len(factors)))
    table: list[int] = []
    reference: list[float] = []
    for cell in cells:
        p = forms.probability(cell, says)
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
    rows = [forms.shares(cell) for cell in cells]
    options = tuple(rows[0])
    if any(tuple(row) != options for row in rows):
        raise EvidenceError("the shares of its bands name different options: name the same, in the same order")
    table = []
    for row in rows:
        total, thresholds = Decimal(0), []
        for share in row.values():
            total += share
            thresholds.append(exact.threshold(min(total, Decimal(1))))
        thresholds[-1] = exact.SCALE
        table.append(thresholds)
    return _Built("shares", dimensions, np.array(table, dtype=np.uint64), options)
