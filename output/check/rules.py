"""Rules of a life: no care before birth or after death, sound NHS numbers, each person's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from output.check import Findings
from synth.record.after_death import allowed

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"

KINDS = {
    "Encounter": "contact",
    "Condition": "condition",
    "Observation": "observation",
    "Procedure": "procedure",
    "Immunization": "immunisation",
    "MedicationRequest": "prescription",
    "ServiceRequest": "referral",
    "CarePlan": "plan",
    "Flag": "flag",
    "EpisodeOfCare": "care_episode",
    "AllergyIntolerance": "allergy",
    "Appointment": "appointment",
    "Consent": "consent",
    "Communication": "communication",
    "DocumentReference": "document",
    "FamilyMemberHistory": "family_history",
    "DiagnosticReport": "observation",
}
"""The kind of entry that a type of resource is made from."""

CARE = {
    "Encounter": ("period",),
    "Condition": ("onsetDateTime", "abatementDateTime"),
    "Observation": ("effectiveDateTime", "effectivePeriod"),
    "Procedure": ("performedDateTime", "performedPeriod"),
    "Immunization": ("occurrenceDateTime",),
    "MedicationRequest": ("authoredOn",),
    "ServiceRequest": ("occurrenceDateTime", "authoredOn"),
    "CarePlan": ("period",),
    "Flag": ("period",),
    "EpisodeOfCare": ("period",),
    "AllergyIntolerance": ("onsetDateTime",),
    "Consent": ("dateTime",),
    "DiagnosticReport": ("effectiveDateTime",),
}
"""Members of a resource that say when care was given, or when what it is about was so."""


@dataclass
class Lives:
    """When each patient was born and died, as their Patient resource says; by id."""

    born: dict[str, str] = field(default_factory=dict)
    died: dict[str, str] = field(default_factory=dict)


def lives(patients: Iterable[dict[str, Any]], findings: Findings) -> Lives:
    """Read every Patient: life span, and NHS numbers, which are nobody else's."""
    found = Lives()
    owners: dict[str, str] = {}
    for patient in patients:
        identity = patient.get("id", "")
        found.born[identity] = patient.get("birthDate", "")
        found.died[identity] = patient.get("deceasedDateTime", "")
        for number in nhs_numbers(patient):
            other = owners.setdefault(number, identity)
            if other != identity:
                findings.found("NHS numbers", f"Patient/{identity}", f"has {number}, which is Patient/{other}'s")
    return found


def check(where: str, resource: dict[str, Any], known: Lives, findings: Findings) -> None:
    """Check one resource by the rules."""
    kind = resource.get("resourceType", "")
    if kind in ("Patient", "RelatedPerson"):
        for number in nhs_numbers(resource):
            findings.checked["NHS numbers"] += 1
            if not nhs_number_is_valid(number):
                findings.found("NHS numbers", where, f"{number} fails the modulus 11 check")
    if kind in CARE:
        findings.checked["times of life"] += 1
        for what in out_of_life(kind, resource, known):
            findings.found("times of life", where, what)


_PERIOD = re.compile(rb'"start":\s*"([^"]+)",\s*"end":\s*"([^"]+)"')
_UPDATED = re.compile(rb'"lastUpdated":\s*"([^"]+)"')


def intervals(where: str, text: bytes, closes: str, findings: Findings) -> None:
    """No period ends before it begins, and nothing was written down after the window closed (an instant)."""
    for found in _PERIOD.finditer(text):
        findings.checked["periods"] += 1
        start, end = (moment.decode() for moment in found.groups())
        if _after(start, end):
            findings.found("periods", where, f"a period begins at {start} and ends before, at {end}")
    for found in _UPDATED.finditer(text):
        findings.checked["periods"] += 1
        if _after(found[1].decode(), closes):
            findings.found("periods", where, f"was last updated at {found[1].decode()}, after the window closed")


def nhs_numbers(resource: dict[str, Any]) -> list[str]:
    """The NHS numbers among the identifiers of a resource."""
    found = resource.get("identifier", [])
    return [str(one.get("value")) for one in found if one.get("system") == NHS_NUMBER]


def nhs_number_is_valid(number: str) -> bool:
    """Whether a number is ten digits with a right check digit."""
    if len(number) != 10 or not number.isascii() or not number.isdigit():
        return False
    check_digit = 11 - sum((10 - i) * int(d) for i, d in enumerate(number[:9])) % 11
    return check_digit != 10 and check_digit % 11 == int(number[9])


def out_of_life(kind: str, resource: dict[str, Any], known: Lives) -> Iterator[str]:
    """What is dated before birth or after death and may not be."""
    subject = resource.get("subject") or resource.get("patient") or {}
    identity = str(subject.get("reference", "")).removeprefix("Patient/").removeprefix("urn:uuid:")
    born, died = known.born.get(identity, ""), known.died.get(identity, "")
    for member in CARE[kind]:
        for name, moment in _moments(member, resource.get(member)):
            if born and moment[:10] < born[: len(moment)]:
                yield f"{name} {moment} is before birth ({born})"
            if died and _after(moment, died) and not _excepted(kind, name):
                yield f"{name} {moment} is after death ({died})"


def _after(moment: str, died: str) -> bool:
    if len(moment) < 25 or len(died) < 25:
        return moment[:10] > died[:10]
    return datetime.fromisoformat(moment) > datetime.fromisoformat(died)


def _moments(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for end in ("start", "end"):
            if value.get(end):
                yield f"{name}.{end}", value[end]


def _excepted(kind: str, moment: str) -> bool:
    """Whether the table of exceptions lets a moment of a resource come after death: an end, or paperwork."""
    change = "ended" if moment.endswith(".end") or moment == "abatementDateTime" else "recorded"
    return allowed(KINDS[kind], change)
