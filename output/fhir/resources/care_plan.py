"""CarePlan: plans of care and protection, with how far they are."""

from __future__ import annotations

from typing import Any

from output.columns import json_text
from output.fhir.base.fragments import META
from output.fhir.resources import care_team, goal
from output.fhir.subject.entries import Entries, Kind
from output.template import Template

TYPE = "CarePlan"

TEMPLATE = Template(
    """{
    "resourceType": "CarePlan",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "intent": "plan",
    "category": [${code}],
    "title": "${title}",
    "description"?: "${note}",
    "subject": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "period": {"start": "${begins}", "end"?: "${ends}"},
    "created": "${begins}",
    "author"?: ${practitioner} | "author": ${organisation},
    "contributor": [${organisation}],
    "careTeam"?: [{"reference": "CareTeam/${team}"}],
    "goal"?: [{"reference": "Goal/${goal}"}]
}""",
    meta=META,
)

_STATUSES = {"planned": "draft", "active": "active", "in-progress": "active", "revoked": "entered-in-error",
             "cancelled": "revoked", "stopped": "revoked", "declined": "revoked"}  # fmt: skip


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    return {
        **entries.common("CarePlan"),
        "status": entries.each(lambda kind: _STATUSES.get(kind.status, "completed").encode()),
        "title": entries.each(lambda kind: _title(entries, kind)),
        "ends": entries.time("until"),
        "team": care_team.of_episode(entries),
        "goal": goal.reference(entries),
    }


def _title(entries: Entries, kind: Kind) -> bytes:
    return json_text(str(kind.says("title") or entries.code_of(kind)["text"]))
