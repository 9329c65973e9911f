"""Consent: consent given or refused, by the person or on the person's behalf."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import only
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, dumps
from output.fhir.subject.entries import Entries, Kind
from output.fhir.subject.related_person import Related
from output.template import Template

TYPE = "Consent"

TEMPLATE = Template(
    """{
    "resourceType": "Consent",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "scope": {"coding": [${scope}]},
    "category": [${code}],
    "patient": {"reference": "Patient/${patient}"},
    "dateTime": "${begins}",
    "performer": [?{"reference": "RelatedPerson/${other}"} | {"reference": "Patient/${patient}"}],
    "organization": [${organisation}],
    "policyRule": {"text": "Consent to care under the common law of England and Wales"},
    "provision": {"type": "${decision}", "code"?: [${what}]}
}""",
    meta=META,
)

_REFUSED = ("declined", "not-done", "refuted")
_STATUSES = {
    "planned": "proposed",
    "revoked": "entered-in-error",
    "stopped": "inactive",
    "cancelled": "inactive",
}


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots; `performer` is the one who decided: `about` names another member of the family."""
    other = entries["about_kind"] == 2
    coded = entries["value_code"] != 0
    decided = Related.kept(entries.context).of(entries.person, entries["about_number"], other) if other.any() else None
    return {
        **entries.common("Consent"),
        "status": entries.each(_status),
        "scope": entries.each(lambda kind: _scope(entries, kind)),
        "decision": entries.each(lambda kind: b"deny" if kind.status in _REFUSED else b"permit"),
        "what": only(coded, entries.context.concept(entries["value_code"])) if np.any(coded) else None,
        "other": decided,
    }


def _status(kind: Kind) -> bytes:
    return b"rejected" if kind.status in _REFUSED else _STATUSES.get(kind.status, "active").encode()


def _scope(entries: Entries, kind: Kind) -> bytes:
    code = str(kind.says("category") or "treatment")
    return dumps(fragments.find(entries.context.codelists, f"{HL7}consentscope", code))
