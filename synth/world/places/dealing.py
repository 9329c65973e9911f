"""The dealing of families to places and practices, by arithmetic on their index alone.

Place 0 fills first: families 0 .. 59,999 are about 100,000 people in a window of ten years, one council's worth; then
place 1, and so on. Within a place families are dealt in turn over ten practices, from a starting point that the run's
key sets for each place, so that every practice fills evenly and none beyond its list."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import isqrt

import numpy as np

from synth import chance
from synth.world import tables

Column = np.ndarray

FAMILIES_PER_PLACE = 60_000
"""Families to a place: about 100,000 people in ten years, of whom some 83,000 are there on any one day."""
PRACTICES = 10
"""Practices to a place, numbered 0 .. 9."""
_E = tables.toml("places")
LIST_SIZES: tuple[tuple[int, ...], ...] = tuple(map(tuple, _E["list_sizes"]["patterns"]))
"""The list size of each practice of places 0, 5, 10 ..., of places 1, 6, 11 ... and so on: its capacity, which it never
passes in a window of ten years, however many families there are. As in England, lists are longer than the people there
are (`evidence/places.toml`)."""
LEANS = tuple(map(Fraction, _E["leans"]["practices"]))
"""How far each practice's people lean to deprivation (1 all deprived, -1 all not)."""
DIVERSITY = tuple(Fraction(n, _E["diversity"]["average"]) for n in _E["diversity"]["practices"])
"""For each practice, people who are not White British against the average of their age (mean 1 over lists)."""

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


@tables.compiled
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
    """The most people that the list of a practice of a place may have."""
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
