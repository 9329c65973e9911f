"""Which documents were written: the rows of the record that say so, and of which kind each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from output.documents.kinds import INDEX
from synth import clock
from synth.record.batch import Batch
from synth.record.forms import Form
from synth.record.kinds import CHANGES
from synth.record.state import runs

Column = np.ndarray

NONE = -1
"""Stands for the kind of what is no document of ours."""


@dataclass
class Documents:
    """The documents to write: the rows of the record's table `document`, kind, person and moment (int64 columns)."""

    row: Column
    type: Column
    person: Column
    moment: Column

    def __len__(self) -> int:
        return len(self.row)


def kind_of(form: Form) -> int:
    """The number of the kind of document that a form writes, or NONE."""
    return INDEX.get(str(form.details.get("document", "")), NONE)


def kinds_of(forms: Sequence[Form]) -> Column:
    """The number of the kind of document that each form writes, or NONE."""
    return np.array([kind_of(form) for form in forms] or [NONE], dtype=np.int64)


def documents(batch: Batch) -> Documents:
    """The documents of a batch: the last change of each entry that names a kind and was not taken back."""
    table = batch.record["document"]
    type_ = kinds_of(batch.forms)[table["form"]]
    last = runs(table, batch.forms).replaced == clock.NEVER
    row = np.flatnonzero((type_ != NONE) & last & (table["change"] != CHANGES.index("withdrawn")))
    return Documents(row, type_[row], table["person"][row], table["recorded"][row])
