"""Organisations, services and staff as entries of messages: each made once for a run, whatever tells of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from output.columns import Coded, json_text, lookup, uuid_text
from output.distinct import combined, distinct
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, OWN, dumps
from output.fhir.reference import directory
from output.fhir.subject.context import Context
from output.messages.parts import CARE_CONNECT, NHS
from synth import chance, keys
from synth.codes import Codelists
from synth.settings import Settings
from synth.systems.directory import organisations, staff

ODS = "https://fhir.nhs.uk/Id/ods-organization-code"
NOBODY = -1
Typed = tuple[str, str]
"""The system and the code of a type of organisation; two empty texts where none is asked for."""
_UNTYPED: Typed = ("", "")
_SERVICE = chance.name_hash("service of the demographics")


def each(numbers: np.ndarray, make: Callable[[int], bytes | None]) -> Coded:
    """What is made of each number (int64), null for -1."""
    unique, index = distinct(numbers)
    return lookup(index, [None if number == NOBODY else make(number) for number in unique.tolist()])


def made(identity: str, kind: str, codelists: Codelists, body: dict[str, Any], profile: str = CARE_CONNECT) -> bytes:
    """An entry of a message that is the same wherever it stands."""
    security = [fragments.find(codelists, f"{HL7}v3-ActReason", "HTEST")]
    meta = {"profile": [f"{profile}{kind}{'-1' if profile == CARE_CONNECT else ''}"], "security": security}
    resource = {"resourceType": kind, "id": identity, "meta": meta, **body}
    return dumps({"fullUrl": f"urn:uuid:{identity}", "resource": resource})


def _text(ids: np.ndarray) -> str:
    return uuid_text(ids)[0].as_py().decode()


# ---------------------------------------------------------------- organisations


def organisation_ids(context: Context, numbers: np.ndarray) -> Coded:
    """The id of each organisation, as in the reference data; null for -1."""
    return each(numbers, lambda number: _organisation_id(number, context.settings).encode())


def organisation_entries(
    context: Context, numbers: np.ndarray, types: list[Typed] | None = None, kind: np.ndarray | None = None,
    profile: str = CARE_CONNECT,
) -> Coded:  # fmt: skip
    """Each organisation as an entry; null for -1.

    types, kind: where the event asks for a type, the types that there are and which each has, -1 for none."""
    unsaid = np.full(len(numbers), -1, dtype=np.int64) if kind is None else kind
    pairs, index = combined(numbers, unsaid)
    entries = [
        None
        if number == NOBODY
        else _organisation(number, context.settings, context.codelists, _typed(types, which), profile)
        for number, which in pairs
    ]
    return lookup(index, entries)


def organisation_identifiers(numbers: np.ndarray) -> Coded:
    """The code of each organisation as an Identifier; null for -1."""
    return each(numbers, lambda number: dumps(_identifier(number)))


def organisation_names(numbers: np.ndarray) -> Coded:
    """The name of each organisation; null for -1."""
    return each(numbers, lambda number: json_text(organisations.name_of(number)))


def _identifier(number: int) -> dict[str, str]:
    body = organisations.details(number)
    return {"system": body.code_system, "value": body.ods_code}


def _typed(types: list[Typed] | None, which: int) -> Typed:
    return _UNTYPED if types is None or which < 0 else types[which]


@lru_cache(maxsize=1 << 15)
def _organisation_id(number: int, settings: Settings) -> str:
    return _text(organisations.ids(np.array([number]), settings))


@lru_cache(maxsize=1 << 15)
def _organisation(number: int, settings: Settings, codelists: Codelists, kind: Typed, profile: str) -> bytes:
    """An organisation as an entry.

    The events want the code of an organisation of every one: a site has that of what it is part of beside its own.
    What it is part of is named by its code alone."""
    body = organisations.details(number)
    codes = [_identifier(number)]
    if body.code_system != ODS and body.parent >= 0:
        codes.insert(0, _identifier(body.parent))
    said: dict[str, Any] = {"identifier": codes}
    if kind[0]:
        said["type"] = [fragments.single(codelists, *kind)]
    said["name"] = body.name
    said["telecom"] = [{"system": "phone", "value": body.phone, "use": "work"}]
    said["address"] = [{"use": "work", "line": [*body.lines, body.town], "postalCode": body.postcode}]
    if body.parent >= 0:
        said["partOf"] = {"identifier": _identifier(body.parent), "display": organisations.name_of(body.parent)}
    return made(_organisation_id(number, settings), "Organization", codelists, said, profile)


def above(numbers: np.ndarray) -> np.ndarray:
    """What each organisation is part of; itself where it is part of none (int64)."""
    unique, index = distinct(numbers)
    parents = [organisations.details(number).parent for number in unique.tolist()]
    return np.array([p if p >= 0 else n for p, n in zip(parents, unique.tolist(), strict=True)] or [0])[index]


@lru_cache(maxsize=16)
def demographics(settings: Settings) -> int:
    """The number of the organisation that keeps the national demographics."""
    return int(organisations.organisation_of(np.zeros(1, np.int64), "demographics_service")[0])


@lru_cache(maxsize=16)
def demographics_service(settings: Settings, codelists: Codelists) -> bytes:
    """The demographics service as the HealthcareService that is responsible for its events."""
    number = demographics(settings)
    identity = _text(keys.uuids(settings.run, np.array([_SERVICE], np.uint64), "HealthcareService"))
    return made(identity, "HealthcareService", codelists, {
        "identifier": [{"system": f"{OWN}Id/service", "value": identity}],
        "providedBy": {"reference": f"urn:uuid:{_organisation_id(number, settings)}"},
        "type": [fragments.single(codelists, f"{NHS}/CodeSystem/EMS-HealthcareServiceType-1", "PDS")],
    })  # fmt: skip


# ---------------------------------------------------------------- staff


def practitioner_ids(context: Context, numbers: np.ndarray) -> Coded:
    """The id of each practitioner, as in the reference data; null for -1."""
    return each(numbers, lambda number: _practitioner_id(number, context.settings).encode())


def practitioner_entries(context: Context, numbers: np.ndarray, profile: str = CARE_CONNECT) -> Coded:
    """Each practitioner as an entry; null for -1."""
    return each(numbers, lambda number: _practitioner(number, context.settings, context.codelists, profile))


@lru_cache(maxsize=1 << 16)
def _practitioner_id(number: int, settings: Settings) -> str:
    return _text(staff.ids(np.array([number]), settings))


@lru_cache(maxsize=1 << 16)
def _practitioner(number: int, settings: Settings, codelists: Codelists, profile: str) -> bytes:
    one = staff.practitioner(number)
    said: dict[str, Any] = {}
    if one.registration:
        said["identifier"] = [{"system": one.registration_system, "value": one.registration}]
    name = {"use": "official", "text": directory.display(one), "family": one.family, "given": [one.given]}
    said["name"] = [{**name, "prefix": [one.prefix]}]
    return made(_practitioner_id(number, settings), "Practitioner", codelists, said, profile)
