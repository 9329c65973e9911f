"""What makes an illness more or less likely: traits of people and other illnesses, by the table of relative risks.

Ratios stand in `evidence/relative_risks.csv`, each with its source. They are set against the average, so that an
illness stays as common as it is published to be, however many are exposed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from synth.evidence.sampling import Column, Number
from synth.world import tables
from synth.world.compiled import compiled
from synth.world.demography import characteristics
from synth.world.demography.left import logarithm

ILLNESSES = tuple(tables.lists()["illnesses"])
"""Illnesses in the order in which they are drawn: what another leads to comes after it."""
NEVER_SMOKED, STOPPED, SMOKES = range(3)
"""Whether someone smokes from youth on: never, has stopped before the age at which illness comes, goes on."""
_HABITS = ("never", "stopped", "smokes")


@dataclass(frozen=True)
class Exposed:
    """What people are like, as far as illness answers to it; columns by person.

    body_mass: kg/m2 times 10 at 45; smoking: index in NEVER_SMOKED .. SMOKES; ethnic: index of the category; decile: 1
    the most deprived.
    """

    body_mass: Column
    smoking: Column
    ethnic: Column
    decile: Column


def _levels(exposure: str, rows: list[dict[str, str]]) -> list[list[int]]:
    """For each row of a trait the values of its column that it speaks of."""
    said = [r["level"] for r in rows]
    if exposure == "body_mass":
        ends = [*(int(text) * 10 for text in said[1:]), 1000]
        return [list(range(int(text) * 10, end)) for text, end in zip(said, ends, strict=True)]
    if exposure == "smoking":
        return [[_HABITS.index(text)] for text in said]
    if exposure == "ethnic_group":
        codes = [code for code, _ in characteristics.ETHNIC]
        return [[codes.index(code) for code in text.split()] for text in said]
    return [[int(text)] for text in said]


@compiled
def _of_traits() -> dict[str, Column]:
    """The logarithm (units of 1e-8) of the risk against the average by trait: "illness exposure" -> by its value."""
    found: dict[str, Column] = {}
    by: defaultdict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in tables.rows("relative_risks"):
        if row["exposure"] not in ILLNESSES:
            by[row["outcome"], row["exposure"]].append(row)
    for (outcome, exposure), rows in by.items():
        ratios, shares = ([Fraction(r[what]) for r in rows] for what in ("ratio", "share"))
        mean = sum((a * b for a, b in zip(ratios, shares, strict=True)), Fraction(0)) / sum(shares, Fraction(0))
        levels = _levels(exposure, rows)
        column = np.zeros(max(map(max, levels)) + 1, dtype=np.int64)
        for values, ratio in zip(levels, ratios, strict=True):
            column[values] = logarithm(ratio / mean)
        found[f"{outcome} {exposure}"] = column
    return found


def of_traits(illness: str, people: Exposed) -> Column:
    """The logarithm of each one's risk against the average of the same age and sex, by traits (units of 1e-8)."""
    columns = {
        "body_mass": people.body_mass,
        "smoking": people.smoking,
        "ethnic_group": people.ethnic,
        "deprivation": people.decile,
    }
    found = np.zeros(len(people.decile), dtype=np.int64)
    for name, column in columns.items():
        by_value = _of_traits().get(f"{illness} {name}")
        if by_value is not None:
            found += by_value[np.minimum(column, len(by_value) - 1)]
    return found


def of_illnesses(illness: str) -> dict[str, Number]:
    """The illnesses that lead to one, each with its ratio."""
    rows = tables.rows("relative_risks")
    return {r["exposure"]: Fraction(r["ratio"]) for r in rows if r["outcome"] == illness and r["exposure"] in ILLNESSES}
