"""A medicine's dosage says in structure what it says in words, and a stay how it began and ended."""

from __future__ import annotations

import re

import pytest

from output.fhir.resources.dosage import instruction
from tests.fixtures.batch import codelists
from tests.output.test_fhir_real import batch, parsed


@pytest.mark.parametrize(
    ("words", "repeat", "dose", "route"),
    [
        ("Take one tablet twice a day with meals", {"frequency": 2, "period": 1, "periodUnit": "d", "when": ["C"]},
         {"value": 1, "unit": "tablet"}, "26643006"),
        ("Take two tablets once a day with the evening meal",
         {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["CV"]}, {"value": 2, "unit": "tablet"}, "26643006"),
        ("Take one tablet at night", {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["NIGHT"]},
         {"value": 1, "unit": "tablet"}, "26643006"),
        ("40 mg by subcutaneous injection once daily", {"frequency": 1, "period": 1, "periodUnit": "d"},
         {"value": 40, "unit": "milligram", "system": "http://unitsofmeasure.org", "code": "mg"}, "34206005"),
        ("10 units by intramuscular injection at birth", {"count": 1}, {"value": 10, "unit": "units"}, "78421000"),
        ("Two tablets up to four times daily when needed",
         {"frequency": 1, "frequencyMax": 4, "period": 1, "periodUnit": "d"}, {"value": 2, "unit": "tablet"}, "26643006"),
        ("Take eight tablets once a day", {"frequency": 1, "period": 1, "periodUnit": "d"},
         {"value": 8, "unit": "tablet"}, "26643006"),
    ],
)  # fmt: skip
def test_words_become_structure(words, repeat, dose, route):
    found = instruction(words, codelists())
    assert found["text"] == words
    assert found["timing"]["repeat"] == repeat
    assert found["doseAndRate"][0]["doseQuantity"] == dose
    assert found["route"]["coding"][0]["code"] == route
    assert found.get("asNeededBoolean", False) == ("needed" in words)


def test_an_amount_by_weight_and_hours_between_doses_are_no_plain_amount_a_day():
    found = instruction("5 mg per kg into a vein every 36 hours, with benzylpenicillin", codelists())
    assert found["doseAndRate"][0]["doseQuantity"] == {
        "value": 5, "unit": "milligram per kilogram", "system": "http://unitsofmeasure.org", "code": "mg/kg"}  # fmt: skip
    assert found["timing"]["repeat"] == {"frequency": 1, "period": 36, "periodUnit": "h"}
    found = instruction("4 g into a vein over 15 minutes, then 1 g an hour until birth", codelists())
    assert found["doseAndRate"][0]["doseQuantity"]["code"] == "g" and "timing" not in found


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("2.5 mg to 5 mg under the skin when needed for agitation",
         {"value": 2.5, "unit": "milligram", "system": "http://unitsofmeasure.org", "code": "mg"},
         {"value": 5, "unit": "milligram", "system": "http://unitsofmeasure.org", "code": "mg"}),
        ("Take one or two tablets up to four times a day", {"value": 1, "unit": "tablet"},
         {"value": 2, "unit": "tablet"}),
        ("One or two sachets a day, as directed", {"value": 1, "unit": "sachet"}, {"value": 2, "unit": "sachet"}),
    ],
)  # fmt: skip
def test_an_amount_that_is_left_open_has_both_its_ends(words, low, high):
    found = instruction(words, codelists())
    assert found["doseAndRate"] == [{"doseRange": {"low": low, "high": high}}]


def test_no_dosage_of_the_pathways_says_a_range_in_words_alone():
    written = {str(form.details["dosage"]) for form in batch().forms if form.details.get("dosage")}
    open_ = {
        words for words in written if re.search(r"\b(one or two|\d (mg|g|ml|micrograms) (to|or) \d)", words.lower())
    }
    assert len(open_) >= 5
    for words in open_:
        assert "doseRange" in instruction(words, codelists())["doseAndRate"][0], words


def test_what_is_added_when_needed_does_not_make_all_of_it_as_needed():
    found = instruction("Inhale two puffs twice a day, and one when needed", codelists())
    assert "asNeededBoolean" not in found
    assert found["timing"]["repeat"] == {"frequency": 2, "period": 1, "periodUnit": "d"}
    assert found["doseAndRate"][0]["doseQuantity"] == {"value": 2, "unit": "puff"}
    assert instruction("Inhale two puffs when needed", codelists())["asNeededBoolean"] is True


def test_what_cannot_be_read_stays_in_words():
    assert instruction("As directed by the diabetes antenatal clinic", codelists()) == {
        "text": "As directed by the diabetes antenatal clinic"
    }


def test_every_dosage_of_the_pathways_but_what_is_as_directed_has_an_amount():
    written = {str(form.details["dosage"]) for form in batch().forms if form.details.get("dosage")}
    unread = {words for words in written if "doseAndRate" not in instruction(words, codelists())}
    assert written and all("advised" in words or "directed" in words for words in unread), unread
    rates = [instruction(words, codelists())["doseAndRate"][0] for words in written - unread]
    read = [rate["doseQuantity"] if "doseQuantity" in rate else rate["doseRange"]["low"] for rate in rates]
    # A unit that no codelist has would stand in words alone.
    assert {one["code"] for one in read if "code" in one} == {"mg", "ug", "g", "mL", "mg/kg"}


def test_every_prescription_has_a_dosage_in_words_and_a_dm_d_code_where_one_has_evidence():
    uncoded = {each.text for each in codelists().concepts if not each.codings}
    for one in parsed()["MedicationRequest"]:
        assert one["dosageInstruction"][0]["text"]
        what = one["medicationCodeableConcept"]
        assert ("coding" not in what) == (what["text"] in uncoded)
        assert what["text"] in uncoded or what["coding"][0]["display"]


def test_a_stay_says_how_and_whence_it_began_and_how_and_whither_it_ended():
    stays = [e for e in parsed()["Encounter"] if e["class"]["code"] == "IMP" and e["type"][0]["text"] != "Home birth"]
    seen = 0
    for stay in stays:
        if "hospitalization" not in stay:
            continue
        seen += 1
        assert "admitSource" in stay["hospitalization"] and "extension" in stay["hospitalization"]
        assert (
            ("extension" in stay)
            == ("dischargeDisposition" in stay["hospitalization"])
            == (stay["status"] == "finished")
        )
    assert seen > 10
