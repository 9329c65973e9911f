"""Staff: a fixed roster of posts at each organisation, who holds them in turn, and who sees whom, by arithmetic.

A roster is that of the kind of organisation; each position in it is a post, which people hold one after the other
(`posts`). Names and numbers do not depend on the seed; ids do.

Registration numbers stand outside every form that a register issues, so that they can be nobody's. UK Core
(Practitioner.identifier) and NHS England's checks (uk.nhsdigital.r4, NHSDigital-Practitioner) give the forms:
GMC seven digits, or L and six; NMC two digits, a letter, four digits, a letter; HCPC two letters of a
profession and up to six digits; GPhC seven digits that begin with 2. Social Work England's are SW and digits.
Ours are T (with a second character, where a form has more than seven) and six digits or letters, which none admits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from synth import chance, keys
from synth.calendar import days
from synth.known import Known
from synth.settings import Settings
from synth.world import tables
from synth.world.identity import names
from synth.world.organisations import hours, organisations, posts
from synth.world.places import contacts

Column = np.ndarray

NOBODY = -1
"""Stands for the practitioner of what no person wrote (a system's own message)."""


@dataclass(frozen=True)
class Register:
    """A professional register: the system of its identifiers and the form of ours."""

    key: str
    system: str
    prefix: str
    digits: int


REGISTERS = {
    register.key: register
    for register in (
        Register("gmc", "https://fhir.hl7.org.uk/Id/gmc-number", "T", 6),
        Register("nmc", "https://fhir.hl7.org.uk/Id/nmc-number", "TN", 6),
        Register("hcpc", "https://fhir.hl7.org.uk/Id/hcpc-number", "T9", 6),
        Register("gphc", "https://fhir.hl7.org.uk/Id/gphc-number", "T", 6),
        Register("social_work_england", "https://synth.example.org/Id/social-work-england-number", "TS", 6),
    )
}


@dataclass(frozen=True)
class Role:
    """What someone is employed as, and in which register they stand, if in any."""

    key: str
    title: str
    register: str = ""
    doctor: str = ""  # "physician" is Dr, "surgeon" is Mr or Miss


_ROLES = (
    Role("general_medical_practitioner", "General practitioner", "gmc",
         "physician"),
    Role("practice_nurse", "Practice nurse", "nmc"),
    Role("clinical_pharmacist", "Clinical pharmacist", "gphc"),
    Role("healthcare_assistant", "Healthcare assistant", ""),
    Role("receptionist", "Receptionist", ""),
    Role("midwife", "Midwife", "nmc"),
    Role("obstetrician", "Consultant obstetrician", "gmc", "surgeon"),
    Role("sonographer", "Sonographer", "hcpc"),
    Role("neonatologist", "Consultant neonatologist", "gmc", "physician"),
    Role("neonatal_nurse", "Neonatal nurse", "nmc"),
    Role("paediatrician", "Consultant paediatrician", "gmc", "physician"),
    Role("hearing_screener", "Newborn hearing screener", ""),
    Role("laboratory_scientist", "Biomedical scientist", "hcpc"),
    Role("hospital_doctor", "Specialty registrar", "gmc", "physician"),
    Role("consultant_physician", "Consultant physician", "gmc", "physician"),
    Role("surgeon", "Consultant surgeon", "gmc", "surgeon"),
    Role("staff_nurse", "Staff nurse", "nmc"),
    Role("health_visitor", "Health visitor", "nmc"),
    Role("school_nurse", "School nurse", "nmc"),
    Role("community_nurse", "Community nurse", "nmc"),
    Role("physiotherapist", "Physiotherapist", "hcpc"),
    Role("occupational_therapist", "Occupational therapist", "hcpc"),
    Role("speech_language_therapist", "Speech and language therapist", "hcpc"),
    Role("dietitian", "Dietitian", "hcpc"),
    Role("podiatrist", "Podiatrist", "hcpc"),
    Role("child_health_administrator", "Child health administrator", ""),
    Role("psychiatrist", "Consultant psychiatrist", "gmc", "physician"),
    Role("community_mental_health_nurse", "Community mental health nurse", "nmc"),
    Role("clinical_psychologist", "Clinical psychologist", "hcpc"),
    Role("talking_therapist", "Talking therapies practitioner", ""),
    Role("social_worker", "Children's social worker", "social_work_england"),
    Role("conference_chair", "Child protection conference chair", "social_work_england"),
    Role("adult_social_worker", "Adult social worker", "social_work_england"),
    Role("approved_mental_health_professional", "Approved mental health professional", "social_work_england"),
    Role("care_coordinator", "Care coordinator", ""),
    Role("care_worker", "Care worker", ""),
    Role("pharmacist", "Pharmacist", "gphc"),
    Role("paramedic", "Paramedic", "hcpc"),
)  # fmt: skip

ROLES: dict[str, Role] = {role.key: role for role in _ROLES}
"""The roles in which people are employed, by key."""


@lru_cache(maxsize=1)
def _women() -> dict[str, int]:
    """Women, in percent of those in each role (`evidence/staff.toml`)."""
    return {role: int(percent) for role, percent in tables.toml("staff")["women"].items()}


@lru_cache(maxsize=1)
def years_in_post() -> dict[str, int]:
    """For how many years people hold a post of each role (`evidence/staff.toml`)."""
    return {role: int(years) for role, years in tables.toml("staff")["years_in_post"].items()}


@lru_cache(maxsize=1)
def rosters() -> dict[str, tuple[tuple[str, int], ...]]:
    """Who works at each kind of organisation: roles and how many hold them, in the order of their positions."""
    return {kind: tuple(roster.items()) for kind, roster in tables.toml("staff")["rosters"].items()}


_DAY_AND_NIGHT = {
    "acute_trust": ("hospital_doctor", "consultant_physician", "surgeon", "paediatrician", "staff_nurse",
                    "healthcare_assistant"),
    "maternity_unit": ("midwife", "obstetrician", "hospital_doctor", "healthcare_assistant"),
    "neonatal_unit": ("neonatologist", "neonatal_nurse", "hospital_doctor"),
    "emergency_department": ("hospital_doctor", "consultant_physician", "staff_nurse"),
    "community_hospital": ("staff_nurse",),
    "mental_health_unit": ("psychiatrist", "staff_nurse"),
    "adult_social_care": ("approved_mental_health_professional",),
    "care_provider": ("care_worker",),
    "care_home": ("care_worker", "staff_nurse"),
}  # fmt: skip
_EXTENDED = {
    "maternity_unit": ("hearing_screener", "paediatrician"),
    "community_provider": ("community_nurse",),
    "pharmacy": ("pharmacist",),
    "childrens_social_care": ("care_worker",),
}


def pattern_of(kind: str, role: str) -> str:
    """The working pattern (`hours.works`) of those who hold a role at a kind of organisation."""
    if role in _DAY_AND_NIGHT.get(kind, ()):
        return hours.SHIFTS
    if role in _EXTENDED.get(kind, ()):
        return days.EXTENDED
    return days.SURGERY if kind == "practice" else days.OFFICE


@lru_cache(maxsize=1 << 10)
def on_duty(kind: str, role: str) -> Column:
    """The colleague in a role who works nearest, by session of the week and by the one asked for (0 .. of - 1).

    Shape (sessions, of): the first position, from the one asked for on, whose holder works then; where nobody does,
    the one asked for."""
    of = dict(rosters()[kind])[role]
    week = np.array([hours.works(pattern_of(kind, role), position, of) for position in range(of)]).T
    found = np.tile(np.arange(of), (hours.SESSIONS, 1))
    for session in range(hours.SESSIONS):
        there = np.flatnonzero(week[session])
        if len(there):
            following = np.searchsorted(there, np.arange(of))
            found[session] = there[following % len(there)]
    return found


def week_of(number: int) -> hours.Times:
    """The working week of a practitioner: days and times."""
    kind, role, position, size = _place_of(number)
    return hours.week_of(pattern_of(kind, role), position, size)


@lru_cache(maxsize=256)
def _positions_in(kind: str) -> list[tuple[str, int, int]]:
    """For each position in the roster of a kind of organisation: the role, the place among those of the role, and how
    many these are."""
    return [(role, place, size) for role, size in rosters().get(kind, ()) for place in range(size)]


@lru_cache(maxsize=1 << 14)
def _place_of_post(post: int) -> tuple[str, str, int, int] | None:
    organisation, position = divmod(post, posts.ROSTER)
    kind = organisations.kind_of(organisation).key
    within = _positions_in(kind)
    return (kind, *within[position]) if position < len(within) else None


def _place_of(number: int) -> tuple[str, str, int, int]:
    """The kind of organisation and role of a practitioner, the position among those of the role, and their number."""
    found = _place_of_post(number // posts.TURNS)
    if found is not None:
        return found
    raise ValueError(f"there is no practitioner {number}: nobody has that position at the organisation")


@dataclass(frozen=True)
class Practitioner:
    """A member of staff as output shows them; `registration` and its system may be empty."""

    number: int
    key: int
    organisation: int
    role: str
    role_title: str
    sex: int
    prefix: str
    given: str
    family: str
    registration_system: str
    registration: str
    phone: str
    email: str


@lru_cache(maxsize=1)
def _positions() -> dict[str, tuple[Column, Column]]:
    """For each role, by slot of the organisation: its first position in the roster and how many hold it."""
    kinds = organisations.slot_kinds()
    names_of_kinds = list(organisations.KINDS)
    table = {role: (np.zeros(len(kinds), np.int64), np.zeros(len(kinds), np.int64)) for role in ROLES}
    for slot, kind in enumerate(kinds):
        position = 0
        for role, size in rosters().get(names_of_kinds[kind], ()) if kind >= 0 else ():
            table[role][0][slot], table[role][1][slot] = position, size
            position += size
    return table


def pick(organisation: Column, role: str, bits: Column) -> Column:
    """One post of a role at each organisation, by 64 random bits each (int64)."""
    if role not in ROLES:
        raise ValueError(f"'{role}' is not a role; there are: {', '.join(ROLES)}")
    first, size = (column[organisation % organisations.SLOTS] for column in _positions()[role])
    if len(size) and not size.all():
        kind = organisations.kind_of(int(organisation[np.argmin(size)])).key
        raise ValueError(f"nobody is employed as '{role}' at an organisation of the kind '{kind}'")
    return organisation * posts.ROSTER + first + chance.below(bits, size)


def pick_one(organisation: int, role: str, bits: int) -> int:
    """One post of a role at one organisation."""
    return int(pick(np.array([organisation]), role, np.array([bits], dtype=np.uint64))[0])


def numbers_of(organisation: int, settings: Settings) -> list[int]:
    """The numbers of everyone who works at an organisation at some time in the window, in order."""
    roster = rosters().get(organisations.kind_of(organisation).key, ())
    sizes = [size for _, size in roster]
    post = organisation * posts.ROSTER + np.arange(sum(sizes))
    years = np.repeat(np.array([years_in_post()[role] for role, _ in roster], dtype=np.int64), sizes)
    first = posts.holders(post, years, np.full(len(post), settings.begins))
    last = posts.holders(post, years, np.full(len(post), max(settings.ends - 1, settings.begins)))
    return [n for one, other in zip(first.tolist(), last.tolist(), strict=True) for n in range(one, other + 1)]


def role_of(number: int) -> Role:
    """The role in which a practitioner is employed."""
    return ROLES[_place_of(number)[1]]


def times_of(numbers: Column) -> tuple[Column, Column]:
    """The instants at which each practitioner takes up the post and leaves it (int64)."""
    years = np.array([years_in_post()[role_of(number).key] for number in numbers.tolist()], dtype=np.int64)
    return posts.times(numbers, years)


def key_of(number: Column) -> Column:
    """The key of each practitioner (uint64), from which their id is made."""
    return chance.join(_PRACTITIONER, number)


def ids(numbers: Column, settings: Settings) -> Column:
    """The id of each practitioner as uint64 pairs, shape (n, 2)."""
    return keys.uuids(settings.run, key_of(numbers), "Practitioner")


def role_ids(numbers: Column, settings: Settings) -> Column:
    """The id of each practitioner's role at their organisation as uint64 pairs, shape (n, 2)."""
    return keys.uuids(settings.run, key_of(numbers), "PractitionerRole")


def practitioner(number: int) -> Practitioner:
    """All that output shows of one practitioner; of many it is quicker to ask together (`known`)."""
    return _known.one(number)


def known(numbers: Sequence[int]) -> list[Practitioner]:
    """All that output shows of some practitioners, each of whom is made once."""
    return _known.of(numbers)


def practitioners(numbers: Column) -> list[Practitioner]:
    """All that output shows of some practitioners, by their numbers (int64)."""
    keys_of, roles = key_of(numbers), [role_of(number) for number in numbers.tolist()]
    women = np.array([_women()[role.key] for role in roles], dtype=np.int64)
    sex = np.where(chance.below(chance.draw(keys_of, _SEX), 100) < women, 2, 1)
    given, family = names.of_staff(keys_of, sex)
    married = chance.below(chance.draw(keys_of, _PREFIX), 4).tolist()
    phones = chance.draw(keys_of, _PHONE).tolist()
    columns = (numbers.tolist(), keys_of.tolist(), roles, sex.tolist(), married, given, family, phones)
    return [_practitioner(*each) for each in zip(*columns, strict=True)]


_known = Known[int, Practitioner](lambda numbers: practitioners(np.array(numbers, dtype=np.int64)), 1 << 16)


def _practitioner(number: int, key: int, role: Role, sex: int, married: int, given: str, family: str,
                  phone: int) -> Practitioner:  # fmt: skip
    if role.doctor == "physician":
        prefix = "Dr"
    elif sex == 1:
        prefix = "Mr"
    elif role.doctor == "surgeon":
        prefix = "Miss"
    else:
        prefix = ("Mrs", "Mrs", "Miss", "Ms")[married]
    register = REGISTERS.get(role.register)
    return Practitioner(
        number=number,
        key=key,
        organisation=number // (posts.TURNS * posts.ROSTER),
        role=role.key,
        role_title=role.title,
        sex=sex,
        prefix=prefix,
        given=given,
        family=family,
        registration_system=register.system if register else "",
        registration=_registration(number, register) if register else "",
        phone=contacts.landline(phone),
        email=contacts.email(f"{given} {family} {number}"),
    )


def _registration(number: int, register: Register) -> str:
    """A number of a register, outside the form that it issues; different for every practitioner.

    Digits hold what they can of the number in base 36, so that six are enough for every place and turn.
    """
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    for _ in range(register.digits):
        number, digit = divmod(number, 36)
        text = digits[digit] + text
    return register.prefix + text


_PRACTITIONER = chance.name_hash("practitioner")
_SEX, _PREFIX, _PHONE = (chance.name_hash(f"practitioner.{name}") for name in ("sex", "prefix", "phone"))
