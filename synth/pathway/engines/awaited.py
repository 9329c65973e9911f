"""What steps wait for: the earliest instant at which something that is pending may yet set what they ask about.

What is pending is kept from one look to the next until it changes: running one step leaves most of a group as it was.
What a step waits for is a set of some hundred things, so that sets are whole numbers with a bit for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from synth import clock
from synth.pathway.compiled.programs import PathwayProgram, Wait
from synth.pathway.engines.episodes import START, Episodes

Column = np.ndarray
_MANY = 4
"""Of what is pending for more than one in so many, the earliest of each is kept."""


class _Begun(Protocol):
    """The episodes of each pathway, by its place in the library."""

    def __getitem__(self, index: int) -> Episodes: ...


class Awaited:
    """What the steps of a batch wait for. families, persons: how many; family_row: the family of each person."""

    def __init__(self, episodes: _Begun, family_row: Column, families: int) -> None:
        self._episodes, self._family_row = episodes, family_row
        self._sizes = {False: families, True: len(family_row)}
        self._waits: list[Wait] = []
        self._bits: dict[tuple[int, ...], int] = {}
        self._of: dict[tuple[int, int], int] = {}
        self._about: dict[tuple[int, int], int] = {}
        self._split: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {}
        self._kept: dict[int, tuple[int, Column | None, Column]] = {}

    def of(self, plan: PathwayProgram, step: int) -> int:
        """The set of what a step (START for the start) waits for."""
        found = self._of.get((plan.index, step))
        if found is None:
            found = 0
            for w in (plan.start if step == START else plan.steps[step]).awaits:
                found |= 1 << self._bit(w)
            self._of[plan.index, step] = found
        return found

    def _bit(self, w: Wait) -> int:
        key = (w.pathway, w.step, w.own, w.after, w.after_cut)
        bit = self._bits.setdefault(key, len(self._waits))
        if bit == len(self._waits):
            self._waits.append(w)
            self._about[w.pathway, w.step] = self._about.get((w.pathway, w.step), 0) | 1 << bit
        return bit

    def pending(self, places: Iterable[tuple[int, int]]) -> int:
        """The set of what may be waited for, of pathways and steps that are pending."""
        found = 0
        for place in places:
            found |= self._about.get(place, 0)
        return found

    def earliest(self, waits: int) -> tuple[Column | None, Column | None]:
        """The earliest instant at which what a set waits for may come, of each family and of each person."""
        split = self._split.get(waits)
        if split is None:
            bits = tuple(_bits(waits))
            own = tuple(bit for bit in bits if self._waits[bit].own)
            split = self._split[waits] = tuple(bit for bit in bits if bit not in own), own
        return self._least(split[0], False), self._least(split[1], True)

    def _least(self, bits: Sequence[int], own: bool) -> Column | None:
        if not bits:
            return None
        least: Column | None = None
        who, when = [], []
        for bit in bits:
            whose, time = self._moments(bit)
            if whose is not None:
                who.append(whose)
                when.append(time)
            elif least is None:
                least = time.copy()
            else:
                np.minimum(least, time, out=least)
        if least is None:
            least = np.full(self._sizes[own], clock.NEVER, dtype=np.int64)
        if who:
            np.minimum.at(least, np.concatenate(who), np.concatenate(when))
        return least

    def _moments(self, bit: int) -> tuple[Column | None, Column]:
        """Whose (families or persons) and when one thing may come; of many, when for each of all (whose: None)."""
        w = self._waits[bit]
        e = self._episodes[w.pathway]
        changes, kept = e.changes[w.step], self._kept.get(bit)
        if kept is not None and kept[0] == changes:
            return kept[1], kept[2]
        rows = e.look(w.step)
        time = e.time[rows] + w.after
        if w.after_cut < clock.NEVER:
            time = np.minimum(time, e.cut[rows] + w.after_cut)
        whose = e.person[rows] if w.own else self._family_row[e.person[rows]]
        size = self._sizes[w.own]
        if len(rows) * _MANY > size:
            least = np.full(size, clock.NEVER, dtype=np.int64)
            np.minimum.at(least, whose, time)
            whose, time = None, least
        self._kept[bit] = changes, whose, time
        return whose, time

    def before(self, earliest: tuple[Column | None, Column | None], person: Column, time: Column) -> Column:
        """Whether each moment comes before what it must wait for, or with it."""
        of_family, of_person = earliest
        if of_person is None:
            return time <= of_family[self._family_row[person]]  # type: ignore[index]
        ready = time <= of_person[person]
        return ready if of_family is None else ready & (time <= of_family[self._family_row[person]])


def _bits(number: int) -> Iterator[int]:
    """The places of the bits of a number, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
