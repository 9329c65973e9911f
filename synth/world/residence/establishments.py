"""Communal establishments as homes: the care home, hall of residence or prison in which someone lives has an address.

A care home is the one to which the practice of the area belongs, as each care home in England has its practice; so a
resident, the home and the practice agree wherever they are asked for.
"""

from __future__ import annotations

import numpy as np

from synth import chance
from synth.world.families import homes
from synth.world.organisations import organisations

Column = np.ndarray

NOWHERE = -1
"""Stands for the establishment of those who live in a home of their own."""
_KINDS = {homes.CARE_HOME: "care_home", homes.HALL: "student_hall", homes.PRISON: "prison"}
_DECILE = chance.name_hash("world.establishments.decile")
_UPRN = chance.name_hash("world.establishments.uprn")


def of_homes(kind: Column, place: Column, practice: Column) -> Column:
    """The organisation in which each household of a kind (`homes.KINDS`) lives, or NOWHERE (int64)."""
    out = np.full(len(kind), NOWHERE, dtype=np.int64)
    for home, body in _KINDS.items():
        rows = np.flatnonzero(kind == home)
        if len(rows):
            out[rows] = organisations.organisation_of(place[rows], body, practice[rows])
    return out


def addresses(establishment: Column) -> dict[str, Column]:
    """For each establishment: number, street, postcode, decile and UPRN (less its stem), as columns."""
    unique, index = np.unique(establishment, return_inverse=True)
    found = [organisations.details(int(number)) for number in unique]
    key = organisations.key_of(unique)
    columns = {
        "number": np.array([each.house for each in found], dtype=np.int64),
        "street": np.array([each.street for each in found], dtype=np.int64),
        "postcode": np.array([each.postcode_number for each in found], dtype=np.int64),
        "decile": 1 + chance.below(chance.draw(key, _DECILE), 10),
        "uprn": chance.below(chance.draw(key, _UPRN), 10**9),
    }
    return {name: column[index] for name, column in columns.items()}


def names(establishment: Column) -> dict[int, str]:
    """The name of each distinct establishment, by number."""
    unique = np.unique(establishment[establishment != NOWHERE])
    return {int(number): organisations.name_of(int(number)) for number in unique}
