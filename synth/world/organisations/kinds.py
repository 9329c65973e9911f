"""The kinds of body that there are in a place, how many, and their codes; all fictitious.

An organisation's number is place * SLOTS + slot, and its slot says its kind. Codes fit the shapes that the
Organisation Data Service uses, in blocks where it has published nothing:

    practice          B99001 and on to P99999 (letters B to P without I and O): no such block is published
    trust             R9A and on down to R2: trusts are R0x, R1x and RAx to RYx
    site of a trust   the trust's code and two characters, as real sites are
    ICB               Q9A and on down: boards are Q44 to Q99 and Qxx with two letters or a letter and a digit
    care network      U9A001: primary care networks are U and five digits
    council           9A0 to 9Z9: councils are three digits or two digits and a letter; a department has two
                      letters more
    pharmacy          F9A00: pharmacies are F and a letter
    school            EE900000: unique reference numbers in use begin with 1
    care providers    89A00, 79A00 (homes), 88A00 (pregnancy advice): non-NHS providers are 8 and two letters,
                      Welsh boards 7A1 to 7A7
    national bodies   X9A, X9B

Halls of residence and prisons bear a number of our own. Tests hold all of them against the published lists of
practices, trusts, commissioners and boards. The lists of councils, networks, pharmacies, schools and care providers
were not at hand: their shapes are those of the coding frames (NHS Data Dictionary: school EE134290, non-NHS provider
8HA03, council's site 000AA), or recalled.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from synth.world.places import places

Column = np.ndarray

SLOTS = 128
"""Organisation numbers to a place."""


@dataclass(frozen=True)
class Kind:
    """A kind of organisation: its first slot, how many a place has, what it is part of, and its name.

    seated: it stands where what it is part of does. nearest: of several in a place the practice's area says which."""

    key: str
    title: str
    slot: int
    count: int
    name: str
    parent: str = ""
    type_code: str = "prov"  # of http://terminology.hl7.org/CodeSystem/organization-type
    national: bool = False
    seated: bool = True
    nearest: bool = False


_HOSPITAL = "{town} General Hospital"

_KINDS = (
    Kind("council", "Council", 0, 1, "{town} Council", type_code="govt"),
    Kind("icb", "Integrated care board", 1, 1, "NHS {town} Integrated Care Board", type_code="govt"),
    Kind("acute_trust", "Acute trust", 2, 1, "{town} Hospitals NHS Foundation Trust"),
    Kind("maternity_unit", "Maternity unit", 3, 1, f"{_HOSPITAL} Maternity Unit", "acute_trust", "dept"),
    Kind("neonatal_unit", "Neonatal unit", 4, 1, f"{_HOSPITAL} {{neonatal}}", "acute_trust", "dept"),
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
    Kind("community_hospital", "Community hospital", 13, 1, "{village} Community Hospital",
         "community_provider", "dept", seated=False),
    Kind("mental_health_unit", "Mental health hospital", 14, 1, "{word} House Hospital, {town}",
         "mental_health_provider", "dept", seated=False),
    Kind("prison", "Prison", 15, 1, "HM Prison {word} Hall, {town}", type_code="govt"),
    Kind("practice", "General practice", 16, 16, "", "primary_care_network", seated=False, nearest=True),
    Kind("pharmacy", "Pharmacy", 32, 20, "{word} Pharmacy, {town}", nearest=True),
    Kind("primary_school", "Primary school", 52, 20, "{town} {word} {school}", type_code="edu", nearest=True),
    Kind("secondary_school", "Secondary school", 72, 5, "{town} {word} {school}", type_code="edu", nearest=True),
    Kind("special_school", "Special school", 77, 1, "{word} House School, {town}", type_code="edu"),
    Kind("care_provider", "Home care provider", 78, 6, "{word} Home Care, {town}", type_code="bus"),
    Kind("care_home", "Care home", 84, 10, "{word} {home}, {town}", type_code="bus", nearest=True),
    Kind("student_hall", "Hall of residence", 94, 2, "{word} Hall, {town}", type_code="bus"),
    Kind("primary_care_network", "Primary care network", 96, 3, "{word} Primary Care Network, {town}", "icb",
         seated=False),
    Kind("pregnancy_advisory_service", "Pregnancy advisory service", 99, 1, "{word} Pregnancy Advice, {town}"),
    Kind("demographics_service", "Demographics service", 126, 1, "National Demographics Service (synthetic)",
         type_code="govt", national=True),
    Kind("event_service", "Event service", 127, 1, "National Event Service (synthetic)",
         type_code="govt", national=True),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.key: kind for kind in _KINDS}
