"""Places: the councils' areas in which families live, their towns, their villages and their postcodes.

A place is one council, one acute trust with maternity and their neighbours in health and care; it has about
100,000 people in ten years and ten practices (`world.dealing` deals families to them). Every place is fictitious: its
town stands in no gazetteer that was searched and its postcode district has never been used (`lists/README.md` has
the evidence).
"""

from __future__ import annotations

import numpy as np

from synth.world import wordlists
from synth.world.places.dealing import FAMILIES_PER_PLACE, PRACTICES

__all__ = ["FAMILIES_PER_PLACE", "NATIONAL", "PRACTICES", "PlacesExhausted"]

Column = np.ndarray

NATIONAL = 1000
"""The place number under which the bodies that serve the whole country stand."""


DISTRICTS = ("North", "East", "South", "West")
"""The districts of a place: local authorities below its council, as most of England outside the cities has them."""


class PlacesExhausted(ValueError):
    """More families were asked for than there are places to put them."""


def count() -> int:
    """How many places there are."""
    return len(wordlists.read("towns")["town"])


def capacity() -> int:
    """How many families the places hold."""
    return count() * FAMILIES_PER_PLACE


def check(families: int) -> None:
    """Raise PlacesExhausted if families 0 .. families-1 do not fit in the places that there are."""
    if families > capacity():
        raise PlacesExhausted(
            f"{families:,} families do not fit: there are {count()} places of {FAMILIES_PER_PLACE:,} "
            f"families each, {capacity():,} in all; ask for fewer, or add rows to synth/world/lists/towns.csv"
        )


def check_place(place: int) -> None:
    """Raise PlacesExhausted if a place number has no row in the list of towns."""
    if place != NATIONAL and not 0 <= place < count():
        raise PlacesExhausted(
            f"there is no place {place}: the list of towns has {count()} (0 to {count() - 1}); "
            "add rows to synth/world/lists/towns.csv"
        )


def town(place: int) -> str:
    """The name of a place's town."""
    check_place(place)
    return "England" if place == NATIONAL else wordlists.read("towns")["town"][place]


def district(place: int) -> str:
    """The postcode district of a place."""
    check_place(place)
    return wordlists.read("towns")["district"][0 if place == NATIONAL else place]


def neighbour(place: Column, steps: Column) -> Column:
    """The place next to each place after an odd number of steps, itself after an even one (int64).

    Places are neighbours in pairs (0 and 1, 2 and 3 ...), so that whoever moves away stays near.
    """
    return place ^ (steps & 1)


def district_of(practice: Column) -> Column:
    """The district (0 .. 3, the second tier of local authority) of each practice's area in its place (int64)."""
    return practice % len(DISTRICTS)


def village(number: int) -> str:
    """The name of a village; any integer will do."""
    names = wordlists.read("villages")["village"]
    return names[number % len(names)]


def villages() -> list[str]:
    """The names of the villages, of which every place has some."""
    return wordlists.read("villages")["village"]
