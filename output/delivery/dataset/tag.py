"""The tag that everything of one dataset bears on a server, put on in flight: by it we find, count and delete it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from output.fhir.base.fragments import OWN

SYSTEM = f"{OWN}dataset"
_HEAD = re.compile(rb'\{"resourceType":"[A-Za-z]+","id":"([A-Za-z0-9.-]+)","meta":\{(?=")')


@dataclass(frozen=True)
class Tag:
    """A coding in `meta.tag`: the code is made from the dataset's digest, so the same dataset has the same tag.

    beside: by the ids of resources that other datasets which fill the same server hold as well, the codes of these: one
    resource bears the tags of all, since a server may keep those alone that came last."""

    code: str
    system: str = SYSTEM
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @property
    def search(self) -> str:
        """As the value of the search parameter `_tag`."""
        return f"{self.system}|{self.code}"

    def put_on(self, resource: bytes) -> bytes:
        """A resource's JSON with the tag on it.

        Resources as we write them begin with their type, id and meta, and have no tag: then the tag is set in between,
        without parsing. In JSON a quote within a text is escaped, so that what looks like a member is one. Any other
        resource is parsed.
        """
        head = _HEAD.match(resource)
        if head is None or b'"tag":' in resource:
            return self._slowly(resource)
        at = head.end()
        tags = b",".join(
            b'{"system":"%b","code":"%b"}' % (self.system.encode(), code.encode())
            for code in self._codes(head[1].decode())
        )
        return b'%b"tag":[%b],%b' % (resource[:at], tags, resource[at:])

    def _codes(self, identity: str) -> list[str]:
        """The codes that a resource bears, in an order that does not hang on which of the datasets it is sent from."""
        return sorted({self.code, *self.beside.get(identity, ())})

    def _slowly(self, resource: bytes) -> bytes:
        parsed = json.loads(resource)
        meta = parsed.setdefault("meta", {})
        tags = meta.setdefault("tag", [])
        for code in self._codes(str(parsed.get("id"))):
            if not Tag(code, self.system).on(parsed):
                tags.append({"system": self.system, "code": code})
        return json.dumps(parsed, ensure_ascii=False, separators=(",", ":")).encode()

    def on(self, resource: Mapping[str, Any]) -> bool:
        """Whether a resource, as it was parsed, bears this tag."""
        meta = resource.get("meta")
        tags = meta.get("tag") if isinstance(meta, dict) else None
        return isinstance(tags, list) and any(
            isinstance(tag, dict) and tag.get("system") == self.system and tag.get("code") == self.code for tag in tags
        )


def tag_of(manifest: Mapping[str, Any]) -> Tag:
    """The tag of a dataset, from its manifest: of the digest of its blocks, so of everything that it holds."""
    return Tag(str(manifest["blocks"])[:32])
