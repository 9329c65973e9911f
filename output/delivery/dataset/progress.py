"""Progress of sending, with rate and time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from synth.printable import printable
from synth.watching import Bar

OFTEN = 0.2
"""Seconds between two looks of the bar."""


class Progress(Bar):
    """Shows how much of `total` is done. doing: what is done, for the bar; to: to what. quiet: shows nothing."""

    def __init__(self, doing: str, quiet: bool = False, to: str = "resources") -> None:
        super().__init__(doing, quiet)
        self._to = to
        self._looked = self._began

    def say(self, lines: list[str]) -> None:
        """Print lines above the progress."""
        for line in [] if self._quiet else map(printable, lines):
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
        self.show(done, of, text, f", {_time((of - done) / rate)} left" if rate else "")


def _time(seconds: float) -> str:
    whole = int(seconds)
    return (
        f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}" if whole >= 3600 else f"{whole // 60}:{whole % 60:02}"
    )
