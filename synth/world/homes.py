"""Who lives where, when: the family's home, a parent's after a separation, and those of grown children.

A household is a number in its family: 0 the first home, 1 that of a parent who lives apart, 2 + member that
of a grown child who has left or of a later partner before he comes. Babies live with their mother, and go
with her."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.population import Table

Column = np.ndarray

KINDS = ("family home", "second home", "own home", "communal establishment")
"""What a household is to the person in it; `kind` in `Population.households` is an index here."""
FAMILY_HOME, SECOND_HOME, OWN_HOME, COMMUNAL = range(4)
_LEAVES, _STAYS = chance.name_hash("world.home.leaves"), chance.name_hash("world.home.second home")


@lru_cache(maxsize=1)
def _evidence() -> tuple[tables.Hazard, int]:
    e = tables.toml("families")
    leaving = tables.Hazard([tables.by_age(e["leaving_home"]["ages"], 100)])
    return leaving, tables.part(e["separation"]["second_home"])


def leaving(key: Column, born: Column, day: Column) -> Column:
    """The instant each person living with a parent on a day will leave home (NEVER for some)."""
    hazard = _evidence()[0]
    total = hazard.at(day - born) + tables.exponential(tables.uniform(key, _LEAVES))
    age = hazard.age_at(total)
    return np.where(age >= tables.Hazard.FOREVER, clock.NEVER, (born + age) * clock.DAY + 720)


@dataclass
class Moves:
    """What decides where each person lives (person rows; instants).

    outside: no member, and never at home here unless he joins; with_mother: lives where the mother does until
    leaving; first: the household on the first day, of a kind; moves: the instant of leaving it for `then`;
    leaves: the instant at which a mother leaves her parents' home, with her children; separated: when the
    founding couple of a child's family parts, else NEVER; since, joins: instants and rows of later partners.
    """

    key: Column
    member: Column
    born: Column
    died: Column
    mother: Column
    outside: Column
    with_mother: Column
    first: Column
    kind: Column
    moves: Column
    then: Column
    leaves: Column
    separated: Column
    since: Column
    joins: Column


def residence(m: Moves) -> Table:
    """The intervals of residence, sorted by (person, from)."""
    n = len(m.key)
    rows = np.arange(n)
    begins = np.where(m.with_mother, m.born, clock.LONG_AGO)
    hers = np.where(m.with_mother & (m.mother >= 0), m.leaves[m.mother], clock.NEVER)
    mother_home = 2 + m.member[m.mother]
    until = np.minimum(m.moves, hers)
    never = np.full(n, clock.NEVER)
    joins = np.zeros(n, dtype=bool)
    joins[m.joins] = True
    # in the first home until leaving it or until the mother does; then in hers; then in one's own
    parts = [
        (rows, m.first, begins, np.where(m.outside, clock.LONG_AGO, until), m.kind),
        (rows, mother_home, np.maximum(begins, hers), np.where(m.outside, clock.LONG_AGO, m.moves), m.kind),
        (
            rows,
            m.then,
            m.moves,
            np.where(m.outside & ~joins, clock.LONG_AGO, never),
            np.where(joins, FAMILY_HOME, OWN_HOME),
        ),
    ]
    # Children of a separated couple, some of whom also stay with the parent who went.
    grown = clock.birthday(clock.uk_day(m.born), 18) * clock.DAY
    stays = m.with_mother & (m.separated < grown) & (m.first == 0) & (hers == clock.NEVER)
    second = np.flatnonzero(stays & (tables.uniform(m.key, _STAYS) < _evidence()[1]))
    parts.append(
        (
            second,
            np.ones(len(second), dtype=np.int64),
            np.maximum(m.separated, m.born)[second],
            grown[second],
            np.full(len(second), SECOND_HOME),
        )
    )
    person, household, since, ends, what = (np.concatenate(c) for c in zip(*parts, strict=True))
    ends = np.minimum(ends, m.died[person])
    # A stillborn baby's interval is empty, but says whose home it would have been.
    keep = np.flatnonzero((since < ends) | ((since == ends) & (m.born[person] == m.died[person])))
    person, household, since, ends, what = (c[keep] for c in (person, household, since, ends, what))
    order = np.lexsort((household, since, person))
    names = ("person", "household", "from", "until", "kind")
    return Table({name: c[order] for name, c in zip(names, (person, household, since, ends, what), strict=True)})
