"""Every resource keeps to the UK Core profile that it claims, as far as its snapshot alone can tell."""

from __future__ import annotations

import pytest

from output import fhir
from tests.output import profiles, test_fhir, test_fhir_real

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not profiles.CONFORMANCE.is_dir(), reason="../shared/conformance is not there"),
]

KINDS = ["Patient", "RelatedPerson", *(m.TYPE for m in fhir.RESOURCES), *test_fhir.SHARED]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("source", [test_fhir, test_fhir_real], ids=["made up", "real"])
def test_every_resource_keeps_to_its_profile(kind, source):
    found = {fault for resource in source.parsed()[kind] for fault in profiles.faults(resource)}
    assert found == set()


def test_the_checker_finds_what_is_wrong():
    weight = next(
        r
        for r in test_fhir.parsed()["Observation"]
        if r["meta"]["profile"][0].endswith("BodyWeight") and "valueQuantity" in r
    )
    assert profiles.faults(weight) == []
    for change in (
        {"status": "amended"},
        {"valueQuantity": {**weight["valueQuantity"], "unit": "pounds"}},
        {"code": {"coding": weight["code"]["coding"][:1]}},
        {"subject": None, "subjects": {}},
        {"category": []},
    ):
        wrong = {k: v for k, v in {**weight, **change}.items() if v is not None}
        assert profiles.faults(wrong), change
