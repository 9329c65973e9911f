"""The Patient of an event: who someone was to the demographics service when it happened."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from output.columns import Column, lookup, numbers, only
from output.fhir.base import fragments
from output.fhir.base.fragments import dumps
from output.fhir.base.words import date_column
from output.fhir.subject.context import Context
from output.messages.parts import entry, label
from output.messages.people import human_name
from synth.codes import Codelists
from synth.record.kinds import MISSING
from synth.table import at

_VERIFICATION = "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1"

PATIENT = entry(
    "Patient",
    """
    "extension"?: [
        ?{
            "url": "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-EthnicCategory-1",
            "valueCodeableConcept": {"coding": [${ethnic}]}
        },
        ?{
            "url": "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-DeathNotificationStatus-1",
            "extension": [
                {"url": "deathNotificationStatus", "valueCodeableConcept": {"coding": [${death_status}]}},
                {"url": "systemEffectiveDate", "valueDateTime": "${death_known}"}
            ]
        }
    ],
    "identifier"?: [{
        "extension": [{
            "url": "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSNumberVerificationStatus-1",
            "valueCodeableConcept": {"coding": [${verified}]}
        }],
        "use": "official",
        "system": "https://fhir.nhs.uk/Id/nhs-number",
        "value": "${nhs_number}"
    }],
    "name": [${name}],
    "gender": "${gender}",
    "birthDate": "${birth_date}",
    "_birthDate"?: {"extension": [{
        "url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDateTime": "${birth_time}"
    }]},
    "deceasedDateTime"?: "${died}",
    "address"?: [?${address}, ?${old_address}],
    "multipleBirthInteger"?: ${order},
    "generalPractitioner"?: [{"reference": "urn:uuid:${practice}"}],
    "link"?: [{"other": {"reference": "urn:uuid:${relative}"}, "type": "seealso"}]
    """,
    meta='"versionId": "${version}"',
)

_UNSAID = ("ethnic", "death_status", "death_known", "birth_time", "died", "address", "old_address", "order", "practice",
           "relative")  # fmt: skip


def patient(context: Context, person: np.ndarray, moment: np.ndarray, **said: Column) -> dict[str, Column]:
    """What fills the slots of PATIENT, of persons (rows) at moments (instants).

    said: what its event tells besides: all else is left out."""
    who, codelists = context.who, context.codelists
    row = who.nhs_number(person, moment)
    runs = who.runs("nhs_number")
    verified = lookup(np.maximum(at(runs["verification"], row, 1) - 1, 0), _verifications(codelists))
    return {
        **dict.fromkeys(_UNSAID),
        "security": label(codelists),
        "id": context.patient_ids.take(person),
        "version": numbers(np.maximum(who.version(person, moment), 1)),
        "verified": verified,
        "nhs_number": only(row >= 0, numbers(at(runs["number"], row, MISSING))),
        "name": human_name(context, who.name(person, moment)),
        "gender": lookup(who.sex(person, moment) - 1, [b"male", b"female"]),
        "birth_date": date_column(who.born[person]),
        **said,
    }


@lru_cache(maxsize=4)
def _verifications(codelists: Codelists) -> tuple[bytes, ...]:
    return tuple(dumps(fragments.find(codelists, _VERIFICATION, f"{n:02d}")) for n in range(1, 9))
