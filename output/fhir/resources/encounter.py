"""Encounter: contacts, from a telephone call to a stay in hospital."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.columns import BYTES, Column, array, lookup, only
from output.distinct import combined
from output.fhir.base import fragments
from output.fhir.base.fragments import EXTENSION, HL7, META, dumps
from output.fhir.reference import directory
from output.fhir.subject.entries import Entries, Kind
from output.template import Template
from synth.systems import authorship
from synth.systems.directory import sites

TYPE = "Encounter"

TEMPLATE = Template("""{
    "resourceType": "Encounter",
    "id": "${id}",
    "meta": ${meta},
    "extension"?: [?${discharge_method}],
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "${status}",
    "class": ${class},
    "type": [${code}],
    "serviceType"?: ${service},
    "subject": {"reference": "Patient/${patient}"},
    "episodeOfCare"?: [{"reference": "EpisodeOfCare/${episode}"}],
    "basedOn"?: [{"reference": "ServiceRequest/${request}"}],
    "participant"?: [{
        "type": [{"coding": [${participation}]}],
        "individual": ${practitioner}
    }],
    "period": {"start": "${begins}", "end"?: "${ends}"},
    "reasonCode"?: [${reason}],
    "hospitalization"?: {
        "extension"?: [?${admission_method}],
        "admitSource"?: ${admit_source},
        "dischargeDisposition"?: ${destination}
    },
    "location"?: [{"location": ${location}, "physicalType"?: {"coding": [${physical}]}}],
    "serviceProvider": ${organisation},
    "partOf"?: {"reference": "Encounter/${part_of}"}
}""", meta=META)  # fmt: skip

_STATUSES = {"active": "in-progress", "in-progress": "in-progress", "planned": "planned", "booked": "planned",
             "revoked": "entered-in-error", "cancelled": "cancelled", "noshow": "cancelled",
             "not-done": "cancelled", "declined": "cancelled"}  # fmt: skip


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    context = entries.context
    place, physical = _where(entries)
    participation = dumps(fragments.find(context.codelists, f"{HL7}v3-ParticipationType", "PPRF"))
    status = entries.each(lambda kind: _STATUSES.get(kind.status, "finished").encode())
    over = entries.flags(lambda kind: _STATUSES.get(kind.status, "finished") in ("finished", "cancelled"))
    return {
        **entries.common("Encounter"),
        "status": status,
        "class": _class_of(entries),
        "service": entries.each(lambda kind: service_of(entries, kind)),
        "episode": entries.of("care_episode", "EpisodeOfCare"),
        "request": entries.of("answers", "ServiceRequest"),
        "participation": participation,
        "ends": entries.time("until", over),
        "reason": _reason(entries),
        "discharge_method": _extension(entries, "DischargeMethod", "discharge_method"),
        "admission_method": _extension(entries, "AdmissionMethod", "admission_method"),
        "admit_source": _said(entries, "admission_source"),
        "destination": _said(entries, "discharge_destination"),
        "location": place,
        "physical": physical,
        "part_of": entries.of("contact", "Encounter"),
    }


def _said(entries: Entries, name: str) -> Column:
    """What forms name, or nothing where none does: an empty column costs as much as a full one."""
    return entries.said(name) if any(kind.says(name) for kind in entries.kinds) else None


def setting(kind: Kind) -> authorship.Setting | None:
    """The setting in which something was done."""
    return authorship.SETTINGS.get(kind.says("setting") or "")


def _class_of(entries: Entries) -> Column:
    """The class of each contact; what would have been a visit at home is one on the ward to who is in hospital."""
    classes = entries.each(lambda kind: _class(entries, kind))
    ward = _visits(entries) & (entries["location"] != sites.NOWHERE)
    if not ward.any():
        return classes
    code = fragments.find(entries.context.codelists, f"{HL7}v3-ActCode", authorship.INPATIENT)
    return pc.if_else(pa.array(ward), pa.scalar(dumps(code), BYTES), array(classes, len(entries)))


def _class(entries: Entries, kind: Kind) -> bytes:
    where = setting(kind)
    code = kind.says("class") or (where.contact if where else authorship.AMBULATORY)
    return dumps(fragments.find(entries.context.codelists, f"{HL7}v3-ActCode", code))


def service_of(entries: Entries, kind: Kind) -> bytes | None:
    """The service of the setting in which something was done, as a CodeableConcept."""
    where = setting(kind)
    if where is None or not where.service:
        return None
    name = dict(sites.SERVICES.get(where.organisation, ())).get(where.service, where.service)
    return dumps(directory.service_concept(where.service, name, entries.context.codelists))


def _reason(entries: Entries) -> Column:
    coded = entries["value_code"] != 0
    if coded.any():
        return only(coded, entries.context.concept(entries["value_code"]))
    return entries.each(lambda kind: _why(entries, kind)) if any(map(_words, entries.kinds)) else None


def _words(kind: Kind) -> str:
    """Why a contact was, in words or as a key: what its form says so of, or beside its code."""
    return str(kind.says("reason") or (kind.says("text") if kind.code else "") or "")


def _why(entries: Entries, kind: Kind) -> bytes | None:
    said = fragments.of_key(entries.context.codelists, _words(kind))
    return dumps(said) if said else None


def _extension(entries: Entries, name: str, detail: str) -> Column:
    if not any(kind.says(detail) for kind in entries.kinds):
        return None

    def make(kind: Kind) -> bytes | None:
        said = fragments.of_key(entries.context.codelists, kind.says(detail) or "")
        return dumps({"url": f"{EXTENSION}{name}", "valueCodeableConcept": said}) if said else None

    return entries.each(make)


def location(entries: Entries) -> Column:
    """A reference to where each was done, null at home or where there is no place."""
    unique, index = combined(entries["location"])
    return lookup(index, directory.location_references([n for (n,) in unique], entries.context.settings))


def _visits(entries: Entries) -> np.ndarray:
    """What is done where the person is: at home, or on the ward of whoever is in hospital (bool)."""
    return entries.flags(lambda kind: (where := setting(kind)) is not None and where.location == sites.HOME)


def _where(entries: Entries) -> tuple[Column, Column]:
    """The location of each contact, and, at the person's home, the kind of location that it is."""
    home = _visits(entries) & (entries["location"] == sites.NOWHERE)
    unique, index = combined(entries["location"], home.astype(np.int64))
    at_home = dumps({"display": "The person's home"})
    house = dumps(fragments.find(entries.context.codelists, f"{HL7}location-physical-type", "ho"))
    found = [at_home if h else directory.location_reference(n, entries.context.settings) for n, h in unique]
    return lookup(index, found), lookup(index, [house if h else None for _, h in unique])
