"""Which rows stand near others in time: of the same person, of her mother, or of her children."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from output.check.clinical.lives import Column, Lives
from synth.clock import DAY, NEVER

SELF, MOTHER, CHILD = "self", "mother", "child"
APART = 2 * NEVER
"""Further apart than any two moments: so far from each other stand the moments of two people."""


def rows_of(lives: Lives, keys: Iterable[str]) -> Column:
    """The rows of keys, each of which may name the kind of entry before a colon, in order."""
    found = [np.zeros(0, dtype=np.int64)]
    for key in keys:
        kind, _, plain = key.rpartition(":")
        found.append(lives.rows([plain], kind))
    return np.unique(np.concatenate(found))


def moments(lives: Lives, keys: Iterable[str], whose: str = SELF) -> Column:
    """The moments at which something was done, by the person to whom it counts, in order.

    keys: as of `rows_of`. whose: "child" counts what was done to a child to its mother.
    """
    rows = rows_of(lives, keys)
    owner = lives.person[rows]
    if whose == CHILD:
        owner = lives.mother[owner]
        rows, owner = rows[owner >= 0], owner[owner >= 0]
    return np.sort(owner * APART + lives.begins[rows])


def owner_of(lives: Lives, rows: Column, whose: str = SELF) -> Column:
    """Whose record is looked at for each row: that of its person, or of the mother (-1 where there is none)."""
    person = lives.person[rows]
    return lives.mother[person] if whose == MOTHER else person


def how_many(at: Column, owner: Column, begins: Column, before: float, after: float) -> Column:
    """How many of the moments fall from so many days before each row to so many days after it."""
    low = owner * APART + begins - int(before * DAY)
    high = owner * APART + begins + int(after * DAY)
    return np.searchsorted(at, high, "right") - np.searchsorted(at, low, "left")


def latest_before(at: Column, owner: Column, begins: Column) -> Column:
    """The latest of the moments before each row of the same owner, in minutes; -NEVER where there is none."""
    place = np.searchsorted(at, owner * APART + begins, "left") - 1
    return _there(at, owner, place)


def next_from(at: Column, owner: Column, begins: Column) -> Column:
    """The first of the moments from each row on, of the same owner, in minutes; -NEVER where there is none."""
    return _there(at, owner, np.searchsorted(at, owner * APART + begins, "left"))


def _there(at: Column, owner: Column, place: Column) -> Column:
    within = (place >= 0) & (place < len(at))
    moment = at[np.where(within, place, 0)] - owner * APART if len(at) else np.full(len(place), -NEVER)
    return np.where(within & (np.abs(moment) < NEVER), moment, -NEVER)


def value_known(lives: Lives, keys: Iterable[str], rows: Column) -> Column:
    """The latest value that was on record of each row's person when it began; NaN where there was none."""
    found = lives.rows(keys, "observation")
    found = found[~np.isnan(lives.value[found])]
    order = np.argsort(lives.person[found] * APART + lives.recorded[found], kind="stable")
    found = found[order]
    at = lives.person[found] * APART + lives.recorded[found]
    place = np.searchsorted(at, lives.person[rows] * APART + lives.begins[rows], "right") - 1
    known = np.full(len(rows), np.nan)
    there = place >= 0
    there[there] = lives.person[found[place[there]]] == lives.person[rows[there]]
    known[there] = lives.value[found[place[there]]]
    return known
