"""No number stands in a pathway: each is evidence, with unit and source, or one of a few things that are no evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from care_pathways.bare_numbers import bare

HOUSE = Path(__file__).resolve().parents[2]
FILES = sorted((HOUSE / "care_pathways").rglob("*.py"))

_PACK = "how many a prescription of this product is for: the product's, as its code and dosage are"
_WEEKS = "the weeks of pregnancy whose visits have a code of their own, beside those codes"
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("guests.py", "maxsize=8"): "so many libraries are kept in memory",
    ("guests.py", ":16"): "so much of a digest tells folders apart",
    ("gp/_medicines.py", "28"): _PACK,
    ("body.py", "where(on_statin, p.cholesterol_left_on_statin, 100)"): "the whole, in percent of itself",
    ("maternity/antenatal.py", "{16, 28, 34, 36, 38, 40, 41}"): _WEEKS,
    ("maternity/antenatal.py", "code_by(_week, 16, *(f'antenatal_{w}wk_visit' if w in _NAMED else "
                               "'antenatal_visit' for w in range(16, 42)))"): _WEEKS,
    ("maternity/antenatal.py", "range(16, 42)"): _WEEKS,
}  # fmt: skip
"""File and expression: why the number in it is no evidence."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_number_stands_in_a_pathway(path):
    name = str(path.relative_to(HOUSE / "care_pathways"))
    found = [(line, said) for line, said in bare(path.read_text(encoding="utf-8")) if (name, said) not in EXCEPTIONS]
    assert found == [], "put it into the evidence beside the module, with unit and source"


def test_no_exception_is_left_over_and_each_says_why():
    met = {(str(path.relative_to(HOUSE / "care_pathways")), said) for path in FILES
           for _, said in bare(path.read_text(encoding="utf-8"))}  # fmt: skip
    assert set(EXCEPTIONS) <= met
    assert all(len(why.split()) > 3 for why in EXCEPTIONS.values())


@pytest.mark.parametrize(
    "text",
    ["x = bmi >= 300", "Step(when=week >= 24)", "a = 2 * DAY", "b = DAY // 2", "c = 0.3", "A, B = range(4)",
     "d = where(x, 4, 0)", "quantity=28", "T = 280", "e = day - 180", "f = g(10)", "NAMES[:3]", "NAMES[9]"],
)  # fmt: skip
def test_a_threshold_a_duration_or_a_probability_is_found(text):
    assert bare(text)


@pytest.mark.parametrize(
    "text",
    ["x = doses < 3", "weight // 10 * 1_000", "observe(w, decimals=3)", "A, B, C, D = range(4)", "NAMES[1:]",
     "x.equals(2)", "sets = {'treated': 3}", "y = -1", "Medicine(KEY, HOW, 56, days=28)", "prescribe(KEY, quantity=14, days=7)", "z = 9  # no evidence: a place in a form"],
)  # fmt: skip
def test_which_of_a_few_a_scale_of_ten_decimals_and_places_are_let_be(text):
    assert not bare(text)
