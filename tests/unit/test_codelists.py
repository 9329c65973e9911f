"""The codelists that are shipped are sound, and every code and term in them stands in a public file."""

import csv
import gzip
import json
import re
import tarfile
from collections import defaultdict
from pathlib import Path

import pytest

from synth.codes import LOINC, SNOMED, UCUM, Codelists, check
from synth.spelling import british

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "care_pathways" / "codelists"
SHARED = ROOT.parent / "shared"
PACKAGES = (
    "fhir.r4.ukcore.stu2-2.0.2",
    "fhir.r4.ukcore-main-2025-06-20",
    "hl7.fhir.r4.definitions-4.0.1",
    "fhir-r4-valueset-expansions",
    "nhs.stu3.assets-2024-10-24",
    "careconnect.stu3",
    "hl7.fhir.core-3.0.1-definitions",
)

KEEP_THEIR_SPELLING = (LOINC, "http://terminology.hl7.org/", "http://hl7.org/")
"""Systems whose makers' displays validators compare to the letter."""

needs_shared = pytest.mark.skipif(
    not (SHARED / "terminology").is_dir(),
    reason="../shared is absent: the public files behind the codelists cannot be compared",
)


@pytest.fixture(scope="module")
def codelists():
    return Codelists.load(FOLDER)


# The files themselves ------------------------------------------------------------------------------


def test_the_shipped_codelists_pass_every_check(codelists):
    assert check(codelists) == []


def test_there_are_codelists_for_every_theme():
    themes = """acute administrative child_health community document encounter fhir gp immunisation language
        maternity medicines mental_health message observation personal relationship role social_care specialty unit"""
    assert {file.stem for file in FOLDER.glob("*.csv")} == set(themes.split())


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.csv")), ids=lambda file: file.stem)
def test_each_file_is_sorted_by_key_with_snomed_first_and_loinc_last(file):
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    rank = {"": -1, SNOMED: 0, LOINC: 2}  # our own words, where they are narrower than the codes, stand first
    order = [(row["key"], rank.get(row["system"], 1)) for row in rows]
    assert order == sorted(order)


def test_files_end_their_lines_in_the_same_way_everywhere():
    for file in FOLDER.glob("*.csv"):
        content = file.read_bytes()
        assert b"\r" not in content and content.endswith(b"\n")


def test_what_the_pathways_and_the_output_count_on_is_there(codelists):
    needed = """
        bmi body_weight body_height blood_pressure systolic diastolic hba1c haemoglobin heart_rate
        head_circumference gestational_age estimated_date_of_delivery gravida parity birth_weight
        apgar_1 apgar_5 apgar_10 never_smoked smoker_current smoker_ex smoking_status total_cholesterol
        egfr serum_creatinine urine_acr hypertension t2dm t1dm diabetes_review hypertension_review
        child_6_8wk_exam child_protection_plan child_in_need looked_after_child care_needs_assessment
        care_package request_for_support relationship_mother relationship_gestational_mother
        relationship_natural_mother relationship_father relationship_child relationship_sibling
        relationship_spouse relationship_parent relationship_domestic_partner relationship_grandparent
        relationship_family_member relationship_guardian encounter_class_ambulatory
        encounter_class_inpatient encounter_class_emergency encounter_class_virtual
        encounter_class_home_health security_test_health_data birth_sex_female gender_female
        ethnic_white_british ethnic_not_stated nhs_number_verified vaccine_declined phytomenadione_inj
        anti_d_1500 metformin_500mg_tab ramipril_5mg_cap amlodipine_5mg_tab unit_kilogram
        unit_millimetre_of_mercury"""
    assert [key for key in needed.split() if key not in codelists] == []


CONDITIONS = ["pku", "scd", "cf", "cht", "mcadd", "hcu", "msud", "ga1", "iva", "scid", "tyr1"]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_each_blood_spot_test_has_a_code_and_its_outcomes(codelists, condition):
    assert codelists.of_system(f"bloodspot_{condition}", SNOMED)
    found = "bloodspot_sickle_trait" if condition == "scd" else f"bloodspot_{condition}"
    for outcome in (f"{found}_suspected", f"{found}_not_suspected", f"bloodspot_{condition}_declined"):
        assert outcome in codelists
    assert f"bloodspot_{condition}_repeat" in codelists and f"bloodspot_{condition}_not_screened" in codelists


