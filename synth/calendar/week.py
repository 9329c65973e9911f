"""How a service spreads its work over the day and the week, as `week.toml` has it: exact tables of whole numbers."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from synth.calendar.days import EXTENDED, OFFICE, ROUTINE
from synth.evidence import Number, compiled

Column = np.ndarray

SLOT = 5
"""Minutes to the times at which people are seen."""
PLACES = 1024
"""How many times of the day, from the earliest to the latest, stand for the day of a pattern."""
WORKING_DAYS, DAYS = 5, 7
"""Days of a week that are worked, and all of them."""
_LIKE = {ROUTINE: OFFICE}
"""Patterns that spread their work as another does."""
_FINE = 20


def _number(name: str) -> Number:
    return compiled.read(Path(__file__).with_suffix(".toml")).number(name)


@lru_cache(maxsize=8)
def times(pattern: str) -> Column:
    """Minutes of the day at which a pattern sees people, PLACES of them in ascending order, each as likely (int64)."""
    knots = _number(f"day_of_{_LIKE.get(pattern, pattern)}").table[0].astype(np.int64)
    return np.minimum((knots[:-1] + knots[1:]) // 2, knots[-1] - 1) // SLOT * SLOT


@lru_cache(maxsize=8)
def window(pattern: str) -> tuple[int, int]:
    """The minutes of the day between which a pattern sees people."""
    knots = _number(f"day_of_{_LIKE.get(pattern, pattern)}").table[0]
    return int(knots[0]), int(knots[-1])


@lru_cache(maxsize=8)
def weights(pattern: str) -> Column:
    """How many of those due on a day off are seen on each weekday (int64, seven of them, of no particular sum).

    Those due on a working day are seen on it, a seventh of all on each, so that the weekend's two sevenths make up what
    the weekday's share of the week has above a seventh.
    """
    if pattern == EXTENDED:
        return np.ones(7, dtype=np.int64)
    ends = [0, *(int(t) for t in _number(f"week_of_{_LIKE.get(pattern, pattern)}").table[0])]
    whole = ends[-1]
    more = [max((high - low) * 7 - whole, 0) for low, high in pairwise(ends)]
    return np.array([(m << _FINE) // whole for m in more] + [0, 0], dtype=np.int64)
