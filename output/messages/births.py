"""The notification of a birth, by which the demographics service tells of every baby that it has given a number.

It is sent once, of babies born dead too. The mother whom it is about is she whom the maternity unit named; where an
adoption has sealed a birth there is no number from it, and nothing is told.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import Column, lookup, numbers, only, uuid_text
from output.fhir.base import fragments
from output.fhir.base.fragments import dumps
from output.fhir.subject import related_person
from output.fhir.subject.context import Context
from output.messages import bodies, demographics
from output.messages.crossed import sent_of
from output.messages.events import Event, Happened
from output.messages.parts import COMMUNICATION, NHS, bundle, entry, head, instants
from output.messages.patients import PATIENT, patient
from output.messages.people import address
from synth import clock, keys
from synth.codes import LOINC, SNOMED
from synth.record import words
from synth.record.demographics import NOT_STATED
from synth.record.kinds import ABOUT, CHANGES, MISSING
from synth.systems.directory import organisations
from synth.table import as_of, at, position

_ETHNIC = "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-EthnicCategory-1"
_CATEGORY = f"{NHS}/CodeSystem/BirthEpisodeCategory-1"
_AUTHORITY = f"{NHS}/CodeSystem/EMS-PDS-RegisteringAuthorityType-1"
_PLACE = f"{NHS}/CodeSystem/EMS-PDS-DeliveryPlaceType-1"
_STILLBORN = f"{NHS}/CodeSystem/EMS-PDS-StillBornIndicator-1"
_ABNORMALITY = f"{NHS}/CodeSystem/EMS-PDS-SuspectedCongenitalAbnormalityIndicator-1"
LIVE, DEAD = "1", "4"
"""Born alive; and born dead, where the record does not say when it died."""
_AT_HOME = "1"
_FETUSES = 16
"""More than are ever born together, so that a mother and an order of birth share one integer."""

_OBSERVATION = (
    '"status": "final", {category}"code": ${{{name}_code}}, "subject": {{"reference": "urn:uuid:${{{of}}}"}}, {value}'
)


def _observed(name: str, of: str, value: str, category: str = "") -> Any:
    """An Observation of a birth, whose id and code are slots that begin with its name."""
    body = _OBSERVATION.format(name=name, of=of, value=value, category=category)
    return entry("Observation", body, identity=name)


_RELATED = entry(
    "RelatedPerson",
    """
    "patient": {"reference": "urn:uuid:${id}"},
    "relationship": {"coding": [${natural_mother}]}
    """,
    identity="relative",
)
_ROLES = {"delivery": "delivery-place", "registering": "registering-authority",
          "child_health": "responsible-child-health-organisation"}  # fmt: skip
"""What an organisation has to do with a birth, by the name of its slots."""


def _episode(name: str) -> Any:
    """An organisation's part in a birth."""
    return entry(
        "EpisodeOfCare",
        f"""
        "status": "active",
        "type": [{{"coding": [${{{name}_type}}]}}],
        "patient": {{"reference": "urn:uuid:${{id}}"}},
        "managingOrganization": {{"reference": "urn:uuid:${{{name}_id}}"}}
        """,
        identity=f"{name}_episode",
    )


_QUANTITY = '"valueQuantity": {{"value": ${{{0}_value}}, ${{{0}_unit}}}}'
_CODED = '"valueCodeableConcept": {{"coding": [${{{0}_value}}]}}'


def _born(context: Context) -> Happened:
    """Who was given an NHS number for having been born: the first of those whose birth a maternity unit wrote of."""
    who, table = context.who, context.who.runs("nhs_number").table
    rows = np.flatnonzero(table["change"] == CHANGES.index("begun"))
    rows = rows[np.append(True, table["person"][rows][1:] != table["person"][rows][:-1])] if len(rows) else rows
    person, moment = table["person"][rows], table["recorded"][rows]
    mother = who.birth["mother"][person]
    told = (mother >= 0) & (moment >= context.settings.begins) & context.batch.people["patient"][person]
    rows, person, moment = rows[told], person[told], moment[told]
    found = demographics.of_service(context, person, moment, table["entry"][rows], rows)
    # The service tells of a birth when the maternity unit has notified it and the number is given.
    sent = sent_of(context, "stu3_pds_birth_notification", person, moment)
    found.more |= {"mother": mother[told], "sent": np.maximum(sent, moment)}
    return found


