"""Which child it is that a mother's record tells of from its birth on, and the number by which she is led to it.

Before birth a fetus is nobody; from then on it is a child with a record of its own. What was written of the birth names
it by the number under which the author's system, or the national one, knew the child when it was written: by no other,
so that nothing is known before it is. A child whose adoption is sealed has no number from before it.
"""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.record.kinds import ABOUT, MISSING
from synth.record.who import Who
from synth.systems import authorship
from synth.table import Table, as_of, at, position

Column = np.ndarray

_FETUS = ABOUT.index("fetus")
_ORDERS = 16
"""More than are ever born together, so that a mother and an order of birth share one integer."""


def children(who: Who, table: Table) -> Column:
    """The row of the child whose birth each entry tells of, -1 for all others (int64).

    table: entries with person, about_kind, about_number and from. Told of is the child of the order of birth in
    question that this mother bore at the very moment from which the entry holds.
    """
    found = np.full(len(table), -1, dtype=np.int64)
    rows = np.flatnonzero(table["about_kind"] == _FETUS)
    known = np.flatnonzero(who.mothers >= 0)
    if not len(rows) or not len(known):
        return found
    owner = who.mothers[known] * _ORDERS + who.birth["order"][known]
    order = np.lexsort((who.born[known], owner))
    known, owner = known[order], owner[order]
    born = who.born[known]
    wanted = table["person"][rows] * _ORDERS + table["about_number"][rows]
    row = as_of(owner, born, wanted, table["from"][rows])
    same = (row >= 0) & (born[np.maximum(row, 0)] == table["from"][rows])
    found[rows[same]] = known[row[same]]
    return found


def numbers(who: Who, table: Table) -> tuple[Column, Column, Column]:
    """The numbers of the child whose birth each entry tells of, as its author knew it when it was written.

    Of each: the NHS number (MISSING for none); else the local number in the author's system, with the organisation that
    keeps that system (MISSING and -1 for none)."""
    national, local, keeper = (np.full(len(table), empty, dtype=np.int64) for empty in (MISSING, MISSING, -1))
    child = children(who, table)
    rows = np.flatnonzero(child >= 0)
    if not len(rows):
        return national, local, keeper
    person, moment, system = child[rows], table["recorded"][rows], table["system"][rows]
    row = who.nhs_number(person, moment)
    traced = row >= 0
    national[rows[traced]] = who.runs("nhs_number")["number"][row[traced]]
    kept = authorship.keeper_of(system, table["organisation"][rows])
    known = who.last("local_number")
    code = _code(known["person"], known["system"], known["organisation"])
    order = np.argsort(code, kind="stable")
    row = at(order, position(code[order], _code(person, system, kept)), -1)
    there = (row >= 0) & ~traced & ~who.withheld(person, moment)
    there &= at(known["first_recorded"], row, clock.NEVER) <= moment
    local[rows[there]], keeper[rows[there]] = known["number"][row[there]], kept[there]
    return national, local, keeper


def _code(person: Column, system: Column, organisation: Column) -> Column:
    return (person << 32) + (system << 24) + organisation
