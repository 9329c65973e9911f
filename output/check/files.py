"""The files that a mark names, read once and without trust: their size, their digest, and pieces of what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from output.check.findings import Findings
from synth.dataset import inside, outside, packing
from synth.errors import BadArguments, one_line

RULE = "files"
TAKEN = 1 << 20
"""Bytes read at a time."""
LARGEST_LINE = 16 << 20
"""Bytes that a resource may have."""
LARGEST_FILE = 64 << 20
"""Bytes that a bundle or a document may have, which has to be in memory as a whole."""


class Files:
    """The files of one dataset; what is wrong with one of them is a finding, and it is read no further."""

    def __init__(self, root: Path, findings: Findings) -> None:
        self._inside = inside.Inside(root, None)
        self._findings = findings

    def path(self, file: dict[str, Any]) -> Path | None:
        """Where a file stands, if it is one."""
        try:
            return self._inside.file(file["path"])
        except FileNotFoundError:
            self._findings.found(RULE, file["path"], "cannot be read: it is not there")
        except (BadArguments, OSError) as error:
            self._findings.found(RULE, file["path"], one_line(error))
        return None

    def sound(self, file: dict[str, Any]) -> bool:
        """Whether a file is what was written: what is not is not read."""
        before = self._findings.counts[RULE]
        for _ in self.pieces(file):
            pass
        return self._findings.counts[RULE] == before

    def pieces(self, file: dict[str, Any]) -> Iterator[bytes]:
        """What a file holds, in pieces, as it was before it was packed; never much more than its mark says."""
        self._findings.checked[RULE] += 1
        path = self.path(file)
        if path is None:
            return
        digest, size = hashlib.sha256(), 0
        try:
            with packing.opened(path) as opened:
                while piece := opened.read(TAKEN):
                    size += len(piece)
                    if size > file["bytes"] + LARGEST_FILE:
                        break
                    digest.update(piece)
                    yield piece
        except (OSError, ValueError, EOFError, packing.broken()) as error:
            said = outside.why(error) if isinstance(error, OSError) else f"cannot be read: {one_line(error)}"
            self._findings.found(RULE, file["path"], said)
            return
        if size != file["bytes"]:
            more = " or more" if size > file["bytes"] + LARGEST_FILE else ""
            self._findings.found(RULE, file["path"], f"has {size} bytes{more}; its mark says {file['bytes']}")
        elif digest.hexdigest() != file["sha256"]:
            self._findings.found(RULE, file["path"], "is not what was written: its digest differs from its mark")

    def lines(self, file: dict[str, Any]) -> Iterator[bytes]:
        """The lines of a file, without their ends; a line that no resource could be ends it."""
        rest, kept = [], 0
        for piece in self.pieces(file):
            first, *others = piece.split(b"\n")
            rest.append(first)
            kept += len(first)
            if others:
                yield b"".join(rest)
                yield from others[:-1]
                rest, kept = [others[-1]], len(others[-1])
            if kept > LARGEST_LINE:
                self._findings.found(RULE, file["path"], f"has a line of more than {LARGEST_LINE:,} bytes")
                return
        if kept:
            yield b"".join(rest)

    def whole(self, file: dict[str, Any]) -> bytes | None:
        """All of a small file, or None where it is not there or too large."""
        if file["bytes"] > LARGEST_FILE:
            self._findings.found(RULE, file["path"], f"would have more than {LARGEST_FILE:,} bytes")
            return None
        return b"".join(self.pieces(file))
