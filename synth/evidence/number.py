"""A number of the evidence: a lookup table of whole numbers, with what it depends on and where it is from."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import numpy as np

from synth import source_files
from synth.evidence.units import EvidenceError


class MissingNumber(EvidenceError, AttributeError):
    """A number that is asked for and that the evidence does not hold."""


@dataclass(frozen=True)
class Risk:
    """A named risk: a fact and the values (or options, by name) at which it is present, with its prevalence."""

    name: str
    fact: str
    at_least: int | None
    below: int | None
    prevalence: Decimal
    source: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """What a number depends on: a fact (or "risk:<name>", "date", "born") and the lower edges of its bands.

    words: the options at which bands begin, by name, where the fact is one of several; the edges then count them.
    """

    fact: str
    edges: tuple[int, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Number:
    """A number of the evidence, as lookup tables.

    form: "probability" (table: uint64 thresholds of 63 bits, one per cell), "quantity" (int64 knots, cells x 1025),
    "value" (int64, one per cell) or "shares" (uint64 cumulative thresholds, cells x options). A cell is one
    combination of the bands of the dimensions, the last dimension fastest.
    """

    name: str
    form: str
    unit: str
    decimals: int
    dimensions: tuple[Dimension, ...]
    table: np.ndarray
    options: tuple[str, ...]
    where: str
    reference: tuple[float, ...] = ()
    sources: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()

    @property
    def lowest(self) -> int:
        """The lowest quantity it can give."""
        return int(self.table.min()) if self.form in ("quantity", "value") else 0

    @property
    def facts(self) -> tuple[str, ...]:
        """What it depends on."""
        return tuple(d.fact for d in self.dimensions)


@dataclass
class Evidence:
    """The numbers and risks of one file, by name."""

    path: Path
    numbers: dict[str, Number] = field(default_factory=dict)
    risks: dict[str, Risk] = field(default_factory=dict)

    def number(self, name: str) -> Number:
        """The number of a name; MissingNumber names the file and those that are there."""
        if name not in self.numbers:
            known, place = sorted(self.numbers), source_files.shown(self.path)
            near = difflib.get_close_matches(name, known, n=1)
            there = f"did you mean '{near[0]}'" if near else f"there: {', '.join(known) or 'none'}"
            raise MissingNumber(f"{place}: no number '{name}': add a table [{name}] ({there})")
        return self.numbers[name]
