"""Task: that a referral is to be answered by the body that it asks, and whether it has been."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import Column, lookup, only, text
from output.distinct import distinct
from output.fhir.base import fragments
from output.fhir.base.fragments import META, dumps
from output.fhir.reference import directory
from output.fhir.resources import service_request
from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries
from output.template import Template
from synth import clock, keys

TYPE = "Task"

TEMPLATE = Template(
    """{
    "resourceType": "Task",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "https://synth.example.org/Id/task", "value": "${id}"}],
    "basedOn": [{"reference": "ServiceRequest/${request}"}],
    "status": "${status}",
    "intent": "order",
    "priority": "${priority}",
    "code": ${fulfil},
    "description": "${what}",
    "focus": {"reference": "ServiceRequest/${request}"},
    "for": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "executionPeriod"?: {"start": "${begins}", "end": "${answered}"},
    "authoredOn": "${begins}",
    "lastModified": "${recorded}",
    "requester"?: ${practitioner} | "requester": ${organisation},
    "owner": ${owner},
    "reasonCode"?: ${reason},
    "output"?: [{"type": {"text": "First contact"}, "valueReference": {"reference": "Encounter/${contact}"}}]
}""",
    meta=META,
)


def gathered(context: Context) -> Entries:
    """A task for each referral that asks a body and was not taken back."""
    requests = Entries.kept(context, "ServiceRequest")
    if not len(requests):
        return requests
    live = requests.flags(lambda kind: service_request.live(kind))
    rows = np.flatnonzero((requests["counterpart"] >= 0) & live)
    return requests.made_of(rows, requests["entry"][rows], TYPE)


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    context = entries.context
    answered = entries["answered_by"] != 0
    at = np.where(answered, entries["answered_at"], entries["recorded"])
    number, place = distinct(entries["counterpart"])
    return {
        **entries.common("Task"),
        "recorded": text(clock.instant_text(np.maximum(at, entries["recorded"]))),
        "request": _ids(entries, "ServiceRequest"),
        "status": lookup(answered.astype(np.int64), [b"requested", b"completed"]),
        "priority": entries.each(service_request.priority),
        "fulfil": dumps(fragments.concept(context.codelists.concept("task_fulfil"))),
        "what": entries.each(lambda kind: dumps(str(entries.code_of(kind)["text"]))[1:-1]),
        "answered": only(answered, text(clock.instant_text(at))),
        "owner": lookup(place, directory.organisation_references(number.tolist(), context.settings)),
        "reason": entries.reason(),
        "contact": entries.of("answered_by", "Encounter"),
    }


def _ids(entries: Entries, resource_type: str) -> Column:
    from output.columns import uuid_text

    return uuid_text(keys.uuids(entries.owner, entries["entry"], resource_type))
