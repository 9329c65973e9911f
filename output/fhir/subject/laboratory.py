"""Laboratory results by the report that they came back in: one report and one specimen for each panel sent."""

from __future__ import annotations

import numpy as np

from output import reports, usual
from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries, Kind
from output.fhir.subject.groups import Groups


def panels(context: Context) -> Groups:
    """The panels of a batch: the results that came back in one report, found once."""
    return Groups.kept(context, "panels", _panel)


def ranges(entries: Entries) -> tuple[np.ndarray, np.ndarray]:
    """The lower and upper bound of what is usual, of each row, in the units of its value; MISSING where none."""
    every = [usual.of_form(kind.form) for kind in entries.kinds]
    table = np.array(every, dtype=np.int64).reshape(-1, usual.ENDS)
    woman = entries.context.who.sex(entries.person, entries["recorded"]) == usual.FEMALE
    return usual.bounds(table[entries.kind_index], woman)


def _panel(kind: Kind) -> str:
    """The panel that a result belongs to; empty for what went to no laboratory."""
    return reports.panel_of(kind.form, kind.first, kind.status)
