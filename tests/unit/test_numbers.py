"""No number stands in a pathway: each is evidence, with unit and source, or one of a few things that are no evidence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
FILES = sorted((HOUSE / "care_pathways").rglob("*.py"))

LAST_ORDINAL = 3
"""0 to 3 say which of a few or how many of a few: dose, fetus, rung of a ladder, option, fact as a flag."""

_SAYS = "the world packs what someone says into one attribute"
_PACK = "how many a prescription of this product is for: the product's, as its code and dosage are"
_WEEKS = "the weeks of pregnancy whose visits have a code of their own, beside those codes"
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("courses/blood_pressure.py", "where(among_highest(p.rounded_to_ten, _READER.now()), 10, 1)"): "readings are rounded to tens or ones",
    ("courses/blood_pressure.py", "grain // 2"): "half a grain, to the nearest of which a reading is rounded",
    ("guests.py", "maxsize=8"): "so many libraries are kept in memory",
    ("gp/_medicines.py", "28"): _PACK,
    ("gp/_medicines.py", "repeats=13"): "thirteen packs of four weeks make a year",
    ("gp/_medicines.py", "days=28"): "the days that a pack of four weeks lasts",
    ("gp/body.py", "where(on_statin, p.cholesterol_left_on_statin, 100)"): "the whole, in percent of itself",
    ("gp/diabetes.py", "repeated('metformin_500mg_tab', 'Take one tablet twice a day with meals', 56)"): _PACK,
    ("gp/diabetes.py",
     "repeated('metformin_500mg_mr_tab', 'Take two tablets once a day with the evening meal', 56)"): _PACK,
    ("gp/diabetes.py", "repeated('insulin_glargine_pen', 'Inject under the skin once a day, as advised', 5)"): _PACK,
    ("gp/personal_details.py", "Fact('states') % 2"): _SAYS,
    ("gp/personal_details.py", "Fact('states') // 2"): _SAYS,
    ("gp/personal_details.py", "Fact('states') // 2 % 2"): _SAYS,
    ("maternity/antenatal.py", "{16, 28, 34, 36, 38, 40, 41}"): _WEEKS,
    ("maternity/antenatal.py", "code_by(_week, 16, *(f'antenatal_{w}wk_visit' if w in _NAMED else "
                               "'antenatal_visit' for w in range(16, 42)))"): _WEEKS,
    ("maternity/antenatal.py", "range(16, 42)"): _WEEKS,
}  # fmt: skip
"""File and expression: why the number in it is no evidence."""


def numbers(tree: ast.AST) -> Iterator[tuple[ast.Constant, list[ast.AST]]]:
    """The numbers of a module, each with what it stands in, the nearest first."""

    def within(node: ast.AST, around: list[ast.AST]) -> Iterator[tuple[ast.Constant, list[ast.AST]]]:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, int | float) and not isinstance(node.value, bool):
                yield node, around
            return
        for child in ast.iter_child_nodes(node):
            yield from within(child, [node, *around])

    return within(tree, [])


def power_of_ten(value: float) -> bool:
    return value >= 10 and str(value).strip("0") == "1"


def _called(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def structural(node: ast.Constant, around: list[ast.AST]) -> bool:
    """Whether a number says nothing about people: which of a few, a scale of ten, decimals, a place in a list."""
    within = around[0]
    scales = isinstance(within, ast.BinOp) and isinstance(within.op, ast.Mult | ast.FloorDiv | ast.Mod | ast.Div)
    if node.value in (0, 1) or (node.value in range(LAST_ORDINAL + 1) and not scales):
        return True
    if isinstance(within, ast.BinOp) and power_of_ten(node.value):
        return True
    if isinstance(within, ast.keyword) and (within.arg == "decimals" or _called(around[1]) == "number_of"):
        return True  # number_of(score, four=4): the number that an option's name says
    if any(isinstance(outer, ast.Subscript) and inner is outer.slice
           for inner, outer in zip([node, *around], around, strict=False)):  # fmt: skip
        return True
    if _called(within) == "range":
        named = around[1]  # A, B, C = range(3): names for the options of a number
        return isinstance(named, ast.Assign) and isinstance(named.targets[0], ast.Tuple) and (
            len(named.targets[0].elts) == node.value)  # fmt: skip
    return False


def bare(text: str) -> list[tuple[int, str]]:
    """The numbers of a module that are neither evidence nor structural: line, and the expression around."""
    found = []
    for node, around in numbers(ast.parse(text)):
        if not structural(node, around):
            of = next((a for a in around if isinstance(a, ast.expr | ast.keyword)), node)
            found.append((node.lineno, " ".join(ast.unparse(of).split())))
    return found


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
     "d = where(x, 4, 0)", "quantity=28", "T = 280", "e = day - 180", "f = g(10)"],
)  # fmt: skip
def test_a_threshold_a_duration_or_a_probability_is_found(text):
    assert bare(text)


@pytest.mark.parametrize(
    "text",
    ["x = doses < 3", "weight // 10 * 1_000", "observe(w, decimals=3)", "A, B, C, D = range(4)", "NAMES[:9]",
     "x.equals(2)", "sets = {'treated': 3}", "y = -1"],
)  # fmt: skip
def test_which_of_a_few_a_scale_of_ten_decimals_and_places_are_let_be(text):
    assert not bare(text)