"""The kinds of organisation, by key, in the order of their slots."""


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


def parent_of(number: int) -> int:
    """The number of what an organisation is part of, or -1."""
    kind, place = kind_of(number), number // SLOTS
    if not kind.parent:
        return -1
    above = KINDS[kind.parent]
    return place * SLOTS + above.slot + (number % SLOTS - kind.slot) % above.count


# ---------------------------------------------------------------- codes

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
OWN_SYSTEM = "https://synth.example.org/Id/organisation"
"""The system of the numbers of bodies to which the Organisation Data Service gives no code."""
_PRACTICE_LETTERS = "BCDEFGHJKLMNP"
_TRUSTS = {"acute_trust": 0, "community_provider": 1, "mental_health_provider": 2}
_STEMS = {"pharmacy": "F9", "care_provider": "89", "care_home": "79", "pregnancy_advisory_service": "88"}
_OWN = {"student_hall": "HALL", "prison": "PRISON"}
SITES = {
    "maternity_unit": "01", "neonatal_unit": "02", "emergency_department": "03", "screening_laboratory": "04",
    "health_visiting": "01", "child_health_information": "02", "community_hospital": "03",
    "mental_health_unit": "01",
    "adult_social_care": "AA", "childrens_social_care": "AB",
}  # fmt: skip
"""Kinds whose code is that of a site of what they are part of, with what is added to it."""


def _trust_code(n: int) -> str:
    last = LETTERS + "0123456789"
    first, rest = divmod(n, len(last))
    if first > 7:
        raise places.PlacesExhausted(f"there is no code left for trust {n}: R9A to R29 hold {8 * len(last)}")
    return f"R{9 - first}{last[rest]}"


def code_system_of(kind: str) -> str:
    """The system of the code of a kind of organisation."""
    if kind in _OWN:
        return OWN_SYSTEM
    return f"https://fhir.nhs.uk/Id/ods-{'site' if kind in SITES else 'organization'}-code"


def code_of(number: int) -> str:
    """The code of an organisation, of the shape of its kind, in a block that no published list uses."""
    place, kind = number // SLOTS, kind_of(number)
    which = number % SLOTS - kind.slot
    if kind.key in SITES:
        return code_of(place * SLOTS + KINDS[kind.parent].slot) + SITES[kind.key]
    if kind.key in _TRUSTS:
        return _trust_code(place * len(_TRUSTS) + _TRUSTS[kind.key])
    if kind.key in _OWN:
        return f"{_OWN[kind.key]}-{place * kind.count + which + 1:04d}"
    if kind.key == "council":
        return f"9{LETTERS[place // 10]}{place % 10}"
    if kind.key == "icb":
        return f"Q{9 - place // len(LETTERS)}{LETTERS[place % len(LETTERS)]}"
    if kind.key == "primary_care_network":
        return f"U9{LETTERS[place // 10]}{place % 10}{which:02d}"
    if kind.key == "practice":
        letter, rest = divmod(place * kind.count + which, 999)
        return f"{_PRACTICE_LETTERS[letter]}99{rest + 1:03d}"
    if kind.type_code == "edu":
        return f"EE9{place * SLOTS + number % SLOTS:05d}"
    if kind.national:
        return f"X9{LETTERS[number % SLOTS - KINDS['demographics_service'].slot]}"
    letter, rest = divmod(place * kind.count + which, 100)
    return f"{_STEMS[kind.key]}{LETTERS[letter]}{rest:02d}"
