"""Whether a file of a dataset is as its mark says: by its size, or by its digest."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synth.dataset import packing
from synth.dataset.packing import text_size

_PIECE = 1 << 20
_PACKED = (".gz", ".zst")


def intact(path: Path, said: Mapping[str, Any], digests: bool) -> bool:
    """Whether a regular file has the size that is said of it, and, if digests are to be checked, the digest.

    said: "bytes" and "sha256", those of the text where the file is packed. False where there is no such file.
    """
    try:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode):
            return False
        if path.suffix not in _PACKED:
            return found.st_size == said["bytes"] and (not digests or _digest(path, said["bytes"]) == said["sha256"])
        if not _packed_size_is(path, said["bytes"]):
            return False
        return not digests or _digest(path, said["bytes"]) == said["sha256"]
    except (OSError, ValueError, EOFError):
        return False
    except packing.broken():
        return False


def _packed_size_is(path: Path, size: int) -> bool:
    return text_size(path) == (size % (1 << 32) if path.suffix == ".gz" else size)


def _digest(path: Path, size: int) -> str:
    """The SHA-256 of a text, read no further than the size that it is said to have; "" if there is more."""
    total, left = hashlib.sha256(), size
    if path.suffix not in _PACKED and size <= _PIECE:  # thousands of bundles: a read each
        return hashlib.sha256(path.read_bytes()).hexdigest()
    with packing.opened(path) as file:
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                return ""
            total.update(piece)
    return total.hexdigest() if left == 0 else ""
