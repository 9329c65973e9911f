"""What the R4 messages are made of: those that cross between two systems without a national event service.

They are bundles of the type `message` with the header of UK Core; its event has the published code where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from output.columns import Column, json_text, lookup, numbers, only, uuid_text
from output.distinct import combined, distinct
from output.fhir.base import fragments
from output.fhir.base.fragments import UK, UK_CORE, dumps
from output.fhir.reference import directory
from output.fhir.subject.entries import IDENTIFIERS, Entries
from output.messages import bodies
from output.messages.crossed import entries, receivers, sent_as
from output.messages.events import ACTIONS, R4, Event, Happened
from output.messages.parts import entry, instants, source
from output.messages.patients import patient
from output.messages.people import address
from output.template import Rows, Template
from synth import keys
from synth.record.kinds import CONFIDENTIALITY, MISSING
from synth.systems import kinds as systems
from synth.systems.directory import organisations
from synth.table import at, starts

REASON = "https://fhir.nhs.uk/CodeSystem/message-reason-bars"

_HEADER = entry(
    "MessageHeader",
    """
    "eventCoding"?: ${event} | "eventUri": "${event_uri}",
    "destination": [...destinations {
        "name": "${name}", "endpoint": "${endpoint}", "receiver": {"reference": "urn:uuid:${receiver}"}
    }],
    "sender": {"reference": "urn:uuid:${sender}"},
    "author"?: {"reference": "urn:uuid:${practitioner}"},
    "source": ${source},
    "responsible": {"reference": "urn:uuid:${sender}"},
    "reason": {"coding": [${reason_of}]},
    "response"?: {
        "identifier": "${answered}", "code": "${outcome}", "details"?: {"reference": "urn:uuid:${issue}"}
    },
    "focus"?: [{"reference": "urn:uuid:${focus}"}]
    """,
    profile=f"{UK_CORE}MessageHeader",
    meta='"versionId": "${sequence}", "lastUpdated": "${changed}"',
    identity="message",
)

PATIENT = entry(
    "Patient",
    """
    "identifier": [
        ?{
            "extension": [{
                "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
                "valueCodeableConcept": {"coding": [${verified}]}
            }],
            "use": "official",
            "system": "https://fhir.nhs.uk/Id/nhs-number",
            "value": "${nhs_number}"
        },
        {"use": "secondary", "system": "https://synth.example.org/Id/person", "value": "${id}"}
    ],
    "name": [${name}],
    "gender": "${gender}",
    "birthDate": "${birth_date}",
    "address"?: [${address}],
    "generalPractitioner"?: [{"identifier": ${practice_code}, "display": "${practice_name}"}]
    """,
    profile=f"{UK_CORE}Patient",
    meta='"versionId": "${version}"',
)


_ENTRIES = ("${focus_entry}", "${patient_entry}", "${sender_entry}", "...others ${entry}", "?${practitioner_entry}")


def bundle(focus_entry: Template, entries: Sequence[str] = _ENTRIES, **nested: Template) -> Template:
    """The bundle of an R4 message: its header, what it is about, the patient, who sends and gets it, who wrote it.

    entries: those after the header where they are others. nested: the templates of what else stands among them."""
    return Template(
        f"""{{
        "resourceType": "Bundle",
        "id": "${{message}}",
        "meta": {{"lastUpdated": "${{sent}}", "profile": ["{UK_CORE}Bundle"], "security": [${{security}}]}},
        "type": "message",
        "timestamp": "${{sent}}",
        "entry": [{", ".join(["${header}", *entries])}]
    }}""",
        header=_HEADER,
        patient_entry=PATIENT,
        focus_entry=focus_entry,
        **nested,
    )


def event(
    code: str, form: str, kind: str, resource: str, when: str, body: str, more: Callable[[Entries], dict[str, Any]]
) -> Event:
    """The event by which each change to an entry of a kind is sent that crosses in a form.

    code: of the event after its system and |; its address where none is published. kind: of entry. resource: the type
    of what it is about, and body its members. more: what fills the slots that not all have."""

    def columns(happened: Happened) -> dict[str, Any]:
        each = entries(happened.context, kind, resource, happened.row)
        return {**said(happened, each, code), **addressed(happened, form), **written(each), **more(each)}

    word = code.replace("|", "/").rpartition("/")[2]
    template = bundle(focus_entry=about(resource, body))
    return Event(word, "", when, lambda context: sent_as(context, form, kind), template, columns, R4)


def said(happened: Happened, each: Entries, code: str) -> dict[str, Any]:
    """What every R4 message says: its head, the patient at its moment, its sender, who wrote what it is about.

    each: what each is about. code: of the event, by the system of which it stands in the codelists; its address where
    it has none."""
    context, person, moment = happened.context, happened.person, happened.sent
    who, codelists, table = context.who, context.codelists, each.table
    system, _, word = code.rpartition("|")
    levels, level = distinct(table["confidentiality"])
    hidden = who.withheld(person, moment)
    home = np.where(hidden, -1, who.home(person, moment))
    practice = np.where(hidden, bodies.NOBODY, who.practice(person, moment))
    row = who.nhs_number(person, moment)
    verification = np.maximum(at(who.runs("nhs_number")["verification"], row, 1) - 1, 0)
    statuses = [
        dumps(fragments.find(codelists, f"{UK}NHSNumberVerificationStatusEngland", f"{n:02d}")) for n in range(1, 9)
    ]
    practitioner = table["practitioner"]
    authors, wrote = combined(happened.system, happened.organisation)
    return {
        **patient(context, person, moment, address=address(context, home, b"home")),
        "security": lookup(level, [context.security(CONFIDENTIALITY[one]) for one in levels.tolist()]),
        "verified": lookup(verification, statuses),
        "nhs_number": only(row >= 0, numbers(at(who.runs("nhs_number")["number"], row, MISSING))),
        "practice_code": bodies.organisation_identifiers(practice),
        "practice_name": bodies.organisation_names(practice),
        "message": message_ids(happened.owner, happened.key, code),
        "sequence": numbers(happened.sequence()),
        "changed": instants(happened.moment),
        "sent": instants(moment),
        "event": dumps(fragments.find(codelists, system, word)) if system else None,
        "event_uri": code.encode(),
        "reason_of": lookup(happened.action, [dumps(fragments.find(codelists, REASON, one)) for one in ACTIONS]),
        "source": source(happened),
        "sender": bodies.organisation_ids(context, happened.organisation),
        "receiver": bodies.organisation_ids(context, happened.more["receiver"]),
        "sender_entry": bodies.organisation_entries(context, happened.organisation, profile=UK_CORE),
        "practitioner": bodies.practitioner_ids(context, practitioner),
        "practitioner_entry": bodies.practitioner_entries(context, practitioner, profile=UK_CORE),
        **dict.fromkeys(("answered", "outcome", "issue")),
        "focus": each.id,
        "entry_version": numbers(table["version"]),
        "entry_changed": each.recorded,
        "entry_source": lookup(wrote, [directory.source(*pair) for pair in authors]),
    }  # fmt: skip


def message_ids(owner: np.ndarray, key: np.ndarray, code: str) -> Column:
    """The id of each message of an event, by the keys of whom it is about and of the message (uint64)."""
    return uuid_text(keys.uuids(owner, key, f"message {code}"))


def addressed(happened: Happened, form: str) -> dict[str, Rows]:
    """To which systems each message goes, and the bodies that keep them: each once, and not again who sends it."""
    context, count = happened.context, len(happened)
    message, table = receivers(happened, form)
    to, going = combined(table["receiver_system"], table["receiver"])
    body = table["receiver"]
    order = np.lexsort((body, message))
    once = order[starts(message[order], body[order])]
    once = np.sort(once[body[once] != happened.organisation[message[once]]])
    begin = np.searchsorted(message, np.arange(count + 1)), np.searchsorted(message[once], np.arange(count + 1))
    return {
        "destinations": Rows(begin[0], {
            "name": lookup(going, [_named(*pair) for pair in to]),
            "endpoint": lookup(going, [directory.source(*pair) for pair in to]),
            "receiver": bodies.organisation_ids(context, body),
        }),
        "others": Rows(begin[1], {"entry": bodies.organisation_entries(context, body[once], profile=UK_CORE)}),
    }  # fmt: skip


def about(kind: str, body: str) -> Template:
    """What an R4 message is about: a resource of a type, with the id and the version that it has with its author."""
    meta = '"versionId": "${entry_version}", "lastUpdated": "${entry_changed}", "source": "${entry_source}"'
    return entry(kind, body, profile=f"{UK_CORE}{kind}", meta=meta, identity="focus")


def written(each: Entries) -> dict[str, Column]:
    """The slots that all that such messages are about have in common."""
    return {
        "identifiers": lookup(each["system"], IDENTIFIERS),
        "original": each.original,
        "code": each.code,
        "begins": each.begins,
    }


def _named(system: int, organisation: int) -> bytes:
    return bytes(json_text(f"{systems.KINDS[system].title}, {organisations.name_of(organisation)}"))
