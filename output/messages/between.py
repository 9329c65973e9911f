"""The messages that one system sends to another: a referral, and what the council tells of children at risk."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.fhir.resources import flag, service_request
from output.messages import r4
from output.messages.crossed import entries, sent_as
from output.messages.events import R4, Event, Happened
from synth.table import Table

_BARS = "https://fhir.nhs.uk/CodeSystem/message-events-bars"

_REFERRAL = r4.about(
    "ServiceRequest",
    """
    "identifier": [{"system": "${identifiers}", "value": "${original}"}],
    "status": "${status}",
    "intent": "order",
    "category"?: [${category}],
    "priority": "${priority}",
    "code": ${code},
    "subject": {"reference": "urn:uuid:${id}"},
    "occurrenceDateTime"?: "${wanted}",
    "authoredOn": "${begins}",
    "requester"?: {"reference": "urn:uuid:${practitioner}"} | "requester": {"reference": "urn:uuid:${sender}"},
    "performer": [{"reference": "urn:uuid:${receiver}"}],
    "reasonCode"?: [${reason}],
    "note"?: [{"text": "${note}"}]
    """,
)


def _referral_columns(happened: Happened) -> dict[str, Any]:
    found = entries(happened.context, "referral", "ServiceRequest", happened.row)
    # Whoever is asked has not answered yet.
    each = found.of_table(
        found.context, found.type, Table({**found.table.columns, "answered_by": np.zeros(len(found.person), np.uint64)})
    )
    asked = service_request.columns(each)
    return {
        **r4.said(happened, each, f"{_BARS}|servicerequest-request"),
        **r4.written(each),
        **{name: asked[name] for name in ("status", "category", "priority", "wanted", "reason", "note")},
    }


REFERRAL = Event(
    "servicerequest-request", "",
    "Someone is referred; again where the referral is changed or taken back",
    lambda context: sent_as(context, "r4_referral", "referral"),
    r4.bundle(referral=_REFERRAL),
    _referral_columns,
    R4,
)  # fmt: skip

_FLAG = r4.about(
    "Flag",
    """
    "identifier": [{"system": "${identifiers}", "value": "${original}"}],
    "status": "${status}",
    "category"?: [{"coding": [${category}]}],
    "code": ${code},
    "subject": {"reference": "urn:uuid:${id}"},
    "period": {"start": "${begins}", "end"?: "${ends}"},
    "author"?: {"reference": "urn:uuid:${practitioner}"} | "author": {"reference": "urn:uuid:${sender}"}
    """,
)


def _flag_columns(happened: Happened) -> dict[str, Any]:
    each = entries(happened.context, "flag", "Flag", happened.row)
    shown = flag.columns(each)
    return {
        **r4.said(happened, each, "https://synth.example.org/message-events/child-protection-information"),
        **r4.written(each),
        **{name: shown[name] for name in ("status", "category", "ends")},
    }


PROTECTION = Event(
    "child-protection-information", "",
    "A child has a protection plan or is looked after, before birth too; and that this is over",
    lambda context: sent_as(context, "r4_child_protection_information", "flag"),
    r4.bundle(flag=_FLAG),
    _flag_columns,
    R4,
)  # fmt: skip
