"""ServiceRequest: referrals."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import Column, lookup, only
from output.fhir import directory
from output.fhir.distinct import combined
from output.fhir.entries import Entries
from output.fhir.fragments import META, dumps
from output.template import Template
from synth.settings import Settings
from synth.systems import authorship
from synth.world import listing

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
             "revoked": "entered-in-error", "cancelled": "revoked", "declined": "revoked",
             "not-done": "revoked", "stopped": "revoked"}  # fmt: skip
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
        "priority": entries.each(lambda kind: _PRIORITIES.get(str(kind.says("priority")), "routine").encode()),
        "wanted": entries.time("value_time"),
        "receiver": receiver(entries),
        "reason": only(coded, entries.context.concept(entries["value_code"]))
        if coded.any()
        else entries.said("reason"),
    }


def receiver(entries: Entries) -> Column:
    """The organisation that is asked: that of the setting which the form names, where the person lives at the time.

    Whoever is named and is no setting (a registrar) stands in words.
    """
    named = [str(kind.says("to") or "") for kind in entries.kinds]
    if not any(named):
        return None
    asked = np.array([authorship.INDEX.get(name, -1) for name in named], dtype=np.int64)[entries.kind_index]
    words = sorted({name for name in named if name and name not in authorship.INDEX})
    spoken = np.array([words.index(name) if name in words else -1 for name in named], dtype=np.int64)
    population, settings = entries.context.population, entries.context.settings
    place, practice = listing.at(population, entries.person, entries["from"])
    follows = np.where(entries["care_episode"] != 0, entries["care_episode"], entries.owner)
    number, _ = authorship.complete(np.maximum(asked, 0), place, practice, follows, settings.run)
    unique, index = combined(np.where(asked >= 0, number, -1), spoken[entries.kind_index])
    return lookup(index, [_receiver(n, words[w] if w >= 0 else "", settings) for n, w in unique])


def _receiver(organisation: int, words: str, settings: Settings) -> bytes | None:
    if organisation >= 0:
        return directory.organisation_reference(organisation, settings)
    return dumps({"display": words[0].upper() + words[1:]}) if words else None
