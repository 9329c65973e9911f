"""Migration after the first day: whole families come to England or leave it, by the age of their head.

A family arrives once or is there from the first day on; either way it may leave for good. Whether family i comes,
and when, depends on the first day and i alone, so that a longer window only adds families. Numbers stand in
`evidence/migration.toml`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, keys
from synth.world import tables
from synth.world.first_day import NEVER_DAY, YEAR4

Column = np.ndarray

_COMES, _GOES = chance.name_hash("world.migration.comes"), chance.name_hash("world.migration.goes")


@lru_cache(maxsize=1)
def _evidence() -> tuple[int, int, tables.Hazard]:
    e = tables.toml("migration")
    years = int(tables.toml("deaths")["horizon"]["value"])
    each = tables.Fraction(e["arrivals"]["families"])
    rates = [tables.by_age(e["departures"][who], 110) for who in ("settled", "with_children", "arrived")]
    return tables.part(1 / (1 + each * years)), years * YEAR4 // 4, tables.Hazard(rates)


def first_seen(key: Column, day: int) -> Column:
    """The day on which each family (by its key) is first seen: the first day, or that of its arrival."""
    there, span, _ = _evidence()
    u, v = tables.draws(key, _COMES)
    return np.where(u < there, day, day + 1 + tables.scale(v, span - 2))


def present(run: int, families: Column, day: int, until: int) -> Column:
    """Whether each family (by index) is there on the first day or arrives before a day (bool)."""
    return first_seen(keys.family_key(run, families), day) < until


def share_there() -> float:
    """The share of family indices whose families are there on the first day."""
    return _evidence()[0] / tables.ONE


def leaves(key: Column, head_born: Column, seen: Column, arrived: Column, parents: Column) -> Column:
    """The day on which each family leaves England for good, NEVER_DAY for most."""
    rates = _evidence()[2]
    group = np.where(arrived, 2, parents.astype(np.int64))
    total = rates.at(seen - head_born, group) + tables.exponential(tables.uniform(key, _GOES))
    age = rates.age_at(total, group)
    return np.where(age >= tables.Hazard.FOREVER, NEVER_DAY, np.maximum(head_born + age, seen + 30))
