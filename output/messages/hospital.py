"""What hospitals and maternity units tell others as messages of R4: that someone is to leave, and the letter of it.

The notices of assessment, discharge and withdrawal have the published codes of their notices between hospitals and
councils; the letters those of the transfer of care (ITK3). Both were published for older versions of FHIR: here they
stand in messages of R4.
"""

from __future__ import annotations

from typing import Any

from output.columns import only
from output.fhir.resources import communication, document_reference
from output.fhir.subject.entries import Entries
from output.messages import r4
from output.messages.between import REQUESTED, requested

_NOTICES = "https://fhir.nhs.uk/adw-message-event-1"
_TRANSFER = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2"

ASSESSMENT = r4.event(
    f"{_NOTICES}|975701000000106", "r4_assessment_notice", "referral", "ServiceRequest",
    "A hospital tells the council that someone will need an assessment before leaving (assessment notice)",
    REQUESTED,
    requested,
)  # fmt: skip


def _told(each: Entries) -> dict[str, Any]:
    shown = communication.columns(each)
    return {**{name: shown[name] for name in ("status", "category", "words")}, "told": shown["sent"]}


DISCHARGE = r4.event(
    f"{_NOTICES}|975731000000100", "r4_discharge_notice", "communication", "Communication",
    "A hospital tells the council when someone is to leave (discharge notice)",
    """
    "identifier": [{"system": "${identifiers}", "value": "${original}"}],
    "status": "${status}",
    "category": [{"coding": [${category}]}],
    "subject": {"reference": "urn:uuid:${id}"},
    "topic": ${code},
    "sent"?: "${told}",
    "recipient": [{"reference": "urn:uuid:${receiver}"}],
    "sender"?: {"reference": "urn:uuid:${practitioner}"} | "sender": {"reference": "urn:uuid:${sender}"},
    "payload": [{"contentString": "${words}"}]
    """,
    _told,
)  # fmt: skip


def _found(each: Entries) -> dict[str, Any]:
    reason = only(each["value_code"] != 0, each.context.concept(each["value_code"]))
    return {"reason": reason, "issued": each.recorded}


WITHDRAWAL = r4.event(
    f"{_NOTICES}|975841000000102", "r4_withdrawal_notice", "observation", "Observation",
    "A hospital takes its notices back, and why: nobody needs to be assessed (withdrawal notice)",
    """
    "identifier": [{"system": "${identifiers}", "value": "${original}"}],
    "status": "final",
    "code": ${code},
    "subject": {"reference": "urn:uuid:${id}"},
    "effectiveDateTime": "${begins}",
    "issued": "${issued}",
    "performer": [{"reference": "urn:uuid:${sender}"}],
    "valueCodeableConcept"?: ${reason}
    """,
    _found,
)  # fmt: skip

_LETTER = """
    "masterIdentifier"?: {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:${document}"},
    "identifier": [{"system": "${identifiers}", "value": "${original}"}],
    "status": "${status}",
    "docStatus": "${stage}",
    "type": ${code},
    "category"?: [{"coding": [${category}]}],
    "subject": {"reference": "urn:uuid:${id}"},
    "date": "${entry_changed}",
    "author": [?{"reference": "urn:uuid:${practitioner}"} | {"reference": "urn:uuid:${sender}"}],
    "custodian": {"reference": "urn:uuid:${sender}"},
    "relatesTo"?: [{"code": "replaces", "target": {
        "type": "DocumentReference", "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:${replaced}"}
    }}],
    "description": "${title}",
    "content": [{"attachment": {
        "contentType"?: "${media}", "language": "en-GB", "url"?: "urn:uuid:${document}", "title": "${title}",
        "creation": "${created}"
    }, "format"?: ${format}}]
    """

DISCHARGE_LETTER = r4.event(
    f"{_TRANSFER}|ITK003D", "r4_discharge_letter", "document", "DocumentReference",
    "A hospital or maternity unit sends the letter about a stay; again where it is put right or taken back",
    _LETTER,
    document_reference.described,
)  # fmt: skip

EMERGENCY_LETTER = r4.event(
    f"{_TRANSFER}|ITK005D", "r4_emergency_letter", "document", "DocumentReference",
    "An emergency department sends the letter about an attendance; again where it is put right or taken back",
    _LETTER,
    document_reference.described,
)  # fmt: skip
