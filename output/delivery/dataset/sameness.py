"""Whether a resource on a server says what the dataset's says: all of it, but for what a server itself writes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

SHOWN = 3
"""Differences of one resource that are told."""


def plain(resource: dict[str, Any]) -> dict[str, Any]:
    """A resource without what servers write or order as they like.

    That is version, time of storing, tags, the request that HAPI adds to meta.source after a "#", the order of profiles
    and labels, and the narrative, which servers write anew.
    """
    meta = {k: v for k, v in resource.get("meta", {}).items() if k not in ("versionId", "lastUpdated", "tag")}
    if "source" in meta:
        meta["source"] = str(meta["source"]).split("#")[0]
        if not meta["source"]:
            del meta["source"]
    if "profile" in meta:
        meta["profile"] = sorted(meta["profile"])
    if "security" in meta:
        meta["security"] = sorted(meta["security"], key=lambda label: json.dumps(label, sort_keys=True))
    return {**{k: v for k, v in resource.items() if k != "text"}, "meta": meta}


def digest(resource: dict[str, Any]) -> bytes:
    """Eight bytes that are the same for resources that say the same."""
    text = json.dumps(_numbers(plain(resource)), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _numbers(value: Any) -> Any:
    """Numbers in one writing: 7, 7.0 and 7.00 are one value."""
    if isinstance(value, dict):
        return {name: _numbers(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_numbers(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def differences(expected: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """Where two resources differ, a line for each place, the first few."""
    found = []
    for line in _differences("", _numbers(plain(expected)), _numbers(plain(got))):
        found.append(line)
        if len(found) == SHOWN:
            break
    return found


def _differences(path: str, expected: Any, got: Any) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(got, dict):
        for name in sorted(expected.keys() | got.keys()):
            below = f"{path}.{name}" if path else name
            if name not in got:
                yield f"{below} is missing"
            elif name not in expected:
                yield f"{below} is not in the dataset"
            else:
                yield from _differences(below, expected[name], got[name])
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for at, (one, other) in enumerate(zip(expected, got, strict=True)):
            yield from _differences(f"{path}[{at}]", one, other)
    elif expected != got:
        yield f"{path}: expected {_short(expected)}, got {_short(got)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
