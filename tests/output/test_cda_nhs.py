"""The dialect of the NHS says the same as that of HL7, under the same ids, in the form that the NHS's schemas ask for."""

from __future__ import annotations

import copy
import tarfile
from pathlib import Path

import pytest
from lxml import etree

from output.cda import render
from output.cda.itk_sections import HEADINGS
from output.check import cda
from output.documents.kinds import KINDS
from tests.fixtures.cda_batch import EVERY, make
from tests.fixtures.cda_documents import HL7, MATERNITY, NEWBORN, one, parsed, section, titles, words
from tests.fixtures.nhs_form import templated, without_localisation
from tests.output.test_cda import fhir_ids

SHARED = Path(__file__).parents[3] / "shared" / "conformance" / "cda"
NHS = {**HL7, "n": "NPFIT:HL7:Localisation"}


@pytest.fixture(scope="module")
def batch():
    return make(4, EVERY, again=True)


@pytest.fixture(scope="module")
def rendered(batch):
    return render(batch, "nhs-itk")


@pytest.fixture(scope="module")
def documents(batch):
    return parsed(render(make(4, EVERY), "nhs-itk"))


def test_every_discharge_is_a_message_and_no_other_document_is(batch, rendered):
    every = render(batch)
    wanted = [bool(KINDS[kind].message) for kind in every.type]
    assert rendered.id.to_pylist() == [i for i, is_ in zip(every.id.to_pylist(), wanted, strict=True) if is_]
    assert {KINDS[kind].key for kind in rendered.type} == {
        "maternity_discharge", "newborn_discharge", "neonatal_discharge", "antenatal_discharge", "emergency_discharge",
        "inpatient_discharge",
    }  # fmt: skip


def test_messages_keep_every_rule(batch, rendered):
    resources = fhir_ids(batch)
    for data, identity in zip(rendered.data.to_pylist(), rendered.id.to_pylist(), strict=True):
        assert cda.check(data, f"cda/00000/{identity.decode()}.xml", resources) == []


def test_ids_are_those_of_the_dialect_of_hl7_in_capitals(batch, rendered):
    other = dict(zip(*(column.to_pylist() for column in (render(batch).id, render(batch).data)), strict=True))
    entries = 0
    for data, identity in zip(rendered.data.to_pylist(), rendered.id.to_pylist(), strict=True):
        message, document = etree.fromstring(data), etree.fromstring(other[identity])
        for path in ("h:id", "h:setId", "h:relatedDocument/h:parentDocument/h:id"):
            roots = [[each.get("root") for each in root.findall(path, HL7)] for root in (message, document)]
            assert roots[0] == [root.upper() for root in roots[1]]
        found = set(cda.entry_ids(message))
        assert found <= set(cda.entry_ids(document))
        entries += len(found)
        patient = message.findall("h:recordTarget/h:patientRole/h:id", HL7)[-1].get("extension")
        assert patient == document.findall("h:recordTarget/h:patientRole/h:id", HL7)[-1].get("root")
    assert entries > 20


def test_sections_are_those_of_the_templates_with_their_codes(documents):
    order = [heading.title for heading in HEADINGS]
    for message in documents.values():
        found = titles(message)
        assert found == [title for title in order if title in found]
        assert {"Diagnoses", "Clinical summary", "Plan and requested actions", "Person completing record"} <= {*found}
        for each in message.iter("{urn:hl7-org:v3}section"):
            content = each.getparent().find("n:contentId", NHS).get("extension")
            assert content == each.find("h:templateId", HL7).get("extension")
            assert each.find("h:code", HL7).get("codeSystem") == "2.16.840.1.113883.2.1.3.2.4.15"
            assert each.find("h:text", HL7) is not None
    assert set(titles(documents[MATERNITY, 0])) >= {"Medications and medical devices", "Assessment scales"}


def test_what_has_no_section_stands_in_the_clinical_summary(documents):
    hl7 = parsed(render(make(4, EVERY)))[MATERNITY, 0]
    said = words(documents[MATERNITY, 0], "Clinical summary")
    assert set(titles(hl7)) - {heading.title for heading in HEADINGS} == {
        "GP practice", "Distribution list",  # stand in the header
        "Medications", "Assessments",  # have another title
        "Pregnancy and birth", "Observations", "Investigation results",
    }  # fmt: skip
    for title in ("Pregnancy and birth", "Observations", "Investigation results"):
        assert f"{title}{words(hl7, title).partition(' ')[0]}" in said.replace(f"{title} ", title)
        assert words(hl7, title) in said


