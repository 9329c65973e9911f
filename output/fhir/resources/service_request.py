"""ServiceRequest: referrals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from output.columns import BYTES, Coded, Column, lookup
from output.distinct import combined
from output.fhir.base.fragments import META, dumps
from output.fhir.reference import directory
from output.fhir.subject.entries import Entries, Kind
from output.template import Template
from synth.settings import Settings
from synth.systems import authorship

TYPE = "ServiceRequest"

TEMPLATE = Template(
    """{
    "resourceType": "ServiceRequest",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
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
    waiting = (
        (entries["counterpart"] >= 0)
        & (entries["answered_by"] == 0)
        & entries.flags(lambda kind: _status(kind) == b"completed")
    )
    statuses = entries.each(_status)
    return {
        **entries.common("ServiceRequest"),
        "status": Coded(
            np.where(waiting, len(statuses.table), statuses.index),
            pa.concat_arrays([statuses.table, pa.array([b"active"], BYTES)]),
        ),
        "category": entries.said("category"),
        "priority": entries.each(priority),
        "wanted": entries.time("value_time"),
        "receiver": receiver(entries),
        "reason": entries.reason(),
    }


def _status(kind: Kind) -> bytes:
    return _STATUSES.get(kind.status, "completed").encode()


def live(kind: Kind) -> bool:
    """Whether a referral stands: it was neither taken back nor a mistake."""
    return _status(kind) in (b"active", b"completed")


def priority(kind: Kind) -> bytes:
    """The urgency of each referral."""
    return _PRIORITIES.get(str(kind.says("priority")), "routine").encode()


def receiver(entries: Entries) -> Column:
    """The organisation that is asked; a recipient that is no setting (a registrar) stands in words."""
    named = [str(kind.says("to") or "") for kind in entries.kinds]
    if not any(named):
        return None
    words = sorted({name for name in named if name and name not in authorship.INDEX})
    spoken = np.array([words.index(name) if name in words else -1 for name in named], dtype=np.int64)
    unique, index = combined(entries["counterpart"], spoken[entries.kind_index])
    settings = entries.context.settings
    return lookup(index, [_receiver(n, words[w] if w >= 0 else "", settings) for n, w in unique])


def _receiver(organisation: int, words: str, settings: Settings) -> bytes | None:
    if organisation >= 0:
        return directory.organisation_reference(organisation, settings)
    return dumps({"display": words[0].upper() + words[1:]}) if words else None
