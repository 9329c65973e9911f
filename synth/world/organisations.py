"""Organisations: who provides, commissions and records care in a place; all fictitious, found by arithmetic.

An organisation's number is place * 64 + slot, and its slot says its kind. Codes fit the shapes that the
Organisation Data Service uses, in blocks where it has published nothing:

    practice          B99001 and on to P99999 (letters B to P without I and O): no such block is published
    trust             R9A and on down to R2: trusts are R0x, R1x and RAx to RYx
    site of a trust   the trust's code and two characters, as real sites are
    ICB               Q9A and on down: boards are Q44 to Q99 and Qxx with two letters or a letter and a digit
    council           9A0 to 9Z9: councils are three digits or two digits and a letter; a department has two
                      letters more
    pharmacy          F9A00: pharmacies are F and a letter
    school            EE900000: unique reference numbers in use begin with 1
    care providers    89A00, 79A00 (homes): non-NHS providers are 8 and two letters, Welsh boards 7A1 to 7A7
    national bodies   X9A, X9B

Tests hold all of them against the published lists of practices, trusts, commissioners and boards. The lists
of councils, pharmacies, schools and care providers were not at hand: their shapes are those of the coding
frames (NHS Data Dictionary: school EE134290, non-NHS provider 8HA03, council's site 000AA), or recalled.
Names do not depend on the seed; ids do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from synth import chance, keys
from synth.settings import Settings
from synth.world import contacts, places, wordlists

Column = np.ndarray

SLOTS = 64
"""Organisation numbers to a place."""


@dataclass(frozen=True)
class Kind:
    """A kind of organisation: its first slot, how many a place has, what it is part of, and its name."""

    key: str
    title: str
    slot: int
    count: int
    name: str
    parent: str = ""
    type_code: str = "prov"  # of http://terminology.hl7.org/CodeSystem/organization-type
    national: bool = False


_HOSPITAL = "{town} General Hospital"

_KINDS = (
    Kind("council", "Council", 0, 1, "{town} Council", type_code="govt"),
    Kind("icb", "Integrated care board", 1, 1, "NHS {town} Integrated Care Board", type_code="govt"),
    Kind("acute_trust", "Acute trust", 2, 1, "{town} Hospitals NHS Foundation Trust"),
    Kind("maternity_unit", "Maternity unit", 3, 1, f"{_HOSPITAL} Maternity Unit", "acute_trust", "dept"),
    Kind("neonatal_unit", "Neonatal unit", 4, 1, f"{_HOSPITAL} Neonatal Unit", "acute_trust", "dept"),
    Kind("community_provider", "Community provider", 5, 1, "{town} Community Health NHS Trust"),
    Kind("health_visiting", "Health visiting service", 6, 1, "{town} Health Visiting Service",
         "community_provider", "team"),
    Kind("child_health_information", "Child health information service", 7, 1,
         "{town} Child Health Information Service", "community_provider"),
    Kind("mental_health_provider", "Mental health provider", 8, 1,
         "{town} Mental Health NHS Foundation Trust"),
    Kind("adult_social_care", "Adult social care", 9, 1, "{town} Council Adult Social Care",
         "council", "govt"),
    Kind("childrens_social_care", "Children's social care", 10, 1, "{town} Council Children's Social Care",
         "council", "govt"),
    Kind("emergency_department", "Emergency department", 11, 1, f"{_HOSPITAL} Emergency Department",
         "acute_trust", "dept"),
    Kind("screening_laboratory", "Screening laboratory", 12, 1, "{town} Newborn Screening Laboratory",
         "acute_trust", "dept"),
    Kind("practice", "General practice", 16, 16, ""),
    Kind("pharmacy", "Pharmacy", 32, 4, "{word} Pharmacy, {town}"),
    Kind("school", "School", 40, 4, "{town} {word} {school}", type_code="edu"),
    Kind("care_provider", "Home care provider", 48, 2, "{word} Home Care, {town}", type_code="bus"),
    Kind("care_home", "Care home", 50, 4, "{word} {home}, {town}", type_code="bus"),
    Kind("demographics_service", "Demographics service", 62, 1, "National Demographics Service (synthetic)",
         type_code="govt", national=True),
    Kind("event_service", "Event service", 63, 1, "National Event Service (synthetic)",
         type_code="govt", national=True),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.key: kind for kind in _KINDS}
"""The kinds of organisation, by key, in the order of their slots."""


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
    site: bool
    parent: int
    type_code: str
    phone: str
    email: str
    lines: tuple[str, ...]
    town: str
    postcode: str


@lru_cache(maxsize=1)
def slot_kinds() -> Column:
    """For each slot the position of its kind in KINDS, -1 where there is none."""
    table = np.full(SLOTS, -1, dtype=np.int64)
    for position, kind in enumerate(_KINDS):
        table[kind.slot : kind.slot + kind.count] = position
    return table


def kind_of(number: int) -> Kind:
    """The kind of an organisation."""
    position = int(slot_kinds()[number % SLOTS])
    if position < 0:
        raise ValueError(f"there is no organisation {number}: slot {number % SLOTS} of a place is not used")
    return _KINDS[position]


def organisation_of(place: Column, kind: str, which: Column | None = None) -> Column:
    """The number of the organisation of a kind for each place (int64).

    `which` chooses among several: the practice number for practices, any integers for pharmacies, schools and
    care providers. National bodies are the same for every place.
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
    for kind in _KINDS:
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

