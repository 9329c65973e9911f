"""The last years of those who die in England: what leads to a death is told from then on, as an illness is from its
onset. Nothing of it hangs on when a window ends."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.table import Table

YEARS = 2
"""How long before a death they begin, or at birth."""


def last_years(persons: Table) -> Table:
    """When they begin, by person: person (row), from (instant), ends (instant of death), cause."""
    died, leaves = persons["died"], persons["leaves"]
    row = np.flatnonzero((died > clock.LONG_AGO) & (died < np.minimum(leaves, clock.NEVER)))
    ends = died[row]
    begins = np.maximum(persons["born"][row], ends - YEARS * clock.YEAR)
    return Table({"person": row, "from": begins, "ends": ends, "cause": persons["cause"][row]})