@pytest.mark.parametrize("part", ["eyes", "heart", "hips", "testes"])
def test_each_newborn_examination_has_a_code_and_its_outcomes(codelists, part):
    for key in (part, f"{part}_no_abnormality", f"{part}_not_done", f"{part}_declined", f"{part}_incomplete"):
        assert codelists.of_system(f"nipe_{key}", SNOMED)
    assert any(key.startswith(f"nipe_{part}_") and "abnormality_suspected" in key for key in codelists) or (
        part == "testes" and "nipe_testes_bilateral_abnormality" in codelists
    )


def test_vital_signs_carry_the_loinc_and_snomed_codes_that_uk_core_asks_for(codelists):
    asked = {
        "blood_pressure": "85354-9",
        "systolic": "8480-6",
        "diastolic": "8462-4",
        "body_weight": "29463-7",
        "body_height": "8302-2",
        "bmi": "39156-5",
        "head_circumference": "9843-4",
        "heart_rate": "8867-4",
        "body_temperature": "8310-5",
        "resp_rate": "9279-1",
        "oxygen_saturation": "2708-6",
    }
    for key, code in asked.items():
        assert codelists.of_system(key, LOINC).code == code
        assert codelists.of_system(key, SNOMED)


def test_test_data_is_marked_by_the_code_of_hl7(codelists):
    coding = codelists.of_system("security_test_health_data", "http://terminology.hl7.org/CodeSystem/v3-ActReason")
    assert coding.code == "HTEST"


def test_the_ethnic_categories_of_england_are_the_whole_list(codelists):
    system = "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland"
    codes = {coding.code for concept in codelists.concepts for coding in concept.codings if coding.system == system}
    assert codes == {*"ABCDEFGHJKLMNPRSZ", "99"}


# The evidence --------------------------------------------------------------------------------------


class Evidence:
    """What the public files say: for each system and code, the terms that they give it."""

    def __init__(self) -> None:
        self.terms: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._tables()
        for package in PACKAGES:
            with tarfile.open(SHARED / "conformance" / f"{package}.tgz") as archive:
                for member in archive:
                    name = member.name.rsplit("/", 1)[-1]
                    if name.startswith(("CodeSystem-", "ValueSet-")) and name.endswith(".json"):
                        self._resource(json.load(archive.extractfile(member)))
                    elif name.startswith("StructureDefinition-UKCore-Observation"):
                        self._fixed_units(json.load(archive.extractfile(member)))
        self._guides()

    def add(self, system: str | None, code: str | None, term: str | None) -> None:
        if system and code:
            self.terms[system, str(code)].add(tidy(term or ""))

    def _tables(self) -> None:
        terminology = SHARED / "terminology"
        with gzip.open(terminology / "official_valuesets.csv.gz", "rt", encoding="utf-8") as handle:
            for row in csv.DictReader(handle):
                self.add(row["system"], row["code"], row["display"])
        for name in ("concepts.csv", "concepts-more.csv"):
            for row in table(terminology / name):
                self.add(row["system"].split(" (")[0], row["code"], row["preferred_term"])
        with gzip.open(terminology / "attested.csv.gz", "rt", encoding="utf-8") as handle:
            for row in csv.DictReader(handle):
                self.add(row["system"], row["code"], row["display"])
        for row in table(terminology / "loinc.csv"):
            self.add(LOINC, row["code"], row["display"])
        for row in table(terminology / "official_conflicts.csv"):
            self.add(SNOMED, row["code"], row["consensus_display"])
        for row in table(Path(__file__).parent / "lists_of_returns.csv"):  # each with the file in which it was read
            self.add(row["system"], row["code"], row["display"])
        for row in table(SHARED / "standards" / "prsb_heading_codes.csv"):
            for term in re.sub(r" \(.*\)$", "", row["heading"]).split(" / "):
                self.add(SNOMED, row["snomed_uk_code"], term)

    def _resource(self, resource: dict) -> None:
        self._concepts(resource.get("url"), resource.get("concept", []))
        for include in resource.get("compose", {}).get("include", []):
            self._concepts(include.get("system"), include.get("concept", []))
        self._expansion(resource.get("expansion", {}).get("contains", []))

    def _concepts(self, system: str | None, concepts: list[dict]) -> None:
        for concept in concepts:
            self.add(system, concept.get("code"), concept.get("display"))
            self._concepts(system, concept.get("concept", []))

    def _expansion(self, contains: list[dict]) -> None:
        for concept in contains:
            self.add(concept.get("system"), concept.get("code"), concept.get("display"))
            self._expansion(concept.get("contains", []))

    def _fixed_units(self, profile: dict) -> None:
        """Take the units that a profile fixes: the code in one element, its words in the next."""
        fixed: dict[str, dict[str, str]] = defaultdict(dict)
        for element in profile.get("snapshot", profile.get("differential", {})).get("element", []):
            parent, _, leaf = element["id"].rpartition(".")
            for name in ("fixedCode", "fixedString"):
                if name in element:
                    fixed[parent][leaf] = element[name]
        for values in fixed.values():
            if "code" in values:
                self.add(UCUM, values["code"], values.get("unit", values["code"]))

    def _guides(self) -> None:
        """Take code and term from the tables of the event messages' guide."""
        pattern = re.compile(
            r"coding\.code \| 1\.\.1 \| Fixed Value: (\d+) \|\s+"
            r"\| \S+coding\.display \| 1\.\.1 \| Fixed Value: ([^|]+)\|"
        )
        value = r" \| 1\.\.1 \| Fixed value:\s+([^|]+?)\s*\|\s+\| \S+"
        fixed = re.compile(
            rf"category\.coding\.system{value}coding\.value{value}coding\.display \| 1\.\.1 \| Fixed value: ([^|]+)\|"
        )
        with tarfile.open(SHARED / "standards" / "nems-guide.tgz") as archive:
            for member in archive:
                if member.name.endswith(".md"):
                    text = archive.extractfile(member).read().decode("utf-8", "replace")
                    for code, term in pattern.findall(text):
                        self.add(SNOMED, code, term)
                    for system, code, term in fixed.findall(text):
                        self.add(system, code, term)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def tidy(term: str) -> str:
    """Take out zero-width and doubled spaces, which are accidents of copying."""
    return re.sub(r"\s+", " ", term.replace("\u200b", "")).strip()


