"""Everyone who may be a person of some families, and whose child each is.

Besides the opening members and the babies born since these are the parents elsewhere of children at home, and
later partners, as far as they are no members: nobody's Patients, with member numbers from 16 and from 32 on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth import chance, clock, keys
from synth.world import deaths, families, homes, lives, partnering, tables
from synth.world.opening import (
    CHILD,
    ELSEWHERE,
    FEMALE,
    LARGEST,
    LATER,
    MALE,
    OLDEST_BORN,
    OUTSIDE,
    PARTNER,
    SUITOR,
)

Column = np.ndarray

_GAP = chance.name_hash("world.building.gap")


@dataclass
class Everyone:
    """All who may be persons, in order of coming: opening members, newcomers, parents elsewhere, later
    partners.

    mother and other (the father or second parent) are rows here or -1; with_mother: lives where the mother
    does; woman: of a later partner the woman's row; since: the instant from which they live together."""

    family: Column
    member: Column
    sex: Column
    born: Column
    died: Column
    ethnic: Column
    mother: Column
    other: Column
    key: Column
    still: Column
    with_mother: Column
    present: Column
    outside: Column
    leaves: Column
    woman: Column
    since: Column


def everyone(run: int, o: families.Opening, g: lives.Generations, begins: int, ends: int, last: int) -> Everyone:
    """Gather everyone, and find the parents of each."""
    day = begins // clock.DAY
    b, n = g.newcomers, len(o)
    k = len(b.family)
    head, other, child = lives.ethnic_groups(o, day)
    local = o.born * clock.DAY + families.birth_minutes(o)
    opening_died = deaths.death_days(o.key, o.sex, o.decile[o.family], o.born, day) * clock.DAY
    family = np.concatenate([o.family, b.family])
    member = np.concatenate([o.member, g.member])
    sex = np.concatenate([o.sex, b.sex])
    born = np.concatenate([np.minimum(local - clock.uk_offset(local), begins - 1), b.born])
    died = np.concatenate([np.maximum(opening_died + deaths.minute_of_death(o.key), begins + 1), b.died])
    second = (o.role == PARTNER) | (o.role == ELSEWHERE)
    ethnic = np.select([second, o.role == CHILD], [other[o.family], child[o.family]], head[o.family])
    suitor = np.flatnonzero(o.role == SUITOR)
    ethnic[suitor] = lives.outside_ethnic(
        o.key[o.woman[suitor]], np.ones(len(suitor), dtype=bool), ethnic[o.woman[suitor]]
    )
    ethnic = np.concatenate([ethnic, b.ethnic])
    key = np.concatenate([o.key, b.key])
    mother, second = np.concatenate([o.mother, b.mother]), np.concatenate([o.father, np.full(k, -1)])
    present = np.concatenate([np.ones(n, dtype=bool), (b.born < ends) & (g.member < LARGEST)])
    with_mother = np.concatenate([o.role == CHILD, np.ones(k, dtype=bool)])

    # Leaving home: at an age of one's own, or on beginning to live with a partner.
    leaves = np.full(n + k, clock.NEVER)
    grow = np.flatnonzero(with_mother)
    born_day = np.concatenate([o.born, b.born // clock.DAY])[grow]
    leaves[grow] = homes.leaving(key[grow], born_day, np.maximum(born_day, day))
    girls = np.flatnonzero(b.sex == FEMALE)
    when = np.concatenate([o.partnering, np.full(k, families.NEVER_DAY)])
    when[n + girls] = partnering.partnering(b.key[girls], b.born[girls] // clock.DAY, b.born[girls] // clock.DAY)
    when[o.woman[suitor]] = np.where(
        died[suitor] // clock.DAY > when[o.woman[suitor]], when[o.woman[suitor]], families.NEVER_DAY
    )
    joins = np.where(when < families.NEVER_DAY, when * clock.DAY + 720, clock.NEVER)
    joins[(joins >= died) | (joins >= last)] = clock.NEVER
    leaves[grow] = np.minimum(leaves[grow], joins[grow])
    leaves[leaves >= last] = clock.NEVER

    # Parents who are no members: of the children of a lone parent; fathers elsewhere of newcomers; later
    # partners.
    ex = np.full(len(o.kind), -1)
    at = np.flatnonzero(o.role == ELSEWHERE)
    ex[o.family[at]] = at
    his = np.full(n + k, -1)
    his[o.woman[suitor]] = suitor
    parents = np.unique(o.family[(o.role == CHILD) & ((o.mother < 0) | (o.father < 0))])
    lone_head = o.start[parents]
    conceived = (g.pregnancies["last_period"][b.pregnancy] + 14) * clock.DAY
    by_ex = (ex[b.family] >= 0) & (b.mother == o.start[b.family]) & (died[ex[b.family]] > conceived)
    elsewhere = np.unique(b.mother[(b.father == lives.ELSEWHERE) & present[n:] & ~by_ex])
    elsewhere = np.setdiff1d(elsewhere, lone_head, assume_unique=True)
    later = np.flatnonzero((joins < ends) & present & (his < 0))
    of = np.concatenate([lone_head, elsewhere, later])
    is_later = np.arange(len(of)) >= len(lone_head) + len(elsewhere)
    out_member = np.where(is_later, LATER, OUTSIDE) + member[of]
    out_key = keys.person_key(run, o.families[family[of]], out_member)
    gap = partnering.partner_gap(tables.uniform(out_key, _GAP))
    out_sex = MALE + FEMALE - sex[of]
    first, latest = _children_of(o, b, n, present, parents, elsewhere, later, joins)
    out_born = born[of] // clock.DAY - np.where(sex[of] == FEMALE, gap, -gap)
    out_born = partnering.other_parent_born(out_born, out_sex, first, latest)
    out_born = np.maximum(out_born, day - OLDEST_BORN) * clock.DAY + 720
    out_ethnic = lives.outside_ethnic(key[of], is_later, ethnic[of])
    out_ethnic[: len(lone_head)] = other[parents]
    code = family[of] * 64 + out_member
    sort = np.argsort(code, kind="stable")
    sorted_code = code[sort]

    def row_of(family: Column, member: Column) -> Column:
        at = np.minimum(np.searchsorted(sorted_code, family * 64 + member), max(len(sort) - 1, 0))
        return n + k + sort[at] if len(sort) else np.full(len(family), -1)

    # Children of lone parents, then newcomers by who the father is.
    c = np.flatnonzero(o.role == CHILD)
    for parent, mine in ((mother, o.mother), (second, o.father)):
        these = c[mine[c] < 0]
        parent[these] = row_of(o.family[these], np.full(len(these), OUTSIDE))
    for kind, base in ((lives.ELSEWHERE, OUTSIDE), (lives.LATER_PARTNER, LATER)):
        these = np.flatnonzero((b.father == kind) & present[n:])
        m = b.mother[these]
        inside = np.where(by_ex[these], ex[b.family[these]], -1) if kind == lives.ELSEWHERE else his[m]
        second[n + these] = np.where(inside >= 0, inside, row_of(b.family[these], base + member[m]))
    these = np.flatnonzero(b.father == lives.PARTNER_IS)
    second[n + these] = o.start[b.family[these]] + 1
    woman, since = np.full(n + k, -1), np.full(n + k, clock.NEVER)
    comes = suitor[joins[o.woman[suitor]] < clock.NEVER]
    woman[comes] = o.woman[comes]
    since[comes] = joins[o.woman[comes]]

    extra = len(of)
    none, no = np.full(extra, -1), np.zeros(extra, dtype=bool)
    never = np.full(extra, clock.NEVER)
    return Everyone(
        np.concatenate([family, family[of]]),
        np.concatenate([member, out_member]),
        np.concatenate([sex, out_sex]),
        np.concatenate([born, out_born]),
        np.concatenate([died, never]),
        np.concatenate([ethnic, out_ethnic]),
        np.concatenate([mother, none]),
        np.concatenate([second, none]),
        np.concatenate([key, out_key]),
        np.concatenate([np.zeros(n, dtype=bool), b.still, no]),
        np.concatenate([with_mother, no]),
        np.concatenate([present, ~no]),
        np.concatenate([np.zeros(n + k, dtype=bool), ~no]),
        np.concatenate([leaves, never]),
        np.concatenate([woman, np.where(is_later, of, -1)]),
        np.concatenate([since, np.where(is_later, joins[of], clock.NEVER)]),
    )


def _children_of(
    o: families.Opening,
    b: lives.Newcomers,
    n: int,
    present: Column,
    parents: Column,
    elsewhere: Column,
    later: Column,
    joins: Column,
) -> tuple[Column, Column]:
    """For each parent or partner who is no member, the days of birth of the first and the latest child they
    share.

    For a later partner the day on which they begin to live together stands for both, a year on.
    """
    first, latest = np.full(len(o.kind), families.NEVER_DAY), np.full(len(o.kind), families.LONG_AGO_DAY)
    np.minimum.at(first, o.maternity_family, o.maternity_born)
    np.maximum.at(latest, o.maternity_family, o.maternity_born)
    born_first = np.full(len(joins), families.NEVER_DAY)
    theirs = np.flatnonzero((b.father == lives.ELSEWHERE) & present[n:])
    np.minimum.at(born_first, b.mother[theirs], b.born[theirs] // clock.DAY)
    together = joins[later] // clock.DAY - 365
    return (
        np.concatenate([first[parents], born_first[elsewhere], together]),
        np.concatenate([latest[parents], born_first[elsewhere], together]),
    )


@dataclass
class Place:
    """Where everyone stands at the end: `order` (rows in order of coming, sorted by family and member), `row`
    (the final row of each, or -1, with a last -1 so that -1 stays -1), `family_start`, and each person's
    `decile`."""

    order: Column
    row: Column
    family_start: Column
    decile: Column


def arrange(e: Everyone, o: families.Opening, wanted: Column) -> Place:
    """Put those who are persons in order of family and member."""
    keep = np.flatnonzero(e.present)
    order = keep[np.argsort(e.family[keep] * 64 + e.member[keep], kind="stable")]
    row = np.full(len(e.family) + 1, -1)
    row[order] = np.arange(len(order))
    start = np.zeros(len(wanted) + 1, dtype=np.int64)
    np.cumsum(np.bincount(e.family[order], minlength=len(wanted)), out=start[1:])
    return Place(order, row, start, o.decile[e.family[order]])
