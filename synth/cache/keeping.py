"""Something worked out once: read from the cache if it is there and sound, or else made, and kept for the next.

What is kept is found under a key over everything that it depends on: the sources, the code that makes it, the version.
A file holds its own key and digest, so that a damaged or foreign one is noticed and made again. Files come whole, by
one renaming: two processes that make the same thing at once write the same bytes, and the later one stands.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from synth import __version__
from synth.cache import places

Made = TypeVar("Made")

_MAGIC = b"synth tables 1\n\0"
_FRONT = len(_MAGIC) + 32 + 32
_SOURCES = (".py", ".toml", ".csv")
"""The endings of what counts of a folder."""
_MOST_BYTES = 512 << 20
_MOST_OF_A_NAME = 6
"""Versions that are kept of one thing: of a few checkouts, and of an author's last changes."""


def kept(name: str, parts: Sequence[bytes | str], make: Callable[[], Made], classes: Sequence[type] = ()) -> Made:
    """What `make` gives, from the cache if it is kept there.

    name: a word for people, of letters, digits and hyphens. parts: all that it depends on, sources and code; a part
    that is empty still counts. classes: those of the objects in it. Its arrays cannot be written to where there is a
    cache. Errors are those of `make`: none is due to the cache.
    """
    home = places.ready()
    if home is None:
        return make()
    from synth.cache import packing  # which needs numpy: not every command does

    key = _key(name, parts)
    path = home / f"{name}-{key.hex()[:24]}{places.ENDING}"
    for content in _read(path, key):
        with suppress(Exception):  # whatever is wrong with it, it is made again
            return packing.unpacked(content, classes)
    made = make()
    fresh = packing.packed(made, classes)
    _write(path, key, fresh)
    places.prune(name, path, _MOST_OF_A_NAME)
    return packing.unpacked(fresh, classes)


@lru_cache(maxsize=64)
def code_of(*paths: Path) -> str:
    """The digest of some files, or of all code and sources of a folder: what is kept depends on them."""
    total = hashlib.sha256()
    for path in paths:
        inside = [each for each in path.rglob("*.*") if each.suffix in _SOURCES] if path.is_dir() else [path]
        for name, each in sorted((each.relative_to(path.parent).as_posix(), each) for each in inside):
            total.update(f"{name} {hashlib.sha256(each.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


@lru_cache(maxsize=1)
def _machine() -> bytes:
    """What all that is kept depends on: our version, this code, the version of Python, the order of bytes."""
    here = code_of(Path(__file__).parent)
    return f"{__version__} {here} {sys.version_info[:2]} {sys.byteorder}".encode()


def _key(name: str, parts: Sequence[bytes | str]) -> bytes:
    total = hashlib.sha256(_machine() + name.encode())
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "little") + content)
    return total.digest()


def _read(path: Path, key: bytes) -> list[memoryview]:
    """The content of a file, mapped; none if it is not there, not this user's alone, or not what it says."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        opened = os.open(path, flags)
        try:
            status = os.fstat(opened)
            if not places.trusted(status) or not _FRONT < status.st_size <= _MOST_BYTES:
                return []
            view = memoryview(mmap.mmap(opened, status.st_size, access=mmap.ACCESS_READ))
        finally:
            os.close(opened)
    except (OSError, ValueError):
        return []
    front, content = bytes(view[:_FRONT]), view[_FRONT:]
    sound = front == _MAGIC + key + hashlib.sha256(content).digest()
    return [content] if sound else []


def _write(path: Path, key: bytes, content: bytes) -> None:
    """Write a file in one piece, or not at all: a full disk or a folder that cannot be written to is no fault."""
    front = _MAGIC + key + hashlib.sha256(content).digest()
    half = ""
    try:
        opened, half = tempfile.mkstemp(suffix=places.HALF, dir=path.parent)
        with os.fdopen(opened, "wb") as file:
            file.write(front + content)
        os.replace(half, path)
    except OSError:
        pass
    finally:
        if half:
            with suppress(OSError):
                os.unlink(half)
