"""Conditions joined: all of several, or any; of nothing comes None. Also the lower or higher of two values."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from typing import overload

from synth.pathway.language.expressions import Expression, Value, Where, where, whole


@overload
def both(one: Expression, other: Expression | None) -> Expression: ...
@overload
def both(one: Expression | None, other: Expression) -> Expression: ...
@overload
def both(one: Expression | None, other: Expression | None) -> Expression | None: ...
def both(one: Expression | None, other: Expression | None) -> Expression | None:
    """Both of two conditions, of which either may be left out."""
    if one is None or other is None:
        return one if other is None else other
    return one & other


def any_of(conditions: Iterable[Expression | None]) -> Expression | None:
    """Whether any of some conditions holds, of which each may be left out."""
    told = [each for each in conditions if each is not None]
    return functools.reduce(operator.or_, told) if told else None


def lower_of(one: Value, other: Value) -> Where:
    """The lower of two values."""
    return where(whole(one) < other, one, other)


def higher_of(one: Value, other: Value) -> Where:
    """The higher of two values."""
    return where(whole(one) < other, other, one)
