"""Family names: where children have theirs from, and how marriage, separation, adoption and deed polls change them.

At birth a person's family name is the father's, the mother's as she then bears it, or both joined; those whose
parents are not known draw one from the lists of their group. A name is a family name and, where two are joined, a
second one. Numbers stand in `evidence/names.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth import chance, clock
from synth.settings import Settings
from synth.table import as_of
from synth.world import tables
from synth.world.identity import namelists
from synth.world.identity.namelists import FEMALE
from synth.world.population import Population
from synth.world.reasons import ADOPTION, DEED_POLL, MARRIAGE, SEPARATION

Column = np.ndarray

TAKES, JOINS, FOLLOWS, KEEPS, REVERTS, ADOPTED, DRAWN = range(7)
"""What happens to a name: it becomes the other's, or both joined; the husband's follows hers; it stays as it is; it is
that of birth again; it becomes that of the adopter; it is one chosen."""

_FAMILY, _CHOICE, _AFTER, _PARENTS, _REVERTS, _BACK, _DEED, _CHOSEN = (
    chance.name_hash(f"world.names.{n}")
    for n in ("family name", "at marriage", "takes it after", "the father's name", "reverts", "goes back after",
              "deed poll", "chosen name")
)  # fmt: skip


@tables.compiled
def _evidence() -> dict:
    e = tables.toml("names")
    m, d, poll, child = e["marriage"], e["divorce"], e["deed_poll"], e["child"]
    takes, joins = (tables.by_age(m[name], 2200) for name in ("takes_his", "joins_both"))

    def percent(value: int) -> int:
        return tables.part(tables.Fraction(value, 100))

    return {
        "takes": tables.parts([v / 100 for v in takes]),
        "joins": tables.parts([(a + b) / 100 for a, b in zip(takes, joins, strict=True)]),
        "both": percent(m["both_join"]),
        "same_takes": percent(m["same_sex_takes"]),
        "same_joins": percent(m["same_sex_takes"] + m["same_sex_joins"]),
        "after": (m["after"]["least"], m["after"]["most"]),
        "reverts": percent(d["reverts"]),
        "back": (d["after"]["least"], d["after"]["most"]),
        "deed": tables.part(tables.Fraction(poll["yearly"] * 60, 10_000)),
        "deed_family": percent(poll["family_name"]),
        "fathers": percent(child["fathers"]),
        "both_names": percent(child["fathers"] + child["both"]),
    }


@dataclass
class Changes:
    """Changes of family names by person and time: whose, whose name it has to do with (row or -1), when, what happens
    (style), why (reason), and the names that come of it (family; second, -1 for none)."""

    person: Column
    other: Column
    time: Column
    style: Column
    reason: Column
    family: Column
    second: Column

    def names(self, row: Column) -> tuple[Column, Column]:
        """The names (family and second) that come of some changes; -1 and -1 for row -1, and while not yet known."""
        return np.append(self.family, -1)[row], np.append(self.second, -1)[row]


def changes(population: Population, year: Column, polls: tuple[Column, Column, Column]) -> Changes:
    """Every change of a family name in someone's life; the names that come of them are not yet known (-1).

    year: of birth of each person; polls: what `deed_polls` found."""
    p = population.persons
    rows, when, family = polls
    parts = [*_marriages(population, year), _rows(rows[family], -1, when[family], DRAWN, DEED_POLL)]
    adopted = population.adoptions
    if len(adopted):
        parts.append(_rows(adopted["person"], adopted["adopter"], adopted["from"], ADOPTED, ADOPTION))
    person, other, time, style, reason, pair = (np.concatenate(c) for c in zip(*parts, strict=True))
    there = np.flatnonzero((time < p["died"][person]) & (time < p["leaves"][person]) & (time > p["born"][person]))
    order = there[np.argsort((person[there] << 42) + time[there] + (1 << 41), kind="stable")]
    person, other, time, style, reason, pair = (c[order] for c in (person, other, time, style, reason, pair))
    # Whoever has married again by then keeps the new name.
    stale = style == REVERTS
    stale[1:] &= (person[1:] != person[:-1]) | (pair[1:] != pair[:-1])
    keep = np.flatnonzero(~stale)
    person, other, time, style, reason = (c[keep] for c in (person, other, time, style, reason))
    none = np.full(len(person), -1)
    return Changes(person, other, time, style, reason, none, none.copy())


def _rows(
    person: Column, other: Column | int, time: Column, style: Column | int, reason: int, pair: Column | int = 0
) -> tuple[Column, ...]:
    n = len(person)
    wide = [np.broadcast_to(np.asarray(c, dtype=np.int64), (n,)) for c in (other, time, style, reason)]
    return person, *wide, np.broadcast_to(np.asarray(pair, dtype=np.int64), (n,))


def _marriages(population: Population, year: Column) -> list[tuple[Column, ...]]:
    """What weddings and divorces do to the names of those who marry, as rows of changes."""
    e, p, m = _evidence(), population.persons, population.marriages
    if not len(m):
        return []
    one, two = m["one"], m["two"]
    rows = np.arange(len(one))
    known = two >= 0
    her_first = ~known | (p["sex"][one] == FEMALE)
    wife, husband = np.where(her_first, one, two), np.where(her_first, two, one)
    same = known & (p["sex"][one] == p["sex"][np.maximum(two, 0)])
    key = chance.join(p["key"][wife], np.where(husband >= 0, p["key"][np.maximum(husband, 0)], np.uint64(0)))
    u, v = tables.draws(key, _CHOICE)
    born = np.minimum(year[wife], 2199)
    takes = np.where(same, e["same_takes"], e["takes"][born])
    joins = np.where(same, e["same_joins"], e["joins"][born])
    style = np.where(u < takes, TAKES, np.where(u < joins, JOINS, KEEPS))
    style[~known] = KEEPS
    a, b = tables.draws(key, _AFTER)
    least, most = e["after"]
    when = m["from"] + (least + tables.scale(a, most - least + 1)) * clock.DAY
    over = np.minimum(m["until"], clock.NEVER)
    lasts = when < over
    women = np.flatnonzero(lasts & (known | (p["sex"][one] == FEMALE)))
    follow = np.flatnonzero(lasts & (style == JOINS) & (v < e["both"]))
    # Who is divorced: the marriage ends before either dies.
    dies = np.minimum(p["died"][wife], np.where(known, p["died"][np.maximum(husband, 0)], clock.NEVER))
    back = lasts & (style != KEEPS) & (m["until"] < dies) & (tables.uniform(key, _REVERTS) < e["reverts"])
    back = np.flatnonzero(back)
    days = e["back"][0] + tables.scale(b[back], e["back"][1] - e["back"][0] + 1)
    return [
        _rows(wife[women], husband[women], when[women], style[women], MARRIAGE, rows[women]),
        _rows(husband[follow], wife[follow], when[follow], FOLLOWS, MARRIAGE, rows[follow]),
        _rows(wife[back], -1, over[back] + days * clock.DAY, REVERTS, SEPARATION, rows[back]),
    ]


def deed_polls(population: Population, settings: Settings) -> tuple[Column, Column, Column]:
    """Changes by deed poll: of whom, when, and whether of the family name; at most one in a life."""
    e, p = _evidence(), population.persons
    u, v = tables.draws(p["key"], _DEED)
    # Spread over the sixty years from 18 on or from the first day, whichever is later.
    rows = np.flatnonzero((u < e["deed"]) & p["patient"])
    since = np.maximum(p["born"][rows] + 18 * clock.YEAR, settings.begins)
    when = since + tables.scale(v[rows], 60 * 365) * clock.DAY + 600
    which = (u[rows] * 65_599) & (tables.ONE - 1)
    there = (when < p["died"][rows]) & (when < p["leaves"][rows])
    return rows[there], when[there], which[there] < e["deed_family"]


def latest(c: Changes, person: Column, instant: Column) -> Column:
    """The last change of each person's name (row of changes) that came at or before an instant, or -1."""
    named = np.flatnonzero(c.style != KEEPS)
    if not len(named):
        return np.full(len(person), -1)
    at = as_of(c.person[named], c.time[named], person, instant)
    return np.where(at >= 0, named[np.maximum(at, 0)], -1)


