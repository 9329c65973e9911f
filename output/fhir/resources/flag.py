"""Flag: alerts to everyone who opens the record."""

from __future__ import annotations

from typing import Any

from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, dumps
from output.fhir.resources.encounter import setting
from output.fhir.subject.entries import Entries, Kind
from output.template import Template

TYPE = "Flag"

TEMPLATE = Template(
    """{
    "resourceType": "Flag",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "category"?: [{"coding": [${category}]}],
    "code": ${code},
    "subject": {"reference": "Patient/${patient}"},
    "period": {"start": "${begins}", "end"?: "${ends}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "author"?: ${practitioner} | "author": ${organisation}
}""",
    meta=META,
)

_CATEGORIES = {"gp": "clinical", "maternity": "clinical", "acute": "clinical", "community": "clinical",
               "health_visiting": "clinical", "mental_health": "clinical", "adult_social_care": "safety",
               "childrens_social_care": "safety"}  # fmt: skip


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    return {
        **entries.common("Flag"),
        "status": entries.each(_status),
        "category": entries.each(lambda kind: _category(entries, kind)),
        "ends": entries.time("until"),
    }


def _status(kind: Kind) -> bytes:
    if kind.status == "revoked":
        return b"entered-in-error"
    return b"active" if kind.status in ("active", "in-progress", "planned") else b"inactive"


def _category(entries: Entries, kind: Kind) -> bytes | None:
    where = setting(kind)
    code = str(kind.says("category") or (_CATEGORIES.get(where.system, "") if where else ""))
    return dumps(fragments.find(entries.context.codelists, f"{HL7}flag-category", code)) if code else None
