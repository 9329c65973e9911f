"""The links between resources, read from their bytes in columns: literal references by type and id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from output.columns import buffers
from output.fhir.base.rendered import Rendered

_MEMBER = np.frombuffer(b'"reference":"', dtype=np.uint8)
_LONGEST_TYPE = 40
_HEX = np.full(256, 255, dtype=np.uint8)
_HEX[[ord(c) for c in "0123456789abcdef"]] = np.arange(16, dtype=np.uint8)
_DIGITS = np.array([i for i in range(36) if i not in (8, 13, 18, 23)])


@dataclass
class Links:
    """Literal references, in the order in which they stand: each one's row, and the id that it leads to.

    source: the row among all resources given (int64); target: the id as two numbers (uint64, shape (n, 2)).
    """

    source: np.ndarray
    target: np.ndarray

    def rows(self, ids: Ids) -> np.ndarray:
        """The row of each target among some ids, -1 where it is none of them."""
        return ids.rows(self.target)


class Ids:
    """The ids of some resources, by which their rows are found."""

    def __init__(self, every: Sequence[Rendered]) -> None:
        self.count = sum(map(len, every))
        self.id = np.concatenate([parsed(each.id) for each in every]) if every else np.zeros((0, 2), np.uint64)
        self._order = np.lexsort((self.id[:, 1], self.id[:, 0]))
        self._high, self._low = self.id[self._order, 0], self.id[self._order, 1]

    def rows(self, wanted: np.ndarray) -> np.ndarray:
        """The row of each id (uint64 pairs), -1 where there is none; half of an id tells almost all apart."""
        found = np.full(len(wanted), -1, dtype=np.int64)
        if not self.count or not len(wanted):
            return found
        at = np.searchsorted(self._high, wanted[:, 0])
        left = np.arange(len(wanted))
        while len(left):  # more than once only where two ids have one first half
            here = np.minimum(at[left], self.count - 1)
            candidate = (at[left] < self.count) & (self._high[here] == wanted[left, 0])
            same = candidate & (self._low[here] == wanted[left, 1])
            found[left[same]] = self._order[here[same]]
            left = left[candidate & ~same]
            at[left] += 1
        return found


def parsed(ids: pa.LargeBinaryArray) -> np.ndarray:
    """Ids of 36 characters each as pairs of numbers (uint64, shape (n, 2))."""
    offsets, data = buffers(ids)
    characters = np.frombuffer(data, dtype=np.uint8)
    return _numbers(characters, offsets[:-1])


def links(every: Sequence[Rendered]) -> Links:
    """The literal references of all resources of some types, one type after another."""
    sources, targets, first = [], [], 0
    for each in every:
        offsets, buffer = buffers(each.lines)
        data = np.frombuffer(buffer, dtype=np.uint8)[: int(offsets[-1])]
        at = _places(data, int(offsets[0]))
        sources.append(first + np.searchsorted(offsets, at, side="right") - 1)
        targets.append(_numbers(data, at))
        first += len(each)
    if not sources:
        return Links(np.zeros(0, np.int64), np.zeros((0, 2), np.uint64))
    return Links(np.concatenate(sources), np.concatenate(targets))


def _places(data: np.ndarray, begin: int) -> np.ndarray:
    """Where the id of each literal reference starts: after a slash, with `"reference":"` and a type before it."""
    slash = np.flatnonzero(data[begin:-38] == ord("/")) + begin
    for dash in (9, 14, 19, 24):
        slash = slash[data[slash + dash] == ord("-")]
    slash = slash[data[slash + 37] == ord('"')]
    before = slash - 1
    walking = np.arange(len(slash))
    for _ in range(_LONGEST_TYPE):
        letter = data[before[walking]] | 32
        walking = walking[(letter >= ord("a")) & (letter <= ord("z"))]
        before[walking] -= 1
    good = before >= len(_MEMBER)
    start = np.where(good, before - len(_MEMBER) + 1, 0)
    for i, character in enumerate(_MEMBER):
        good &= data[start + i] == character
    return slash[good] + 1


def _numbers(data: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The ids that start at some places, as pairs of numbers."""
    digits = _HEX[data[at[:, None] + _DIGITS]].astype(np.uint64).reshape(len(at), 2, 16)
    shifts = np.arange(60, -1, -4, dtype=np.uint64)
    return np.bitwise_or.reduce(np.left_shift(digits, shifts), axis=2)
