"""Pathways with some of their parts replaced: the same steps, drawn from other evidence or read from elsewhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from synth.evidence import Number
from synth.pathway.language.expressions import Draw, Expression
from synth.pathway.language.model import Choice, Pathway, Signal, Step, When, Write

_PARTS = (Pathway, Step, Write, Signal, Choice, When, Expression)
_ELSEWHERE = ("part_of", "beside", "notes", "noted")
"""Members that are no part of a pathway's own steps: what it belongs to, what is taken apart from it, and its notes."""


def with_numbers(pathway: Pathway, numbers: Mapping[str, Number]) -> Pathway:
    """A pathway in which the numbers that stand at some places ("file.name") are others; the same one if none does."""

    def other(part: Any) -> Any:
        found = numbers.get(part.number.where) if isinstance(part, Draw) else None
        return part if found is None else Draw(found, part.name)

    return replaced(pathway, other)


def numbers_of(part: Any) -> Iterator[Number]:
    """The numbers that a pathway or a part of it draws, as often as it does."""
    if isinstance(part, Draw):
        yield part.number
    elif isinstance(part, _PARTS):
        for name in _members(part):
            yield from numbers_of(getattr(part, name))
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from numbers_of(each)
    elif isinstance(part, (tuple, list)):
        for each in part:
            yield from numbers_of(each)


def replaced(part: Any, change: Callable[[Any], Any]) -> Any:
    """A part of a pathway with every part inside it changed, and then itself; what `change` leaves stays the same one.

    change: gives a part as it is to be, or that very part. What stands in several places is changed once, so that
    what is shared stays so.
    """
    return _replaced(part, change, {})


def _replaced(part: Any, change: Callable[[Any], Any], done: dict[int, tuple[Any, Any]]) -> Any:
    if isinstance(part, _PARTS):
        known = done.get(id(part))
        if known is None:
            known = done[id(part)] = part, change(_inside(part, change, done))
        return known[1]
    if isinstance(part, Mapping):
        mapped = {name: _replaced(each, change, done) for name, each in part.items()}
        return mapped if any(mapped[name] is not part[name] for name in part) else part
    if isinstance(part, (tuple, list)):
        several = [_replaced(each, change, done) for each in part]
        same = all(one is other for one, other in zip(several, part, strict=True))
        return part if same else type(part)(several)
    return part


def _inside(part: Any, change: Callable[[Any], Any], done: dict[int, tuple[Any, Any]]) -> Any:
    changes = {}
    for name in _members(part):
        before = getattr(part, name)
        after = _replaced(before, change, done)
        if after is not before:
            changes[name] = after
    if not changes:
        return part
    found = dataclasses.replace(part, **changes)
    if isinstance(part, Step):  # the draws are named by now, so what they were declared by is handed on
        object.__setattr__(found, "noted", part.noted)
    return found


def _members(part: Any) -> Iterator[str]:
    return (item.name for item in dataclasses.fields(part) if item.name not in _ELSEWHERE)
