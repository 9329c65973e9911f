"""What messages cost in processor time: block by block as a run makes them, crossings included."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from output import messages
from synth import keys
from synth.record.batch import Batch
from synth.scale.blocks import blocks_of
from synth.scale.pool import together_for
from synth.scale.work import returned_memory
from synth.settings import Settings

TIMES = 3
LEAST = 20_000
"""The messages a second that are to be written by one core."""


def cost(batch: Batch, streams: tuple[str, ...]) -> tuple[int, int, float]:
    """The messages of as many blocks as a run simulates together, their bytes, and the seconds that some streams take:
    the shortest of some runs."""
    blocks = np.unique(batch.families // keys.BLOCK)[: together_for(batch.settings)].tolist()
    batch = batch.cut(0, int(np.searchsorted(batch.people["family"], (blocks[-1] + 1) * keys.BLOCK)))
    count, size, took = 0, 0, []
    for _ in range(TIMES):
        count, size, begins = 0, 0, time.process_time()
        with returned_memory():
            for _, part in blocks_of(replace(batch), blocks):  # what has made nothing yet
                for name in streams:
                    lines = messages.of_part(part, name)
                    written = len(lines.data())
                    if name == "messages":
                        count, size = count + len(lines), size + written
        took.append(time.process_time() - begins)
    return count, size, min(took)


def told(batch: Batch) -> list[tuple[str, str, str]]:
    """The lines of the report: what, figure, note."""
    count, size, took = cost(batch, ("messages",))
    _, _, both = cost(batch, ("messages", "delivery"))
    return [
        ("messages, block by block as in a run", f"{count / took:,.0f} a second",
         f"{size / count:,.0f} bytes each, {size / took / 1e6:,.0f} MB/s; {LEAST:,} a second are asked for"),
        ("messages, with their delivery", f"{count / both:,.0f} a second", "each written as sent and as it arrives"),
    ]  # fmt: skip


if __name__ == "__main__":
    import care_pathways
    from synth.simulate import simulate

    families = np.arange(keys.BLOCK * together_for(Settings()))
    for each in told(simulate(families, Settings(), care_pathways.library())):
        print("{:<44} {:>22}  {}".format(*each))
