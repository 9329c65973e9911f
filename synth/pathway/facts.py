"""Facts over time in columns: what was true of each person before each moment."""

from __future__ import annotations

import numpy as np

from synth.world.population import Table

Column = np.ndarray
_HALF = 1 << 31


def moments(person: Column, time: Column) -> Column:
    """Person and instant as one number that sorts by person, then time (int64)."""
    return (person << 32) | (np.clip(time, -_HALF, _HALF - 1) + _HALF)


class FactStore:
    """The changes of each fact, sorted by person and time; changes set later are merged when next asked for.

    At one instant the change that counts is the last in the order of pathway, episode, step and occurrence.
    """

    def __init__(self, world: dict[str, Table]) -> None:
        self._changes: dict[str, tuple[Column, Column, Column]] = {}
        self._new: dict[str, list[tuple[Column, ...]]] = {}
        self._order: dict[str, tuple[Column, ...]] = {}
        for name, table in world.items():
            if len(table):
                n = len(table)
                zeros = np.zeros(n, dtype=np.int64)
                self._new[name] = [(moments(table["person"], table["time"]), np.full(n, -1, dtype=np.int64),
                                    zeros.astype(np.uint64), zeros, np.arange(n, dtype=np.int64), table["value"])]  # fmt: skip

    def set(self, name: str, person: Column, time: Column, pathway: int, key: Column, step: int, occurrence: Column,
            value: Column) -> None:  # fmt: skip
        """Note that a fact takes new values from these moments on."""
        n = len(person)
        full = np.full(n, pathway, dtype=np.int64), key, np.full(n, step, dtype=np.int64), occurrence
        self._new.setdefault(name, []).append((moments(person, time), *full, value))

    def before(self, name: str, person: Column, time: Column) -> Column:
        """The value of a fact just before each moment; 0 where it was never set, or there is no person (-1)."""
        self._merge(name)
        if name not in self._order:
            return np.zeros(len(person), dtype=np.int64)
        at, value = self._order[name][0], self._order[name][5]
        place = np.searchsorted(at, moments(person, time), side="left") - 1
        found = (place >= 0) & (person >= 0)
        place = np.where(found, place, 0)
        found &= (at[place] >> 32) == person
        return np.where(found, value[place], 0)

    def _merge(self, name: str) -> None:
        new = self._new.pop(name, None)
        if not new:
            return
        parts = [self._order[name], *new] if name in self._order else new
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        # The last key sorts first: moment, then pathway, episode, step, occurrence.
        order = np.lexsort((columns[4], columns[3], columns[2], columns[1], columns[0]))
        self._order[name] = tuple(column[order] for column in columns)
