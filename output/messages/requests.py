"""What systems ask of the national services that speak R4, and the signals that these give, as they were sent.

A birth for the demographics service (`$process-birth-details`), a vaccination for the immunisation service, and signals
of the multicast notification service (CloudEvents) about a change of practice, a death and a vaccination.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from output.columns import lookup, numbers, only
from output.distinct import combined
from output.fhir.base import fragments
from output.fhir.base.fragments import EXTENSION, HL7, OWN, UK, dumps
from output.fhir.reference import directory
from output.fhir.resources import immunization
from output.fhir.subject.context import Context
from output.fhir.subject.entries import IDENTIFIERS
from output.messages import births, bodies, children, demographics
from output.messages.crossed import entries, of_form
from output.messages.events import DELETE, NEW, Event, Happened
from output.messages.lines import Lines, pieces, taken
from output.messages.parts import instants, label
from output.messages.patients import patient
from output.messages.people import address
from output.messages.writing import told
from output.template import Template
from synth.record import words
from synth.record.demographics import NOT_STATED
from synth.record.kinds import MISSING
from synth.systems.directory import organisations, staff
from synth.table import at, starts


@dataclass(frozen=True)
class Request:
    """What is asked of a national service. happened: finds what is asked; columns: what fills `template`."""

    service: str
    path: str
    when: str
    happened: Callable[[Context], Happened]
    template: Template
    columns: Callable[[Happened], Mapping[str, Any]]


def _line(service: str, method: str, path: str, body: str, **nested: Template) -> Template:
    """A request as one line."""
    return Template(
        f"""{{
        "sent": "${{sent}}",
        "sender": "${{asker}}",
        "service": "{service}",
        "method": "{method}",
        "path": "{path}",
        {body}
    }}""",
        **nested,
    )


# ---------------------------------------------------------------- a birth


def _entry(kind: str, full_url: str, body: str) -> str:
    return f"""{{
        "fullUrl": "urn:uuid:${{{full_url}}}", "request": {{"method": "POST", "url": "{kind}"}},
        "resource": {{"resourceType": "{kind}", "meta": {{"security": [${{security}}]}}, {body}}}
    }}"""


def _observation(name: str, value: str) -> str:
    body = f'"status": "final", "code": ${{{name}_code}}, "subject": {{"reference": "urn:uuid:${{id}}"}}, {value}'
    return _entry("Observation", name, body)


def _quantity(name: str) -> str:
    return f'"valueQuantity": {{"value": ${{{name}_value}}, ${{{name}_unit}}}}'


_BABY = f"""
    "extension": [{{
        "url": "{EXTENSION}EthnicCategory",
        "valueCodeableConcept": {{"coding": [${{ethnic}}]}}
    }}],
    "name": [${{name}}],
    "gender": "${{gender}}",
    "birthDate": "${{birth_date}}",
    "_birthDate": {{"extension": [{{
        "url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDateTime": "${{birth_time}}"
    }}]}},
    "address"?: [${{address}}],
    "multipleBirthInteger": ${{order}}
    """

_MOTHER = """
    "identifier"?: [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "${mother_nhs_number}"}],
    "name": [${mother_name}],
    "gender": "${mother_gender}",
    "birthDate": "${mother_birth_date}"
    """

_RELATED = """
    "identifier"?: [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "${mother_nhs_number}"}],
    "patient": {"reference": "urn:uuid:${id}"},
    "relationship": [{"coding": [${gestational_mother}]}]
    """

_TEAM = """
    "status": "active",
    "subject": {"reference": "urn:uuid:${id}"},
    "participant": [{"role": [${child_health}], "member": {"identifier": ${office}}}]
    """


def _notified(context: Context) -> Happened:
    """The births of which a maternity unit told the demographics service, each once."""
    table = of_form(context, "pds_birth_details")
    table = table.take(np.flatnonzero(starts(table["message"]))) if len(table) else table
    n = len(table)
    found = Happened(context, table["person"], table["sent"], table["message"], table["sender_system"], table["sender"],
                     np.full(n, NEW, dtype=np.int64), table["row"])  # fmt: skip
    found.more |= {"sent": table["sent"], "mother": context.who.birth["mother"][found.person]}
    return found.take(np.flatnonzero(found.more["mother"] >= 0))


def _birth_columns(happened: Happened) -> dict[str, Any]:
    context, baby, mother, sent = happened.context, happened.person, happened.more["mother"], happened.sent
    who, codelists, table = context.who, context.codelists, context.batch.record["observation"]
    ethnic = who.runs("ethnic_group")
    group = at(ethnic["group"], ethnic.standing(baby, sent), NOT_STATED)
    home = np.where(who.withheld(baby, sent), -1, who.home(baby, sent))
    weight, gestation = (births.observations(happened, key) for key in ("birth_weight", "length_of_gestation_at_birth"))
    decimals = np.array([form.decimals for form in context.batch.forms] or [0])[at(table["form"], weight, 0)]
    grams = at(table["value"], weight, MISSING) * 10 ** (_KILO - decimals)
    area = at(who.runs("address")["place"], home, -1)
    office = organisations.organisation_of(np.maximum(area, 0), "child_health_information")
    office = np.where(area >= 0, office, bodies.NOBODY)
    them = patient(context, mother, sent)
    return {
        **{f"mother_{name}": column for name, column in them.items()},
        **patient(
            context, baby, sent,
            ethnic=lookup(group, [dumps(fragments.find(codelists, f"{UK}EthnicCategoryEngland", code))
                                  for code, _ in words.ETHNIC]),
            birth_time=instants(who.born[baby]),
            address=address(context, home, b"home"),
            order=numbers(who.birth["order"][baby]),
        ),
        "related": happened.ids("RelatedPerson of a request"),
        "gestational_mother": dumps(fragments.find(codelists, f"{HL7}v3-RoleCode", "GESTM")),
        "team": only(office >= 0, happened.ids("CareTeam of a request")),
        "office": bodies.organisation_identifiers(office),
        "child_health": dumps(fragments.concept(codelists.concept("child_health_service"))),
        **births.counted(happened, weight, gestation),
        "weight_value": numbers(grams),
        "weight_unit": fragments.inside(fragments.unit(codelists, "g")),
        "gestation_value": numbers(at(table["value"], gestation, MISSING) // 7),
        "gestation_unit": fragments.inside(fragments.unit(codelists, "wk")),
    }  # fmt: skip


_KILO = 3
"""Powers of ten from grams to kilograms."""

_BIRTH = ", ".join([
    _entry("Patient", "id", _BABY),
    "?" + _observation("weight", _quantity("weight")),
    "?" + _observation("gestation", _quantity("gestation")),
    _observation("alive", '"valueCodeableConcept": {"coding": [${alive_value}]}'),
    _observation("births", '"valueInteger": ${births_value}'),
    _observation("abnormality", '"valueCodeableConcept": {"coding": [${abnormality_value}]}'),
    _entry("RelatedPerson", "related", _RELATED),
    _entry("Patient", "mother_id", _MOTHER),
    "?" + _entry("CareTeam", "team", _TEAM),
])  # fmt: skip

BIRTH = Request(
    "personal-demographics", "/Patient/$process-birth-details",
    "A maternity unit tells the demographics service of a birth, which gives the baby its NHS number",
    _notified,
    _line(
        "personal-demographics", "POST", "/Patient/$process-birth-details",
        f'"body": {{"resourceType": "Bundle", "id": "${{message}}", "type": "transaction", "entry": [{_BIRTH}]}}',
    ),
    _birth_columns,
)  # fmt: skip

# ---------------------------------------------------------------- a vaccination

_IMMUNISATION = """
    "resourceType": "Immunization",
    "id": "${stands}",
    "meta": {"security": [${security}]},
    "contained": [
        ?${practitioner_entry},
        {
            "resourceType": "Patient",
            "id": "patient",
            "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "${nhs_number}"}],
            "name": [${name}],
            "gender": "${gender}",
            "birthDate": "${birth_date}",
            "address"?: [${address}]
        }
    ],
    "extension": [{
        "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-VaccinationProcedure",
        "valueCodeableConcept": ${procedure}
    }],
    "identifier": [{"system": "${system}", "value": "${vaccination}"}],
    "status": "${status}",
    "vaccineCode": ${vaccine},
    "patient": {"reference": "#patient"},
    "occurrenceDateTime": "${date}",
    "recorded": "${recorded}",
    "primarySource": true,
    "site"?: ${site},
    "route"?: ${route},
    "performer": [
        ?{"actor": {"reference": "${practitioner}"}},
        {"actor": {"type": "Organization", "identifier": ${performer}}}
    ],
    "protocolApplied"?: [{"targetDisease"?: [${targets}], "doseNumberPositiveInt": ${dose}}]
    """


def _given(context: Context) -> Happened:
    """The vaccinations that were given, as they are told to the services for children, and their corrections."""
    found = children.VACCINATION.happened(context)
    each = entries(context, "immunisation", "Immunization", found.row)
    return found.take(np.flatnonzero(each.flags(lambda kind: kind.status not in immunization.NOT_GIVEN)))


def _vaccination_columns(happened: Happened) -> dict[str, Any]:
    context, person, sent = happened.context, happened.person, happened.sent
    each = entries(context, "immunisation", "Immunization", happened.row)
    shown = immunization.columns(each)
    home = np.where(context.who.withheld(person, sent), -1, context.who.home(person, sent))
    by = each["practitioner"]
    return {
        **patient(context, person, sent, address=address(context, home, b"home")),
        **{name: shown[name] for name in ("status", "vaccine", "site", "route", "targets", "dose")},
        "method": lookup(happened.action, [b"POST", b"PUT", b"DELETE"]),
        "vaccination": each.id,
        "known": only(happened.action != NEW, each.id),
        "stands": only(happened.action != DELETE, each.id),
        "system": lookup(each["system"], IDENTIFIERS),
        "procedure": each.code,
        "date": each.begins,
        "recorded": each.recorded,
        "practitioner": only(by >= 0, b"#practitioner"),
        "practitioner_entry": bodies.each(by, _contained),
        "performer": bodies.organisation_identifiers(each["organisation"]),
    }


def _contained(number: int) -> bytes:
    """A practitioner as part of what he or she did."""
    one = staff.practitioner(number)
    name = {"family": one.family, "given": [one.given], "prefix": [one.prefix]}
    return dumps({"resourceType": "Practitioner", "id": "practitioner", "name": [name]})


VACCINATION = Request(
    "immunisation", "/Immunization",
    "A vaccination is given, put right (`PUT`) or taken back (`DELETE`)",
    _given,
    _line("immunisation", "${method}", "/Immunization${slash?}${known?}", f'"body"?: {{{_IMMUNISATION}}}'),
    lambda happened: {**_vaccination_columns(happened), "slash": only(happened.action != NEW, b"/")},
)  # fmt: skip

# ---------------------------------------------------------------- signals


def _signal(event: Event, service: str, kind: str, when: str, about: Callable[[Happened], Any]) -> Request:
    """The signal that goes beside an event: who is interested then asks for what it is about.

    about: the id of what each is about where that is not the patient's record, else None."""
    dataref = f"{OWN}{service}/{kind}/"

    def columns(happened: Happened) -> dict[str, Any]:
        context, person, sent = happened.context, happened.person, happened.sent
        who = patient(context, person, sent)
        practice = np.where(context.who.withheld(person, sent), bodies.NOBODY, context.who.practice(person, sent))
        return {
            "time": instants(happened.moment),
            "nhs_number": who["nhs_number"],
            "about": about(happened) or who["nhs_number"],
            "practice": bodies.each(practice, lambda number: organisations.details(number).ods_code.encode()),
        }

    body = f"""
        "specversion": "1.0", "id": "${{message}}", "source": "{OWN}{service}", "type": "{event.code}",
        "time": "${{time}}", "dataref": "{dataref}${{about}}", "subject": "${{nhs_number}}",
        "filtering"?: {{"generalpractitioner": "${{practice}}"}}
    """
    template = _line("multicast-notification-service", "POST", "/events", f'"body": {{{body}}}')
    return Request(
        "multicast-notification-service", "/events", f"`{event.code}`: {when}", event.happened, template, columns
    )


