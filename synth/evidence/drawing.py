"""Draws from the tables of numbers, over columns: one of several options, or a quantity."""

from __future__ import annotations

import numpy as np

from synth.evidence.number import Number

Column = np.ndarray
_KNOT, _PART, _PART_MASK = np.uint64(54), np.uint64(38), np.uint64(0xFFFF)
_HALF = np.uint64(1)


def option(number: Number, bits: Column) -> Column:
    """One of the options of shares without dimensions for 64 random bits each (int64 position)."""
    return number.table[0, :-1].searchsorted(bits >> _HALF, side="right").astype(np.int64)


def quantity(number: Number, bits: Column) -> Column:
    """A quantity without dimensions, or a value that does not vary, for 64 random bits each (int64, its own unit)."""
    if number.form == "value":
        return np.full(len(bits), int(number.table[0]), dtype=np.int64)
    return of_table(number.table.ravel(), bits)


def of_table(flat: Column, bits: Column) -> Column:
    """What each 64 random bits give of a table of 1,025 knots, straight between them (int64)."""
    return between(flat, (bits >> _KNOT).view(np.int64), ((bits >> _PART) & _PART_MASK).view(np.int64))


def between(flat: Column, first: Column, part: Column) -> Column:
    """A quantity, a part (of 65,536) of the way from one knot of its distribution to the next."""
    low = flat[first]
    return low + (((flat[first + 1] - low) * part) >> 16)
