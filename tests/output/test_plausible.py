"""What validators of FHIR cannot see: codes that exist under their display, units that are UCUM, values and days that can be."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest

from output.check import Findings, codes
from output.check.reading import Reader
from synth import api
from synth.codes import UCUM
from synth.dataset import packing
from synth.dataset.reading import Dataset

BOUNDS = {
    "kg": (0.2, 350), "g": (50, 6000), "cm": (15, 230), "kg/m2": (8, 90), "mm[Hg]": (20, 300), "Cel": (30, 43),
    "%": (0, 100), "/min": (20, 250), "{ScoreOf}": (0, 200), "/wk": (0, 250), "d": (0, 45_000), "min": (0, 10_000),
    "mmol/L": (0.1, 200), "mmol/mol": (10, 250), "g/L": (5, 250), "fL": (40, 150), "10*9/L": (0, 2000),
    "U/L": (0, 20_000), "umol/L": (1, 3000), "mg/mmol": (0, 2000), "mL/min/{1.73_m2}": (1, 200), "mL": (0, 20_000),
    "[ppm]": (0, 150), "ug/L": (0, 20_000), "a": (0, 125), "mo": (0, 1500), "wk": (0, 6000),
}  # fmt: skip
"""What a living person's value may be by unit, most generously: beyond it is a slip of units, or nonsense."""

OTHERWISE = (0, 100_000)
CLOSER = {
    "Birth weight": (0.2, 7), "Birth head circumference": (15, 45), "Head circumference": (15, 70),
    "Diastolic blood pressure": (20, 160), "Gestational age": (0, 310), "Length of gestation at birth": (140, 310),
    "Apgar score at 1 minute": (0, 10), "Apgar score at 5 minutes": (0, 10), "Parity": (0, 20), "Gravida": (1, 25),
    "Respiratory rate": (6, 90),
    "On examination - vaginal examination - cervical dilatation": (0, 10),
}  # fmt: skip
"""The same by what is measured, where the unit says too little."""

_DAY = re.compile(rb'"(\d{4})-\d\d-\d\d[T"]')


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return api.generate(150, seed=19, out=tmp_path_factory.mktemp("dataset") / "data", formats="ndjson")


def measured(dataset: Dataset) -> Iterator[dict[str, Any]]:
    """Observations, and their components, that have a value with a unit."""
    for one in dataset.read("Observation"):
        for each in (one, *one.get("component", ())):
            if "valueQuantity" in each:
                yield each


def test_every_code_stands_in_a_codelist_with_its_display(dataset: Dataset) -> None:
    findings, reader = Findings("codes"), Reader()
    for path in dataset.ndjson():
        for n, line in enumerate(packing.lines(path), 1):
            codes.check(f"{path.name}:{n}", reader.read(line), findings)
    assert findings.checked[codes.RULE] > 50_000
    assert findings.findings == []


@lru_cache(maxsize=1)
def parser() -> Any:
    from ucumvert import get_ucum_parser

    return get_ucum_parser()


def parses(unit: str) -> bool:
    try:
        parser().parse(unit)
    except Exception:  # the parser's library has a family of errors
        return False
    return True


def test_every_unit_is_ucum(dataset: Dataset) -> None:
    written = {(one["valueQuantity"].get("system"), one["valueQuantity"].get("code")) for one in measured(dataset)}
    assert len(written) > 15
    assert [unit for system, unit in written if system != UCUM or not parses(unit)] == []


def test_every_unit_of_the_codelists_is_ucum() -> None:
    units = sorted(code for system, code in codes.known() if system == UCUM)
    assert len(units) > 40
    assert [unit for unit in units if not parses(unit)] == []


def test_what_is_no_unit_does_not_pass_for_one() -> None:
    assert not parses("kilo gram") and not parses("mmHg") and not parses("")


def test_values_are_such_as_people_have(dataset: Dataset) -> None:
    wrong = defaultdict(list)
    for one in measured(dataset):
        value, name = one["valueQuantity"], one["code"]["text"]
        low, high = CLOSER.get(name) or BOUNDS.get(value["code"], OTHERWISE)
        if not low <= value["value"] <= high:
            wrong[name, value["code"]].append(value["value"])
    assert dict(wrong) == {}


def test_systolic_pressure_is_above_diastolic(dataset: Dataset) -> None:
    pairs = 0
    for one in dataset.read("Observation"):
        said = {part["code"]["text"]: part["valueQuantity"]["value"] for part in one.get("component", ())
                if "valueQuantity" in part}  # fmt: skip
        if {"Systolic blood pressure", "Diastolic blood pressure"} <= said.keys():
            pairs += 1
            assert said["Systolic blood pressure"] > said["Diastolic blood pressure"], one["id"]
    assert pairs > 100


def test_every_day_is_of_a_lifetime_that_touches_the_window(dataset: Dataset) -> None:
    for path in dataset.ndjson():
        for line in packing.lines(path):
            for year in _DAY.findall(line):
                assert 1900 <= int(year) <= 2035, (path.name, json.loads(line)["id"])


def test_codes_that_are_wrong_are_found() -> None:
    good = b'{"code":{"coding":[{"system":"http://snomed.info/sct","code":"75367002","display":"Blood pressure"}]}}'
    for text, said in (
        (good, []),
        (good.replace(b"75367002", b"75367003"), ["is in no codelist"]),
        (good.replace(b"Blood pressure", b"Blood preasure"), ["not so in the codelists"]),
        (good.replace(b',"display":"Blood pressure"', b""), ["has no display"]),
        (b'{"unit":"kilogram","system":"http://unitsofmeasure.org","code":"kg"}', []),
        (b'{"unit":"stone","system":"http://unitsofmeasure.org","code":"[stone_av]"}', ["is in no codelist"]),
    ):
        findings = Findings("one")
        codes.check("here", Reader().read(text), findings)
        assert (
            [one.what.rpartition("' and ")[2] for one in findings.findings] == []
            if not said
            else all(words in one.what for words, one in zip(said, findings.findings, strict=True))
        )
