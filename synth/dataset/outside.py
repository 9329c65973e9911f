"""Files from outside, read without trust: regular files alone, and JSON of bounded size, depth and number."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO

from synth.errors import BrokenData
from synth.printable import printable

LARGEST = 16 << 20
"""Bytes that a manifest, a plan or a mark may have: some sixty thousand files of one block."""
DEEPEST = 32
"""Levels that a text of JSON may be nested; a resource of FHIR has a dozen."""
MOST_MEMBERS = 4_000_000
"""Objects, lists and values that a text of JSON may have, so that a small file cannot fill the memory."""
LARGEST_INTEGER = 2**63 - 1

_READ = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)  # one that does not end is taken too, or each quote would be
_NESTING = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_OTHER = bytes(set(range(256)) - set(_NESTING))


class NotJson(ValueError):
    """A text is not JSON as it may come from outside; the message says why, in printable letters."""


def opened(path: Path) -> BinaryIO:
    """A regular file, opened to be read; OSError where there is none, or a link, a pipe, a device or a folder."""
    _regular(os.lstat(path), path)  # before it is opened: to open a device can do something
    descriptor = os.open(path, _READ)
    try:
        _regular(os.fstat(descriptor), path)
    except OSError:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def _regular(status: os.stat_result, path: Path) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    kinds = {stat.S_IFLNK: "a link", stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    raise OSError(errno.EINVAL, f"is {kinds.get(stat.S_IFMT(status.st_mode), 'a device')}, not a file", str(path))


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """The content of a small file; OSError where there is none, or more of it than may be."""
    with opened(path) as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise OSError(errno.EFBIG, f"has more than {largest:,} bytes", str(path))
    return content


def parsed(content: bytes, deepest: int = DEEPEST) -> Any:
    """What a text of JSON says; NotJson where it is none, or is nested, numbered, doubled or written as none should be.

    Numbers are finite, integers fit 64 bits, no member stands twice in an object, and every text can be written again.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJson(f"is not UTF-8 at byte {error.start}") from None
    bare = _TEXT.sub(b'""', content)
    depth = max(accumulate(map(_NESTING.__getitem__, bare.translate(None, _OTHER))), default=0)
    if depth > deepest:
        raise NotJson(f"is nested {depth:,} levels deep, where {deepest} may be")
    if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > MOST_MEMBERS:
        raise NotJson(f"has more than {MOST_MEMBERS:,} members")
    try:
        said = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_integer, parse_float=_real
        )
        if "\\u" in text:
            json.dumps(said, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise NotJson(f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except UnicodeEncodeError:
        raise NotJson("has half a character (a lone surrogate) in a text") from None
    return said


def read(path: Path, largest: int = LARGEST) -> Any:
    """What a file of JSON says; BrokenData in one line (the file, what is wrong) where it cannot be believed."""
    try:
        return parsed(read_bytes(path, largest))
    except NotJson as error:
        raise BrokenData(f"{path} {error}") from None
    except OSError as error:
        raise BrokenData(f"{path} {why(error)}") from None


def why(error: OSError) -> str:
    """What is wrong with a file, as what follows its name."""
    said = error.strerror or str(error)
    return said if said.startswith(("is ", "has ", "stands ")) else f"cannot be read: {said}"


def shown(text: str, most: int = 60) -> str:
    """Some text from outside, printable, and cut where it is long."""
    said = printable(text[:most])
    return f"{said}..." if len(text) > most else said


def member(text: bytes) -> dict[str, Any]:
    """One resource of a file of many, parsed fast; NotJson where it is none. What `parsed` forbids besides may pass."""
    try:
        said = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, NotJson) else NotJson("is not JSON that can be read") from None
    if not isinstance(said, dict) or not isinstance(said.get("resourceType"), str):
        raise NotJson("is no resource")
    return said


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise NotJson(f"has the member '{shown(name)}' twice in one object")
            seen.add(name)
    return made


def _no_number(text: str) -> Any:
    raise NotJson(f"has {text}, which is no number")


def _integer(text: str) -> int:
    if len(text) > 20 or abs(int(text)) > LARGEST_INTEGER:
        raise NotJson(f"has a number of {len(text)} digits, more than 64 bits hold")
    return int(text)


def _real(text: str) -> float:
    value = float(text) if len(text) < 400 else float("inf")
    if value in (float("inf"), float("-inf")):
        raise NotJson(f"has {shown(text, 20)}, a number that no one can hold")
    return value
