"""MedicationRequest: medicines prescribed."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import Column, numbers, only, uuid_text
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, UK, dumps
from output.fhir.resources import dosage
from output.fhir.resources.encounter import setting
from output.fhir.subject.entries import Entries, Kind
from output.template import Template
from synth import chance, keys
from synth.record import supply
from synth.record.forms import of_each
from synth.record.kinds import MISSING
from synth.systems import authorship
from synth.table import position

TYPE = "MedicationRequest"

TEMPLATE = Template(
    """{
    "resourceType": "MedicationRequest",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "basedOn"?: [{"reference": "MedicationRequest/${plan}"}],
    "groupIdentifier"?: {"system": "https://synth.example.org/Id/prescription", "value": "${group}"},
    "status": "${status}",
    "intent": "${intent}",
    "category"?: [{"coding": [${category}]}],
    "medicationCodeableConcept": ${code},
    "subject": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "authoredOn": "${begins}",
    "requester"?: ${practitioner} | "requester": ${organisation},
    "reasonCode"?: [${reason}],
    "courseOfTherapyType"?: {"coding": [${course}]},
    "dosageInstruction"?: [${dosage}],
    "dispenseRequest"?: {
        "validityPeriod"?: {"start": "${begins}", "end": "${ends}"},
        "numberOfRepeatsAllowed"?: ${repeats},
        "quantity"?: {"value": ${quantity}, ${unit}?},
        "expectedSupplyDuration"?: {
            "value": ${supply}, "unit": "day", "system": "http://unitsofmeasure.org", "code": "d"
        }
    },
    "substitution": {"allowedBoolean": false}
}""",
    meta=META,
)

_STATUSES = {"active": "active", "in-progress": "active", "planned": "draft", "stopped": "stopped",
             "on-hold": "on-hold", "cancelled": "cancelled", "not-done": "cancelled", "declined": "cancelled",
             "revoked": "entered-in-error"}  # fmt: skip

_CATEGORIES = {
    authorship.INPATIENT: "inpatient",
    authorship.AMBULATORY: "outpatient",
    authorship.HOME: "community",
}
_COURSES = {"acute": "acute", "repeat": "continuous", "repeat-dispensing": "continuous-repeating-dispensing",
            "continuous": "continuous", "seasonal": "seasonal"}  # fmt: skip


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    return {
        **entries.common("MedicationRequest"),
        "status": entries.each(lambda kind: _STATUSES.get(kind.status, "completed").encode()),
        "intent": entries.each(lambda kind: b"plan" if kind.says("supplied") else b"order"),
        "plan": _plan(entries),
        "group": _group(entries),
        "category": entries.each(lambda kind: _category(entries, kind)),
        "reason": entries.reason(),
        "course": entries.each(lambda kind: _course(entries, kind)),
        "dosage": entries.each(lambda kind: _dosage(entries, kind)),
        "ends": entries.time("until", entries["until"] > entries["from"]),
        "repeats": entries.each(lambda kind: _number(kind, "repeats")),
        "quantity": _quantity(entries),
        "unit": entries.each(lambda kind: _unit(entries, kind)),
        "supply": entries.each(lambda kind: _number(kind, "days")),
    }


def _plan(entries: Entries) -> Column:
    """The id of the course that each issue is of, where that stands beside it; null for all others."""
    names = of_each(entries.context.batch.forms, "course", supply.course_of, np.uint64)[entries["form"]]
    rows = np.flatnonzero(names != 0)
    if not len(rows):
        return None
    owner = entries.owner
    course: np.ndarray = np.zeros(len(entries), dtype=np.uint64)
    course[rows] = keys.entry_key(owner[rows], entries["episode"][rows], names[rows])
    there, copies = _stands(entries, course), entries.context.batch.copies
    if copies is not None:
        # Another practice may have begun it: then its copy is what stands here.
        course = np.where(there, course, copies.copied(entries.table, course))
        there = _stands(entries, course)
    return only((names != 0) & there, uuid_text(keys.uuids(owner, course, TYPE)))


def _stands(entries: Entries, entry: np.ndarray) -> np.ndarray:
    """Whether an entry with some key stands among those of the person of each row (bool)."""
    known = np.sort(chance.join(entries["entry"], entries["person"].astype(np.uint64)))
    return position(known, chance.join(entry, entries["person"].astype(np.uint64))) >= 0


def _group(entries: Entries) -> Column:
    """Repeat medicines issued to one person at one moment are one prescription: its id; null for all others."""
    issues = entries.flags(lambda kind: supply.ISSUE_OF in kind.form.details)
    if not issues.any():
        return None
    return only(issues, uuid_text(keys.uuids(entries.owner, entries["from"].astype(np.uint64), "prescription")))


def _category(entries: Entries, kind: Kind) -> bytes | None:
    where = setting(kind)
    code = kind.says("category") or ("primarycare" if where and where.system == "gp" else "")
    code = code or (_CATEGORIES.get(where.contact, "") if where else "")
    if not code:
        return None
    system = f"{HL7}medicationrequest-category" if code != "primarycare" else f"{UK}MedicationRequestCategory"
    return dumps(fragments.find(entries.context.codelists, system, code))


def _course(entries: Entries, kind: Kind) -> bytes | None:
    code = _COURSES.get(str(kind.says("course") or kind.says("prescription_type") or ""))
    if not code:
        return None
    uk = code == "continuous-repeating-dispensing"
    system = f"{UK}MedicationRequestCourseOfTherapy" if uk else f"{HL7}medicationrequest-course-of-therapy"
    return dumps(fragments.find(entries.context.codelists, system, code))


def _dosage(entries: Entries, kind: Kind) -> bytes | None:
    said = kind.says("dosage") or kind.says("dose") or kind.says("text")
    return dumps(dosage.instruction(str(said), entries.context.codelists)) if said else None


def _number(kind: Kind, name: str) -> bytes | None:
    said = kind.says(name)
    return None if said is None else str(int(said)).encode()


def _quantity(entries: Entries) -> Column:
    """How much to dispense: the entry's own value, else what its form says."""
    if (entries["value"] != MISSING).any():
        return numbers(entries["value"])
    return entries.each(lambda kind: _number(kind, "quantity"))


def _unit(entries: Entries, kind: Kind) -> bytes | None:
    """What the quantity counts: what the form says, else what the medicine's name ends in."""
    said = str(kind.says("unit") or "")
    if not said:
        name = str(entries.code_of(kind)["text"]).split(" ")[-1]
        said = {"tablets": "tablet", "capsules": "capsule", "suppositories": "suppository"}.get(name, "")
    unit = fragments.unit(entries.context.codelists, said)
    return fragments.inside(unit) if unit else None
