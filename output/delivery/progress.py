"""Progress of sending, on stderr: a bar with rate and time left when a person watches, plain lines when not."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

SECONDS = 10.0
"""Between two plain lines."""
OFTEN = 0.2
"""Seconds between two looks of the bar."""


class Progress:
    """Shows how much of `total` is done. doing: what is done, for the bar; to: to what. quiet: shows nothing."""

    def __init__(self, doing: str, quiet: bool = False, to: str = "resources") -> None:
        self._doing, self._quiet, self._to = doing, quiet, to
        self._bar: Any = None
        self._task: Any = None
        self._began = self._said = self._looked = time.monotonic()

    def __enter__(self) -> Progress:
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"),
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

    def say(self, lines: list[str]) -> None:
        """Print lines above the progress."""
        for line in [] if self._quiet else lines:
            if self._bar is not None:
                self._bar.console.print(line, markup=False, highlight=False)
            else:
                print(f"synth: {line}", file=sys.stderr, flush=True)

    def begin(self) -> None:
        """What is counted begins now: the rate is from here."""
        self._began = time.monotonic()

    def __call__(self, done: int, of: int, state: Callable[[], str], new: int | None = None) -> None:
        """So many are done of how many; state: what else to say. new: those done since `begin`, if not all."""
        now = time.monotonic()
        if self._quiet or now - self._looked < OFTEN:
            return
        self._looked = now
        rate = (done if new is None else new) / max(now - self._began, 1e-9)
        text = f"{done:,} of {of:,} {self._to}, {rate:,.0f}/s{state()}"
        if self._bar is not None:
            self._bar.update(self._task, total=of, completed=done, state=text)
        elif now - self._said >= SECONDS:
            self._said = now
            left = f", {_time((of - done) / rate)} left" if rate else ""
            print(f"synth: {text}{left}", file=sys.stderr, flush=True)


def _time(seconds: float) -> str:
    whole = int(seconds)
    return (
        f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}" if whole >= 3600 else f"{whole // 60}:{whole % 60:02}"
    )
