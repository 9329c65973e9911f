"""Families on the day they are first seen: the adults of each, their children at home, who is whose.

A family is one of eight types with a head of some age; the mix of types and ages (`evidence/family_mix.csv`,
made by `tools/calibrate_families.py`) is such that all members together have England's structure by age and
sex. Children come backwards from the youngest: her age, then one interval after another, so that a mother's
births before the first day are those of her children, at home or away."""

from __future__ import annotations

import numpy as np

from synth import chance, clock, keys
from synth.world import tables
from synth.world.demography import migration, pregnancy
from synth.world.families.family_tables import deciles, evidence, mix
from synth.world.families.partnering import other_parent_born, with_suitors
from synth.world.first_day import (
    CHILD,
    COMMUNAL,
    COUPLE,
    COUPLE_CHILDREN,
    COUPLE_GROWN,
    ELSEWHERE,
    FEMALE,
    GRANDPARENT,
    HEAD,
    LARGEST,
    LATER,
    LONE_CHILDREN,
    LONE_GROWN,
    LONG_AGO_DAY,
    MALE,
    NEVER_DAY,
    OLDEST_BORN,
    ONE,
    OUTSIDE,
    PARTNER,
    SLOTS,
    SUITOR,
    THREE_GENERATIONS,
    TYPES,
    YEAR4,
    Opening,
)
from synth.world.places import composition, dealing

__all__ = [
    "CHILD",
    "COMMUNAL",
    "COUPLE",
    "COUPLE_CHILDREN",
    "COUPLE_GROWN",
    "ELSEWHERE",
    "FEMALE",
    "GRANDPARENT",
    "HEAD",
    "LARGEST",
    "LATER",
    "LONE_CHILDREN",
    "LONE_GROWN",
    "LONG_AGO_DAY",
    "MALE",
    "NEVER_DAY",
    "ONE",
    "OUTSIDE",
    "PARTNER",
    "SLOTS",
    "SUITOR",
    "THREE_GENERATIONS",
    "TYPES",
    "YEAR4",
    "Opening",
    "compose",
    "mix",
]

Column = np.ndarray

_CELL, _AGE, _FORM, _KIN = (chance.name_hash(f"world.family.{n}") for n in ("cell", "age", "form", "kin"))
_YOUNGEST, _MATERNITY, _HOME = (chance.name_hash(f"world.family.{n}") for n in ("youngest", "maternity", "home"))
_DECILE, _SEX = chance.name_hash("world.family.decile"), chance.name_hash("world.person.sex")
_FIRST = chance.name_hash("world.family.young mother")
_MINUTE, _APART = chance.name_hash("world.family.minute"), chance.name_hash("world.family.elsewhere")


