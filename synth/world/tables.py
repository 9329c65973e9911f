"""Evidence files of the world: read by the one reader of evidence, checked against the shapes that the code relies on.

Numbers stand in `evidence/*.toml` and `evidence/*.csv` with their units and sources; what each file must hold stands in
`shapes/`. What makes tables of them and draws from those (`evidence.sampling`) is named here too, since every room of
the world draws so.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from synth import source_files
from synth.evidence import columns, figures
from synth.evidence.sampling import (
    NORMAL_UNIT,
    ONE,
    UNIT,
    Choice,
    Column,
    Fraction,
    Hazard,
    Number,
    Spread,
    by_age,
    chance_of,
    draws,
    exponential,
    normal,
    part,
    parts,
    scale,
    uniform,
)
from synth.evidence.units import EvidenceError
from synth.world.compiled import compiled

__all__ = ["EVIDENCE", "NORMAL_UNIT", "ONE", "SHAPES", "UNIT", "Choice", "Column", "Fraction", "Hazard", "Number",
           "Spread", "by_age", "chance_of", "compiled", "draws", "exponential", "lists", "normal", "of_age", "part",
           "parts", "rows", "scale", "shapes_of", "toml", "uniform"]  # fmt: skip

EVIDENCE = Path(__file__).parent / "evidence"
SHAPES = Path(__file__).parent / "shapes"


@compiled
def toml(name: str) -> dict[str, Any]:
    """One TOML file of evidence, by table and figure; numbers with a point are decimals. EvidenceError names faults."""
    return figures.read(EVIDENCE / f"{name}.toml", shapes_of(name), lists())


@compiled
def rows(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file of evidence. EvidenceError names all that is wrong with it."""
    return columns.read(EVIDENCE / f"{name}.csv", shapes_of("columns")[name], lists())


def of_age() -> int:
    """The age in years at which a child is an adult in law."""
    return int(toml("people")["of_age"]["age"])


@cache
def lists() -> dict[str, list[str]]:
    """The names that figures are given for, by what they are."""
    return source_files.toml_of(SHAPES / "lists.toml", EvidenceError).tables


@cache
def shapes_of(name: str) -> dict[str, Any]:
    """What a file of evidence must hold: for each table its figures, each with its shape and unit."""
    if not (SHAPES / f"{name}.toml").exists():
        place = source_files.shown(SHAPES)
        raise EvidenceError(f"evidence/{name}.toml: it has no shape: say what it must hold in {place}/{name}.toml")
    tables = source_files.toml_of(SHAPES / f"{name}.toml", EvidenceError).tables
    return {table: _of_each(figures_of) for table, figures_of in tables.items()}


def _of_each(figures_of: Mapping[str, Any]) -> dict[str, Any]:
    """Figures with those that stand for each name of a list ("each ethnic_categories") written out."""
    out: dict[str, Any] = {}
    for name, shape in figures_of.items():
        if isinstance(shape, Mapping):
            shape = _of_each(shape)
        each = lists()[name.removeprefix("each ")] if name.startswith("each ") else [name]
        out |= dict.fromkeys(each, shape)
    return out
