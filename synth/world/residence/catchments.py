"""Catchments: which school, pharmacy and other near body serves those who live at an address.

A function of the address alone, so that those who live together have the same, neighbours with one postcode too, and
whoever moves changes with the move. What is nearest lies in the area of the practice: two primary schools and two
pharmacies to each, a secondary school to every two, one care home.
"""

from __future__ import annotations

import numpy as np

from synth import chance, clock
from synth.table import at
from synth.world.organisations import kinds, organisations
from synth.world.places import places
from synth.world.population import Population, Table
from synth.world.residence import addresses

Column = np.ndarray

NONE = -1
"""Stands for no body: of someone of no school age, or who lives nowhere."""
_SIDE = chance.name_hash("world.catchments.side")
STARTS, MOVES_UP, LEAVES = 4, 11, 16
"""Ages on 31 August at which a child starts school, goes on to secondary school, and may leave (Education Act 1996; in
England nearly all start in the September after the fourth birthday)."""


def nearest(table: Table, row: Column, kind: str) -> Column:
    """The organisation of a kind of which a place has several that serves each address (rows of addresses; int64).

    NONE for a row of -1 and for people of no fixed abode."""
    known = row >= 0
    postcode, practice = at(table["postcode"], row), at(table["practice"], row)
    # All who live in one establishment have the same, whichever practice a student or prisoner belongs to.
    inside, first = at(table["establishment"], row, -1), kinds.KINDS["care_home"].slot
    practice = np.where(inside >= 0, (inside % kinds.SLOTS - first) % places.PRACTICES, practice)
    known &= postcode != addresses.NO_FIXED_ABODE
    of = kinds.KINDS[kind].count
    side = chance.below(chance.draw(postcode.astype(np.uint64), _SIDE), max(of // places.PRACTICES, 1))
    which = practice % of if of < places.PRACTICES else practice + places.PRACTICES * side
    return np.where(known, organisations.organisation_of(at(table["place"], row), kind, which), NONE)


def pharmacies(population: Population, person: Column, instant: Column) -> Column:
    """The pharmacy that each person uses at an instant, NONE where he or she has no address (int64)."""
    return nearest(population.addresses, addresses.at(population, person, instant), "pharmacy")


def schools(population: Population, person: Column, instant: Column) -> Column:
    """The school that each person goes to at an instant, NONE for those of no school age (int64).

    The school year begins on 1 September; a child belongs to the year by the age on 31 August."""
    year, born = school_year(instant), clock.uk_day(population["born"][person])
    last = np.array([clock.day_of(int(y), 8, 31) for y in np.unique(year)])[np.unique(year, return_inverse=True)[1]]
    age = clock.age_years(np.minimum(born, last), last)
    at_school = (born <= last) & (age >= STARTS) & (age < LEAVES)
    row = np.where(at_school, addresses.at(population, person, instant), -1)
    table = population.addresses
    return np.where(
        age < MOVES_UP, nearest(table, row, "primary_school"), nearest(table, row, "secondary_school")
    )  # fmt: skip


def school_year(instant: Column) -> Column:
    """The calendar year in which the school year of each instant began (int64)."""
    day = clock.uk_day(instant)
    year = clock.year_of(day)
    first = np.array([clock.day_of(int(y), 9, 1) for y in np.unique(year)])[np.unique(year, return_inverse=True)[1]]
    return year - (day < first)
