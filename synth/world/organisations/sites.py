"""Sites: where organisations see people, and the services that they offer, found by arithmetic.

A location's number is its organisation's number * 32 + a position; so is a service's. What happens at a
person's home has no location here: its kind is "home", and output says so without an address.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth import chance, keys
from synth.settings import Settings
from synth.world.organisations import hours, kinds, organisations

Column = np.ndarray

PER_ORGANISATION = 32
"""Location numbers, and service numbers, to an organisation."""

HOME = "home"
"""The kind of location of what happens where the person lives."""

SCHOOL = "at school"
"""The kind of location of what happens at the school to which the person goes (`world.catchments`)."""

LOCATION_CODE = "https://fhir.nhs.uk/Id/ods-site-code"
"""The system of the code of a location."""

NOWHERE = -1
"""Stands for the location of what happens at home, by telephone or on paper."""

LOCATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "practice": (("surgery", ""),),
    "acute_trust": (
        ("hospital", "General Hospital"),
        ("ward", "Medical ward"),
        ("surgical_ward", "Surgical ward"),
        ("childrens_ward", "Children's ward"),
        ("outpatients", "Outpatient department"),
        ("theatre", "Operating theatres"),
        ("imaging", "Imaging department"),
    ),
    "maternity_unit": (
        ("labour_ward", "Labour ward"),
        ("postnatal_ward", "Postnatal ward"),
        ("antenatal_clinic", "Antenatal clinic"),
        ("maternity_ultrasound", "Maternity ultrasound"),
        ("antenatal_ward", "Antenatal ward"),
        ("birth_centre", "Birth centre"),
    ),
    "neonatal_unit": (("neonatal_unit", "Neonatal unit"),),
    "emergency_department": (("emergency_department", "Emergency department"),),
    "screening_laboratory": (("laboratory", "Newborn screening laboratory"),),
    "community_provider": (("community_clinic", "Community clinic"),),
    "health_visiting": (("child_health_clinic", "Child health clinic"),),
    "child_health_information": (("office", "Child health office"),),
    "community_hospital": (("community_ward", "Inpatient ward"), ("minor_injuries", "Minor injuries unit")),
    "mental_health_provider": (("mental_health_clinic", "Community mental health clinic"),),
    "mental_health_unit": (("mental_health_ward", "Inpatient ward"),),
    "pregnancy_advisory_service": (("advisory_clinic", "Clinic"),),
    "adult_social_care": (("office", "Adult social care office"),),
    "childrens_social_care": (
        ("office", "Children's social care office"),
        ("short_breaks_centre", "Short breaks centre"),
    ),
    "care_home": (("care_home", ""),),
    "pharmacy": (("pharmacy", ""),),
    "primary_school": (("school", ""),),
    "secondary_school": (("school", ""),),
    "special_school": (("school", ""),),
    "student_hall": (("student_hall", ""),),
    "prison": (("prison", ""),),
}
"""The locations of each kind of organisation: their kinds and names, in the order of their positions."""

SERVICES: dict[str, tuple[tuple[str, str], ...]] = {
    "practice": (("general_practice", "General practice"),),
    "acute_trust": (
        ("acute_medicine", "Acute medicine"),
        ("surgery", "Surgery"),
        ("paediatrics", "Paediatrics"),
        ("imaging", "Diagnostic imaging"),
        ("therapies", "Therapies"),
    ),
    "maternity_unit": (
        ("community_midwifery", "Community midwifery"),
        ("obstetrics", "Obstetrics"),
        ("maternity_ultrasound", "Maternity ultrasound"),
        ("newborn_hearing_screening", "Newborn hearing screening"),
        ("newborn_examination", "Newborn and infant physical examination"),
        ("midwifery", "Midwifery"),
    ),
    "neonatal_unit": (("neonatal_care", "Neonatal care"),),
    "emergency_department": (("emergency_care", "Emergency care"),),
    "screening_laboratory": (("newborn_blood_spot_screening", "Newborn blood spot screening"),),
    "community_provider": (
        ("community_nursing", "Community nursing"),
        ("community_therapy", "Community therapies"),
        ("community_paediatrics", "Community paediatrics"),
    ),
    "health_visiting": (("health_visiting", "Health visiting"),),
    "child_health_information": (("child_health_information", "Child health information"),),
    "mental_health_provider": (
        ("community_mental_health", "Community mental health"),
        ("talking_therapies", "Talking therapies"),
        ("perinatal_mental_health", "Perinatal mental health"),
        ("child_and_adolescent_mental_health", "Child and adolescent mental health"),
    ),
    "community_hospital": (
        ("community_inpatient", "Community inpatient care"),
        ("minor_injuries", "Minor injuries"),
    ),
    "mental_health_unit": (("mental_health_inpatient", "Mental health inpatient care"),),
    "pregnancy_advisory_service": (("pregnancy_advice", "Pregnancy advice"),),
    "adult_social_care": (("adult_social_care", "Adult social care"),),
    "childrens_social_care": (
        ("childrens_social_care", "Children's social care"),
        ("short_breaks", "Short breaks for disabled children"),
    ),
    "care_provider": (("care_and_support", "Care and support"),),
    "care_home": (("residential_care", "Residential care"),),
    "pharmacy": (("pharmacy", "Pharmacy"),),
    "demographics_service": (("demographics", "Demographics"),),
    "event_service": (("events", "National events"),),
}
"""The services of each kind of organisation: their keys and names, in the order of their positions."""


@dataclass(frozen=True)
class Location:
    """A location as output shows it; it stands where its organisation does."""

    number: int
    key: int
    organisation: int
    kind: str
    name: str
    code: str
    code_system: str
    hours: hours.Times
    phone: str
    lines: tuple[str, ...]
    town: str
    postcode: str


@dataclass(frozen=True)
class Service:
    """A service as output shows it; `location` is the first location of its organisation, or -1."""

    number: int
    key: int
    organisation: int
    service: str
    name: str
    location: int
    hours: hours.Times
    phone: str
    email: str


def position_of(table: dict[str, tuple[tuple[str, str], ...]], kind: str, wanted: str) -> int:
    """The position of a location or service at a kind of organisation; a ValueError says what there is."""
    held = [key for key, _ in table.get(kind, ())]
    if wanted not in held:
        raise ValueError(f"a {kind} has no '{wanted}'; it has: {', '.join(held) or 'none'}")
    return held.index(wanted)


def locations_at(organisation: int) -> list[Location]:
    """The locations of an organisation, in order of their numbers."""
    there = organisations.details(organisation)
    return [
        Location(
            number=organisation * PER_ORGANISATION + position,
            key=chance.join_one(_LOCATION, organisation * PER_ORGANISATION + position),
            organisation=organisation,
            kind=kind,
            name=f"{name}, {there.name}" if name and name not in there.name else there.name,
            code=there.ods_code,
            code_system=LOCATION_CODE if there.code_system != kinds.OWN_SYSTEM else there.code_system,
            hours=hours.of_location(kind),
            phone=there.phone,
            lines=there.lines,
            town=there.town,
            postcode=there.postcode,
        )
        for position, (kind, name) in enumerate(LOCATIONS.get(there.kind, ()))
    ]


def services_at(organisation: int) -> list[Service]:
    """The services of an organisation, in order of their numbers."""
    there = organisations.details(organisation)
    return [
        Service(
            number=organisation * PER_ORGANISATION + position,
            key=chance.join_one(_SERVICE, organisation * PER_ORGANISATION + position),
            organisation=organisation,
            service=key,
            name=f"{name}, {there.name}" if name not in there.name else there.name,
            location=organisation * PER_ORGANISATION if there.kind in LOCATIONS else NOWHERE,
            hours=hours.of_service(key),
            phone=there.phone,
            email=there.email,
        )
        for position, (key, name) in enumerate(SERVICES.get(there.kind, ()))
    ]


def locations(place: int) -> list[Location]:
    """The locations of every organisation of a place, in order of their numbers."""
    return [there for number in organisations.numbers_of(place) for there in locations_at(number)]


def services(place: int) -> list[Service]:
    """The services of every organisation of a place, in order of their numbers."""
    return [there for number in organisations.numbers_of(place) for there in services_at(number)]


def location_ids(numbers: Column, settings: Settings) -> Column:
    """The id of each location as uint64 pairs, shape (n, 2)."""
    return keys.uuids(settings.run, chance.join(_LOCATION, numbers), "Location")


def service_ids(numbers: Column, settings: Settings) -> Column:
    """The id of each service as uint64 pairs, shape (n, 2)."""
    return keys.uuids(settings.run, chance.join(_SERVICE, numbers), "HealthcareService")


_LOCATION, _SERVICE = chance.name_hash("location"), chance.name_hash("service")
