"""Every kind of document is written, says what it is for, and bears the same name in CDA and in FHIR."""

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
from output.cda import medications
from output.check import cda as rules
from output.documents import recipients
from output.documents.kinds import KINDS, SECTIONS
from output.documents.written import documents as written
from output.fhir.resources import dosage
from synth.record.batch import Batch
from synth.settings import Settings
from synth.simulate import simulate
from tests.fixtures.cda_batch import EVERY, make
from tests.fixtures.cda_documents import HL7, section, titles, words

KIND = {kind.key: kind for kind in KINDS}


@lru_cache(maxsize=1)
def made() -> tuple[Batch, cda.Rendered]:
    """Every kind of document of two families: a full record, and next to none."""
    batch = make(2, EVERY)
    return batch, cda.render(batch)


def documents(key: str) -> list[Any]:
    found = made()[1]
    return [etree.fromstring(data) for data, of in zip(found.data.to_pylist(), found.type, strict=True)
            if KINDS[of].key == key]  # fmt: skip


@lru_cache(maxsize=1)
def lived() -> dict[str, list[Any]]:
    """The documents of families that lived through everything, by kind."""
    found = cda.render(simulate(np.arange(300), Settings(), care_pathways.library()))
    by: dict[str, list[Any]] = {}
    for data, of in zip(found.data.to_pylist(), found.type, strict=True):
        by.setdefault(KINDS[of].key, []).append(etree.fromstring(data))
    return by


@pytest.mark.parametrize("key", EVERY)
def test_a_kind_has_its_sections_in_order_and_breaks_no_rule(key):
    kind = KIND[key]
    full, bare = documents(key)
    order = [SECTIONS[name].title for name in kind.sections]
    must = [SECTIONS[name].title for name in kind.sections if SECTIONS[name].nothing]
    for root in (full, bare):
        assert root.findtext("h:title", namespaces=HL7) == kind.title
        told = titles(root)
        assert told == [title for title in order if title in told]
        assert set(must) <= set(told)
        data = etree.tostring(root)
        assert rules.check(data, f"cda/00000000/{root.find('h:id', HL7).get('root')}.xml", None) == []


@pytest.mark.parametrize("key", EVERY)
def test_every_kind_goes_to_somebody(key):
    for root in documents(key):
        assert root.find("h:informationRecipient", HL7) is not None


def test_every_kind_goes_to_somebody_where_the_record_is_restricted(monkeypatch):
    """To no body that would tell where someone lives: to the person, or the mother, whomever else its kind names."""
    monkeypatch.setattr(recipients, "withheld", lambda telling: np.ones(len(telling), dtype=bool))
    rendered = cda.render(make(2, EVERY))
    assert len(rendered)
    for data, of in zip(rendered.data.to_pylist(), rendered.type, strict=True):
        got = etree.fromstring(data).findall("h:informationRecipient", HL7)
        bodies = [each for each in got if each.find(".//h:receivedOrganization", HL7) is not None]
        assert got and (not bodies or "named" in KINDS[of].recipients), KINDS[of].key


def test_a_reference_has_the_title_the_codes_and_the_time_of_its_document():
    batch, rendered = made()
    told = {}
    for data in rendered.data.to_pylist():
        root = etree.fromstring(data)
        code = root.find("h:code", HL7)
        told[root.find("h:id", HL7).get("root")] = (
            root.findtext("h:title", namespaces=HL7),
            {each.get("code") for each in (code, *code.findall("h:translation", HL7))} - {None},
            root.find("h:effectiveTime", HL7).get("value"),
        )
    for one in map(json.loads, fhir.render(batch, documents=rendered)["DocumentReference"].lines.to_pylist()):
        title, codes, at = told.pop(one["content"][0]["attachment"]["url"].removeprefix("urn:uuid:"))
        assert one["description"] == title == one["type"]["text"]
        assert {coding["code"] for coding in one["type"].get("coding", ())} == codes
        assert re.sub("[-:T]", "", one["content"][0]["attachment"]["creation"][:-6]) == at[:-5]
    assert not told


def test_a_report_of_screening_tells_of_screening_alone():
    tests = {care_pathways.codelists().concept(key).text for key in KIND["newborn_screening"].only}
    seen = 0
    for root in lived()["newborn_screening"]:
        for title in ("Screening tests and outcomes", "Birth details"):
            if title in titles(root):
                rows = section(root, title).iterfind(".//h:tr[@ID]", HL7)
                told = {row.find("h:td", HL7).text for row in rows}
                assert told <= tests
                seen += len(told)
    assert seen > 300


