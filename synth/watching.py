"""Long work that is watched, on stderr: a bar when a person watches, plain lines when not."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from synth.printable import printable

SECONDS = 10.0
"""Between two plain lines."""


class Bar:
    """Shows how far some work is while it is entered; `doing` says what is done, for the bar. quiet: shows nothing.

    It is never silent for long: where no person watches, a line says every ten seconds what is done, or still is.
    """

    def __init__(self, doing: str, quiet: bool = False) -> None:
        self._doing, self._quiet = doing, quiet
        self._bar: Any = None
        self._task: Any = None
        self._state = ""
        self._ended = threading.Event()
        self._began = self._said = time.monotonic()

    def __enter__(self) -> Self:
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}", markup=False),
                TimeRemainingColumn(), console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self._bar.start()
            self._task = self._bar.add_task(self._doing, total=None, state="")
        elif not self._quiet:
            threading.Thread(target=self._beat, name="progress", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: int, of: int, state: str, left: str = "") -> None:
        """So much is done of how much, and what to say of it; left: what a plain line says besides of the time left."""
        self._state = f"{state}{left}"
        if self._bar is not None:
            self._bar.update(self._task, total=of, completed=done, state=printable(state))
        elif not self._quiet and time.monotonic() - self._said >= SECONDS:
            self._line(self._state)

    def meanwhile(self, doing: str) -> None:
        """What is being done that has no end in sight: checking, waiting, finishing."""
        self._state = doing
        if self._bar is not None:
            self._bar.update(self._task, state=printable(doing))

    def _beat(self) -> None:
        """Say what is still done, whenever nothing was said for a while."""
        while not self._ended.wait(max(0.1, self._due() - time.monotonic())):
            now = time.monotonic()
            if now >= self._due():
                self._line(f"still {self._doing}: {self._state or 'no more is known yet'} ({now - self._began:,.0f} s)")

    def _due(self) -> float:
        """When a line is due if nothing else comes: a little later than one that has something new to say."""
        return self._said + 1.5 * SECONDS

    def _line(self, text: str) -> None:
        self._said = time.monotonic()
        with suppress(OSError, ValueError):  # nobody reads it any more: no reason to stop
            print(f"synth: {printable(text)}", file=sys.stderr, flush=True)
