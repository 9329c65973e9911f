"""Times away from home: in prison, without a fixed abode, in a hall of residence, for some weeks at someone else's.

Where everyone lives in turn is told by `residence`; times away are laid over it, and home is where it was when they
are over. Numbers stand in `evidence/families.toml`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.table import moment_key
from synth.world import tables
from synth.world.families import homes
from synth.world.first_day import YEAR4
from synth.world.population import Table

Column = np.ndarray
Rows = tuple[Column, ...]
"""Of each stay: person, household, from, until, kind, kept (the instant to which the home is kept up, by those who are
away from it in between)."""

_names = ("prison", "no fixed abode", "communal", "temporary", "student")
_PRISON, _NOWHERE, _COMMUNAL, _TEMPORARY, _STUDENT = (chance.name_hash(f"world.away.{n}") for n in _names)
_LONG = 18 * clock.YEAR


@lru_cache(maxsize=1)
def _evidence() -> dict:
    e = tables.toml("families")

    def by_sex(name: str) -> tuple[tables.Hazard, tables.Spread]:
        rates = [tables.by_age(e[name][sex], 110) for sex in ("men", "women")]
        return tables.Hazard(rates), tables.Spread([e[name]["stay"]])

    stays = e["temporary_stay"]
    return {
        "spells": (
            (_PRISON, homes.PRISON, homes.prison, by_sex("prison")),
            (_NOWHERE, homes.NOWHERE, homes.nowhere, by_sex("no_fixed_abode")),
            (_COMMUNAL, homes.COMMUNAL, homes.communal, by_sex("other_communal")),
        ),
        "temporary": (tables.Hazard([tables.by_age(stays["ages"], 110)]), tables.Spread([stays["stay"]])),
        "student": tables.part(e["student_home"]["value"]),
    }


def _spell(key: Column, name: int, numbers: tuple, born: Column, day: Column, group: Column | int = 0) -> tuple:
    """The instants between which each person is away, NEVER for those who never are: at a rate from a day on."""
    hazard, stay = numbers
    u, v = tables.draws(key, name)
    begins, until = np.full(len(key), clock.NEVER), np.full(len(key), clock.NEVER)
    sex = np.broadcast_to(np.asarray(group, dtype=np.int64), key.shape)
    total = tables.exponential(u)
    # In a whole life most never are: only of the others is it worth asking when.
    groups = np.arange(int(sex.max(initial=0)) + 1)
    ever = np.flatnonzero(total < hazard.at(np.full(len(groups), tables.Hazard.FOREVER), groups)[sex])
    born, sex = born[ever], sex[ever]
    age = hazard.age_at(hazard.at(day[ever] - born, sex) + total[ever], sex)
    some = age < tables.Hazard.FOREVER
    ever, born, age = ever[some], born[some], age[some]
    begins[ever] = (born + age) * clock.DAY + 780
    until[ever] = begins[ever] + stay.pick(v[ever]) * clock.DAY
    return begins, until


def around(person: Column, time: Column, who: Column, instant: Column) -> tuple[Column, Column]:
    """Of events sorted by person and time, the row of each one's latest by an instant (or -1), and the time of the
    next (or NEVER)."""
    if not len(person):
        return np.full(len(who), -1), np.full(len(who), clock.NEVER)
    row = np.searchsorted(moment_key(person, time), moment_key(who, instant), side="right")
    after = np.minimum(row, len(person) - 1)
    following = np.where((row < len(person)) & (person[after] == who), time[after], clock.NEVER)
    before = np.maximum(row - 1, 0)
    return np.where((row > 0) & (person[before] == who), before, -1), following


def away(
    persons: Table,
    seen: Column,
    goes: Column,
    meets: Column,
    with_parents: Column,
    keeps_house: Column,
    together: Table,
    pregnancies: Table,
    window: int,
) -> Rows:
    """Times away from home, whose, where and when.

    Left out are stays that are over before each is `seen` (instant), and those that begin at the instant `window` or
    later.

    goes: the instant at which each child of a family leaves home; meets: that at which each begins to live with a later
    partner; with_parents: lives with them until leaving home (bool); keeps_house: nobody else would be with the
    children (bool); together: the fact of living with a partner."""
    e, p = _evidence(), persons
    born = clock.uk_day(p["born"])
    near = np.flatnonzero(p["patient"] & (born < window // clock.DAY - 17 * YEAR4 // 4) & ~keeps_house)
    key, first = p["key"][near], np.maximum(p["born"], p["arrives"])[near]
    ends = np.minimum(p["died"], p["leaves"])[near]
    child = np.flatnonzero(p["mother"] >= 0)
    child = child[np.argsort(moment_key(p["mother"][child], p["born"][child]), kind="stable")]
    found = []
    for name, what, household, numbers in e["spells"]:
        since, until = _spell(key, name, numbers, born[near], born[near], p["sex"][near] - 1)
        at = np.flatnonzero((since < window) & (since >= first) & (since < ends) & (until > seen[near]))
        who, since, until = near[at], since[at], np.minimum(until, ends)[at]
        free = ~_with_child(p, child, pregnancies, who, since)
        until = np.minimum(until, _expects(pregnancies, who, since))
        if what != homes.PRISON:
            row, _ = around(together["person"], together["time"], who, since)
            free &= ~((row >= 0) & (together["value"][row] == 1)) if len(together) else free
            free &= ~with_parents[who] | (goes[who] <= since)
            until = np.where(meets[who] > since, np.minimum(until, meets[who]), until)
        keep = np.flatnonzero(free & (since < until) & (until > seen[who]))
        who = who[keep]
        found.append(_stays(who, household(p["member"][who]), since[keep], until[keep], what))
    found.append(_students(e, p, near[with_parents[near]], born, seen, goes, child, pregnancies, window))
    return in_turn([np.concatenate(column) for column in zip(*found, strict=True)])


def _with_child(p: Table, child: Column, pregnancies: Table, who: Column, instant: Column) -> Column:
    """Whether each of some persons is a woman with a child under 18, or expects one, at an instant (bool)."""
    out = np.zeros(len(who), dtype=bool)
    if len(child):
        latest, _ = around(p["mother"][child], p["born"][child], who, instant)
        out |= (latest >= 0) & (p["born"][child[latest]] > instant - _LONG)
    if len(pregnancies):
        row, _ = around(pregnancies["mother"], pregnancies["begins"], who, instant)
        out |= (row >= 0) & (pregnancies["ends"][row] > instant)
    return out


def _expects(pregnancies: Table, who: Column, instant: Column) -> Column:
    """The instant at which each of some persons next conceives, and so comes home, or NEVER."""
    if not len(pregnancies):
        return np.full(len(who), clock.NEVER)
    return around(pregnancies["mother"], pregnancies["begins"], who, instant)[1]


def _students(
    e: dict,
    p: Table,
    near: Column,
    born: Column,
    seen: Column,
    goes: Column,
    child: Column,
    pregnancies: Table,
    window: int,
) -> Rows:
    """The students who go to a hall of residence from their parents' home, and come back to it."""
    who = near[tables.uniform(p["key"][near], _STUDENT) < e["student"]]
    day = clock.birthday(born[who], 18) + tables.scale(tables.uniform(p["key"][who], _STUDENT, 1), 365)
    since = day * clock.DAY + 780
    until = since + homes.hall_days(p["key"][who]) * clock.DAY
    stops = np.minimum(np.minimum(p["died"], p["leaves"])[who], goes[who])
    twice = homes.in_hall(p["key"][who], born[who], np.minimum(goes[who] // clock.DAY, born[who] + 40_000))
    keep = (since < window) & (until < stops) & ~twice & (since >= np.maximum(p["born"], p["arrives"])[who])
    until = np.minimum(until, _expects(pregnancies, who, since))
    keep = np.flatnonzero(keep & (until > seen[who]) & ~_with_child(p, child, pregnancies, who, since))
    who = who[keep]
    return _stays(who, homes.hall(p["member"][who]), since[keep], until[keep], homes.HALL)


def visits(persons: Table, first: Column, window: int) -> Rows:
    """Stays of some weeks with others, of those who live somewhere else at the same time; from each one's `first`
    instant on."""
    p, born = persons, clock.uk_day(persons["born"])
    near = np.flatnonzero(p["patient"] & (born < window // clock.DAY - 17 * YEAR4 // 4))
    day = np.maximum(first[near] // clock.DAY, born[near])
    since, until = _spell(p["key"][near], _TEMPORARY, _evidence()["temporary"], born[near], day)
    keep = np.flatnonzero((since < window) & (until < np.minimum(p["died"], p["leaves"])[near]))
    who = near[keep]
    return _stays(who, homes.temporary(p["member"][who]), since[keep], until[keep], homes.TEMPORARY)


def _stays(who: Column, household: Column, since: Column, until: Column, kind: int) -> Rows:
    return who, household, since, until, np.full(len(who), kind), until


def in_turn(rows: list[Column]) -> Rows:
    """Stays sorted by person and time; of two that overlap the later one begins when the earlier one is over."""
    order = np.argsort(moment_key(rows[0], rows[2]), kind="stable")
    person, household, since, until, kind, _ = (column[order] for column in rows)
    while True:
        overlap = (person[1:] == person[:-1]) & (since[1:] < until[:-1])
        if not overlap.any():
            return person, household, since, until, kind, until
        late = np.flatnonzero(overlap) + 1
        since[late] = until[late - 1]
        keep = since < until
        person, household, since, until, kind = (c[keep] for c in (person, household, since, until, kind))


def laid_over(living: Rows, spells: Rows) -> Rows:
    """Homes (sorted by person and time) with times away cut out of them and put in, unsorted."""
    person = living[0]
    if not len(spells[0]):
        return living
    who, first = np.unique(spells[0], return_index=True)
    many = np.diff(np.append(first, len(spells[0])))
    at = np.minimum(np.searchsorted(who, person), len(who) - 1)
    cut = who[at] == person
    rows = np.flatnonzero(cut)
    pieces = many[at[rows]] + 1
    of = np.repeat(np.arange(len(rows)), pieces)
    turn = np.arange(len(of)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    spell = first[at[rows[of]]] + turn  # the one that ends the piece, if it is not the last
    since, until = living[2][rows[of]], living[3][rows[of]]
    before = np.where(turn > 0, spells[3][np.maximum(spell - 1, 0)], since)
    after = np.where(turn + 1 < pieces[of], spells[2][np.minimum(spell, len(spells[0]) - 1)], until)
    since, until = np.maximum(since, before), np.minimum(until, after)
    keep = np.flatnonzero(since < until)
    row = rows[of[keep]]
    cut_up = (living[0][row], living[1][row], since[keep], until[keep], living[4][row], living[5][row])
    rest = np.flatnonzero(~cut)
    return tuple(
        np.concatenate([column[rest], piece, spell])
        for column, piece, spell in zip(living, cut_up, spells, strict=True)
    )
