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


IN_COLUMNS, ONE_BY_ONE = 0, 1 << 30
"""Up to how many episodes the columnar engine takes one by one: none, so that all run in columns, or any number."""


def run_with(few: int, engine: type[columnar.Engine] | None = None):
    """A run of the columnar engine, or of one made from it, in which so many are taken one by one."""

    def run(library: Library, population: Population, settings: Settings) -> dict[str, Table]:
        made = (engine or columnar.Engine)(library, population, settings)
        made.few = few
        made.run()
        return made.tables()

    return run


def expected_of(library: Library, population: Population, settings: Settings) -> dict[str, Table]:
    """The record as the reference engine has it."""
    return complete(as_tables(reference.run(library, population, settings)), library.forms, population, settings)


def differences(
    library: Library, population: Population, settings: Settings, *runs, expected: dict[str, Table] | None = None
) -> list[str]:
    """Where the two engines differ, in every table and column; empty where they are equal.

    runs: of the columnar engine; if none is given all in columns, and as it is.
    expected: what the reference engine gives, where it is known already."""
    runs = runs or (run_with(IN_COLUMNS), columnar.run)
    written = [run(library, population, settings) for run in runs]
    found = [complete(rows, library.forms, population, settings) for rows in written]
    expected = expected or expected_of(library, population, settings)
    return [said for each in found for said in compare(expected, each)]


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
