"""Resources sent to a server that gives ids itself: each posted unless it is there, its references put right.

Within a request references are by `urn:uuid:`; to what was stored before they are literal, by the id that the server
gave it, which its answer told and the journal keeps. They are put right in the bytes, without parsing.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from output.delivery.dataset.envelope import Request
from output.delivery.dataset.source import Unit
from output.delivery.dataset.tag import Tag

_HEAD = re.compile(rb'(\{"resourceType":"[A-Za-z]+",)"id":"[A-Za-z0-9.-]{1,64}",?')
_REFERENCE = re.compile(rb'("reference"\s*:\s*")([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(?=")')
_IDENTIFIER = re.compile(rb'"identifier":\[\{[^\]]*?"system":"([^"\\]+)","value":"([^"\\]+)"')
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LOCATION = re.compile(r"(?:^|/)([A-Z][A-Za-z]{1,63}/[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?$")
SHARED = frozenset({"reference", "cohort"})
"""Units that are not of one patient, by what their names begin with."""


def is_shared(unit: str) -> bool:
    """Whether a unit, by its name, is one to which others refer: reference data."""
    return unit.partition("/")[0] in SHARED


class Given:
    """The names ("Type/id") that a server gave to what was stored, by those of the dataset.

    Those of reference data and of Patients, to which a Group refers, are kept for good, all others while their unit is
    sent. earlier: by unit, what a run before was told, as its journal says.
    """

    def __init__(self, earlier: Mapping[str, Mapping[int, str]]) -> None:
        self.earlier = earlier
        self._for_good: dict[str, str] = {}
        self._of_unit: dict[str, dict[str, str]] = {}

    def begin(self, unit: Unit) -> None:
        """Take in what a run before was told of a unit."""
        self.take(unit, self.earlier.get(unit.name, {}))

    def take(self, unit: Unit, given: Mapping[int, str]) -> None:
        """Keep what a server told: the name of each entry of a unit."""
        own = self._of_unit.setdefault(unit.name, {})
        for i, name in given.items():
            own[unit.names[i]] = name
            if is_shared(unit.name) or name.startswith("Patient/"):
                self._for_good[unit.names[i]] = name

    def end(self, unit: Unit) -> None:
        """Forget what only the unit itself refers to."""
        self._of_unit.pop(unit.name, None)

    def name(self, unit: Unit, name: str) -> str:
        """What something is called on the server, by a resource of a unit; as in the dataset where it told nothing."""
        return self._of_unit.get(unit.name, {}).get(name) or self._for_good.get(name, name)


def posted(unit: Unit, part: Sequence[int], tag: Tag, given: Given, unless_there: bool) -> Request:
    """The request that posts a part of a unit. unless_there: what is there already is to be left as it is."""
    urns = {unit.names[i]: urn(unit.names[i]) for i in part}

    def called(found: re.Match[bytes]) -> bytes:
        name = found[2].decode()
        return found[1] + (urns.get(name) or given.name(unit, name)).encode()

    entries = []
    for i in part:
        kind, _, identity = unit.names[i].partition("/")
        data, condition = known_by(unit.data[i], identity, tag)
        text = _REFERENCE.sub(called, _bare(tag.put_on(data)))
        unless = b',"ifNoneExist":%b' % json.dumps(condition).encode() if unless_there else b""
        entries.append(
            b'{"fullUrl":"%b","resource":%b,"request":{"method":"POST","url":"%b"%b}}'
            % (urns[unit.names[i]].encode(), text, kind.encode(), unless)
        )
    return Request("POST", "", b'{"resourceType":"Bundle","type":"transaction","entry":[' + b",".join(entries) + b"]}")


def known_by(data: bytes, identity: str, tag: Tag) -> tuple[bytes, str]:
    """A resource, and the search that finds it and nothing else where the dataset is: by an identifier and the tag.

    The identifier is the one that is the resource's id, else its first. What has none gets a tag that is its id.
    """
    own = re.search(rb'"system":"([^"\\]+)","value":"(%b)"' % re.escape(identity.encode()), data)
    found = own or _IDENTIFIER.search(data)
    if found is not None:
        system, value = (quote(each.decode(), safe=":/") for each in found.groups())
        return data, f"identifier={system}|{value}&_tag={tag.search}"
    alone = Tag(identity, f"{tag.system}/{tag.code}")
    return alone.put_on(data), f"_tag={alone.search}"


def urn(name: str) -> str:
    """The `urn:uuid:` of a "Type/id": of its id where that is a UUID, else of one made of the name."""
    identity = name.partition("/")[2]
    if not _UUID.fullmatch(identity):
        identity = str(uuid.UUID(bytes=hashlib.blake2b(name.encode(), digest_size=16).digest()))
    return f"urn:uuid:{identity}"


def located(location: str, name: str) -> str:
    """The "Type/id" in the location of an answer, "" where it tells none of the type that was sent."""
    found = _LOCATION.search(location)
    return found[1] if found is not None and found[1].partition("/")[0] == name.partition("/")[0] else ""


def kept(names: Iterable[tuple[int, str]]) -> dict[str, str]:
    """Names by entry as the journal writes them."""
    return {str(i): name for i, name in names}


def _bare(resource: bytes) -> bytes:
    """A resource without its id, which the server gives."""
    head = _HEAD.match(resource)
    if head is not None:
        return head[1] + resource[head.end() :]
    parsed = json.loads(resource)
    parsed.pop("id", None)
    return json.dumps(parsed, ensure_ascii=False, separators=(",", ":")).encode()
