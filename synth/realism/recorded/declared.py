"""Figures as they are declared in TOML: groups of rows, each with what is published and how the record answers it.

A folder of figures holds `entries.toml` (selections of entries, and words that stand for expressions) and files of
`[[figure]]`: each a group with a list of rows, whose members stand in the place of the group's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from synth import source_files
from synth.dataset import frames
from synth.errors import BrokenSource
from synth.realism.figures import EVIDENCED, FROM_MEMORY, Figure
from synth.realism.recorded import vocabulary
from synth.realism.recorded.entries import ALIASES, Selection, column_of
from synth.realism.recorded.expressions import Expression, Unreadable, read
from synth.realism.recorded.tables import LISTED
from synth.realism.recorded.units import BIRTHDAYS, DELIVERIES, ENTRY, KINDS, LASTING, OWN, YEARS
from synth.record.kinds import IDENTITY
from synth.record.kinds import KINDS as ENTRIES
from synth.source_files import Written

ENTRIES_FILE = "entries.toml"
STATISTICS = {
    "share": 1, "mean": 1, "median": 1, "centile": 1, "spread": 1, "correlation": 2, "slope": 2, "ratio": 1, "rate": 1,
    "quotient": 2, "odds": 1, "one_in": 1, "top_tenth": 1,
}  # fmt: skip
"""What may be counted, and of how many expressions."""
_PUBLISHED = ("area", "measure", "stratum", "value", "unit", "year", "source", "evidence", "tolerance", "why_not")
_HOW = ("over", "on", "years", "turning", "among", "by", "against", "standard", "part", "times")
MEMBERS = (*_PUBLISHED, *_HOW, *STATISTICS)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SPAN = re.compile(r"(\d{1,3}) (day|week|month|year)s?")


@dataclass(frozen=True)
class Declared:
    """One figure and how it is measured.

    over: the units; on: the day of people; years: how many years about the figure's are taken (0: the window); turning:
    the age in days of birthdays; statistic and counted: what is counted; among: of which units; by, against: the two
    that a ratio compares; standard: what they are made alike in; part: of a centile; times: what the result is
    multiplied by; place: file:line."""

    figure: Figure
    place: str
    over: str = ""
    on: dt.date = dt.date(2000, 1, 1)
    years: int = 1
    turning: float = 0.0
    statistic: str = ""
    counted: tuple[Expression, ...] = ()
    among: Expression | None = None
    by: Expression | None = None
    against: Expression | None = None
    standard: tuple[Expression, ...] = ()
    part: float = 0.5
    times: float = 1.0


@dataclass
class Figures:
    """All figures of a folder, and the selections of entries that they speak of."""

    rows: list[Declared] = field(default_factory=list)
    selections: dict[str, Selection] = field(default_factory=dict)


def read_folders(folders: Sequence[Path], codes: Container[str] | None = None) -> Figures:
    """The figures of some folders together; codes: the keys of the codelists, where they are to be looked up.

    The first has entries.toml; what others declare there stands beside it. Raises BrokenSource, one line for each
    fault: file and line, row, what is wrong and the mend."""
    faults: list[str] = []
    found = Figures()
    words: dict[str, Expression] = {}
    for folder in folders:
        entries = folder / ENTRIES_FILE
        if not found.selections and not entries.is_file():
            raise BrokenSource(
                f"{folder}: no file {ENTRIES_FILE}: a folder of figures has one, with the entries they count"
            )
        if entries.is_file():
            written = source_files.toml_of(entries)
            found.selections |= _selections(written, codes, faults)
            words |= _words(written, found.selections, words, faults)
        for path in sorted(folder.glob("*.toml")):
            if path.name != ENTRIES_FILE:
                found.rows += _rows(source_files.toml_of(path), found.selections, words, faults)
    seen: dict[tuple[str, ...], str] = {}
    for row in found.rows:
        key = _key(row.figure)
        if key in seen:
            said = f"'{row.figure.measure}' ({row.figure.stratum}) stands also at {seen[key]}"
            faults.append(f"{row.place}: {said}: keep one")
        seen.setdefault(key, row.place)
    if faults:
        raise BrokenSource("\n".join(faults))
    return found


def _key(figure: Figure) -> tuple[str, ...]:
    return (*figure.key, figure.unit, figure.year, figure.source)  # one measure may be published for several years


def _selections(written: Written, codes: Container[str] | None, faults: list[str]) -> dict[str, Selection]:
    found = {}
    for name, table in written.tables.get("entries", {}).items():
        said = list(_faults_of_selection(name, table, codes))
        faults += [f"{written.at('entries', name)}: [entries] {name}: {one}" for one in said]
        if not said:
            columns = {column: tuple(words) for column, words in table.items() if column != "kind"}
            found[name] = Selection(name, table["kind"], columns, written.at("entries", name))
    return found


def _faults_of_selection(name: str, table: Any, codes: Container[str] | None) -> Iterator[str]:
    if not _NAME.fullmatch(name):
        yield "the name is no word: use small letters, digits and _"
        return
    if not isinstance(table, dict) or table.get("kind") not in (*ENTRIES, *IDENTITY):
        yield f'name a kind of entry: kind = "condition", or another of {", ".join((*ENTRIES, *IDENTITY))}'
        return
    whats = frames.columns_of(table["kind"])
    for column, words in table.items():
        if column == "kind":
            continue
        own = column_of(column, whats)
        if whats.get(own, "instant") not in ("word", "flag", "whole", "number") and own not in LISTED:
            yield f"'{column}' is no column of words of {table['kind']}: use code, answer, status, system or step"
        elif not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
            yield f'{column} is no list of words: write {column} = ["...", "..."]'
        elif column in ALIASES and codes is not None and table["kind"] in ENTRIES:
            strange = [word for word in words if "*" not in word and word not in codes]
            yield from (f"'{word}' is no key of the codelists: mend it" for word in strange)


def _words(
    written: Written, selections: Mapping[str, Selection], earlier: Mapping[str, Expression], faults: list[str]
) -> dict[str, Expression]:
    found = dict(earlier)
    anywhere = frozenset().union(vocabulary.EVERYWHERE, *map(frozenset, OWN.values()), ENTRY)
    for name, text in written.tables.get("words", {}).items():
        place = f"{written.at('words', name)}: [words] {name}"
        if not _NAME.fullmatch(name) or name in anywhere or name in vocabulary.NUMBERS:
            faults.append(f"{place}: the name is no word, or stands for something already: take another")
        elif not isinstance(text, str):
            faults.append(f'{place}: no expression: write {name} = "age >= 18"')
        else:
            try:
                found[name] = read(text, anywhere, frozenset(selections), found)
            except Unreadable as fault:
                faults.append(f"{place}: {fault}")
    return found


def _rows(
    written: Written, selections: Mapping[str, Selection], words: dict[str, Expression], faults: list[str]
) -> Iterator[Declared]:
    for name in written.tables.keys() - {"figure"}:
        faults.append(f"{written.at(name)}: unknown table [{name}]: a file of figures has [[figure]] alone")
    groups = written.tables.get("figure", [])
    for number, group in enumerate(groups if isinstance(groups, list) else []):
        place = written.at("figure", number)
        rows = group.get("rows", [{}])
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            faults.append(f'{place}: rows is no list of rows: write rows = [{{ stratum = "...", value = 1 }}]')
            continue
        for row in rows:
            whole = {**{k: v for k, v in group.items() if k != "rows"}, **row}
            if any(s in row for s in STATISTICS):
                whole = {k: v for k, v in whole.items() if k not in STATISTICS or k in row}
            try:
                yield _declared(whole, place, selections, words)
            except (Unreadable, ValueError, TypeError) as fault:
                shown = f"'{whole.get('measure', '')}' ({whole.get('stratum', '')})"
                faults.append(f"{place}: {shown}: {fault}")


def _declared(
    row: Mapping[str, Any], place: str, selections: Mapping[str, Selection], words: dict[str, Expression]
) -> Declared:
    figure = _figure(row)
    if figure.why_not:
        return Declared(figure, place)
    over = row.get("over", "")
    if over not in KINDS and over not in selections:
        raise Unreadable(f"over = {over!r}: write one of {', '.join(KINDS)}, or a selection of {ENTRIES_FILE}")
    own = OWN.get(over, ()) if over in KINDS else ENTRY if selections[over].kind in ENTRIES else LASTING
    names = vocabulary.EVERYWHERE | frozenset(own)

    def expression(text: Any, member: str) -> Expression:
        if not isinstance(text, str):
            raise Unreadable(f'{member} is no expression: write {member} = "registered and age >= 18"')
        try:
            return read(text, names, frozenset(selections), words)
        except Unreadable as fault:
            raise Unreadable(f"{member}: {fault}") from None

    def several(member: str) -> tuple[Expression, ...]:
        said = row.get(member, [])
        return tuple(expression(one, member) for one in (said if isinstance(said, list) else [said]))

    ways = [one for one in STATISTICS if one in row]
    if len(ways) != 1:
        raise Unreadable(
            f"it counts {' and '.join(ways) or 'nothing'}: give one of {', '.join(STATISTICS)}, or why_not"
        )
    counted = several(ways[0])
    if len(counted) != STATISTICS[ways[0]]:
        raise Unreadable(f"{ways[0]} is of {STATISTICS[ways[0]]} expressions, not of {len(counted)}")
    one = {m: expression(row[m], m) if m in row else None for m in ("among", "by", "against")}
    if (ways[0] == "ratio") != (one["by"] is not None):
        raise Unreadable('a ratio, and nothing else, compares: write by = "..." beside ratio')
    if ways[0] == "rate" and over != YEARS:
        raise Unreadable(f'a rate is of years lived: write over = "{YEARS}"')
    if (over == BIRTHDAYS) != ("turning" in row):
        raise Unreadable(
            f'birthdays, and nothing else, are of an age: write turning = "2 years" beside over = "{BIRTHDAYS}"'
        )
    if over != DELIVERIES and any("baby(" in e.text for e in (*counted, *(e for e in one.values() if e))):
        raise Unreadable(f'baby(...) is of deliveries: write over = "{DELIVERIES}"')
    if over == YEARS:
        _before_the_year({m: e for m, e in one.items() if e is not None})
    on = row.get("on", dt.date(figure.first_year, 7, 1))
    if not isinstance(on, dt.date) or isinstance(on, dt.datetime):
        raise Unreadable("on is no date: write on = 2020-03-31")
    years = row.get("years", 1)
    if not isinstance(years, int) or not 0 <= years <= 100:
        raise Unreadable("years is no number of years: write 1, 5, or 0 for the whole window")
    return Declared(
        figure, place, over, on, years, _days(row["turning"]) if "turning" in row else 0.0, ways[0], counted,
        one["among"], one["by"], one["against"], several("standard"),
        _number(row.get("part", Decimal("0.5")), "part"), _number(row.get("times", 1), "times"),
    )  # fmt: skip


def _before_the_year(members: Mapping[str, Expression]) -> None:
    """Unreadable where who is compared hangs on what is found in the very year: only who lives through it is asked."""
    for member, expression in members.items():
        if found := expression.in_the_year():
            raise Unreadable(f"{member}: '{found}' looks into the year that is measured: say {found[:-1]}, -1*year, 0)")


def _figure(row: Mapping[str, Any]) -> Figure:
    strange = [name for name in row if name not in MEMBERS]
    if strange:
        raise Unreadable(f"unknown member '{strange[0]}': use {', '.join(MEMBERS)}")
    for name in ("area", "measure", "unit", "year", "source"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise Unreadable(f'no {name}: write {name} = "..."')
    evidence = row.get("evidence", EVIDENCED)
    if evidence not in (EVIDENCED, FROM_MEMORY):
        raise Unreadable(f"evidence is {evidence!r}: write {EVIDENCED}, or {FROM_MEMORY}")
    figure = Figure(
        row["area"], row["measure"], str(row.get("stratum", "all")), _number(row.get("value"), "value"), row["unit"],
        row["year"], row["source"], evidence, str(row.get("tolerance", "")), str(row.get("why_not", "")),
    )  # fmt: skip
    if not figure.why_not:
        _ = figure.first_year, figure.width
    return figure


def _number(value: Any, name: str) -> float:
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise Unreadable(f"{name} is {value!r}: give a number such as 17.4")
    return float(value)


def _days(text: Any) -> float:
    found = _SPAN.fullmatch(str(text))
    if not found:
        raise Unreadable(f'turning is {text!r}: write "12 months", or so many days, weeks or years')
    return float(int(found[1]) * vocabulary.NUMBERS[found[2]])
