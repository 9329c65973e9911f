"""The messages from one system to another, against UK Core R4: no error, and faults that are put in are found."""

from __future__ import annotations

from typing import Any

import pytest

from output.messages.events import R4
from output.messages.writing import EVENTS
from synth import api
from tests.conformance import hl7
from tests.conformance.test_messages import Fault, Message, errors, put, said_of, shapes_of, without

pytestmark = pytest.mark.conformance
REFERRAL, PROTECTION, BOOKING = "servicerequest-request", "child-protection-information", "booking-request"
REFERRED, BOOKED = "servicerequest-response", "booking-response"
NOTICE, LETTER = "975731000000100", "ITK003D"

FAULTS = (
    Fault("no event", REFERRAL, without("MessageHeader", "eventCoding"), "MessageHeader"),
    Fault("no source", REFERRAL, without("MessageHeader", "source"), "MessageHeader"),
    Fault("a destination without an address", REFERRAL, without("MessageHeader", "destination", 0, "endpoint"),
          "MessageHeader.destination"),
    Fault("a sender that is a patient", REFERRAL,
          lambda m: m["entry"][0]["resource"]["sender"].update(reference=m["entry"][2]["fullUrl"]), "MessageHeader.sender"),
    Fault("a referral of nobody", REFERRAL, without("ServiceRequest", "subject"), "ServiceRequest"),
    Fault("an intent that is none", REFERRAL, put("ServiceRequest", "intent", value="hope"), "ServiceRequest.intent"),
    Fault("a time without a zone", PROTECTION, put("Flag", "period", "start", value="2020-01-01T10:00:00"), "Flag.period"),
    Fault("a flag without a code", PROTECTION, without("Flag", "code"), "Flag"),
    Fault("a booking that nobody comes to", BOOKING, without("Appointment", "participant"), "Appointment"),
    Fault("a booking that is neither kept nor cancelled", BOOKING, put("Appointment", "status", value="perhaps"),
          "Appointment.status"),
    Fault("an answer to nothing", REFERRED, without("MessageHeader", "response", "identifier"), "MessageHeader.response"),
    Fault("an answer that is none", BOOKED, put("MessageHeader", "response", "code", value="perhaps"),
          "MessageHeader.response"),
    Fault("a notice without words", NOTICE, put("Communication", "payload", 0, value={}), "Communication.payload"),
    Fault("a letter without a document", LETTER, without("DocumentReference", "content"), "DocumentReference"),
    Fault("a status of the number that is none", PROTECTION,
          put("Patient", "identifier", 0, "extension", 0, "valueCodeableConcept", "coding", 0, "code", value="99"),
          "Patient.identifier"),
)  # fmt: skip


def event(head: Message) -> str | None:
    """The event of a header of R4; None of STU3."""
    if "eventCoding" in head:
        return str(head["eventCoding"]["code"])
    return str(head["eventUri"]).rpartition("/")[2] if "eventUri" in head else None


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Message]]:
    out = tmp_path_factory.mktemp("dataset") / "data"
    return shapes_of(api.generate(2400, seed=5, out=out, formats="messages", workers=2), event)


@pytest.fixture(scope="module")
def found(
    chosen: dict[str, list[Message]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, Any]]]:
    return said_of(hl7.made(hl7.DEFINITIONS), chosen, FAULTS, tmp_path_factory.mktemp("messages"))


def test_no_message_has_an_error(chosen: dict[str, list[Message]], found: dict[str, list[dict[str, Any]]]) -> None:
    assert {*chosen} == {event.code for event in EVENTS if event.version == R4}
    assert {code: said for code, some in chosen.items() for m in some if (said := errors(found[m["id"]]))} == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found(fault: Fault, found: dict[str, list[dict[str, Any]]]) -> None:
    said = [one["path"] for one in found[fault.name] if one["severity"] in ("fatal", "error") and
            one["message_id"] != "ROUND_TRIP"]  # fmt: skip
    assert any(fault.path in path for path in said), said
