"""Homes across the border: the few who are registered with a practice in England and live in Wales.

Their place, council and practice are those of their practice's area; what differs is the address. The town is in no
gazetteer and its postcode district has never been used (`lists/README.md`), like those of the places.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance
from synth.world import tables
from synth.world.places import places

Column = np.ndarray

_TOWN, _DISTRICT = "Pontwerydd", "LD86"
_ACROSS = chance.name_hash("world.border.across")


@lru_cache(maxsize=1)
def _evidence() -> int:
    return tables.part(tables.Fraction(tables.toml("identity")["border"]["wales"], 100_000))


def wales() -> int:
    """The number in place of a place that stands for Wales in addresses and postcodes."""
    return places.count()


def towns() -> list[str]:
    """The town of every place, then that in Wales."""
    return [*(places.town(place) for place in range(places.count())), _TOWN]


def district(post: int) -> str:
    """The postcode district of a place, or of Wales."""
    return _DISTRICT if post == wales() else places.district(post)


def post(place: Column, home_key: Column, occurrence: Column, settled: Column) -> Column:
    """What town and postcode each address has: those of its place, or of Wales (int64).

    home_key: of the household; occurrence: of the address; settled: no home of one's own, so never across."""
    across = (tables.uniform(home_key, _ACROSS, occurrence) < _evidence()) & ~settled
    return np.where(across, wales(), place)
