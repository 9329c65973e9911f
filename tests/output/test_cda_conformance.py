"""CDA documents against the schemas of HL7 and the schematrons of C-CDA and IHE, where ../shared has them."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from lxml import etree, isoschematron

from output.cda import render
from output.check import cda
from tests.fixtures.cda_batch import EVERY, make

SHARED = Path(__file__).parents[3] / "shared" / "conformance" / "cda"
SVRL = {"s": "http://purl.oclc.org/dsdl/svrl"}

pytestmark = pytest.mark.conformance


def unpacked(name: str, to: Path) -> Path:
    archive = SHARED / f"{name}.tgz"
    if not archive.exists():
        pytest.skip(f"{archive} is not there: the schemas stand in ../shared only")
    with tarfile.open(archive) as tar:
        tar.extractall(to, filter="data")
    return to


@pytest.fixture(scope="module")
def documents():
    """Each type of document, with much in it and with next to nothing."""
    return render(make(2, EVERY)).data.to_pylist()


@pytest.mark.parametrize(
    "xsd", ["normative/infrastructure/cda/CDA.xsd", "extensions/SDTC/infrastructure/cda/CDA_SDTC.xsd"]
)
def test_documents_are_valid_against_the_schema_of_hl7(documents, tmp_path, xsd):
    schema = unpacked("hl7-cda-r2-xsd", tmp_path) / xsd
    for data in documents:
        assert cda.check(data, schema=str(schema)) == []


def test_the_schema_finds_a_planted_fault(documents, tmp_path):
    schema = unpacked("hl7-cda-r2-xsd", tmp_path) / "normative/infrastructure/cda/CDA.xsd"
    found = cda.check(
        documents[0].replace(b"<custodian>", b"<keeper>").replace(b"</custodian>", b"</keeper>"),
        schema=str(schema),
    )
    assert "schema" in {finding.rule for finding in found}


def schematron(path: Path, **replace: str) -> isoschematron.Schematron:
    text = path.read_text("utf-8")
    for old, new in replace.items():
        text = text.replace(f"document('{old}.xml')", f"document('{new}')")
    return isoschematron.Schematron(
        etree.fromstring(text.encode()), phase="errors", store_report=True, validate_schema=False
    )


def failures(rules: isoschematron.Schematron, data: bytes) -> tuple[int, list[str]]:
    rules.validate(etree.fromstring(data).getroottree())
    report = rules.validation_report
    failed = report.xpath("//s:failed-assert/s:text", namespaces=SVRL)
    fired = report.xpath("count(//s:fired-rule)", namespaces=SVRL)
    return int(fired), [" ".join(text.text.split()) for text in failed]


def test_sections_and_entries_conform_to_the_c_cda_templates_they_claim(documents, tmp_path):
    folder = unpacked("ccda-2.1-schematron", tmp_path)
    rules = schematron(next(folder.glob("*.sch")), voc=(folder / "voc-trimmed.xml").as_uri())
    fired = 0
    for data in documents:
        rules_fired, failed = failures(rules, data)
        assert failed == []
        fired += rules_fired
    assert fired > 200
    broken = documents[0].replace(b'<statusCode code="completed"/><effectiveTime value=', b"<effectiveTime value=")
    assert failures(rules, broken)[1]


def test_the_labour_section_conforms_to_ihe(documents, tmp_path):
    """Of the Labor and Delivery Summary only its section is claimed, so only its own rule fails."""
    rules = schematron(unpacked("ihe-pcc-schematron", tmp_path) / "lds.sch")
    claiming = [data for data in documents if b"1.3.6.1.4.1.19376.1.5.3.1.1.21.2.3" in data]
    assert claiming
    for data in claiming:
        fired, failed = failures(rules, data)
        assert fired >= 2
        assert [text for text in failed if "1.3.6.1.4.1.19376.1.5.3.1.1.21.1.2" not in text] == []
