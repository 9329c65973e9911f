"""The text of a file that a dataset names, taken only if it is what it is said to be: of its size and of its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synth.dataset import packing
from synth.dataset.inside import Inside
from synth.errors import BadArguments, one_line

MOST = 1 << 29
"""Bytes of one file's text at most: some twenty times what a block's largest file has."""
_PIECE = 1 << 20


def content(root: Path, file: Mapping[str, Any], inside: Inside | None = None) -> bytes:
    """A file's text, unpacked, as `file` (path, bytes, sha256) says of it; BadArguments, in one line, if it is not so.

    root: the dataset's folder; the path must stay in it, and lead to a regular file by no link.
    """
    try:
        path, size = (inside or Inside(root, None)).file(file["path"]), file["bytes"]
        if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= MOST:
            raise ValueError(f"its mark says that it has {str(size)[:30]} bytes; {MOST} is the most")
        text = _bounded(path, size)
        if len(text) != size:
            raise ValueError(f"its mark says that it has {size} bytes, and it has not")
        if hashlib.sha256(text).hexdigest() != file["sha256"]:
            raise ValueError("its digest is not the one in its mark")
    except (OSError, EOFError, ValueError, KeyError, TypeError, MemoryError, packing.broken()) as error:
        said = getattr(error, "strerror", None) or one_line(error)
        where = ascii(str(root / str(file.get("path"))[:200]))[1:-1]
        raise BadArguments(f"{where} cannot be read ({said}): see synth validate {root}") from None
    return text


def _bounded(path: Path, size: int) -> bytes:
    """What a file holds, unpacked, as far as one byte more than it should have."""
    pieces, left = [], size + 1
    with packing.opened(path) as file:
        while left and (piece := file.read(min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
    return b"".join(pieces)
