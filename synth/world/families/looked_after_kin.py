"""Kin by times in care: foster carers, guardians and adopters, and what pathways hear of each time."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.table import position
from synth.world.families import care as c
from synth.world.families import relationships
from synth.world.families.kin import Everyone, Seating
from synth.world.population import Table

Column = np.ndarray


def adoptions(care: c.Care, e: Everyone, seating: Seating, persons: Table) -> Table:
    """Adoptions: (person, adopter, from), by person; of two adopters the first is told."""
    rows = np.flatnonzero((care.kind == c.ADOPTED) & (care.begins < care.ends))
    person, adopter = seating.row[care.child[care.of[rows]]], _carer(care, e, seating, persons, rows)
    order = np.argsort(person, kind="stable")
    return Table({"person": person[order], "adopter": adopter[order], "from": care.begins[rows][order]})


def _carer(care: c.Care, e: Everyone, seating: Seating, persons: Table, rows: Column, second: int = 0) -> Column:
    """The person row of the carer of some stays, or -1."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    code = e.family[seating.order] * 64 + persons["member"]
    wanted = e.family[care.child[care.of[rows]]] * 64 + c.CARERS + care.carer[rows] + second
    return position(code, wanted)


def kin(g: relationships.Gathering, care: c.Care, e: Everyone, seating: Seating, persons: Table) -> None:
    """Foster carers, guardians and adoptive parents with the children who live with them, both ways."""
    person = seating.row[care.child[care.of]]
    grown = clock.birthday(clock.uk_day(persons["born"]), 18) * clock.DAY
    for kinds, there, back, seconds in (
        ((c.FOSTER, c.KIN, c.WITH_ADOPTERS), relationships.FOSTER_CARER, relationships.FOSTER_CHILD, (0,)),
        ((c.AFTER_KIN,), relationships.GUARDIAN, relationships.WARD, (0,)),
        ((c.ADOPTED,), relationships.ADOPTIVE_PARENT, relationships.ADOPTED_CHILD, (0, 1)),
    ):
        rows = np.flatnonzero(np.isin(care.kind, kinds) & (care.begins < care.ends))
        for second in seconds:
            carer = _carer(care, e, seating, persons, rows, second)
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


def moments(spells: Table, n: int) -> dict[str, Column]:
    """Attributes of each person: from when somebody worries about the child, when it comes into care (NEVER for most),
    and whether it came to England alone."""
    known, since, alone = np.full(n, clock.NEVER), np.full(n, clock.NEVER), np.zeros(n, dtype=np.int64)
    known[spells["person"]], since[spells["person"]] = spells["known"], spells["from"]
    alone[spells["person"]] = spells["alone"]
    return {"not_safe_from": known, "into_care_from": since, "unaccompanied": alone}


def tables(care: c.Care, e: Everyone, seating: Seating, persons: Table) -> tuple[Table, Table]:
    """Times in care (person, from, until, known, legal, to, alone), and placements in them (person, kind, carer (row or
    -1), from, until, last (bool)), both by person and time."""
    person = seating.row[care.child]
    order = np.argsort(person, kind="stable")
    spells = {"person": person, "from": care.since, "until": care.until, "known": care.known, "legal": care.legal,
              "to": care.to, "alone": care.alone.astype(np.int64)}  # fmt: skip
    rows = np.flatnonzero(care.kind < c.AFTER_KIN)
    who = person[care.of[rows]]
    carer = np.where(care.carer[rows] >= 0, _carer(care, e, seating, persons, rows), -1)
    placed = {"person": who, "kind": care.kind[rows], "carer": carer, "from": care.begins[rows],
              "until": care.ends[rows], "last": care.ends[rows] == care.until[care.of[rows]]}  # fmt: skip
    turn = np.argsort(who * (1 << 42) + care.begins[rows] + (1 << 41), kind="stable")
    return Table(spells).take(order), Table(placed).take(turn)
