"""Tables of columns, and the one look-up in them: the row that stood for someone at an instant."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

Column = np.ndarray

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