def _vaccinations_signal() -> Request:
    event = Event("imms-vaccinations-1", "", "", _given, children.VACCINATION.template, children.VACCINATION.columns)
    return _signal(
        event, "immunisation", "Immunization", "a vaccination is given, put right or taken back",
        lambda happened: entries(happened.context, "immunisation", "Immunization", happened.row).id,
    )  # fmt: skip


REQUESTS: tuple[Request, ...] = (
    BIRTH,
    VACCINATION,
    _signal(demographics.CHANGE_OF_PRACTICE, "personal-demographics", "Patient", "someone has another practice",
            lambda _: None),
    _signal(demographics.DEATH, "personal-demographics", "Patient", "a death is known, or was none",
            lambda _: None),
    _vaccinations_signal(),
)  # fmt: skip
"""What is asked, in the order in which several of one person at one minute are."""


def render(context: Context) -> tuple[Lines, np.ndarray]:
    """Every request about the patients of a batch in the order of sending, compact JSON with a newline at its end; and
    about whom each is (rows)."""
    texts, columns = [], []
    for place, request in enumerate(REQUESTS):
        happened = told(context, request.happened(context))
        if len(happened):
            authors, wrote = combined(happened.system, happened.organisation)
            slots = {
                "security": label(context.codelists),
                "message": happened.ids(f"request {place}"),
                "sent": instants(happened.sent),
                "asker": lookup(wrote, [directory.source(*each) for each in authors]),
                **request.columns(happened),
            }
            texts.append(request.template.render(len(happened), slots))
            columns.append((happened.sent, np.full(len(happened), place), happened.person))
    if not texts:
        return Lines([]), np.zeros(0, np.int64)
    sent, kind, person = (np.concatenate(each) for each in zip(*columns, strict=True))
    order = np.lexsort((np.arange(len(sent)), kind, person, sent))
    return Lines(taken(pieces(texts), order), b"\n"), person[order]
