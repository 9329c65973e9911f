"""Columns that make a document one after another, with as few of literals as can be: each that is joined is dear."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from output.cda.writing import Block
from output.template import Coded, only, table

Column = np.ndarray


class Chain:
    """Columns one after another; literals that follow each other become one column."""

    MOST = 64
    """How many values a column of literals may have."""

    def __init__(self) -> None:
        self._columns: list[Any] = []
        self._index: Column | None = None
        self._values: tuple[bytes, ...] = ()

    def literal(self, index: Column, values: tuple[bytes, ...]) -> None:
        """One of some literals in each document."""
        if self._index is None or len(self._values) * len(values) > self.MOST:
            self._end()
            self._index, self._values = index, values
        else:
            self._index = self._index * len(values) + index
            self._values = _after(self._values, values)

    def where(self, mask: Column, value: bytes | Coded) -> None:
        """A literal, or one of some, in the documents of a mask, nothing in the others."""
        if isinstance(value, bytes):
            self.literal(mask.astype(np.int64), (b"", value))
        else:
            held = (*(each or b"" for each in value.table.to_pylist()), b"")
            self.literal(np.where(mask, value.index, len(held) - 1), held)

    def column(self, mask: Column, column: Any) -> None:
        """What differs from document to document (large_binary), in the documents of a mask."""
        self._end()
        self._columns.append(only(mask, column))

    def block(self, block: Block, mask: Column) -> None:
        """A piece of narrative, in the documents of a mask."""
        self.where(mask, block.before)
        self.column(mask, block.inside)
        self.where(mask, block.after)

    def whole(self) -> list[Any]:
        """All columns, in order."""
        self._end()
        return self._columns

    def _end(self) -> None:
        if self._index is not None:
            self._columns.append(Coded(self._index, _table(self._values)).column())
            self._index = None


@lru_cache(maxsize=1024)
def _after(first: tuple[bytes, ...], second: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Each of some literals followed by each of others."""
    return tuple(one + other for one in first for other in second)


@lru_cache(maxsize=1024)
def _table(values: tuple[bytes, ...]) -> Any:
    return table(values)
