"""Couples of a family through time, and what follows from them: who is whose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.families import families, lives, looked_after_kin
from synth.world.families import relationships as kinds
from synth.world.families.care import Care
from synth.world.families.kin import Everyone, Seating
from synth.world.first_day import HEAD, PARTNER, YEAR4
from synth.world.population import Table

Column = np.ndarray

_NAMED, _TOGETHER = chance.name_hash("world.building.registered"), chance.name_hash("world.building.together")


@dataclass
class Couples:
    """Couples by person rows, from and until (instants); founding ones first (`founding` of them);
    `separated` is the instant at which each family's founding couple parts, or NEVER."""

    one: Column
    two: Column
    begins: Column
    until: Column
    founding: int
    separated: Column


def couples(o: families.Opening, e: Everyone, seating: Seating, persons: Table, last: int) -> Couples:
    """Founding couples and those of later partners, with when they part."""
    began = tables.toml("families")["founding"]
    family = np.flatnonzero(np.append(o.role, HEAD)[o.start[:-1] + 1] == PARTNER)
    one, two = seating.row[o.start[family]], seating.row[o.start[family] + 1]
    together = np.minimum(persons["died"][one], persons["died"][two])
    parts = lives.separation(o, family) * clock.DAY + 720
    parts = np.where(parts < last, parts, clock.NEVER)
    # Who lives in England together leaves it together.
    parts = np.where(parts < np.minimum(persons["leaves"][one], together), parts, clock.NEVER)
    separated = np.full(len(o.kind), clock.NEVER)
    separated[family] = parts
    # Founding couples began to live together some years before their first child, or before the first day.
    day = o.seen
    grown = np.maximum(persons["born"][one], persons["born"][two]) + int(began["grown"]) * clock.YEAR
    settled = int(began["settled"])
    child = day - settled
    np.minimum.at(child, o.maternity_family, o.maternity_born)
    u, v = tables.draws(o.family_key[family], _TOGETHER)
    latest = (child[family] - settled) * clock.DAY
    before_child = latest - tables.scale(u, int(began["before_child"]) * YEAR4 // 4) * clock.DAY
    # Of those without children at home most met young; the others at any age since.
    young = grown + tables.scale(u, int(began["young"]) * YEAR4 // 4) * clock.DAY
    any_age = grown + tables.scale(u, np.maximum(latest - grown, clock.DAY) // clock.DAY) * clock.DAY
    childless = o.kind[family] == families.COUPLE
    first = np.where(childless, np.where(v < tables.part(began["any_age"]), any_age, young), before_child)
    first = np.minimum(np.maximum(first, grown), latest)
    # Nobody too young lives with a partner: the first child may then be older than the home they share.
    youngest = int(began["youngest"]) * clock.YEAR + clock.DAY
    old_enough = np.maximum(persons["born"][one], persons["born"][two]) + youngest
    first = np.maximum(first, np.minimum(old_enough, (day[family] - 1) * clock.DAY))
    later = np.flatnonzero((e.mate >= 0) & (e.since < clock.NEVER) & (seating.row[:-1] >= 0))
    of, comes = seating.row[e.mate[later]], seating.row[later]
    ends = np.minimum(np.minimum(persons["died"][of], persons["died"][comes]), e.until[later])
    return Couples(
        np.concatenate([one, of]),
        np.concatenate([two, comes]),
        np.concatenate([first, e.since[later]]),
        np.concatenate([np.minimum(together, parts), ends]),
        len(family),
        separated,
    )


def relationships(
    persons: Table, other: Column, c: Couples, e: Everyone, seating: Seating, care: Care, adopted: Table
) -> Table:
    """The relationships of a family, in both directions."""
    g = kinds.Gathering()
    born, mother = persons["born"], persons["mother"]
    away = np.where(other >= 0, ~persons["patient"][np.maximum(other, 0)], False)
    named = tables.uniform(persons["key"], _NAMED) < tables.part(tables.toml("families")["fathers"]["named"])
    kinds.parents(g, mother, other, persons["sex"], born, ~away | named)
    kinds.siblings(g, persons["family"], mother, other, born)
    kinds.grandparents(g, mother, other, born)
    kinds.partners(g, c.one, c.two, c.begins, c.until, persons["died"])
    later = slice(c.founding, len(c.one))
    apart = np.flatnonzero((mother >= 0) & (other >= 0) & e.with_mother[seating.order])
    kinds.parents_apart(g, mother[apart], other[apart], born[apart], c.one, c.two)
    kinds.step_parents(g, mother, other, born, c.one[later], c.two[later], c.begins[later], c.until[later])
    looked_after_kin.kin(g, care, e, seating, persons)
    return looked_after_kin.without_birth_family(g.table(), adopted, len(persons))


def partnered(c: Couples) -> Table:
    """The fact `partnered`: 1 while living with a partner."""
    person = np.concatenate([c.one, c.two, c.one, c.two])
    time = np.concatenate([c.begins, c.begins, c.until, c.until])
    value = np.repeat(np.array([1, 0], dtype=np.int64), 2 * len(c.one))
    keep = np.flatnonzero(time < clock.NEVER)
    # Whoever parts and meets another at one moment has a partner: ends come before beginnings.
    order = keep[np.argsort((person[keep] << 43) + ((time[keep] + (1 << 41)) << 1) + value[keep], kind="stable")]
    return Table({"person": person[order], "time": time[order], "value": value[order]})
