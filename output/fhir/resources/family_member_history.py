"""FamilyMemberHistory: what runs in the family, as the person told it."""

from __future__ import annotations

from typing import Any

from output.fhir.base import fragments
from output.fhir.base.fragments import META, dumps
from output.fhir.subject.entries import Entries, Kind
from output.template import Template

TYPE = "FamilyMemberHistory"

TEMPLATE = Template(
    """{
    "resourceType": "FamilyMemberHistory",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "patient": {"reference": "Patient/${patient}"},
    "date": "${begins}",
    "relationship": ${relationship},
    "note"?: [{"text": "${note}"}],
    "condition": [{"code": ${code}}]
}""",
    meta=META,
)


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots; the form says in `relationship` whose history it is."""
    return {
        **entries.common("FamilyMemberHistory"),
        "status": entries.each(lambda kind: b"entered-in-error" if kind.status == "revoked" else b"completed"),
        "relationship": entries.each(lambda kind: _relationship(entries, kind)),
    }


def _relationship(entries: Entries, kind: Kind) -> bytes:
    key = str(kind.says("relationship") or "relationship_family_member")
    return dumps(fragments.of_key(entries.context.codelists, key))
