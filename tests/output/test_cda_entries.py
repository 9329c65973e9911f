"""What CDA documents say of each entry: twice alike, in words and in codes."""

from __future__ import annotations

import re

import pytest

from output.cda import render
from synth.spelling import british
from tests.fixtures.cda_batch import EVERY, make
from tests.fixtures.cda_documents import GP, HL7, MATERNITY, parsed, section, words

XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"


@pytest.fixture(scope="module")
def rendered():
    return render(make(2, EVERY))


@pytest.fixture(scope="module")
def documents(rendered):
    return parsed(rendered)


KINDS_OF_ALLERGY = {"419199007", "416098002", "414285001"}


def test_narrative_and_entries_agree(documents):
    """The words and values of every statement stand in the row that it refers to."""
    seen = 0
    for document in documents.values():
        rows = {e.get("ID"): " ".join(e.itertext()) for e in document.iter() if e.get("ID")}
        referred = set()
        for statement in document.xpath("//h:entry//*[h:text/h:reference]", namespaces=HL7):
            name = statement.find("h:text/h:reference", HL7).get("value")[1:]
            referred.add(name)
            row = rows[name]
            for coded in statement.xpath(
                "h:code | h:value[@code or @nullFlavor] | h:consumable//h:manufacturedMaterial/h:code",
                namespaces=HL7,
            ):
                if coded.get("code") in (
                    "CONC",
                    "ASSERTION",
                    "55607006",
                    "8480-6",
                    "8462-4",
                    "271649006",
                    "271650006",
                ):
                    continue
                if coded.get("code") in KINDS_OF_ALLERGY:  # the row says to what, which is the translation
                    coded = next(iter(coded.findall("h:translation", HL7)), coded)
                    if coded.get("code") in KINDS_OF_ALLERGY:
                        continue
                # Our own words beside the code of a wider thing are what the row says.
                said = coded.findtext("h:originalText", namespaces=HL7) or coded.get("displayName")
                if said and "BCG Vaccine AJV" not in said:
                    assert british(said) in row, (said, row)  # a code keeps its maker's spelling, a reader does not
                    seen += 1
            for number in statement.findall("h:value", HL7):
                if number.get(XSI) in ("PQ", "INT", "REAL"):
                    assert re.search(rf"(^|[^\d.]){re.escape(number.get('value'))}([^\d.]|$)", row), row
                    seen += 1
        # and every row is referred to
        assert referred == set(rows)
    assert seen > 100


def test_our_own_words_stand_beside_the_code_of_a_wider_thing_and_words_of_the_code_are_not_said_twice(documents):
    told = {}
    for document in documents.values():
        for code in document.xpath("//h:entry//h:encounter/h:code | //h:entry//h:value[@code]", namespaces=HL7):
            told[code.get("displayName")] = code.findtext("h:originalText", namespaces=HL7)
    assert told["Midwife attends"] == "Midwife visit"
    assert told["Livebirth"] is None and told["Generally unwell"] is None


def test_a_blood_pressure_is_two_observations_and_one_row(documents):
    observations = section(documents[MATERNITY, 0], "Observations")
    panels = observations.findall(".//h:organizer", HL7)
    assert [len(panel.findall("h:component", HL7)) for panel in panels] == [4, 4]  # the last two of three
    halves = [id_.get("extension") for id_ in panels[0].iterfind("h:component/h:observation/h:id", HL7)]
    assert sorted(filter(None, halves)) == ["diastolic", "systolic"]
    assert "119/74 mmHg" in words(documents[MATERNITY, 0], "Observations")


def test_results_of_one_panel_stand_together(documents):
    results = section(documents[MATERNITY, 0], "Investigation results")
    assert [len(o.findall("h:component", HL7)) for o in results.iterfind(".//h:organizer", HL7)] == [1, 2]
    assert results.findall(".//h:organizer/h:code", HL7)[1].get("displayName") == "Full blood count"
    assert "10*9/L" in [v.get("unit") for v in results.iterfind(".//h:value", HL7)]


def test_what_is_about_a_fetus_says_so(documents):
    (subject,) = documents[GP, 0].findall(".//h:observation/h:subject", HL7)
    assert "Fetus 1" in "".join(subject.itertext())
    assert "(fetus 1)" in words(documents[GP, 0], "Examination findings")
    # A baby that is born has documents of its own.
    assert not documents[MATERNITY, 0].findall(".//h:observation/h:subject", HL7)


def test_what_was_not_done_is_negated_with_its_reason(documents):
    mother = documents[MATERNITY, 0]
    (undone,) = mother.findall(".//h:procedure[@negationInd='true']", HL7)
    assert "laceration" in undone.find("h:code", HL7).get("displayName")
    (refused,) = documents[GP, 0].findall(".//h:substanceAdministration[@negationInd='true']", HL7)
    assert refused.find("h:entryRelationship//h:code", HL7).get("code") == "PATOBJ"
    assert "Not given: patient objection" in words(documents[GP, 0], "Immunisations")


def test_what_came_of_a_procedure_is_coded_too(documents):
    outcomes = documents[MATERNITY, 0].findall(".//h:procedure/h:entryRelationship", HL7)
    said = {each.get("typeCode"): each.find(".//h:value", HL7).get("displayName") for each in outcomes}
    assert said == {"COMP": "Livebirth", "RSON": "Generally unwell"}
    assert "Done: Livebirth" in words(documents[MATERNITY, 0], "Procedures")


def test_what_the_patient_is_told_to_do_stands_in_the_plan_and_what_others_were_told_does_not(documents):
    told = "Information and advice given: Come back if feverish & faint The patient 04-Jul-2020 10:20 Advised"
    assert told in " ".join(words(documents[MATERNITY, 0], "Plan and requested actions").split())
    acts = section(documents[MATERNITY, 0], "Plan and requested actions").findall(".//h:act", HL7)
    alone = [act for act in acts if act.find("h:performer", HL7) is None]  # nobody but the patient does it
    assert [act.find("h:code", HL7).get("displayName") for act in alone] == ["Information and advice given"]
    assert "Notification" not in words(documents[MATERNITY, 0], "Plan and requested actions")


def test_numbers_are_worded_for_readers_and_kept_for_machines(documents):
    said = words(documents[MATERNITY, 0], "Pregnancy and birth")
    assert "276 days (39+3 weeks)" in said and "1+0" in said
    assert "Estimated date of delivery 06-Jul-2020 03-Jul-2020" in " ".join(said.split())
    assert "108 g/L, Abnormal result" in words(documents[MATERNITY, 0], "Investigation results")


def test_what_xml_reserves_is_escaped(rendered, documents):
    text = 'Skin to skin "at once" <5 min & breast fed'
    assert text in words(documents[MATERNITY, 0], "Pregnancy and birth")
    (code,) = [
        c for c in documents[MATERNITY, 0].iterfind(".//h:observation/h:code/h:originalText", HL7) if c.text == text
    ]
    assert code is not None
    (maternity,) = (
        data for type_, who, data in zip(rendered.type, rendered.person, rendered.data.to_pylist(), strict=True)
        if (type_, who // 2) == (MATERNITY, 0)
    )  # fmt: skip
    assert b"&lt;5 min &amp; breast" in maternity
