"""AllergyIntolerance: allergies and intolerances, or the statement that none is known."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import lookup
from output.fhir import fragments
from output.fhir.entries import Entries, Kind
from output.fhir.fragments import HL7, META, dumps
from output.template import Template
from synth import clock

TYPE = "AllergyIntolerance"
KINDS = ("allergy",)

TEMPLATE = Template(
    """{
    "resourceType": "AllergyIntolerance",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${id}"}],
    "clinicalStatus"?: {"coding": [${clinical}]},
    "verificationStatus": {"coding": [${verification}]},
    "code": ${code},
    "patient": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "onsetDateTime": "${begins}",
    "recordedDate": "${recorded}",
    "recorder"?: ${practitioner},
    "note"?: [{"text": "${note}"}],
    "reaction"?: [{"manifestation": [${manifestation}], "severity"?: "${severity}"}]
}""",
    meta=META,
)

_VERIFICATION = {"refuted": "refuted", "revoked": "entered-in-error"}


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    codelists = entries.context.codelists
    states = [fragments.find(codelists, f"{HL7}allergyintolerance-clinical", code) for code in ("active", "resolved")]
    over = (entries["until"] < clock.NEVER) & entries.flags(
        lambda kind: kind.status in ("completed", "resolved", "stopped")
    )
    wrong = entries.flags(lambda kind: kind.status == "revoked")
    return {
        **entries.common("AllergyIntolerance"),
        "clinical": lookup(np.where(wrong, 2, over.astype(np.int64)), [*map(dumps, states), None]),
        "verification": entries.each(lambda kind: _verification(entries, kind)),
        "manifestation": entries.context.concept(entries["value_code"]),
        "severity": entries.each(lambda kind: str(kind.says("severity") or "").encode() or None),
    }


def _verification(entries: Entries, kind: Kind) -> bytes:
    code = _VERIFICATION.get(kind.status, "confirmed")
    return dumps(fragments.find(entries.context.codelists, f"{HL7}allergyintolerance-verification", code))
