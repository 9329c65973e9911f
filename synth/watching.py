"""Long work that is watched, on stderr: a bar when a person watches, plain lines when not."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Self

from synth.printable import printable

SECONDS = 10.0
"""Between two plain lines."""


class Bar:
    """Shows how far some work is while it is entered; `doing` says what is done, for the bar. quiet: shows nothing."""

    def __init__(self, doing: str, quiet: bool = False) -> None:
        self._doing, self._quiet = doing, quiet
        self._bar: Any = None
        self._task: Any = None
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
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: int, of: int, state: str, left: str = "") -> None:
        """So much is done of how much, and what to say of it; left: what a plain line says besides of the time left."""
        now = time.monotonic()
        if self._bar is not None:
            self._bar.update(self._task, total=of, completed=done, state=printable(state))
        elif now - self._said >= SECONDS:
            self._said = now
            print(f"synth: {printable(state + left)}", file=sys.stderr, flush=True)
