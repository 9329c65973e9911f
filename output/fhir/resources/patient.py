"""Patient: everyone who has a record, as the demographics service knows them when the window closes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from output.columns import Column, gather_list, lookup, numbers, only, text
from output.distinct import combined
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, UK, UK_CORE, dumps
from output.fhir.base.rendered import Rendered
from output.fhir.base.words import date_column
from output.fhir.reference import directory
from output.fhir.subject import identifiers
from output.fhir.subject.context import Context
from output.fhir.subject.people import People
from output.template import Template
from synth import clock
from synth.codes import Codelists
from synth.record import words
from synth.systems import kinds as systems
from synth.systems.directory import organisations
from synth.table import at

TYPE = "Patient"

TEMPLATE = Template(
    """{
    "resourceType": "Patient",
    "id": "${id}",
    "meta": ${meta},
    "extension": [
        ?{"url": "http://hl7.org/fhir/StructureDefinition/patient-birthPlace", "valueAddress": ${birth_place}},
        {
            "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-BirthSex",
            "valueCodeableConcept": {"coding": [${birth_sex}]}
        },
        ?{
            "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory",
            "valueCodeableConcept": {"coding": [${ethnic}]}
        },
        ?{
            "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus",
            "extension": [
                {"url": "deathNotificationStatus", "valueCodeableConcept": {"coding": [${death_status}]}},
                {"url": "systemEffectiveDate", "valueDateTime": "${death_known}"}
            ]
        },
        ?{
            "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ResidentialStatus",
            "valueCodeableConcept": {"coding": [${residential}]}
        },
        ?{"url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired", "valueBoolean": ${interpreter}},
        ?{
            "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberUnavailableReason",
            "valueCodeableConcept": {"coding": [${no_number}]}
        }
    ],
    "identifier": [
        ?{
            "extension": [{
              "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
              "valueCodeableConcept": {"coding": [${verified}]}
            }],
            "use": "official",
            "system": "https://fhir.nhs.uk/Id/nhs-number",
            "value": "${nhs_number}",
            "period"?: {"start": "${number_since}"}
        },
        {"use": "secondary", "system": "https://synth.example.org/Id/person", "value": "${id}"},
        ?${more_identifiers}
    ],
    "active": ${active},
    "name": [${names}],
    "telecom"?: [${telecom}],
    "gender": "${gender}",
    "birthDate": "${birth_date}",
    "_birthDate"?: {"extension": [{
        "url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDateTime": "${birth_time}"
    }]},
    "deceasedDateTime"?: "${died}",
    "address"?: [${addresses}],
    "multipleBirthInteger"?: ${order} | "multipleBirthBoolean"?: ${single},
    "communication"?: [{"language": ${language}, "preferred": true}],
    "generalPractitioner"?: [${practice}],
    "managingOrganization": ${custodian}
}""",
    meta=META,
)

_REASONS = ("nhs-number-not-known", "overseas-patient")
"""Why there is no NHS number: of residents, and of visitors from overseas."""
_BCP47 = "urn:ietf:bcp:47"


def render(context: Context) -> Rendered:
    """The Patient of everyone who has a record."""
    person = np.flatnonzero(context.batch.people["patient"])
    columns = columns_of(context, person)
    return Rendered(TYPE, TEMPLATE.render(len(person), columns, b"\n"), person, columns["id"])


def columns_of(context: Context, person: np.ndarray) -> dict[str, Any]:
    """What fills the slots, for the persons (rows) given."""
    who, known, codelists = context.who, People.kept(context), context.codelists
    rows, end = pa.array(person), who.at_end[person]
    born, died = who.born[person], who.died[person]
    dead = died < clock.NEVER
    in_window = born >= context.settings.begins
    plurality, order = who.birth["plurality"][person], who.birth["order"][person]
    number, visitor = who.nhs_number(person, end), who.visitor[person]
    shown = ~who.withheld(person, end)
    versions, updated = who.versions
    group = who.ethnic_group[person]
    custodian = int(organisations.organisation_of(np.zeros(1, np.int64), "demographics_service")[0])

    def coded(system: str, codes: Sequence[str]) -> list[bytes | None]:
        return [dumps(fragments.find(codelists, system, code)) for code in codes]

    return {
        "id": context.patient_ids.take(rows),
        "version": numbers(versions[person]),
        "recorded": text(clock.instant_text(updated[person])),
        "source": directory.source(systems.INDEX["demographics"], custodian),
        "profile": f"{UK_CORE}Patient".encode(),
        "security": lookup(shown.astype(np.int64), [context.security("restricted"), context.security("normal")]),
        "birth_sex": lookup(who.birth_sex[person] - 1, coded(f"{HL7}v3-AdministrativeGender", "MF")),
        "ethnic": only(group >= 0, lookup(
            np.maximum(group, 0), coded(f"{UK}EthnicCategoryEngland", [code for code, _ in words.ETHNIC])
        )),
        **_death(context, person, dead),
        "residential": only(visitor >= 0, lookup(np.maximum(visitor, 0), coded(f"{UK}ResidentialStatus", "HO"))),
        "no_number": only(
            number < 0, lookup((visitor > 0).astype(np.int64), coded(f"{UK}NHSNumberUnavailableReason", _REASONS))
        ),
        "verified": _verified(context, number),
        "nhs_number": known.nhs_number(number),
        "number_since": _number_since(context, number),
        "more_identifiers": _taken(identifiers.more(context), rows),
        "active": lookup(dead.astype(np.int64), [b"true", b"false"]),
        "names": gather_list(known.names.columns["json"], known.names.starts).take(rows),
        "telecom": only(shown, gather_list(known.telecom.columns["json"], known.telecom.starts).take(rows)),
        "gender": lookup(who.sex(person, end) - 1, [b"male", b"female"]),
        "birth_date": date_column(born),
        "birth_time": only(in_window, text(clock.instant_text(np.where(in_window, born, 0)))),
        "died": only(dead, text(clock.instant_text(np.where(dead, died, 0)))),
        "addresses": only(shown, gather_list(known.addresses.columns["json"], known.addresses.starts).take(rows)),
        "order": only(plurality > 1, numbers(order)),
        "single": only(in_window, b"false"),
        "birth_place": lookup(who.birth["country"][person], [dumps({"country": name}) for name in words.COUNTRIES]),
        "interpreter": only(who.told("interpreter")[1][person], b"true"),
        "language": lookup(who.told("language")[0][person], _languages(codelists)),
        "practice": only(shown, _practice(context, who.practice(person, end))),
        "custodian": directory.organisation_reference(custodian, context.settings),
    }  # fmt: skip


def _death(context: Context, person: np.ndarray, dead: np.ndarray) -> dict[str, Column]:
    """Whether a death is known informally or formally, and since when."""
    table = context.who.last("death")
    notice, since = np.zeros(context.who.n, dtype=np.int64), np.zeros(context.who.n, dtype=np.int64)
    notice[table["person"]], since[table["person"]] = table["notice"], table["recorded"]
    codes = [dumps(fragments.find(context.codelists, f"{UK}DeathNotificationStatus", code)) for code in "12"]
    return {
        "death_status": only(dead, lookup(notice[person], codes)),
        "death_known": only(dead, text(clock.instant_text(since[person]))),
    }


def _verified(context: Context, number: np.ndarray) -> Column:
    """The status of verification of each number (rows of the record's NHS numbers)."""
    statuses = [f"{n:02d}" for n in range(1, 9)]
    made = [dumps(fragments.find(context.codelists, f"{UK}NHSNumberVerificationStatusEngland", n)) for n in statuses]
    table = context.who.runs("nhs_number")
    return lookup(at(table["verification"], number, 1) - 1, made)


@lru_cache(maxsize=4)
def _languages(codelists: Codelists) -> list[bytes | None]:
    """Each concept as a main language, or None where it is none or FHIR's list of languages has no code for it.

    The HL7 validator refuses any other code (and a coding of any other system beside it), though BCP 47 has one: such
    a language stands in what the practice recorded alone."""
    out: list[bytes | None] = []
    for concept in codelists.concepts:
        found = [coding for coding in concept.codings if coding.system == _BCP47]
        told = [{"system": _BCP47, "code": coding.code, "display": coding.display} for coding in found]
        out.append(dumps({"coding": told, "text": concept.text}) if told else None)
    return out


def _number_since(context: Context, number: np.ndarray) -> Column:
    """The day from which each has the present number; null for numbers from before the window."""
    table = context.who.runs("nhs_number")
    since = at(table["from"], number)
    return date_column(since, (number >= 0) & (since >= context.settings.begins))


def _taken(column: Column, rows: pa.Array) -> Column:
    return column.take(rows) if isinstance(column, pa.LargeBinaryArray) else column


def _practice(context: Context, practice: np.ndarray) -> Column:
    """References to practices; null for -1."""
    unique, index = combined(practice)
    return lookup(index, [directory.organisation_reference(n, context.settings) if n >= 0 else None for (n,) in unique])
