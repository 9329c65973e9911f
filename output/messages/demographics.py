"""What the demographics service tells of people: a change of address, of practice, of its record, and a death."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import Column, lookup, only
from output.fhir.base import fragments
from output.fhir.base.fragments import dumps
from output.fhir.base.words import date_column
from output.fhir.subject.context import Context
from output.messages import bodies
from output.messages.events import NEW, Event, Happened, due, of_changes
from output.messages.parts import COMMUNICATION, NHS, bundle, entry, head, instants
from output.messages.patients import PATIENT, patient
from output.messages.people import address
from synth import chance
from synth.record.kinds import CHANGES, NOTICES
from synth.systems import kinds as systems
from synth.table import at, starts

_DEATH = "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-DeathNotificationStatus-1"
_CARE = f"{NHS}/CodeSystem/EMS-PDS-PatientCareProvisionType-1"
_KEPT = ("name", "sex", "nhs_number", "address", "contact_point", "restriction", "residential_status", "death")
"""What is in the demographics service's record of someone, beside the practice: a change of it is told."""


def of_service(context: Context, person: np.ndarray, moment: np.ndarray, key: np.ndarray, row: np.ndarray) -> Happened:
    """Events that the demographics service publishes, which are all new."""
    n = len(person)
    system = np.full(n, systems.INDEX["demographics"], dtype=np.int64)
    body = np.full(n, bodies.demographics(context.settings), dtype=np.int64)
    return Happened(context, person, moment, key, system, body, np.full(n, NEW, dtype=np.int64), row)


def by_service(happened: Happened, code: str) -> dict[str, Any]:
    """The service that sends an event, and what it says of someone, which is what the event is about."""
    context = happened.context
    service = np.full(len(happened), bodies.demographics(context.settings), dtype=np.int64)
    said = happened.ids(f"Communication {code}")
    return {
        "communication": said,
        "focus": said,
        "responsible": bodies.organisation_ids(context, service),
        "sender": bodies.organisation_entries(context, service),
        "service": bodies.demographics_service(context.settings, context.codelists),
    }


def _said(happened: Happened, code: str, **more: Column) -> dict[str, Any]:
    """What every event of the service says: its head, whom it is about, and the service itself."""
    who = patient(happened.context, happened.person, happened.more["sent"], **more)
    return {**head(happened, code, who), **who, **by_service(happened, code), "subject": who["id"]}


# ---------------------------------------------------------------- address


def _moved(context: Context) -> Happened:
    """Who came to live elsewhere than before: usual homes alone, and none of those whose record is restricted."""
    who, table = context.who, context.who.runs("address").table
    home = (table["second"] == 0) & (table["change"] == CHANGES.index("begun"))
    rows = np.flatnonzero(home & due(context, table))
    person, moment = table["person"][rows], table["recorded"][rows]
    before, now = who.home(person, moment - 1), who.home(person, moment)
    told = (before >= 0) & (now >= 0) & ~who.withheld(person, moment)
    rows, before = rows[told], before[told]
    found = of_changes(context, table, rows)
    found.more["before"] = before
    return found


def _address_columns(happened: Happened) -> dict[str, Any]:
    context = happened.context
    return _said(
        happened, "pds-change-of-address-1",
        address=address(context, happened.row, b"home"),
        old_address=address(context, happened.more["before"], b"old", happened.moment),
    )  # fmt: skip


CHANGE_OF_ADDRESS = Event(
    "pds-change-of-address-1", "CHANGEOFADDRESS_1",
    "Someone's home is another than before; none of a restricted record, none of a second home",
    _moved,
    bundle("communication_entry", "patient_entry", "${service}", "${sender}", communication_entry=COMMUNICATION,
           patient_entry=PATIENT),
    _address_columns,
)  # fmt: skip

# ---------------------------------------------------------------- practice

_FORMER = entry(
    "EpisodeOfCare",
    """
    "status": "finished",
    "type": [{"coding": [${care}]}],
    "patient": {"reference": "urn:uuid:${subject}"},
    "managingOrganization": {"reference": "urn:uuid:${former_id}"},
    "period": {"start": "${former_start}", "end": "${former_end}"}
    """,
    identity="former",
)


def _registered(context: Context) -> Happened:
    """Whose practice is another than before, or none any more."""
    who, table = context.who, context.who.runs("registration").table
    rows = np.flatnonzero(due(context, table))
    rows = rows[starts(table["person"][rows], table["recorded"][rows])] if len(rows) else rows
    person, moment = table["person"][rows], table["recorded"][rows]
    before, now = who.practice(person, moment - 1), who.practice(person, moment)
    told = (before != now) & ~who.withheld(person, moment)
    rows, person, moment = rows[told], person[told], moment[told]
    key = chance.join(table["entry"][rows], table["version"][rows])
    found = of_service(context, person, moment, key, rows)
    found.more |= {"before": before[told], "now": now[told], "since": _since(context, person, moment - 1)}
    return found


def _since(context: Context, person: np.ndarray, moment: np.ndarray) -> np.ndarray:
    """Since when each had been with the practice of a moment (instants)."""
    return at(context.who.runs("registration").begins, context.who.on_the_list(person, moment))


