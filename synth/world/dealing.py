"""Which place and practice a family is dealt to, by arithmetic on its index alone.

Place 0 fills first: families 0 .. 59,999 are about 100,000 people in a window of ten years, one council's worth; then
place 1, and so on. Within a place families are dealt in turn over ten practices, from a starting point that the run's
key sets for each place, so that every practice fills evenly and none beyond its list."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import isqrt

import numpy as np

from synth import chance

Column = np.ndarray

FAMILIES_PER_PLACE = 60_000
"""Families to a place: about 100,000 people in ten years, of whom some 83,000 are there on any one day."""
PRACTICES = 10
"""Practices to a place, numbered 0 .. 9."""
LIST_SIZES = (
    (17_500, 14_600, 12_900, 11_600, 10_200, 8_900, 7_700, 6_100, 5_000, 3_500),
    (27_600, 13_200, 11_000, 9_400, 8_600, 7_600, 6_700, 5_300, 5_000, 3_600),
    (18_800, 14_900, 12_400, 11_400, 9_700, 8_300, 7_200, 5_700, 5_200, 4_400),
    (26_000, 14_300, 11_300, 9_800, 8_400, 7_500, 6_600, 5_600, 4_900, 3_600),
    (16_400, 14_400, 13_000, 12_200, 11_400, 10_600, 7_400, 5_400, 3_900, 3_300),
)
"""The list size of each practice of places 0, 5, 10 ..., of places 1, 6, 11 ... and so on: its capacity, which it never
passes in a window of ten years, however many families there are.

Patients registered at a GP practice (NHS England): mean just over 10,000; the commonest size is 4,000 to 5,999, 17.9
per cent of practices; 3.9 per cent have more than 20,000. As in England, lists are longer than the people there are."""
LEANS = tuple(Fraction(n, 100) for n in (35, -55, 70, -40, -80, 60, -35, 85, 25, 0))
"""How far each practice's people lean to deprivation (1 all deprived, -1 all not)."""

DIVERSITY = tuple(Fraction(n, 983) for n in (1300, 600, 1900, 600, 400, 1700, 700, 500, 900, 400))
"""For each practice, people who are not White British against the average of their age (mean 1 over lists):
an assumption, so that practices span from a town's centre to its villages."""

_START = chance.name_hash("world.dealing.start")


def _room(size: int) -> int:
    """The people for whom a list has room with six standard deviations to spare; families of two or three make the
    standard deviation of a list some 1.7 times the root of its length."""
    return size - 10 * isqrt(size)


@lru_cache(maxsize=1)
def shares() -> Column:
    """For each pattern of list sizes, what each practice is dealt of a thousand families (int64)."""
    out = []
    for sizes in LIST_SIZES:
        total = sum(map(_room, sizes))
        exact = [Fraction(1000 * _room(size), total) for size in sizes]
        whole = [int(share) for share in exact]
        by_rest = sorted(range(PRACTICES), key=lambda p: (whole[p] - exact[p], p))
        for p in by_rest[: 1000 - sum(whole)]:
            whole[p] += 1
        out.append(whole)
    return np.array(out, dtype=np.int64)


@lru_cache(maxsize=1)
def patterns() -> Column:
    """The practices of a thousand families in turn, each as evenly spread as its share allows, by pattern of sizes."""
    out = []
    for wanted in shares().tolist():
        owed, dealt = [0] * PRACTICES, []
        for _ in range(1000):
            owed = [o + s for o, s in zip(owed, wanted, strict=True)]
            practice = max(range(PRACTICES), key=lambda p: (owed[p], -p))
            owed[practice] -= 1000
            dealt.append(practice)
        out.append(dealt)
    return np.array(out, dtype=np.int64)


@lru_cache(maxsize=1)
def _by_share() -> Column:
    return np.array([np.repeat(np.arange(PRACTICES), wanted) for wanted in shares()])


def list_size(place: int, practice: int) -> int:
    """How long the list of a practice of a place may be at most."""
    return LIST_SIZES[place % len(LIST_SIZES)][practice]


def place_of(family: Column) -> Column:
    """The place number of each family (int64)."""
    return family // FAMILIES_PER_PLACE


def practice_of(run: int, family: Column) -> Column:
    """The practice number in its place, 0 .. PRACTICES - 1, of each family (int64)."""
    place = place_of(family)
    if len(place) and place[0] == place[-1] and (place == place[0]).all():
        first = chance.draw_one(run ^ int(place[0]), _START) % 1000
        return patterns()[int(place[0]) % len(LIST_SIZES)][(family + first) % 1000]
    start = (chance.draw(place.astype(np.uint64) ^ np.uint64(run), _START) % np.uint64(1000)).astype(np.int64)
    return patterns()[place % len(LIST_SIZES), (family + start) % 1000]


def practice_drawn(place: Column, bits: Column) -> Column:
    """A practice of each place by 64 random bits each, as often as families are dealt to it (int64)."""
    return _by_share()[place % len(LIST_SIZES), chance.below(bits, 1000)]
