"""AllergyIntolerance: allergies and intolerances, or the statement that none is known."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import lookup, only
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, dumps
from output.fhir.subject.entries import Entries, Kind
from output.template import Template
from synth import clock

TYPE = "AllergyIntolerance"

TEMPLATE = Template(
    """{
    "resourceType": "AllergyIntolerance",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "clinicalStatus"?: {"coding": [${clinical}]},
    "verificationStatus": {"coding": [${verification}]},
    "type"?: "${type}",
    "category"?: ["${category}"],
    "criticality"?: "${criticality}",
    "code": ${code},
    "patient": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "onsetDateTime"?: "${onset}",
    "recordedDate": "${noted}",
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
    wrong = entries.flags(lambda kind: kind.status == "revoked")
    none = entries.flags(_none_known)
    return {
        **entries.common("AllergyIntolerance"),
        "clinical": lookup(np.where(wrong, 2, over(entries).astype(np.int64)), [*map(dumps, states), None]),
        "verification": entries.each(lambda kind: _verification(entries, kind)),
        "noted": entries.time("first_recorded"),
        "onset": only(entries["value_code"] != 0, entries.begins),
        "type": only(~none, b"allergy"),
        "category": entries.each(lambda kind: str(kind.form.category).encode() or None),
        "criticality": entries.each(lambda kind: str(kind.says("criticality") or "").encode() or None),
        "manifestation": entries.context.concept(entries["value_code"]),
        "severity": entries.each(lambda kind: str(kind.says("severity") or "").encode() or None),
    }


def over(entries: Entries) -> np.ndarray:
    """Whether each is no longer so: ended, or a statement that none is known from before one was."""
    none = entries.flags(_none_known)
    ended = (entries["until"] < clock.NEVER) & entries.flags(
        lambda kind: kind.status in ("completed", "resolved", "stopped")
    )
    return ended | (none & _found_later(entries, none))


def _none_known(kind: Kind) -> bool:
    """Whether it is the statement that no allergy is known, as the pathway that writes it says."""
    return bool(kind.says("none_known"))


def _found_later(entries: Entries, none: np.ndarray) -> np.ndarray:
    """Whether an allergy of the same person began after each row: then it is no longer so that none is known."""
    latest = np.full(entries.context.who.n, clock.LONG_AGO, dtype=np.int64)
    np.maximum.at(latest, entries.person[~none], entries["from"][~none])
    return latest[entries.person] > entries["from"]


def _verification(entries: Entries, kind: Kind) -> bytes:
    code = _VERIFICATION.get(kind.status, "confirmed")
    return dumps(fragments.find(entries.context.codelists, f"{HL7}allergyintolerance-verification", code))
