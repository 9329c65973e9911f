"""Disability: whose, from which day, and how limiting in daily life, a little or a lot (Equality Act 2010).

Each person has a place among all of a sex and decile of deprivation, and is disabled from the age at which so many are.
Numbers stand in `evidence/disability.toml`."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.first_day import NEVER_DAY, YEAR4
from synth.world.population import Table
from synth.world.traits.origins import Kin

Column = np.ndarray

A_LITTLE, A_LOT = 1, 2
_PLACE, _WORSENS = chance.name_hash("world.disability.place"), chance.name_hash("world.disability.worsens")


@lru_cache(maxsize=1)
def _evidence() -> tuple[tables.Spread, Column, int, int]:
    e = tables.toml("disability")
    part = tables.by_age(e["deprivation"]["part"], 120)
    groups, most = [], []
    for sex in ("male", "female"):
        for ratio in e["deprivation"]["ratio"]:
            knots, reached = [(0, Fraction(0))], Fraction(0)
            for age, percent in e["prevalence"][sex]:
                share = Fraction(percent) / 100 * (1 + (Fraction(ratio) - 1) * part[int(age)])
                reached = max(reached, min(share, Fraction(95, 100)))
                knots.append((int(age) * YEAR4 // 4, reached))
            groups.append(knots)
            most.append(reached)
    worsens = int(Fraction(e["severity"]["worsens"]) * tables.UNIT)
    return tables.Spread(groups), tables.parts(most), tables.part(e["severity"]["from_the_start"]), worsens


def courses(kin: Kin) -> tuple[Column, Column]:
    """The days from which each person is limited at all, and a lot (NEVER_DAY: not in any lifetime)."""
    spread, most, at_once, worsens = _evidence()
    group = (kin.persons["sex"] - 1) * 10 + kin.decile - 1
    u = tables.uniform(kin.persons["key"], _PLACE)
    ever = u < most[group]
    place = np.minimum(((u << 31) // most[group]) << 1, tables.ONE - 1)
    begins = np.where(ever, kin.born + spread.pick(place, group), NEVER_DAY)
    u, v = tables.draws(kin.persons["key"], _WORSENS)
    later = begins + 1 + tables.exponential(v) * 365 // worsens
    much = np.where(u < at_once, begins, later)
    return begins, np.where(ever & (much < kin.born + 110 * YEAR4 // 4), much, NEVER_DAY)


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