def test_each_of_the_five_entries_says_what_the_record_says(documents):
    mother = documents[MATERNITY, 0]
    diagnosis = section(mother, "Diagnoses").find("h:entry/h:observation", HL7)
    assert diagnosis.find("h:value", HL7).get("codeSystem") == "2.16.840.1.113883.2.1.3.2.4.15"
    admission = section(mother, "Admission details").find("h:entry/h:procedure", HL7)
    stay = one(mother, "h:componentOf/h:encompassingEncounter")
    assert admission.find("h:id", HL7).get("root") == stay.find("h:id", HL7).get("root")
    assert "82" in [each.get("code") for each in admission.iter("{urn:hl7-org:v3}value")]  # admission by birth
    leaving = section(mother, "Discharge details").find("h:entry/h:encounter", HL7)
    assert leaving.find("h:effectiveTime", HL7).get("value") == "20200704112000+0100"
    allergy = section(mother, "Allergies and adverse reactions").find("h:entry/h:observation", HL7)
    assert allergy.find("h:code", HL7).get("code") == "91936005"
    done = section(mother, "Procedures").findall("h:entry/h:procedure", HL7)
    assert len(done) == len(section(mother, "Procedures").findall(".//h:tr[@ID]", HL7)) - 1


def test_what_was_not_done_and_that_no_allergy_is_known_are_words_alone(documents):
    undone = section(documents[MATERNITY, 0], "Procedures")
    assert "Not done" in "".join(undone.find("h:text", HL7).itertext())
    none = section(documents[NEWBORN, 0], "Allergies and adverse reactions")
    assert "No known allergy" in "".join(none.find("h:text", HL7).itertext())
    assert none.find("h:entry", HL7) is None


def test_the_first_recipient_is_the_receiver_and_the_others_get_copies(documents):
    for message in documents.values():
        types = [each.get("typeCode") for each in message.findall("h:informationRecipient", HL7)]
        assert types == ["PRCP", *["TRC"] * (len(types) - 1)]


def test_a_message_does_not_depend_on_who_else_is_in_the_batch(rendered):
    few = render(make(2, EVERY, again=True), "nhs-itk")
    assert set(few.data.to_pylist()) < set(rendered.data.to_pylist())


# ---------------------------------------------------------------- the schemas, where ../shared has them


@pytest.fixture(scope="module")
def schemas(tmp_path_factory):
    to = tmp_path_factory.mktemp("schemas")
    for name in ("nhs-edischarge-xsd", "hl7-cda-r2-xsd"):
        archive = SHARED / f"{name}.tgz"
        if not archive.exists():
            pytest.skip(f"{archive} is not there: the schemas stand in ../shared only")
        with tarfile.open(archive) as tar:
            tar.extractall(to, filter="data")
    paths = {"wire": "Schemas/POCD_MT000002UK01.xsd", "templates": "Schemas/POCD_MT000026GB01.xsd",
             "hl7": "normative/infrastructure/cda/CDA.xsd"}  # fmt: skip
    return {name: etree.XMLSchema(etree.parse(to / path)) for name, path in paths.items()}


def judged(schemas, message) -> dict[str, bool]:
    forms = {"wire": message, "templates": templated(message), "hl7": without_localisation(message)}
    return {name: schemas[name].validate(etree.fromstring(etree.tostring(form))) for name, form in forms.items()}


@pytest.mark.conformance
def test_messages_are_valid_on_the_wire_by_their_templates_and_for_hl7(schemas, rendered):
    for data in rendered.data.to_pylist():
        assert judged(schemas, etree.fromstring(data)) == {"wire": True, "templates": True, "hl7": True}


@pytest.mark.conformance
@pytest.mark.parametrize(
    "path",
    ["h:title", "h:setId", "h:versionNumber", "h:author/h:functionCode", "h:author/h:assignedAuthor/h:code",
     "h:informationRecipient", "h:recordTarget/h:patientRole/h:templateId", ".//h:providerOrganization/h:name",
     ".//h:standardIndustryClassCode", "h:componentOf//h:healthCareFacility/h:code", ".//h:dischargeDispositionCode",
     ".//h:section/h:id", ".//h:component[2]/h:section/h:title", ".//h:section/h:entry/h:observation/h:effectiveTime",
     ".//n:contentId"],
)  # fmt: skip
def test_the_form_of_the_templates_finds_what_is_taken_away(schemas, documents, path):
    """Several informationRecipients stand in one: without the first the others are copies alone."""
    broken = copy.deepcopy(documents[MATERNITY, 0])
    found = broken.find(path, NHS)
    found.getparent().remove(found)
    assert not judged(schemas, broken)["templates"]
