"""The episodes of one pathway in columns, and which of them wait for which step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from synth import clock
from synth.pathway.compiled.plan import PathwayPlan, WritePlan

Column = np.ndarray


def repeated_steps(plan: PathwayPlan) -> frozenset[int]:
    """The steps that an episode can take more than once.

    Those on a way back to themselves, and those that lie both on the way from the start and on the way from the
    ending (or from the step at death).
    """
    follows = [{to for _, to in s.options} | {s.otherwise} for s in plan.steps]

    def ahead(steps: set[int]) -> set[int]:
        seen: set[int] = set()
        todo = set(steps)
        while todo:
            step = todo.pop()
            if step >= 0 and step not in seen:
                seen.add(step)
                todo |= follows[step]
        return seen

    ways = [ahead({0}), ahead({plan.ending}), ahead({plan.at_death})]
    twice = (ways[0] & ways[1]) | (ways[0] & ways[2]) | (ways[1] & ways[2])
    return frozenset(s for s in range(len(plan.steps)) if s in twice or s in ahead(follows[s]))


class Episodes:
    """Columns with one row per episode: person row, key, start, cut, locals, counts, and the time it waits for."""

    def __init__(self, plan: PathwayPlan) -> None:
        self.plan = plan
        self.n = 0
        self.repeated = repeated_steps(plan)
        runs = {w.slot for s in plan.steps for w in s.writes if w.run}
        self.person = np.zeros(0, dtype=np.int64)
        self.key = np.zeros(0, dtype=np.uint64)
        self.started = np.zeros(0, dtype=np.int64)
        self.time = np.zeros(0, dtype=np.int64)
        self.cut = np.zeros(0, dtype=np.int64)
        self.care_episode = np.zeros(0, dtype=np.uint64)
        self.contact = np.zeros(0, dtype=np.uint64)
        self.locals = {name: np.zeros(0, dtype=np.int64) for name in plan.locals}
        self.counts = {step: np.zeros(0, dtype=np.int64) for step in sorted(self.repeated)}
        self.begun = {slot: np.zeros(0, dtype=np.int64) for slot in sorted(runs)}
        self._waiting: dict[int, list[Column]] = {}

    def add(self, person: Column, key: Column, time: Column, care_episode: Column, contact: Column,
            carries: Mapping[str, Column]) -> None:  # fmt: skip
        """Add episodes that start at these instants."""
        n, more = self.n, len(person)
        self.person, self.key = _longer(self.person, person), _longer(self.key, key)
        self.started, self.time = _longer(self.started, time), _longer(self.time, time)
        self.cut = _longer(self.cut, np.full(more, clock.NEVER, dtype=np.int64))
        self.care_episode, self.contact = _longer(self.care_episode, care_episode), _longer(self.contact, contact)
        zeros = np.zeros(more, dtype=np.int64)
        for name in self.locals:
            unset = zeros - 1 if name in self.plan.people else zeros
            given = carries.get(name, unset) if name in self.plan.takes else unset
            self.locals[name] = _longer(self.locals[name], given)
        for step in self.counts:
            self.counts[step] = _longer(self.counts[step], zeros)
        for slot in self.begun:
            self.begun[slot] = _longer(self.begun[slot], np.full(more, clock.NEVER, dtype=np.int64))
        self.n = n + more
        self.wait(-1, np.arange(n, self.n, dtype=np.int64), time)

    def wait(self, step: int, rows: Column, time: Column) -> None:
        """Let episodes wait for a step at these instants."""
        if len(rows):
            self.time[rows] = time
            self._waiting.setdefault(step, []).append(rows)

    def take(self, step: int) -> Column:
        """Those that wait for a step; they wait no longer."""
        parts = self._waiting.pop(step, None)
        if parts is None:
            return np.zeros(0, dtype=np.int64)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def look(self, step: int) -> Column:
        """Those that wait for a step; they go on waiting."""
        parts = self._waiting[step]
        if len(parts) > 1:
            parts[:] = [np.concatenate(parts)]
        return parts[0]

    def waiting(self) -> list[int]:
        """The steps that some wait for."""
        return sorted(self._waiting)

    def waiting_for(self, step: int) -> int:
        """How many wait for a step."""
        return sum(map(len, self._waiting[step]))

    def count(self, step: int, rows: Column) -> Column | int:
        """How often each has taken a step before."""
        return self.counts[step][rows] if step in self.counts else 0

    def counted(self, step: int, rows: Column) -> None:
        """Note that each has taken a step once more."""
        if step in self.counts:
            self.counts[step][rows] += 1

    def run(self, w: WritePlan, rows: Column, begins: Column) -> Column:
        """When the entry that a change belongs to began; the first change of the run says it."""
        begun = self.begun[w.slot]
        if w.begins is None:
            known = begun[rows]
            begins = np.where(known != clock.NEVER, known, begins)
        if w.form.change in ("planned", "begun"):
            begun[rows] = begins
        return begins


def _longer(column: Column, more: Column) -> Column:
    return np.concatenate([column, more.astype(column.dtype, copy=False)])
