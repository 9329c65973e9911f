"""Homes of children in care, and of their carers, as they follow from times in care."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.world.families import care as c
from synth.world.families import homes
from synth.world.families.kin import Everyone, Seating
from synth.world.population import Table
from synth.world.residence.away import Rows

Column = np.ndarray

_CARER, _CHILDRENS, _SUPPORTED = 320, 352, 384
"""Households: a carer's (and the slot), a children's home's and one of one's own (and the member number)."""
_KIND = np.array([homes.FOSTER_HOME, homes.FAMILY_HOME, homes.CHILDRENS_HOME, -1, homes.OWN_HOME, homes.FAMILY_HOME,
                  homes.FAMILY_HOME, homes.FAMILY_HOME, homes.OWN_HOME])  # fmt: skip
"""What each kind of stay is to the child, in the order of `care.FOSTER` ..; -1: home, with a parent."""


def stays(care: c.Care, seating: Seating, persons: Table) -> Rows:
    """The homes of children in care and of those who have left it to live with others, by person and time."""
    person = seating.row[care.child[care.of]]
    rows = np.flatnonzero((_KIND[care.kind] >= 0) & (care.begins < care.ends))
    rows = rows[np.argsort(person[rows] * (1 << 42) + care.begins[rows] + (1 << 41), kind="stable")]
    person, kind = person[rows], care.kind[rows]
    own = np.where(kind == c.CHILDRENS_HOME, _CHILDRENS, _SUPPORTED) + persons["member"][person]
    household = np.where(care.carer[rows] >= 0, _CARER + care.carer[rows], own)
    return person, household, care.begins[rows], care.ends[rows], _KIND[kind], care.ends[rows]


def carers(care: c.Care, e: Everyone, seating: Seating, persons: Table) -> Rows:
    """The homes of foster carers, kin and adopters, for as long as children live there."""
    rows = np.flatnonzero(care.carer >= 0)
    code = e.family[care.child[care.of[rows]]] * 16 + care.carer[rows]
    slots, inverse = np.unique(code, return_inverse=True)
    begins, ends = np.full(len(slots), clock.NEVER), np.full(len(slots), clock.LONG_AGO)
    np.minimum.at(begins, inverse, care.begins[rows])
    np.maximum.at(ends, inverse, care.ends[rows])
    who = np.flatnonzero(persons["member"] >= c.CARERS)
    family, slot = e.family[seating.order[who]], persons["member"][who] - c.CARERS
    second = (slot >= c.ADOPTER_SLOT) & (slot % 2 == 1)
    at = np.searchsorted(slots, family * 16 + slot - second)
    kind = np.full(len(who), homes.OWN_HOME)
    return who, _CARER + slot - second, begins[at], ends[at], kind, ends[at]


def first_away(care: c.Care, seating: Seating, n: int) -> Column:
    """The instant at which each person comes into care, or NEVER."""
    out = np.full(n, clock.NEVER)
    np.minimum.at(out, seating.row[care.child], care.since)
    return out
