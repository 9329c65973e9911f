"""Procedure: what was done to or with the person, or was not."""

from __future__ import annotations

from typing import Any

from output.columns import Column, only
from output.fhir.base.fragments import META
from output.fhir.resources.encounter import location
from output.fhir.subject.entries import Entries
from output.template import Template

TYPE = "Procedure"

TEMPLATE = Template(
    """{
    "resourceType": "Procedure",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "statusReason"?: ${reason},
    "category"?: ${category},
    "code": ${code},
    "subject": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "performedPeriod"?: {"start": "${begins}", "end": "${ends}"} | "performedDateTime": "${begins}",
    "recorder"?: ${practitioner},
    "performer": [?{"actor": ${practitioner}, "onBehalfOf": ${organisation}} | {"actor": ${organisation}}],
    "location"?: ${location},
    "bodySite"?: [${body_site}],
    "outcome"?: ${outcome},
    "note"?: [{"text": "${note}"}]
}""",
    meta=META,
)

_STATUSES = {
    "planned": "preparation", "booked": "preparation", "active": "in-progress", "in-progress": "in-progress",
    "not-done": "not-done", "declined": "not-done", "cancelled": "not-done", "noshow": "not-done",
    "stopped": "stopped", "revoked": "entered-in-error",
}  # fmt: skip


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    undone = entries.flags(lambda kind: _STATUSES.get(kind.status) == "not-done")
    coded = entries["value_code"] != 0
    value: Column = entries.context.concept(entries["value_code"])
    return {
        **entries.common("Procedure"),
        "status": entries.each(lambda kind: _STATUSES.get(kind.status, "completed").encode()),
        "reason": only(undone & coded, value),
        "category": entries.said("category"),
        "ends": entries.time("until", entries["until"] > entries["from"]),
        "location": location(entries),
        "body_site": entries.said("body_site"),
        "outcome": only(~undone & coded, value),
    }
