"""CDA documents hold what the record held, under the ids of FHIR, and say it twice alike."""

from __future__ import annotations

import json

import numpy as np
import pytest
from lxml import etree

from output import registry
from output.cda import render
from output.check import cda
from synth import chance, keys
from tests.fixtures.cda_batch import make
from tests.fixtures.cda_documents import GP, HL7, MATERNITY, NEWBORN, one, parsed, section, titles, words


@pytest.fixture(scope="module")
def batch():
    return make(4)


@pytest.fixture(scope="module")
def rendered(batch):
    return render(batch)


@pytest.fixture(scope="module")
def documents(rendered):
    return parsed(rendered)


def test_every_trigger_gives_one_document(batch, rendered):
    assert len(rendered) == 12
    assert [len(bytes(i)) for i in rendered.id.to_pylist()] == [36] * 12
    key = batch.people["key"][rendered.person]
    entry = np.concatenate([batch.record["document"]["entry"]])
    wanted = {bytes(t).decode() for t in keys.uuid_text(keys.uuids(key, entry, "ClinicalDocument"))}
    assert {i.decode() for i in rendered.id.to_pylist()} == wanted


def test_documents_keep_every_rule(batch, rendered):
    resources = fhir_ids(batch)
    for data, identity in zip(rendered.data.to_pylist(), rendered.id.to_pylist(), strict=True):
        assert cda.check(data, f"cda/00000000/{identity.decode()}.xml", resources) == []


def fhir_ids(batch) -> set[str]:
    """The ids that FHIR gives to the entries of a record, made from their keys alone."""
    found = set()
    for kind in registry.CARE:
        table = batch.record[kind.name]
        ids = keys.uuids(batch.people["key"][table["person"]], table["entry"], kind.resource)
        found |= {bytes(text).decode() for text in keys.uuid_text(ids)}
    return found


def test_ids_are_those_of_the_fhir_resources(batch, rendered):
    from output import fhir

    resources = {i.decode() for each in fhir.render(batch).values() for i in each.id.to_pylist()}
    for data in rendered.data.to_pylist():
        root = etree.fromstring(data)
        assert set(cda.entry_ids(root)) <= resources
        assert root.find(".//h:patientRole/h:id[last()]", HL7).get("root") in resources


def test_the_telephone_is_that_of_the_fhir_patient(batch, documents):
    from output import fhir

    patient = json.loads(fhir.render(batch)["Patient"].lines[0].as_py())
    telephone = one(documents[MATERNITY, 0], "h:recordTarget/h:patientRole/h:telecom").get("value")
    assert telephone.removeprefix("tel:") in [t["value"].replace(" ", "") for t in patient["telecom"]]


def test_the_patient_is_who_the_record_knew_then(batch, documents):
    mother, baby = documents[MATERNITY, 0], documents[NEWBORN, 0]
    family = one(mother, "h:recordTarget//h:patient/h:name/h:family").text
    assert one(baby, "h:recordTarget//h:patient/h:name/h:given").text == "Baby"
    assert one(baby, "h:recordTarget//h:patient/h:name/h:family").text == family
    number = one(mother, "h:recordTarget//h:id[@root='2.16.840.1.113883.2.1.4.1']").get("extension")
    linked = one(baby, "h:participant/h:associatedEntity")
    assert linked.find("h:id", HL7).get("extension") == number
    assert linked.findtext("h:associatedPerson/h:name/h:family", namespaces=HL7) == family
    born = one(mother, "h:participant/h:associatedEntity")
    assert born.find("h:code", HL7).get("code") == "CHILD"
    assert born.findtext("h:associatedPerson/h:name/h:given", namespaces=HL7) == "Baby"
    own = one(baby, "h:recordTarget//h:id[@root='2.16.840.1.113883.2.1.4.1']").get("extension")
    assert born.find("h:id", HL7).get("extension") == own
    assert f"{own[:3]} {own[3:6]} {own[6:]}" in words(mother, "Pregnancy and birth")
    assert f"{number[:3]} {number[3:6]} {number[6:]}" in words(baby, "Birth details")
    assert one(baby, "h:recordTarget//h:birthTime").get("value") == "20200703052000+0100"
    assert one(mother, "h:recordTarget//h:birthTime").get("value") == "19910203"
    patient = one(mother, "h:recordTarget/h:patientRole/h:id[not(@extension)]").get("root")
    key = batch.people["key"][:1]
    made = keys.uuid_text(keys.uuids(key, np.array([chance.name_hash("patient")], dtype=np.uint64), "Patient"))
    assert patient == bytes(made[0]).decode()


