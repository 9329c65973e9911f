"""Pathways with some of their numbers replaced: the same steps, drawn from other evidence."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from synth.evidence import Number
from synth.pathway.language.expressions import Draw, Expression
from synth.pathway.language.model import Choice, Pathway, Signal, Step, When, Write

_PARTS = (Pathway, Step, Write, Signal, Choice, When, Expression)


def with_numbers(pathway: Pathway, numbers: Mapping[str, Number]) -> Pathway:
    """A pathway in which the numbers that stand at some places ("file.name") are others; the same one if none does."""
    return _replaced(pathway, numbers)


def numbers_of(part: Any) -> Iterator[Number]:
    """The numbers that a pathway or a part of it draws, as often as it does."""
    if isinstance(part, Draw):
        yield part.number
    elif isinstance(part, _PARTS):
        for item in dataclasses.fields(part):  # type: ignore[arg-type]
            yield from numbers_of(getattr(part, item.name))
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from numbers_of(each)
    elif isinstance(part, (tuple, list)):
        for each in part:
            yield from numbers_of(each)


def _replaced(part: Any, numbers: Mapping[str, Number]) -> Any:
    """A part of a pathway with its numbers replaced; itself where there are none, so that what is shared stays so."""
    if isinstance(part, Draw):
        found = numbers.get(part.number.where)
        return part if found is None else Draw(found, part.name)
    if isinstance(part, _PARTS):
        changes = {}
        for item in dataclasses.fields(part):  # type: ignore[arg-type]
            before = getattr(part, item.name)
            after = _replaced(before, numbers)
            if after is not before:
                changes[item.name] = after
        return dataclasses.replace(part, **changes) if changes else part  # type: ignore[type-var]
    if isinstance(part, Mapping):
        mapped = {name: _replaced(each, numbers) for name, each in part.items()}
        return mapped if any(mapped[name] is not part[name] for name in part) else part
    if isinstance(part, (tuple, list)):
        several = [_replaced(each, numbers) for each in part]
        same = all(one is other for one, other in zip(several, part, strict=True))
        return part if same else type(part)(several)
    return part
