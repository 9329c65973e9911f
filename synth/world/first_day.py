"""The words and columns in which a family is told on the day it is first seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Column = np.ndarray

TYPES = (
    "one",
    "couple",
    "couple_children",
    "couple_grown",
    "lone_children",
    "lone_grown",
    "three_generations",
    "communal",
)
ONE, COUPLE, COUPLE_CHILDREN, COUPLE_GROWN, LONE_CHILDREN, LONE_GROWN, THREE_GENERATIONS, COMMUNAL = range(8)
HEAD, PARTNER, GRANDPARENT, CHILD, ELSEWHERE, SUITOR = range(6)
"""Roles of the members present on the first day; ELSEWHERE: the other parent of a lone parent's children, who
lives apart; SUITOR: he who lives apart and will in time be the partner of a woman of the family."""
MALE, FEMALE = 1, 2
LARGEST = 16
"""The most Patients a family can have: members 0 .. 15. Relatives who are nobody's Patient come after
them."""
OUTSIDE, LATER = 16, 32
"""Member numbers of a parent elsewhere (16 + the mother's or father's) and of a later partner (32 + hers)."""
SLOTS = 6
"""The most past maternities of one mother."""
LONG_AGO_DAY, NEVER_DAY = -(2**31), 2**31
YEAR4 = 1461
"""Four years in days; a year of age is a quarter of it."""
OLDEST_BORN = 106 * YEAR4 // 4
"""Days before the first day after which everyone was born."""


@dataclass
class Opening:
    """The members of some families on the day each is first seen, sorted by (family, member), and their mothers' past
    maternities.

    Families (n): kind, decile, place, composition (`world.composition`), practice, start (row of each family's first
    member; n + 1), family_key,
    same_sex, seen (the day on which it is first seen: the first day, or that of its arrival from abroad),
    leaves (the day on which it leaves England for good, NEVER_DAY for most).
    Persons: family (position among those asked for), member, role, sex, born (day), mother, father
    (rows or
    -1), plurality, key, partnering (the day on which a woman without a partner will begin to live with one;
    NEVER_DAY for all others), woman (of a SUITOR: the row of his later partner, else -1).
    Maternities: mother (row, or -1 where she is not a member), family, order (from the latest, 0), born
    (day), fetuses, babies (rows, shape (m, 3), -1 for a child away from home). Days since 1970."""

    families: Column
    kind: Column
    decile: Column
    place: Column
    composition: Column
    practice: Column
    family_key: Column
    same_sex: Column
    seen: Column
    leaves: Column
    start: Column
    family: Column
    member: Column
    role: Column
    sex: Column
    born: Column
    mother: Column
    father: Column
    plurality: Column
    key: Column
    partnering: Column
    woman: Column
    maternity_mother: Column
    maternity_family: Column
    maternity_order: Column
    maternity_born: Column
    maternity_fetuses: Column
    maternity_babies: Column

    def __len__(self) -> int:
        return len(self.family)
