"""Facts over time in columns: what was true of each person before each moment."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from synth.world.population import Table

Column = np.ndarray
_HALF = 1 << 31
_FEW = 512


def moments(person: Column, time: Column) -> Column:
    """Person and instant as one number that sorts by person, then time (int64)."""
    return (person << 32) | (np.minimum(np.maximum(time, -_HALF), _HALF - 1) + _HALF)


class FactStore:
    """The changes of each fact, sorted by person and time; changes set later are merged when next asked for.

    At one instant the change that counts is the last in the order of pathway, episode, step and occurrence. Facts of
    the world that no pathway asks for are never worked out.
    """

    def __init__(self, world: Mapping[str, Table], persons: int) -> None:
        self.persons = persons
        self._world, self._waiting = world, set(world)
        self._new: dict[str, list[tuple[Column, ...]]] = {}
        self._changes: dict[str, tuple[Column, ...]] = {}
        self._has: dict[str, Column] = {}

    def set(self, name: str, person: Column, time: Column, pathway: int, key: Column, step: int, occurrence: Column,
            value: Column) -> None:  # fmt: skip
        """Note that a fact takes new values from these moments on."""
        n = len(person)
        full = np.full(n, pathway, dtype=np.int64), key, np.full(n, step, dtype=np.int64), occurrence
        self._new.setdefault(name, []).append((moments(person, time), *full, value))

    def has(self, name: str) -> Column:
        """Whether each person has any change of a fact, at whatever time (bool)."""
        self._merge(name)
        if name not in self._has:
            self._has[name] = np.zeros(self.persons, dtype=bool)
        return self._has[name]

    def before(self, name: str, person: Column, time: Column) -> Column:
        """The value of a fact just before each moment; 0 where it was never set, or there is no person (-1)."""
        self._merge(name)
        changes = self._changes.get(name)
        if changes is None:
            return np.zeros(len(person), dtype=np.int64)
        if len(person) <= _FEW:  # for few, looking is quicker than asking first who is worth it
            return _latest(changes, person, time)
        out = np.zeros(len(person), dtype=np.int64)
        rows = np.flatnonzero(self._has[name][person] & (person >= 0))
        if len(rows):
            out[rows] = _latest(changes, person[rows], time[rows])
        return out

    def _merge(self, name: str) -> None:
        if name in self._waiting:
            self._waiting.remove(name)
            table = self._world[name]
            n = len(table)
            zeros = np.zeros(n, dtype=np.int64)
            if n:
                columns = (moments(table["person"], table["time"]), zeros - 1, zeros.astype(np.uint64), zeros,
                           np.arange(n, dtype=np.int64), table["value"])  # fmt: skip
                self._new.setdefault(name, []).insert(0, columns)
        new = self._new.pop(name, None)
        if not new:
            return
        added = _in_order(tuple(np.concatenate(column) for column in zip(*new, strict=True)))
        known = self._changes.get(name)
        if known is None:
            self._changes[name] = added
        else:
            place = np.searchsorted(known[0], added[0], side="left")
            inside = place < len(known[0])
            if (known[0][place[inside]] == added[0][inside]).any():
                both = tuple(np.concatenate(columns) for columns in zip(known, added, strict=True))
                self._changes[name] = _in_order(both)
            else:
                self._changes[name] = tuple(np.insert(k, place, a) for k, a in zip(known, added, strict=True))
        self._has.setdefault(name, np.zeros(self.persons, dtype=bool))[added[0] >> 32] = True


def _latest(changes: tuple[Column, ...], person: Column, time: Column) -> Column:
    """The value just before each moment; 0 where there is none, or no person (-1)."""
    at, value = changes[0], changes[5]
    place = at.searchsorted(moments(person, time), side="left") - 1
    found = (place >= 0) & ((at[place] >> 32) == person)
    return np.where(found, value[place], 0)


def _in_order(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Changes in the order in which they count: by moment, then pathway, episode, step and occurrence."""
    order = np.lexsort((columns[4], columns[3], columns[2], columns[1], columns[0]))
    return tuple(column[order] for column in columns)
