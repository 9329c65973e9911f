"""Children looked after by the council: who comes into care and when, where they are placed, where they go after it.

It is drawn inside the family, from birth, so that on the first day some are in care already. Brothers and sisters may
come on one day and be placed together. Who comes to England alone at sixteen or seventeen is a family of one, and
mostly in care from the first hour (an unaccompanied asylum-seeking child). Carers, guardians and adopters are members
who are nobody's Patient, with numbers from `CARERS` on and homes of their own. Numbers stand in `evidence/care.toml`;
residence and relationships that follow from it in `looked_after_kin` and `residence/looked_after_homes`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from synth import chance, clock, keys
from synth.calendar import days, hours
from synth.world import tables
from synth.world.families import lives
from synth.world.families.families import Opening
from synth.world.families.kin import Everyone
from synth.world.first_day import CHILD, FEMALE, HEAD, LARGEST, MALE, ONE

Column = np.ndarray

CARERS = 48
"""Member numbers of foster carers (48 .. 57), of kin who care (58, 59) and of adopters (60 .. 63, two by two)."""
FOSTER_SLOTS, KIN_SLOT, ADOPTER_SLOT = 10, 10, 12
TURNS = 5
"""The most placements of one child: the last one lasts."""
FOSTER, KIN, CHILDRENS_HOME, PARENT, SUPPORTED, WITH_ADOPTERS, AFTER_KIN, ADOPTED, OWN = range(9)
"""Kinds of placement while looked after, in the order of the evidence, the last one with those who will adopt; then
kinds of home after it."""
AGREED, INTERIM_ORDER = 0, 1
"""The legal status at the start of those who are accommodated by agreement, and of those on an interim care order."""
TO_PARENTS, TO_GUARDIAN, TO_KIN, TO_ADOPTERS, GROWN = range(5)
"""Where a child leaves care for; GROWN: it is looked after until it is eighteen."""

_names = ("starts", "siblings", "together", "lasts", "legal", "placement", "placement lasts", "leaves to", "known",
          "comes at", "before the order", "with the adopters", "unaccompanied")  # fmt: skip
_hashes = [chance.name_hash(f"world.care.{n}") for n in _names]
_STARTS, _SIBLINGS, _TOGETHER, _LASTS, _LEGAL, _PLACED, _STAYS, _LEAVES, _KNOWN, _COMES_AT = _hashes[:10]
_ORDER, _ADOPTERS, _ALONE = _hashes[10:]
_CARER, _COUPLE = chance.name_hash("world.care.carer"), chance.name_hash("world.care.adopters")


@dataclass
class Care:
    """Times in care, one row each, by child: child (row in order of coming), since, until (instants: the eighteenth
    birthday at the latest), known (since when somebody worries), legal (index at the start), to (TO_PARENTS ..), alone
    (whether the child came to England alone, and seeks asylum).

    Stays, in order of child and time: of (row above), kind (FOSTER ..), carer (the slot: member number less CARERS, or
    -1), begins, ends (instants)."""

    child: Column
    since: Column
    until: Column
    known: Column
    legal: Column
    to: Column
    alone: Column
    of: Column
    kind: Column
    carer: Column
    begins: Column
    ends: Column


@tables.compiled
def _evidence() -> dict:
    e = tables.toml("care")
    starts = [
        [rate / 10_000 * tables.Fraction(ratio) * sex for rate in tables.by_age(e["starts"]["ages"], 30)]
        for sex in (tables.Fraction(e["starts"]["boys"]), tables.Fraction(1))
        for ratio in e["starts"]["deprivation"]
    ]

    def years(*spreads: list) -> tables.Spread:
        return tables.Spread([[(int(tables.Fraction(y) * clock.YEAR // clock.DAY), share) for y, share in spread]
                              for spread in spreads])  # fmt: skip

    by_age = zip(e["placement"]["ages"], e["placement"]["shares"], strict=True)
    supported_from = min(years for years, shares in by_age if shares[SUPPORTED])
    return {
        "starts": tables.Hazard(starts),
        "alone": [tables.part(e["unaccompanied"][sex]) for sex in ("boys", "girls")],
        "siblings": tables.part(e["siblings"]["value"]),
        "together": tables.part(e["siblings"]["together"]),
        "known": tables.Spread([e["known"]["days"]]),
        "comes_at": tables.Spread([e["comes_at"]["minutes"]]),
        "lasts": years(*(e["lasts"][name] for name in ("under_five", "under_ten", "older"))),
        "to_order": [years(e["until_order"][name]) for name in ("guardianship", "adoption")],
        "with_adopters": years(e["with_adopters"]["years"]),
        "legal": tables.Choice([e["legal"]["shares"]]),
        "placement": tables.Choice(e["placement"]["shares"]),
        "placement_ages": e["placement"]["ages"],
        "supported_from": supported_from,
        "stays": years(e["placement_lasts"]["years"]),
        "leaves_to": tables.Choice(e["leaves_to"]["shares"]),
        "leaves_ages": e["leaves_to"]["ages"],
        "adopters": tables.Choice([e["adopters"]["shares"]]),
        "ages": tables.Spread([
            [(int(tables.Fraction(y) * clock.YEAR // clock.DAY), share) for y, share in e["carers"][name]]
            for name in ("age", "kin_age", "adopters_age")
        ]),
        "women": tables.part(e["carers"]["women"]),
    }  # fmt: skip


def draw(o: Opening, e: Everyone, g: lives.Generations, before: int) -> Care:
    """The times in care that begin before an instant, of all who were children of a family, with the stays until then.

    Those that begin later are among them where somebody may worry before it: what is recorded up to a day does not
    depend on where the window ends.
    """
    v = _evidence()
    n = len(o) + len(g.newcomers.family)
    comes_alone = _comes_alone(v, o, e, n)
    child = np.flatnonzero(
        e.present[:n] & ((e.role[:n] == CHILD) | comes_alone) & ~e.still[:n] & (e.member[:n] < LARGEST)
    )
    born, family = e.born[child], e.family[child]
    key, day = e.key[child], born // clock.DAY
    group = (e.sex[child] - 1) * 10 + o.decile[family] - 1
    age = v["starts"].age_at(tables.exponential(tables.uniform(key, _STARTS)), group)
    minute = v["comes_at"].pick(tables.uniform(key, _COMES_AT))
    since = np.where(age < tables.Hazard.FOREVER, (day + age) * clock.DAY + minute, clock.NEVER)
    since = np.maximum(since, born + 60)
    alone = comes_alone[child]
    e.arrives[child[alone]] += minute[alone]
    since[alone] = e.arrives[child[alone]]
    # A court makes its orders on working days.
    legal = np.where(alone, AGREED, v["legal"].one(tables.uniform(key, _LEGAL)))
    since = np.where(legal == INTERIM_ORDER, _in_court(since), since)
    # Who goes to live with a partner leaves the home that was given after care as well as that of the parents.
    lives_with_others = np.minimum(e.goes[child], e.joins[child])
    ends = np.minimum(np.minimum(e.died[child], e.leaves[child]), lives_with_others)
    since[(since >= ends) | (since < e.arrives[child])] = clock.NEVER
    # Brothers and sisters who are there come on the day of the family's first.
    first = np.full(len(o.kind), clock.NEVER)
    np.minimum.at(first, family, since)
    leader = np.full(len(o.kind), -1)
    leads = np.flatnonzero((since < clock.NEVER) & (since == first[family]))
    leader[family[leads]] = leads
    joins = (first[family] < since) & (born + 60 < first[family]) & (first[family] < born + 16 * clock.YEAR)
    joins &= (first[family] < ends) & (first[family] >= e.arrives[child])
    joins &= tables.uniform(key, _SIBLINGS) < v["siblings"]
    since = np.where(joins, first[family], since)
    legal[joins & (legal == INTERIM_ORDER) & (since != _in_court(since))] = AGREED
    known = np.maximum(since - v["known"].pick(tables.uniform(key, _KNOWN)) * clock.DAY, born + 30)
    known[alone] = clock.NEVER
    at = np.flatnonzero((since < before) | (known < before))
    together = joins[at] & (tables.uniform(key[at], _TOGETHER) < v["together"])
    lead = np.where(together, leader[family[at]], at)
    lead = np.where(lead >= 0, lead, at)
    since, known, born, key, ends, legal, alone = (
        column[at] for column in (since, known, born, key, ends, legal, alone)
    )
    young = (since - born < 5 * clock.YEAR).astype(np.int64) + (since - born < 10 * clock.YEAR)
    until = since + v["lasts"].pick(tables.uniform(key, _LASTS), 2 - young) * clock.DAY
    # A girl who expects a child goes home to bear it.
    expects = np.full(n, clock.NEVER)
    p = g.pregnancies
    np.minimum.at(expects, p["mother"], (p["last_period"] + 14) * clock.DAY)
    ends = np.minimum(ends, expects[child[at]])
    grown = clock.birthday(clock.uk_day(born), 18) * clock.DAY
    years = np.clip((until - born) // clock.YEAR, 0, 17)
    to = v["leaves_to"].one(tables.uniform(key, _LEAVES), _band(v["leaves_ages"], years))
    # The court takes its time over an order that makes guardians or parents.
    for target, spread in zip((TO_GUARDIAN, TO_ADOPTERS), v["to_order"], strict=True):
        order = since + spread.pick(tables.uniform(key, _ORDER)) * clock.DAY
        until = np.where(to == target, np.maximum(until, order), until)
    until = _in_court(until)  # nobody leaves care but by a decision, of the council or a court
    old = until >= np.minimum(grown, ends)
    to = np.where(old, np.where(grown <= ends, GROWN, TO_PARENTS), to)
    until, to = np.where(alone, grown, until), np.where(alone, GROWN, to)
    until = np.minimum(until, np.minimum(grown, ends))
    keep = np.flatnonzero(since < until)
    columns = (child[at], since, until, known, lead, to, ends, legal, alone)
    who, since, until, known, lead, to, ends, legal, alone = (column[keep] for column in columns)
    stays = _stays(v, e, who, child[lead], since, until, to, ends, legal, alone)
    begun = stays[3] < before
    stays = tuple(column[begun] for column in stays)
    return Care(who, since, until, known, legal, to, alone, *stays)


def _comes_alone(v: dict, o: Opening, e: Everyone, n: int) -> Column:
    """Whether each came to England as a child with nobody, and seeks asylum (bool, by row).

    Who lives with a partner before eighteen came to somebody."""
    row = np.flatnonzero((e.role[:n] == HEAD) & (e.arrives[:n] > clock.LONG_AGO))
    row = row[o.kind[e.family[row]] == ONE]
    grown = clock.birthday(clock.uk_day(e.born[row]), 18)
    child = (grown > e.arrives[row] // clock.DAY + 1) & (e.joins[row] >= grown * clock.DAY)
    share = np.where(e.sex[row] == MALE, *v["alone"])
    out = np.zeros(n, dtype=bool)
    out[row[child & (tables.uniform(e.key[row], _ALONE) < share)]] = True
    return out


def _in_court(instant: Column) -> Column:
    """Each instant in office hours of a working day; the same one where it is so already (NEVER stays)."""
    day, minute = hours.in_office(clock.uk_day(instant), instant % clock.DAY, days.working_day, np.where)
    return np.where(instant < clock.NEVER, day * clock.DAY + minute, instant)


def _band(ages: list, years: Column) -> Column:
    return np.searchsorted(np.array(ages), years, side="right") - 1


def _stays(
    v: dict,
    e: Everyone,
    who: Column,
    leader: Column,
    since: Column,
    until: Column,
    to: Column,
    ends: Column,
    legal: Column,
    alone: Column,
) -> tuple[Column, ...]:
    """The placements of each child in turn, and the home after care until leaving it.

    leader: with whom each is placed, the child itself or a brother or sister."""
    # Of a family the first who leads has the first foster carers, the next one the next.
    leads, inverse = np.unique(leader, return_inverse=True)
    inverse = inverse.reshape(-1)
    first = np.full(len(leads), clock.NEVER)
    np.minimum.at(first, inverse, since)
    order = np.lexsort((leads, first, e.family[leads]))
    theirs = e.family[leads[order]]
    rank = np.empty(len(leads), dtype=np.int64)
    rank[order] = np.arange(len(leads)) - np.searchsorted(theirs, theirs)
    rank = rank[inverse]
    key, parts, begins = e.key[leader], [], since.copy()
    adopting = np.flatnonzero(to == TO_ADOPTERS)
    placed = until.copy()  # those who will be adopted live with the adopters first
    placed[adopting] -= v["with_adopters"].pick(tables.uniform(e.key[who[adopting]], _ADOPTERS)) * clock.DAY
    on = np.arange(len(who))
    for turn in range(TURNS):
        years = np.clip((begins[on] - e.born[leader[on]]) // clock.YEAR, 0, 17)
        kind = v["placement"].one(tables.uniform(key[on], _PLACED, turn), _band(v["placement_ages"], years))
        # A younger brother or sister is not placed in supported accommodation with the first one.
        young = (begins[on] - e.born[who[on]]) // clock.YEAR < v["supported_from"]
        kind = np.where((kind == SUPPORTED) & young, CHILDRENS_HOME, kind)
        # Nor does a child under ten live in a home because an elder one does.
        own, (_, five, ten, _) = (begins[on] - e.born[who[on]]) // clock.YEAR, v["placement_ages"]
        kind = np.where((kind == CHILDRENS_HOME) & ((own < five) | (own < ten) & (years >= ten)), FOSTER, kind)
        # Nobody who is accommodated by agreement is placed with the parents who agreed.
        kind = np.where((kind == PARENT) & (legal[on] == AGREED), FOSTER, kind)
        kind = np.where((kind == KIN) & alone[on], FOSTER, kind)  # nor has who came alone any kin here
        lasts = v["stays"].pick(tables.uniform(key[on], _STAYS, turn)) * clock.DAY
        over = placed[on] if turn == TURNS - 1 else np.minimum(begins[on] + lasts, placed[on])
        slot = np.select(
            [kind == FOSTER, kind == KIN], [(rank[on] * TURNS + turn) % FOSTER_SLOTS, KIN_SLOT + rank[on] % 2], -1
        )
        parts.append((on, kind, slot, begins[on], over))
        begins[on] = over
        on = on[over < placed[on]]
        if not len(on):
            break
    parts.append((adopting, np.full(len(adopting), WITH_ADOPTERS), ADOPTER_SLOT + 2 * (rank[adopting] % 2),
                  placed[adopting], until[adopting]))  # fmt: skip
    after = np.flatnonzero((to != TO_PARENTS) & (until < ends))
    kind = np.select([to[after] == TO_ADOPTERS, to[after] == GROWN], [ADOPTED, OWN], AFTER_KIN)
    second = rank[after] % 2
    slot = np.select([kind == ADOPTED, kind == AFTER_KIN], [ADOPTER_SLOT + 2 * second, KIN_SLOT + second], -1)
    parts.append((after, kind, slot, until[after], ends[after]))
    of, kind, slot, begins, over = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(of * (1 << 42) + begins + (1 << 41), kind="stable")
    return of[order], kind[order], slot[order], begins[order], over[order]


def with_carers(run: int, o: Opening, e: Everyone, care: Care) -> Everyone:
    """Everyone, and after them the foster carers, kin and adopters of children: nobody's Patients."""
    v = _evidence()
    stays = np.flatnonzero(care.carer >= 0)
    child = care.child[care.of[stays]]
    two = _couples(run, o, e, child)
    adopts = np.flatnonzero((care.kind[stays] == ADOPTED) & (two < 3))
    row = np.concatenate([stays, stays[adopts]])
    second = np.arange(len(row)) >= len(stays)
    child = care.child[care.of[row]]
    member = CARERS + care.carer[row] + second
    code = e.family[child] * 64 + member
    order = np.lexsort((care.begins[row], code))
    order = order[np.r_[True, code[order][1:] != code[order][:-1]][: len(order)]]
    row, second, child, member = row[order], second[order], child[order], member[order]
    kind, family = care.kind[row], e.family[child]
    key = keys.person_key(run, o.families[family], member)
    u, w = tables.draws(key, _CARER)
    adopts = (kind == ADOPTED) | (kind == WITH_ADOPTERS)
    group = np.select([adopts, (kind == KIN) | (kind == AFTER_KIN)], [2, 1], 0)
    age = v["ages"].pick(u, group)
    pair = _couples(run, o, e, child)
    woman = np.where(adopts, np.where(second, pair == 2, (pair == 0) | (pair >= 2)), w < v["women"])
    n = len(row)
    never, none, no = np.full(n, clock.NEVER), np.full(n, -1), np.zeros(n, dtype=bool)
    extra = {
        "family": family, "member": member, "role": none, "sex": np.where(woman, FEMALE, MALE),
        "born": (care.begins[row] // clock.DAY - age) * clock.DAY + 720, "died": never, "ethnic": e.ethnic[child],
        "mother": none, "other": none, "key": key, "still": no, "with_mother": no, "present": ~no, "outside": ~no,
        "goes": never, "joins": never, "arrives": np.full(n, clock.LONG_AGO), "leaves": never, "mate": none,
        "since": never, "until": never,
    }  # fmt: skip
    return Everyone(*(np.concatenate([getattr(e, f.name), extra[f.name]]) for f in fields(Everyone)))


def _couples(run: int, o: Opening, e: Everyone, child: Column) -> Column:
    """The adopters in each child's family: 0 a woman and a man, 1 two men, 2 two women, 3 one woman."""
    return _evidence()["adopters"].one(tables.uniform(o.family_key[e.family[child]], _COUPLE))