@pytest.fixture(scope="module")
def evidence():
    return Evidence()


@needs_shared
def test_every_code_stands_in_a_public_file(codelists, evidence):
    strangers = [
        f"{row.place}: {row.key} {row.coding.system} {row.coding.code}"
        for row in codelists.rows
        if row.coding.code and (row.coding.system, row.coding.code) not in evidence.terms
    ]
    assert strangers == []


@needs_shared
def test_every_display_is_a_term_that_a_public_file_gives_the_code_or_that_term_in_british_spelling(
    codelists, evidence
):
    strangers = [
        f"{row.place}: {row.key} {row.coding.display!r}, not one of {sorted(found)}"
        for row in codelists.rows
        if row.coding.code
        and row.coding.display not in (found := evidence.terms[row.coding.system, row.coding.code])
        and (row.coding.system.startswith(KEEP_THEIR_SPELLING) or row.coding.display not in map(british, found))
    ]
    assert strangers == []


@needs_shared
def test_no_display_is_one_that_official_files_got_wrong(codelists):
    odd = {
        (row["code"], tidy(row["odd_display"])): tidy(row["consensus_display"])
        for row in table(SHARED / "terminology" / "official_conflicts.csv")
    }
    wrong = [
        f"{row.place}: {row.coding.display!r} for {odd[row.coding.code, row.coding.display]!r}"
        for row in codelists.rows
        if row.coding.system == SNOMED and (row.coding.code, row.coding.display) in odd
    ]
    assert wrong == []


@needs_shared
def test_a_concept_without_a_code_is_not_one_that_the_evidence_codes_under_the_same_key(codelists):
    evidenced = {row["concept_key"] for row in table(SHARED / "terminology" / "concepts.csv") if row["code"]} - {
        "dbt",
        "family_intervention_psychosis",
    }  # their only attested terms are cut short
    bare = {concept.key for concept in codelists.concepts[1:] if not concept.codings}
    domains = {
        row["concept_key"]: row["domain"] for row in table(SHARED / "terminology" / "concepts.csv") if row["code"]
    }
    assert {key for key in bare & evidenced if domains[key] not in ("icd10", "opcs4")} == set()
