"""The comparison of a resource on a server with the dataset's: all of it, but for what a server itself writes.

FHIR lets one thing be written in several ways: an instant in any zone, with or without a fraction of nothing; a
number with or without zeros at its end, or with an exponent. Such are compared by what they mean. A day and its
midnight are not one: the one says more than the other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

SHOWN = 3
"""Differences of one resource that are told."""
LARGEST = 40
"""Zeros: a number that ends in more is not written out."""
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(:[0-9]{2})?(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_TIME = re.compile(r"([0-9]{2}:[0-9]{2}:[0-9]{2})\.([0-9]+)")


def plain(resource: dict[str, Any]) -> dict[str, Any]:
    """A resource without what servers write or order as they like.

    That is version, time of storing, tags, the request that HAPI adds to meta.source after a "#", the order of profiles
    and labels, and the narrative, which servers write anew.
    """
    own = resource.get("meta", {})
    if not isinstance(own, dict):
        return resource
    meta = {k: v for k, v in own.items() if k not in ("versionId", "lastUpdated", "tag")}
    if "source" in meta:
        meta["source"] = str(meta["source"]).split("#")[0]
        if not meta["source"]:
            del meta["source"]
    for name in ("profile", "security"):
        if isinstance(meta.get(name), list):
            meta[name] = sorted(meta[name], key=lambda each: json.dumps(each, sort_keys=True, default=str))
    return {**{k: v for k, v in resource.items() if k != "text"}, "meta": meta}


def is_part(resource: dict[str, Any]) -> bool:
    """Whether a server says that it gives a part of a resource only."""
    meta = resource.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    return isinstance(tags, list) and any(isinstance(tag, dict) and tag.get("code") == "SUBSETTED" for tag in tags)


def digest(resource: dict[str, Any]) -> bytes:
    """Eight bytes that are the same for resources that say the same."""
    text = json.dumps(
        meant(plain(resource)),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        default=lambda n: {"#": str(n)},
    )
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def meant(value: Any) -> Any:
    """A value in the one writing that stands for all of its writings; of numbers, int or Decimal."""
    if isinstance(value, str):
        return _moment(value) if len(value) > 9 and (value[10:11] == "T" or value[8] == ".") else value
    if isinstance(value, dict):
        return {name: meant(member) for name, member in value.items()}
    if isinstance(value, list):
        return [meant(member) for member in value]
    if isinstance(value, float):
        return _number(Decimal(repr(value)))
    return _number(value) if isinstance(value, Decimal) else value


def same(one: Any, other: Any) -> bool:
    """Whether two values that are neither list nor object mean the same."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(meant(one) == meant(other))


def _number(value: Decimal) -> int | Decimal:
    """A number without zeros at its end, exactly; a whole one as int. Arithmetic of Decimal would round."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return value
    text = "".join(map(str, digits)).lstrip("0")
    kept = text.rstrip("0")
    if not kept:
        return 0
    exponent += len(text) - len(kept)
    if 0 <= exponent <= LARGEST and len(kept) <= LARGEST:
        return int(kept) * 10**exponent * (-1 if sign else 1)
    return Decimal((sign, tuple(map(int, kept)), exponent))


@lru_cache(maxsize=8192)
def _moment(text: str) -> str:
    """An instant in UTC, or a time of day, without a fraction of nothing; any other text as it is."""
    if time := _TIME.fullmatch(text):
        return time[1] + _fraction(time[2])
    found = _INSTANT.fullmatch(text)
    if found is None:
        return text
    minute, second, fraction, zone = found.groups()
    try:
        at = dt.datetime.fromisoformat(f"{minute}{second or ':00'}{zone}").astimezone(dt.UTC)
    except (ValueError, OverflowError):  # such as a leap second, or the first hours of the first year
        return text
    return f"{at:%Y-%m-%dT%H:%M:%S}{_fraction(fraction)}Z"


def _fraction(digits: str | None) -> str:
    kept = (digits or "").rstrip("0")
    return f".{kept}" if kept else ""


def differences(expected: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """The differences of two resources, a line for each member, the first few; their texts as they are."""
    found = []
    for line in _differences("", meant(plain(expected)), meant(plain(got))):
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
    elif not same(expected, got):
        yield f"{path}: expected {_short(expected)}, got {_short(got)}"


def _short(value: Any) -> str:
    text = str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
