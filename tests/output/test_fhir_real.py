"""What the project's own pathways wrote becomes sound resources that refer to nothing that is not there."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

import care_pathways
from output import fhir
from output.fhir.documents.saying import said
from synth.record.batch import Batch, places_touched
from synth.settings import Settings
from synth.simulate import simulate
from tests.output.test_fhir import SHARED, inside, references

FAMILIES = 30
BEGINS = Settings().start.isoformat()


@lru_cache(maxsize=1)
def batch() -> Batch:
    return simulate(np.arange(FAMILIES), Settings(), care_pathways.library())


@lru_cache(maxsize=1)
def parsed() -> dict[str, list[dict[str, Any]]]:
    found = fhir.render(batch())
    found |= fhir.reference(batch().settings, places_touched(batch()))
    return {kind: [json.loads(line) for line in each.lines.to_pylist()] for kind, each in found.items()}


@pytest.mark.parametrize("kind", ["Patient", "RelatedPerson", *(m.TYPE for m in fhir.RESOURCES), *SHARED])
def test_every_resource_of_a_real_batch_is_sound(kind):
    from fhir.resources.R4B import get_fhir_model_class

    model = get_fhir_model_class(kind)
    for resource in parsed()[kind]:
        model.model_validate(resource)


def test_no_reference_of_a_real_batch_dangles_and_ids_are_unique():
    every = [resource for each in parsed().values() for resource in each]
    named = [f"{r['resourceType']}/{r['id']}" for r in every]
    there = set(named)
    assert len(there) == len(named)
    for resource in every:
        assert references(resource) <= there


def test_nothing_in_a_real_batch_is_empty():
    for each in parsed().values():
        for resource in each:
            for part in inside(resource):
                values = part.values() if isinstance(part, dict) else part
                assert all(value not in ("", None, {}, []) for value in values)


def test_no_period_of_a_real_batch_ends_before_it_starts():
    for each in parsed().values():
        for resource in each:
            for part in inside(resource):
                if isinstance(part, dict) and "start" in part and "end" in part:
                    start, end = (dt.datetime.fromisoformat(part[name]) for name in ("start", "end"))
                    assert start <= end, resource


def test_every_care_record_of_a_real_batch_has_an_author_and_belongs_to_a_patient():
    patients = {f"Patient/{p['id']}" for p in parsed()["Patient"]}
    for module in fhir.RESOURCES:
        for resource in parsed()[module.TYPE]:
            # A provenance is of another resource, which belongs to a patient.
            assert references(resource) & patients or module.TYPE == "Provenance"
            # Who took a specimen or kept a list before the window may have left, and no organisation can stand there.
            dated = {"Specimen": lambda r: r["collection"]["collectedDateTime"], "List": lambda r: r["date"]}
            old = module.TYPE in dated and dated[module.TYPE](resource) < BEGINS
            assert (
                any(r.split("/")[0] in ("PractitionerRole", "Organization") for r in references(resource))
                or module.TYPE in ("Condition", "AllergyIntolerance", "FamilyMemberHistory", "Appointment")
                or old
            )


def test_every_kind_of_resource_of_a_real_batch_says_something_in_a_line():
    for each in fhir.render(batch()).values():
        if len(each):
            assert all(line.strip(b": ") for line in said(each).to_pylist()), each.resource_type