def observations(happened: Happened, key: str) -> np.ndarray:
    """The row of the first observation of a code (key of the codelists) in each one's record, -1 for none."""
    context = happened.context
    table = context.batch.record["observation"]
    rows = np.flatnonzero(table["code"] == context.codelists.index(key))
    return at(rows, position(table["person"][rows], happened.person), -1)


def abnormality(happened: Happened) -> Column:
    """Whether an abnormality is suspected of this baby: at a scan before its birth, as its mother's record has it."""
    context = happened.context
    who, table = context.who, context.batch.record["observation"]
    found = table["code"] == context.codelists.index("antenatal_scan_abnormal")
    rows = np.flatnonzero(found & (table["about_kind"] == ABOUT.index("fetus")))
    owner = table["person"][rows] * _FETUSES + table["about_number"][rows]
    order = np.lexsort((table["recorded"][rows], owner))
    since = table["recorded"][rows][order]
    person = happened.person
    wanted = happened.more["mother"] * _FETUSES + who.birth["order"][person]
    row = as_of(owner[order], since, wanted, who.born[person])
    conceived = who.born[person] - who.birth["gestation"][person] * clock.DAY
    suspected = (row >= 0) & (at(since, row) > conceived)
    codes = [dumps(fragments.find(context.codelists, _ABNORMALITY, code)) for code in "NU"]
    return lookup(suspected.astype(np.int64), codes)


def _delivered(happened: Happened) -> tuple[np.ndarray, np.ndarray, list[bodies.Typed]]:
    """Where each was born: the organisation (-1 at home) and the type of the place, as a position among the types."""
    context = happened.context
    table = context.batch.record["observation"]
    row = observations(happened, "delivery_place")
    code = at(table["value_code"], row, 0)
    unique, index = np.unique(code, return_inverse=True)
    types = [_place_of(context, number) for number in unique.tolist()]
    home = np.array([kind in ("", _AT_HOME) for _, kind in types])[index]
    unit = context.who.birth["organisation"][happened.person]
    return np.where(home, bodies.NOBODY, unit), index, types


def _place_of(context: Context, code: int) -> bodies.Typed:
    codings = context.codelists.concepts[code].codings if code else ()
    return next(((each.system, each.code) for each in codings if each.system == _PLACE), ("", ""))


def _entries(happened: Happened, row: np.ndarray) -> Any:
    """The id of the Observation in each row of the record's observations."""
    entry_key = at(happened.context.batch.record["observation"]["entry"], row, 0)
    return uuid_text(keys.uuids(happened.owner, entry_key, "Observation"))


def _columns(happened: Happened) -> dict[str, Any]:
    context, baby, mother = happened.context, happened.person, happened.more["mother"]
    who, codelists, sent = context.who, context.codelists, happened.more["sent"]
    table = context.batch.record["observation"]
    withheld = who.withheld(baby, sent)
    home = np.where(withheld, -1, who.home(baby, sent))
    ethnic = who.runs("ethnic_group")
    group = at(ethnic["group"], ethnic.standing(baby, sent), NOT_STATED)
    died = who.runs("death").standing(baby, sent)
    practice = np.where(who.withheld(mother, sent), -1, who.practice(mother, sent))
    weight, gestation = (observations(happened, key) for key in ("birth_weight", "length_of_gestation_at_birth"))
    author = at(table["practitioner"], weight, bodies.NOBODY)
    place, kind, types = _delivered(happened)
    unit = who.birth["organisation"][baby]
    trust = bodies.above(unit)
    area = at(who.runs("address")["place"], home, -1)
    office = organisations.organisation_of(np.maximum(area, 0), "child_health_information")
    office = np.where(area >= 0, office, bodies.NOBODY)
    parts = {"delivery": place, "registering": trust, "child_health": office}
    deaths = who.runs("death")
    relative = related_person.ids(context, baby, mother)
    mothers = patient(context, mother, sent, practice=bodies.organisation_ids(context, practice), relative=relative)

    def coded(system: str, code: str) -> bytes:
        return dumps(fragments.find(codelists, system, code))

    return {
        **{f"mother_{name}": column for name, column in mothers.items()},
        **head(happened, "pds-birth-notification-1", mothers),
        **demographics.by_service(happened, "pds-birth-notification-1"),
        **patient(
            context, baby, sent,
            ethnic=lookup(group, [coded(_ETHNIC, code) for code, _ in words.ETHNIC]),
            birth_time=instants(who.born[baby]),
            died=only(died >= 0, instants(at(deaths["from"], died))),
            **demographics.death_status(context, died),
            address=address(context, home, b"home"),
            order=numbers(who.birth["order"][baby]),
        ),
        "relative": relative,
        "natural_mother": coded("http://hl7.org/fhir/v3/RoleCode", "NMTH"),
        "subject": context.patient_ids.take(mother),
        "mother_practice_entry": bodies.organisation_entries(context, practice),
        "enterer": bodies.practitioner_ids(context, author),
        "notifier": bodies.practitioner_entries(context, author),
        "delivery_entry": bodies.organisation_entries(context, place, types, kind),
        "registering_entry": bodies.organisation_entries(context, trust, [(_AUTHORITY, "c")], np.zeros_like(trust)),
        "child_health_entry": bodies.organisation_entries(context, office),
        **{f"{name}_id": bodies.organisation_ids(context, number) for name, number in parts.items()},
        **{f"{name}_type": coded(_CATEGORY, code) for name, code in _ROLES.items()},
        **{f"{name}_episode": only(number >= 0, happened.ids(f"EpisodeOfCare {_ROLES[name]}"))
           for name, number in parts.items()},
        "vital_signs": dumps({"coding": [fragments.find(codelists, "http://hl7.org/fhir/observation-category",
                                                        "vital-signs")]}),
        **counted(happened, weight, gestation),
    }  # fmt: skip


