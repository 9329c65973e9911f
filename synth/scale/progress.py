"""Progress of making a dataset, told after every batch."""

from __future__ import annotations

import time

from synth.scale.landed import Landed
from synth.watching import Bar


class Progress(Bar):
    """Told after every batch how far the work is; shows nothing when quiet."""

    def __init__(self, quiet: bool = False) -> None:
        super().__init__("generating", quiet)

    def __call__(self, done: int, of: int, landed: Landed) -> None:
        """So many blocks are done of how many, and this has landed so far."""
        if self._quiet:
            return
        rate = sum(landed.resources.values()) / max(time.monotonic() - self._began, 1e-9)
        self.show(done, of, f"{done} of {of} blocks, {landed.patients:,} patients, {rate:,.0f} resources/s")