def compose(
    run: int,
    families: Column,
    day: int,
    cells: Column | None = None,
    settled: bool = False,
    council: int = composition.EVERY_COUNCIL,
) -> Opening:
    """The members of each family on the day it is first seen, which for most is the first day.

    `cells` puts given cells of the mix in the place of the drawn ones; `settled` lets everyone be there on the
    first day and nobody leave; `council` makes every place as one council is (`composition.council`)."""
    if day - OLDEST_BORN < clock.FIRST_DAY:
        raise ValueError(f"--from is too early: use {clock.FIRST_YEAR + 107} or later, so that births can be told")
    e, m = evidence(), mix()
    n = len(families)
    key = keys.family_key(run, families)
    seen = np.full(n, day) if settled else migration.first_seen(key, day)
    comes = seen > day
    if cells is None:
        u_cell = tables.uniform(key, _CELL)
        cells = np.where(comes, m.arriving.one(u_cell), m.on(day).one(u_cell))
    kind, head_sex, age = m.kind[cells], m.sex[cells].copy(), m.age[cells]
    u_age, u_form = tables.draws(key, _AGE)
    head_born = seen - 1 - (age * YEAR4 >> 2) - tables.scale(u_age, 364)
    v_same, v_gap = tables.draws(key, _FORM)

    paired = (kind == COUPLE) | (kind == COUPLE_CHILDREN) | (kind == COUPLE_GROWN)
    paired |= (kind == THREE_GENERATIONS) & (u_form < e["three_couple"])
    parents = (kind >= COUPLE_CHILDREN) & (kind <= THREE_GENERATIONS)
    same_sex = paired & (v_same < e["same_sex"][parents.astype(np.int64)])
    head_sex[same_sex & ~parents & ((v_same & 1) == 0)] = MALE
    # Gap: how much older the partner is. Of a same-sex couple either may be the older.
    gap = e["gap"].pick(v_gap, age)
    partner_born = np.minimum(head_born - gap, seen - 16 * YEAR4 // 4 - 30)
    partner_born = np.maximum(partner_born, seen - 101 * YEAR4 // 4)
    partner_sex = np.where(same_sex, head_sex, MALE + FEMALE - head_sex)

    grand = np.zeros(n, dtype=np.int64)
    three = np.flatnonzero(kind == THREE_GENERATIONS)
    u_kin, v_kin = tables.draws(key[three], _KIN)
    grand[three] = 1 + (u_kin < e["both"])

    lone = parents & ~paired
    apart = lone & ~comes & (tables.uniform(key, _APART) < e["elsewhere"][kind])
    base = 1 + paired + grand + apart
    f = np.flatnonzero(parents)
    youth = _maternities(key[f], kind[f], paired[f], head_born[f], age[f], seen[f])
    count, slot_born, babies, home, fetuses = youth
    eldest = np.full(n, NEVER_DAY)
    eldest[f] = slot_born[count - 1, np.arange(len(f))]
    latest = np.full(n, LONG_AGO_DAY)
    latest[f] = slot_born[0]
    partner_born = np.minimum(partner_born, eldest - 17 * YEAR4 // 4)
    at_home = np.where(home, babies, 0)
    total_children = at_home.sum(axis=0)
    room = LARGEST - base[f]
    for s in range(SLOTS - 1, -1, -1):  # never in practice more than fit: the eldest go first
        over = total_children > room
        if not over.any():
            break
        total_children = total_children - np.where(over, at_home[s], 0)
        at_home[s] = np.where(over, 0, at_home[s])
    size = base.copy()
    size[f] += total_children
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(size, out=start[1:])
    rows = int(start[-1])

    family = np.repeat(np.arange(n), size)
    member = np.arange(rows) - start[family]
    role = np.full(rows, CHILD, dtype=np.int64)
    sex = np.zeros(rows, dtype=np.int64)
    born = np.zeros(rows, dtype=np.int64)
    mother, father = np.full(rows, -1, dtype=np.int64), np.full(rows, -1, dtype=np.int64)
    plurality = np.ones(rows, dtype=np.int64)
    heads = start[:-1]
    role[heads], sex[heads], born[heads] = HEAD, head_sex, head_born
    p = np.flatnonzero(paired)
    partners = heads[p] + 1
    role[partners], sex[partners], born[partners] = PARTNER, partner_sex[p], partner_born[p]
    if len(three):
        _grandparents(
            e, three, heads, paired, grand, (u_kin, v_kin), head_born, seen, (role, sex, born, mother, father)
        )

    a = np.flatnonzero(apart)
    exes = heads[a] + base[a] - 1
    role[exes], sex[exes] = ELSEWHERE, MALE + FEMALE - head_sex[a]
    older = np.where(head_sex[a] == FEMALE, gap[a], -gap[a])
    born[exes] = other_parent_born(head_born[a] - older, MALE + FEMALE - head_sex[a], eldest[a], latest[a])

    person_key = keys.member_key(key[family], member)
    children = np.flatnonzero(role == CHILD)
    sex[children] = np.where(tables.uniform(person_key[children], _SEX) < e["male"], MALE, FEMALE)

    # Maternities, eldest child first, and their children's rows.
    lone_father = (head_sex[f] == MALE) & ~paired[f]
    other_row = np.where(paired[f], heads[f] + 1, np.where(apart[f], heads[f] + base[f] - 1, -1))
    mother_row = np.where(lone_father, other_row, heads[f])
    father_row = np.where(lone_father, heads[f], other_row)
    nothing = np.empty(0, dtype=np.int64)
    parts: list[tuple[Column, ...]] = []
    following = heads[f] + base[f]
    for s in range(SLOTS - 1, -1, -1):
        on = np.flatnonzero(count > s)
        if not len(on):
            continue
        row = np.full((len(on), 3), -1, dtype=np.int64)
        for j in range(3):
            here = np.flatnonzero(at_home[s][on] > j)
            r = following[on[here]] + j
            row[here, j] = r
            born[r] = slot_born[s][on[here]]
            mother[r], father[r] = mother_row[on[here]], father_row[on[here]]
            plurality[r] = fetuses[s][on[here]]
        following[on] += at_home[s][on]
        parts.append((mother_row[on], f[on], np.full(len(on), s), slot_born[s][on], fetuses[s][on], row))
    joined = [np.concatenate(c) for c in zip(*parts, strict=True)] if parts else [nothing] * 5 + [nothing.reshape(0, 3)]

    practice = dealing.practice_of(run, families)
    place = dealing.place_of(families)
    made_as = composition.of_place(place, council)
    u_decile, cell = tables.uniform(key, _DECILE), practice * len(TYPES) + kind
    decile = composition.each(made_as, lambda c, at: deciles(c).one(u_decile[at], cell[at])) + 1
    leaves = np.full(n, NEVER_DAY) if settled else migration.leaves(key, head_born, seen, comes, parents)
    o = Opening(
        families,
        kind,
        decile,
        place,
        made_as,
        practice,
        key,
        same_sex,
        seen,
        leaves,
        start,
        family,
        member,
        role,
        sex,
        born,
        mother,
        father,
        plurality,
        person_key,
        np.full(rows, NEVER_DAY),
        np.full(rows, -1),
        *joined,
    )
    twins = np.flatnonzero((o.maternity_babies[:, 1] >= 0) & (o.maternity_mother >= 0))
    twins = twins[identical_before(o, twins)]
    sex[o.maternity_babies[twins, 1]] = sex[o.maternity_babies[twins, 0]]
    return with_suitors(o, np.flatnonzero(~paired))


def identical_before(o: Opening, maternity: Column) -> Column:
    """Whether the twins of maternities (rows) before the first day are of one egg."""
    mother, order = o.maternity_mother[maternity], o.maternity_order[maternity]
    return pregnancy.identical(o.key[mother], -1 - order, o.maternity_fetuses[maternity])


def birth_minutes(o: Opening) -> Column:
    """The minute of the day at which each member was born; those born together follow one another."""
    minute = tables.scale(tables.uniform(o.key, _MINUTE), 1440)
    for j in (1, 2):
        row = o.maternity_babies[:, j]
        row = row[row >= 0]
        minute[row] = np.minimum(minute[row - 1] + 4 + minute[row] % 25, 1439)
    return minute


def _maternities(key: Column, kind: Column, paired: Column, head_born: Column, age: Column, day: Column) -> tuple:
    """Past maternities of the heads who are parents, by order from the latest: arrays of shape (SLOTS,
    parents).

    Returns how many, then of each the day of birth, babies, whether the child is at home, and the fetuses.
    """
    e = evidence()
    n = len(key)
    grown = (kind == COUPLE_GROWN) | (kind == LONE_GROWN)
    u_young, u_count = tables.draws(key, _YOUNGEST)
    group = np.where(grown, 2, 0) + ~paired
    young = np.zeros(n, dtype=np.int64)
    for g, spread in enumerate(e["youngest"]):
        at = np.flatnonzero(group == g)
        young[at] = spread.pick(u_young[at], age[at])
    count = e["sizes"].one(u_count, grown.astype(np.int64)) + 1
    slot_born = np.zeros((SLOTS, n), dtype=np.int64)
    babies = np.zeros((SLOTS, n), dtype=np.int64)
    home = np.zeros((SLOTS, n), dtype=bool)
    earliest = head_born + 15 * YEAR4 // 4 + 200
    # The earlier children of those who have more than one came, with few exceptions, once they were grown.
    rare = tables.uniform(key, _FIRST) < e["young_mother"]
    grown_up = np.maximum(earliest, head_born + np.where(rare, 16, 18) * YEAR4 // 4)
    at, latest = np.arange(n), np.maximum(day - 1 - young, earliest)
    latest = np.minimum(latest, day - 1)
    for s in range(SLOTS):
        bits = tables.draws(key[at], _MATERNITY, s)
        if s:
            latest = latest - e["interval"].pick(bits[0])
            fits = latest >= grown_up[at]
            count[at[~fits]] = s
            at, latest, bits = at[fits], latest[fits], (bits[0][fits], bits[1][fits])
        years = ((day[at] - latest) * 4) // YEAR4
        slot_born[s, at] = latest
        babies[s, at] = pregnancy.multiple_births(bits[1], (latest - head_born[at]) * 4 // YEAR4)
        if s:
            stays = tables.uniform(key[at], _HOME, s) < e["at_home"][np.minimum(years, 59)]
            home[s, at] = (years < 18) | stays
        else:
            home[s, at] = True
        on = np.flatnonzero(count[at] > s + 1)
        at, latest = at[on], latest[on]
    return count, slot_born, babies, home, babies


def _grandparents(
    e: dict,
    three: Column,
    heads: Column,
    paired: Column,
    grand: Column,
    bits: tuple,
    head_born: Column,
    seen: Column,
    persons: tuple,
) -> None:
    """Put the grandparents of families of three generations in their rows; they are the head's parents."""
    role, sex, born, mother, father = persons
    u, v = bits
    first = heads[three] + 1 + paired[three]
    mothers_age = e["kin_gap"].pick(v)
    grandmother = u < e["grandmother"]
    born_first = np.maximum(head_born[three] - mothers_age, seen[three] - 101 * YEAR4 // 4)
    role[first], sex[first] = GRANDPARENT, np.where(grandmother, FEMALE, MALE)
    born[first] = born_first
    mother[heads[three[grandmother]]] = first[grandmother]
    father[heads[three[~grandmother]]] = first[~grandmother]
    both = np.flatnonzero(grand[three] == 2)
    second = first[both] + 1
    role[second], sex[second] = GRANDPARENT, MALE
    born[second] = np.maximum(born_first[both] - (v[both] & 0x3FF), seen[three[both]] - 101 * YEAR4 // 4)
    father[heads[three[both]]] = second
