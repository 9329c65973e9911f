"""Progress of long work, on stderr: a bar when a person watches, plain lines when not."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

from synth.scale.landed import Landed

SECONDS = 10.0
"""Between two plain lines."""


class Progress:
    """Told after every batch how far the work is; shows nothing when quiet."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._bar: Any = None
        self._task: Any = None
        self._began = self._said = time.monotonic()

    def __enter__(self) -> Progress:
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[state]}"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task("generating", total=None, state="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, of: int, landed: Landed) -> None:
        """So many blocks are done of how many, and this has landed so far."""
        if self._quiet:
            return
        now = time.monotonic()
        resources = sum(landed.resources.values())
        rate = resources / max(now - self._began, 1e-9)
        state = f"{done} of {of} blocks, {landed.patients:,} patients, {rate:,.0f} resources/s"
        if self._bar is not None:
            self._bar.update(self._task, total=of, completed=done, state=state)
        elif now - self._said >= SECONDS:
            self._said = now
            print(f"synth: {state}", file=sys.stderr, flush=True)
