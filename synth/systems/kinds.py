"""The kinds of system in which records are kept; a system is one kind at one organisation.

The order is part of the format: the column `system` of a record is a position in `KINDS`.
"""

from __future__ import annotations

from dataclasses import dataclass

BASE = "https://synth.example.org/Id"
"""Under this stand the local identifiers; example.org belongs to nobody (RFC 2606)."""


@dataclass(frozen=True)
class SystemKind:
    """A kind of system; `organisation` is the kind of organisation that runs one.

    A local number means something only at its organisation: `identifier` is the stem of a URI that ends in
    the organisation's code.
    """

    key: str
    title: str
    organisation: str
    identifier: str
    identifier_title: str
    national: bool = False

    def identifier_system(self, code: str) -> str:
        """The URI of the local identifiers of this kind of system at the organisation with a code."""
        return self.identifier if self.national else f"{self.identifier}/{code}"


KINDS: tuple[SystemKind, ...] = (
    SystemKind(
        "gp", "General practice", "practice",
        f"{BASE}/practice-patient-number", "Practice patient number",
    ),
    SystemKind("maternity", "Maternity", "maternity_unit", f"{BASE}/maternity-number", "Maternity number"),
    SystemKind(
        "child_health_information", "Child health information", "child_health_information",
        f"{BASE}/child-health-number", "Child health number",
    ),
    SystemKind(
        "health_visiting", "Health visiting", "health_visiting",
        f"{BASE}/health-visiting-number", "Health visiting number",
    ),
    SystemKind("acute", "Acute hospital", "acute_trust", f"{BASE}/hospital-number", "Hospital number"),
    SystemKind(
        "community", "Community health", "community_provider",
        f"{BASE}/community-number", "Community number",
    ),
    SystemKind(
        "mental_health", "Mental health", "mental_health_provider",
        f"{BASE}/mental-health-number", "Mental health number",
    ),
    SystemKind(
        "adult_social_care", "Adult social care", "adult_social_care",
        f"{BASE}/adult-social-care-number", "Adult social care number",
    ),
    SystemKind(
        "childrens_social_care", "Children's social care", "childrens_social_care",
        f"{BASE}/childrens-social-care-number", "Children's social care number",
    ),
    SystemKind(
        "demographics", "Demographics (national)", "demographics_service",
        "https://fhir.nhs.uk/Id/nhs-number", "NHS number", national=True,
    ),
    SystemKind(
        "events", "Event service (national)", "event_service",
        "https://fhir.nhs.uk/Id/nhs-number", "NHS number", national=True,
    ),
    SystemKind(
        "shared_care_record", "Shared care record", "icb",
        f"{BASE}/shared-care-record-number", "Shared care record number",
    ),
    SystemKind(
        "pregnancy_advice", "Independent pregnancy advice", "pregnancy_advisory_service",
        f"{BASE}/pregnancy-advice-number", "Pregnancy advice number",
    ),
)  # fmt: skip
"""The kinds of system, in the order of their numbers."""

SHARED = "shared_care_record"
"""The kind that writes nothing itself: it holds what the other systems of a place contribute."""

INDEX: dict[str, int] = {kind.key: number for number, kind in enumerate(KINDS)}
"""The number of each kind of system, by key."""
