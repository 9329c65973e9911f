"""Appointment: what was booked, and whether it was kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import text
from output.fhir.base import fragments
from output.fhir.base.fragments import EXTENSION, META, UK, dumps
from output.fhir.resources.encounter import location, service_of, setting
from output.fhir.subject.entries import Entries, Kind
from output.template import Template
from synth import clock

TYPE = "Appointment"

TEMPLATE = Template(
    """{
    "resourceType": "Appointment",
    "id": "${id}",
    "meta": ${meta},
    "extension"?: [${channel}],
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "serviceType"?: [${service}],
    "reasonCode": [${code}],
    "description"?: "${note}",
    "start": "${begins}",
    "end": "${closes}",
    "participant": [
        {"actor": {"reference": "Patient/${patient}"}, "required": "required", "status": "accepted"},
        ?{"actor": ${practitioner}, "required": "required", "status": "accepted"},
        ?{"actor": ${location}, "required": "required", "status": "accepted"}
    ]
}""",
    meta=META,
)

USUAL_LENGTH = 20
"""Minutes to an appointment whose end is not recorded: FHIR wants both ends of what is booked."""

_STATUSES = {"planned": "booked", "active": "booked", "booked": "booked", "in-progress": "arrived",
             "fulfilled": "fulfilled", "completed": "fulfilled", "finished": "fulfilled", "noshow": "noshow",
             "not-done": "noshow", "revoked": "entered-in-error"}  # fmt: skip


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    until = entries["until"]
    ends = (until > entries["from"]) & (until < clock.NEVER)
    return {
        **entries.common("Appointment"),
        "channel": entries.each(lambda kind: _channel(entries, kind)),
        "status": entries.each(lambda kind: _STATUSES.get(kind.status, "cancelled").encode()),
        "service": entries.each(lambda kind: service_of(entries, kind)),
        "closes": text(clock.instant_text(np.where(ends, until, entries["from"] + USUAL_LENGTH))),
        "location": location(entries),
    }


def _channel(entries: Entries, kind: Kind) -> bytes | None:
    where = setting(kind)
    if where is None or not where.channel:
        return None
    said = fragments.single(entries.context.codelists, f"{UK}DeliveryChannel", where.channel)
    return dumps({"url": f"{EXTENSION}DeliveryChannel", "valueCodeableConcept": said})
