"""Expressions over units, as figures write them: read once, checked against the words that there are, then evaluated.

They are written as in Python (`registered and age >= 18`, `last(bmi, -5*year, 0) >= 30`), and hold nothing but names,
numbers, texts, comparisons, arithmetic and calls of the functions of `vocabulary`."""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from synth.realism.recorded import vocabulary
from synth.realism.recorded.units import Units

_COMPARED = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
_WORKED = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}  # fmt: skip
LONGEST = 1_200
"""Letters that an expression may have."""
LARGEST = 1e12
"""What a number in one may be, up or down."""


class Unreadable(ValueError):
    """An expression cannot be used; the message says what is wrong and the mend."""


@dataclass(frozen=True)
class Expression:
    """One expression, read and checked."""

    text: str
    tree: ast.expr

    def of(self, units: Units) -> np.ndarray:
        """Its value for each unit: bool, float64 or text; kept, as figures share their populations."""
        if self.text not in units.kept:
            units.kept[self.text] = np.broadcast_to(np.asarray(_value(self.tree, units)), (len(units),))
        return units.kept[self.text]

    def in_the_year(self) -> str:
        """The first call, outside `later`, that asks for a value of a year of life without saying when; "" for none."""
        return next(_undated(self.tree), "")


def read(text: str, names: frozenset[str], selections: frozenset[str], words: dict[str, Expression]) -> Expression:
    """An expression from its text; names: the columns of its units; words: names that stand for expressions.

    Raises Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable(f"is longer than {LONGEST} letters: give a part of it a name under [words]")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise Unreadable(f"'{text}' cannot be read: write it as `registered and age >= 18`") from None
    try:
        tree = _Named(words).visit(tree)
        _check(tree, names, selections)
    except RecursionError:
        raise Unreadable(f"'{text[:60]}' is nested too deeply: take a level out") from None
    return Expression(ast.unparse(tree), tree)


def _undated(node: ast.AST) -> Iterator[str]:
    called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    if called in vocabulary.OF_A_STRETCH and isinstance(node, ast.Call) and len(node.args) == 1:
        yield ast.unparse(node)
    elif called != "later":  # which asks at an instant
        for each in ast.iter_child_nodes(node):
            yield from _undated(each)


class _Named(ast.NodeTransformer):
    """Puts expressions in the place of the names that stand for them."""

    def __init__(self, words: dict[str, Expression]) -> None:
        self._words = words

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._words[node.id].tree if node.id in self._words else node


def _check(node: ast.expr, names: frozenset[str], selections: frozenset[str]) -> None:
    """Unreadable if anything stands in it that is not in the language, or a name that nobody declared."""
    match node:
        case ast.BoolOp():
            for each in node.values:
                _check(each, names, selections)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            _check(node.operand, names, selections)
        case ast.BinOp() if type(node.op) in _WORKED:
            _check(node.left, names, selections)
            _check(node.right, names, selections)
        case ast.Compare():
            _check(node.left, names, selections)
            for how, each in zip(node.ops, node.comparators, strict=True):
                if isinstance(how, ast.In | ast.NotIn):
                    if not isinstance(each, ast.Tuple) or not all(isinstance(e, ast.Constant) for e in each.elts):
                        raise Unreadable(f"'{ast.unparse(node)}': write what it is in as (1, 2, 3)")
                    for one in each.elts:
                        _check(one, names, selections)
                elif type(how) in _COMPARED:
                    _check(each, names, selections)
                else:
                    raise Unreadable(f"'{ast.unparse(node)}': compare with <, <=, >, >=, ==, != or in")
        case ast.Constant(value=bool() | str()):
            pass
        case ast.Constant(value=int() | float()):
            if abs(node.value) > LARGEST:  # type: ignore[operator, arg-type]
                raise Unreadable(f"a number is beyond {LARGEST:,.0f}: give a smaller one")
        case ast.Name():
            if node.id not in names and node.id not in vocabulary.NUMBERS:
                known = sorted(names | vocabulary.NUMBERS.keys())
                raise Unreadable(
                    f"unknown name '{node.id}': use one of {', '.join(known)}, or declare it under [words]"
                )
        case ast.Call(func=ast.Name(id=called)) if not node.keywords:
            _check_call(node, called, names, selections)
        case _:
            raise Unreadable(f"'{ast.unparse(node)}' is not in the language: docs/guides/realism.md has what is")


def _check_call(node: ast.Call, called: str, names: frozenset[str], selections: frozenset[str]) -> None:
    if called not in vocabulary.FUNCTIONS:
        raise Unreadable(f"unknown function '{called}': use one of {', '.join(vocabulary.FUNCTIONS)}")
    takes = vocabulary.FUNCTIONS[called].takes
    full = takes.rstrip("?")
    if len(node.args) not in (len(full), len(full) - 2 * (takes != full)):
        said = ", ".join(vocabulary.TAKEN[one] for one in full)
        raise Unreadable(f"'{ast.unparse(node)}': {called} takes {said}{' (both days or neither)' * (takes != full)}")
    for kind, each in zip(takes, node.args, strict=False):
        if kind == "s":
            base = each.value if isinstance(each, ast.Attribute) else each
            if not isinstance(base, ast.Name) or base.id not in selections:
                raise Unreadable(f"'{ast.unparse(each)}': no selection of that name: declare it in entries.toml")
            if isinstance(each, ast.Attribute) and each.attr not in vocabulary.PARTS:
                raise Unreadable(f"'{ast.unparse(each)}': a selection has {', '.join(vocabulary.PARTS)}")
        else:
            _check(each, names | vocabulary.EVERYWHERE, selections)


def _value(node: ast.expr, units: Units) -> Any:
    """The value of a checked expression: an array with one place a unit, or a single value."""
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            if node.id in vocabulary.NUMBERS:
                return vocabulary.NUMBERS[node.id]
            return vocabulary.column(units, node.id)
        case ast.BoolOp():
            parts = [_true(_value(each, units)) for each in node.values]
            whole = parts[0]
            for part in parts[1:]:
                whole = whole & part if isinstance(node.op, ast.And) else whole | part
            return whole
        case ast.UnaryOp():
            inner = _value(node.operand, units)
            return ~_true(inner) if isinstance(node.op, ast.Not) else -inner
        case ast.BinOp():
            return _WORKED[type(node.op)](_value(node.left, units), _value(node.right, units))
        case ast.Compare():
            return _compared(node, units)
        case ast.Call():
            key = ast.unparse(node)
            if key not in units.kept:
                assert isinstance(node.func, ast.Name)
                units.kept[key] = vocabulary.FUNCTIONS[node.func.id].run(units, node.args, _value)
            return units.kept[key]
    raise AssertionError(f"unchecked: {ast.unparse(node)}")


def _compared(node: ast.Compare, units: Units) -> Any:
    left, whole = _value(node.left, units), None
    for how, each in zip(node.ops, node.comparators, strict=True):
        if isinstance(how, ast.In | ast.NotIn):
            assert isinstance(each, ast.Tuple)
            values: list[Any] = [e.value for e in each.elts if isinstance(e, ast.Constant)]
            one, right = np.isin(left, values), left
            one = ~one if isinstance(how, ast.NotIn) else one
        else:
            right = _value(each, units)
            one = _COMPARED[type(how)](left, right)
        whole = one if whole is None else whole & one
        left = right
    return whole


def _true(value: Any) -> Any:
    """A value as yes or no: a number is yes where it is known and not nought."""
    array = np.asarray(value)
    return array if array.dtype == bool else (array != 0) & (array == array)