def counted(happened: Happened, weight: np.ndarray, gestation: np.ndarray) -> dict[str, Any]:
    """The five observations of a birth."""
    context, baby = happened.context, happened.person
    who, codelists, table = context.who, context.codelists, context.batch.record["observation"]

    def code(*keys_of: str) -> bytes:
        codings = [c for key in keys_of for c in fragments.concept(codelists.concept(key))["coding"]]
        return dumps({"coding": codings})

    decimals = np.array([form.decimals for form in context.batch.forms] or [0])[at(table["form"], weight, 0)]
    dead = who.birth["stillborn"][baby]
    return {
        "births": happened.ids("Observation number of births"),
        "births_code": code("number_registerable_births"),
        "births_value": numbers(who.birth["plurality"][baby]),
        "weight": only(weight >= 0, _entries(happened, weight)),
        "weight_code": dumps({"coding": [fragments.coding(codelists.of_system("birth_weight", system))
                                         for system in (LOINC, SNOMED)]}),
        "weight_value": numbers(at(table["value"], weight, MISSING), decimals),
        "weight_unit": fragments.inside(fragments.unit(codelists, "kg")),
        "gestation": only(gestation >= 0, _entries(happened, gestation)),
        "gestation_code": code("length_of_gestation_at_birth"),
        "gestation_value": numbers(at(table["value"], gestation, MISSING)),
        "gestation_unit": fragments.inside(fragments.unit(codelists, "d")),
        "alive": happened.ids("Observation stillborn"),
        "alive_code": code("stillbirth"),
        "alive_value": lookup(dead, [dumps(fragments.find(codelists, _STILLBORN, each)) for each in (LIVE, DEAD)]),
        "abnormality": happened.ids("Observation congenital abnormality"),
        "abnormality_code": code("suspected_congenital_abnormality"),
        "abnormality_value": abnormality(happened),
    }  # fmt: skip


BIRTH = Event(
    "pds-birth-notification-1", "BIRTHNOTIFICATION_1",
    "A baby has its NHS number: every birth that was registered, born alive or dead",
    _born,
    bundle(
        "communication_entry", "mother_entry", "related_entry", "baby_entry",
        *(f"?${{{name}_part}}" for name in _ROLES),
        "${sender}",
        *(f"?${{{name}_entry}}" for name in ("delivery", "registering", "child_health", "mother_practice")),
        "births_entry", "?${weight_entry}", "?${gestation_entry}", "alive_entry", "abnormality_entry",
        "?${notifier}", "${service}",
        communication_entry=COMMUNICATION, mother_entry=PATIENT.prefixed("mother_"), related_entry=_RELATED,
        baby_entry=PATIENT,
        **{f"{name}_part": _episode(name) for name in _ROLES},
        births_entry=_observed("births", "subject", '"valueQuantity": {"value": ${births_value}}'),
        weight_entry=_observed("weight", "id", _QUANTITY.format("weight"), '"category": [${vital_signs}], '),
        gestation_entry=_observed("gestation", "id", _QUANTITY.format("gestation")),
        alive_entry=_observed("alive", "id", _CODED.format("alive")),
        abnormality_entry=_observed("abnormality", "id", _CODED.format("abnormality")),
    ),
    _columns,
)  # fmt: skip
