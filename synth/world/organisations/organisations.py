"""Organisations: who provides, commissions and records care in a place; all fictitious, found by arithmetic.

Their kinds and codes are those of `organisations.kinds`. Names do not depend on the seed; ids do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from synth import chance, keys
from synth.settings import Settings
from synth.world import tables, wordlists
from synth.world.organisations.kinds import (
    KINDS,
    SITES,
    SLOTS,
    Kind,
    code_of,
    code_system_of,
    kind_of,
    parent_of,
    slot_kinds,
)
from synth.world.places import contacts, places
from synth.world.places.streets import street_words

__all__ = ["KINDS", "SLOTS", "Kind", "Organisation", "catalogue", "code_of", "details", "kind_of", "slot_kinds"]

Column = np.ndarray


@dataclass(frozen=True)
class Organisation:
    """An organisation as output shows it; `parent` is a number or -1; `site`: its code is that of a site."""

    number: int
    key: int
    place: int
    kind: str
    title: str
    name: str
    ods_code: str
    code_system: str
    site: bool
    parent: int
    type_code: str
    phone: str
    email: str
    house: int
    street: int
    lines: tuple[str, ...]
    town: str
    postcode_number: int
    postcode: str


def organisation_of(place: Column, kind: str, which: Column | None = None) -> Column:
    """The number of the organisation of a kind for each place (int64).

    `which` chooses among several: the practice number for practices and for what is nearest, any integers for the
    others. National bodies are the same for every place.
    """
    if kind not in KINDS:
        raise ValueError(f"'{kind}' is not a kind of organisation; there are: {', '.join(KINDS)}")
    wanted = KINDS[kind]
    if wanted.national:
        return np.full(len(place), places.NATIONAL * SLOTS + wanted.slot, dtype=np.int64)
    if wanted.count == 1:
        return place * SLOTS + wanted.slot
    if which is None:
        raise ValueError(f"a place has several organisations of the kind '{kind}': say which")
    size = places.PRACTICES if kind == "practice" else wanted.count
    return place * SLOTS + (wanted.slot + which % size)


def numbers_of(place: int) -> list[int]:
    """The numbers of every organisation of a place, in order (NATIONAL: the national bodies)."""
    places.check_place(place)
    numbers = []
    for kind in KINDS.values():
        if kind.national == (place == places.NATIONAL):
            size = places.PRACTICES if kind.key == "practice" else kind.count
            numbers += [place * SLOTS + kind.slot + which for which in range(size)]
    return sorted(numbers)


def key_of(number: Column) -> Column:
    """The key of each organisation (uint64), from which its id is made."""
    return chance.join(_ORGANISATION, number)


def ids(numbers: Column, settings: Settings) -> Column:
    """The id of each organisation as uint64 pairs, shape (n, 2)."""
    return keys.uuids(settings.run, key_of(numbers), "Organization")


_ORGANISATION = chance.name_hash("organisation")

# ---------------------------------------------------------------- details

_PRACTICE_NAMES = (
    "{town} Central Health Centre",
    "{village} Surgery",
    "{town} {word} Road Surgery",
    "{town} {word} Medical Centre",
    "{village} and {village2} Surgeries",
    "{town} {word} Street Practice",
    "{village} Medical Practice",
    "{town} {word} Health Centre",
    "{town} {word} House Surgery",
    "{town} {word} Lane Surgery",
)
_SCHOOLS = {
    "primary_school": ("Primary School", "Church of England Primary School", "Community Primary School"),
    "secondary_school": ("Academy", "High School", "School"),
}
_HOMES = ("Court Care Home", "House Nursing Home", "Lodge Care Home", "Grange Nursing Home")
NEONATAL: tuple[str, ...] = tuple(tables.toml("places")["neonatal"]["units"])
"""What the neonatal unit of places 0, 4, 8 ..., of 1, 5, 9 ... and so on is."""


def has_intensive_care(place: int) -> bool:
    """Whether the maternity unit of a place has neonatal intensive care beside it."""
    return NEONATAL[place % len(NEONATAL)] == NEONATAL[0]


def name_of(number: int) -> str:
    """The name of an organisation."""
    kind, place = kind_of(number), number // SLOTS
    which = number % SLOTS - kind.slot
    # Words are dealt in turn from a start that the place draws, so that no two of a kind share one.
    streets = wordlists.read("streets")["street"]
    start = chance.draw_one(chance.join_one(_ORGANISATION, place), chance.name_hash(f"names of {kind.key}"))
    words = {
        "town": places.town(place),
        "word": streets[(start + which * 7) % len(streets)],
        "village": places.village(start + which * 2),
        "village2": places.village(start + which * 2 + 1),
        "neonatal": NEONATAL[place % len(NEONATAL)],
    }
    if kind.key == "practice":
        return _PRACTICE_NAMES[which].format(**words)
    schools = _SCHOOLS.get(kind.key, ("",))
    return kind.name.format(school=schools[which % len(schools)], home=_HOMES[which % len(_HOMES)], **words)


@lru_cache(maxsize=1 << 14)
def details(number: int) -> Organisation:
    """All that output shows of one organisation."""
    kind, place = kind_of(number), number // SLOTS
    key = chance.join_one(_ORGANISATION, number)
    home = 0 if place == places.NATIONAL else place
    parent = parent_of(number)
    # Units of a hospital, a trust's services and a council's departments stand where their parent does.
    seat = parent if parent >= 0 and kind.seated else number
    bits = chance.draw_one(chance.join_one(_ORGANISATION, seat), chance.name_hash("organisation.address"))
    street = (bits >> 32) % len(street_words())
    house = 1 + (bits >> 8) % 120
    # No two seats of a place share a postcode: slots are fewer than the units of a sector, and 3 divides neither.
    first = chance.draw_one(chance.join_one(_ORGANISATION, home), chance.name_hash("organisation.postcode"))
    postcode = int(contacts.postcode(home, 0, (first % contacts.UNITS + seat % SLOTS * 3) % contacts.UNITS))
    name = name_of(number)
    return Organisation(
        number=number,
        key=key,
        place=place,
        kind=kind.key,
        title=kind.title,
        name=name,
        ods_code=code_of(number),
        code_system=code_system_of(kind.key),
        site=kind.key in SITES,
        parent=parent,
        type_code=kind.type_code,
        phone=contacts.landline(chance.draw_one(key, chance.name_hash("organisation.phone"))),
        email=contacts.email(name),
        house=house,
        street=street,
        lines=(f"{house} {street_words()[street]}",),
        town=places.town(home),
        postcode_number=postcode,
        postcode=contacts.postcode_text_one(postcode),
    )


def catalogue(place: int, settings: Settings) -> list[Organisation]:
    """Every organisation of a place, in order of their numbers; nothing of it depends on the settings."""
    return [details(number) for number in numbers_of(place)]