def test_an_immunisation_history_has_every_vaccine_since_birth():
    counts = []
    for root in lived()["immunisation_history"]:
        if section(root, "Immunisations").get("nullFlavor"):
            continue
        born = root.find(".//h:recordTarget//h:birthTime", HL7).get("value")[:8]
        given = [e.get("value")[:8] for e in root.iterfind(".//h:substanceAdministration/h:effectiveTime", HL7)]
        assert min(given) >= born
        counts.append(len(given))
    assert len(counts) > 20 and np.median(counts) >= 10


def rows(root: Any, title: str) -> list[list[str]]:
    """The cells of the rows of a section, none if it is not there."""
    if title not in titles(root):
        return []
    return [["".join(cell.itertext()) for cell in row] for row in section(root, title).iterfind(".//h:tr[@ID]", HL7)]


def test_a_practices_summary_is_current_and_short():
    summaries = lived()["gp_summary"]
    assert len(summaries) > 20
    assert np.mean([len(etree.tostring(root, encoding="UTF-8")) for root in summaries]) <= 35_000
    complaints = 0
    for root in summaries:
        seen = rows(root, "Consultations in the last year")
        assert len(seen) <= 2
        days = {row[1][:11] for row in seen}
        bare = [row for row in rows(root, "Examination findings") if row[1] == "Yes" and "fetus" not in row[0]]
        complaints += sum(row[2][:11] in days for row in bare)
        counts = Counter(row[0] for row in rows(root, "Procedures"))
        assert counts["Medication review done"] <= 1 and counts["Gas and air analgesia in labour"] <= 1
        for title in ("Observations", "Investigation results"):
            measured = Counter(row[0] for row in rows(root, title))
            assert not measured or max(measured.values()) == 1, (title, measured)
        assert ["Pregnant", "Resolved"] not in [
            [row[0], row[-1]] for row in rows(root, "Problems")
        ] or "Gravida" in str(rows(root, "Examination findings"))
    assert complaints > 5


def test_an_antenatal_summary_is_of_one_pregnancy_and_says_when_it_ends():
    # Of who booked before the window the record has no booking: what was found then is not enduring.
    within = [
        root for root in lived()["antenatal_summary"] if root.find("h:effectiveTime", HL7).get("value") > "201510"
    ]
    assert len(within) > 20
    for root in within:
        said = words(root, "Clinical summary")
        assert "Due " in said and "when last seen" in said and "stimated" not in said
        assert "Gave birth" not in said
        # A child of an earlier pregnancy has nothing to do in it.
        assert words(root, "This pregnancy").count("Gravida") <= 1


@pytest.mark.parametrize(
    "key", ["antenatal_discharge", "maternity_discharge", "neonatal_discharge", "newborn_discharge"]
)
def test_a_discharge_has_no_more_than_thirty_five_rows_of_results(key):
    for root in (*lived().get(key, ()), *documents(key)):
        rows = [row for title in ("Investigation results", "Observations") if title in titles(root)
                for row in section(root, title).iterfind(".//h:tr[@ID]", HL7)]  # fmt: skip
        assert len(rows) <= 35


def test_a_summary_speaks_of_nothing_that_was_over_before_the_stay():
    seen = 0
    for root in (*lived().get("emergency_discharge", ()), *lived().get("inpatient_discharge", ())):
        came = root.find("h:componentOf//h:effectiveTime/h:low", HL7).get("value")[:8]
        ends: dict[str, str] = {}
        for concern in section(root, "Diagnoses").iterfind("h:entry/h:act", HL7):
            inner = concern.find(".//h:observation", HL7)
            value, high = inner.find("h:value", HL7), inner.find("h:effectiveTime/h:high", HL7)
            name = (value.get("displayName") or "").lower()
            until = "9" if high is None or not high.get("value") else high.get("value")[:8]
            ends[name] = max(until, ends.get(name, ""))
        said = words(root, "Clinical summary").lower()
        assert not [name for name, until in ends.items() if until < came and name and name in said], said
        seen += len(ends)
    assert seen > 20


