"""Numbers that stand in the module of a pathway, where none may: each is evidence, with unit and source.

Let be are those that say nothing about people: which of a few, a scale of ten, decimals, what a product is
(`Medicine`, `repeated`, the pack of `prescribe`), and a line that says `# no evidence: why`. The first so many of a
list are no such thing: what is meant has names.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

LAST_ORDINAL = 3
"""0 to 3 say which of a few or how many of a few: dose, fetus, rung of a ladder, option, fact as a flag."""
LET_BE = "# no evidence:"
_PRODUCT = ("Medicine", "repeated")
"""What a product is, beside its code and dosage: how many are dispensed, for how long, how often again."""


def _numbers(tree: ast.AST) -> Iterator[tuple[ast.Constant, list[ast.AST]]]:
    """The numbers of a module, each with what it stands in, the nearest first."""

    def within(node: ast.AST, around: list[ast.AST]) -> Iterator[tuple[ast.Constant, list[ast.AST]]]:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, int | float) and not isinstance(node.value, bool):
                yield node, around
            return
        for child in ast.iter_child_nodes(node):
            yield from within(child, [node, *around])

    return within(tree, [])


def _power_of_ten(value: object) -> bool:
    return isinstance(value, int | float) and value > 1 and str(value).strip("0") == "1"


def _called(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _structural(node: ast.Constant, around: list[ast.AST]) -> bool:
    """Whether a number says nothing about people: which of a few, a scale of ten, decimals."""
    within = around[0]
    if isinstance(within, ast.Slice) and node.value not in (0, 1):
        return False
    scales = isinstance(within, ast.BinOp) and isinstance(within.op, ast.Mult | ast.FloorDiv | ast.Mod | ast.Div)
    if node.value in (0, 1) or (node.value in range(LAST_ORDINAL + 1) and not scales):
        return True
    if isinstance(within, ast.BinOp) and _power_of_ten(node.value):
        return True
    if isinstance(within, ast.keyword) and (within.arg == "decimals" or _called(around[1]) in ("number_of", *_PRODUCT)):
        return True  # number_of(score, four=4): the number that an option's name says
    if _called(within) in _PRODUCT:
        return True
    if isinstance(within, ast.keyword) and within.arg in ("quantity", "days") and _called(around[1]) == "prescribe":
        return True
    if _called(within) == "range":
        named = around[1]  # A, B, C = range(3): names for the options of a number
        return isinstance(named, ast.Assign) and isinstance(named.targets[0], ast.Tuple) and (
            len(named.targets[0].elts) == node.value)  # fmt: skip
    return False


def bare(text: str) -> list[tuple[int, str]]:
    """The numbers of a module that are neither evidence nor structural: line, and the expression around."""
    found, lines = [], text.splitlines()
    for node, around in _numbers(ast.parse(text)):
        if not _structural(node, around) and LET_BE not in lines[node.lineno - 1]:
            of = next((a for a in around if isinstance(a, ast.expr | ast.keyword)), node)
            found.append((node.lineno, " ".join(ast.unparse(of).split())))
    return found
