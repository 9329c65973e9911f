"""Several blocks made together: a call costs what some hundred rows do, so that some blocks of a batch share each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from synth import keys
from synth.record.batch import Batch

Column = np.ndarray
Made = TypeVar("Made")


def of_part(
    batch: Batch, what: str, groups: Callable[[Batch], Column], make: Callable[[Batch], Made]
) -> tuple[Made, int, int]:
    """What is made of the blocks with which a part of a batch is made together, and where its own persons stand in
    that: from a row to another (exclusive). A batch that is no part is made by itself.

    What was made is kept until one of other blocks is asked for. what: its name, of its own for whatever is made.
    groups: as `runs_of_blocks` gives them."""
    part = batch.part
    if part is not None:
        of = part.of
        bounds = of.once(f"{what}, groups", lambda: groups(of))
        first = int(np.searchsorted(bounds[1:-1], part.begin, side="right"))
        begin, end = bounds[first : first + 2].tolist()
        if part.end <= end:
            kept = of.once(what, dict)
            if begin not in kept:
                kept.clear()
                kept[begin] = make(of.cut(begin, end))
            return kept[begin], part.begin - begin, part.end - begin
    return make(batch), 0, len(batch.people)


def runs_of_blocks(batch: Batch, before: Callable[[Column], Column], most: int) -> Column:
    """The first persons of runs of whole blocks that hold no more than so many rows, if not one alone does, and the end
    of the last run. before: how many of them stand before each of some persons (rows)."""
    block = batch.people["family"] // keys.BLOCK
    bounds = np.flatnonzero(np.diff(block, prepend=-1, append=-1))
    count = before(bounds)
    begins = [0]
    for place in range(1, len(bounds) - 1):
        if count[place + 1] - count[begins[-1]] > most:
            begins.append(place)
    return bounds[[*begins, -1]]
