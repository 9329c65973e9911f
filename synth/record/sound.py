"""What makes a record sound in every window: nothing ends before it begins, or is there that was over by then.

Some of what a step writes is recorded later than the step (a course of medicine that an old practice computer learns
of years on). By then it may have been stopped, or the person may have died: then it never came to stand in the record.
All of this follows from the rows alone, whatever the window is, so that a longer `--to` changes nothing.
"""

from __future__ import annotations

import numpy as np

from synth.record.kinds import CHANGES
from synth.table import Table

_ENDED = CHANGES.index("ended")


def sound(table: Table) -> Table:
    """The rows of a kind of entry without entries that were over before they began; no row's end is before its begin.

    What was planned and is withdrawn before its time has no length.
    """
    begins = table["from"]
    over = (table["change"] == _ENDED) & (table["recorded"] < begins)
    if over.any():
        table = table.take(np.flatnonzero(~np.isin(table["entry"], table["entry"][over])))
        begins = table["from"]
    if (table["until"] < begins).any():
        table = Table({**table.columns, "until": np.maximum(table["until"], begins)})
    return table
