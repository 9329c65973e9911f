"""The messages from one system to another: referrals, bookings, and what the council tells of children at risk."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.fhir.resources import appointment, flag, service_request
from output.fhir.subject.entries import Entries
from output.messages import r4
from synth.table import Table

BARS = "https://fhir.nhs.uk/CodeSystem/message-events-bars"

ORDERED = """
    "identifier": [{"system": "${identifiers}", "value": "${original}"}],
    "status": "${status}",
    "intent": "order",
    "category"?: [${category}],
    "priority": "${priority}",
    "code": ${code},
    "subject": {"reference": "urn:uuid:${id}"},
    "occurrenceDateTime"?: "${wanted}",
    "authoredOn": "${begins}",
    """
"""What a request says of what is ordered, and so does the answer to it."""
REQUESTED = (
    ORDERED
    + """
    "requester"?: {"reference": "urn:uuid:${practitioner}"} | "requester": {"reference": "urn:uuid:${sender}"},
    "performer": [{"reference": "urn:uuid:${receiver}"}],
    "reasonCode"?: [${reason}],
    "note"?: [{"text": "${note}"}]
    """
)


def requested(each: Entries) -> dict[str, Any]:
    """What fills the slots of REQUESTED: whoever is asked has not answered yet."""
    unanswered = Table({**each.table.columns, "answered_by": np.zeros(len(each), np.uint64)})
    asked = service_request.columns(each.of_table(each.context, each.type, unanswered))
    return {name: asked[name] for name in ("status", "category", "priority", "wanted", "reason", "note")}


REFERRAL = r4.event(
    f"{BARS}|servicerequest-request", "r4_referral", "referral", "ServiceRequest",
    "Someone is referred; again where the referral is changed or taken back",
    REQUESTED,
    requested,
)  # fmt: skip


def booked(each: Entries) -> dict[str, Any]:
    """What fills the slots of an appointment that is told of."""
    shown = appointment.columns(each)
    return {name: shown[name] for name in ("status", "service", "closes", "note")}


BOOKING = r4.event(
    f"{BARS}|booking-request", "r4_booking", "appointment", "Appointment",
    "Someone is booked in (`new`); again where the appointment is moved or cancelled (`update`)",
    """
    "identifier": [{"system": "${identifiers}", "value": "${original}"}],
    "status": "${status}",
    "serviceType"?: [${service}],
    "reasonCode": [${code}],
    "description"?: "${note}",
    "start": "${begins}",
    "end": "${closes}",
    "participant": [
        {"actor": {"reference": "urn:uuid:${id}"}, "required": "required", "status": "accepted"},
        ?{"actor": {"reference": "urn:uuid:${practitioner}"}, "required": "required", "status": "accepted"}
    ]
    """,
    booked,
)  # fmt: skip


def _flagged(each: Entries) -> dict[str, Any]:
    shown = flag.columns(each)
    return {name: shown[name] for name in ("status", "category", "ends")}


PROTECTION = r4.event(
    "https://synth.example.org/message-events/child-protection-information",
    "r4_child_protection_information", "flag", "Flag",
    "A child has a protection plan or is looked after, before birth too; and that this is over",
    """
    "identifier": [{"system": "${identifiers}", "value": "${original}"}],
    "status": "${status}",
    "category"?: [{"coding": [${category}]}],
    "code": ${code},
    "subject": {"reference": "urn:uuid:${id}"},
    "period": {"start": "${begins}", "end"?: "${ends}"},
    "author"?: {"reference": "urn:uuid:${practitioner}"} | "author": {"reference": "urn:uuid:${sender}"}
    """,
    _flagged,
)  # fmt: skip
