"""Pieces of FHIR made once for each distinct value: codings, concepts, quantities, references."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import pyarrow as pa

from output.columns import table
from output.template import Template
from synth.codes import UCUM, Codelists, Coding, Concept

UK_CORE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-"
EXTENSION = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
HL7 = "http://terminology.hl7.org/CodeSystem/"
UK = "https://fhir.hl7.org.uk/CodeSystem/UKCore-"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
OWN = "https://synth.example.org/"
"""Under this stand the addresses that are the project's own; example.org belongs to nobody (RFC 2606)."""

META = Template("""{
    "versionId": "${version}",
    "lastUpdated": "${recorded}",
    "source"?: "${source}",
    "profile": ["${profile}"],
    "security": [${security}]
}""")
META_OF_REFERENCE = Template("""{
    "versionId": "1",
    "lastUpdated": "${recorded}",
    "profile": ["${profile}"],
    "security": [${security}]
}""")
"""The meta of reference data, which has one version and no system that holds it."""


def dumps(value: Any) -> bytes:
    """A value as compact JSON; only for what is made once."""
    return _COMPACT.encode(value).encode()


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def coding(one: Coding) -> dict[str, str]:
    """A Coding."""
    return {"system": one.system, "code": one.code, "display": one.display}


def concept(one: Concept) -> dict[str, Any]:
    """A CodeableConcept: all codings and the words."""
    codings = [coding(each) for each in one.codings]
    return {"coding": codings, "text": one.text} if codings else {"text": one.text}


def of_key(codelists: Codelists, key: str) -> dict[str, Any] | None:
    """The CodeableConcept of a key of the codelists; words that are no key stand as text."""
    if not key:
        return None
    return concept(codelists.concept(key)) if key in codelists else {"text": key}


@lru_cache(maxsize=4)
def concepts(codelists: Codelists) -> pa.LargeBinaryArray:
    """The CodeableConcept of each number of the codelists, null for 0: the table of every coded value."""
    return table([None, *(dumps(concept(one)) for one in codelists.concepts[1:])])


@lru_cache(maxsize=4)
def _in_systems(codelists: Codelists) -> Mapping[tuple[str, str], Coding]:
    return {(c.system, c.code): c for one in reversed(codelists.concepts) for c in one.codings}


def find(codelists: Codelists, system: str, code: str) -> dict[str, str]:
    """The Coding of a code of a system; a ValueError if no codelist has it."""
    found = _in_systems(codelists).get((system, code))
    if found is None:
        raise ValueError(f"no codelist has the code {code} of {system}: add it to care_pathways/codelists")
    return coding(found)


def single(codelists: Codelists, system: str, code: str) -> dict[str, Any]:
    """A CodeableConcept of one code of a system."""
    return {"coding": [find(codelists, system, code)]}


def unit(codelists: Codelists, written: str) -> dict[str, str]:
    """What a Quantity says beside its value; a unit is a key of the codelists, a UCUM code, or words."""
    known = _in_systems(codelists)
    if written in codelists:
        one = codelists.of_system(written, UCUM)
    elif f"unit_{written}" in codelists:
        one = codelists.of_system(f"unit_{written}", UCUM)
    elif (UCUM, written) in known:
        one = known[UCUM, written]
    else:
        return {"unit": written} if written else {}
    return {"unit": one.display, "system": UCUM, "code": one.code}


def inside(value: Mapping[str, Any]) -> bytes:
    """The members of an object without its braces, to stand in a template among others."""
    return dumps(value)[1:-1]


def optional(values: Iterable[Mapping[str, Any] | None]) -> pa.LargeBinaryArray:
    """A table of objects, null where there is none."""
    return table(None if value is None else dumps(value) for value in values)
