"""What receivers of referrals and bookings answer: that a message has come, or that it cannot be read.

An answer is a message of Booking and Referral itself. Its header says which message it answers, and what became of
that; it is about the same entry, under the id that this has with its author, in the version that came. Who could not
read a message knows no more of it than its header: the answer to it holds neither the entry nor the patient.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from output.columns import lookup, only, uuid_text
from output.distinct import combined
from output.fhir.base.fragments import UK_CORE
from output.fhir.reference import directory
from output.fhir.subject.entries import Entries
from output.messages import between, r4
from output.messages.crossed import answers, entries
from output.messages.events import R4, Event, Happened
from output.messages.parts import entry
from synth import keys

_ENTRIES = ("?${focus_entry}", "?${patient_entry}", "${sender_entry}", "...others ${entry}", "?${issue_entry}")

_ISSUE = entry(
    "OperationOutcome",
    """
    "issue": [{
        "severity": "fatal", "code": "structure", "details": {"text": "The message cannot be read"}
    }]
    """,
    profile=f"{UK_CORE}OperationOutcome",
    identity="issue",
)


def _event(
    word: str, asked: str, form: str, kind: str, resource: str, when: str, body: str,
    more: Callable[[Entries], dict[str, Any]],
) -> Event:  # fmt: skip
    """The event by which messages of another are answered. word, asked: the codes of both; the rest as `r4.event`."""
    code, question = (f"{between.BARS}|{each}" for each in (word, asked))

    def columns(happened: Happened) -> dict[str, Any]:
        each = entries(happened.context, kind, resource, happened.row)
        owner, unread = happened.owner, happened.more["unread"]
        authors, wrote = combined(happened.more["receiver_system"], happened.more["receiver"])
        told = {**r4.said(happened, each, code), **r4.addressed(happened, form), **r4.written(each), **more(each)}
        return {
            **told,
            "practitioner": None,  # a system answers, and nobody in person
            "entry_source": lookup(wrote, [directory.source(*pair) for pair in authors]),
            "answered": r4.message_ids(owner, happened.more["answered"], question),
            "outcome": lookup(unread.astype(int), [b"ok", b"fatal-error"]),
            "issue": only(unread, uuid_text(keys.uuids(owner, happened.key, "OperationOutcome"))),
            **{name: only(~unread, told[name]) for name in ("focus", "id")},
        }

    template = r4.bundle(r4.about(resource, body), _ENTRIES, issue_entry=_ISSUE)
    return Event(word, "", when, lambda context: answers(context, form, kind), template, columns, R4)


REFERRAL = _event(
    "servicerequest-response", "servicerequest-request", "r4_referral_response", "referral", "ServiceRequest",
    "Whoever is referred to has taken in a referral (`ok`), or cannot read it (`fatal-error`)",
    between.ORDERED + """
    "requester": {"reference": "urn:uuid:${receiver}"},
    "performer": [{"reference": "urn:uuid:${sender}"}]
    """,
    between.requested,
)  # fmt: skip

BOOKING = _event(
    "booking-response", "booking-request", "r4_booking_response", "appointment", "Appointment",
    "Whoever is told of a visit has taken in the booking (`ok`), or cannot read it (`fatal-error`)",
    """
    "identifier": [{"system": "${identifiers}", "value": "${original}"}],
    "status": "${status}",
    "serviceType"?: [${service}],
    "reasonCode": [${code}],
    "start": "${begins}",
    "end": "${closes}",
    "participant": [{"actor": {"reference": "urn:uuid:${id}"}, "required": "required", "status": "accepted"}]
    """,
    between.booked,
)  # fmt: skip
