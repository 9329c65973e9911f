"""EpisodeOfCare: pregnancies, caseloads, looked-after periods and other spans of care by one organisation."""

from __future__ import annotations

from typing import Any

from output.fhir.base.fragments import META
from output.fhir.resources import care_team
from output.fhir.subject.entries import Entries
from output.template import Template

TYPE = "EpisodeOfCare"

TEMPLATE = Template(
    """{
    "resourceType": "EpisodeOfCare",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "type": [${code}],
    "patient": {"reference": "Patient/${patient}"},
    "managingOrganization": ${organisation},
    "period": {"start": "${begins}", "end"?: "${ends}"},
    "careManager"?: ${practitioner},
    "team"?: [{"reference": "CareTeam/${team}"}]
}""",
    meta=META,
)

STATUSES = {"planned": "planned", "active": "active", "in-progress": "active", "revoked": "entered-in-error",
             "cancelled": "cancelled", "stopped": "finished"}  # fmt: skip
"""How FHIR says each status, where it is not finished."""


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    return {
        **entries.common("EpisodeOfCare"),
        "status": entries.each(lambda kind: STATUSES.get(kind.status, "finished").encode()),
        "ends": entries.time("until"),
        "team": care_team.reference(entries),
    }