def resolve(population: Population, group: Column, c: Changes) -> tuple[Column, Column]:
    """Each person's family name at birth and the second one joined to it (-1: none); fills in those of the changes."""
    e, p, forms = _evidence(), population.persons, namelists.forms()
    mother, father, sex, key = p["mother"], p["father"], p["sex"], p["key"]
    name, second = np.full(len(sex), -1), np.full(len(sex), -1)
    roots = np.flatnonzero((mother < 0) & (father < 0))
    name[roots] = namelists.pick_family(group[roots], sex[roots], chance.draw(key[roots], _FAMILY))
    # Children of one couple are all called alike: the draw is the couple's.
    left = np.flatnonzero(name < 0)
    m, f = mother[left], father[left]
    none = np.uint64(0)
    couple = chance.join(np.where(m >= 0, key[m], none), np.where(f >= 0, key[f], none))
    u = tables.uniform(couple, _PARENTS)
    of_father, joined = u < e["fathers"], u < e["both_names"]
    change = np.where(m >= 0, latest(c, np.maximum(m, 0), p["born"][left]), -1)
    open_ = np.flatnonzero(c.style != KEEPS)
    while len(left):
        open_ = _settle(c, open_, name, second, sex, key, group)
        known = ((m < 0) | (np.where(change >= 0, c.names(change)[0], name[m]) >= 0)) & ((f < 0) | (name[f] >= 0))
        if not known.any():  # a name that waits for itself by way of an adoption: the birth names serve
            known = ((m < 0) | (name[m] >= 0)) & ((f < 0) | (name[f] >= 0))
            change = np.where(known, -1, change)
            known |= not known.any()
        now = np.flatnonzero(known)
        a, b, ch = m[now], f[now], change[now]
        of_change, of_change_too = c.names(ch)
        hers, hers_too = np.where(ch >= 0, of_change, name[a]), np.where(ch >= 0, of_change_too, second[a])
        his, his_too = name[b], second[b]
        theirs = (b >= 0) & (a >= 0)
        # A mother who bears his name, alone or joined to hers, gives hers; so does one who is alone.
        alike = theirs & ((forms[1][hers] == forms[1][his]) | (forms[1][hers_too] == forms[1][his]) & (hers_too >= 0))
        take_his = (b >= 0) & ((a < 0) | (of_father[now] & ~alike))
        both = theirs & ~alike & ~of_father[now] & joined[now] & (hers_too < 0) & (his_too < 0)
        child = left[now]
        name[child] = forms[sex[child], np.where(take_his, his, hers)]
        more = np.where(both, his, np.where(take_his, his_too, hers_too))
        second[child] = np.where(more >= 0, forms[sex[child], more], -1)
        rest = np.flatnonzero(~known)
        left, m, f, change, of_father, joined = (x[rest] for x in (left, m, f, change, of_father, joined))
    _settle(c, open_, name, second, sex, key, group)
    return name, second


