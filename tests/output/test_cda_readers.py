"""Other people's readers of CDA find in our documents what they found before, and never less (`cda_readers.csv`).

They come from the Python index, and are no dependency: `pip install python-fhir-converter ccda-to-fhir` lets them judge.
A row of the file: of so many entries of a category in a kind of document, how many come back as a resource of the right
type under their id, and how many with their code. What a reader cannot read at all stands there as 0.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from output.cda import render
from output.documents.kinds import KINDS
from tests.fixtures.cda_batch import EVERY, make
from tests.fixtures.cda_documents import HL7

BASELINE = Path(__file__).with_name("cda_readers.csv")
COLUMNS = ("reader", "document", "category", "n", "id", "code")
NONE_KNOWN = "716186003"

# What a statement of a section is, by the template that it claims, and the resources as which it may come back.
CATEGORIES = {
    "problems": ("2.16.840.1.113883.10.20.22.4.4", ("Condition",), "value"),
    "allergies": ("2.16.840.1.113883.10.20.22.4.7", ("AllergyIntolerance",), "participant//{urn:hl7-org:v3}code"),
    "medicines": ("2.16.840.1.113883.10.20.22.4.16", ("MedicationStatement", "MedicationRequest"), "consumable//{urn:hl7-org:v3}code"),
    "vaccines": ("2.16.840.1.113883.10.20.22.4.52", ("Immunization",), "consumable//{urn:hl7-org:v3}code"),
    "stays": ("2.16.840.1.113883.10.20.22.4.49", ("Encounter",), "code"),
    "procedures": ("2.16.840.1.113883.10.20.22.4.14", ("Procedure",), "code"),
    "results": ("2.16.840.1.113883.10.20.22.4.2", ("Observation",), "code"),
    "signs": ("2.16.840.1.113883.10.20.22.4.27", ("Observation",), "code"),
}  # fmt: skip

pytestmark = pytest.mark.conformance


def converter(text: str) -> list[dict[str, Any]]:
    from fhir_converter.renderers import CcdaRenderer

    bundle = json.loads(CcdaRenderer().render_fhir_string("CCD", text))
    return [entry["resource"] for entry in bundle["entry"]]


def ccda_to_fhir(text: str) -> list[dict[str, Any]]:
    from ccda_to_fhir import convert_document

    bundle = convert_document(text)["bundle"]
    return [entry["resource"] for entry in bundle["entry"]]


READERS = {"python-fhir-converter": ("fhir_converter", converter), "ccda-to-fhir": ("ccda_to_fhir", ccda_to_fhir)}


@pytest.fixture(scope="module")
def documents() -> list[tuple[str, bytes]]:
    made = render(make(2, EVERY))
    return [(KINDS[of].key, data) for of, data in zip(made.type, made.data.to_pylist(), strict=True)]


def statements(root: Any, category: str) -> list[tuple[str, str]]:
    """The id and code (perhaps "") of each entry of a category."""
    template, _, path = CATEGORIES[category]
    found = []
    for each in root.iterfind(f".//h:templateId[@root='{template}']/..", HL7):
        coded = each.find(f"{{urn:hl7-org:v3}}{path}")
        found.append((each.find("h:id", HL7).get("root"), (coded.get("code") or "") if coded is not None else ""))
    return found


def read_back(resources: list[dict[str, Any]], category: str, entries: list[tuple[str, str]]) -> tuple[int, int]:
    """How many entries come back under their id as the right type, and how many of these with their code."""
    texts = [json.dumps(each) for each in resources if each["resourceType"] in CATEGORIES[category][1]]
    named = [(code, [text for text in texts if identity in text]) for identity, code in entries]
    every = " ".join(json.dumps(each) for each in resources)
    with_code = sum(bool(there) and bool(code) and f'"{code}"' in (every if category == "medicines" else " ".join(there))
                    for code, there in named)  # fmt: skip
    return sum(bool(there) for _, there in named), with_code


def measured(name: str, documents: list[tuple[str, bytes]]) -> dict[tuple[str, str, str], tuple[int, int, int]]:
    """What a reader finds: of each kind of document and category, entries, ids and codes."""
    counts: dict[str, Counter[tuple[str, str, str]]] = {column: Counter() for column in COLUMNS[3:]}
    for kind, data in documents:
        resources, root = READERS[name][1](data.decode()), etree.fromstring(data)
        for category in CATEGORIES:
            entries = statements(root, category)
            if entries:
                key = (name, kind, category)
                for column, number in zip(
                    COLUMNS[3:], (len(entries), *read_back(resources, category, entries)), strict=True
                ):
                    counts[column][key] += number
    return {key: tuple(counts[column][key] for column in COLUMNS[3:]) for key in counts["n"]}  # type: ignore[misc]


@pytest.mark.parametrize("name", READERS)
def test_a_reader_finds_no_less_than_it_did(name, documents):
    pytest.importorskip(READERS[name][0], reason="pip install python-fhir-converter ccda-to-fhir")
    with BASELINE.open(newline="", encoding="utf-8") as file:
        rows = {(r["reader"], r["document"], r["category"]): tuple(int(r[c]) for c in COLUMNS[3:])
                for r in csv.DictReader(file) if r["reader"] == name}  # fmt: skip
    found = measured(name, documents)
    assert set(rows) == set(found)
    worse = {
        key: (rows[key], now)
        for key, now in found.items()
        if any(
            have * max(rows[key][0], 1) < had * max(now[0], 1) for have, had in zip(now[1:], rows[key][1:], strict=True)
        )
    }
    assert worse == {}, "what a reader found of the entries there were, and finds of those there are"


def test_that_no_allergy_is_known_comes_back_as_that(documents):
    """By ccda-to-fhir; python-fhir-converter does not look at negation, so that its allergy has no code at all."""
    pytest.importorskip("ccda_to_fhir", reason="pip install ccda-to-fhir")
    silent = [data.decode() for _, data in documents if f'code="{NONE_KNOWN}"'.encode() in data]
    assert silent
    for text in silent:
        (found,) = (each for each in ccda_to_fhir(text) if each["resourceType"] == "AllergyIntolerance")
        assert NONE_KNOWN in json.dumps(found["code"])


if __name__ == "__main__":  # writes the file again, for what is better than it was
    made = render(make(2, EVERY))
    every = [(KINDS[of].key, data) for of, data in zip(made.type, made.data.to_pylist(), strict=True)]
    with BASELINE.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for reader in READERS:
            writer.writerows([*key, *numbers] for key, numbers in sorted(measured(reader, every).items()))
