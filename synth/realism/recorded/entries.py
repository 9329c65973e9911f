"""Selections of entries: which of a kind are meant by one name, and finding those of a person in a stretch of time."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from synth import clock
from synth.dataset import frames
from synth.realism.recorded.tables import NOBODY, Table, Tables, Words

Column = np.ndarray
ALIASES = {"code": "code_key", "answer": "value_code_key"}
"""How a selection calls columns of a table whose own names are longer."""
FROM, UNTIL = "from", "until"
_OFFSET = 1 << 31
"""Added to instants, so that they are positive and fit beside a person in 64 bits."""


@dataclass(frozen=True)
class Selection:
    """Entries of one kind, by the words that stand in some of their columns; `place`: where it is declared."""

    name: str
    kind: str
    columns: dict[str, tuple[str, ...]]
    place: str = ""

    def rows(self, table: Table) -> Column:
        """Which rows of the table are meant (bool). What was withdrawn is not, unless the selection names changes."""
        found = np.ones(len(table), dtype=bool)
        for name, wanted in self.columns.items():
            column = table[column_of(name, table.columns)]
            found &= column.has(wanted) if isinstance(column, Words) else _said(column, wanted)
        if "change" not in self.columns and isinstance(table.columns.get("change"), Words):
            found &= ~table["change"].has(("withdrawn",))
        return found


def asked(selections: Iterable[Selection]) -> dict[str, frozenset[str]]:
    """The columns of each kind by which entries are selected."""
    found: dict[str, set[str]] = {"ethnic_group": {"code"}}  # which persons are asked for in any case
    for one in selections:
        whats = frames.columns_of(one.kind)
        found.setdefault(one.kind, set()).update(column_of(name, whats) for name in one.columns)
    return {kind: frozenset(columns) for kind, columns in found.items()}


def column_of(name: str, columns: Container[str]) -> str:
    """The column of a table that a selection means by a name."""
    longer = ALIASES.get(name, name)
    return longer if longer in columns else name


def _said(column: Column, wanted: tuple[str, ...]) -> Column:
    """Which numbers or flags are among some words: 7, true, false."""
    wished = [float(one == "true") if one in ("true", "false") else float(one) for one in wanted]
    return np.isin(column.astype(np.float64), wished)


class Chosen:
    """The entries of a selection in order of person and time, with any column of their table."""

    def __init__(self, selection: Selection, tables: Tables) -> None:
        self.table = tables[selection.kind]
        self.selection = selection
        mine = np.flatnonzero(selection.rows(self.table) & (self.table["person"] >= 0))
        self.rows = mine[np.lexsort((self.table[FROM][mine], self.table["person"][mine]))]
        self.person = self.table["person"][self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> Column:
        """A column of the chosen entries in order: `value`, `second`, `length`, `lag`, `to`, or one of the table."""
        begins = self.table[FROM]
        if name == "value":
            found = self.table["value"]
        elif name == "second":
            found = self.table["value2"]
        elif name == "length":
            found = _between(begins, self.table[UNTIL])
        elif name == "lag":
            ended = self.table["change"].has(("ended",))  # what is known of it last is when its end was recorded
            found = np.where(ended, np.nan, _between(begins, self.table["recorded"]))
        elif name == "to":
            found = _between(begins, self.table["value_time"])
        else:
            found = self.table[name]
        return found[self.rows]

    @cached_property
    def _starts(self) -> Column:
        return _key(self.person, self.table[FROM][self.rows])

    @cached_property
    def _ends(self) -> Column:
        ends = self.table[UNTIL][self.rows]
        return np.sort(_key(self.person, ends)[ends < clock.NEVER], kind="stable")

    def bounds(self, person: Column, begins: Column, until: Column) -> tuple[Column, Column]:
        """The places of the entries of some persons that begin in [begins, until): first, and one past the last."""
        some = np.where(person >= 0, person, 0)
        first = np.searchsorted(self._starts, _key(some, begins), side="left")
        last = np.searchsorted(self._starts, _key(some, until), side="left")
        none = (person < 0) | (last < first)
        return np.where(none, 0, first), np.where(none, 0, last)

    def open_at(self, person: Column, at: Column) -> Column:
        """How many of a person's entries have begun by an instant and not ended."""
        some = np.where(person >= 0, person, 0)
        key, floor = _key(some, at), _key(some, np.full(len(some), -_OFFSET))
        begun = np.searchsorted(self._starts, key, side="right") - np.searchsorted(self._starts, floor, side="left")
        ended = np.searchsorted(self._ends, key, side="right") - np.searchsorted(self._ends, floor, side="left")
        return np.where(person >= 0, begun - ended, 0)

    def others(self) -> Column:
        """The row of the other person whom each entry names; NOBODY where the table names none."""
        other = self.table.columns.get("other")
        return np.full(len(self), NOBODY) if other is None else other[self.rows]


def _between(begins: Column, until: Column) -> Column:
    """Minutes from one instant to another; not a number where the other is not known."""
    return np.where(until < clock.NEVER, until - begins, np.nan)


def _key(person: Column, at: Column) -> Column:
    """Persons and instants as one number, by which both are in order."""
    return (person.astype(np.int64) << 32) | np.clip(at + _OFFSET, 0, (1 << 32) - 1)