def _settle(c: Changes, rows: Column, name: Column, second: Column, sex: Column, key: Column, group: Column) -> Column:
    """Fill in the changes whose names are known by now; gives the rows of those that are left."""
    forms = namelists.forms()
    person, other, style = c.person[rows], c.other[rows], c.style[rows]
    known = (name[person] >= 0) & ((other < 0) | (name[other] >= 0))
    now = np.flatnonzero(known)
    at, who, whose, what = rows[now], person[now], other[now], style[now]
    own, own_too, theirs, theirs_too = name[who], second[who], name[whose], second[whose]
    same = forms[1][own] == forms[1][theirs]
    joins = np.isin(what, (JOINS, FOLLOWS)) & (own_too < 0) & (theirs_too < 0) & ~same
    # Both joined: hers, then his, for her and for a husband who does so too.
    first = np.where(what == FOLLOWS, theirs, own)
    then = np.where(what == FOLLOWS, own, theirs)
    takes = np.isin(what, (TAKES, JOINS, ADOPTED))
    family = np.where(joins, first, np.where(takes, theirs, own))
    more = np.where(joins, then, np.where(takes, theirs_too, own_too))
    drawn = np.flatnonzero(what == DRAWN)
    if len(drawn):
        of = who[drawn]
        family[drawn] = namelists.pick_family(group[of], sex[of], chance.draw(key[of], _CHOSEN))
        more[drawn] = -1
    c.family[at] = forms[sex[who], family]
    c.second[at] = np.where(more >= 0, forms[sex[who], np.maximum(more, 0)], -1)
    return rows[~known]
