"""Patient: everyone who has a record, as the demographics service knows them when the window closes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from output.columns import Column, gather_list, lookup, numbers, only, text
from output.fhir.base import fragments
from output.fhir.base.distinct import combined
from output.fhir.base.fragments import HL7, META, UK, UK_CORE, dumps
from output.fhir.base.rendered import Rendered
from output.fhir.base.words import date_column
from output.fhir.reference import directory
from output.fhir.subject import identifiers, origins
from output.fhir.subject.context import Context
from output.template import Template
from synth import clock
from synth.record.forms import STATUSES
from synth.record.state import runs
from synth.systems import kinds as systems
from synth.systems.directory import organisations
from synth.table import Table
from synth.world.demography import characteristics

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

REGISTERED_AFTER = 5 * clock.DAY
"""How long after a death the registrar's notice of it arrives: registration is due within five days."""


def render(context: Context) -> Rendered:
    """The Patient of everyone who has a record."""
    person = np.flatnonzero(context.population["patient"])
    columns = columns_of(context, person)
    return Rendered(TYPE, TEMPLATE.render(len(person), columns, b"\n"), person, columns["id"])


def columns_of(context: Context, person: np.ndarray) -> dict[str, Any]:
    """What fills the slots, for the persons (rows) given."""
    p, known = context.population, context.people
    rows = pa.array(person)
    codelists = context.codelists
    born, died = p["born"][person], known.died[person]
    in_window = born >= context.settings.begins
    formal, told = _death_told(context, person)
    version, updated = _versions(context, person)
    plurality, order = p.attributes["plurality"][person], p.attributes["birth_order"][person]
    find = fragments.find
    number = known.number_now[person]
    held = p.numbers.take(np.maximum(number, 0)) if len(p.numbers) else None
    shown = ~known.restricted[person]
    visitor = p.attributes["overseas_visitor"][person]
    statuses = [dumps(find(codelists, f"{UK}NHSNumberVerificationStatusEngland", f"{n:02d}")) for n in range(1, 9)]
    verified = np.zeros(len(person), dtype=np.int64)
    if held is not None:
        verified = np.where(held["verified"] <= known.now[person], 0, held["status"] - 1)
    unavailable = [dumps(find(codelists, f"{UK}NHSNumberUnavailableReason", code))
                   for code in ("nhs-number-not-known", "overseas-patient")]  # fmt: skip
    residential = [dumps(find(codelists, f"{UK}ResidentialStatus", code)) for code in "HO"]
    from_abroad = p.attributes["from_abroad"][person] == 1
    sexes = [dumps(find(codelists, f"{HL7}v3-AdministrativeGender", code)) for code in "MF"]
    ethnic = [dumps(find(codelists, f"{UK}EthnicCategoryEngland", code)) for code, _ in characteristics.ETHNIC]
    notices = [dumps(find(codelists, f"{UK}DeathNotificationStatus", code)) for code in "12"]
    custodian = int(organisations.organisation_of(np.zeros(1, np.int64), "demographics_service")[0])
    return {
        "id": context.patient_ids.take(rows),
        "version": numbers(version),
        "recorded": text(clock.instant_text(updated)),
        "source": directory.source(systems.INDEX["demographics"], custodian),
        "profile": f"{UK_CORE}Patient".encode(),
        "security": lookup(shown.astype(np.int64), [context.security("restricted"), context.security("normal")]),
        "birth_sex": lookup(p["sex"][person] - 1, sexes),
        "ethnic": lookup(p["ethnic"][person], ethnic),
        "death_status": only(died, lookup(formal.astype(np.int64), notices)),
        "death_known": only(died, text(clock.instant_text(np.where(died, told, 0)))),
        "residential": only(from_abroad, lookup((visitor > 0).astype(np.int64), residential)),
        "no_number": only(number < 0, lookup((visitor > 0).astype(np.int64), unavailable)),
        "verified": lookup(verified, statuses),
        "nhs_number": known.nhs_number_at(number),
        "number_since": _number_since(context, held, number),
        "more_identifiers": _taken(identifiers.more(context), rows),
        "active": lookup(died.astype(np.int64), [b"true", b"false"]),
        "names": gather_list(known.name, known.name_starts).take(rows),
        "telecom": only(shown, gather_list(known.telecom.columns["json"], known.telecom.starts).take(rows)),
        "gender": lookup(known.sex[person] - 1, [b"male", b"female"]),
        "birth_date": date_column(born),
        "birth_time": only(in_window, text(clock.instant_text(np.where(in_window, born, 0)))),
        "died": only(died, text(clock.instant_text(np.where(died, p["died"][person], 0)))),
        "addresses": only(shown, gather_list(known.address, known.address_starts).take(rows)),
        "order": only(plurality > 1, numbers(order)),
        "single": only(in_window, b"false"),
        "birth_place": origins.birth_place(p, person),
        "interpreter": origins.interpreter(p, person),
        "language": origins.language(p, person, codelists),
        "practice": only(shown, _practice(context, person)),
        "custodian": directory.organisation_reference(custodian, context.settings),
    }  # fmt: skip


