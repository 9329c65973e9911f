"""Answers stand in a response to a questionnaire of the reference data, and in observations that say where from."""

from __future__ import annotations

from collections import Counter

import numpy as np

from output.fhir.reference import questionnaires
from tests.output.test_fhir_laboratory import parsed
from tests.output.test_fhir_real import batch as real_batch
from tests.output.test_fhir_real import parsed as real

VALUES = {"boolean": "valueBoolean", "integer": "valueInteger"}


def test_every_item_is_a_key_of_the_codelists():
    codelists = real_batch().codelists
    assert [key for key in questionnaires.of_item() if key not in codelists] == []


def test_every_response_answers_items_of_its_questionnaire_with_values_of_their_type():
    forms = {q["url"]: {item["linkId"]: item for item in q["item"]} for q in real()["Questionnaire"]}
    seen = Counter()
    for response in real()["QuestionnaireResponse"]:
        items = forms[response["questionnaire"]]
        assert 0 < len(response["item"]) <= len(items)
        for item in response["item"]:
            asked = items[item["linkId"]]
            assert item["text"] == asked["text"]
            assert list(item["answer"][0]) == [VALUES[asked["type"]]]
        seen[response["questionnaire"].rpartition("/")[2]] += 1
    assert set(seen) == forms_of(real_batch()) and seen


def forms_of(batch) -> set[str]:
    """The names of the forms of which the record holds an answer or a score."""
    keys = {batch.codelists.key(int(c)) for table in batch.record.values() for c in np.unique(table["code"]) if c}
    return {
        questionnaires.url(form).rpartition("/")[2] for key, form in questionnaires.of_item().items() if key in keys
    }


def test_every_answer_is_an_observation_derived_from_its_response_and_no_other():
    for found in (parsed(), real()):
        answers = Counter(source["reference"] for one in found["Observation"] for source in one.get("derivedFrom", ()))
        assert answers == {f"QuestionnaireResponse/{r['id']}": len(r["item"]) for r in found["QuestionnaireResponse"]}
        assert answers


def test_a_positive_screen_is_a_yes_and_no_screen_without_a_yes_is_positive():
    positive = Counter(
        (one["subject"]["reference"], one["effectiveDateTime"])
        for one in real()["Observation"]
        if one["code"]["text"] == "Whooley Depression Screen positive"
    )
    yes = Counter(
        (r["subject"]["reference"], r["authored"])
        for r in real()["QuestionnaireResponse"]
        if r["questionnaire"].endswith("whooley") and any(i["answer"][0]["valueBoolean"] for i in r["item"])
    )
    assert positive == yes and positive


def test_a_childs_form_is_filled_in_by_the_mother_and_a_womans_by_herself():
    for response in real()["QuestionnaireResponse"]:
        by_mother = response.get("source", {}).get("reference", "").startswith("RelatedPerson/")
        assert by_mother == ("asq3" in response["questionnaire"]) or "source" not in response
