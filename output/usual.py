"""What is usual of a measured value, and whether a value lies within it: decided once, for every format."""

from __future__ import annotations

import numpy as np

from synth.record.forms import Form
from synth.record.kinds import MISSING

Column = np.ndarray

ENDS = 4
"""Bounds of a form: from and to for men, then for women."""
FEMALE = 2
NORMAL, LOW, HIGH = 1, 2, 3


def of_form(form: Form) -> list[int]:
    """The bounds that a form states (its `range`), MISSING for those it does not."""
    return [MISSING if bound is None else bound for bound in form.details.get("range") or (None,) * ENDS]


def bounds(table: Column, woman: Column) -> tuple[Column, Column]:
    """The lower and upper bound of each row: a table of shape (n, ENDS), and who is a woman (bool)."""
    low, high = (np.where(woman, table[:, 2 + end], table[:, end]) for end in (0, 1))
    return low, high


def judged(value: Column, low: Column, high: Column, said: Column) -> Column:
    """NORMAL, LOW or HIGH for each value of which something is usual; 0 elsewhere, and where more is said of it."""
    known = (value != MISSING) & ((low != MISSING) | (high != MISSING)) & ~said
    beyond = np.where(value < low, LOW, np.where((high != MISSING) & (value > high), HIGH, NORMAL))
    return np.where(known, beyond, 0)
