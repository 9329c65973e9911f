"""Runs both engines on the same families and says where they differ."""

from __future__ import annotations

import numpy as np

from synth.pathway.compiled.plan import Library
from synth.pathway.engines import columnar, reference
from synth.record.kinds import ENGINE_COLUMNS, KINDS
from synth.record.tables import complete
from synth.settings import Settings
from synth.world.population import Population, Table

_KEYED = ("entry", "episode", "care_episode", "contact")


def as_tables(rows: dict[str, list[dict]]) -> dict[str, Table]:
    """The rows of the reference engine as tables."""
    return {
        kind: Table({
            name: np.array([e[name] for e in entries], dtype=np.uint64 if name in _KEYED else np.int64)
            for name in ENGINE_COLUMNS
        })
        for kind, entries in rows.items()
    }  # fmt: skip


def differences(library: Library, population: Population, settings: Settings, columnar_run=columnar.run) -> list[str]:
    """Where the two engines differ, in every table and column; empty where they are equal."""
    found = columnar_run(library, population, settings)
    expected = as_tables(reference.run(library, population, settings))
    return compare(complete(expected, library.forms, population, settings),
                   complete(found, library.forms, population, settings))  # fmt: skip


def compare(expected: dict[str, Table], found: dict[str, Table]) -> list[str]:
    """Where two records differ."""
    out = []
    for kind in KINDS:
        a, b = expected[kind], found[kind]
        if len(a) != len(b):
            out.append(f"{kind}: {len(a)} rows in the reference, {len(b)} in columns")
            continue
        for name, column in a.columns.items():
            wrong = np.flatnonzero(column != b[name])
            if len(wrong):
                out.append(f"{kind}.{name}: {len(wrong)} rows differ, the first at {wrong[0]}")
    return out
