"""Requests made of resources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from output.delivery.dataset.source import Unit
from output.delivery.dataset.tag import Tag
from output.fhir.bundles.bundling import BASE


@dataclass(frozen=True)
class Request:
    """A request that is ready to go."""

    method: str
    path: str
    content: bytes


def request(unit: Unit, part: Sequence[int], mode: str, tag: Tag) -> Request:
    """The request that stores a part of a unit; `part` has one member where the mode is put."""
    if mode == "put":
        (i,) = part
        return Request("PUT", "/" + unit.names[i], tag.put_on(unit.data[i]))
    base = BASE.encode()
    entries = []
    for i in part:
        name = unit.names[i].encode()
        entries.append(
            b'{"fullUrl":"%b%b","resource":%b,"request":{"method":"PUT","url":"%b"}}'
            % (base, name, tag.put_on(unit.data[i]), name)
        )
    head = f'{{"resourceType":"Bundle","type":"{mode}","entry":['.encode()
    return Request("POST", "", head + b",".join(entries) + b"]}")
