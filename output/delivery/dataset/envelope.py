"""Requests made of resources, and answers taken apart into a status for each entry."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from output.delivery.dataset.source import Unit
from output.delivery.dataset.tag import Tag
from output.delivery.dataset.words import status_of, words
from output.fhir.bundles.bundling import BASE


@dataclass(frozen=True)
class Answer:
    """What became of one entry: its status (0: nothing was said of it) and, if it failed, the server's words."""

    status: int
    words: str = ""

    @property
    def good(self) -> bool:
        """Whether it is stored."""
        return 200 <= self.status < 300


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


def answers(content: bytes, count: int) -> list[Answer]:
    """What an answer of 200 to a bundle of `count` entries says of each: HTTP 200 alone proves nothing."""
    try:
        entries = json.loads(content).get("entry") or []
    except (ValueError, AttributeError):
        entries = []
    found = [_answer(entry) for entry in entries[:count]]
    return found + [Answer(0, "the server's answer does not speak of it")] * (count - len(found))


def _answer(entry: object) -> Answer:
    response = entry.get("response") if isinstance(entry, dict) else None
    if not isinstance(response, dict):
        return Answer(0, "the server's answer gives it no status")
    status = status_of(response.get("status"))
    return Answer(status, "" if 200 <= status < 300 else words(response.get("outcome")))
