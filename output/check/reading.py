"""Resources read fast and in full: each is cut into its shape and the values in it, and a shape is understood once.

A shape is the text of a resource without its values; thousands of resources share one. What a rule asks for (the id,
the moments, the codings ...) stands at the same places in each of them, so that no resource has to be parsed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from output import registry
from synth.dataset import outside

_VALUE = re.compile(rb'(?<!"resourceType")(:\s*+\[?+)("(?:[^"\\]++|\\.)*+"|-?[0-9][0-9.eE+-]*+)')
_BASE64 = re.compile(r"\.data$|\.content$|Base64|\.blob$|\.hash$|\.certificate")
_TEXTS = re.compile(
    r"\.(identifier\.value|telecom\.value|valueString|display|address\.(text|line|postalCode|city|district)"
    r"|name\.(text|family|given|prefix)|note\.text)$"
)
NUL = b"\0"


@dataclass
class Shape:
    """What stands where in the resources of one shape: numbers of values, by what they are asked for.

    moments: the name and place of each moment of care. periods: pairs of begin and end. codings: system, code and
    display (-1 where there is none). identifiers: system and value. seen: for each place what was taken at the member
    that it is, in resources of any shape; taken: whether a resource of this shape was. literal: places of bytes in
    base 64, where no two values are alike; texts: places of members that are plain strings in every resource of FHIR.
    """

    kind: str = ""
    identity: int = -1
    subject: int = -1
    updated: int = -1
    born: int = -1
    died: int = -1
    sex: int = -1
    moments: list[tuple[str, int]] = field(default_factory=list)
    periods: list[tuple[int, int]] = field(default_factory=list)
    codings: list[tuple[int, int, int]] = field(default_factory=list)
    identifiers: list[tuple[int, int]] = field(default_factory=list)
    references: list[int] = field(default_factory=list)
    seen: list[set[bytes]] | None = None
    literal: frozenset[int] = frozenset()
    texts: frozenset[int] = frozenset()
    taken: bool = False


@dataclass
class Resource:
    """A resource in its shape: `values` are its values as they are written, quotes and all."""

    text: bytes
    shape: Shape
    values: list[bytes]

    def said(self, place: int) -> str:
        """The text at a place, "" where there is none."""
        if place < 0:
            return ""
        value = self.values[place]
        if value[:1] != b'"':
            return value.decode()
        return json.loads(value) if b"\\" in value else value[1:-1].decode()


class Reader:
    """Reads resources, and remembers the shapes that it has met."""

    MOST = 200_000
    """Shapes that are remembered."""

    def __init__(self) -> None:
        self._shapes: dict[bytes, Shape | None] = {}
        self._seen: dict[str, set[bytes]] = {}

    def read(self, text: bytes) -> Resource:
        """A resource in its shape; outside.NotJson where it is none.

        A text of a known shape is JSON if each of its values is: see `structure.Judge`, which every value passes.
        """
        parts = _VALUE.split(text)
        values = parts[2::3]
        del parts[2::3]
        key = NUL.join(parts)
        shape = self._shapes.get(key, ...)
        if shape is ...:
            shape = self._met(parts, len(values))
            if len(self._shapes) < self.MOST:
                self._shapes[key] = shape
        if shape is None:
            return slowly(text)
        return Resource(text, shape, values)

    def _met(self, parts: list[bytes], n: int) -> Shape | None:
        """The shape that a text has, if its values are where they seem to be."""
        numbered = [b"%s%d" % (piece, i // 2) if i % 2 else piece for i, piece in enumerate(parts)]
        try:
            tree = outside.parsed(b"".join(numbered))
        except outside.NotJson:
            return None
        members = dict(_members(tree, ""))
        if not isinstance(tree, dict) or sorted(members) != list(range(n)):
            return None
        shape = shape_of(tree)
        shape.seen = [self._seen.setdefault(members[i], set()) for i in range(n)]
        shape.literal = frozenset(i for i in range(n) if _BASE64.search(members[i]))
        shape.texts = frozenset(i for i in range(n) if _TEXTS.search(members[i]))
        return shape


def slowly(text: bytes) -> Resource:
    """A resource of which nothing is known, parsed; outside.NotJson where it is none."""
    said = outside.parsed(text)
    if not isinstance(said, dict):
        raise outside.NotJson("is no object, and so no resource")
    values: list[bytes] = []
    return Resource(text, shape_of(_numbered(said, values)), values)


def _numbered(said: Any, values: list[bytes]) -> Any:
    if isinstance(said, dict):
        return {name: one if name == "resourceType" else _numbered(one, values) for name, one in said.items()}
    if isinstance(said, list):
        return [_numbered(one, values) for one in said]
    if isinstance(said, str) or type(said) in (int, float):
        values.append(json.dumps(said, ensure_ascii=False).encode())
        return len(values) - 1
    return None


def _members(tree: Any, path: str) -> Iterator[tuple[int, str]]:
    """Each place, and the member that it is: names with points between, from the type of the resource on."""
    if type(tree) is int:
        yield tree, path
    elif isinstance(tree, dict):
        kind = tree.get("resourceType")  # also of one that is contained in another
        inner = f"{path}({kind})" if isinstance(kind, str) else path
        for name, one in tree.items():
            yield from _members(one, f"{inner}.{name}")
    elif isinstance(tree, list):
        for one in tree:
            yield from _members(one, path)


def shape_of(tree: dict[str, Any]) -> Shape:
    """The shape of a resource, given as JSON in which a number stands for each value."""
    kind = tree.get("resourceType")
    shape = Shape(
        kind=kind if isinstance(kind, str) else "",
        identity=_at(tree, "id"),
        updated=_at(tree.get("meta"), "lastUpdated"),
        born=_at(tree, "birthDate"),
        died=_at(tree, "deceasedDateTime"),
        sex=_at(tree, "gender"),
    )
    subject = tree.get("subject") or tree.get("patient")
    shape.subject = _at(subject, "reference")
    for member in registry.moments().get(shape.kind, ()):
        value = tree.get(member)
        if type(value) is int:
            shape.moments.append((member, value))
        for end in ("start", "end"):
            if (place := _at(value, end)) >= 0:
                shape.moments.append((f"{member}.{end}", place))
    identifiers = tree.get("identifier")
    for one in identifiers if isinstance(identifiers, list) else ():
        if _at(one, "system") >= 0 and _at(one, "value") >= 0:
            shape.identifiers.append((one["system"], one["value"]))
    _walk(tree, shape)
    return shape


def _walk(tree: Any, shape: Shape) -> None:
    if isinstance(tree, list):
        for one in tree:
            _walk(one, shape)
    if not isinstance(tree, dict):
        return
    begin, end = _at(tree, "start"), _at(tree, "end")
    if begin >= 0 and end >= 0:
        shape.periods.append((begin, end))
    system, code = _at(tree, "system"), _at(tree, "code")
    if system >= 0 and code >= 0:
        shape.codings.append((system, code, _at(tree, "display")))
    if (place := _at(tree, "reference")) >= 0:
        shape.references.append(place)
    for one in tree.values():
        _walk(one, shape)


def _at(tree: Any, name: str) -> int:
    """The place of a member that is a value, or -1."""
    place = tree.get(name) if isinstance(tree, dict) else None
    return place if type(place) is int else -1
