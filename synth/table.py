"""Tables of columns, their shapes (the types stand in one place, also without a row), and the look-up in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

Column = np.ndarray
Shape = Mapping[str, str]
"""The columns of a table and the type of each ("int64", "uint64", "bool")."""

_TYPES = {name: np.dtype(name) for name in ("int64", "uint64", "bool")}
_BITS = 42
"""Instants lie within 2**40 minutes of 1970, so that a row number and an instant share one integer."""
_ZERO = 1 << (_BITS - 1)


@dataclass
class Table:
    """Columns of equal length, by name."""

    columns: dict[str, Column] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def take(self, rows: Column) -> Table:
        """The rows asked for, in that order (positions or a mask)."""
        return Table({name: column[rows] for name, column in self.columns.items()})


def starts(*columns: Column) -> Column:
    """Which rows differ in some column from the row before them (bool); the first does.

    columns: at least one, of equal length, in an order in which equal rows stand together."""
    new = np.ones(len(columns[0]), dtype=bool)
    new[1:] = False
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return new


def heads(*columns: Column) -> Column:
    """Of each row the position of the first of the rows that are like it and stand together (int64)."""
    return np.maximum.accumulate(np.where(starts(*columns), np.arange(len(columns[0])), 0))


def ranks(*columns: Column) -> Column:
    """0, 1, 2 ... within rows that are alike and stand together (int64)."""
    return np.arange(len(columns[0])) - heads(*columns)


def position(keys: Column, wanted: Column) -> Column:
    """Where each wanted key stands among keys (ascending), -1 where it does not (int64); of equal keys the first."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, place, -1)


def moment_key(owner: Column, instant: Column) -> Column:
    """An owner's row and an instant (both int64) as one integer that sorts by both."""
    return (owner << _BITS) + (instant + _ZERO)


def as_of(owner: Column, since: Column, wanted: Column, instant: Column) -> Column:
    """The last row of each wanted owner that had begun by an instant, or -1 (int64).

    owner, since: of the rows, sorted by both; wanted, instant: of each look-up."""
    if not len(owner):
        return np.full(len(wanted), -1, dtype=np.int64)
    row = np.searchsorted(moment_key(owner, since), moment_key(wanted, instant), side="right") - 1
    return np.where((row >= 0) & (owner[np.maximum(row, 0)] == wanted), row, -1)


def standing(owner: Column, since: Column, until: Column, wanted: Column, instant: Column) -> Column:
    """As `as_of`, but -1 where that row's time was over by the instant."""
    row = as_of(owner, since, wanted, instant)
    if not len(owner):
        return row
    return np.where((row >= 0) & (until[np.maximum(row, 0)] > instant), row, -1)


def shape(words: str) -> Shape:
    """A shape as words, a column each: "person" is int64, "rural:bool" says its type."""
    pairs = (word.partition(":") for word in words.split())
    return {name: kind or "int64" for name, _, kind in pairs}


def empty(of: Shape) -> Table:
    """A table without a row, whose columns have the types of one with rows."""
    return Table({name: np.zeros(0, dtype=kind) for name, kind in of.items()})


def shaped(table: Table, of: Shape, name: str) -> Table:
    """The table, whose columns must be of the shape's; one without any column becomes an empty one of that shape.

    Raises TypeError, which names the table and the columns, if a column is none of the shape's or of another type.
    """
    if not table.columns:
        return empty(of)
    found = {column: values.dtype for column, values in table.columns.items()}
    wrong = [
        f"{c} is {kind}, not {of.get(c, 'known')}" for c, kind in found.items() if _TYPES.get(of.get(c, "")) != kind
    ]
    if wrong:
        raise TypeError(f"the table '{name}' has other columns than it is to have: {', '.join(wrong)}")
    return table


def at(column: Column, rows: Column, missing: int = 0) -> Column:
    """The value in each of some rows of a column, `missing` for row -1; also where the column has no row."""
    if not len(column):
        return np.full(len(rows), missing, dtype=column.dtype)
    return np.where(rows >= 0, column[np.maximum(rows, 0)], column.dtype.type(missing))
