"""References of other resources to the shared reference data: organisations, locations, services and staff."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from output.columns import uuid_text
from output.fhir.base import fragments
from output.fhir.base.fragments import OWN, UK, dumps
from synth.codes import Codelists
from synth.known import Known
from synth.settings import Settings
from synth.systems import kinds as systems
from synth.systems.directory import organisations, sites, staff

Site = TypeVar("Site", sites.Location, sites.Service)

SERVICE_CODES = {
    "general_practice": "general_practice_service",
    "obstetrics": "obstetrics_and_gynaecology_service",
    "maternity_ultrasound": "obstetric_ultrasound_service",
    "newborn_hearing_screening": "newborn_audiology_screening_service",
    "neonatal_care": "neonatal_service",
    "emergency_care": "emergency_medicine_service",
    "paediatrics": "paediatric_service",
    "community_nursing": "community_health_services",
    "community_therapy": "community_health_services",
    "community_paediatrics": "community_child_health_service",
    "child_health_information": "child_health_service",
    "community_mental_health": "adult_mental_health_service",
    "talking_therapies": "mental_health_service",
    "mental_health_inpatient": "mental_health_service",
    "perinatal_mental_health": "mental_health_service",
    "child_and_adolescent_mental_health": "mental_health_service",
}
"""Services for which the codelists have a care setting, by key; the others are words alone."""

SPECIALTIES = {
    "general_practice": "tfc_general_medical_practice",
    "acute_medicine": "tfc_general_medicine",
    "surgery": "tfc_general_surgery",
    "paediatrics": "tfc_paediatrics",
    "imaging": "tfc_diagnostic_imaging",
    "community_midwifery": "tfc_midwifery",
    "midwifery": "tfc_midwifery",
    "obstetrics": "tfc_obstetrics",
    "newborn_hearing_screening": "tfc_paediatric_audiology",
    "newborn_examination": "tfc_paediatrics",
    "neonatal_care": "tfc_neonatology",
    "emergency_care": "tfc_emergency_medicine",
    "community_nursing": "tfc_nursing",
    "community_therapy": "tfc_physiotherapy",
    "community_paediatrics": "tfc_community_paediatrics",
    "community_mental_health": "tfc_adult_mental_illness",
    "mental_health_inpatient": "tfc_adult_mental_illness",
    "perinatal_mental_health": "tfc_perinatal_psychiatry",
    "child_and_adolescent_mental_health": "tfc_camhs",
    "talking_therapies": "tfc_psychotherapy",
}
"""The treatment function of each service that has one in UKCore-PracticeSettingCode, by key of the codelists."""

PRACTICE_SETTING = f"{UK}PracticeSettingCode"


def specialty(service: str, codelists: Codelists) -> bytes | None:
    """The specialty of a service as a CodeableConcept, None where there is none."""
    key = SPECIALTIES.get(service, "")
    if key not in codelists:
        return None
    coding = [c for c in fragments.concept(codelists.concept(key))["coding"] if c["system"] == PRACTICE_SETTING]
    return dumps({"coding": coding}) if coding else None


def _texts(ids: np.ndarray) -> list[str]:
    return [text.decode() for text in uuid_text(ids).to_pylist()]


class References:
    """References to what the places share, by number: they are made together and kept for as long as a run lasts."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.organisations = Known[int, bytes](self._organisations, 1 << 16)
        self.roles = Known[int, bytes](self._roles, 1 << 16)
        self.locations = Known[int, bytes](self._locations, 1 << 14)
        self.services = Known[int, bytes](self._services, 1 << 14)

    def _organisations(self, numbers: list[int]) -> list[bytes]:
        ids = organisations.ids(np.array(numbers), self.settings)
        return _referring("Organization", ids, map(organisations.name_of, numbers))

    def _roles(self, numbers: list[int]) -> list[bytes]:
        ids = staff.role_ids(np.array(numbers), self.settings)
        return _referring("PractitionerRole", ids, map(display, staff.known(numbers)))

    def _locations(self, numbers: list[int]) -> list[bytes]:
        ids = sites.location_ids(np.array(numbers), self.settings)
        return _referring("Location", ids, (_placed(sites.locations_at, number).name for number in numbers))

    def _services(self, numbers: list[int]) -> list[bytes]:
        ids = sites.service_ids(np.array(numbers), self.settings)
        return _referring("HealthcareService", ids, (_placed(sites.services_at, number).name for number in numbers))


