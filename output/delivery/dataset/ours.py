"""Files that a delivery writes for the user, journal and report: only what is new, empty or its own is ever written to.

A name may lead anywhere: to a manifest, a letter, a device, a pipe that nobody reads, a link into another folder. So a
file is opened without following a link and without waiting, looked at, and touched only then.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from synth.errors import BadArguments, CannotWrite
from synth.printable import printable_in

HEAD = 200
"""Bytes at the beginning of a file by which it is known."""
REPORT = '{\n "report": "synth '
"""How a report begins."""


def opened(option: str, path: Path, begins: str, what: str, create: bool = True) -> int:
    """A descriptor for reading and appending to a file that is new, empty or begins as ours do; nothing is changed yet.

    option, what: for the one line of BadArguments if it is anything else, and of CannotWrite if it cannot be written.
    FileNotFoundError if it is not there and not to be made.
    """
    name = f"{option} {path}"
    flags = os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        kind = path.lstat().st_mode
    except FileNotFoundError:
        if not create:
            raise
        flags |= os.O_CREAT | os.O_EXCL
    except (OSError, ValueError) as error:
        raise CannotWrite(f"{name} cannot be written: {getattr(error, 'strerror', None) or error}") from None
    else:
        if not stat.S_ISREG(kind):
            raise BadArguments(f"{name} is {_kind(kind)}, and no file: name a file that is new, or a {what}")
    try:
        file = os.open(path, flags, 0o600)
    except OSError as error:
        raise CannotWrite(f"{name} cannot be written: {error.strerror}") from None
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise BadArguments(f"{name} is no file: name a file that is new, or a {what}")
        head = os.read(file, HEAD)
        if head and not head.startswith(begins.encode()):
            raise BadArguments(f"{name} is a file, and is no {what}: name another, or move it away")
    except BaseException:
        os.close(file)
        raise
    return file


def journal_path(dataset: Path, command: str, base: str) -> Path:
    """Where a journal stands unless told otherwise: beside the dataset, named after it, the command and the server."""
    where = "".join(c if c.isalnum() else "-" for c in base.partition("://")[2])
    folder = dataset.absolute()
    return folder.with_name(f"{folder.name}.{command}-{where}.jsonl")


def journal(path: Path, begins: str, what: str, resume: bool, whole: Callable[[int], int]) -> tuple[int, int]:
    """A journal, open behind what of it is whole: its descriptor, and how many bytes that is (0: it is to begin).

    begins, what: as for `opened`. resume: it goes on, and so must be there. whole: takes in what stands there by the
    descriptor, and says how many bytes of it are whole. Raises BadArguments and CannotWrite, one line each.
    """
    try:
        file = opened("--journal", path, begins, what, create=not resume)
    except FileNotFoundError:
        raise BadArguments(f"--resume: there is no journal {path}; leave --resume away to begin") from None
    try:
        length = whole(file)
        os.ftruncate(file, length)  # what a crash cut short goes, or all of it where a new run begins
    except OSError as error:
        os.close(file)
        raise CannotWrite(f"--journal {path} cannot be written: {error.strerror}") from None
    except BaseException:
        os.close(file)
        raise
    return file, length


def _kind(mode: int) -> str:
    kinds = (
        (stat.S_ISDIR, "a folder"), (stat.S_ISLNK, "a link"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"),
    )  # fmt: skip
    return next((word for test, word in kinds if test(mode)), "something else")


class Report:
    """The file for an outcome as JSON, looked at before anything is sent. command: what reports, such as "seed"."""

    def __init__(self, path: str | Path | None, command: str) -> None:
        self.path, self.command = Path(path) if path else None, command
        if self.path is not None:
            self._new = not os.path.lexists(self.path)
            os.close(self._opened())

    def _opened(self) -> int:
        assert self.path is not None
        return opened("--report", self.path, REPORT, "report of synth")

    def __enter__(self) -> Report:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take away a file that was made only to see that it can be."""
        if self.path is not None and self._new and self.path.is_file() and not self.path.stat().st_size:
            self.path.unlink()

    def write(self, facts: dict[str, Any]) -> None:
        """Write the outcome, its texts made printable; CannotWrite if that fails."""
        if self.path is None:
            return
        text = json.dumps({"report": f"synth {self.command}", **printable_in(facts)}, indent=1, ensure_ascii=False)
        file = self._opened()
        try:
            os.ftruncate(file, 0)
            with open(file, "w", encoding="utf-8", errors="backslashreplace") as out:
                out.write(text + "\n")
        except OSError as error:
            raise CannotWrite(f"--report {self.path} cannot be written: {error.strerror}") from None
