"""The reports of the laboratory: which results came back in one, decided once for every format.

A report has no entry of its own: it is the results of one panel that one step sent in one turn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth import chance, keys
from synth.record.batch import Batch
from synth.record.forms import STATUSES, Form
from synth.record.state import Runs

Column = np.ndarray

_UNDONE = ("not-done", "declined", "cancelled", "revoked")


def panel_of(form: Form, first: Form, status: str) -> str:
    """The name of the panel of a result within its step, given the forms of its last and first change; empty for what
    went to no laboratory."""
    said = {**first.details, **form.details}
    sent = said.get("specimen") and status not in _UNDONE
    return str(said.get("panel") or "") if sent else ""


def key(owner: Column, episode: Column, slot: Column, occurrence: Column) -> Column:
    """The key (uint64) of what several entries of one turn of a step belong to; slot: the hash of its whole name."""
    return keys.entry_key(owner, chance.mix(episode), slot, occurrence)


def whole_name(form: Form, name: str) -> str:
    """The name of a panel or form of questions with the step that it belongs to; empty for none."""
    return f"{form.pathway}.{form.step}.{name}" if name else ""


def keys_of(table: Runs, row: Column, batch: Batch) -> Column:
    """The key (uint64) of the report that each of some rows came back in, 0 for those of none."""
    forms: Sequence[Form] = batch.forms
    size = len(forms) * len(STATUSES)
    combined = table.form[row] * size + table["form"][row] * len(STATUSES) + table["status"][row]
    unique, place = np.unique(combined, return_inverse=True)
    hashes = np.zeros(len(unique), dtype=np.uint64)
    for n, number in enumerate(unique.tolist()):
        first, rest = divmod(number, size)
        last, status = divmod(rest, len(STATUSES))
        name = whole_name(forms[last], panel_of(forms[last], forms[first], STATUSES[status]))
        hashes[n] = chance.name_hash(name) if name else 0
    slot = hashes[place.reshape(-1)]
    owner = batch.people["key"][table["person"][row]]
    return np.where(slot != 0, key(owner, table["episode"][row], slot, table["occurrence"][row]), np.uint64(0))
