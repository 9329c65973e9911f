"""The episodes of one pathway in columns, and which of them wait for which step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from synth import clock
from synth.pathway.compiled.programs import START, PathwayProgram

Column = np.ndarray
_FIRST = 64
"""For how many episodes there is room from the beginning."""


class Episodes:
    """Columns with one row per episode: person row, key, start, cut, locals, counts, and the time it waits for.

    There is room for more rows than there are episodes (`n`): columns grow by doubling.
    """

    def __init__(self, program: PathwayProgram) -> None:
        self.program = program
        self.n = 0
        self._room = 0
        self.person = np.zeros(0, dtype=np.int64)
        self.key = np.zeros(0, dtype=np.uint64)
        self.started = np.zeros(0, dtype=np.int64)
        self.time = np.zeros(0, dtype=np.int64)
        self.cut = np.zeros(0, dtype=np.int64)
        self.care_episode = np.zeros(0, dtype=np.uint64)
        self.contact = np.zeros(0, dtype=np.uint64)
        self.locals = {name: np.zeros(0, dtype=np.int64) for name in program.locals}
        self.counts = {step: np.zeros(0, dtype=np.int64) for step in sorted(program.repeated)}
        self.begun = {slot: np.zeros(0, dtype=np.int64) for slot in program.runs}
        self._ready: dict[int, list[Column]] = {}
        self.blocker = np.zeros(0, dtype=np.int64)
        """Of what its step waits for, what was last found to hold each back; -1 where nobody has looked."""
        self.held: dict[int, list[Column]] = {}
        """Those that may have to wait for something else before each step."""
        self._held: dict[int, int] = {}
        """How many they are, which is asked for before each step that is taken."""
        self.ready: dict[int, int] = {}
        """How many are ready for each step."""
        self.fresh: dict[int, None] = {}
        """The steps whose episodes have changed since it was last forgotten."""

    def _columns(self) -> Iterator[tuple[dict, str | int, int]]:
        """Every column by where it is kept, with what stands in a new row until something else does."""
        for name in ("person", "key", "started", "time", "care_episode", "contact"):
            yield self.__dict__, name, 0
        yield self.__dict__, "cut", clock.NEVER
        yield self.__dict__, "blocker", -1
        for local in self.locals:
            yield self.locals, local, -1 if local in self.program.people else 0
        for step in self.counts:
            yield self.counts, step, 0
        for slot in self.begun:
            yield self.begun, slot, clock.NEVER

    def _grow(self, least: int) -> None:
        room = max(_FIRST, self._room)
        while room < least:
            room *= 2
        for where, name, unset in self._columns():
            known = where[name]
            where[name] = np.full(room, unset, dtype=known.dtype)
            where[name][: self.n] = known[: self.n]
        self._room = room

    def add(self, person: Column, key: Column, time: Column, care_episode: Column, contact: Column,
            carries: Mapping[str, Column]) -> None:  # fmt: skip
        """Add episodes that start at these instants."""
        first, last = self.n, self.n + len(person)
        if last > self._room:
            self._grow(last)
        new = slice(first, last)
        self.person[new], self.key[new], self.started[new] = person, key, time
        self.care_episode[new], self.contact[new] = care_episode, contact
        for name in self.program.takes:
            if name in carries:
                self.locals[name][new] = carries[name]
        self.n = last
        self.wait(START, np.arange(first, last, dtype=np.int64), time)

    def add_one(self, person: int, key: int, time: int, care_episode: int, contact: int,
                carries: Mapping[str, int]) -> None:  # fmt: skip
        """Add one episode that starts at an instant."""
        new = self.n
        if new == self._room:
            self._grow(new + 1)
        self.person[new], self.key[new], self.started[new] = person, key, time
        self.care_episode[new], self.contact[new] = care_episode, contact
        for name in self.program.takes:
            if name in carries:
                self.locals[name][new] = carries[name]
        self.n = new + 1
        self.wait(START, np.array([new], dtype=np.int64), time)

    def wait(self, step: int, rows: Column, time: Column | int) -> None:
        """Let episodes wait for a step at these instants."""
        if len(rows):
            self.time[rows] = time
            self.fresh[step] = None
            if step in self.program.waits:
                self.blocker[rows] = -1
                self.held.setdefault(step, []).append(rows)
                self._held[step] = self._held.get(step, 0) + len(rows)
            else:
                self._let(step, rows)

    def _let(self, step: int, rows: Column) -> None:
        self._ready.setdefault(step, []).append(rows)
        self.ready[step] = self.ready.get(step, 0) + len(rows)

    def release(self, step: int, ready: Column, others: Column) -> None:
        """Let some of those that are held back go; the others stay."""
        self._let(step, ready)
        self._held[step] = len(others)
        if len(others):
            self.held[step] = [others]
        else:
            del self.held[step]

    def take(self, step: int) -> Column:
        """Those that are ready for a step; they wait no longer."""
        del self.ready[step]
        self.fresh[step] = None
        return _joined(self._ready.pop(step))

    def held_back(self, step: int) -> Column:
        """Those that may have to wait for something else before a step."""
        rows = _joined(self.held[step])
        self.held[step] = [rows]
        return rows

    def many_held(self, step: int) -> int:
        """How many of those may have to wait."""
        return self._held.get(step, 0)

    def pending(self, step: int) -> Column:
        """All that wait for a step, ready or not."""
        return _joined([*self._ready.get(step, ()), *self.held.get(step, ())])

    def count(self, step: int, rows: Column) -> Column | int:
        """How often each has taken a step before."""
        return self.counts[step].take(rows) if step in self.counts else 0

    def count_of_one(self, step: int, row: int) -> int:
        """How often one has taken a step before."""
        return self.counts[step].item(row) if step in self.counts else 0

    def counted_one(self, step: int, row: int) -> None:
        """Note that one has taken a step once more."""
        if step in self.counts:
            self.counts[step][row] += 1

    def counted(self, step: int, rows: Column) -> None:
        """Note that each has taken a step once more."""
        if step in self.counts:
            self.counts[step][rows] += 1


def _joined(parts: list[Column]) -> Column:
    if not parts:
        return np.zeros(0, dtype=np.int64)
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
