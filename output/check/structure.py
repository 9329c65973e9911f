"""The structural second opinion: does fhir.resources (its R4B models) take a resource as it stands?

The models judge which members there are (the shape), and each value by itself, by the type of its member. None of
their rules compares two values, the type of a resource aside, which is part of shape and member. So a resource whose
shape was taken, with a value in each member that was taken there, is taken too, and need not be asked about. Values
between which no type of FHIR can tell (ids, days, instants, numbers, words) count as one.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from output.check.reading import Resource
from synth.dataset import outside

RULE = "structure"
_UUID = rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ALIKE = re.compile(
    rb'"(?:(?P<id>(?:urn:uuid:|[A-Z][A-Za-z]{2,30}/)?)' + _UUID + rb"|"
    rb"(?P<instant>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+0[01]:00)|"
    rb'(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}))"|'
    rb"(?P<whole>[1-9][0-9]{0,8})|(?P<decimal>[1-9][0-9]{0,6}\.[0-9]{1,6})|"
    rb"\"(?:(?P<words>[A-Z][A-Za-z'(),/-]{0,60}(?: [A-Za-z0-9'(),/-]{1,60}){1,16})|"
    rb'(?P<word>(?!True|False|Yes|On|Off|Inf|Infinity|Nan)[A-Z][a-z]{2,30})|(?P<code>[A-Z][0-9][A-Z0-9]{0,9}))"'
)
"""Values that all types take or refuse together. A word may be told from words by a blank, which an id or a URI has
not; True, Yes and Infinity may pass for no text."""
_TEXT = re.compile(rb'"[!#-\[\]-~][ !#-\[\]-~]{0,500}"')
ANY = b"<text>"
"""Any text of plain letters: in a member that is a string, each is as good as another."""


@lru_cache
def model(kind: str) -> Any:
    """The model of a type of resource, or None if R4B has none of that name."""
    from fhir.resources.R4B import get_fhir_model_class

    try:
        return get_fhir_model_class(kind)
    except (KeyError, LookupError, ValueError, ImportError, AttributeError):
        return None


class Judge:
    """Says what the models have against resources, and remembers which values they took at which place."""

    MOST = 3_000_000
    """Values that are remembered."""

    def __init__(self) -> None:
        self._kept = 0
        self.asked = 0

    def faults(self, one: Resource, kind: str) -> list[str]:
        """What is said against a resource that should be of a type; the same as `faults` would say."""
        seen = one.shape.seen
        if seen is None or kind != one.shape.kind:
            return faults(kind, one.text)
        if one.shape.taken:
            for value, taken in zip(one.values, seen, strict=True):
                if value in taken or alike(value) in taken or (ANY in taken and _TEXT.fullmatch(value)):
                    continue
                break
            else:
                return []
        self.asked += 1
        said = faults(kind, one.text)
        if not said and self._kept < self.MOST:
            one.shape.taken = True
            self._kept += len(one.values)
            for i, (value, taken) in enumerate(zip(one.values, seen, strict=True)):
                taken.add(value if i in one.shape.literal else alike(value) or value)
                if i in one.shape.texts and _TEXT.fullmatch(value):
                    taken.add(ANY)
        return said


def alike(value: bytes) -> bytes:
    """A name for all the values between which no model can tell; empty if a value stands for itself."""
    found = _ALIKE.fullmatch(value)
    if found is None:
        return b""
    kind = found.lastgroup or ""
    try:
        if kind == "instant":
            datetime.fromisoformat(value[1:-1].decode())
        elif kind == "day":
            date.fromisoformat(value[1:-1].decode())
    except ValueError:
        return b""
    return b"<" + kind.encode() + (found["id"] or b"") + b">"


def faults(kind: str, text: bytes) -> list[str]:
    """What can be said against the text of a resource: as JSON, and by the model of its type."""
    from pydantic import ValidationError

    made = model(kind)
    if made is None:
        return [f"FHIR R4 has no resource '{outside.shown(kind)}'"]
    try:
        outside.parsed(text)
        made.model_validate_json(text)
    except ValidationError as error:
        return [outside.shown(f"{'.'.join(map(str, one['loc']))}: {one['msg']}", 200) for one in error.errors()]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        return [outside.shown(" ".join(str(error).split()), 200)]
    return []
