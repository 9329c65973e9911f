"""DocumentReference: that a document was written, and which; the document itself is written as CDA."""

from __future__ import annotations

from typing import Any

from output.columns import json_text, only, uuid_text
from output.fhir.entries import Entries
from output.fhir.fragments import META
from output.template import Template
from synth import keys

TYPE = "DocumentReference"
KINDS = ("document",)

TEMPLATE = Template(
    """{
    "resourceType": "DocumentReference",
    "id": "${id}",
    "meta": ${meta},
    "masterIdentifier"?: {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:${document}"},
    "identifier": [{"system": "${system}", "value": "${id}"}],
    "status": "${status}",
    "docStatus": "${stage}",
    "type": ${code},
    "subject": {"reference": "Patient/${patient}"},
    "date": "${recorded}",
    "author": [${author}],
    "custodian": ${organisation},
    "description": "${title}",
    "content": [{"attachment": {
        "contentType"?: "${media}",
        "language": "en-GB",
        "url"?: "urn:uuid:${document}",
        "title": "${title}",
        "creation": "${begins}"
    }}],
    "context"?: {"encounter": [{"reference": "Encounter/${encounter}"}]}
}""",
    meta=META,
)

CDA = "ClinicalDocument"
"""The kind of id that `output.cda` gives its documents: one for each entry whose form names a document."""


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    written = entries.flags(lambda kind: bool(kind.says("document")))
    wrong = entries.flags(lambda kind: kind.status == "revoked")
    document = uuid_text(keys.uuids(entries.owner, entries["entry"], CDA))
    return {
        **entries.common("DocumentReference"),
        "document": only(written & ~wrong, document) if written.any() else None,
        "status": entries.each(lambda kind: b"entered-in-error" if kind.status == "revoked" else b"current"),
        "stage": entries.each(lambda kind: _STAGES.get(kind.status, b"final")),
        "media": only(written, b"application/xml") if written.any() else None,
        "title": entries.each(lambda kind: json_text(str(kind.says("title") or entries.code_of(kind)["text"]))),
    }


_STAGES = {"planned": b"preliminary", "active": b"preliminary", "in-progress": b"preliminary",
           "revoked": b"entered-in-error"}  # fmt: skip
