"""Marriages over time: some of those who live together marry, the earlier they began the more.

Those first seen alone may have been married before. A marriage ends with a death, or by divorce some time after the
couple has parted. Numbers stand in `evidence/marriages.toml`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.table import moment_key, standing
from synth.world import tables
from synth.world.families.couples import Couples
from synth.world.first_day import LARGEST, YEAR4
from synth.world.population import Table

Column = np.ndarray

KINDS = ("marriage", "civil partnership")
MARRIAGE, CIVIL_PARTNERSHIP = range(2)
NOBODY = -1
_WEDS, _DELAY, _DIVORCE, _BEFORE, _CIVIL = (
    chance.name_hash(f"world.marriage.{n}") for n in ("weds", "delay", "divorce", "before", "civil")
)


@lru_cache(maxsize=1)
def _evidence() -> dict:
    e = tables.toml("marriages")
    first = min(int(year) for year in e["marries"]["years"])
    return {
        "first": first,
        "marries": tables.parts(tables.by_age({str(int(y) - first): v for y, v in e["marries"]["years"].items()}, 200)),
        "delay": tables.Spread([e["delay"]["early"], e["delay"]["late"]]),
        "late": int(e["delay"]["late_from"]),
        "divorce": tables.Spread([e["divorce"]["spread"]]),
        "before": tables.parts(tables.by_age(e["before"]["ages"], 120)),
        "civil": tables.part(e["civil_partnership"]["same_sex"]),
    }


def marriages(persons: Table, c: Couples, opening: Column, day: int) -> Table:
    """All marriages of some families, by one and from.

    Columns: one, two (person rows or NOBODY), from, until (instants), kind.
    persons: with key, sex, born, died; opening: whether each was a member on the day first seen (bool); day: the
    first day. One who was married before the first day to someone who is no member has NOBODY as the other.
    """
    e = _evidence()
    key = chance.join(persons["key"][c.one], persons["key"][c.two])
    begun = clock.year_of(c.begins // clock.DAY)
    u, v = tables.draws(key, _DELAY)
    marries = tables.uniform(key, _WEDS) < e["marries"][np.clip(begun - e["first"], 0, 199)]
    wed = c.begins + e["delay"].pick(v, (begun >= e["late"]).astype(np.int64)) * clock.DAY
    grown = np.maximum(persons["born"][c.one], persons["born"][c.two]) + 18 * clock.YEAR + 30 * clock.DAY
    wed = np.maximum(wed, grown)
    dies = np.minimum(persons["died"][c.one], persons["died"][c.two])
    parts = c.until + e["divorce"].pick(u) * clock.DAY
    ends = np.where(c.until < dies, np.minimum(parts, dies), c.until)
    abroad = np.minimum(persons["leaves"][c.one], persons["leaves"][c.two])
    together = np.minimum(c.until, abroad)
    # Whoever was married to the founding partner is divorced before marrying a later one.
    first = np.flatnonzero(marries[: c.founding] & (wed < together)[: c.founding])
    free = np.full(len(persons), clock.LONG_AGO)
    free[c.one[first]] = free[c.two[first]] = ends[first]
    wed[c.founding :] = np.maximum(wed, np.maximum(free[c.one], free[c.two]))[c.founding :]
    yes = np.flatnonzero(marries & (wed < together))
    one, two, wed, ends = c.one[yes], c.two[yes], wed[yes], ends[yes]
    civil = (persons["sex"][one] == persons["sex"][two]) & (tables.uniform(key[yes], _CIVIL) < e["civil"])

    # Of those who are alone when first seen some were married before: their marriage ended before that day.
    paired = np.zeros(len(persons), dtype=bool)
    paired[c.one[: c.founding]] = True
    paired[c.two[: c.founding]] = True
    age = (day - persons["born"] // clock.DAY) * 4 // YEAR4
    alone = np.flatnonzero(opening & ~paired & (age >= 18) & (persons["member"] < LARGEST))
    w, x = tables.draws(persons["key"][alone], _BEFORE)
    was = w < e["before"][np.clip(age[alone], 0, 119)]
    alone, x = alone[was], x[was]
    since = persons["born"][alone] + 18 * clock.YEAR
    last = day * clock.DAY - 30 * clock.DAY
    span = np.maximum((last - since) // clock.DAY, 2)
    begins = since + tables.scale(x, np.maximum(span * 2 // 3, 1)) * clock.DAY
    until = last - tables.scale((x * 40503) & 0xFFFF_FFFF, np.maximum((last - begins) // clock.DAY // 2, 1)) * clock.DAY

    nobody = np.full(len(alone), NOBODY)
    columns = {
        "one": np.concatenate([one, alone]),
        "two": np.concatenate([two, nobody]),
        "from": np.concatenate([wed, begins]),
        "until": np.concatenate([ends, until]),
        "kind": np.concatenate([np.where(civil, CIVIL_PARTNERSHIP, MARRIAGE), np.zeros(len(alone), dtype=np.int64)]),
    }
    order = np.argsort(moment_key(columns["one"], columns["from"]), kind="stable")
    return Table({name: column[order] for name, column in columns.items()})


def married_at(table: Table, person: Column, instant: Column) -> Column:
    """Whether each of some persons is married at an instant, one for each (bool)."""
    who = np.concatenate([table["one"], table["two"]])
    begins, until = np.concatenate([table["from"]] * 2), np.concatenate([table["until"]] * 2)
    order = np.lexsort((begins, who))
    who, begins, until = who[order], begins[order], until[order]
    return standing(who, begins, until, person, instant) >= 0


def married(table: Table, persons: int, at: int) -> Column:
    """Whether each of so many persons is married at an instant (bool)."""
    return married_at(table, np.arange(persons), np.full(persons, at))


def ever_married(table: Table, persons: int, at: int) -> Column:
    """Whether each of so many persons has been married by an instant (bool)."""
    out = np.zeros(persons, dtype=bool)
    for side in ("one", "two"):
        who = table[side]
        out[who[(who >= 0) & (table["from"] <= at)]] = True
    return out
