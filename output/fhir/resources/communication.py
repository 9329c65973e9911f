"""Communication: that a letter, call or notification was sent."""

from __future__ import annotations

from typing import Any

from output.columns import json_text, only
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, dumps
from output.fhir.resources.service_request import receiver
from output.fhir.subject.entries import Entries, Kind
from output.template import Template

TYPE = "Communication"

TEMPLATE = Template(
    """{
    "resourceType": "Communication",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "statusReason"?: ${reason},
    "category": [{"coding": [${category}]}],
    "subject": {"reference": "Patient/${patient}"},
    "topic": ${code},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "sent"?: "${sent}",
    "recipient": [?${receiver} | {"reference": "Patient/${patient}"}],
    "sender"?: ${practitioner} | "sender": ${organisation},
    "payload": [{"contentString": "${words}"}]
}""",
    meta=META,
)

_STATUSES = {"planned": "preparation", "active": "in-progress", "in-progress": "in-progress",
             "not-done": "not-done", "declined": "not-done", "cancelled": "not-done", "noshow": "not-done",
             "stopped": "stopped", "revoked": "entered-in-error"}  # fmt: skip


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    coded = entries["value_code"] != 0
    sent = entries.flags(lambda kind: _STATUSES.get(kind.status, "completed") == "completed")
    return {
        **entries.common("Communication"),
        "status": entries.each(lambda kind: _STATUSES.get(kind.status, "completed").encode()),
        "reason": only(coded, entries.context.concept(entries["value_code"])),
        "category": entries.each(lambda kind: _category(entries, kind)),
        "sent": entries.time("from", sent),
        "receiver": receiver(entries),
        "words": entries.each(lambda kind: json_text(str(kind.says("text") or entries.code_of(kind)["text"]))),
    }


def _category(entries: Entries, kind: Kind) -> bytes:
    code = str(kind.says("category") or "notification")
    return dumps(fragments.find(entries.context.codelists, f"{HL7}communication-category", code))
