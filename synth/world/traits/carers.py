"""Unpaid carers: who cares for whom in the family, and who for someone elsewhere, with days and hours.

Whoever is disabled may be cared for by a partner who lives there, a child by a parent, a parent by a child. Those who
care for a parent or a neighbour who is nobody here have the fact alone. Numbers stand in `evidence/disability.toml`."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.first_day import YEAR4
from synth.world.population import Table
from synth.world.traits.origins import Kin

Column = np.ndarray

UP_TO_19, UP_TO_49, FIFTY_OR_MORE = 1, 2, 3
"""Hours a week, as the census asks: the values of the fact `carer` and of `hours`."""
TIMES = 3
"""For how many people elsewhere someone may come to care, one after another."""
GROWN, OLD, CHILD_UNTIL = (years * YEAR4 // 4 for years in (18, 75, 30))
_names = ("needs", "who", "elsewhere", "lasts", "hours", "hours elsewhere")
_NEEDS, _WHO, _ELSEWHERE, _LASTS, _HOURS, _HOURS_ELSEWHERE = (chance.name_hash(f"world.carers.{n}") for n in _names)


@lru_cache(maxsize=1)
def _evidence() -> dict:
    e = tables.toml("disability")
    by = e["cared_for_by"]
    return {
        "needs": tables.parts([*e["needs_care"]["a_little"], *e["needs_care"]["a_lot"]]),
        "by": {name: tables.part(by[name]) for name in ("partner", "parent", "grown_child", "young_child")},
        "from_age": int(by["from_age"]) * YEAR4 // 4,
        "elsewhere": tables.Hazard([tables.by_age(e["elsewhere"][sex], 120) for sex in ("men", "women")]),
        "well": tables.part(e["elsewhere"]["well"]),
        "lasts": int(e["elsewhere"]["lasts"] * 365),
        "hours": tables.Choice([e["hours"]["family"], e["hours"]["elsewhere"]]),
    }


def carers(kin: Kin, begins: Column, much: Column, pairs: tuple[Column, ...], gone: Column) -> Table:
    """Care in the family: person (row of the one cared for), carer (row), from, until (instants), hours (1 up to
    19 a week, 2 20 to 49, 3 50 or more); sorted by (person, from).

    begins, much: the days of `disability.courses`; pairs: rows of couples, from and until; gone: the instant at which
    each person dies or leaves England."""
    parts = [_of(kin, day, level, pairs, gone) for level, day in enumerate((begins, much))]
    person, carer, since, until = (np.concatenate(c) for c in zip(*parts, strict=True))
    # Someone whose disability worsens is cared for by one person at a time: the earlier goes on.
    order = np.lexsort((since, person))
    person, carer, since, until = (c[order] for c in (person, carer, since, until))
    again = np.r_[False, person[1:] == person[:-1]] if len(person) else np.zeros(0, dtype=bool)
    keep = ~again
    hours = 1 + _evidence()["hours"].one(tables.uniform(kin.persons["key"][person], _HOURS), 0)
    table = Table({"person": person, "carer": carer, "from": since, "until": until, "hours": hours})
    return table.take(np.flatnonzero(keep))


def _of(kin: Kin, day: Column, level: int, pairs: tuple[Column, ...], gone: Column) -> tuple[Column, ...]:
    """The people who come to need care on a day, each with a carer."""
    e, p = _evidence(), kin.persons
    old = (day - kin.born >= OLD).astype(np.int64)
    at = np.maximum(day * clock.DAY + 720, p["born"] + clock.DAY)
    u, v = tables.draws(p["key"], _NEEDS, level)
    needs = (u < e["needs"][level * 2 + old]) & (at < gone) & p["patient"] & ~p["stillborn"]
    rows = np.flatnonzero(needs)
    when, v = at[rows], v[rows]
    carer = np.full(len(rows), -1)
    until = gone[rows].copy()
    mother, other = p["mother"][rows], kin.other[rows]
    # A child (even grown, until thirty) is cared for by a parent who is a member of the family.
    young = when - p["born"][rows] < CHILD_UNTIL * clock.DAY
    parent = np.where((mother >= 0) & p["patient"][mother] & (gone[mother] > when), mother, other)
    has = young & (parent >= 0) & p["patient"][parent] & (gone[parent] > when) & (v < e["by"]["parent"])
    carer[has] = parent[has]
    grown = p["born"][rows] + CHILD_UNTIL * clock.DAY
    until[has] = np.minimum(np.minimum(until[has], gone[parent[has]]), grown[has])
    # Others by the partner with whom they live at the time.
    free = np.flatnonzero((carer < 0) & (v < e["by"]["partner"]))
    partner, parts = _partner(rows[free], when[free], pairs, len(kin.born))
    has = (partner >= 0) & p["patient"][partner]
    carer[free[has]] = partner[has]
    until[free[has]] = np.minimum(np.minimum(until[free[has]], parts[has]), gone[partner[has]])
    # Who has no partner, by a child: a grown one, or one from eight on.
    free = np.flatnonzero(carer < 0)
    child, grown_up = _child(kin, rows[free], when[free], gone, e["from_age"])
    willing = v[free] < np.where(grown_up, e["by"]["grown_child"], e["by"]["young_child"])
    has = (child >= 0) & willing
    carer[free[has]] = child[has]
    until[free[has]] = np.minimum(until[free[has]], gone[child[has]])
    found = (carer >= 0) & (until > when)
    return rows[found], carer[found], when[found], until[found]


def _partner(rows: Column, when: Column, pairs: tuple[Column, ...], n: int) -> tuple[Column, Column]:
    """With whom each of some persons lives at an instant (row or -1), and until when."""
    one, two, since, until = pairs
    if not len(one):
        return np.full(len(rows), -1), when
    person, partner = np.concatenate([one, two]), np.concatenate([two, one])
    since, until = np.concatenate([since, since]), np.concatenate([until, until])
    order = np.lexsort((since, person))
    person, partner, since, until = person[order], partner[order], since[order], until[order]
    place = (
        np.searchsorted(person * (1 << 44) + since + (1 << 43), rows * (1 << 44) + when + (1 << 43), side="right") - 1
    )
    before = place < 0
    place = np.maximum(place, 0)
    with_whom = (
        ~before & (person[place] == rows) & (until[place] > when) if len(person) else np.zeros(len(rows), dtype=bool)
    )
    return np.where(with_whom, partner[place], -1), np.where(with_whom, until[place], when)


def _child(kin: Kin, rows: Column, when: Column, gone: Column, from_age: int) -> tuple[Column, Column]:
    """The eldest child of each of some persons who is a member of the family and old enough, and whether grown up."""
    p = kin.persons
    parent = np.concatenate([p["mother"], kin.other])
    child = np.tile(np.arange(len(kin.born)), 2)
    keep = (parent >= 0) & p["patient"][child] & ~p["stillborn"][child]
    parent, child = parent[keep], child[keep]
    order = np.lexsort((p["born"][child], parent))
    parent, child = parent[order], child[order]
    first = np.searchsorted(parent, rows)
    found, grown = np.full(len(rows), -1), np.zeros(len(rows), dtype=bool)
    for nth in range(3):  # the eldest who is there, of the first three
        at = np.minimum(first + nth, max(len(parent) - 1, 0))
        theirs = (parent[at] == rows) if len(parent) else np.zeros(len(rows), dtype=bool)
        c = child[at] if len(parent) else found
        age = (when - p["born"][c]) // clock.DAY
        fits = theirs & (found < 0) & (age >= from_age) & (gone[c] > when)
        found[fits], grown[fits] = c[fits], age[fits] >= GROWN
    return found, grown


def fact(kin: Kin, table: Table, disabled: Column, gone: Column) -> Table:
    """The fact `carer`: hours of care a week, all together, as a band (1 up to 19, 2 20 to 49, 3 50 or more); 0 after.

    disabled: the day from which each person is limited in daily life."""
    who, since, until = _elsewhere(kin, disabled, gone)
    u = tables.uniform(kin.persons["key"][who], _HOURS_ELSEWHERE)
    hours = 1 + _evidence()["hours"].one(u, 1)
    who = np.concatenate([table["carer"], who])
    since, until = np.concatenate([table["from"], since]), np.concatenate([table["until"], until])
    return _summed(who, since, until, np.concatenate([table["hours"], hours]))


def _elsewhere(kin: Kin, disabled: Column, gone: Column) -> tuple[Column, Column, Column]:
    """Carers of someone who is nobody here, from and until when: up to three such times in a life."""
    e, p = _evidence(), kin.persons
    hazard, parts = e["elsewhere"], []
    rows = np.flatnonzero(p["patient"] & ~p["stillborn"])
    age = np.zeros(len(rows), dtype=np.int64)
    for turn in range(TIMES):
        key, sex = p["key"][rows], p["sex"][rows] - 1
        u, v = tables.draws(key, _ELSEWHERE, turn)
        age = hazard.age_at(hazard.at(age, sex) + tables.exponential(u), sex)
        starts = (kin.born[rows] + age) * clock.DAY + 720
        on = np.flatnonzero((age < tables.Hazard.FOREVER) & (starts < gone[rows]))
        rows, age, starts, v, key = rows[on], age[on], starts[on], v[on], key[on]
        takes = (v < e["well"]) | (disabled[rows] <= kin.born[rows] + age)
        lasts = 30 + tables.exponential(tables.uniform(key, _LASTS, turn)) * e["lasts"] // tables.UNIT
        age = age + np.where(takes, lasts, 365)
        ends = np.minimum(starts + lasts * clock.DAY, gone[rows])
        parts.append((rows[takes], starts[takes], ends[takes]))
    who, since, until = (np.concatenate(c) for c in zip(*parts, strict=True))
    return who, since, until


def cared_for(table: Table) -> Table:
    """The fact `cared_for`: hours a week for which someone is cared for by someone of the family."""
    return _summed(table["person"], table["from"], table["until"], table["hours"])


def _summed(who: Column, since: Column, until: Column, hours: Column) -> Table:
    """Intervals that may overlap as one fact: the most hours of those that hold, at each change."""
    person = np.concatenate([who, who])
    time = np.concatenate([since, until])
    order = np.lexsort((time, person))
    row, time = person[order], time[order]
    each = np.concatenate([hours, hours])[order]
    step = np.concatenate([np.ones(len(who)), -np.ones(len(who))]).astype(np.int64)[order]
    value = np.zeros(len(row), dtype=np.int64)
    for level in (UP_TO_19, UP_TO_49, FIFTY_OR_MORE):
        held = np.cumsum(step * (each == level))  # every interval of a person ends, so each person begins at 0
        value = np.where(held > 0, level, value)
    last = np.r_[(row[1:] != row[:-1]) | (time[1:] != time[:-1]), True] if len(row) else np.zeros(0, dtype=bool)
    row, time, value = row[last], time[last], value[last]
    keep = np.flatnonzero(time < clock.NEVER)
    return Table({"person": row[keep], "time": time[keep], "value": value[keep]})
