"""What follows from times in care: where the children and their carers live, who is whose, what pathways hear of."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.world import care as c
from synth.world import homes, relationships
from synth.world.away import Rows
from synth.world.kin import Everyone, Place
from synth.world.population import Table

Column = np.ndarray

_CARER, _CHILDRENS, _SUPPORTED = 320, 352, 384
"""Households: a carer's (and the slot), a children's home's and one of one's own (and the member number)."""
_KIND = np.array([homes.FOSTER_HOME, homes.FAMILY_HOME, homes.CHILDRENS_HOME, -1, homes.OWN_HOME, homes.FAMILY_HOME,
                  homes.FAMILY_HOME, homes.OWN_HOME])  # fmt: skip
"""What each kind of stay is to the child, in the order of `care.FOSTER` ..; -1: home, with a parent."""


def stays(care: c.Care, place: Place, persons: Table) -> Rows:
    """The homes of children in care and of those who have left it to live with others, by person and time."""
    person = place.row[care.child[care.of]]
    rows = np.flatnonzero((_KIND[care.kind] >= 0) & (care.begins < care.ends))
    rows = rows[np.argsort(person[rows] * (1 << 42) + care.begins[rows] + (1 << 41), kind="stable")]
    person, kind = person[rows], care.kind[rows]
    own = np.where(kind == c.CHILDRENS_HOME, _CHILDRENS, _SUPPORTED) + persons["member"][person]
    household = np.where(care.carer[rows] >= 0, _CARER + care.carer[rows], own)
    return person, household, care.begins[rows], care.ends[rows], _KIND[kind], care.ends[rows]


def carers(care: c.Care, e: Everyone, place: Place, persons: Table) -> Rows:
    """The homes of foster carers, kin and adopters, for as long as children live there."""
    rows = np.flatnonzero(care.carer >= 0)
    code = e.family[care.child[care.of[rows]]] * 16 + care.carer[rows]
    slots, inverse = np.unique(code, return_inverse=True)
    begins, ends = np.full(len(slots), clock.NEVER), np.full(len(slots), clock.LONG_AGO)
    np.minimum.at(begins, inverse, care.begins[rows])
    np.maximum.at(ends, inverse, care.ends[rows])
    who = np.flatnonzero(persons["member"] >= c.CARERS)
    family, slot = e.family[place.order[who]], persons["member"][who] - c.CARERS
    second = (slot >= c.ADOPTER_SLOT) & (slot % 2 == 1)
    at = np.searchsorted(slots, family * 16 + slot - second)
    kind = np.full(len(who), homes.OWN_HOME)
    return who, _CARER + slot - second, begins[at], ends[at], kind, ends[at]


def first_away(care: c.Care, place: Place, n: int) -> Column:
    """The instant at which each person comes into care, or NEVER."""
    out = np.full(n, clock.NEVER)
    np.minimum.at(out, place.row[care.child], care.since)
    return out


def adoptions(care: c.Care, e: Everyone, place: Place, persons: Table) -> Table:
    """Who is adopted by whom, and when: (person, adopter, from), by person; of two adopters the first is told."""
    rows = np.flatnonzero((care.kind == c.ADOPTED) & (care.begins < care.ends))
    person, adopter = place.row[care.child[care.of[rows]]], _carer(care, e, place, persons, rows)
    order = np.argsort(person, kind="stable")
    return Table({"person": person[order], "adopter": adopter[order], "from": care.begins[rows][order]})


def _carer(care: c.Care, e: Everyone, place: Place, persons: Table, rows: Column, second: int = 0) -> Column:
    """The person row of the carer of some stays, or -1."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    code = e.family[place.order] * 64 + persons["member"]
    wanted = e.family[care.child[care.of[rows]]] * 64 + c.CARERS + care.carer[rows] + second
    at = np.minimum(np.searchsorted(code, wanted), len(code) - 1)
    return np.where(code[at] == wanted, at, -1)


