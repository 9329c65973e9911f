"""Which place and practice a family is dealt to, by arithmetic on its index alone.

Place 0 fills first: families 0 .. 41,999 are about 100,000 people, one council's worth; then place 1, and so
on. Within a place families are dealt in turn over ten practices, in proportion to their list sizes, from a
starting point that the run's key sets for each place."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from synth import chance

Column = np.ndarray

FAMILIES_PER_PLACE = 42_000
"""Families to a place: about 100,000 people."""
PRACTICES = 10
"""Practices to a place, numbered 0 .. 9."""
LIST_SHARES = (18, 15, 13, 12, 10, 9, 8, 6, 5, 4)
"""Families of each hundred dealt to each practice (lists of about 18,000 down to 4,000: NHS England, patients
registered at a GP practice: mean just over 10,000, the commonest size 4,000 to 5,999)."""
LEANS = tuple(Fraction(n, 100) for n in (35, -55, 70, -40, -80, 60, -35, 85, 25, 0))
"""How far each practice's people lean to deprivation (1 all deprived, -1 all not)."""

DIVERSITY = tuple(Fraction(n, 983) for n in (1300, 600, 1900, 600, 400, 1700, 700, 500, 900, 400))
"""For each practice, people who are not White British against the average of their age (mean 1 over lists):
an assumption, so that practices span from a town's centre to its villages."""

_START = chance.name_hash("world.dealing.start")


def _pattern() -> Column:
    """A hundred practices in turn, each as evenly spread as its share allows."""
    owed = [0] * PRACTICES
    out = []
    for _ in range(100):
        owed = [o + s for o, s in zip(owed, LIST_SHARES, strict=True)]
        practice = max(range(PRACTICES), key=lambda p: (owed[p], -p))
        owed[practice] -= 100
        out.append(practice)
    return np.array(out, dtype=np.int64)


PATTERN = _pattern()
"""The practices of a hundred families in turn."""


def place_of(family: Column) -> Column:
    """The place number of each family (int64)."""
    return family // FAMILIES_PER_PLACE


def practice_of(run: int, family: Column) -> Column:
    """The practice number in its place, 0 .. PRACTICES - 1, of each family (int64)."""
    place = place_of(family)
    if len(place) and place[0] == place[-1] and (place == place[0]).all():
        start = np.array([chance.draw_one(run ^ int(place[0]), _START) % 100])
    else:
        start = (chance.draw(place.astype(np.uint64) ^ np.uint64(run), _START) % np.uint64(100)).astype(np.int64)
    return PATTERN[(family + start) % 100]
