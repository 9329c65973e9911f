"""Telephone numbers, mail addresses and postcodes that reach nobody.

Telephone numbers are from the ranges that Ofcom keeps for drama: 01632 960000 to 960999 (no area) and 07700
900000 to 900999 (mobile). Mail is at example.org (RFC 2606). A postcode is a real area with a district that
it has never had (`lists/README.md`); ZZ99 3VZ is the national pseudo-postcode of no fixed abode.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import numpy as np

from synth import chance
from synth.world.places import border

Column = np.ndarray

NO_FIXED_ABODE = -1
"""Stands in a column of postcodes for ZZ99 3VZ."""

_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # the inward half of a postcode uses no C, I, K, M, O or V
SECTORS = 10
UNITS = len(_LETTERS) ** 2
_PER_PLACE = SECTORS * UNITS


def landline(number: int) -> str:
    """A landline that nobody has, by any integer."""
    return f"01632 960{number % 1000:03d}"


def mobile(number: int) -> str:
    """A mobile that nobody has, by any integer."""
    return f"07700 900{number % 1000:03d}"


_MOBILE = chance.name_hash("output.people.mobile")  # the name under which it has been drawn from the first


def mobiles(keys: Column) -> Column:
    """The last three digits of each person's mobile, 07700 900 and these (int64); every output shows the same."""
    return chance.below(chance.draw(keys, _MOBILE), 1000)


_NO_LETTERS = re.compile(r"[^0-9a-z]+")


def email(name: str) -> str:
    """A mail address that nobody has."""
    return _NO_LETTERS.sub(".", name.lower()).strip(".") + "@example.org"


def postcode(place: Any, sector: Any, unit: Any) -> Any:
    """The number of a postcode: its place, sector (0 to 9) and unit (0 to 399); integers or columns."""
    return place * _PER_PLACE + sector * UNITS + unit


def letters_swapped(numbers: Column) -> Column:
    """The number of each postcode with its last two letters swapped (int64); not of no fixed abode."""
    rest, last = np.divmod(numbers, len(_LETTERS))
    rest, before = np.divmod(rest, len(_LETTERS))
    return (rest * len(_LETTERS) + last) * len(_LETTERS) + before


@lru_cache(maxsize=1)
def _ends() -> tuple[list[str], Column]:
    districts = [f"{border.district(post):<4}" for post in range(border.wales() + 1)]
    inward = [f" {s}{a}{b}" for s in range(SECTORS) for a in _LETTERS for b in _LETTERS]
    return districts, np.array(inward, dtype="S4").view(np.uint8).reshape(-1, 4)


def postcode_text_one(number: int) -> str:
    """One postcode as it is written, such as "AL86 3QT"."""
    if number == NO_FIXED_ABODE:
        return "ZZ99 3VZ"
    place, rest = divmod(number, _PER_PLACE)
    inward = _ends()[1][rest].tobytes().decode()
    return border.district(place) + inward


def postcode_text(numbers: Column) -> list[str]:
    """Each distinct postcode of a column as it is written; call it on distinct numbers, once per batch."""
    return [postcode_text_one(int(number)) for number in numbers]
