"""Standard output and standard error, whatever they are: closed, full, without a reader, of an old encoding.

Work goes on when nobody can hear of it. What was to be read on standard output and could not be written there is an
error in one line; a reader who has had enough is none, and ends a command as it would end any other.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from typing import IO, Any, cast

from synth.errors import SynthError

READER_GONE = 128 + 13
"""The exit code when whoever read our standard output has gone: that of the signal which says so."""


class ReaderGone(SynthError):
    """Nobody reads standard output any more; nothing is said about it."""

    exit_code = READER_GONE


class OutputLost(SynthError):
    """Standard output cannot be written; what was asked for is done."""


def harden() -> None:
    """Make both streams safe for the rest of this process."""
    for descriptor in (0, 1, 2):  # a file that is opened later must never pass for a stream
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDONLY if descriptor == 0 else os.O_WRONLY)
    sys.stdout = cast(Any, _Stream(_usable(sys.stdout), 1))
    sys.stderr = cast(Any, _Stream(_usable(sys.stderr), 2))


def flush() -> None:
    """Write what waits to be written; ReaderGone or OutputLost if it cannot be."""
    sys.stdout.flush()


def _usable(stream: IO[str] | None) -> IO[str]:
    """A stream that takes every letter: one that it cannot write is written out as its number."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8", errors="backslashreplace")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


class _Stream:
    """A standard stream of which a failure is known for what it is, once; after that it leads nowhere."""

    def __init__(self, stream: IO[str], descriptor: int) -> None:
        self._stream, self._descriptor = stream, descriptor

    def write(self, text: str) -> int:
        """Write some text; how many letters."""
        try:
            return self._stream.write(text)
        except (OSError, ValueError) as error:
            self._failed(error)
            return len(text)

    def writelines(self, lines: Any) -> None:
        """Write some texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Write what waits to be written."""
        try:
            self._stream.flush()
        except (OSError, ValueError) as error:
            self._failed(error)

    def _failed(self, error: OSError | ValueError) -> None:
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._descriptor)
            os.close(nowhere)
        if self._descriptor != 1:
            return
        if isinstance(error, OSError) and error.errno in (errno.EPIPE, errno.ECONNRESET):
            raise ReaderGone("nobody reads standard output") from None
        said = getattr(error, "strerror", None) or error
        raise OutputLost(
            f"standard output cannot be written ({said}), so not all was said: send it elsewhere, or use --quiet"
        ) from None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
