"""Everyone who may be a person of some families, and whose child each is.

Besides the opening members and the babies born since these are the parents elsewhere of children at home, and
later partners, as far as they are no members: nobody's Patients, with member numbers from 16 and from 32 on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth import chance, clock, keys
from synth.world import tables
from synth.world.demography import deaths
from synth.world.families import families, homes, lives, partnering
from synth.world.first_day import (
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

    role: of `opening`, that of a CHILD for newcomers, -1 for those who are no members; mother and other (the father
    or second parent) are rows here or -1; with_mother: lives where the mother does until leaving home (goes:
    instant); joins: the instant from which a later partner will live there, also after the window; arrives, leaves:
    instants between which each is in England; mate: of a later partner the row of the one whom he or she joins,
    since and until: the instants between which they live together."""

    family: Column
    member: Column
    role: Column
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
    goes: Column
    joins: Column
    arrives: Column
    leaves: Column
    mate: Column
    since: Column
    until: Column


def everyone(run: int, o: families.Opening, g: lives.Generations, begins: int, ends: int, last: int) -> Everyone:
    """Gather everyone, and find the parents of each."""
    b, n = g.newcomers, len(o)
    k = len(b.family)
    head, other, child = g.ethnic
    seen = o.seen[o.family]
    comes = np.where(seen * clock.DAY > begins, seen * clock.DAY, clock.LONG_AGO)
    local = o.born * clock.DAY + families.birth_minutes(o)
    opening_died = deaths.death_days(o.key, o.sex, o.decile[o.family], o.born, seen) * clock.DAY
    there = np.maximum(seen * clock.DAY, begins)
    family = np.concatenate([o.family, b.family])
    member = np.concatenate([o.member, g.member])
    role = np.concatenate([o.role, np.full(k, CHILD)])
    sex = np.concatenate([o.sex, b.sex])
    born = np.concatenate([np.minimum(local - clock.uk_offset(local), there - 1), b.born])
    died = np.concatenate([np.maximum(opening_died + deaths.minute_of_death(o.key), there + 1), b.died])
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
    born_day, died_day = np.concatenate([o.born, b.born // clock.DAY]), died // clock.DAY
    abroad = np.concatenate([o.leaves[o.family], b.leaves])

    again, parted = _unions(o, g, sex, born_day, died_day, key)
    grow = np.flatnonzero(with_mother)
    goes = np.full(n + k, families.NEVER_DAY)
    first = np.maximum(born_day, np.concatenate([seen, born_day[n:]]))
    goes[grow] = np.minimum(homes.leaving(key[grow], born_day[grow], first[grow]), again[grow])
    # Who lives in the family's home when it goes abroad goes with it.
    stays = (role == ELSEWHERE) | (role == SUITOR) | (goes <= abroad) | (parted <= abroad)
    abroad[stays] = families.NEVER_DAY
    again[again >= abroad] = families.NEVER_DAY
    until = np.minimum(lives.later_separation(key, born_day, again, last // clock.DAY), np.minimum(died_day, abroad))
    his = np.full(n + k, -1)
    his[o.woman[suitor]] = suitor
    has = np.flatnonzero(his >= 0)
    met = died_day[his[has]] > again[has]  # a later partner who is a member may die before they meet
    again[has[~met]] = families.NEVER_DAY
    until[has] = np.minimum(until[has], died_day[his[has]])
    together = has[again[has] < families.NEVER_DAY]
    with_her = together[(abroad[together] < families.NEVER_DAY) & (abroad[together] <= until[together])]
    abroad[his[with_her]] = abroad[with_her]

    def instant(day: Column) -> Column:
        at = day * clock.DAY + 720
        return np.where((day < families.NEVER_DAY) & (at < last), at, clock.NEVER)

    joins, ends_with, goes, leaves = instant(again), instant(until), instant(goes), instant(abroad)
    ends_with = np.where(joins < clock.NEVER, np.maximum(ends_with, joins + clock.DAY), ends_with)

    # Parents who are no members: of the children of a lone parent; fathers elsewhere of newcomers; later
    # partners.
    ex = np.full(len(o.kind), -1)
    at = np.flatnonzero(o.role == ELSEWHERE)
    ex[o.family[at]] = at
    parents = np.unique(o.family[(o.role == CHILD) & ((o.mother < 0) | (o.father < 0))])
    lone_head = o.start[parents]
    conceived = (g.pregnancies["last_period"][b.pregnancy] + 14) * clock.DAY
    by_ex = (ex[b.family] >= 0) & (b.mother == o.start[b.family]) & (died[ex[b.family]] > conceived)
    elsewhere = np.unique(b.mother[(b.father == lives.ELSEWHERE) & present[n:] & ~by_ex])
    elsewhere = elsewhere[~np.isin(elsewhere, lone_head)]
    later = np.flatnonzero((joins < ends) & present & (his < 0))
    of = np.concatenate([lone_head, elsewhere, later])
    is_later = np.arange(len(of)) >= len(lone_head) + len(elsewhere)
    out_member = np.where(is_later, LATER, OUTSIDE) + member[of]
    out_key = keys.person_key(run, o.families[family[of]], out_member)
    gap = partnering.partner_gap(tables.uniform(out_key, _GAP))
    out_sex = MALE + FEMALE - sex[of]
    earliest, latest = _children_of(o, b, n, present, parents, elsewhere, later, joins)
    out_born = born[of] // clock.DAY - np.where(sex[of] == FEMALE, gap, -gap)
    out_born = partnering.other_parent_born(out_born, out_sex, earliest, latest)
    out_born = np.maximum(out_born, np.concatenate([seen, born_day[n:]])[of] - OLDEST_BORN) * clock.DAY + 720
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
    mate = np.full(n + k, -1)
    since, ending = np.full(n + k, clock.NEVER), np.full(n + k, clock.NEVER)
    comes_in = suitor[joins[o.woman[suitor]] < clock.NEVER]
    mate[comes_in] = o.woman[comes_in]
    since[comes_in], ending[comes_in] = joins[o.woman[comes_in]], ends_with[o.woman[comes_in]]

    extra = len(of)
    none, no = np.full(extra, -1), np.zeros(extra, dtype=bool)
    never = np.full(extra, clock.NEVER)
    return Everyone(
        np.concatenate([family, family[of]]),
        np.concatenate([member, out_member]),
        np.concatenate([role, none]),
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
        np.concatenate([goes, never]),
        np.concatenate([joins, never]),
        np.concatenate([comes, np.full(k + extra, clock.LONG_AGO)]),
        np.concatenate([leaves, never]),
        np.concatenate([mate, np.where(is_later, of, -1)]),
        np.concatenate([since, np.where(is_later, joins[of], clock.NEVER)]),
        np.concatenate([ending, np.where(is_later, ends_with[of], clock.NEVER)]),
    )


def _unions(
    o: families.Opening, g: lives.Generations, sex: Column, born: Column, died: Column, key: Column
) -> tuple[Column, Column]:
    """The day on which each member begins to live with a later partner, and on which a founding couple parts.

    Women who may conceive have theirs from `g`; so may everyone else, from the first day, from birth, or from
    the end of the founding couple."""
    n = len(o)
    again, parted = np.full(len(sex), families.NEVER_DAY), np.full(len(sex), families.NEVER_DAY)
    couple = np.flatnonzero(np.append(o.role, CHILD)[o.start[:-1] + 1] == PARTNER)
    over, parts = lives.founding_ends(o, couple)
    free = np.concatenate([o.seen[o.family], born[n:]])
    for who in (0, 1):
        free[o.start[couple] + who] = over
    parted[o.start[couple] + 1] = parts
    may = np.ones(len(sex), dtype=bool)
    may[g.women] = False
    may[:n] &= (o.role != SUITOR) & (o.kind[o.family] != families.COMMUNAL)
    alike = couple[o.same_sex[couple]]
    may[o.start[alike]] = may[o.start[alike] + 1] = False  # as in `lives`: no later partner is told of
    rows = np.flatnonzero(may & (free < families.NEVER_DAY))
    again[rows] = partnering.partnering(key[rows], sex[rows], born[rows], free[rows])
    again[g.women] = g.again_from
    again[again >= died] = families.NEVER_DAY
    return again, parted


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
class Seating:
    """The rows in which everyone stands at the end.

    `order`: rows in order of coming, sorted by family and member; `row`: the final row of each, or -1, with a last -1
    so that -1 stays -1; `family_start`; and each person's `decile`.
    """

    order: Column
    row: Column
    family_start: Column
    decile: Column


def arrange(e: Everyone, o: families.Opening, wanted: Column) -> Seating:
    """Put those who are persons in order of family and member."""
    keep = np.flatnonzero(e.present)
    order = keep[np.argsort(e.family[keep] * 64 + e.member[keep], kind="stable")]
    row = np.full(len(e.family) + 1, -1)
    row[order] = np.arange(len(order))
    start = np.zeros(len(wanted) + 1, dtype=np.int64)
    np.cumsum(np.bincount(e.family[order], minlength=len(wanted)), out=start[1:])
    return Seating(order, row, start, o.decile[e.family[order]])
