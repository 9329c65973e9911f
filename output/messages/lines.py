"""Lines of text made of pieces that stand in columns: none is copied until the lines are written.

A message is some six thousand bytes: to put messages in the order of sending moves what points at them, not them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat

import numpy as np
import pyarrow as pa

from output.columns import buffers

Piece = bytes | memoryview


def pieces(columns: Sequence[pa.LargeBinaryArray]) -> list[memoryview]:
    """The texts of some columns, which hold no null, one column after the other."""
    found: list[memoryview] = []
    for column in columns:
        offsets, data = buffers(column)
        view, bounds = memoryview(data), offsets.tolist()
        found += map(view.__getitem__, map(slice, bounds[:-1], bounds[1:]))
    return found


def taken(texts: Sequence[Piece], rows: np.ndarray) -> list[Piece]:
    """Some of the texts, in the order asked for (positions)."""
    return list(map(texts.__getitem__, rows.tolist()))


class Lines:
    """Lines, each of a piece of every column one after the other; a column of one text has it in each line."""

    def __init__(self, *columns: Sequence[Piece] | bytes) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return next(len(column) for column in self.columns if not isinstance(column, bytes))

    def _lined(self) -> zip[tuple[Piece, ...]]:
        return zip(*(repeat(c, len(self)) if isinstance(c, bytes) else c for c in self.columns), strict=True)

    def take(self, rows: np.ndarray) -> Lines:
        """Some of the lines, in the order asked for (positions)."""
        return Lines(*(column if isinstance(column, bytes) else taken(column, rows) for column in self.columns))

    def data(self) -> bytes:
        """All of them as one text: the copy that is made of each."""
        return b"".join(chain.from_iterable(self._lined()))

    def to_pylist(self) -> list[bytes]:
        """Each as a text of its own."""
        return list(map(b"".join, self._lined()))
