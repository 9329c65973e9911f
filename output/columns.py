"""Columns of bytes: the text of ids, times, numbers and coded values, for many rows at once.

A column is a pyarrow large_binary array, or `Coded`: an index into a table of distinct values, which a
template can join with its neighbouring literals before the rows are made. What is in a column is already
escaped for where it goes: once per distinct value, when its table was made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synth import keys
from synth.record.kinds import MISSING

BYTES = pa.large_binary()


@dataclass
class Coded:
    """A column as places (int64) in a table of distinct values, any of which may be null."""

    index: np.ndarray
    table: pa.LargeBinaryArray

    def __len__(self) -> int:
        return len(self.index)

    def column(self) -> pa.LargeBinaryArray:
        """The values themselves."""
        return self.table.take(pa.array(self.index))


Column: TypeAlias = "pa.LargeBinaryArray | Coded | bytes | None"
"""What fills a slot: an array, a coded column, one value for all rows, or nothing (null in all rows)."""


def table(values: Iterable[bytes | None]) -> pa.LargeBinaryArray:
    """Distinct values as the table of a coded column."""
    return pa.array(list(values), BYTES)


def lookup(index: np.ndarray, values: Sequence[bytes | None] | pa.LargeBinaryArray) -> Coded:
    """The value at each place; null where the table has None."""
    if isinstance(values, pa.LargeBinaryArray):
        return Coded(index, values)
    return Coded(index, _few(tuple(values)) if len(values) <= _FEW else table(values))


_FEW = 4
"""Tables of so many values are kept: most are one of two literals, and are asked for again for every block."""


@lru_cache(maxsize=4096)
def _few(values: tuple[bytes | None, ...]) -> pa.LargeBinaryArray:
    return table(values)


def array(column: Column, n: int) -> pa.LargeBinaryArray:
    """A column of n rows as an array."""
    if isinstance(column, Coded):
        return column.column()
    if column is None or isinstance(column, bytes):
        return pa.repeat(pa.scalar(column, BYTES), n)
    return column


def text(matrix: np.ndarray) -> pa.LargeBinaryArray:
    """Rows of equally many characters (uint8, shape (n, width)) as a column; nothing is copied."""
    n, width = matrix.shape
    offsets = np.arange(n + 1, dtype=np.int64) * width
    return of_buffers(offsets, pa.py_buffer(np.ascontiguousarray(matrix)))


def of_buffers(offsets: np.ndarray, data: pa.Buffer) -> pa.LargeBinaryArray:
    """A column of the bytes between each offset (int64) and the next; nothing is copied."""
    return pa.LargeBinaryArray.from_buffers(BYTES, len(offsets) - 1, [None, pa.py_buffer(offsets), data])


def buffers(column: pa.LargeBinaryArray) -> tuple[np.ndarray, pa.Buffer]:
    """The offsets of a column without nulls and the bytes that they cut; nothing is copied."""
    if column.null_count:
        column = column.fill_null(b"")
    _, offsets, data = column.buffers()
    every = np.frombuffer(offsets, dtype=np.int64)
    return every[column.offset : column.offset + len(column) + 1], data if data is not None else pa.py_buffer(b"")


def only(mask: np.ndarray, column: Column) -> Column:
    """The column where the mask is true, null elsewhere."""
    if column is None:
        return None
    if isinstance(column, bytes):
        return lookup(mask.astype(np.int64), [None, column])
    if isinstance(column, Coded):
        values = pa.concat_arrays([column.table, pa.nulls(1, BYTES)])
        return Coded(np.where(mask, column.index, len(column.table)), values)
    if mask.all():
        return column
    if column.null_count:
        mask = mask & column.is_valid().to_numpy(zero_copy_only=False)
    _, offsets, data = column.buffers()
    valid = pa.py_buffer(np.packbits(np.concatenate([np.zeros(column.offset, bool), mask]), bitorder="little"))
    return pa.LargeBinaryArray.from_buffers(BYTES, len(column), [valid, offsets, data], offset=column.offset)


_TENS = 10 ** np.arange(19, dtype=np.int64)


def numbers(values: np.ndarray, decimals: np.ndarray | int = 0) -> pa.LargeBinaryArray:
    """Whole numbers in units of 10**-decimals as decimal text; null if MISSING.

    decimals: 0 to 9, one for all or one each. All are written, so that the text says how precise it is: 30
    with 1 decimal is "3.0".
    """
    missing = values == MISSING
    values = np.where(missing, 0, values)
    each = np.broadcast_to(np.asarray(decimals, dtype=np.int64), values.shape)
    most = int(each.max(initial=0))
    size = np.abs(values)
    before, after = np.divmod(size, _TENS[each]) if most else (size, size)
    width = len(str(int(before.max(initial=0))))
    characters = np.empty((len(values), width + 2 + most), dtype=np.uint8)
    wanted = np.empty(characters.shape, dtype=bool)
    characters[:, 0], wanted[:, 0] = ord("-"), values < 0
    for place in reversed(range(width)):  # from the last digit on, as what is left of a division is dear
        higher = before // 10
        characters[:, 1 + place] = ord("0") + before - higher * 10
        wanted[:, 1 + place] = (before > 0) | (place == width - 1)
        before = higher
    characters[:, width + 1], wanted[:, width + 1] = ord("."), each > 0
    after = after * _TENS[most - each] if most else after
    for place in reversed(range(most)):
        higher = after // 10
        characters[:, width + 2 + place] = ord("0") + after - higher * 10
        wanted[:, width + 2 + place] = place < each
        after = higher
    offsets = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(wanted.sum(axis=1), out=offsets[1:])
    column = of_buffers(offsets, pa.py_buffer(characters[wanted]))
    return only(~missing, column) if missing.any() else column


def gather(children: pa.LargeBinaryArray, starts: np.ndarray) -> pa.LargeBinaryArray:
    """The children of each parent as one value: those from its start to the next one's; nothing is copied.

    starts: int64, one more than there are parents, ascending.
    """
    offsets, data = buffers(children)
    return of_buffers(offsets[starts], data)


def gather_list(children: Column, starts: np.ndarray, separator: bytes = b",") -> pa.LargeBinaryArray:
    """The children of each parent as one value with separators between them; null where there is none."""
    count = int(starts[-1])
    last = np.zeros(count, dtype=np.int64)
    some = starts[1:] > starts[:-1]
    last[starts[1:][some] - 1] = 1
    between = lookup(last, [separator, b""]).column()
    return only(some, gather(join([array(children, count), between]), starts))


def join(pieces: Sequence[pa.LargeBinaryArray | bytes], nulls: str = "replace") -> pa.LargeBinaryArray:
    """The pieces of each row, one after another; a null piece is empty, or ("emit_null") nulls the row."""
    scalars = [_scalar(piece) if isinstance(piece, bytes) else piece for piece in pieces]
    return pc.binary_join_element_wise(*scalars, _scalar(b""), null_handling=nulls, null_replacement=b"")


@lru_cache(maxsize=4096)
def _scalar(piece: bytes) -> pa.LargeBinaryScalar:
    return pa.scalar(piece, BYTES)


def starts_of(sorted_rows: np.ndarray, n: int) -> np.ndarray:
    """Where the children of each of n parents start, given each child's parent, ascending (int64, n + 1)."""
    return np.searchsorted(sorted_rows, np.arange(n + 1)).astype(np.int64)


def plain(value: str) -> bool:
    """Whether a text stands in JSON as it is."""
    return value.isascii() and value.isprintable() and '"' not in value and "\\" not in value


def json_text(value: str) -> bytes:
    """A text as it stands between the quotes of a JSON string."""
    if plain(value):
        return value.encode()  # as nearly all texts are
    return json.dumps(value, ensure_ascii=False)[1:-1].encode()


_XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@lru_cache(maxsize=16384)
def xml_text(value: str) -> bytes:
    """A text as it stands in XML, in an attribute or between tags; what XML cannot hold becomes U+FFFD."""
    return "".join(_XML.get(character, character) for character in _NOT_XML.sub("\ufffd", value)).encode()


def uuid_text(ids: np.ndarray) -> pa.LargeBinaryArray:
    """Ids (uint64 pairs, shape (n, 2)) as their 36 characters."""
    return text(keys.uuid_text(ids))
