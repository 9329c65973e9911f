"""Generations: the women of the opening families, the babies they bear, and in time those babies' own.

This is what building and counting have in common. People here are in order of coming: rows 0 .. n-1 are the
opening members, newcomers follow generation by generation, whatever member numbers they are given at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.demography import characteristics, deaths, fertility, pregnancy
from synth.world.families import homes, partnering
from synth.world.families.families import (
    CHILD,
    COMMUNAL,
    COUPLE_CHILDREN,
    FEMALE,
    HEAD,
    LARGEST,
    LONG_AGO_DAY,
    MALE,
    NEVER_DAY,
    PARTNER,
    SUITOR,
    YEAR4,
    Opening,
)

Column = np.ndarray

PARTNER_IS, ELSEWHERE, LATER_PARTNER = range(3)
"""Who the father of a newcomer is: the founding partner, a man who lives elsewhere, a later partner."""
FERTILE = fertility.FIRST_AGE * YEAR4 // 4
_LAST = clock.DAY - clock.HOUR
_BABY, _SEX, _SPLIT, _SECOND = (
    chance.name_hash(f"world.newcomer.{n}") for n in ("baby", "sex", "separation", "second still")
)


@dataclass
class Newcomers:
    """Babies born in the window from 24+0 weeks, one row each, in order of generation and round.

    family (position), mother (row in order of coming), pregnancy (row of `Generations.pregnancies`), order
    (0, 1, 2 within it), key (uint64, by lineage), sex, born (instant), still (bool), gestation (days),
    fetuses, ethnic, died (instant), decile, father (PARTNER_IS, ELSEWHERE or LATER_PARTNER), father_ethnic, leaves (the
    day on which the mother leaves England, or NEVER_DAY).
    """

    family: Column
    mother: Column
    pregnancy: Column
    order: Column
    key: Column
    sex: Column
    born: Column
    still: Column
    gestation: Column
    fetuses: Column
    ethnic: Column
    died: Column
    decile: Column
    father: Column
    father_ethnic: Column
    leaves: Column


@dataclass
class Generations:
    """All pregnancies from the first day on, the babies, and the partnerships of women who may conceive.

    pregnancies: columns of `fertility.Pregnancies` with mother (row in order of coming) and family;
    newcomers; member: the number of each newcomer in the family (16 or more: one too many, left out with its
    pregnancy); women (rows in order of coming), again_from, again_until (days of the later partnership of each);
    ethnic: of each family the groups of its head, of the other parent or partner, and of a child."""

    pregnancies: dict[str, Column]
    newcomers: Newcomers
    member: Column
    women: Column
    again_from: Column
    again_until: Column
    ethnic: tuple[Column, Column, Column]


@lru_cache(maxsize=1)
def _evidence() -> tuple[tables.Hazard, int]:
    rates = tables.by_age(tables.toml("families")["separation"]["ages"], 110)
    return tables.Hazard([rates]), tables.part(tables.toml("pregnancy")["sex"]["male"])


def separation(o: Opening, family: Column) -> Column:
    """The day on which each founding couple (of these families) separates, if neither dies before."""
    return _parts(o.family_key[family], o.born[o.start[family]], o.seen[family])


def later_separation(key: Column, born: Column, since: Column, until: int) -> Column:
    """The day on which a later couple that begins before a day separates, by the key and birth of the one whose
    partner came; NEVER_DAY for those that begin later."""
    parts = np.full(len(key), NEVER_DAY)
    at = np.flatnonzero(since < until)
    parts[at] = _parts(key[at], born[at], since[at])
    return parts


def _parts(key: Column, born: Column, since: Column) -> Column:
    hazard = _evidence()[0]
    total = hazard.at(since - born) + tables.exponential(tables.uniform(key, _SPLIT))
    age = hazard.age_at(total)
    return np.where(age >= tables.Hazard.FOREVER, NEVER_DAY, np.maximum(born + age, since + 1))


def ethnic_groups(o: Opening, begins: int) -> tuple[Column, Column, Column]:
    """The ethnic groups of each family's head, of the other parent or partner, and of a child; `begins`: the instant
    at which the first day does."""
    age = (o.seen - o.born[o.start[:-1]]) * 4 // YEAR4
    comes = o.seen * clock.DAY > begins
    head = characteristics.head_ethnic(o.family_key, age, o.practice, o.composition, comes, begins // clock.DAY)
    other = characteristics.partner_ethnic(o.family_key, head)
    return head, other, characteristics.child_ethnic(head, other)


def generations(o: Opening, until: int, begins: int) -> Generations:
    """Every pregnancy begun before a day, with the babies, of women of the opening families and their
    descendants."""
    ethnic_of = head_ethnic, other_ethnic, their_child = ethnic_groups(o, begins)
    seen = o.seen[o.family]
    may = (o.sex == FEMALE) & (o.born > seen - 50 * YEAR4 // 4) & (o.born < until - FERTILE)
    rows = np.flatnonzero(may & (o.kind[o.family] != COMMUNAL))
    rows = rows[(o.role[rows] == HEAD) | (o.role[rows] == CHILD)]
    f, day = o.family[rows], seen[rows]
    key, born = o.key[rows], o.born[rows]
    head = o.role[rows] == HEAD
    dies = deaths.death_days(key, o.sex[rows], o.decile[f], born, day)
    partnered = head & (np.append(o.role, HEAD)[o.start[f] + 1] == PARTNER)
    p_until = np.full(len(rows), LONG_AGO_DAY)
    couple = np.flatnonzero(partnered)
    theirs = f[couple]
    partner = o.start[theirs] + 1
    lost = deaths.death_days(o.key[partner], o.sex[partner], o.decile[theirs], o.born[partner], day[couple])
    p_until[couple] = np.minimum(separation(o, theirs), lost)
    # A woman who is alone again may find another; one without a partner so far has him, or not, from the start.
    again = o.partnering[rows].copy()
    # (Of those who lived with a partner of their own sex no later one is told.)
    on = couple[(p_until[couple] < np.minimum(dies[couple], until)) & ~o.same_sex[theirs]]
    mothers = o.kind[f[on]] >= COUPLE_CHILDREN
    again[on] = partnering.partnering(key[on], o.sex[rows[on]], born[on], p_until[on], mothers)
    again = np.where(again < dies, again, NEVER_DAY)
    again_until = later_separation(key, born, again, until)
    # A later partner who is a member may die: before he comes (then no one does) or after.
    suitor = np.flatnonzero(o.role == SUITOR)
    of = o.family[suitor]
    his_end = np.full(len(o), NEVER_DAY)
    his_end[o.woman[suitor]] = deaths.death_days(o.key[suitor], o.sex[suitor], o.decile[of], o.born[suitor], o.seen[of])
    again = np.where(his_end[rows] <= again, NEVER_DAY, again)
    again_until = np.minimum(again_until, his_end[rows])
    # Grown daughters leave home, and so stay when their parents go abroad.
    goes = o.leaves[f].copy()
    at = np.flatnonzero((goes < NEVER_DAY) & ~head)
    home = np.minimum(homes.leaving(key[at], born[at], day[at]), again[at])
    goes[at] = np.where(goes[at] < home, goes[at], NEVER_DAY)
    # Births before the first day: how many, and when the latest was.
    mothers = o.maternity_mother
    so_far = np.bincount(mothers[mothers >= 0], minlength=len(o))
    latest = np.full(len(o), LONG_AGO_DAY)
    last = (o.maternity_order == 0) & (mothers >= 0)
    latest[mothers[last]] = o.maternity_born[last]
    recent = np.flatnonzero(so_far[rows] > 0)
    # Whoever comes from abroad conceives here; of the others conceptions are followed from before the first day.
    opens = np.where(o.seen[f] * clock.DAY > begins, day, day - fertility.SETTLE)
    opens[recent] = np.maximum(opens[recent], latest[rows[recent]] + fertility.after_birth(key[recent]))
    ethnic = np.where(head, head_ethnic[f], their_child[f])
    women = fertility.Women(
        key,
        born,
        opens,
        day,
        so_far[rows],
        so_far[rows],
        fertility.finished(key, so_far[rows], day - latest[rows]),
        p_until,
        again,
        again_until,
        np.minimum(dies, goes),
        o.decile[f],
        ethnic,
        characteristics.ETHNIC_CLASS[ethnic],
        (o.seen[f] * clock.DAY > begins) & head,
    )
    # The founding partner, and for a lone parent the other parent of her children, are known.
    couple_ethnic = np.where(partnered, other_ethnic[f], -1)
    elsewhere_ethnic = np.where(head & (so_far[rows] > 0) & ~partnered, other_ethnic[f], -1)
    found, babies, unions, who = [], [], [(rows, again, again_until)], len(o)
    family, row = f, rows
    done = 0
    while True:
        p = fertility.simulate(women, until)
        columns = {k.name: getattr(p, k.name) for k in fields(p)}
        columns["mother"], columns["family"] = row[p.woman], family[p.woman]
        found.append(columns)
        b = _babies(p, women, goes, family, row, ethnic, couple_ethnic, elsewhere_ethnic, done, begins)
        babies.append(b)
        done += len(p.woman)
        girls = np.flatnonzero((b.sex == FEMALE) & ~b.still & (b.born // clock.DAY < until - FERTILE))
        girls = girls[b.died[girls] // clock.DAY - b.born[girls] // clock.DAY > FERTILE]
        if not len(girls):
            break
        family, row, ethnic = b.family[girls], who + girls, b.ethnic[girls]
        who += len(b.family)
        key, born = b.key[girls], b.born[girls] // clock.DAY
        nothing = np.zeros(len(girls), dtype=np.int64)
        again = partnering.partnering(key, b.sex[girls], born, born)
        again = np.where(again < b.died[girls] // clock.DAY, again, NEVER_DAY)
        again_until = later_separation(key, born, again, until)
        goes = b.leaves[girls]
        at = np.flatnonzero(goes < NEVER_DAY)
        home = np.minimum(homes.leaving(key[at], born[at], born[at]), again[at])
        goes[at] = np.where(goes[at] < home, goes[at], NEVER_DAY)
        unions.append((row, again, again_until))
        women = fertility.Women(
            key,
            born,
            born,
            born,
            nothing,
            nothing,
            nothing.astype(bool),
            np.full(len(girls), LONG_AGO_DAY),
            again,
            again_until,
            np.minimum(b.died[girls] // clock.DAY, goes),
            b.decile[girls],
            ethnic,
            characteristics.ETHNIC_CLASS[ethnic],
            nothing.astype(bool),
        )
        couple_ethnic = elsewhere_ethnic = np.full(len(girls), -1)
    pregnancies = {name: np.concatenate([c[name] for c in found]) for name in found[0]}
    newcomers = Newcomers(*[np.concatenate([getattr(b, k.name) for b in babies]) for k in fields(Newcomers)])
    rows, again, again_until = (np.concatenate(c) for c in zip(*unions, strict=True))
    return Generations(pregnancies, newcomers, _numbers(o, newcomers), rows, again, again_until, ethnic_of)


def founding_ends(o: Opening, family: Column) -> tuple[Column, Column]:
    """The day on which each founding couple ends by separation or death, and the day of separation or NEVER_DAY."""
    head, partner, day = o.start[family], o.start[family] + 1, o.seen[family]
    dies = [deaths.death_days(o.key[r], o.sex[r], o.decile[family], o.born[r], day) for r in (head, partner)]
    parts, lost = separation(o, family), np.minimum(*dies)
    return np.minimum(parts, lost), np.where(parts < lost, parts, NEVER_DAY)


def _babies(
    p: fertility.Pregnancies,
    women: fertility.Women,
    goes: Column,
    family: Column,
    row: Column,
    ethnic: Column,
    couple_ethnic: Column,
    elsewhere_ethnic: Column,
    done: int,
    begins: int,
) -> Newcomers:
    """The babies of a generation's pregnancies."""
    birth = np.flatnonzero(p.outcome <= pregnancy.STILLBIRTH)
    of = np.repeat(birth, p.fetuses[birth])
    order = np.arange(len(of)) - np.repeat(np.cumsum(p.fetuses[birth]) - p.fetuses[birth], p.fetuses[birth])
    w = p.woman[of]
    key = chance.join(chance.join(women.key[w] ^ np.uint64(_BABY), p.round[of]), order)
    u, v = tables.draws(key, _SEX)
    sex = np.where(u < _evidence()[1], MALE, FEMALE)
    second = np.flatnonzero((order == 1) & p.identical[of])
    sex[second] = sex[second - 1]
    still = p.still[of] & ((order == 0) | (v >> 30 == 0))
    # All of one pregnancy are born on one day.
    minute = np.where((p.fetuses[of] > 1) & (p.minute[of] >= _LAST), p.minute[of] - clock.HOUR, p.minute[of])
    local = p.ends[of] * clock.DAY + minute + order * (5 + (v & 15))
    born = np.maximum(local - clock.uk_offset(local), begins)
    decile = women.decile[w]
    conceived = p.last_period[of] + 14
    father = np.full(len(of), ELSEWHERE)
    father[(couple_ethnic[w] >= 0) & (conceived < women.partner_until[w])] = PARTNER_IS
    father[(conceived >= women.again_from[w]) & (conceived < women.again_until[w])] = LATER_PARTNER
    drawn = outside_ethnic(women.key[w], father == LATER_PARTNER, ethnic[w])
    known = np.where(father == PARTNER_IS, couple_ethnic[w], np.where(father == ELSEWHERE, elsewhere_ethnic[w], -1))
    other = np.where(known >= 0, known, drawn)
    day = born // clock.DAY
    length = deaths.death_days(key, sex, decile, day, day)
    died = np.maximum(length * clock.DAY + deaths.minute_of_death(key), born + 60)
    died = np.minimum(died, born + deaths.neonatal_minutes(key, p.gestation[of], decile))
    died = np.where(still, born, died)
    return Newcomers(
        family[w],
        row[w],
        of + done,
        order,
        key,
        sex,
        born,
        still,
        p.gestation[of],
        p.fetuses[of],
        characteristics.child_ethnic(ethnic[w], other),
        died,
        decile,
        father,
        other,
        goes[w],
    )


def outside_ethnic(key: Column, later: Column, ethnic: Column) -> Column:
    """The ethnic group of the father elsewhere, or of the later partner, of a woman of a group."""
    return characteristics.partner_ethnic(chance.join(key ^ np.uint64(_BABY), later + np.int64(1000)), ethnic)


def _numbers(o: Opening, b: Newcomers) -> Column:
    """Member numbers in order of birth after the opening members; LARGEST and more where a family is full."""
    sort = np.lexsort((b.key, b.born, b.family))
    size = np.diff(o.start)
    family = b.family[sort]
    first = np.searchsorted(family, family, side="left")
    member = np.empty(len(sort), dtype=np.int64)
    member[sort] = size[family] + np.arange(len(sort)) - first
    if (member >= LARGEST).any():  # a family that is full has no more births: nor part of a birth
        full = np.unique(b.pregnancy[member >= LARGEST])
        member[np.isin(b.pregnancy, full)] = LARGEST
    return member