def kin(g: relationships.Gathering, care: c.Care, e: Everyone, place: Place, persons: Table) -> None:
    """Foster carers, guardians and adoptive parents with the children who live with them, both ways."""
    person = place.row[care.child[care.of]]
    grown = clock.birthday(clock.uk_day(persons["born"]), 18) * clock.DAY
    for kinds, there, back, seconds in (
        ((c.FOSTER, c.KIN), relationships.FOSTER_CARER, relationships.FOSTER_CHILD, (0,)),
        ((c.AFTER_KIN,), relationships.GUARDIAN, relationships.WARD, (0,)),
        ((c.ADOPTED,), relationships.ADOPTIVE_PARENT, relationships.ADOPTED_CHILD, (0, 1)),
    ):
        rows = np.flatnonzero(np.isin(care.kind, kinds) & (care.begins < care.ends))
        for second in seconds:
            carer = _carer(care, e, place, persons, rows, second)
            on, other = rows[carer >= 0], carer[carer >= 0]
            child, begins = person[on], care.begins[on]
            adopted = there == relationships.ADOPTIVE_PARENT
            # A special guardian is one until the child is grown; an adoptive parent for good.
            limit = care.ends[on] if there == relationships.FOSTER_CARER else grown[child]
            until = np.full(len(on), clock.NEVER) if adopted else limit
            order = care.to[care.of[on]] == c.TO_GUARDIAN
            has = np.ones(len(on)) if adopted else order & (there == relationships.GUARDIAN)
            keep = np.flatnonzero(begins < until)
            # Who comes back to a carer has been with him or her from the first time to the last.
            pair = child[keep] * len(persons) + other[keep]
            pairs, first, inverse = np.unique(pair, return_index=True, return_inverse=True)
            since, last = np.full(len(pairs), clock.NEVER), np.full(len(pairs), clock.LONG_AGO)
            np.minimum.at(since, inverse, begins[keep])
            np.maximum.at(last, inverse, until[keep])
            one, two = child[keep][first], other[keep][first]
            g.add(one, two, there, since, last, has.astype(np.int64)[keep][first])
            g.add(two, one, back, since, last)


def without_birth_family(table: Table, adopted: Table, n: int) -> Table:
    """Relationships, of which those to parents and grandparents by birth end on the day of an adoption."""
    if not len(adopted):
        return table
    day = np.full(n, clock.NEVER)
    day[adopted["person"]] = adopted["from"]
    up = np.isin(table["kind"], relationships.UPWARD)
    down = np.isin(table["kind"], relationships.DOWNWARD)
    until = np.where(up, np.minimum(table["until"], day[table["person"]]), table["until"])
    until = np.where(down, np.minimum(until, day[table["other"]]), until)
    return Table({**table.columns, "until": until})


def tables(care: c.Care, e: Everyone, place: Place, persons: Table) -> tuple[Table, Table]:
    """Times in care (person, from, until, known, legal, to), and placements in them (person, kind, carer (row or -1),
    from, until, last (bool)), both by person and time."""
    person = place.row[care.child]
    order = np.argsort(person, kind="stable")
    spells = {"person": person, "from": care.since, "until": care.until, "known": care.known, "legal": care.legal,
              "to": care.to}  # fmt: skip
    rows = np.flatnonzero(care.kind < c.AFTER_KIN)
    who = person[care.of[rows]]
    carer = np.where(care.carer[rows] >= 0, _carer(care, e, place, persons, rows), -1)
    placed = {"person": who, "kind": care.kind[rows], "carer": carer, "from": care.begins[rows],
              "until": care.ends[rows], "last": care.ends[rows] == care.until[care.of[rows]]}  # fmt: skip
    turn = np.argsort(who * (1 << 42) + care.begins[rows] + (1 << 41), kind="stable")
    return Table(spells).take(order), Table(placed).take(turn)
