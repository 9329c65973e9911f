"""Lists of problems, medicines and allergies hold what is so; no known allergy is apart from nobody having asked."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tests.output.test_fhir_laboratory import parsed
from tests.output.test_fhir_real import parsed as real


def lists(found: dict[str, list[dict[str, Any]]], title: str) -> list[dict[str, Any]]:
    return [each for each in found["List"] if each["title"] == title]


def state(resource: dict[str, Any]) -> str:
    return resource.get("clinicalStatus", {"coding": [{"code": ""}]})["coding"][0]["code"]


def test_every_registered_patient_has_one_list_of_allergies():
    for found in (parsed(), real()):
        owners = [each["subject"]["reference"] for each in lists(found, "Allergies and adverse reactions")]
        assert owners and len(owners) == len(set(owners))


def test_lists_hold_what_the_practice_wrote_and_is_not_over():
    wanted = {"Problems": "Condition", "Active medications": "MedicationRequest",
              "Allergies and adverse reactions": "AllergyIntolerance"}  # fmt: skip
    for found in (parsed(), real()):
        there = {f"{kind}/{r['id']}": r for kind in wanted.values() for r in found[kind]}
        for each in found["List"]:
            for entry in each.get("entry", ()):
                item = there[entry["item"]["reference"]]
                assert item["resourceType"] == wanted[each["title"]]
                assert "/systems/gp/" in item["meta"]["source"]
                assert state(item) in ("active", "") and item.get("status", "active") == "active"
                assert item["meta"]["lastUpdated"][:10] <= each["date"][:10]
                words = item["medicationCodeableConcept"] if "medicationCodeableConcept" in item else item["code"]
                assert entry["item"]["display"] == words["text"] and "<li>" in each["text"]["div"]


def test_no_known_allergy_is_apart_from_nobody_having_asked():
    seen = defaultdict(int)
    for found in (parsed(), real()):
        allergies = {f"AllergyIntolerance/{a['id']}": a for a in found["AllergyIntolerance"]}
        for each in lists(found, "Allergies and adverse reactions"):
            assert ("entry" in each) != ("emptyReason" in each)
            if "emptyReason" in each:
                assert each["emptyReason"]["coding"][0]["code"] == "notasked"
                seen["not asked"] += 1
            else:
                codes = {allergies[e["item"]["reference"]]["code"]["text"] for e in each["entry"]}
                assert "No known allergy" not in codes or len(codes) == 1
                seen["none known" if "No known allergy" in codes else "known"] += 1
    assert min(seen[name] for name in ("not asked", "known")) > 0


def test_the_statement_that_none_is_known_has_no_onset_and_is_over_once_an_allergy_is_found():
    for found in (parsed(), real()):
        known = defaultdict(list)
        for each in found["AllergyIntolerance"]:
            if "type" in each:
                known[each["patient"]["reference"]].append(each["recordedDate"][:10])
        for each in found["AllergyIntolerance"]:
            if each["code"]["text"] == "No known allergy":
                assert "onsetDateTime" not in each and "reaction" not in each
                later = [day for day in known[each["patient"]["reference"]] if day > each["recordedDate"][:10]]
                assert not later or state(each) == "resolved"
            elif "reaction" in each:
                assert each["category"] and each["criticality"] and each["reaction"][0]["severity"]


def test_a_midwife_asks_about_allergies_at_booking_and_writes_what_she_is_told():
    asked = {
        a["encounter"]["reference"]
        for a in real()["AllergyIntolerance"]
        if "encounter" in a and "/maternity/" in a["meta"]["source"]
    }
    booked = {
        f"Encounter/{e['id']}"
        for e in real()["Encounter"]
        if e["type"][0]["text"] == "Antenatal booking examination" and e["status"] == "finished"
    }
    assert booked and booked <= asked
