"""What the steps of a group wait for: the earliest instants at which something that is pending may yet set what they
ask about.

What is ready once is ready for good: whatever comes later comes from what is pending now, and no sooner than its way
takes. So a row is looked at again only when what held it back has changed, and most looks are at that alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synth import clock
from synth.pathway.compiled.programs import Wait
from synth.pathway.engines.episodes import START, Episodes

Column = np.ndarray
_NOBODY = -clock.NEVER
"""Earlier than any instant."""


@dataclass(frozen=True)
class _Asks:
    """What one step waits for, a row each: the line of the moments, whether of the person alone, the least minutes.

    places: the lines that it looks at, as the bits of a number."""

    pathway: int
    step: int
    line: Column
    own: Column
    after: Column
    places: int


class Awaited:
    """What the steps of one group wait for in a batch of people.

    Its moments are the earliest instants for which each step is pending: a line a step, of each person and then of each
    family; and, where someone asks about it, a line of when the episodes that are pending are cut short.
    """

    def __init__(self, group: Sequence[int], episodes: Mapping[int, Episodes], family_start: Column,
                 family_row: Column) -> None:  # fmt: skip
        self._group, self._all, self._starts = tuple(group), episodes, family_start[:-1]
        self._persons, self._family = len(family_row), family_row + len(family_row)
        self._begun: dict[int, Episodes] = {}
        self._asking: list[_Asks] = []
        self._lines: dict[tuple[int, int, bool], int] = {}
        self._moments = np.zeros((0, self._persons + len(self._starts)), dtype=np.int64)
        self._pending = np.zeros(0, dtype=bool)

    def settle(self) -> None:
        """Find who is ready by now of those that were held back."""
        if len(self._begun) < len(self._group):
            self._begin()
        if self._asking:
            self._look()

    def ready(self) -> list[tuple[float, int, int]]:
        """The steps for which some are ready: what it is worth to run each now, and minus the pathway and the step.

        That is how many are ready, times their share of those that are pending for it: most of a step that is worth
        little now will be ready later, and then all go at once.
        """
        return [
            (many * many / (many + e.many_held(step)), -index, -step)
            for index, e in self._begun.items()
            for step, many in e.ready.items()
        ]

    def _begin(self) -> None:
        """Mind the pathways that somebody has begun since."""
        for index in self._group:
            if index in self._all and index not in self._begun:
                e = self._begun[index] = self._all[index]
                awaits = ((START, e.program.start.awaits), *((s.index, s.awaits) for s in e.program.steps))
                self._asking += [self._asks(index, step, ways) for step, ways in awaits if ways]
        known = len(self._moments)
        if len(self._lines) > known:
            more = np.full((len(self._lines) - known, self._moments.shape[1]), clock.NEVER, dtype=np.int64)
            self._moments = np.concatenate([self._moments, more])
            self._pending = np.concatenate([self._pending, np.zeros(len(more), dtype=bool)])
            for (pathway, step, _), line in self._lines.items():
                if line >= known and pathway in self._begun:
                    self._begun[pathway].fresh[step] = None

    def _asks(self, pathway: int, step: int, awaits: Sequence[Wait]) -> _Asks:
        ways = [
            (w, cut, after)
            for w in awaits
            for cut, after in ((False, w.after), (True, w.after_cut))
            if after < clock.NEVER
        ]
        lines = [self._lines.setdefault((w.pathway, w.step, cut), len(self._lines)) for w, cut, _ in ways]
        own, after = [w.own for w, _, _ in ways], [after for _, _, after in ways]
        bits = 0
        for line in lines:
            bits |= 1 << line
        return _Asks(pathway, step, np.array(lines), np.array(own), np.array(after, dtype=np.int64), bits)

    def _look(self) -> None:
        changed = self._renew()
        for asks in self._asking:
            e = self._begun[asks.pathway]
            if asks.step not in e.held or not (changed & asks.places or asks.step in e.fresh):
                continue
            rows = e.held_back(asks.step)
            ready = self._ready(asks, e, rows)
            if ready.any():
                e.release(asks.step, rows[ready], rows[~ready])
        for e in self._begun.values():
            e.fresh.clear()

    def _renew(self) -> int:
        """Bring the moments up to date; which lines have changed, as the bits of a number."""
        changed = 0
        for pathway, e in self._begun.items():
            for step in e.fresh:
                for cut in (False, True):
                    line = self._lines.get((pathway, step, cut))
                    if line is not None:
                        changed |= 1 << line
                        self._find(line, e, e.pending(step), cut)
        return changed

    def _find(self, line: int, e: Episodes, rows: Column, cut: bool) -> None:
        """Find the earliest moment of each person and family in one line."""
        moments, persons = self._moments[line], self._persons
        self._pending[line] = bool(len(rows))
        moments[:] = clock.NEVER
        if len(rows):
            np.minimum.at(moments[:persons], e.person[rows], e.cut[rows] if cut else e.time[rows])
            np.minimum.reduceat(moments[:persons], self._starts, out=moments[persons:])

    def _ready(self, asks: _Asks, e: Episodes, rows: Column) -> Column:
        """Whether nothing may come before each row's moment; who is held back is told by what."""
        time, person = e.time[rows], e.person[rows]
        family, by = self._family[person], e.blocker[rows]
        column = np.where(asks.own[by], person, family)
        held = (by >= 0) & (self._moments[asks.line[by], column] + asks.after[by] < time)
        free = (~held).nonzero()[0]
        if not len(free):
            return ~held
        each = self._pending[asks.line].nonzero()[0]
        if not len(each):
            return ~held
        column = np.where(asks.own[each, None], person[free], family[free])
        comes = self._moments[asks.line[each, None], column] + asks.after[each, None]
        # Of all that comes before it, the last holds it back the longest.
        comes[comes >= time[free]] = _NOBODY
        last = comes.argmax(axis=0)
        e.blocker[rows[free]] = each[last]
        held[free] = comes[last, np.arange(len(free))] > _NOBODY
        return ~held
