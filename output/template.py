"""Templates: text with named slots, written as the JSON or XML that it will be, filled for many rows at once.

    OBSERVATION = Template('''{
        "resourceType": "Observation",
        "id": "${id}",
        "valueQuantity"?: {"value": ${value}, "unit": "${unit}"},
        "component"?: [ ...parts {"code": ${code}, "valueInteger": ${value}} ]
    }''')
    OBSERVATION.render(n, {"id": text(ids), "value": numbers(...), "unit": lookup(...), "parts": Rows(...)})

How it is written stands in `output.notation`; what fills a slot in `output.columns`. A template is read once
into literals, slots, optional parts, choices and repeated parts. To render, every part becomes a column of
bytes (a coded column swallows the literals beside it) and all are joined in one pass: no row is an object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output import notation
from output.columns import (
    BYTES,
    Coded,
    Column,
    array,
    gather,
    gather_list,
    join,
    json_text,
    lookup,
    numbers,
    only,
    starts_of,
    table,
    text,
    xml_text,
)
from output.notation import Either, Many, Optional, Part, Parts, Separated, Slot

__all__ = ["Coded", "Column", "Rows", "Template", "array", "gather", "gather_list", "join", "json_text",
           "lookup", "numbers", "only", "starts_of", "table", "text", "xml_text"]  # fmt: skip


@dataclass
class Rows:
    """The children that a repeated part is written for: those of parent i are starts[i] to starts[i + 1]."""

    starts: np.ndarray
    columns: Mapping[str, Any]


Columns = Mapping[str, Any]
_Value: TypeAlias = "bytes | Coded | pa.LargeBinaryArray"


class Template:
    """A text with named slots, and how to fill it for many rows.

    source: how it is written (see `output.notation`); a ValueError says what is wrong with it.
    nested: other templates by name, each to stand where the slot of that name is.
    """

    def __init__(self, source: str, **nested: Template) -> None:
        self.parts: Parts = notation.read(source, {name: other.parts for name, other in nested.items()})

    def prefixed(self, prefix: str) -> Template:
        """The same template with another name for each slot, to be nested more than once."""
        other = Template.__new__(Template)
        other.parts = tuple(_renamed(part, prefix) for part in self.parts)
        return other

    def between(self, before: str, after: str) -> Template:
        """The same template with a slot before it and another after it."""
        other = Template.__new__(Template)
        other.parts = (Slot((before,)), *self.parts, Slot((after,)))
        return other

    @property
    def opened(self) -> tuple[Template, bytes]:
        """The same template without the literal at its end, and that literal: to put something large between them."""
        *parts, end = self.parts
        if not isinstance(end, bytes):
            raise ValueError("the template does not end with a literal")
        other = Template.__new__(Template)
        other.parts = tuple(parts)
        return other, end

    @cached_property
    def slots(self) -> list[str]:
        """The names of its slots, in order, each once."""
        return list(dict.fromkeys(_names(self.parts)))

    def render(self, n: int, columns: Columns, end: bytes = b"") -> pa.LargeBinaryArray:
        """The text of n rows (large_binary, without nulls), each with `end` after it.

        columns: what fills each slot: an array, a `Coded` column, bytes for all rows, None, or `Rows`. A
        KeyError names a slot that has none; a ValueError a slot that is null where it may not be.
        """
        missing = [name for name in self.slots if name not in columns]
        if missing:
            raise KeyError(f"nothing to fill the slot {', '.join(missing)}")
        return _joined(_values((*self.parts, end) if end else self.parts, n, columns, strict=True), n)


def _names(parts: Parts) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Slot):
            yield from part.names
        elif isinstance(part, Many):
            yield part.rows
        elif not isinstance(part, bytes):
            inner = (
                part.items if isinstance(part, Separated) else part.options if isinstance(part, Either) else part.parts
            )
            yield from _names(inner)


def _renamed(part: Part, prefix: str) -> Part:
    if isinstance(part, bytes):
        return part
    if isinstance(part, Slot):
        return Slot(tuple(prefix + name for name in part.names))
    if isinstance(part, Many):
        return replace(part, rows=prefix + part.rows)
    if isinstance(part, Optional):
        return Optional(tuple(_renamed(inner, prefix) for inner in part.parts))
    if isinstance(part, Either):
        options = tuple(Optional(tuple(_renamed(inner, prefix) for inner in o.parts)) for o in part.options)
        return replace(part, options=options)
    return Separated(tuple(_renamed(inner, prefix) for inner in part.items))


def _values(parts: Parts, n: int, columns: Columns, strict: bool) -> list[_Value]:
    """What each part is for n rows; parts that may lack have nothing in place of null."""
    found: list[_Value] = []
    for part in parts:
        value = _value(part, n, columns)
        if value is None:
            value = _nothing(n) if not notation.may_lack(part) else b""
        if notation.may_lack(part):
            value = _filled(value)
        elif strict and isinstance(part, Slot | Either) and _lacks(value):
            name = part.names[0] if isinstance(part, Slot) else "of a choice"
            raise ValueError(f"the slot {name} is null in a row and is not optional")
        elif strict and isinstance(part, Many | Separated):
            value = _filled(value)
        found.append(value)
    return _fused(found, n)


def _value(part: Part, n: int, columns: Columns) -> _Value | None:
    """One part for n rows, null where it is not there; None if it is nowhere."""
    if isinstance(part, bytes):
        return part
    if isinstance(part, Slot):
        every = [columns[name] for name in part.names if columns[name] is not None]
        if len(every) < 2:
            return every[0] if every else None
        return pc.coalesce(*(array(each, n) for each in every))
    if isinstance(part, Optional):
        return _optional(part, n, columns)
    if isinstance(part, Either):
        options = [value for option in part.options if (value := _value(option, n, columns)) is not None]
        if len(options) < 2:
            return options[0] if options else None
        return pc.coalesce(*(array(each, n) for each in options))
    if isinstance(part, Many):
        rows: Rows | None = columns[part.rows]
        if rows is None:
            return None
        count = int(rows.starts[-1])
        children = Template.__new__(Template)
        children.parts = part.parts
        return gather_list(children.render(count, rows.columns), rows.starts, part.separator)
    return _separated([_value(item, n, columns) for item in part.items], n)


def _optional(part: Optional, n: int, columns: Columns) -> _Value | None:
    musts = [inner for inner in part.parts if not isinstance(inner, bytes) and not notation.may_lack(inner)]
    if any(isinstance(inner, Slot) and all(columns[name] is None for name in inner.names) for inner in musts):
        return None
    if musts:
        return _joined(_values(part.parts, n, columns, strict=False), n, "emit_null")
    inside = [inner for inner in part.parts if not isinstance(inner, bytes)]
    there = _present([_value(inner, n, columns) for inner in inside], n)
    if not inside or there.all():
        return _joined(_values(part.parts, n, columns, strict=False), n)
    return only(there, _joined(_values(part.parts, n, columns, strict=False), n)) if there.any() else None


def _separated(values: list[_Value | None], n: int) -> _Value | None:
    if len(values) == 1:
        return values[0]
    before = np.zeros(n, dtype=bool)
    pieces: list[pa.LargeBinaryArray | bytes] = []
    for value in values:
        if value is None:
            continue
        here = _present([value], n)
        pieces += [lookup((before & here).astype(np.int64), [b"", b","]).column(), array(value, n)]
        before |= here
    return only(before, join(pieces)) if pieces else None


def _present(values: list[_Value | None], n: int) -> np.ndarray:
    there = np.zeros(n, dtype=bool)
    for value in values:
        if isinstance(value, bytes):
            there[:] = True
        elif isinstance(value, Coded):
            there |= value.table.is_valid().to_numpy(zero_copy_only=False)[value.index]
        elif value is not None:
            there |= value.is_valid().to_numpy(zero_copy_only=False)
    return there


def _lacks(value: _Value) -> bool:
    if isinstance(value, bytes):
        return False
    if isinstance(value, Coded):
        return bool(value.table.null_count) and not _present([value], len(value)).all()
    return value.null_count > 0


def _filled(value: _Value) -> _Value:
    if isinstance(value, bytes):
        return value
    if isinstance(value, Coded):
        return Coded(value.index, value.table.fill_null(b"")) if value.table.null_count else value
    return value.fill_null(b"") if value.null_count else value


def _nothing(n: int) -> Coded:
    return Coded(np.zeros(n, dtype=np.int64), pa.nulls(1, BYTES))


_LARGEST = 1 << 16
"""How many bytes a literal may add to the table of a coded column: more would leave the nearest cache."""

_MOST_PAIRS = 512
"""How many values the table of two coded columns made one may have."""


def _fused(values: list[_Value], n: int) -> list[_Value]:
    """Fewer pieces with the same text: literals join each other and the tables of columns beside them."""
    out: list[_Value] = []
    for value in values:
        last = out[-1] if out else None
        if isinstance(last, bytes) and isinstance(value, bytes):
            out[-1] = last + value
        elif isinstance(last, bytes) and isinstance(value, Coded) and _fits(value, last, n):
            out[-1] = Coded(value.index, join([last, value.table], "emit_null"))
        elif isinstance(last, Coded) and isinstance(value, bytes) and _fits(last, value, n):
            out[-1] = Coded(last.index, join([last.table, value], "emit_null"))
        elif isinstance(last, Coded) and isinstance(value, Coded) and last.index is value.index:
            out[-1] = Coded(last.index, join([last.table, value.table], "emit_null"))
        elif isinstance(last, Coded) and isinstance(value, Coded) and len(last.table) * len(value.table) <= _MOST_PAIRS:
            size, other = len(last.table), len(value.table)
            first = last.table.take(pa.array(np.repeat(np.arange(size), other)))
            second = value.table.take(pa.array(np.tile(np.arange(other), size)))
            pairs = join([first, second], "emit_null")
            out[-1] = Coded(last.index * other + value.index, pairs)
        else:
            out.append(value)
    return out


def _fits(coded: Coded, literal: bytes, n: int) -> bool:
    return len(coded.table) * len(literal) <= _LARGEST and len(coded.table) <= max(n, 16)


def _joined(values: list[_Value], n: int, nulls: str = "replace") -> Any:
    """The pieces of each row in one; a row is null where a piece is, if asked."""
    if len(values) == 1 and not isinstance(values[0], bytes) and nulls == "emit_null":
        return values[0]
    if all(isinstance(value, bytes) for value in values):
        return array(b"".join(values), n)  # type: ignore[arg-type]
    if len(values) == 1:
        return array(values[0], n)
    return join([value.column() if isinstance(value, Coded) else value for value in values], nulls)