def test_the_header_names_author_keeper_receiver_and_stay(documents):
    mother, summary = documents[MATERNITY, 0], documents[GP, 0]
    assert one(mother, "h:realmCode").get("code") == "GB"
    assert one(mother, "h:author//h:assignedPerson/h:name/h:family").text
    assert one(mother, "h:custodian//h:name").text
    first, second, third = mother.findall("h:informationRecipient", HL7)
    assert [each.get("typeCode") for each in (first, second, third)] == ["PRCP", "TRC", "TRC"]
    assert first.find(".//h:receivedOrganization/h:id", HL7).get("extension").startswith("B99")
    assert "Health Visiting" in second.findtext(".//h:receivedOrganization/h:name", namespaces=HL7)
    assert third.find(".//h:informationRecipient/h:name", HL7) is not None
    stay = one(mother, "h:componentOf/h:encompassingEncounter")
    entry = section(mother, "Admission details").find(".//h:encounter", HL7)
    assert stay.find("h:id", HL7).get("root") == entry.find("h:id", HL7).get("root")
    assert stay.find("h:effectiveTime/h:high", HL7).get("value") == "20200704112000+0100"
    asked = one(summary, "h:informationRecipient//h:receivedOrganization/h:name").text
    assert "Maternity" in asked


def test_what_came_later_or_is_not_for_others_is_left_out(documents):
    mother = documents[MATERNITY, 0]
    text = etree.tostring(mother, encoding="unicode")
    assert "999 mL" not in text and "350 mL" in text
    assert "vomiting" not in text  # recorded as said by a third party
    later = " ".join(words(documents[GP, 0], title) for title in titles(documents[GP, 0]))
    assert "999 mL" in later


def test_a_discharge_tells_of_its_care_episode_and_a_summary_of_the_whole_record(documents):
    assert "Asthma" not in words(documents[MATERNITY, 0], "Diagnoses")
    problems = words(documents[GP, 0], "Problems")
    assert "Asthma" in problems and "Gestational diabetes" in problems
    rows = section(documents[GP, 0], "Problems").findall(".//h:tr[@ID]", HL7)
    assert [r.findall("h:td", HL7)[-1].text for r in rows if "Cystitis" in "".join(r.itertext())] == ["Resolved"]
    # An allergy is known wherever it was asked.
    assert "penicillin" in words(documents[MATERNITY, 0], "Allergies and adverse reactions")


def test_an_entry_is_what_its_changes_made_of_it(documents):
    medicines = section(documents[MATERNITY, 0], "Medications")
    rows = {
        tr.findall("h:td", HL7)[0].text: tr.findall("h:td", HL7)[-1].text
        for tr in medicines.iterfind(".//h:tr[@ID]", HL7)
    }
    assert rows == {"Metformin 500mg tablets": "Stopped", "Paracetamol 500mg tablets": "Given"}
    (stopped,) = [
        s
        for s in medicines.iterfind(".//h:substanceAdministration", HL7)
        if s.find("h:statusCode", HL7).get("code") == "aborted"
    ]
    assert stopped.find("h:effectiveTime/h:low", HL7).get("value").startswith("20200504")
    assert stopped.find("h:effectiveTime/h:high", HL7).get("value") == "20200703062000+0100"


def test_where_nothing_was_recorded_the_document_says_so(documents):
    bare = documents[MATERNITY, 1]
    assert titles(bare) == [
        "GP practice",
        "Allergies and adverse reactions",
        "Diagnoses",
        "Clinical summary",
        "Admission details",
        "Discharge details",
        "Pregnancy and birth",  # the baby is named there
        "Medications",
        "Plan and requested actions",
        "Person completing record",
        "Distribution list",
    ]
    for title in ("Allergies and adverse reactions", "Diagnoses", "Medications", "Plan and requested actions"):
        empty = section(bare, title)
        assert empty.get("nullFlavor") == "NI" and not empty.findall("h:entry", HL7)
        assert empty.findtext("h:text", namespaces=HL7).startswith("No ")


def test_no_known_allergy_is_not_the_same_as_no_information(documents):
    known = section(documents[NEWBORN, 0], "Allergies and adverse reactions")
    assert known.get("nullFlavor") is None
    assert known.find(".//h:observation/h:value/h:translation", HL7).get("code") == "716186003"
    assert known.find(".//h:playingEntity/h:code", HL7).get("nullFlavor") == "NA"


def test_that_no_allergy_is_known_is_said_by_negation_and_an_allergy_by_its_kind(documents):
    seen = set()
    for root in documents.values():
        found = [o for o in root.iterfind(".//h:observation", HL7)
                 if any(t.get("root") == "2.16.840.1.113883.10.20.22.4.7" for t in o.findall("h:templateId", HL7))]  # fmt: skip
        for each in found:
            value = each.find("h:value", HL7)
            assert value.get("code") in {"419199007", "416098002", "414285001"}
            none = "716186003" in {t.get("code") for t in value.findall("h:translation", HL7)}
            assert none == (each.get("negationInd") == "true")
            assert not none or len(found) == 1  # said once, and never beside an allergy
            seen.add(none)
    assert seen == {True, False}


def test_a_document_does_not_depend_on_who_else_is_in_the_batch(rendered):
    few = render(make(2))
    assert few.data.to_pylist() == rendered.data.to_pylist()[: len(few)]


def test_a_batch_without_documents_gives_none():
    assert len(render(make(2, documents=()))) == 0
