"""Facts over time in columns: what was true of each person before each moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from synth.world.population import Table

Column = np.ndarray
_HALF = 1 << 31
_FEW = 512
_MOMENT, _PATHWAY, _EPISODE, _STEP, _OCCURRENCE, _VALUE = range(6)
"""The rows of the changes of a fact, an array of whole numbers with a column for each change; of keys, the bits."""


def moments(person: Column, time: Column) -> Column:
    """Person and instant as one number that sorts by person, then time (int64)."""
    return (person << 32) | (np.minimum(np.maximum(time, -_HALF), _HALF - 1) + _HALF)


def _moment(person: int, time: int) -> int:
    """The same of one person and instant."""
    return (person << 32) | (min(max(time, -_HALF), _HALF - 1) + _HALF)


class FactStore:
    """The changes of each fact, sorted by person and time; changes set later are merged when next asked for.

    At one instant the change that counts is the last in the order of pathway, episode, step and occurrence. Facts of
    the world that no pathway asks for are never worked out.
    """

    def __init__(self, world: Mapping[str, Table], persons: int) -> None:
        self.persons = persons
        self._world, self._waiting = world, set(world)
        self._new: dict[str, list[tuple[Column | int, ...]]] = {}
        self._changes: dict[str, Column] = {}
        self._has: dict[str, Column] = {}

    def set(self, name: str, person: Column, time: Column, pathway: int, key: Column, step: int, occurrence: Column,
            value: Column) -> None:  # fmt: skip
        """Note that a fact takes new values from these moments on."""
        change = moments(person, time), pathway, key.view(np.int64), step, occurrence, value
        self._new.setdefault(name, []).append(change)

    def set_one(self, name: str, person: int, time: int, pathway: int, key: int, step: int, occurrence: int,
                value: int) -> None:  # fmt: skip
        """Note that a fact takes a new value from a moment on."""
        moment = np.array([_moment(person, time)], dtype=np.int64)
        change = moment, pathway, key - (1 << 64) if key >> 63 else key, step, occurrence, value
        self._new.setdefault(name, []).append(change)

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

    def before_one(self, name: str, person: int, time: int) -> int:
        """The value of a fact just before one moment; 0 where it was never set, or there is no person (-1)."""
        self._merge(name)
        changes = self._changes.get(name)
        if changes is None:
            return 0
        at = changes[_MOMENT]
        place = int(at.searchsorted(_moment(person, time), side="left")) - 1
        return changes.item(_VALUE, place) if place >= 0 and at.item(place) >> 32 == person else 0

    def _merge(self, name: str) -> None:
        if name in self._waiting:
            self._waiting.remove(name)
            table = self._world[name]
            n = len(table)
            if n:
                change = moments(table["person"], table["time"]), -1, 0, 0, np.arange(n), table["value"]
                self._new.setdefault(name, []).insert(0, change)
        new = self._new.pop(name, None)
        if not new:
            return
        added = _in_order(_together(new))
        known = self._changes.get(name)
        self._changes[name] = added if known is None else _merged(known, added)
        has = self._has.get(name)
        if has is None:
            has = self._has[name] = np.zeros(self.persons, dtype=bool)
        has[added[_MOMENT] >> 32] = True


def _together(changes: Sequence[tuple[Column | int, ...]]) -> Column:
    """Some lots of changes as one array."""
    if len(changes) > 1:
        ends = np.cumsum([0, *(len(lot[_MOMENT]) for lot in changes)]).tolist()  # type: ignore[arg-type]
    else:
        ends = [0, len(changes[0][_MOMENT])]  # type: ignore[arg-type]
    out = np.empty((_VALUE + 1, ends[-1]), dtype=np.int64)
    for lot, first, last in zip(changes, ends[:-1], ends[1:], strict=True):
        for row, of in zip(out, lot, strict=True):
            row[first:last] = of
    return out


def _merged(known: Column, added: Column) -> Column:
    """The changes of two arrays in order as one."""
    place = known[_MOMENT].searchsorted(added[_MOMENT], side="left")
    if (known[_MOMENT].take(place, mode="clip") == added[_MOMENT]).any():
        return _in_order(np.concatenate((known, added), axis=1))
    out = np.empty((len(known), known.shape[1] + added.shape[1]), dtype=np.int64)
    place += np.arange(len(place))
    old = np.ones(out.shape[1], dtype=bool)
    old[place] = False
    for row, before, new in zip(out, known, added, strict=True):
        row[place], row[old] = new, before
    return out


def _latest(changes: Column, person: Column, time: Column) -> Column:
    """The value just before each moment; 0 where there is none, or no person (-1)."""
    at, value = changes[_MOMENT], changes[_VALUE]
    place = at.searchsorted(moments(person, time), side="left") - 1
    found = (place >= 0) & ((at[place] >> 32) == person)
    return np.where(found, value[place], 0)


def _in_order(changes: Column) -> Column:
    """Changes in the order in which they count: by moment, then pathway, episode, step and occurrence."""
    if changes.shape[1] < 2:
        return changes
    order = changes[_MOMENT].argsort(kind="stable")
    moment = changes[_MOMENT].take(order)
    if (moment[1:] == moment[:-1]).any():
        episode = changes[_EPISODE].view(np.uint64)
        order = np.lexsort((changes[_OCCURRENCE], changes[_STEP], episode, changes[_PATHWAY], changes[_MOMENT]))
    return changes.take(order, axis=1)
