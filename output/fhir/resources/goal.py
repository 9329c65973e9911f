"""Goal: what a plan of care or protection is for, and whether it is still pursued."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import Column, json_text, lookup, only, uuid_text
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, dumps
from output.fhir.base.words import date_column
from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries, Kind
from output.template import Template
from synth import keys

TYPE = "Goal"
PROFILE = b"http://hl7.org/fhir/StructureDefinition/Goal"
"""UK Core has none."""

TEMPLATE = Template(
    """{
    "resourceType": "Goal",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "https://synth.example.org/Id/goal", "value": "${id}"}],
    "lifecycleStatus": "${status}",
    "achievementStatus"?: {"coding": [${achieved}]},
    "category"?: [{"coding": [${category}]}],
    "description": {"text": "${aim}"},
    "subject": {"reference": "Patient/${patient}"},
    "startDate": "${from_day}",
    "statusDate": "${on_day}",
    "expressedBy"?: ${practitioner}
}""",
    meta=META,
)


def aim(kind: Kind) -> str:
    """What a plan is for, as its form says; empty where it says nothing."""
    return str(kind.says("goal") or "")


def gathered(context: Context) -> Entries:
    """A goal for each plan that says what it is for."""
    plans = Entries.kept(context, "CarePlan")
    if not len(plans):
        return plans
    rows = np.flatnonzero(plans.flags(lambda kind: bool(aim(kind)) and kind.status != "revoked"))
    return plans.made_of(rows, plans["entry"][rows], TYPE)


def reference(plans: Entries) -> Column:
    """The id of the goal of each plan, or null."""
    there = plans.flags(lambda kind: bool(aim(kind)) and kind.status != "revoked")
    return only(there, uuid_text(keys.uuids(plans.owner, plans["entry"], TYPE))) if there.any() else None


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    open_ = entries.flags(lambda kind: kind.status in ("active", "in-progress", "planned"))
    pursued = dumps(fragments.find(entries.context.codelists, f"{HL7}goal-achievement", "in-progress"))
    safety = dumps(fragments.find(entries.context.codelists, f"{HL7}goal-category", "safety"))
    return {
        **entries.common("Goal"),
        "profile": PROFILE,
        "status": lookup(open_.astype(np.int64), [b"completed", b"active"]),
        "achieved": only(open_, pursued),
        "category": entries.each(lambda kind: safety if kind.says("goal_category") == "safety" else None),
        "aim": entries.each(lambda kind: json_text(aim(kind))),
        "from_day": date_column(entries["from"]),
        "on_day": date_column(entries["recorded"]),
    }
