"""What else the services for children tell each other: of vaccinations, and of whose care a child is in."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import lookup, numbers, only
from output.fhir.base.fragments import dumps
from output.fhir.resources import episode_of_care, immunization
from output.messages import clinical
from output.messages.crossed import entries, sent_as
from output.messages.events import Event, Happened
from output.messages.parts import bundle, entry
from output.messages.patients import PATIENT
from synth.record.kinds import MISSING

_IMMUNISATION = entry(
    "Immunization",
    """
    "extension": [
        {
            "url": "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-DateRecorded-1",
            "valueDateTime": "${recorded}"
        },
        {
            "url": "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-VaccinationProcedure-1",
            "valueCodeableConcept": ${procedure}
        }
    ],
    "identifier": [{"system": "${system}", "value": "${vaccination}"}],
    "status": "${status}",
    "notGiven": ${not_given},
    "vaccineCode": ${vaccine},
    "patient": {"reference": "urn:uuid:${id}"},
    "date": "${date}",
    "primarySource": true,
    "site"?: ${site},
    "route"?: ${route},
    "practitioner"?: [{"actor": {"reference": "urn:uuid:${practitioner}"}}],
    "explanation"?: {"reasonNotGiven": [${reason}]},
    "vaccinationProtocol"?: [{
        "doseSequence": ${dose}, "targetDisease": [${targets}], "doseStatus": ${dose_status}
    }]
    """,
    identity="vaccination",
)


def _vaccination_columns(happened: Happened) -> dict[str, Any]:
    each = entries(happened.context, "immunisation", "Immunization", happened.row)
    given = each.flags(lambda kind: kind.status not in immunization.NOT_GIVEN)
    return {
        **clinical.said(happened, "vaccinations-1", each["organisation"], each["practitioner"]),
        "focus": each.id,
        "vaccination": each.id,
        "recorded": each.recorded,
        "procedure": each.code,
        "system": clinical.identifiers_of(each["system"]),
        "status": each.each(lambda kind: b"entered-in-error" if kind.status == "revoked" else b"completed"),
        "not_given": lookup(given.astype(np.int64), [b"true", b"false"]),
        "vaccine": each.each(lambda kind: immunization.vaccine(each, kind)),
        "date": each.begins,
        "site": only(given, each.said("site")),
        "route": only(given, each.said("route")),
        "reason": only(~given, immunization.reason(each)),
        "targets": each.each(lambda kind: immunization.targets(each, kind)),
        "dose": only(given & (each["value"] != MISSING), numbers(each["value"])),
        "dose_status": dumps({"text": "Counts"}),
    }


VACCINATION = Event(
    "vaccinations-1", "VACCINATIONS_1",
    "A child is vaccinated, or is not; again where what was written of it is changed or taken back",
    lambda context: sent_as(context, "stu3_vaccinations", "immunisation"),
    bundle("patient_entry", "vaccination_entry", "${publisher}", "?${performer_entry}", "?${practitioner_entry}",
           patient_entry=PATIENT, vaccination_entry=_IMMUNISATION),
    _vaccination_columns,
)  # fmt: skip

_EPISODE = entry(
    "EpisodeOfCare",
    """
    "identifier": [{"system": "${system}", "value": "${episode}"}],
    "status": "${status}",
    "type": [${service}],
    "patient": {"reference": "urn:uuid:${id}"},
    "managingOrganization": {"reference": "urn:uuid:${performer}"},
    "period": {"start": "${begins}", "end"?: "${ends}"}
    """,
    identity="episode",
)


def _contact_columns(happened: Happened) -> dict[str, Any]:
    each = entries(happened.context, "care_episode", "EpisodeOfCare", happened.row)
    return {
        **clinical.said(happened, "professional-contacts-1", each["organisation"], each["practitioner"]),
        "focus": each.id,
        "episode": each.id,
        "system": clinical.identifiers_of(each["system"]),
        "status": each.each(lambda kind: episode_of_care.STATUSES.get(kind.status, "finished").encode()),
        "service": each.code,
        "begins": each.begins,
        "ends": each.time("until"),
    }


CONTACT = Event(
    "professional-contacts-1", "PROFESSIONALCONTACTS_1",
    "The health visiting service takes a child on (new), or its care of a child changes or ends (update)",
    lambda context: sent_as(context, "stu3_professional_contacts", "care_episode"),
    bundle("patient_entry", "episode_entry", "${publisher}", "?${performer_entry}",
           patient_entry=PATIENT, episode_entry=_EPISODE),
    _contact_columns,
)  # fmt: skip
