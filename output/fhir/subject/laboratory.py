"""Laboratory results by the report that they came back in: one report and one specimen for each panel sent."""

from __future__ import annotations

import numpy as np

from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries, Kind
from output.fhir.subject.groups import Groups
from synth.record.kinds import MISSING

_UNDONE = ("not-done", "declined", "cancelled", "revoked")


def panels(context: Context) -> Groups:
    """The panels of a batch: the results that came back in one report, found once."""
    return Groups.kept(context, "panels", _panel)


def ranges(entries: Entries) -> tuple[np.ndarray, np.ndarray]:
    """The lower and upper bound of what is usual, of each row, in the units of its value; MISSING where none."""
    table = np.full((len(entries.kinds), 4), MISSING, dtype=np.int64)
    for place, kind in enumerate(entries.kinds):
        table[place] = [MISSING if bound is None else bound for bound in kind.form.details.get("range") or (None,) * 4]
    woman = entries.context.who.sex(entries.person, entries["recorded"]) == 2
    return tuple(table[entries.kind_index, np.where(woman, 2 + end, end)] for end in (0, 1))  # type: ignore[return-value]


def _panel(kind: Kind) -> str:
    """The panel that a result belongs to; empty for what went to no laboratory."""
    sent = kind.form.details.get("specimen") and kind.status not in _UNDONE
    return str(kind.form.details.get("panel") or "") if sent else ""