def test_a_letter_of_the_emergency_department_tells_of_the_attendance_alone_and_one_of_a_ward_of_what_lasts():
    older = {"emergency_discharge": 0, "inpatient_discharge": 0}
    for key in older:
        for root in lived()[key]:
            came = root.find("h:componentOf//h:effectiveTime/h:low", HL7).get("value")[:12]
            known = section(root, "Diagnoses").findall("h:entry/h:act/h:effectiveTime/h:low", HL7)
            given = section(root, "Medications").findall(".//h:substanceAdministration/h:author/h:time", HL7)
            older[key] += sum(each.get("value")[:12] < came for each in (*known, *given))
    assert older["emergency_discharge"] == 0 and older["inpatient_discharge"] > 20


def test_a_letter_of_the_emergency_department_is_short_and_says_what_was_measured():
    letters = lived()["emergency_discharge"]
    assert np.median([len(etree.tostring(root, encoding="UTF-8")) for root in letters]) <= 17_500
    said = [words(root, "Clinical summary") for root in letters]
    assert np.mean(["pulse" in each and "temperature" in each for each in said]) > 0.95
    assert not any("Arrival" in words(root, "Examination findings") for root in letters
                   if "Examination findings" in titles(root))  # fmt: skip


def test_an_antenatal_summary_has_no_more_than_thirty_five_rows_of_what_was_observed():
    """What was found at every visit stands as it was last, and what another row says is not said again."""
    for root in lived()["antenatal_summary"]:
        observed = ("This pregnancy", "Observations", "Investigation results", "Assessments", "Social context")
        assert sum(len(rows(root, title)) for title in observed if title in titles(root)) <= 35


@pytest.mark.parametrize(
    "key", ["maternity_discharge", "neonatal_discharge", "newborn_discharge", "antenatal_summary", "labour_summary"]
)
def test_half_of_the_documents_of_a_stay_or_a_pregnancy_are_no_longer_than_is_read(key):
    assert np.median([len(etree.tostring(root, encoding="UTF-8")) for root in lived()[key]]) <= 35_000


def test_a_neonatal_discharge_leaves_what_was_screened_in_vain_to_the_report_and_says_where_the_baby_went():
    for root in lived()["neonatal_discharge"]:
        assert "not suspected" not in words(root, "Procedures") and "ear clear response" not in words(
            root, "Procedures"
        )
        assert "To: Usual place of residence" in words(root, "Discharge details")


def test_whoever_goes_home_goes_with_a_plan():
    """A baby too who comes home from the neonatal unit long after it was born."""
    kinds = (
        "maternity_discharge",
        "neonatal_discharge",
        "newborn_discharge",
        "emergency_discharge",
        "inpatient_discharge",
    )
    for key in kinds:
        planned = [bool(rows(root, "Plan and requested actions")) for root in lived()[key]]
        assert np.mean(planned) >= 0.95, key


def test_a_document_does_not_say_of_one_pregnancy_that_its_risk_is_both_low_and_high():
    for key in ("antenatal_summary", "antenatal_discharge", "labour_summary"):
        for root in lived().get(key, ()):
            said = etree.tostring(root, encoding="unicode")
            assert not ("Low risk pregnancy" in said and "High risk pregnancy" in said)


def test_every_statement_of_a_section_claims_a_template():
    """Readers look at the first one of each observation, and some fall over where there is none."""
    for roots in lived().values():
        for root in roots:
            for entry in root.iterfind(".//h:entry/h:observation", HL7):
                assert entry.get("negationInd") == "true" or entry.find("h:templateId", HL7) is not None


def test_no_name_of_a_code_is_a_definition():
    for roots in lived().values():
        for root in roots:
            assert all(len(each.get("displayName")) <= 180 for each in root.iterfind(".//*[@displayName]"))


@pytest.mark.slow
def test_every_kind_is_met_twenty_times_in_ten_thousand_patients():
    counts: Counter[str] = Counter()
    patients = 0
    for begin in range(0, 1 << 16, 1024):
        batch = simulate(np.arange(begin, begin + 1024), Settings(), care_pathways.library())
        patients += int(batch.people["patient"].sum())
        counts.update(KINDS[of].key for of in written(batch).type.tolist())
        if patients >= 10_000:
            break
    assert {kind.key: counts[kind.key] for kind in KINDS if counts[kind.key] < 20 * patients / 10_000} == {}