def _number_since(context: Context, held: Table | None, number: np.ndarray) -> Column:
    """The day from which each has the present number; null for numbers from before the window."""
    if held is None:
        return None
    return date_column(held["from"], (number >= 0) & (held["from"] >= context.settings.begins))


def _taken(column: Column, rows: pa.Array) -> Column:
    return column.take(rows) if isinstance(column, pa.LargeBinaryArray) else column


def _death_told(context: Context, person: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether each death was notified formally by the end of the window, and when it became known."""
    died, ends = context.population["died"][person], context.settings.ends
    notice = np.minimum(died, ends) + REGISTERED_AFTER
    formal = context.people.died[person] & (notice < ends)
    return formal, np.where(formal, notice, died)


def updated(context: Context, person: np.ndarray) -> np.ndarray:
    """The instant at which the demographics of each person (row) were last changed."""
    return _versions(context, person)[1]


def _versions(context: Context, person: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many versions of each person's demographics there were in the window, and when the last was made.

    A version is made at birth or on arrival (or stands when the window opens), at every later change of name, address,
    number or registration, and when a death is made known; changes at one instant are one version. What was made
    before the window bears its true time, and counts as one.
    """
    p, settings, known = context.population, context.settings, context.people
    died = known.died[person]
    told = _death_told(context, person)[1]
    first = known.first_known
    changes = [each for each in (p.names, p.known_as, p.numbers, p.sexes, known._addresses) if len(each)]
    where = np.concatenate([np.arange(len(p)), person[died], *(each["person"] for each in changes)])
    when = np.concatenate([first, told[died], *(each["from"] for each in changes)])
    registrations = context.batch.record.get("registration")
    if registrations is not None and len(registrations):
        where = np.concatenate([where, registrations["person"]])
        when = np.concatenate([when, registrations["recorded"]])
    when = np.maximum(when, first[where])
    keep = when < settings.ends
    keep[: len(p)] = True
    where, when = where[keep], when[keep]
    order = np.lexsort((when, where))
    where, when = where[order], when[order]
    counted = np.maximum(when, settings.begins)
    new = np.ones(len(where), dtype=bool)
    new[1:] = (where[1:] != where[:-1]) | (counted[1:] != counted[:-1])
    last = np.searchsorted(where, person, side="right") - 1
    return np.bincount(where[new], minlength=len(p))[person], when[last]


def _practice(context: Context, person: np.ndarray) -> Column:
    """The practice at which each person is registered: what the record of registrations says last.

    Where the record holds no registrations at all, the practice of the family.
    """
    p = context.population
    registrations = context.batch.record.get("registration")
    if registrations is None or not len(registrations):
        number = organisations.organisation_of(p["place"], "practice", p["practice"])
    else:
        last = runs(registrations, context.batch.forms).at_the_end()
        over = np.isin(last["status"], [STATUSES.index(s) for s in ("revoked", "cancelled")])
        # A temporary resident stays on the list at home.
        over |= last["code"] == systems.temporary_registration(context.codelists)
        last = last.take(np.flatnonzero(~over & (last["until"] >= context.settings.ends)))
        number = np.full(len(p), -1, dtype=np.int64)
        number[last["person"]] = last["organisation"]
    unique, index = combined(number[person])
    return lookup(index, [directory.organisation_reference(n, context.settings) if n >= 0 else None for (n,) in unique])
