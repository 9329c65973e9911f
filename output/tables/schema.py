"""The schema of the tables and of people.csv: what each column is called, its type and what it means, as Table Schema.

The words stand in `columns.toml`. Frictionless Table Schema 1.0: fields, primaryKey, foreignKeys, missingValues.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pyarrow as pa

from synth.dataset import people_file
from synth.record import forms, kinds
from synth.systems import kinds as systems

PEOPLE = "people"
DATETIME = "%Y-%m-%d %H:%M:%SZ"
"""How instants are written in CSV, as Table Schema has it (strptime)."""

ENUMERATED: dict[str, tuple[str, ...]] = {
    "change": kinds.CHANGES,
    "about": kinds.ABOUT,
    "confidentiality": kinds.CONFIDENTIALITY,
    "status": tuple(status for status in forms.STATUSES if status),
    "system": tuple(kind.title for kind in systems.KINDS),
}
"""The columns of the tables that hold one of some words."""

KEY = ("id", "version")
"""What tells rows of one table apart."""


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads((files("output.tables") / "columns.toml").read_text("utf-8"))


def kinds_described() -> tuple[str, ...]:
    """The kinds of table that have a description."""
    return tuple(_words()["tables"])


def title_of(kind: str) -> str:
    """What the rows of a kind of table are, in a sentence."""
    return str(_words()["tables"][kind])


def columns_of(kind: str) -> list[str]:
    """The names of the columns of a kind of table, or of people.csv, in order. KeyError for what is not described."""
    words = _words()
    if kind == PEOPLE:
        return list(people_file.COLUMNS)
    if kind not in words["tables"]:
        raise KeyError(f"the table '{kind}' is not described: add it to output/tables/columns.toml")
    own = words["identity"].get(kind)
    layout = words["layouts"]["care" if own is None else "identity"]
    return [name for one in layout for name in (own if one == "*" else [one])]


def meaning_of(kind: str, name: str) -> dict[str, Any]:
    """What `columns.toml` says of a column: type, description; format, unit, required, least, most where it has any."""
    words = _words()
    if kind == PEOPLE:
        return dict(words["people"][name])
    return dict(words["special"].get(kind, {}).get(name) or words["columns"][name])


def field(kind: str, name: str) -> dict[str, Any]:
    """One column as a field of Table Schema; `unit` is a property of ours beside it."""
    said = meaning_of(kind, name)
    found = {"name": name, "type": said["type"], "description": said["description"]}
    if said["type"] == "datetime":
        found["format"] = DATETIME
    elif "format" in said:
        found["format"] = said["format"]
    if "unit" in said:
        found["unit"] = said["unit"]
    limits: dict[str, Any] = {}
    if said.get("required"):
        limits["required"] = True
    if "least" in said:
        limits["minimum"] = said["least"]
    if "most" in said:
        limits["maximum"] = said["most"]
    if kind != PEOPLE and name in ENUMERATED and name not in _words()["special"].get(kind, {}):
        limits["enum"] = list(ENUMERATED[name])
    return {**found, **({"constraints": limits} if limits else {})}


def schema(kind: str, beside: frozenset[str]) -> dict[str, Any]:
    """The schema of a kind of table, or of people.csv; beside: what else the package holds, to which keys may lead."""
    names = columns_of(kind)
    found: dict[str, Any] = {"fields": [field(kind, name) for name in names], "missingValues": [""]}
    if kind == PEOPLE:
        found["primaryKey"] = ["id"]
    elif kind not in _words()["identity"]:
        found["primaryKey"] = list(KEY)
    targets = {
        "person": PEOPLE,
        "mother": PEOPLE,
        "other": PEOPLE,
        "care_episode": "care_episode",
        "contact": "contact",
    }
    leading = [
        {"fields": [name], "reference": {"resource": "" if target == kind else target, "fields": ["id"]}}
        for name, target in targets.items()
        if name in names and (target == kind or target in beside)
    ]
    return {**found, **({"foreignKeys": leading} if leading else {})}


def described(kind: str, made: pa.Table) -> pa.Table:
    """A table whose columns carry what they mean as metadata (`description`, and `unit`), as Parquet keeps it."""
    fields = []
    for one in made.schema:
        said = meaning_of(kind, one.name)
        fields.append(one.with_metadata({name: said[name] for name in ("description", "unit") if name in said}))
    return pa.Table.from_arrays(made.columns, schema=pa.schema(fields))


def guide() -> str:
    """The columns as the guide to the tables lists them, in Markdown."""
    words = _words()
    care, other = kinds.KINDS, tuple(kinds.IDENTITY)
    lines = ["| table | what a row is of |", "|---|---|"]
    lines += [f"| `{kind}` | {title_of(kind)} |" for kind in (*care, *other)]
    shared = set(words["layouts"]["identity"])
    own = ["| table | column | type | what it is |", "|---|---|---|---|"]
    own += [f"| `{k}` {_row(k, name)}" for k in other for name in columns_of(k) if name not in shared]
    said = "Those of who people are have `id` to `change`, `from` to `organisation`, `confidentiality`, and:"
    parts = ["\n".join(lines), "## The columns of the tables", _columns(care[0]), said, "\n".join(own)]
    return "\n\n".join([*parts, "## The columns of people.csv", _columns(PEOPLE)])


def _columns(kind: str) -> str:
    return "\n".join(["| column | type | what it is |", "|---|---|---|", *(_row(kind, n) for n in columns_of(kind))])


def _row(kind: str, name: str) -> str:
    said = meaning_of(kind, name)
    unit = f", in {said['unit']}" if "unit" in said else ""
    return f"| `{name}` | {said['type']}{unit} | {said['description']} |"
