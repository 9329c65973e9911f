"""ServiceRequest: referrals."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import Column, lookup, only
from output.fhir import directory
from output.fhir.distinct import combined
from output.fhir.entries import Entries
from output.fhir.fragments import META
from output.template import Template
from synth.systems import authorship

TYPE = "ServiceRequest"
KINDS = ("referral",)

TEMPLATE = Template(
    """{
    "resourceType": "ServiceRequest",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${id}"}],
    "status": "${status}",
    "intent": "order",
    "category"?: [${category}],
    "priority": "${priority}",
    "code": ${code},
    "subject": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "occurrenceDateTime"?: "${wanted}",
    "authoredOn": "${begins}",
    "requester"?: ${practitioner} | "requester": ${organisation},
    "performer"?: [${receiver}],
    "reasonCode"?: [${reason}],
    "note"?: [{"text": "${note}"}]
}""",
    meta=META,
)

_STATUSES = {"planned": "draft", "active": "active", "in-progress": "active", "booked": "active",
             "revoked": "entered-in-error", "cancelled": "revoked", "declined": "revoked", "not-done": "revoked",
             "stopped": "revoked"}  # fmt: skip
_PRIORITIES = {
    "urgent": "urgent",
    "two week wait": "urgent",
    "emergency": "stat",
    "immediate": "stat",
    "soon": "asap",
}


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    coded = entries["value_code"] != 0
    return {
        **entries.common("ServiceRequest"),
        "status": entries.each(lambda kind: _STATUSES.get(kind.status, "completed").encode()),
        "category": entries.said("category"),
        "priority": entries.each(
            lambda kind: _PRIORITIES.get(str(kind.says("priority")), "routine").encode()
        ),
        "wanted": entries.time("value_time"),
        "receiver": receiver(entries),
        "reason": only(coded, entries.context.concept(entries["value_code"]))
        if coded.any()
        else entries.said("reason"),
    }


def receiver(entries: Entries) -> Column:
    """The organisation that is asked: the one of the setting that the form says it is for, in the author's place."""
    wanted = [authorship.INDEX.get(str(kind.says("to") or ""), -1) for kind in entries.kinds]
    setting = np.array(wanted, dtype=np.int64)[entries.kind_index]
    if not (setting >= 0).any():
        return None
    follows = np.where(entries["care_episode"] != 0, entries["care_episode"], entries.owner)
    practice = entries.context.population["practice"][entries.person]
    place = entries.context.population["place"][entries.person]
    number, _ = authorship.complete(
        np.maximum(setting, 0), place, practice, follows, entries.context.settings.run
    )
    unique, index = combined(np.where(setting >= 0, number, -1))
    settings = entries.context.settings
    return lookup(
        index, [directory.organisation_reference(n, settings) if n >= 0 else None for (n,) in unique]
    )
