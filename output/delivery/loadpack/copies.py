"""Copies of what a dataset holds, under ids of their own, for a load test to write to a server that has the dataset.

A copy has another tag than the dataset, so that searches for what bears the dataset's tag keep their answers, and no
NHS number, which a server might hold to be one person's.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from output.delivery.dataset.tag import Tag

SYSTEM = "https://synth.example.org/loadpack"
NHS = "https://fhir.nhs.uk/Id/nhs-number"


class Copier:
    """Makes copies. code: that of the dataset's tag; purpose: what the copies are for, so that ids differ by it."""

    def __init__(self, code: str, purpose: str) -> None:
        self.tag = Tag(code, SYSTEM)
        self._salt = f"{code} {purpose} ".encode()

    def identity(self, old: str) -> str:
        """The id of a copy: a UUID (version 8, RFC 9562) made of the old one."""
        made = bytearray(hashlib.blake2b(self._salt + old.encode(), digest_size=16).digest())
        made[6] = made[6] & 0x0F | 0x80
        made[8] = made[8] & 0x3F | 0x80
        return str(uuid.UUID(bytes=bytes(made)))

    def copies(self, names: list[str], data: list[bytes]) -> list[tuple[str, dict[str, Any]]]:
        """Copies of some resources that may refer to each other: each with its name, "Type/id".

        What they refer to besides stays as it is: it must be on the server already.
        """
        new = {name.partition("/")[2]: self.identity(name.partition("/")[2]) for name in names}
        made = []
        for name, text in zip(names, data, strict=True):
            resource = _renamed(json.loads(self.tag.put_on(text)), new)
            if resource["resourceType"] == "Patient":
                resource["identifier"] = [each for each in resource["identifier"] if each.get("system") != NHS]
            kind, _, old = name.partition("/")
            made.append((f"{kind}/{new[old]}", resource))
        return made


def transaction(copies: list[tuple[str, dict[str, Any]]]) -> bytes:
    """A transaction that puts them."""
    entries = [{"resource": resource, "request": {"method": "PUT", "url": name}} for name, resource in copies]
    return line({"resourceType": "Bundle", "type": "transaction", "entry": entries})


def line(value: Any) -> bytes:
    """A value as a line of NDJSON, without its end."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _renamed(value: Any, new: dict[str, str]) -> Any:
    """A value in which every id, alone, after a type or after urn:uuid:, is the new one."""
    if isinstance(value, dict):
        return {name: _renamed(member, new) for name, member in value.items()}
    if isinstance(value, list):
        return [_renamed(member, new) for member in value]
    if isinstance(value, str):
        if value in new:
            return new[value]
        for sign in ("/", "urn:uuid:"):
            head, found, tail = value.rpartition(sign)
            if found and tail in new:
                return f"{head}{sign}{new[tail]}"
    return value