def _practice_columns(happened: Happened) -> dict[str, Any]:
    context, before, now = happened.context, happened.more["before"], happened.more["now"]
    left = before >= 0
    return {
        **_said(happened, "pds-change-of-gp-1", practice=bodies.organisation_ids(context, now)),
        "present": bodies.organisation_entries(context, now),
        "previous": bodies.organisation_entries(context, before),
        "former": only(left, happened.ids("EpisodeOfCare of a former practice")),
        "former_id": bodies.organisation_ids(context, before),
        "former_start": date_column(happened.more["since"], left),
        "former_end": date_column(happened.moment),
        "care": dumps(fragments.find(context.codelists, _CARE, "1")),
    }


CHANGE_OF_PRACTICE = Event(
    "pds-change-of-gp-1", "CHANGEOFGP_1",
    "Someone is on the list of another practice than before, or on none any more; none of a restricted record",
    _registered,
    bundle("communication_entry", "patient_entry", "${service}", "${sender}", "?${present}", "?${previous}",
           "?${former_entry}", communication_entry=COMMUNICATION, patient_entry=PATIENT, former_entry=_FORMER),
    _practice_columns,
)  # fmt: skip

# ---------------------------------------------------------------- death


def _died(context: Context) -> Happened:
    """Who is known to have died: informally, then formally; or whose death was none, and is taken back."""
    table = context.who.runs("death").table
    found = of_changes(context, table, np.flatnonzero(due(context, table)))
    found.action[:] = NEW  # each says how it is now: none changes another
    return found


def _death_columns(happened: Happened) -> dict[str, Any]:
    context, table = happened.context, happened.context.who.runs("death").table
    died = table["change"][happened.row] != CHANGES.index("withdrawn")
    return _said(
        happened, "pds-death-notification-1",
        **death_status(context, happened.row),
        died=only(died, instants(table["from"][happened.row])),
    )  # fmt: skip


def death_status(context: Context, row: np.ndarray) -> dict[str, Column]:
    """What is known of a death, and since when: as each row of the record's deaths says, nothing where it is -1."""
    table, known = context.who.runs("death").table, row >= 0
    removed = at(table["change"], row) == CHANGES.index("withdrawn")
    status = np.where(removed, len(NOTICES), at(table["notice"], row))
    codes = [dumps(fragments.find(context.codelists, _DEATH, code)) for code in "12U"]
    return {
        "death_status": only(known, lookup(status, codes)),
        "death_known": only(known, instants(at(table["recorded"], row))),
    }


DEATH = Event(
    "pds-death-notification-1", "DEATHNOTIFICATION_1",
    "A death is known informally, then formally, or is taken back",
    _died,
    bundle("communication_entry", "patient_entry", "${service}", "${sender}", communication_entry=COMMUNICATION,
           patient_entry=PATIENT),
    _death_columns,
)  # fmt: skip

# ---------------------------------------------------------------- any change of the record

_PROVENANCE = entry(
    "Provenance",
    """
    "target": [{"reference": "urn:uuid:${subject}"}],
    "recorded": "${changed}",
    "agent": [{"whoReference": {"identifier": ${agent}, "display": "${agent_name}"}}]
    """,
    profile="http://hl7.org/fhir/StructureDefinition/Provenance",
    identity="provenance",
)


def _changed(context: Context) -> Happened:
    """Whose record changed at a moment, once for all that changed then; a record that begins is none that changes."""
    who = context.who
    tables = [*(who.runs(kind).table for kind in _KEPT), who.runs("registration").table]
    person, moment, system, body = (
        np.concatenate([table[name] for table in tables])
        for name in ("person", "recorded", "system", "organisation")
    )  # fmt: skip
    told = context.batch.people["patient"][person] & (moment >= context.settings.begins)
    person, moment, system, body = (column[told] for column in (person, moment, system, body))
    order = np.lexsort((body, system, moment, person))
    order = order[starts(person[order], moment[order])] if len(order) else order
    person, moment = person[order], moment[order]
    known = who.nhs_number(person, moment - 1) >= 0
    person, moment, order = person[known], moment[known], order[known]
    key = chance.join(context.batch.people["key"][person], moment.astype(np.uint64))
    found = of_service(context, person, moment, key, order)
    found.more["agent"] = body[order]
    return found


def _change_columns(happened: Happened) -> dict[str, Any]:
    context = happened.context
    said = _said(happened, "pds-record-change-1")
    # A number that gives way to another is that of the record that is superseded, not of the one that follows it.
    before = patient(context, happened.person, np.maximum(happened.moment - 1, 0))
    agent = happened.more["agent"]
    return {
        **said,
        **{name: before[name] for name in ("nhs_number", "verified")},
        "route_number": before["nhs_number"],
        "focus": said["id"],
        "provenance": happened.ids("Provenance of a record's change"),
        "agent": bodies.organisation_identifiers(agent),
        "agent_name": bodies.organisation_names(agent),
    }


RECORD_CHANGE = Event(
    "pds-record-change-1", "PDSRECORDCHANGE_1",
    "Anything in someone's demographic record has changed; what changes at one moment is one event",
    _changed,
    bundle("patient_entry", "provenance_entry", "${sender}", patient_entry=PATIENT, provenance_entry=_PROVENANCE),
    _change_columns,
)  # fmt: skip
