"""Faults put into good resources, each of which the validator, or a rule of ours, must find.

A mutation names the type of resource that it is for, alters one (it says False if this one has not what it needs) and
says in which element the fault must be found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Resource = dict[str, Any]
UK = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
V3 = "http://terminology.hl7.org/CodeSystem/v3-"


@dataclass(frozen=True)
class Mutation:
    """One fault; `rule` is the rule of `output.check` that finds it, "" where the validator does."""

    name: str
    kind: str
    alter: Callable[[Resource], Any]
    path: str
    rule: str = ""


def put(*steps: Any, value: Any) -> Callable[[Resource], bool]:
    """Put a value where the steps lead; False where they lead nowhere."""

    def altered(resource: Resource) -> bool:
        at: Any = resource
        try:
            for step in steps[:-1]:
                at = at[step]
            if isinstance(at, list) and steps[-1] >= len(at):
                return False
            at[steps[-1]] = value
        except (KeyError, IndexError, TypeError):
            return False
        return True

    return altered


def without(*steps: Any) -> Callable[[Resource], bool]:
    """Take away what the steps lead to."""

    def altered(resource: Resource) -> bool:
        at: Any = resource
        try:
            for step in steps[:-1]:
                at = at[step]
            del at[steps[-1]]
        except (KeyError, IndexError, TypeError):
            return False
        return True

    return altered


def added(name: str, value: Any) -> Callable[[Resource], bool]:
    """Add one more to a list, or a member that is not there."""

    def altered(resource: Resource) -> bool:
        if isinstance(resource.get(name), list):
            resource[name].append(value)
        else:
            resource[name] = value
        return True

    return altered


def twice(name: str) -> Callable[[Resource], bool]:
    """Put a single value where a list of two is not allowed."""

    def altered(resource: Resource) -> bool:
        if name not in resource:
            return False
        resource[name] = [resource[name], resource[name]]
        return True

    return altered


def extension(name: str, value: Any) -> Callable[[Resource], bool]:
    """Put something in place of an extension's value, given the end of its address; None takes a member away."""

    def altered(resource: Resource) -> bool:
        for one in resource.get("extension", []):
            if one["url"].endswith(name):
                one.update(value)
                for gone in [member for member, put_there in one.items() if put_there is None]:
                    del one[gone]
                return True
        return False

    return altered


def coding(system: str, code: str) -> dict[str, Any]:
    """A CodeableConcept of one code."""
    return {"coding": [{"system": system, "code": code}]}


def number(resource: Resource) -> dict[str, Any] | None:
    """The NHS number among the identifiers."""
    found = [one for one in resource["identifier"] if one["system"].endswith("nhs-number")]
    return found[0] if found else None


def wrong_digit(resource: Resource) -> bool:
    """Another check digit."""
    one = number(resource)
    if one is None:
        return False
    one["value"] = one["value"][:9] + str((int(one["value"][9]) + 1) % 10)
    return True


