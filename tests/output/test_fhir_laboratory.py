"""A blood test has a specimen, a report with its results, the laboratory that made them and what is usual."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from typing import Any

from output import fhir
from output.fhir.resources.diagnostic_report import _called
from synth.codes import Concept
from tests.fixtures.batch import batch
from tests.output.test_fhir_real import parsed as real


@lru_cache(maxsize=1)
def parsed() -> dict[str, list[dict[str, Any]]]:
    return {kind: [json.loads(line) for line in each.lines.to_pylist()] for kind, each in fhir.render(batch()).items()}


def results(found: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return {f"Observation/{o['id']}": o for o in found["Observation"] if "specimen" in o}


def test_every_result_stands_in_one_report_of_its_specimen():
    for found in (parsed(), real()):
        sent = results(found)
        reported = Counter(r["reference"] for report in found["DiagnosticReport"] for r in report["result"])
        assert reported == Counter(dict.fromkeys(sent, 1)) and sent
        for report in found["DiagnosticReport"]:
            for each in report["result"]:
                result = sent[each["reference"]]
                assert [result["specimen"]["reference"]] == [s["reference"] for s in report["specimen"]]
                assert (result["subject"], result["issued"]) == (
                    report["subject"],
                    report["issued"],
                ) or found is parsed()
                assert each["display"] == result["code"]["text"]


def test_a_report_of_a_real_batch_comes_from_a_hospital_and_after_the_sample():
    specimens = {s["id"]: s for s in real()["Specimen"]}
    organisations = {f"Organization/{o['id']}": o for o in real()["Organization"]}
    for report in real()["DiagnosticReport"]:
        specimen = specimens[report["specimen"][0]["reference"].removeprefix("Specimen/")]
        taken, received = specimen["collection"]["collectedDateTime"], specimen["receivedTime"]
        assert taken[:10] <= received[:10] <= report["issued"][:10]
        assert taken == report["effectiveDateTime"]
        assert "Hospitals" in organisations[report["performer"][0]["reference"]]["name"]


def test_a_panel_of_several_tests_is_one_report():
    kidney = [r for r in parsed()["DiagnosticReport"] if r["code"]["text"] == "Urea and electrolytes"]
    assert {len(report["result"]) for report in kidney} >= {1, 2}


def test_the_interpretation_agrees_with_the_bounds_and_the_bounds_have_the_unit_of_the_value():
    seen = Counter()
    for found in (parsed(), real()):
        for result in results(found).values():
            if "referenceRange" not in result:
                continue
            bounds, value = result["referenceRange"][0], result["valueQuantity"]
            low, high = (bounds.get(end, {}).get("value") for end in ("low", "high"))
            low_, high_ = (low is not None and value["value"] < low), (high is not None and value["value"] > high)
            said = result["interpretation"][0]["coding"][0]["code"]
            assert said == ("L" if low_ else "H" if high_ else "N")
            assert all(bound["code"] == value["code"] for bound in bounds.values())
            seen[said] += 1
    assert min(seen[code] for code in "LNH") > 10


def test_no_laboratory_result_of_a_real_batch_is_without_a_value():
    for one in real()["Observation"]:
        if one.get("category", [{}])[0].get("coding", [{}])[0].get("code") == "laboratory":
            assert any(name.startswith("value") for name in one) or "dataAbsentReason" in one, one


def test_a_specimen_without_a_code_is_told_in_our_own_words():
    assert _called(Concept("specimen_sputum", (), "Sputum specimen")) == "Sputum specimen"
