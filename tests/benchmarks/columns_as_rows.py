"""The columns of a type as rows, each a dict of plain values, and what all resources of the yardstick begin with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pyarrow as pa

from output.columns import Coded
from output.template import Rows

Row = dict[str, Any]

RAW = {
    "laboratory", "discipline", "panel", "substance", "fulfil", "owner", "member", "yes", "score",
    "code", "unit", "author", "performer", "low", "high", "practitioner", "organisation", "security", "category", "value_code",
    "absent", "reason", "interpretation", "first_code", "second_code", "beside_code", "beside",
    "component_unit", "integer", "value", "first", "second", "class", "service", "participation",
    "location", "physical", "discharge_method", "admission_method", "admit_source", "destination",
    "clinical", "verification", "severity", "body_site", "vaccine", "site", "route", "targets", "dose",
    "birth_sex", "ethnic", "death_status", "no_number", "verified", "residential", "more_identifiers", "active", "names",
    "birth_place", "interpreter", "telecom", "addresses", "order", "single", "language", "practice", "custodian",
}  # fmt: skip
"""Slots that stand without quotes; several values or members stand side by side in some."""
LISTS = {"more_identifiers", "security", "author", "performer", "targets", "names", "telecom", "addresses"}
MEMBERS = {"unit", "component_unit"}


def decoded(name: str, value: bytes | None) -> Any:
    """What a slot holds, as Python has it."""
    if value is None:
        return None
    text = value.decode()
    if name in LISTS:
        return json.loads(f"[{text}]")
    if name in MEMBERS:
        return json.loads(f"{{{text}}}")
    return json.loads(text) if name in RAW else json.loads(f'"{text}"')


def rows(columns: dict[str, Any], n: int) -> Iterator[Row]:
    """The columns as rows; a coded value is decoded once and shared, plain text and numbers for each row."""
    found: list[list[Any]] = []
    for name, column in columns.items():
        if isinstance(column, Coded):
            values = [decoded(name, value) for value in column.table.to_pylist()]
            found.append([values[place] for place in column.index.tolist()])
        elif isinstance(column, Rows):
            children = list(rows(dict(column.columns), int(column.starts[-1])))
            bounds = column.starts.tolist()
            found.append([children[first:last] for first, last in pairwise(bounds)])
        elif isinstance(column, pa.LargeBinaryArray):
            if name in RAW:
                found.append([decoded(name, value) for value in column.to_pylist()])
            else:
                found.append([None if value is None else value.decode() for value in column.to_pylist()])
        else:
            found.append([decoded(name, column)] * n)
    names = list(columns)
    for values in zip(*found, strict=True):
        yield dict(zip(names, values, strict=True))


def meta(r: Row) -> Row:
    """Resource.meta."""
    return {
        "versionId": r["version"],
        "lastUpdated": r["recorded"],
        "source": r["source"],
        "profile": [r["profile"]],
        "security": r["security"],
    }


def start(r: Row, kind: str) -> Row:
    """What every resource made of an entry begins with."""
    return {"resourceType": kind, "id": r["id"], "meta": meta(r),
            "identifier": [{"system": r["system"], "value": r["id"]}]}  # fmt: skip


def put(out: Row, name: str, value: Any, inside: Callable[[Any], Any] = lambda value: value) -> None:
    """A member, if there is a value."""
    if value is not None:
        out[name] = inside(value)
