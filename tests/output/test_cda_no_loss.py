"""What FHIR says of a thing, the entry with the same id says in CDA; and a document reads as what it is called."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from lxml import etree

import care_pathways
from output import cda, fhir
from output.documents.kinds import KINDS
from synth.codes import SNOMED
from synth.settings import Settings
from synth.simulate import simulate

HL7 = {"h": "urn:hl7-org:v3"}
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
OBSERVED = ("Observations", "Investigation results", "Assessments", "Social context", "Pregnancy and birth",
            "Birth details", "Examination and screening", "This pregnancy")  # fmt: skip


@lru_cache(maxsize=1)
def made() -> tuple[list[tuple[str, Any]], dict[str, dict[str, Any]]]:
    """Documents with their kinds, and resources by id."""
    batch = simulate(np.arange(120), Settings(), care_pathways.library())
    rendered = cda.render(batch)
    found = [
        (KINDS[kind].key, etree.fromstring(text))
        for kind, text in zip(rendered.type, rendered.data.to_pylist(), strict=True)
    ]
    resources = fhir.render(batch, documents=rendered)
    by_id = {one["id"]: one for each in resources.values() for one in map(json.loads, each.lines.to_pylist())}
    return found, by_id


def documents(*kinds: str) -> list[Any]:
    return [root for kind, root in made()[0] if not kinds or kind in kinds]


def statements(path: str, *kinds: str) -> list[tuple[Any, dict[str, Any]]]:
    """The statements at a path that have the id of a resource, and that resource."""
    found = []
    for root in documents(*kinds):
        for one in root.iterfind(f".//h:entry//h:{path}", HL7):
            identity = one.find("h:id", HL7)
            if identity is not None and identity.get("extension") is None and identity.get("root") in made()[1]:
                found.append((one, made()[1][identity.get("root")]))
    assert found, path
    return found


def sections(root: Any) -> dict[str, Any]:
    return {s.findtext("h:title", namespaces=HL7): s for s in root.iter("{urn:hl7-org:v3}section")}


def codes(element: Any) -> set[str]:
    return {each.get("code") for each in element.iter() if each.get("code")} if element is not None else set()


def snomed(concept: dict[str, Any]) -> set[str]:
    return {each["code"] for each in concept.get("coding", ()) if each["system"] == SNOMED}


# ---------------------------------------------------------------- no loss


def test_every_code_of_a_resource_stands_in_its_entry():
    seen = Counter()
    for path, tag in (("encounter[@moodCode='EVN']", "type"), ("procedure", "code"), ("observation", "code")):
        for entry, resource in statements(path):
            if tag not in resource or resource["resourceType"] in ("Condition", "AllergyIntolerance"):
                continue
            concept = resource[tag][0] if tag == "type" else resource[tag]
            assert snomed(concept) <= codes(entry.find("h:code", HL7)), resource["id"]
            seen[path] += bool(snomed(concept))
    assert min(seen.values()) > 20


def test_what_is_known_by_the_day_has_no_time_and_what_has_one_keeps_it():
    """A time that nobody wrote down is as wrong as one that is lost."""
    seen: Counter[int] = Counter()
    members = {"observation": "effectiveDateTime", "substanceAdministration": "occurrenceDateTime",
               "procedure": "performedDateTime"}  # fmt: skip
    for path, member in members.items():
        for entry, resource in statements(path):
            said, when = resource.get(member), entry.find("h:effectiveTime", HL7)
            written = None if when is None else when.get("value")
            if said and written:
                assert len(written) == (8 if len(said) == 10 else 19), (resource["id"], said, written)
                seen[len(said)] += 1
    assert seen[10] > 5 and len(seen) > 1


def _most(rate):
    return (rate["doseRange"]["high"] if "doseRange" in rate else rate["doseQuantity"])["value"]


def test_dose_route_and_frequency_are_those_of_the_request():
    seen: Counter[str] = Counter()
    for entry, resource in statements("substanceAdministration"):
        if resource["resourceType"] != "MedicationRequest":
            continue
        said = resource.get("dosageInstruction", [{}])[0]
        dose = entry.find("h:doseQuantity", HL7)
        rate = said.get("doseAndRate")
        assert (dose.get("nullFlavor") is None) == bool(rate)
        if rate and "doseRange" in rate[0]:
            for end, quantity in rate[0]["doseRange"].items():
                assert float(dose.find(f"h:{end}", HL7).get("value")) == quantity["value"]
        elif rate:
            assert float(dose.get("value")) == rate[0]["doseQuantity"]["value"]
        assert ("route" in said) == (entry.find("h:routeCode", HL7) is not None)
        if "route" in said:
            assert snomed(said["route"]) <= codes(entry.find("h:routeCode", HL7))
        repeat = said.get("timing", {}).get("repeat", {})
        periods = [e.find("h:period", HL7) for e in entry.findall("h:effectiveTime", HL7) if e.get(TYPE) == "PIVL_TS"]
        if "frequency" in repeat and "frequencyMax" not in repeat:
            hours = repeat["period"] * {"d": 24, "h": 1}[repeat["periodUnit"]]
            assert int(periods[0].get("value")) * repeat["frequency"] == hours
            seen["often"] += 1
        most = entry.find("h:maxDoseQuantity/h:numerator", HL7)
        if "frequencyMax" in repeat and rate:
            assert float(most.get("value")) == repeat["frequencyMax"] * _most(rate[0])
            seen["at most"] += 1
        seen["route"] += "route" in said
    assert seen["route"] > 20 and seen["at most"] > 10


def test_range_and_interpretation_are_those_of_the_observation():
    seen = 0
    for entry, resource in statements("observation"):
        if resource["resourceType"] != "Observation":
            continue
        judged = {c["code"] for i in resource.get("interpretation", ()) for c in i["coding"]}
        assert judged <= codes(entry.find("h:interpretationCode", HL7)), resource["id"]
        ranges = resource.get("referenceRange", [{}])[0]
        for end in ("low", "high"):
            there = entry.find(f"h:referenceRange/h:observationRange/h:value/h:{end}", HL7)
            assert (there is not None) == (end in ranges)
            if there is not None:
                assert float(there.get("value")) == ranges[end]["value"]
                seen += 1
    assert seen > 20


def test_coded_values_come_as_codes_and_words_alone_as_words():
    seen: Counter[str] = Counter()
    for entry, resource in statements("observation"):
        value = entry.find("h:value", HL7)
        said = resource.get("valueCodeableConcept")
        if resource["resourceType"] != "Observation" or said is None or value.get(TYPE) in ("PQ", "INT"):
            continue
        coded = [c["code"] for c in said.get("coding", ())]
        if coded:
            assert value.get(TYPE) == "CD" and set(coded) & codes(value), resource["id"]
        else:
            assert value.get(TYPE) == "ST" and value.text == said["text"]
        seen["coded" if coded else "worded"] += 1
    assert seen["coded"] > 100 and seen["worded"] > 5


def test_a_contact_has_its_class_and_what_was_done_who_did_it():
    for entry, resource in statements("encounter[@moodCode='EVN']"):
        assert resource["class"]["code"] in codes(entry.find("h:code", HL7))
    for entry, resource in statements("procedure"):
        who = entry.find("h:performer/h:assignedEntity/h:id", HL7).get("root")
        assert who in made()[1] or "performer" in resource
        assert (entry.get("negationInd") == "true") == (resource["status"] == "not-done")


def test_the_discharge_destination_is_a_code_and_short_words():
    for root in documents("maternity_discharge"):
        disposition = root.find("h:componentOf/h:encompassingEncounter/h:dischargeDispositionCode", HL7)
        assert disposition.get("code") == "19"
        assert "DischargeDestinationEngland" in disposition.get("codeSystemName")
        said = "".join(sections(root)["Discharge details"].find("h:text", HL7).itertext())
        assert "Usual place of residence" in said and len(said) < 300


def test_results_of_one_report_stand_under_its_id():
    reports = 0
    for root in documents():
        for organizer in root.iterfind(".//h:organizer[@classCode='BATTERY']", HL7):
            identity, code = organizer.find("h:id", HL7), organizer.find("h:code", HL7)
            assert code.get("code") or code.find("h:originalText", HL7) is not None
            if identity.get("root") is None:
                continue
            report = made()[1][identity.get("root")]
            assert report["resourceType"] == "DiagnosticReport"
            results = {r["reference"].split("/")[1] for r in report["result"]}
            inside = {i.get("root") for i in organizer.iterfind("h:component/h:observation/h:id", HL7)}
            assert inside <= results
            reports += 1
    assert reports > 50


# ---------------------------------------------------------------- a document reads as what it is called


@pytest.mark.parametrize("kind", ["maternity_discharge", "newborn_discharge"])
def test_a_discharge_begins_with_what_matters_first(kind):
    for root in documents(kind):
        titles = list(sections(root))
        first = ["GP practice", "Allergies and adverse reactions", "Diagnoses", "Clinical summary", "Admission details"]
        assert titles[:5] == first
        assert titles[-2:] == ["Person completing record", "Distribution list"]
        assert sections(root)["Clinical summary"].get("nullFlavor") is None


def test_a_mothers_discharge_tells_of_the_stay_and_little_else():
    sizes = []
    for root in documents("maternity_discharge"):
        told = sections(root)
        rows = [row for title in OBSERVED if title in told for row in told[title].iterfind(".//h:tr[@ID]", HL7)]
        assert len(rows) <= 35
        sizes.append(len(etree.tostring(root)))
        admitted = root.find("h:componentOf//h:effectiveTime/h:low", HL7).get("value")[:8]
        before = [
            "".join(each.find("h:code", HL7).itertext()) or each.find("h:code", HL7).get("code")
            for each in root.iterfind(".//h:observation", HL7)
            if each.find("h:code", HL7) is not None
            and (when := each.find("h:effectiveTime", HL7)) is not None
            and (when.get("value") or "9")[:8] < admitted
        ]
        assert len(before) == len(set(before)), "nothing from before the stay is told twice"
        assert not root.findall(".//h:observation/h:subject", HL7)
    assert np.median(sizes) < 45_000


def test_only_stays_are_told_as_admissions_in_order_of_time():
    for root in documents("maternity_discharge", "newborn_discharge"):
        rows = sections(root)["Admission details"].findall(".//h:entry/h:encounter/h:effectiveTime/h:low", HL7)
        begun = [row.get("value")[:12] for row in rows]
        assert begun == sorted(begun)
        said = "".join(sections(root)["Admission details"].find("h:text", HL7).itertext())
        assert "Blood Spot" not in said and "assessment unit" not in said


def test_no_row_has_an_empty_value_and_no_number_stands_alone():
    for root in documents():
        for title, section in sections(root).items():
            if title in OBSERVED:
                for row in section.iterfind(".//h:tr[@ID]", HL7):
                    assert "".join(row.findall("h:td", HL7)[1].itertext()).strip(), title


def test_babies_and_mother_name_each_other():
    numbered = 0
    for root in documents("maternity_discharge"):
        rows = sections(root)["Pregnancy and birth"].findall(".//h:tr[h:td]", HL7)
        born = [row for row in rows if row.get("ID") is None]
        participants = root.findall("h:participant/h:associatedEntity/h:code[@code='CHILD']", HL7)
        assert len(born) == len(participants) >= 1
    for root in documents("newborn_discharge"):
        mother = root.find("h:participant/h:associatedEntity", HL7)
        assert mother.find("h:code", HL7).get("code") == "GESTM"
        numbered += mother.find("h:id", HL7) is not None
    assert numbered > 20


def test_no_document_goes_to_nobody():
    for kind, root in made()[0]:
        there = root.findall("h:informationRecipient", HL7)
        assert there, kind
        said = sections(root)["Distribution list"].findall(".//h:item", HL7)
        assert len(said) == len(there)


def test_a_summary_says_what_the_entries_say():
    for root in documents("newborn_discharge"):
        said = "".join(sections(root)["Clinical summary"].find("h:text", HL7).itertext())
        weight = re.search(r"weight ([\d.]+) kg", said)[1]
        birth = sections(root)["Birth details"]
        assert weight in [v.get("value") for v in birth.iterfind(".//h:observation/h:value", HL7)]
    for root in documents("maternity_discharge"):
        said = "".join(sections(root)["Clinical summary"].find("h:text", HL7).itertext())
        lost = re.search(r"Blood loss (\d+) mL", said)[1]
        assert lost in [v.get("value") for v in root.iterfind(".//h:observation/h:value", HL7)]
        caesarean = "caesarean birth" in said
        procedures = "".join(sections(root)["Procedures"].find("h:text", HL7).itertext())
        assert caesarean == ("caesarean section" in procedures.lower())
