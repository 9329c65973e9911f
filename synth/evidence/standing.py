"""Scores and places of many people at once: the normal curve of `scores`, in columns.

A score is a deviation from the middle, in 65,536ths of a standard deviation; a place is how many of 65,536 stand lower.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth.evidence import drawing, scores

Column = np.ndarray


def drawn(bits: Column) -> Column:
    """The score that each draw of 64 bits gives."""
    return drawing.of_table(tables()[0], bits)


def place(score: Column) -> Column:
    """The place (0 to 65,535) of each score."""
    at = np.minimum(np.maximum(score + scores.REACH * scores.SD // scores.FINENESS, 0), (2 * scores.REACH << 8) - 1)
    table = tables()[1]
    low = table[at >> 8]
    return low + (((table[(at >> 8) + 1] - low) * (at & 255)) >> 8)


def drawn_one(bits: int) -> int:
    """The score that one draw of 64 bits gives."""
    table, knot = scores.scores(), bits >> 54
    low = table[knot]
    return low + (((table[knot + 1] - low) * ((bits >> 38) & 0xFFFF)) >> 16)


def place_one(score: int) -> int:
    """The place (0 to 65,535) of one score."""
    at = min(max(score + scores.REACH * scores.SD // scores.FINENESS, 0), (2 * scores.REACH << 8) - 1)
    table = scores.places()
    low = table[at >> 8]
    return low + (((table[(at >> 8) + 1] - low) * (at & 255)) >> 8)


def above(score: Column) -> Column:
    """How many of 2**32 stand higher than each score (at least one)."""
    at = np.minimum(np.maximum(score + scores.REACH * scores.SD // scores.FINENESS, 0), (2 * scores.REACH << 8) - 1)
    table = tables()[1]
    low = table[at >> 8] << 8
    place = low + (table[(at >> 8) + 1] - (low >> 8)) * (at & 255)
    return np.maximum(((scores.PLACES << 8) - place) << 8, 1)


@lru_cache(maxsize=1)
def tables() -> tuple[Column, Column, Column]:
    """The tables of `scores`, `places` and `turning` as columns."""
    made = scores.scores(), scores.places(), scores.turning()
    return tuple(np.array(table, dtype=np.int64) for table in made)  # type: ignore[return-value]