def wrong_status(resource: Resource) -> bool:
    """A verification status that England does not have."""
    one = number(resource)
    if one is None or "extension" not in one:
        return False
    one["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] = "99"
    return True


def backwards(resource: Resource) -> bool:
    """An end before the beginning."""
    if not {"start", "end"} <= resource.get("period", {}).keys():
        return False
    resource["period"]["end"] = "1999-01-01T00:00:00+00:00"
    return True


def born_later(resource: Resource) -> bool:
    """Something that was done before anyone alive was born."""
    if "effectiveDateTime" not in resource:
        return False
    resource["effectiveDateTime"] = "1850-01-01T00:00:00+00:00"
    return True


VALIDATOR = (
    Mutation("a gender that is none", "Patient", put("gender", value="femail"), "Patient.gender"),
    Mutation("a date that is none", "Patient", put("birthDate", value="2001-02-30"), "Patient.birthDate"),
    Mutation("a date the English way", "Patient", put("birthDate", value="30/01/2001"), "Patient.birthDate"),
    Mutation("an unknown verification status", "Patient", wrong_status, "Patient.identifier.extension"),
    Mutation("a misspelt extension", "Patient", extension("BirthSex", {"url": f"{UK}BirthSecks"}), "Patient.extension"),
    Mutation("an extension of the wrong type", "Patient",
             extension("BirthSex", {"valueCodeableConcept": None, "valueString": "F"}), "Patient.extension"),
    Mutation("a birth sex that is none", "Patient",
             extension("BirthSex", {"valueCodeableConcept": coding(f"{V3}AdministrativeGender", "X")}), "Patient.extension"),
    Mutation("an extension where it does not belong", "Observation",
             added("extension", [{"url": f"{UK}BirthSex", "valueCodeableConcept": coding("urn:x", "F")}]),
             "Observation.extension"),
    Mutation("a practice that is a person", "Patient",
             put("generalPractitioner", 0, "reference", value="RelatedPerson/1"), "Patient.generalPractitioner"),
    Mutation("an unknown member", "Patient", added("bornOn", "2001-01-01"), "Patient"),
    Mutation("a boolean in quotes", "Patient", put("active", value="true"), "Patient.active"),
    Mutation("a name that is empty", "Patient", put("name", 0, value={}), "Patient.name"),
    Mutation("no status", "Observation", without("status"), "Observation"),
    Mutation("no code", "Observation", without("code"), "Observation"),
    Mutation("a status that is none", "Observation", put("status", value="done"), "Observation.status"),
    Mutation("a subject that is a practitioner", "Observation",
             put("subject", "reference", value="Practitioner/1"), "Observation.subject"),
    Mutation("two values", "Observation",
             lambda r: "valueQuantity" in r and added("valueString", "high")(r), "Observation"),
    Mutation("a number in quotes", "Observation", put("valueQuantity", "value", value="70"), "Observation.value"),
    Mutation("a unit that is none", "Observation", put("valueQuantity", "code", value="kilo gram"), "Observation.value"),
    Mutation("a time without a zone", "Observation", put("effectiveDateTime", value="2020-01-01T10:00:00"),
             "Observation.effective"),
    Mutation("a component without a code", "Observation", without("component", 0, "code"), "Observation.component"),
    Mutation("a profile that is none", "Observation",
             put("meta", "profile", 0, value=f"{UK}Observation-Nothing"), "Observation.meta.profile"),
    Mutation("a display for another code of FHIR", "Observation",
             put("category", 0, "coding", 0, "code", value="vital-sins"), "Observation.category"),
    Mutation("no subject", "Condition", without("subject"), "Condition"),
    Mutation("a clinical status that is none", "Condition",
             put("clinicalStatus", "coding", 0, "code", value="gone"), "Condition.clinicalStatus"),
    Mutation("an encounter that is a place", "Condition",
             put("encounter", "reference", value="Location/1"), "Condition.encounter"),
    Mutation("an onset twice", "Condition", lambda r: "onsetDateTime" in r and added("onsetString", "long ago")(r),
             "Condition"),
    Mutation("no class", "Encounter", without("class"), "Encounter"),
    Mutation("a status that is none", "Encounter", put("status", value="over"), "Encounter.status"),
    Mutation("an instant that is none", "Encounter", put("period", "start", value="2020-13-01T10:00:00+00:00"),
             "Encounter.period"),
    Mutation("a list where one is allowed", "Encounter", twice("class"), "Encounter.class"),
    Mutation("no vaccine", "Immunization", without("vaccineCode"), "Immunization"),
    Mutation("no date of a vaccine", "Immunization", without("occurrenceDateTime"), "Immunization"),
    Mutation("a dose that is a word", "Immunization",
             lambda r: bool(r.get("protocolApplied")) and put("protocolApplied", 0, "doseNumberPositiveInt",
                                                               value=-1)(r), "Immunization.protocolApplied"),
    Mutation("no intent", "MedicationRequest", without("intent"), "MedicationRequest"),
    Mutation("no medicine", "MedicationRequest", without("medicationCodeableConcept"), "MedicationRequest"),
    Mutation("a requester that is a condition", "MedicationRequest",
             put("requester", "reference", value="Condition/1"), "MedicationRequest.requester"),
    Mutation("an intent that is none", "ServiceRequest", put("intent", value="wish"), "ServiceRequest.intent"),
    Mutation("no participants", "Appointment", without("participant"), "Appointment"),
    Mutation("an id that is too long", "Procedure", put("id", value="x" * 65), "Procedure.id"),
    Mutation("a priority that is none", "ServiceRequest", put("priority", value="soon"), "ServiceRequest.priority"),
    Mutation("no scope", "Consent", without("scope"), "Consent"),
    Mutation("no patient", "RelatedPerson", without("patient"), "RelatedPerson"),
    Mutation("no period's owner", "EpisodeOfCare", without("patient"), "EpisodeOfCare"),
)  # fmt: skip

RULES = (
    Mutation("a wrong check digit", "Patient", wrong_digit, "fails the modulus 11 check", "NHS numbers"),
    Mutation("before birth", "Observation", born_later, "before birth", "times of life"),
    Mutation("an end before the beginning", "Encounter", backwards, "ends before", "periods"),
    Mutation("written down after the window", "Condition",
             put("meta", "lastUpdated", value="2031-01-01T00:00:00+00:00"), "after the window closed", "periods"),
    Mutation("a code of SNOMED CT that is none", "Condition", put("code", "coding", 0, "code", value="73211008"),
             "is in no codelist", "codes"),
    Mutation("another code's display", "Condition", put("code", "coding", 0, "display", value="Asthma, perhaps"),
             "not so in the codelists", "codes"),
    Mutation("a medicine that is none", "MedicationRequest",
             put("medicationCodeableConcept", "coding", 0, "code", value="39732011000001103"), "is in no codelist",
             "codes"),
    Mutation("a coding without a display", "Immunization", without("vaccineCode", "coding", 0, "display"),
             "has no display", "codes"),
    Mutation("a unit that no codelist has", "Observation", put("valueQuantity", "code", value="[stone_av]"),
             "is in no codelist", "codes"),
)  # fmt: skip
