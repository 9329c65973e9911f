"""What a person reads is in British spelling, and one table says what that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import care_pathways
from synth.codes import LOINC, UCUM, Codelists, Coding, Row
from synth.spelling import british, table
from tests.fixtures.american import american

KEEP_THEIR_SPELLING = (LOINC, "http://terminology.hl7.org/", "http://hl7.org/")
"""Systems whose makers' displays validators compare to the letter; the text beside them is British all the same."""
FIXED = {"cm", "mm[Hg]"}
"""Units whose words profiles of UK Core fix, in American spelling."""


@pytest.fixture(scope="module")
def codelists():
    return care_pathways.library().codelists


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("Postpartum hemorrhage", "Postpartum haemorrhage"),
        ("EMERGENCY CESAREAN SECTION", "EMERGENCY CAESAREAN SECTION"),
        ("Labor and (early) labor", "Labour and (early) labour"),
        ("RhD Immune Globulin", "RhD Immunoglobulin"),
        ("Hospitalizations", "Hospitalisations"),
        ("Esophageal edema", "Oesophageal oedema"),
        ("kilogram / (meter ^ 2)", "kilogram / (metre ^ 2)"),
        ("meter", "metre"),
        ("Tobacco smoking status NHIS", "Tobacco smoking status"),
    ],
)
def test_an_american_term_becomes_british_in_the_case_in_which_it_stands(text, spelt):
    assert british(text) == spelt


@pytest.mark.parametrize(
    "text",
    ["Colorectal surgery", "COLORECTAL", "Laboratory", "Fetal heart", "Peak flow meter", "Ferrous sulfate 200mg tablets",
     "Size of uterus", "Canadian Study of Health and Aging Clinical Frailty Scale", "Haemorrhage", "Caesarean section",
     "Programme", "Labour ward", "Centre", "Anaemia", "Gastro-oesophageal reflux", "Levonorgestrel"],
)  # fmt: skip
def test_what_is_british_already_or_only_looks_american_stays(text):
    assert british(text) == text
    assert american(text) == []


@given(st.lists(st.sampled_from([*table(), *table().values(), "of", "+", "(x)", "Colorectal"]), max_size=8))
def test_spelling_twice_is_spelling_once(parts):
    once = british(" ".join(part.strip("-=") for part in parts))
    assert british(once) == once


@given(st.text())
def test_any_text_can_be_spelt(text):
    assert british(british(text)) == british(text)


def test_every_concept_reads_in_british_spelling(codelists):
    assert [(one.key, found) for one in codelists.concepts if (found := american(one.text))] == []


def test_every_display_is_british_unless_its_makers_fix_it(codelists):
    wrong = [
        f"{row.place}: {row.coding.display}: write {british(row.coding.display)}"
        for row in codelists.rows
        if not row.coding.system.startswith(KEEP_THEIR_SPELLING)
        and not (row.coding.system == UCUM and row.coding.code in FIXED)
        and (american(row.coding.display) or british(row.coding.display) != row.coding.display)
    ]
    assert wrong == []


def test_a_codelist_that_somebody_brings_reads_in_british_spelling_and_keeps_its_displays():
    row = Row("own.csv", 2, "pph", Coding("http://snomed.info/sct", "47821001", "Postpartum hemorrhage"), "own")
    concept = Codelists([row]).concept("pph")
    assert (concept.text, concept.codings[0].display) == ("Postpartum haemorrhage", "Postpartum hemorrhage")
