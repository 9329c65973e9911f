"""Telephone numbers, mail addresses and postcodes that reach nobody.

Telephone numbers are from the ranges that Ofcom keeps for drama: 01632 960000 to 960999 (no area) and 07700
900000 to 900999 (mobile). Mail is at example.org (RFC 2606). A postcode is a real area with a district that
it has never had (`lists/README.md`); ZZ99 3VZ is the national pseudo-postcode of no fixed abode.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from synth import chance
from synth.world import places, tables

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


def of_persons(keys: Column, age: Column) -> tuple[Column, Column]:
    """For each person: the last three digits of a mobile (int64), and if a mail address is on record (bool).

    The mobile is 07700 900 and the digits; a mail address is `email` of the person's name. `age`: in years.
    """
    mobiles = chance.below(chance.draw(keys, _MOBILE), 1000)
    told = tables.uniform(keys, _EMAIL) < _told()[np.clip(age, 0, 149)]
    return mobiles, told


@lru_cache(maxsize=1)
def _told() -> Column:
    shares = tables.by_age(tables.toml("moves")["email"]["ages"], 150)
    return tables.parts([share / 100 for share in shares])


_MOBILE, _EMAIL = chance.name_hash("world.contact.mobile"), chance.name_hash("world.contact.email")


def email(name: str) -> str:
    """A mail address that nobody has."""
    local = "".join(c if c.isalnum() and c.isascii() else "." for c in name.lower())
    return ".".join(part for part in local.split(".") if part) + "@example.org"


def postcode(place: Any, sector: Any, unit: Any) -> Any:
    """The number of a postcode: its place, sector (0 to 9) and unit (0 to 399); integers or columns."""
    return place * _PER_PLACE + sector * UNITS + unit


@lru_cache(maxsize=1)
def _ends() -> tuple[list[str], Column]:
    districts = [f"{places.district(place):<4}" for place in range(places.count())]
    inward = [f" {s}{a}{b}" for s in range(SECTORS) for a in _LETTERS for b in _LETTERS]
    return districts, np.array(inward, dtype="S4").view(np.uint8).reshape(-1, 4)


def postcode_text_one(number: int) -> str:
    """One postcode as it is written, such as "AL86 3QT"."""
    if number == NO_FIXED_ABODE:
        return "ZZ99 3VZ"
    place, rest = divmod(number, _PER_PLACE)
    inward = _ends()[1][rest].tobytes().decode()
    return places.district(place) + inward


def postcode_text(numbers: Column) -> list[str]:
    """Each distinct postcode of a column as it is written; call it on distinct numbers, once per batch."""
    return [postcode_text_one(int(number)) for number in numbers]