# ---------------------------------------------------------------- codes

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_PRACTICE_LETTERS = "BCDEFGHJKLMNP"
_TRUSTS = {"acute_trust": 0, "community_provider": 1, "mental_health_provider": 2}
_STEMS = {"pharmacy": "F9", "care_provider": "89", "care_home": "79"}
_SITES = {
    "maternity_unit": "01", "neonatal_unit": "02", "emergency_department": "03", "screening_laboratory": "04",
    "health_visiting": "01", "child_health_information": "02",
    "adult_social_care": "AA", "childrens_social_care": "AB",
}  # fmt: skip


def _trust_code(n: int) -> str:
    last = LETTERS + "0123456789"
    first, rest = divmod(n, len(last))
    if first > 7:
        raise places.PlacesExhausted(f"there is no code left for trust {n}: R9A to R29 hold {8 * len(last)}")
    return f"R{9 - first}{last[rest]}"


def code_of(number: int) -> str:
    """The code of an organisation, of the shape of its kind, in a block that no published list uses."""
    place, kind = number // SLOTS, kind_of(number)
    which = number % SLOTS - kind.slot
    if kind.key in _SITES:
        return code_of(place * SLOTS + KINDS[kind.parent].slot) + _SITES[kind.key]
    if kind.key in _TRUSTS:
        return _trust_code(place * len(_TRUSTS) + _TRUSTS[kind.key])
    if kind.key == "council":
        return f"9{LETTERS[place // 10]}{place % 10}"
    if kind.key == "icb":
        return f"Q{9 - place // len(LETTERS)}{LETTERS[place % len(LETTERS)]}"
    if kind.key == "practice":
        letter, rest = divmod(place * kind.count + which, 999)
        return f"{_PRACTICE_LETTERS[letter]}99{rest + 1:03d}"
    if kind.key == "school":
        return f"EE9{place * kind.count + which:05d}"
    if kind.national:
        return f"X9{LETTERS[number % SLOTS - 62]}"
    letter, rest = divmod(place * kind.count + which, 100)
    return f"{_STEMS[kind.key]}{LETTERS[letter]}{rest:02d}"


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
_SCHOOLS = ("Primary School", "Church of England Primary School", "Academy", "Nursery School")
_HOMES = ("Court Care Home", "House Nursing Home", "Lodge Care Home", "Grange Nursing Home")
_STREETS = ("Road", "Street", "Way", "Avenue", "Lane", "Drive")


def _word(key: int, name: str, column: str, occurrence: int = 0) -> str:
    words = wordlists.read({"street": "streets", "village": "villages"}[column])[column]
    return words[chance.below_one(chance.draw_one(key, chance.name_hash(name), occurrence), len(words))]


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
    }
    if kind.key == "practice":
        return _PRACTICE_NAMES[which].format(**words)
    return kind.name.format(school=_SCHOOLS[which % len(_SCHOOLS)], home=_HOMES[which % len(_HOMES)], **words)


@lru_cache(maxsize=1 << 14)
def details(number: int) -> Organisation:
    """All that output shows of one organisation."""
    kind, place = kind_of(number), number // SLOTS
    key = chance.join_one(_ORGANISATION, number)
    home = 0 if place == places.NATIONAL else place
    # Units of a hospital, a trust's services and a council's departments stand where their parent does.
    seat = chance.join_one(_ORGANISATION, place * SLOTS + KINDS[kind.parent].slot) if kind.parent else key
    bits = chance.draw_one(seat, chance.name_hash("organisation.address"))
    street = f"{_word(seat, 'organisation.street', 'street')} {_STREETS[bits % len(_STREETS)]}"
    line = f"{1 + (bits >> 8) % 120} {street}"
    name = name_of(number)
    return Organisation(
        number=number,
        key=key,
        place=place,
        kind=kind.key,
        title=kind.title,
        name=name,
        ods_code=code_of(number),
        site=kind.key in _SITES,
        parent=place * SLOTS + KINDS[kind.parent].slot if kind.parent else -1,
        type_code=kind.type_code,
        phone=contacts.landline(chance.draw_one(key, chance.name_hash("organisation.phone"))),
        email=contacts.email(name),
        lines=(line,),
        town=places.town(home),
        postcode=contacts.postcode_text_one(int(contacts.postcode(home, 0, (bits >> 20) % contacts.UNITS))),
    )


def catalogue(place: int, settings: Settings) -> list[Organisation]:
    """Every organisation of a place, in order of their numbers; nothing of it depends on the settings."""
    return [details(number) for number in numbers_of(place)]
