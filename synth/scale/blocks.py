"""A batch cut into its blocks: the same columns, counted from each block's own first person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from synth import keys
from synth.record.batch import Batch, Part


def blocks_of(batch: Batch, blocks: Iterable[int]) -> Iterator[tuple[int, Batch]]:
    """Each of the blocks that a batch was to hold, as a batch of its own: what simulating that one alone gives.

    Families are closed and rows are sorted by family, so a block is a slice of every table: an empty one where nobody
    of the block is in England in the window.
    """
    wanted = sorted(set(blocks))
    if len(wanted) == 1:
        yield wanted[0], batch
        return
    for block in wanted:
        yield block, _cut(batch, block)


def _cut(batch: Batch, block: int) -> Batch:
    """The families of one block of a batch: of every table one run of rows."""
    bounds = [block * keys.BLOCK, (block + 1) * keys.BLOCK]
    first, last = np.searchsorted(batch.families, bounds).tolist()
    begin, end = np.searchsorted(batch.people["family"], bounds).tolist()
    cut = replace(batch.cut(begin, end), families=batch.families[first:last])
    cut.part = Part(batch, begin, end)
    return cut
