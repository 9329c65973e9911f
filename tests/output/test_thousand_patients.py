"""A dataset of 1,000 patients, as `make demo` makes it, is sound to the last resource and document."""

from __future__ import annotations

import pytest

from output.check import check
from synth import api

KINDS = {
    "Patient", "RelatedPerson", "Organization", "Location", "Practitioner", "PractitionerRole", "EpisodeOfCare",
    "Encounter", "Condition", "Observation", "Procedure", "Immunization", "MedicationRequest", "ServiceRequest",
    "CarePlan", "Flag",
}  # fmt: skip
"""The types that the frame promises."""


@pytest.mark.slow
def test_every_resource_of_a_thousand_patients_loads_and_every_reference_resolves(tmp_path):
    dataset = api.generate(patients=1000, out=tmp_path / "data", formats="bundles,ndjson,cda", workers=2)
    assert set(dataset.manifest["totals"]["resources"]) >= KINDS
    found = check(dataset)
    assert found.findings == []
    assert len(dataset.people) == 1000
