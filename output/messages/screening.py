"""The outcomes of newborn screening: of the blood spot, of hearing, and of the physical examination.

Each is told whole: who hears of it again puts it in the place of what was told before under the same encounter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import lookup, uuid_text
from output.fhir.base import fragments
from output.fhir.base.fragments import dumps
from output.fhir.resources.immunization import NOT_GIVEN
from output.messages import clinical
from output.messages.crossed import Carried, carried, entries, sent_together
from output.messages.events import Event, Happened
from output.messages.parts import NHS, bundle, entry, instants, label
from output.messages.patients import PATIENT
from output.template import Rows
from synth import chance, keys
from synth.systems import kinds as systems
from synth.table import Table

_CONTACT = f"{NHS}/CodeSystem/DCH-ChildHealthEncounterType-1"
_NEWBORN_EXAMINATION, _HEARING, _BLOOD_SPOT, _SIX_WEEKS = "006", "007", "008", "009"

_ENCOUNTER = entry(
    "Encounter",
    """
    "identifier": [{"system": "${encounter_system}", "value": "${encounter}"}],
    "status": "finished",
    "type": [{"coding": [${encounter_type}]}],
    "subject": {"reference": "urn:uuid:${id}"},
    "period": {"start": "${encounter_start}"},
    "serviceProvider": {"reference": "urn:uuid:${performer}"}
    """,
    identity="encounter",
)
_PROCEDURE = entry(
    "Procedure",
    """
    "identifier": [{"system": "${system}", "value": "${procedure}"}],
    "status": "completed",
    "notDone"?: ${not_done},
    "code": ${code},
    "subject": {"reference": "urn:uuid:${subject}"},
    "context": {"reference": "urn:uuid:${context}"},
    "performedDateTime": "${performed}",
    "outcome"?: ${outcome}
    """,
    identity="procedure",
)
_REPORT = entry(
    "DiagnosticReport",
    """
    "identifier": [{"system": "${encounter_system}", "value": "${report}"}],
    "status": "final",
    "code": ${report_code},
    "subject": {"reference": "urn:uuid:${id}"},
    "context": {"reference": "urn:uuid:${encounter}"},
    "issued": "${changed}",
    "performer": [{"actor": {"reference": "urn:uuid:${performer}"}}]
    """,
    identity="report",
)
_OUTCOME = entry(
    "Observation",
    """
    "identifier": [{"system": "${encounter_system}", "value": "${outcome}"}],
    "status": "final",
    "code": ${outcome_code},
    "subject": {"reference": "urn:uuid:${id}"},
    "context": {"reference": "urn:uuid:${encounter}"},
    "effectiveDateTime": "${outcome_time}",
    "valueCodeableConcept": ${outcome_value}
    """,
    identity="outcome",
)


_RESULT = chance.name_hash("encounter of a screening outcome")


def _told(
    happened: Happened, code: str, some: Carried, kind: np.ndarray | str, lead: Table | None = None
) -> dict[str, Any]:
    """What the outcome of a screen says: its head, its encounter and its procedures.

    kind: the code of the kind of contact, one for all or one each. lead: the entry of each that says who did it, when
    and at which contact: the first of the procedures unless given. The encounter is that contact; where the record has
    none, as for what a laboratory finds, it is one of its own."""
    context, n = happened.context, len(happened)
    each = entries(context, "procedure", "Procedure", some.row)
    begin = some.starts(n)
    lead = lead or each.table.take(begin[:-1])
    key = np.where(lead["contact"] != 0, lead["contact"], chance.join(lead["episode"], _RESULT))
    encounter = uuid_text(keys.uuids(happened.owner, key, "Encounter"))
    codes, which = np.unique(np.broadcast_to(kind, n), return_inverse=True)
    return {
        **clinical.said(happened, code, lead["organisation"], lead["practitioner"]),
        "encounter": encounter,
        "focus": encounter,
        "encounter_system": clinical.identifiers_of(lead["system"]),
        "encounter_type": lookup(which, [dumps(fragments.find(context.codelists, _CONTACT, str(c))) for c in codes]),
        "encounter_start": instants(lead["from"]),
        "procedures": Rows(begin, {
            "security": label(context.codelists),
            "procedure": each.id,
            "system": clinical.identifiers_of(each["system"]),
            "not_done": each.each(lambda kind: b"true" if kind.status in NOT_GIVEN else None),
            "code": each.code,
            "subject": each.patient,
            "context": encounter.take(some.message),
            "performed": each.begins,
            "outcome": context.concept(each["value_code"]),
        }),
    }  # fmt: skip


# ---------------------------------------------------------------- blood spot


def _blood_spot_columns(happened: Happened) -> dict[str, Any]:
    some = carried(happened, "stu3_blood_spot_test_outcome", "procedure")
    code = "blood-spot-test-outcome-1"
    return {
        **_told(happened, code, some, _BLOOD_SPOT),
        "report": happened.ids(f"DiagnosticReport {code}"),
        "report_code": dumps(fragments.of_key(happened.context.codelists, "bloodspot")),
    }


BLOOD_SPOT = Event(
    "blood-spot-test-outcome-1", "BLOODSPOTTESTOUTCOME_1",
    "The child health information service has the laboratory's outcomes of a blood spot",
    lambda context: sent_together(context, "stu3_blood_spot_test_outcome"),
    bundle("patient_entry", "encounter_entry", "report_entry", "...procedures ${procedure_entry}", "${publisher}",
           "?${performer_entry}", patient_entry=PATIENT, encounter_entry=_ENCOUNTER, report_entry=_REPORT,
           procedure_entry=_PROCEDURE),
    _blood_spot_columns,
)  # fmt: skip

# ---------------------------------------------------------------- hearing


def _hearing_columns(happened: Happened) -> dict[str, Any]:
    """The summary, and every test of hearing that led to it: those of the baby up to then."""
    context = happened.context
    summary = carried(happened, "stu3_newborn_hearing", "observation").first(len(happened))
    found = entries(context, "observation", "Observation", summary)
    table = context.batch.record["procedure"]
    tests = np.isin(table["code"], [context.codelists.index(key) for key in ("hearing_aoae", "hearing_aabr")])
    rows = np.flatnonzero(tests)
    by_person = np.argsort(happened.person, kind="stable")
    place = np.searchsorted(happened.person[by_person], table["person"][rows])
    mine = place < len(by_person)
    mine[mine] = happened.person[by_person[place[mine]]] == table["person"][rows[mine]]
    message, rows = by_person[place[mine]], rows[mine]
    by_then = table["recorded"][rows] <= found["recorded"][message]
    message, rows = message[by_then], rows[by_then]
    order = np.lexsort((rows, message))
    some = Carried(message[order], rows[order])
    told = _told(happened, "newborn-hearing-1", some, _HEARING, found.table)
    return {
        **told,
        "outcome": found.id,
        "outcome_code": found.code,
        "outcome_time": found.begins,
        "outcome_value": context.concept(found["value_code"]),
    }


HEARING = Event(
    "newborn-hearing-1", "NEWBORNHEARING_1",
    "The newborn hearing screen has its outcome, with the tests that led to it",
    lambda context: sent_together(context, "stu3_newborn_hearing", "observation"),
    bundle("patient_entry", "encounter_entry", "...procedures ${procedure_entry}", "outcome_entry", "${publisher}",
           "?${practitioner_entry}", patient_entry=PATIENT, encounter_entry=_ENCOUNTER, procedure_entry=_PROCEDURE,
           outcome_entry=_OUTCOME),
    _hearing_columns,
)  # fmt: skip

# ---------------------------------------------------------------- physical examination


def _examination_columns(happened: Happened) -> dict[str, Any]:
    some = carried(happened, "stu3_nipe_outcome", "procedure")
    kind = np.where(happened.system == systems.INDEX["gp"], _SIX_WEEKS, _NEWBORN_EXAMINATION)
    return _told(happened, "nipe-outcome-1", some, kind)


EXAMINATION = Event(
    "nipe-outcome-1", "NIPEOUTCOME_1",
    "Hips, eyes, heart and testes are examined, or are not: of a newborn, and by the practice at six to eight weeks",
    lambda context: sent_together(context, "stu3_nipe_outcome"),
    bundle("patient_entry", "encounter_entry", "...procedures ${procedure_entry}", "${publisher}",
           "?${practitioner_entry}", patient_entry=PATIENT, encounter_entry=_ENCOUNTER, procedure_entry=_PROCEDURE),
    _examination_columns,
)  # fmt: skip
