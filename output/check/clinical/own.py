"""Clinical rules that guests bring: rows of the same form as ours, and what their pathways are excepted from.

They stand in `rules.toml` of a folder of pathways. `[[rule]]` is a rule of theirs; `[[except]]` names a rule of ours
that does not judge what one of their pathways writes, with the reason and the source. A rule of ours that says for
which conditions something is done speaks of our pathways alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from output.check.brought import Brought
from output.check.clinical.lives import Column, Lives
from output.check.clinical.rule import Excepted, Rule
from output.check.clinical.rules import every_rule, rule_of
from synth import source_files
from synth.errors import BrokenSource
from synth.evidence.units import among

RULE, EXCEPT = "rule", "except"
"""The tables of a file of rules."""
_EXCEPTED = ("rule", "pathway", "reason", "source")


@dataclass(frozen=True)
class Own:
    """What guests bring to the rules. ours: the names of our pathways; empty where nobody else wrote anything."""

    rules: tuple[Rule, ...] = ()
    excepted: tuple[Excepted, ...] = ()
    ours: frozenset[str] = frozenset()

    def spares(self, lives: Lives, rule: Rule, rows: Column) -> Column:
        """Whether each row was written by a guest's pathway of which a rule of ours does not speak."""
        spared = lives.one_of("pathway", rows, [one.pathway for one in self.excepted if one.rule == rule.name])
        if self.ours and rule.says_what_for and rule not in self.rules:
            spared |= ~lives.one_of("pathway", rows, ["", *self.ours])
        return np.asarray(spared, dtype=bool)


NONE = Own()


def brought_by(brought: Brought) -> Own:
    """What guests bring to the rules; BrokenSource names all that is wrong with their files."""
    files = [read(path) for path in brought.rules]
    rules = tuple(rule for _, some, _ in files for rule in some.values())
    return Own(rules, tuple(one for _, _, some in files for one in some.values()), brought.ours)


def read(path: Path) -> tuple[source_files.Written, Mapping[int, Rule], Mapping[int, Excepted]]:
    """The rules of a file and what it excepts, by the place of their rows; BrokenSource names all faults together."""
    written = source_files.toml_of(path)
    found = [f"{written.at(name)}: nobody knows [{name}]: write [[{RULE}]] or [[{EXCEPT}]]"
             for name in written.tables if name not in (RULE, EXCEPT)]  # fmt: skip
    rules: dict[int, Rule] = {}
    excepted: dict[int, Excepted] = {}
    for at, row in enumerate(_rows(written, RULE)):
        try:
            rules[at] = rule_of(_plain(row))
        except ValueError as error:
            found.append(f"{written.at(RULE, at)}: {error}: write it as output/check/clinical/*.toml do")
    ours = {rule.name for rule in every_rule()}
    found += [f"{written.at(RULE, at, 'name')}: we have a rule '{rule.name}': give yours another name"
              for at, rule in rules.items() if rule.name in ours]  # fmt: skip
    for at, row in enumerate(_rows(written, EXCEPT)):
        said = [f'lacks {name}: write {name} = "..."' for name in _EXCEPTED if not _words(row.get(name))]
        said += [f"nobody knows {name}: take it out" for name in row if name not in _EXCEPTED]
        if not said and row["rule"] not in ours:
            said = [f"there is no rule '{row['rule']}': {among(sorted(ours), row['rule'])}"]
        found += [f"{written.at(EXCEPT, at)}: {one}" for one in said]
        if not said:
            excepted[at] = Excepted(**row)
    if found:
        raise BrokenSource("\n".join(found))
    return written, rules, excepted


def _rows(written: source_files.Written, name: str) -> list[dict[str, Any]]:
    rows = written.tables.get(name, [])
    if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
        return rows
    raise BrokenSource(f"{written.at(name)}: [{name}] is one of several: write [[{name}]]")


def _words(said: Any) -> bool:
    return isinstance(said, str) and bool(said.strip())


def _plain(said: Any) -> Any:
    """What a row says, its decimals as float64, as our rows are read."""
    if isinstance(said, Decimal):
        return float(said)
    if isinstance(said, list):
        return [_plain(one) for one in said]
    return {name: _plain(one) for name, one in said.items()} if isinstance(said, dict) else said
