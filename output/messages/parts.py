"""What the bundles of all events are made of: labels, entries, references within a bundle, the head of a message."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pyarrow as pa

from output.columns import Column, json_text, lookup, numbers, text
from output.distinct import combined
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, dumps
from output.fhir.reference import directory
from output.messages.events import ACTIONS, Happened
from output.template import Template
from synth import clock
from synth.codes import Codelists
from synth.systems import kinds as systems
from synth.systems.directory import organisations

NHS = "https://fhir.nhs.uk/STU3"
CARE_CONNECT = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-"
EVENT_TYPE = f"{NHS}/CodeSystem/EventType-1"
ACTION = f"{NHS}/CodeSystem/MessageEventType-1"


def entry(kind: str, body: str, profile: str = "", meta: str = "", identity: str = "id") -> Template:
    """An entry of a message: a resource of a type under its full URL.

    body: its members after `meta`. profile: the address of its profile, CareConnect's of that type unless given. meta:
    more members of `meta`. identity: the slot of its id."""
    address = profile or f"{CARE_CONNECT}{kind}-1"
    return Template(
        f"""{{
        "fullUrl": "urn:uuid:${{{identity}}}",
        "resource": {{
            "resourceType": "{kind}",
            "id": "${{{identity}}}",
            "meta": {{{meta}{", " if meta else ""}"profile": ["{address}"], "security": [${{security}}]}},
            {body}
        }}
    }}"""
    )


HEADER = entry(
    "MessageHeader",
    """
    "extension": [
        ?{
            "url": "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-RoutingDemographics-1",
            "extension": [
                {"url": "nhsNumber", "valueIdentifier": {
                    "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "${route_number}"
                }},
                {"url": "name", "valueHumanName": ${route_name}},
                {"url": "birthDateTime", "valueDateTime": "${route_born}"}
            ]
        },
        {
            "url": "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-MessageEventType-1",
            "valueCodeableConcept": {"coding": [${action}]}
        }
    ],
    "event": ${event},
    "destination": [{"name": "${destination_name}", "endpoint": "${destination}"}],
    "timestamp": "${sent}",
    "enterer"?: {"reference": "urn:uuid:${enterer}"},
    "source": ${source},
    "responsible": {"reference": "urn:uuid:${responsible}"},
    "focus": [{"reference": "urn:uuid:${focus}"}]
    """,
    profile=f"{NHS}/StructureDefinition/Event-MessageHeader-1",
    meta='"versionId": "${sequence}", "lastUpdated": "${changed}"',
    identity="message",
)

COMMUNICATION = entry(
    "Communication",
    """
    "status": "completed",
    "subject": {"reference": "urn:uuid:${subject}"},
    "sent": "${sent}",
    "sender": {"reference": "urn:uuid:${responsible}"}
    """,
    identity="communication",
)
"""What the demographics service says of someone: the focus of its events."""


def bundle(*entries: str, **nested: Template) -> Template:
    """The bundle of an event: its header, then entries by the names of their templates or as they are written."""
    listed = ", ".join(["${header}", *(each if each[0] in "?$." else f"${{{each}}}" for each in entries)])
    return Template(
        f"""{{
        "resourceType": "Bundle",
        "id": "${{message}}",
        "meta": {{"lastUpdated": "${{sent}}", "security": [${{security}}]}},
        "type": "message",
        "entry": [{listed}]
    }}""",
        header=HEADER,
        **nested,
    )


def instants(moments: np.ndarray) -> pa.LargeBinaryArray:
    """Each instant as text."""
    return text(clock.instant_text(moments))


@lru_cache(maxsize=4)
def label(codelists: Codelists) -> bytes:
    """The label of everything that is made here: that it is test data."""
    return dumps(fragments.find(codelists, f"{HL7}v3-ActReason", "HTEST"))


def head(happened: Happened, code: str, routed: Mapping[str, Column]) -> dict[str, Column]:
    """What fills the head of each event, and the slots that all entries have.

    routed: the slots of the Patient by whose number, name and day of birth it finds its way."""
    codelists, moment = happened.context.codelists, happened.more["sent"]
    actions = [dumps(fragments.find(codelists, ACTION, action)) for action in ACTIONS]
    events = int(organisations.organisation_of(np.zeros(1, np.int64), "event_service")[0])
    sent = instants(moment)
    return {
        "security": label(codelists),
        "message": happened.ids(f"message {code}"),
        "sequence": numbers(happened.sequence()),
        "changed": instants(happened.moment),
        "sent": sent,
        "action": lookup(happened.action, actions),
        "event": dumps(fragments.find(codelists, EVENT_TYPE, code)),
        "destination_name": json_text(organisations.name_of(events)),
        "destination": directory.source(systems.INDEX["events"], events),
        "source": source(happened),
        "enterer": None,
        "route_number": routed["nhs_number"],
        "route_name": routed["name"],
        "route_born": routed["birth_date"],
    }


def source(happened: Happened) -> Column:
    """The system that publishes each, with the telephone of those who keep it."""
    pairs, index = combined(happened.system, happened.organisation)
    made = [_source_of(system, organisation) for system, organisation in pairs]
    return lookup(index, made)


@lru_cache(maxsize=1 << 14)
def _source_of(system: int, organisation: int) -> bytes:
    body = organisations.details(organisation)
    name = f"{systems.KINDS[system].title}, {body.name}"
    endpoint = directory.source(system, organisation).decode()
    return dumps({"name": name, "contact": {"system": "phone", "value": body.phone}, "endpoint": endpoint})