def _referring(kind: str, ids: np.ndarray, displays: Iterable[str]) -> list[bytes]:
    return [
        dumps({"reference": f"{kind}/{identity}", "display": said})
        for identity, said in zip(_texts(ids), displays, strict=True)
    ]


def _placed(there: Callable[[int], Sequence[Site]], number: int) -> Site:
    organisation, position = divmod(number, sites.PER_ORGANISATION)
    return there(organisation)[position]


@lru_cache(maxsize=4)
def references(settings: Settings) -> References:
    """The references of one run."""
    return References(settings)


def organisation_reference(number: int, settings: Settings) -> bytes:
    """A reference to an organisation."""
    return references(settings).organisations.one(number)


def organisation_references(numbers: Iterable[int], settings: Settings) -> list[bytes]:
    """A reference to each of some organisations."""
    return references(settings).organisations.of(numbers)


def role_reference(number: int, settings: Settings) -> bytes | None:
    """A reference to a practitioner in their role; None for nobody."""
    return None if number == staff.NOBODY else references(settings).roles.one(number)


def role_references(numbers: Sequence[int], settings: Settings) -> list[bytes | None]:
    """A reference to each of some practitioners in their role; None for nobody."""
    return _but(staff.NOBODY, numbers, references(settings).roles)


def location_reference(number: int, settings: Settings) -> bytes | None:
    """A reference to a location; None for nowhere."""
    return None if number == sites.NOWHERE else references(settings).locations.one(number)


def location_references(numbers: Sequence[int], settings: Settings) -> list[bytes | None]:
    """A reference to each of some locations; None for nowhere."""
    return _but(sites.NOWHERE, numbers, references(settings).locations)


def service_references(numbers: Sequence[int], settings: Settings) -> list[bytes | None]:
    """A reference to each of some services; None for none."""
    return _but(sites.NOWHERE, numbers, references(settings).services)


def _but(none: int, numbers: Sequence[int], known: Known[int, bytes]) -> list[bytes | None]:
    known.of(number for number in numbers if number != none)
    return [None if number == none else known.one(number) for number in numbers]


def practitioner_references(found: Sequence[staff.Practitioner], settings: Settings) -> list[bytes]:
    """A reference to each of some practitioners."""
    ids = staff.ids(np.array([one.number for one in found]), settings)
    return _referring("Practitioner", ids, map(display, found))


def authors(both: Sequence[tuple[int, ...]], settings: Settings) -> list[bytes]:
    """For each organisation and practitioner references to the practitioner's role, if any, and to the organisation,
    as elements of an array."""
    bodies = organisation_references([organisation for organisation, _ in both], settings)
    roles = role_references([practitioner for _, practitioner in both], settings)
    return [b",".join(each for each in one if each) for one in zip(roles, bodies, strict=True)]


@lru_cache(maxsize=1 << 16)
def source(system: int, organisation: int) -> bytes:
    """The address of the system that an entry comes from."""
    kind = systems.KINDS[system].key.replace("_", "-")
    return f"{OWN}systems/{kind}/{organisations.code_of(organisation)}".encode()


def display(person: staff.Practitioner) -> str:
    """The name of a member of staff as it is printed."""
    return f"{person.prefix} {person.given} {person.family}"


def service_concept(service: str, name: str, codelists: Codelists) -> dict[str, Any]:
    """A service as a CodeableConcept: the code of its care setting, if there is one, and its own words."""
    key = SERVICE_CODES.get(service, "")
    if key in codelists:
        return {**fragments.concept(codelists.concept(key)), "text": name}
    return {"text": name}


def service_name(organisation: int, service: str) -> str:
    """What an organisation calls its service."""
    return dict(sites.SERVICES.get(organisations.kind_of(organisation).key, ())).get(service, service)
