"""Immunization: vaccines given, and those not given with the reason."""

from __future__ import annotations

from typing import Any

from output.columns import Column, lookup, numbers, only
from output.fhir.base import fragments
from output.fhir.base.fragments import META, dumps
from output.fhir.resources.encounter import location
from output.fhir.subject.entries import Entries, Kind
from output.template import Template
from synth.record.kinds import MISSING

TYPE = "Immunization"

TEMPLATE = Template(
    """{
    "resourceType": "Immunization",
    "id": "${id}",
    "meta": ${meta},
    "extension": [{
        "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-VaccinationProcedure",
        "valueCodeableConcept": ${code}
    }],
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "statusReason"?: ${reason},
    "vaccineCode": ${vaccine},
    "patient": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "occurrenceDateTime": "${begins}",
    "recorded": "${recorded}",
    "primarySource": true,
    "location"?: ${location},
    "site"?: ${site},
    "route"?: ${route},
    "performer": [?{"actor": ${practitioner}}, {"actor": ${organisation}}],
    "note"?: [{"text": "${note}"}],
    "protocolApplied"?: [{"targetDisease"?: [${targets}], "doseNumberPositiveInt": ${dose}}]
}""",
    meta=META,
)

NOT_GIVEN = ("not-done", "declined", "cancelled", "noshow", "refuted")


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    given = entries.flags(lambda kind: kind.status not in NOT_GIVEN)
    return {
        **entries.common("Immunization"),
        "status": entries.each(status),
        "reason": only(~given, reason(entries)),
        "vaccine": entries.each(lambda kind: vaccine(entries, kind)),
        "location": location(entries),
        "site": only(given, entries.said("site")),
        "route": only(given, entries.said("route")),
        "targets": entries.each(lambda kind: targets(entries, kind)),
        "dose": only(entries["value"] != MISSING, numbers(entries["value"])),
    }


def status(kind: Kind) -> bytes:
    """Whether it was given, was not, or should never have been written."""
    if kind.status == "revoked":
        return b"entered-in-error"
    return b"not-done" if kind.status in NOT_GIVEN else b"completed"


def reason(entries: Entries) -> Column:
    """Why it was not given; UK Core wants a reason always."""
    unknown = dumps({"text": "Reason not recorded"})
    table = entries.context.concepts.fill_null(unknown)
    return lookup(entries["value_code"], table)


def vaccine(entries: Entries, kind: Kind) -> bytes:
    """The product; where the record does not name one, the vaccination in words."""
    product = fragments.of_key(entries.context.codelists, str(kind.says("product") or ""))
    return dumps(product or {"text": entries.code_of(kind)["text"]})


def targets(entries: Entries, kind: Kind) -> bytes | None:
    """The diseases that it is against, as elements of an array."""
    keys = kind.says("targets") or ()
    found = [fragments.of_key(entries.context.codelists, key) for key in ((keys,) if isinstance(keys, str) else keys)]
    return b",".join(dumps(each) for each in found) or None
