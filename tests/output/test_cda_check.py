"""The rules for CDA documents catch every fault that is planted, and no other."""

from __future__ import annotations

import re

import pytest

from output.cda import render
from output.check import cda
from tests.fixtures.cda_batch import make

FAULTS = {
    "well-formed": (rb"</ClinicalDocument>", b""),
    "no document type": (rb"\?>", b'?><!DOCTYPE ClinicalDocument [<!ENTITY e "x">]>'),
    "root": (rb"ClinicalDocument", b"Letter"),
    "realm": (rb'<realmCode code="GB"/>', b'<realmCode code="US"/>'),
    "type": (rb"POCD_HD000040", b"POCD_HD000041"),
    "header": (rb"<custodian>.*</custodian>", b""),
    "names": (rb'ID="problem1"', b'ID="1problem"'),
    "references": (rb'value="#contact1"', b'value="#contact9"'),
    "identifiers": (rb'<id root="[0-9a-f-]{36}"/>', b'<id root="https://example.org/1"/>'),
    "NHS number": (rb'(2\.16\.840\.1\.113883\.2\.1\.4\.1" extension=")[0-9]{10}', rb"\g<1>9990000001"),
    "times": (rb'<low value="20200702222000\+0100"/>', b'<low value="20200709222000+0100"/>'),
    "sections": (rb"<section>(?=<templateId)", b'<section nullFlavor="NI">'),
    "narrative": (rb'value="350"', b'value="351"'),
}


@pytest.fixture(scope="module")
def rendered():
    return render(make(1))


@pytest.fixture(scope="module")
def sound(rendered) -> bytes:
    return rendered.data[0].as_py()


def test_a_sound_document_has_no_findings(sound):
    assert cda.check(sound) == []


@pytest.mark.parametrize("rule", FAULTS)
def test_a_planted_fault_is_found(sound, rule):
    pattern, other = FAULTS[rule]
    broken = (
        re.sub(pattern, other, sound, flags=re.DOTALL)
        if rule == "root"
        else re.sub(pattern, other, sound, count=1, flags=re.DOTALL)
    )
    assert broken != sound
    found = cda.check(broken)
    assert rule in {finding.rule for finding in found}
    assert all(finding.what and finding.mend for finding in found)


def test_a_name_that_stands_twice_is_found(sound):
    found = cda.check(sound.replace(b'ID="birth2"', b'ID="birth1"'))
    assert any("stands twice" in finding.what for finding in found)


def test_an_id_that_no_resource_has_is_found(sound):
    found = cda.check(sound, fhir_ids=set())
    assert {finding.rule for finding in found} == {"same ids"}


def test_a_file_that_is_not_named_by_the_id_is_found(rendered, sound):
    identity = rendered.id[0].as_py().decode()
    assert cda.check(sound, f"cda/00000000/{identity}.xml") == []
    assert [f.rule for f in cda.check(sound, "cda/00000000/other.xml")] == ["file name"]


def test_entities_are_not_expanded():
    kind = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    data = kind + b'<ClinicalDocument xmlns="urn:hl7-org:v3">&x;</ClinicalDocument>'
    found = cda.check(data)
    assert "no document type" in {finding.rule for finding in found}
    assert not any("root:" in finding.what for finding in found)


@pytest.mark.parametrize(
    "number, valid", [("9434765919", True), ("9434765918", False), ("943476591", False), ("", False)]
)
def test_the_check_digit_of_an_nhs_number(number, valid):
    assert cda.nhs_number_valid(number) is valid


def test_a_stay_across_the_change_of_clocks_is_in_order(sound):
    low, high = b'<low value="20200702222000+0100"/>', b'<high value="20200704112000+0100"/>'
    autumn = sound.replace(low, b'<low value="20191027015000+0100"/>')
    assert cda.check(autumn.replace(high, b'<high value="20191027011000+0000"/>')) == []
    assert cda.check(autumn.replace(high, b'<high value="20191027014000+0100"/>')) != []
