"""References of other resources to the shared reference data: organisations, locations, services and staff."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from output.columns import uuid_text
from output.fhir.base import fragments
from output.fhir.base.fragments import OWN, UK, dumps
from synth.codes import Codelists
from synth.settings import Settings
from synth.systems import kinds as systems
from synth.systems.directory import organisations, sites, staff

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


def _one(ids: np.ndarray) -> str:
    return uuid_text(ids)[0].as_py().decode()


@lru_cache(maxsize=1 << 16)
def organisation_reference(number: int, settings: Settings) -> bytes:
    """A reference to an organisation."""
    identity = _one(organisations.ids(np.array([number]), settings))
    return dumps({"reference": f"Organization/{identity}", "display": organisations.name_of(number)})


@lru_cache(maxsize=1 << 16)
def role_reference(number: int, settings: Settings) -> bytes | None:
    """A reference to a practitioner in their role; None for nobody."""
    if number == staff.NOBODY:
        return None
    identity = _one(staff.role_ids(np.array([number]), settings))
    return dumps({"reference": f"PractitionerRole/{identity}", "display": display(staff.practitioner(number))})


def practitioner_references(found: Sequence[staff.Practitioner], settings: Settings) -> list[bytes]:
    """A reference to each of some practitioners."""
    ids = uuid_text(staff.ids(np.array([one.number for one in found]), settings)).to_pylist()
    return [
        dumps({"reference": f"Practitioner/{identity.decode()}", "display": display(one)})
        for identity, one in zip(ids, found, strict=True)
    ]


@lru_cache(maxsize=1 << 14)
def location_reference(number: int, settings: Settings) -> bytes | None:
    """A reference to a location; None for nowhere."""
    if number == sites.NOWHERE:
        return None
    organisation, position = divmod(number, sites.PER_ORGANISATION)
    there = sites.locations_at(organisation)[position]
    identity = _one(sites.location_ids(np.array([number]), settings))
    return dumps({"reference": f"Location/{identity}", "display": there.name})


@lru_cache(maxsize=1 << 14)
def service_reference(number: int, settings: Settings) -> bytes | None:
    """A reference to a service; None for none."""
    if number == sites.NOWHERE:
        return None
    organisation, position = divmod(number, sites.PER_ORGANISATION)
    there = sites.services_at(organisation)[position]
    identity = _one(sites.service_ids(np.array([number]), settings))
    return dumps({"reference": f"HealthcareService/{identity}", "display": there.name})


@lru_cache(maxsize=1 << 16)
def author(organisation: int, practitioner: int, settings: Settings) -> bytes:
    """References to the practitioner's role, if any, and to the organisation, as elements of an array."""
    both = (role_reference(practitioner, settings), organisation_reference(organisation, settings))
    return b",".join(each for each in both if each)


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
