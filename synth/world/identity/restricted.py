"""Restricted ("sensitive") records: no address, telephone or practice is shown to those who look one up.

Adults for their own safety or that of others, with their children who are under age. Numbers stand in
`evidence/identity.toml`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.first_day import YEAR4
from synth.world.population import Population, Table

Column = np.ndarray

_WHEN, _LASTS = chance.name_hash("world.restricted.when"), chance.name_hash("world.restricted.lasts")


@lru_cache(maxsize=1)
def _evidence() -> tuple[Column, tables.Spread]:
    e = tables.toml("identity")["restricted"]
    years = 80  # of adult life
    parts = tables.parts([0, *(tables.Fraction(e[who] * years, 100_000) for who in ("men", "women"))])
    return parts, tables.Spread([e["lasts"]])


def fact(population: Population) -> Table:
    """The fact `restricted`: 1 while a person's record is; (person, time, value) by person and time."""
    chances, lasts = _evidence()
    p = population.persons
    of_age = tables.of_age()
    u, v = tables.draws(p["key"], _WHEN)
    rows = np.flatnonzero((u < chances[p["sex"]]) & p["patient"])
    begins = p["born"][rows] + (of_age * 365 * 4 + 4 + tables.scale(v[rows], 80 * YEAR4)) // 4 * clock.DAY + 600
    until = begins + lasts.pick(tables.uniform(p["key"][rows], _LASTS)) * clock.DAY
    there = (begins < p["died"][rows]) & (begins < p["leaves"][rows]) & (until > p["arrives"][rows])
    rows, begins, until = rows[there], begins[there], until[there]
    # A parent's children under age have theirs for as long.
    none = np.zeros(0, dtype=np.int64)
    children, parents = [none], [none]
    for column in ("mother", "father"):
        at = np.searchsorted(rows, p[column])
        of = np.where(p[column] >= 0, np.minimum(at, max(len(rows) - 1, 0)), -1)
        mine = np.flatnonzero((of >= 0) & p["patient"] & ~p["stillborn"].astype(bool)) if len(rows) else none
        mine = mine[rows[of[mine]] == p[column][mine]]
        children.append(mine)
        parents.append(of[mine])
    child, parent = np.concatenate(children), np.concatenate(parents)
    since, ends = np.maximum(begins[parent], p["born"][child]), until[parent]
    young = (since < ends) & (since < p["born"][child] + of_age * clock.YEAR) & (since < p["died"][child])
    person = np.concatenate([rows, child[young]])
    since, ends = np.concatenate([begins, since[young]]), np.concatenate([until, ends[young]])
    return _intervals(person, since, ends)


def _intervals(person: Column, begins: Column, until: Column) -> Table:
    """Stretches that may overlap as one fact: 1 where any holds."""
    order = np.lexsort((begins, person))
    person, begins, until = person[order], begins[order], until[order]
    # The latest end so far of each person: ends carry over, and a person's first row outweighs those before.
    span = np.int64(1) << 44
    reach = np.maximum.accumulate(person * span + until + (span >> 1)) - person * span - (span >> 1)
    new = np.ones(len(person), dtype=bool)
    new[1:] = (person[1:] != person[:-1]) | (begins[1:] > reach[:-1])
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(person)) - 1 if len(first) else first
    columns = {
        "person": np.repeat(person[first], 2),
        "time": np.stack([begins[first], reach[last]], axis=1).ravel(),
        "value": np.tile(np.array([1, 0], dtype=np.int64), len(first)),
    }
    return Table(columns)
