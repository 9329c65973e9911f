"""Other people's readers of CDA find in our documents what they found before, and never less (`cda_readers.csv`).

They come from the Python index and from npm, and are no dependency. `make readers` gives those from the index, which pin
older libraries than ours, an environment of their own; `npm install -g @amida-tech/blue-button @medplum/ccda` (or
elsewhere, and NODE_PATH names it) lets the others judge: @amida-tech/blue-button needs `npm rebuild libxmljs` where npm runs no scripts.
A row of the file: of so many entries of a category in a kind of document, how many come back as a resource of the right
type under their id, and how many with their code. What a reader cannot read at all stands there as 0.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from output.cda import render
from output.documents.kinds import KINDS
from tests.fixtures.cda_batch import EVERY, make
from tests.fixtures.cda_documents import HL7

BASELINE = Path(__file__).with_name("cda_readers.csv")
PYTHON = Path(__file__).parents[2] / ".venv-readers" / "bin" / "python"
"""What runs readers from the Python index."""
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


Resources = list[dict[str, Any]]


def read_by(command: list[str], texts: list[str], **environment: str) -> list[Resources]:
    """What a program finds in some documents, given them on its standard input."""
    ran = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, env={**os.environ, **environment}
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return json.loads(ran.stdout)


def by_python(name: str, texts: list[str]) -> list[Resources]:
    return read_by([str(PYTHON), str(Path(__file__).with_name("cda_readers.py")), name], texts)


@cache
def node_path() -> str:
    """Where packages of npm are."""
    if named := os.environ.get("NODE_PATH"):
        return named
    npm = shutil.which("npm")
    return subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=True).stdout.strip() if npm else ""


def by_node(name: str, texts: list[str]) -> list[Resources]:
    script = [shutil.which("node") or "node", str(Path(__file__).with_name("cda_readers.cjs")), name]
    return read_by(script, texts, NODE_PATH=node_path())


def medplum(texts: list[str]) -> list[Resources]:
    """By a reader that falls over a lone participant of the header, and over a section without a template (4.5.2)."""
    return [[] if isinstance(read, str) else read for read in by_node("medplum", texts)]


READERS: dict[str, tuple[str, Any]] = {
    "python-fhir-converter": ("python-fhir-converter", lambda texts: by_python("python-fhir-converter", texts)),
    "ccda-to-fhir": ("ccda-to-fhir", lambda texts: by_python("ccda-to-fhir", texts)),
    "blue-button": ("@amida-tech/blue-button", lambda texts: by_node("blue-button", texts)),
    "medplum": ("@medplum/ccda", medplum),
}


def there(name: str) -> None:
    """Skip what a reader that is not there would judge."""
    package = READERS[name][0]
    if package.startswith("@"):
        if not (shutil.which("node") and (Path(node_path()) / package).is_dir()):
            pytest.skip(f"no {package}: npm install -g {package}")
    elif not PYTHON.is_file():
        pytest.skip(f"no {package}: make readers")


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
    read = READERS[name][1]([data.decode() for _, data in documents])
    for (kind, data), resources in zip(documents, read, strict=True):
        root = etree.fromstring(data)
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
    there(name)
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


def silent(documents: list[tuple[str, bytes]]) -> list[str]:
    """The documents of whom no allergy is known."""
    found = [data.decode() for _, data in documents if f'code="{NONE_KNOWN}"'.encode() in data]
    assert found
    return found


def test_that_no_allergy_is_known_comes_back_as_that(documents):
    """By ccda-to-fhir; python-fhir-converter does not look at negation, so that its allergy has no code at all."""
    there("ccda-to-fhir")
    for resources in by_python("ccda-to-fhir", silent(documents)):
        (found,) = (each for each in resources if each["resourceType"] == "AllergyIntolerance")
        assert NONE_KNOWN in json.dumps(found["code"])


def test_no_reader_finds_an_allergy_where_none_is_known_but_as_denied(documents):
    there("blue-button")
    for resources in by_node("blue-button", silent(documents)):
        found = [each["observation"] for each in resources if each["resourceType"] == "AllergyIntolerance"]
        assert found and all(each["negation_indicator"] for each in found)


@pytest.mark.parametrize("name", ["python-fhir-converter", "ccda-to-fhir", "blue-button"])
def test_every_code_of_a_problem_a_medicine_and_a_procedure_comes_back(name, documents):
    there(name)
    back: Counter[str] = Counter()
    for (_, _, category), (_, _, code) in measured(name, documents).items():
        back[category] += code
    for category in ("problems", "medicines", "procedures"):
        coded = [code for _, data in documents for _, code in statements(etree.fromstring(data), category) if code]
        assert back[category] == len(coded) > 0, category


if __name__ == "__main__":  # writes the file again, for what is better than it was
    made = render(make(2, EVERY))
    every = [(KINDS[of].key, data) for of, data in zip(made.type, made.data.to_pylist(), strict=True)]
    with BASELINE.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for reader in READERS:
            writer.writerows([*key, *numbers] for key, numbers in sorted(measured(reader, every).items()))