def test_no_document_was_written_before_the_window():
    begins = Settings().start.strftime("%Y%m%d")
    for roots in lived().values():
        assert all(root.find("h:effectiveTime", HL7).get("value")[:8] >= begins for root in roots)


# ---------------------------------------------------------------- versions


@lru_cache(maxsize=1)
def again() -> tuple[list[Any], list[dict[str, Any]]]:
    """Documents of which the mother's is put right and the baby's withdrawn, and the references to them."""
    batch = make(1, ("maternity_discharge", "newborn_discharge"), again=True)
    rendered = cda.render(batch)
    references = fhir.render(batch, documents=rendered)["DocumentReference"].lines.to_pylist()
    return [etree.fromstring(data) for data in rendered.data.to_pylist()], [json.loads(line) for line in references]


def said(root: Any, path: str, of: str = "root") -> str:
    return root.find(path, HL7).get(of)


def test_a_document_that_is_put_right_replaces_the_one_before_and_tells_what_is_known_by_then():
    first, second = (root for root in again()[0] if root.findtext("h:title", namespaces=HL7).startswith("Maternity"))
    assert said(first, "h:id") != said(second, "h:id")
    assert said(first, "h:setId") == said(second, "h:setId") == said(first, "h:id")
    assert [said(root, "h:versionNumber", "value") for root in (first, second)] == ["1", "2"]
    assert first.find("h:relatedDocument", HL7) is None
    parent = second.find("h:relatedDocument[@typeCode='RPLC']/h:parentDocument", HL7)
    assert said(parent, "h:id") == said(first, "h:id") == said(parent, "h:setId")
    assert said(parent, "h:versionNumber", "value") == "1"
    later = "Actual blood loss 999 mL"
    assert later not in words(first, "Pregnancy and birth") and later in words(second, "Pregnancy and birth")


def test_the_reference_to_a_document_that_was_put_right_names_the_one_that_it_replaces():
    first, second = (root for root in again()[0] if root.findtext("h:title", namespaces=HL7).startswith("Maternity"))
    (one,) = (r for r in again()[1] if r["description"].startswith("Maternity"))
    assert (one["status"], one["docStatus"]) == ("current", "amended")
    assert one["masterIdentifier"]["value"] == f"urn:uuid:{said(second, 'h:id')}"
    (related,) = one["relatesTo"]
    assert related["code"] == "replaces"
    assert related["target"]["identifier"]["value"] == f"urn:uuid:{said(first, 'h:id')}"


def test_a_document_that_was_withdrawn_was_written_all_the_same_and_its_reference_says_so():
    (root,) = (r for r in again()[0] if r.findtext("h:title", namespaces=HL7).startswith("Newborn"))
    assert said(root, "h:versionNumber", "value") == "1"
    (one,) = (r for r in again()[1] if r["description"].startswith("Newborn"))
    assert (one["status"], one["docStatus"]) == ("entered-in-error", "entered-in-error")
    assert one["content"][0]["attachment"]["url"] == f"urn:uuid:{said(root, 'h:id')}"
    assert "relatesTo" not in one


def test_every_discharge_may_be_put_right_and_may_be_withdrawn():
    """By entry: a letter is written again at another step too, as when a result of it was wrong."""
    ways: dict[tuple[str, str], set[str]] = {}
    for form in care_pathways.library().forms:
        if str(form.details.get("document", "")).endswith("_discharge"):
            ways.setdefault((form.pathway, form.entry), set()).add(form.change)
    assert len(ways) >= 5 and all(found == {"recorded", "amended", "withdrawn"} for found in ways.values())


def test_no_dose_is_without_a_unit():
    lists, seen = care_pathways.codelists(), 0
    for form in care_pathways.library().forms:
        words_of = str(form.details.get("dosage", ""))
        if form.kind == "prescription" and words_of:
            made_of = medications._dose(dosage.instruction(words_of, lists), lists)
            assert b'unit=""' not in made_of, words_of
            seen += b"<doseQuantity" in made_of and b"nullFlavor" not in made_of
    assert seen > 100


def test_most_newborns_go_home_with_a_word_on_allergies():
    told = [section(root, "Allergies and adverse reactions").get("nullFlavor") is None
            for key in ("newborn_discharge", "neonatal_discharge") for root in lived()[key]]  # fmt: skip
    assert len(told) > 40 and 0.8 < np.mean(told) < 1
