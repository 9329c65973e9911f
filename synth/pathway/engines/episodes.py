"""The episodes of one pathway in columns, and which of them wait for which step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from synth import clock
from synth.pathway.compiled.programs import PathwayProgram

Column = np.ndarray
START = -1
"""The step of an episode that has been begun by a signal, and not yet taken up."""
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
        self._waiting: dict[int, list[Column]] = {}
        self._many: dict[int, int] = {}
        self.changes: dict[int, int] = {}
        """How often those that wait for each step have changed."""

    def _columns(self) -> Iterator[tuple[dict, str | int, int]]:
        """Every column by where it is kept, with what stands in a new row until something else does."""
        for name in ("person", "key", "started", "time", "care_episode", "contact"):
            yield self.__dict__, name, 0
        yield self.__dict__, "cut", clock.NEVER
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

    def wait(self, step: int, rows: Column, time: Column) -> None:
        """Let episodes wait for a step at these instants."""
        if len(rows):
            self.time[rows] = time
            self._waiting.setdefault(step, []).append(rows)
            self._many[step] = self._many.get(step, 0) + len(rows)
            self.changes[step] = self.changes.get(step, 0) + 1

    def take(self, step: int) -> Column:
        """Those that wait for a step; they wait no longer."""
        parts = self._waiting.pop(step, None)
        if parts is None:
            return np.zeros(0, dtype=np.int64)
        del self._many[step]
        self.changes[step] += 1
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def look(self, step: int) -> Column:
        """Those that wait for a step; they go on waiting."""
        parts = self._waiting[step]
        if len(parts) > 1:
            parts[:] = [np.concatenate(parts)]
        return parts[0]

    def waiting(self) -> Mapping[int, int]:
        """The steps that some wait for, with how many."""
        return self._many

    def count(self, step: int, rows: Column) -> Column | int:
        """How often each has taken a step before."""
        return self.counts[step].take(rows) if step in self.counts else 0

    def counted(self, step: int, rows: Column) -> None:
        """Note that each has taken a step once more."""
        if step in self.counts:
            self.counts[step][rows] += 1
