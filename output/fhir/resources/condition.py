"""Condition: problems and diagnoses."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import Column, lookup
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, dumps
from output.fhir.subject.entries import Entries, Kind
from output.template import Template
from synth import clock

TYPE = "Condition"

TEMPLATE = Template(
    """{
    "resourceType": "Condition",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "clinicalStatus"?: {"coding": [${clinical}]},
    "verificationStatus": {"coding": [${verification}]},
    "category": [{"coding": [${category}]}],
    "severity"?: ${severity},
    "code": ${code},
    "bodySite"?: [${body_site}],
    "subject": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "onsetDateTime": "${begins}",
    "abatementDateTime"?: "${ends}",
    "recordedDate": "${noted}",
    "recorder"?: ${practitioner},
    "note"?: [{"text": "${note}"}]
}""",
    meta=META,
)

_VERIFICATION = {"refuted": "refuted", "revoked": "entered-in-error"}


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    # With an end a condition must be inactive or resolved, so both follow from the same columns.
    ended = (entries["until"] < clock.NEVER) & entries.flags(
        lambda kind: kind.status in ("completed", "resolved", "stopped")
    )
    return {
        **entries.common("Condition"),
        "clinical": _clinical(entries, ended),
        "verification": entries.each(lambda kind: _verification(entries, kind)),
        "category": entries.each(lambda kind: _category(entries, kind)),
        "severity": entries.said("severity"),
        "body_site": entries.said("body_site"),
        "ends": entries.time("until", ended),
        "noted": entries.time("first_recorded"),
    }


def _clinical(entries: Entries, ended: np.ndarray) -> Column:
    """Active or resolved; an error has no clinical status."""
    find = fragments.find
    codelists = entries.context.codelists
    texts = [
        None,
        *(dumps(find(codelists, f"{HL7}condition-clinical", code)) for code in ("active", "resolved")),
    ]
    wrong = entries.flags(lambda kind: kind.status == "revoked")
    return lookup(np.where(wrong, 0, np.where(ended, 2, 1)), texts)


def _verification(entries: Entries, kind: Kind) -> bytes:
    code = _VERIFICATION.get(kind.status, str(kind.says("verification") or "confirmed"))
    return dumps(fragments.find(entries.context.codelists, f"{HL7}condition-ver-status", code))


def _category(entries: Entries, kind: Kind) -> bytes:
    code = str(kind.says("category") or "problem-list-item")
    system = (
        f"{HL7}condition-category"
        if code in ("problem-list-item", "encounter-diagnosis")
        else fragments.UK + "ConditionCategory"
    )
    return dumps(fragments.find(entries.context.codelists, system, code))
