"""The registry of kinds: of each kind of entry its FHIR resource, table, entry in CDA documents and rule, said once.

The writers and the checkers of entries read it here. A new kind of entry is a row of `CARE` or `IDENTITY`, and what it
is written from: the template of its resource, the words of its table (`output/tables/columns.toml`). What a row leaves
out it says why. Nothing heavy is imported: what a row names is loaded by those who write it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class No:
    """A thing that a kind of entry does not have, and why."""

    why: str


@dataclass(frozen=True)
class Kind:
    """A kind of entry of `synth.record.kinds`, whose name its table bears, and what becomes of it.

    resource: the type of FHIR resource that it is. part: where it is none of its own but a part of that one, what its
    ids are made as. module: that of `output.fhir.resources` which writes it; none where it says who people are.
    cda: the contents of sections (`output.documents.kinds.CONTENTS`) in which it has entries, or HEADER or WHOLE.
    dated: the members of its resource that say when care was given, or when what it is about was so: none lies before
    birth, and after death only what `synth.record.after_death` allows.
    """

    name: str
    resource: str
    cda: tuple[str, ...] | No
    dated: tuple[str, ...] | No
    module: str = ""
    part: str = ""

    @property
    def identified(self) -> str:
        """The name with which its ids are made: its type of resource, or what it is called as a part of one."""
        return self.part or self.resource


@dataclass(frozen=True)
class Gathered:
    """A type of FHIR resource that is no entry, but made of several, or of what others say; fields as in Kind.

    of: the kinds of entry that it is made of.
    """

    resource: str
    module: str
    of: tuple[str, ...]
    dated: tuple[str, ...] | No


HEADER = ("header",)
"""In CDA it has no entry of its own: the header of every document says it."""
WHOLE = ("document",)
"""In CDA it is a document."""

_OBSERVED = ("effectiveDateTime", "effectivePeriod")
_PAPERWORK = No("it is paperwork, which may follow a death")

CARE: tuple[Kind, ...] = (
    Kind("registration", "Patient", HEADER, No("a practice's list is left after death"), part="Registration"),
    Kind("care_episode", "EpisodeOfCare", No("a document tells of one care episode, or of all, and lists none"),
         ("period",), "episode_of_care"),
    Kind("contact", "Encounter", ("contacts",), ("period",), "encounter"),
    Kind("condition", "Condition", ("problems",), ("onsetDateTime", "abatementDateTime"), "condition"),
    Kind("observation", "Observation", ("vitals", "results", "social", "examination", "birth", "assessments"),
         _OBSERVED, "observation"),
    Kind("assessment", "Observation", ("assessments",), _OBSERVED, "observation"),
    Kind("procedure", "Procedure", ("procedures",), ("performedDateTime", "performedPeriod"), "procedure"),
    Kind("immunisation", "Immunization", ("immunisations",), ("occurrenceDateTime",), "immunization"),
    Kind("prescription", "MedicationRequest", ("medications",), ("authoredOn",), "medication_request"),
    # The day by which it is wanted (its occurrence) may lie ahead, and not be reached.
    Kind("referral", "ServiceRequest", ("plan",), ("authoredOn",), "service_request"),
    Kind("plan", "CarePlan", ("plan",), ("period",), "care_plan"),
    Kind("flag", "Flag", ("alerts",), ("period",), "flag"),
    Kind("allergy", "AllergyIntolerance", ("allergies",), ("onsetDateTime",), "allergy_intolerance"),
    Kind("appointment", "Appointment", ("plan",), No("it may be booked for a day that is not reached"), "appointment"),
    Kind("consent", "Consent", No("none of the documents has a section for it"), ("dateTime",), "consent"),
    # Of what was passed on a document tells what the person is told to do; it repeats no other letter.
    Kind("communication", "Communication", ("plan",), _PAPERWORK, "communication"),
    Kind("document", "DocumentReference", WHOLE, _PAPERWORK, "document_reference"),
    Kind("family_history", "FamilyMemberHistory", No("none of the documents has a section for it"),
         No("it tells of relatives, and not when"), "family_member_history"),
)  # fmt: skip
"""The kinds of entry that pathways write, in the order in which their resources are written."""

_NO_CARE = No("it says who someone is, which is no care")
_IDENTIFIES = No("the header holds what identifies a person, as this does not")

IDENTITY: tuple[Kind, ...] = (
    Kind("birth", "Patient", HEADER, _NO_CARE, part="birth"),
    Kind("name", "Patient", HEADER, _NO_CARE, part="name"),
    Kind("sex", "Patient", HEADER, _NO_CARE, part="sex"),
    Kind("ethnic_group", "Patient", HEADER, _NO_CARE, part="ethnic_group"),
    Kind("nhs_number", "Patient", HEADER, _NO_CARE, part="nhs_number"),
    Kind("local_number", "Patient", No("the header bears the NHS number, which every reader knows"), _NO_CARE,
         part="local_number"),
    Kind("address", "Patient", HEADER, _NO_CARE, part="address"),
    Kind("contact_point", "Patient", HEADER, _NO_CARE, part="contact_point"),
    Kind("restriction", "Patient", No("the header leaves out what it hides, and does not say so"), _NO_CARE,
         part="restriction"),
    Kind("residential_status", "Patient", _IDENTIFIES, _NO_CARE, part="residential_status"),
    Kind("death", "Patient", No("the header of CDA R2 has no place for it"), _NO_CARE, part="death"),
    Kind("relationship", "RelatedPerson", No("a newborn's mother is named by the birth, and no other kin"), _NO_CARE),
)  # fmt: skip
"""The kinds of entry that say who people are."""

GATHERED: tuple[Gathered, ...] = (
    Gathered("DiagnosticReport", "diagnostic_report", ("observation",), ("effectiveDateTime",)),
    Gathered("Specimen", "specimen", ("observation",), No("its report is dated")),
    Gathered("QuestionnaireResponse", "questionnaire_response", ("assessment",), No("each answer is an Observation")),
    Gathered("List", "list_", ("registration", "condition", "prescription", "allergy"),
             No("it is dated by the last that was written of what stands on it")),
    Gathered("Task", "task", ("referral",), No("its request is dated")),
    Gathered("CareTeam", "care_team", ("care_episode", "contact"), No("its care episode is dated")),
    Gathered("Goal", "goal", ("plan",), No("its plan is dated")),
    Gathered("Provenance", "provenance", ("document", "observation", "assessment", "plan"), _PAPERWORK),
)  # fmt: skip
"""The types of resource made of several entries, or of those of others, in the order in which they are written."""

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*CARE, *IDENTITY)}
"""Every kind of entry by name."""

_WRITTEN: tuple[Kind | Gathered, ...] = (*CARE, *GATHERED)


@cache
def kinds_of(resource: str) -> tuple[str, ...]:
    """The kinds of entry that a type of resource is made of, or whose ids are made with that name."""
    entries = tuple(kind.name for kind in KINDS.values() if kind.identified == resource)
    return entries or tuple(name for one in GATHERED if one.resource == resource for name in one.of)


@cache
def modules() -> dict[str, str]:
    """The module of `output.fhir.resources` that writes each type of resource, in the order of writing."""
    return {one.resource: one.module for one in _WRITTEN if one.module}


@cache
def moments() -> dict[str, tuple[str, ...]]:
    """By type of resource, the members that say when care was given; without the types that have none."""
    return {one.resource: one.dated for one in _WRITTEN if not isinstance(one.dated, No)}
