"""No American spelling and no careless text reaches the data, in any format."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from synth.api import generate
from tests.fixtures.american import american

pytestmark = pytest.mark.slow

THEIRS = ("http://loinc.org", "http://terminology.hl7.org/", "http://hl7.org/")
"""Systems whose displays validators compare to the letter."""
THEIRS_IN_CDA = ("2.16.840.1.113883.6.1", "2.16.840.1.113883.5.")
FIXED_UNITS = {"cm", "mm[Hg]"}
"""Units whose words profiles of UK Core fix."""
NOT_WORDS = {"system", "code", "url", "reference", "id", "profile", "source", "resourceType", "type", "status", "linkId",
             "questionnaire", "data", "fullUrl", "family", "given", "contentType", "use", "value", "definition"}  # fmt: skip
"""Members of FHIR that hold codes, addresses, numbers and people's names."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("spelling") / "dataset"
    generate(families=60, out=made, formats=("ndjson", "cda", "csv"))
    return made


def words_of_resource(value: object, member: str = "") -> Iterator[tuple[str, str]]:
    """The member and text of each string of a resource that a person reads."""
    if isinstance(value, dict):
        theirs = str(value.get("system", "")).startswith(THEIRS) or str(value.get("code")) in FIXED_UNITS
        for name, inside in value.items():
            if not (theirs and name in ("display", "unit")):
                yield from words_of_resource(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from words_of_resource(inside, member)
    elif isinstance(value, str) and member not in NOT_WORDS:
        yield member, re.sub(r"<[^>]*>", "\n", value)


def words_of_document(path: Path) -> Iterator[tuple[str, str]]:
    """The element and text of each text and displayed name of a CDA document."""
    for element in etree.parse(str(path)).iter(etree.Element):
        name = etree.QName(element).localname
        if name not in ("given", "family"):
            yield name, element.text or ""
        yield name, element.tail or ""
        if not element.get("codeSystem", "").startswith(THEIRS_IN_CDA):
            yield f"{name} displayName", element.get("displayName", "")


def words_of_table(path: Path) -> Iterator[tuple[str, str]]:
    """The column and text of each cell of a table."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield from row.items()


def read(folder: Path, kind: str) -> set[tuple[str, str, str]]:
    """Where each text of a format stands, by file and member, and the text; each once."""
    found: set[tuple[str, str, str]] = set()
    if kind == "ndjson":
        for path in folder.glob("ndjson/*.ndjson"):
            for line in path.read_text(encoding="utf-8").splitlines():
                found.update((path.name, *one) for one in words_of_resource(json.loads(line)))
    elif kind == "cda":
        for path in folder.glob("cda/*/*.xml"):
            found.update(("cda", *one) for one in words_of_document(path))
    else:
        for path in folder.glob("tables/*.csv"):
            found.update((path.name, *one) for one in words_of_table(path))
    return {one for one in found if one[2]}


@pytest.fixture(scope="module", params=["ndjson", "cda", "csv"])
def texts(folder, request) -> set[tuple[str, str, str]]:
    found = read(folder, request.param)
    assert len(found) > 1_000
    return found


def test_no_american_spelling_reaches_the_data(texts):
    wrong = {(file, member, spelt) for file, member, text in texts for spelt in american(text)}
    assert wrong == set()


def test_no_text_has_two_spaces_together(texts):
    wrong = {one for one in texts if any("  " in line for line in one[2].splitlines() if line.strip())}
    assert wrong == set()
