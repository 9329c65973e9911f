"""Disability: whose, from which day, and how limiting in daily life, a little or a lot (Equality Act 2010).

Each person has a place among all of a sex and decile of deprivation, and is disabled from the age at which so many are.
Numbers stand in `evidence/disability.toml`."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.compiled import compiled_of
from synth.world.demography import left, supported_homes
from synth.world.first_day import NEVER_DAY, YEAR4
from synth.world.illness import curves
from synth.world.population import Table
from synth.world.traits.origins import Kin

Column = np.ndarray

A_LITTLE, A_LOT = 1, 2
_PLACE, _WORSENS = chance.name_hash("world.disability.place"), chance.name_hash("world.disability.worsens")


@compiled_of(curves.Curve, left.Tilt)
def _evidence() -> tuple[curves.Curve, left.Tilt, int, int]:
    e = tables.toml("disability")
    part = tables.by_age(e["deprivation"]["part"], 120)
    groups = []
    for sex in ("male", "female"):
        for ratio in e["deprivation"]["ratio"]:
            knots = [(0, Fraction(0))]
            for age, percent in e["prevalence"][sex]:
                share = Fraction(percent) / 100 * (1 + (Fraction(ratio) - 1) * part[int(age)])
                knots.append((int(age), max(knots[-1][1], min(share, Fraction(95, 100)))))
            groups.append(_by_year(knots))
    at_once, ratio = Fraction(e["severity"]["from_the_start"]), e["mortality"]
    worsens = int(Fraction(e["severity"]["worsens"]) * tables.UNIT)
    curve = curves.against_death(groups, ratio["limited"])
    return curve, left.tilt([at_once, 1], [ratio["a_lot"], 1]), tables.part(at_once), worsens


def _by_year(knots: list[tuple[int, Fraction]]) -> list[Fraction]:
    """A share at each year of age, between those that are known; at birth it is that of the first year."""
    knots = [*knots, (curves.YEARS + 1, knots[-1][1])]
    out = []
    for age in range(curves.YEARS + 1):
        (a, p), (b, q) = next(pair for pair in pairwise(knots[1:]) if pair[0][0] <= age < pair[1][0])
        out.append(p + (q - p) * (age - a) / (b - a))
    return out


def courses(kin: Kin) -> tuple[Column, Column]:
    """The days from which each person is limited at all, and a lot (NEVER_DAY: not in any lifetime)."""
    curve, tilt, at_once, worsens = _evidence()
    p = kin.persons
    passed = left.of_death(p["sex"], kin.decile, kin.born, kin.dies)
    u = tables.uniform(p["key"], _PLACE)
    score = passed * curve.counts[p["sex"] - 1] // 1000 - left.minus_log(np.maximum(u, 1))
    age = curve.age(score, (p["sex"] - 1) * 10 + kin.decile - 1)
    ever = kin.born + age <= kin.dies
    begins = np.where(ever, kin.born + age, NEVER_DAY)
    u, v = tables.draws(p["key"], _WORSENS)
    u = tilt.place(u, left.survival(np.maximum(passed - left.hazard(p["sex"], kin.decile, age), 0)))
    later = begins + 1 + tables.exponential(v) * 365 // worsens
    much = np.where(u < at_once, begins, later)
    much = np.where(ever & (much < kin.born + 110 * YEAR4 // 4), much, NEVER_DAY)
    # Who comes to live in a home with support is limited a lot by then.
    moves = supported_homes.earliest(p["key"], kin.born)
    much = np.minimum(much, np.where(moves <= kin.dies, moves - YEAR4 // 4, NEVER_DAY))
    return np.minimum(begins, much), much


def fact(kin: Kin, begins: Column, much: Column) -> Table:
    """The fact `disabled`: 1 limited a little, 2 a lot, from the day on which it begins (noon)."""
    died = kin.persons["died"]
    ours = kin.persons["patient"] & ~kin.persons["stillborn"]  # relatives who are nobody's Patient have no facts
    rows = np.flatnonzero(ours & (begins < NEVER_DAY) & (begins * clock.DAY + 720 < died))
    worse = rows[(much[rows] > begins[rows]) & (much[rows] * clock.DAY + 720 < died[rows])]
    person = np.concatenate([rows, worse])
    time = np.concatenate([np.maximum(begins[rows], kin.born[rows]), much[worse]]) * clock.DAY + 720
    value = np.concatenate([np.where(much[rows] <= begins[rows], A_LOT, A_LITTLE), np.full(len(worse), A_LOT)])
    time = np.maximum(time, kin.persons["born"][person])
    order = np.lexsort((time, person))
    return Table({"person": person[order], "time": time[order], "value": value[order]})
