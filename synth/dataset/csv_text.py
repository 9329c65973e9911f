"""Columns as the lines of a CSV file: RFC 4180 with plain newlines, quoted only where it must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

TEXT = pa.large_string()


def heading(names: Sequence[str]) -> bytes:
    """The first line."""
    return (",".join(names) + "\n").encode()


def lines(columns: Mapping[str, pa.Array]) -> memoryview:
    """The lines of equally long columns, in order; a null is empty."""
    every = each_line(columns)
    return memoryview(every.buffers()[2]) if len(every) else memoryview(b"")


def each_line(columns: Mapping[str, pa.Array]) -> pa.LargeStringArray:
    """As `lines`, each by itself with its end."""
    cells = [_cells(column) for column in columns.values()]
    if not cells or not len(cells[0]):
        return pa.array([], TEXT)
    joined = pc.binary_join_element_wise(*cells, pa.scalar(",", TEXT), null_handling="replace", null_replacement="")
    return pc.binary_join_element_wise(joined, pa.scalar("\n", TEXT), pa.scalar("", TEXT))


def _cells(column: pa.Array) -> pa.Array:
    """A column as text, quoted where it holds a comma, a quote or a line end; once per distinct value if coded."""
    if pa.types.is_dictionary(column.type):
        return _quoted(column.dictionary.cast(TEXT)).take(column.indices)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return _quoted(column.cast(TEXT))
    return column.cast(TEXT)


def _quoted(text: pa.Array) -> pa.Array:
    needs = pc.match_substring_regex(text, '[",\r\n]')
    if not pc.any(needs).as_py():
        return text
    doubled = pc.replace_substring(text, '"', '""')
    quote = pa.scalar('"', TEXT)
    return pc.if_else(needs, pc.binary_join_element_wise(quote, doubled, quote, pa.scalar("", TEXT)), text)
