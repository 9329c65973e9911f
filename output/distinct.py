"""The distinct values and combinations of values that occur in columns of whole numbers."""

from __future__ import annotations

import numpy as np


def combined(*columns: np.ndarray) -> tuple[list[tuple[int, ...]], np.ndarray]:
    """The distinct combinations that occur, ascending, and the place of each row's among them."""
    parts = [distinct(column) for column in columns]
    index = parts[0][1]
    for unique, place in parts[1:]:
        index = index * len(unique) + place
    found, index = distinct(index)
    rows = []
    for number in found.tolist():
        row: list[int] = []
        for unique, _ in reversed(parts):
            number, place = divmod(number, len(unique))
            row.insert(0, int(unique[place]))
        rows.append(tuple(row))
    return rows, index


_NARROW, _WIDE = 1 << 14, 8
"""A range up to so many numbers, or so many times as wide as the column is long, is marked; a wider one is sorted."""


def distinct(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values of a column, ascending, and the place of each row's among them."""
    if not len(values):
        return values[:0], np.zeros(0, dtype=np.int64)
    low, high = int(values.min()), int(values.max())
    if high - low >= max(_NARROW, _WIDE * len(values)):
        unique, index = np.unique(values, return_inverse=True)
        return unique, index.reshape(-1)
    offset = values - low
    seen = np.zeros(high - low + 1, dtype=bool)
    seen[offset] = True
    found = np.flatnonzero(seen)
    place = np.empty(len(seen), dtype=np.int64)
    place[found] = np.arange(len(found))
    return found + low, place[offset]
