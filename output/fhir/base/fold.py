"""The fold: each entry as it stood when the window closed."""

from __future__ import annotations

from typing import Any

import numpy as np

from synth.record.kinds import MISSING
from synth.table import Table

_CARRIED = {"code": 0, "value": MISSING, "value2": MISSING, "value_code": 0, "value_time": MISSING}


def fold(entries: Table, forms: Any) -> Table:
    """The last change of each entry, in order of the table, with `first_form` and `first_recorded`: those of its first.

    A code or value that a change leaves out stays as the change before said.
    """
    several = np.array([bool(form.entry) for form in forms], dtype=bool)[entries["form"]]
    rows = np.flatnonzero(several)
    if not len(rows):
        return Table({**entries.columns, "first_form": entries["form"], "first_recorded": entries["recorded"]})
    order = rows[np.argsort(entries["entry"][rows], kind="stable")]
    key, person = entries["entry"][order], entries["person"][order]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = (key[1:] != key[:-1]) | (person[1:] != person[:-1])
    starts = np.flatnonzero(begins)
    lasts = np.append(starts[1:], len(order)) - 1
    first = np.repeat(starts, np.diff(np.append(starts, len(order))))
    columns = dict(entries.columns)
    for name, missing in _CARRIED.items():
        values = columns[name][order]
        said = np.maximum.accumulate(np.where(values != missing, np.arange(len(order)), first))
        columns[name] = columns[name].copy()
        columns[name][order] = values[said]
    for name, source in (("first_form", "form"), ("first_recorded", "recorded")):
        columns[name] = entries[source].copy()
        columns[name][order] = entries[source][order][first]
    keep = ~several
    keep[order[lasts]] = True
    return Table(columns) if keep.all() else Table(columns).take(np.flatnonzero(keep))


def gathered(tables: list[Table]) -> Table:
    """Several tables as one, persons ascending."""
    if not tables:
        empty = np.zeros(0, dtype=np.int64)
        return _Nothing({"person": empty})
    if len(tables) == 1:
        return tables[0]
    whole = {name: np.concatenate([each[name] for each in tables]) for name in tables[0].columns}
    return Table(whole).take(np.argsort(whole["person"], kind="stable"))


class _Nothing(Table):
    def __getitem__(self, name: str) -> np.ndarray:
        return np.zeros(0, dtype=np.uint64 if name in ("entry", "contact", "care_episode") else np.int64)
