"""Which documents were written: the rows of the record that say so, and of which kind each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from output.columns import only, uuid_text
from output.documents.kinds import INDEX
from synth import keys
from synth.record.batch import Batch
from synth.record.forms import ByForm, Form, of_each
from synth.record.kinds import CHANGES

Column = np.ndarray

WITHDRAWN = CHANGES.index("withdrawn")
NONE = -1
"""Stands for the kind of what is no document of ours."""


CDA = "ClinicalDocument"
"""The kind of id that documents have: one for each version of an entry whose form names a document."""


@dataclass
class Documents:
    """The documents to write: the rows of the record's table `document`, kind, person and moment (int64 columns).

    version: which of its entry each is, from 1; each but the first replaces the one before it."""

    row: Column
    type: Column
    person: Column
    moment: Column
    version: Column

    def __len__(self) -> int:
        return len(self.row)

    def where(self, mask: Column) -> Documents:
        """The documents for which the mask holds."""
        return Documents(*(each[mask] for each in (self.row, self.type, self.person, self.moment, self.version)))


def kind_of(form: Form) -> int:
    """The number of the kind of document that a form writes, or NONE."""
    return INDEX.get(str(form.details.get("document", "")), NONE)


def kinds_of(forms: Sequence[Form]) -> ByForm:
    """The number of the kind of document that each form writes, or NONE."""
    return of_each(forms, "kind of document", kind_of, np.int64)


def documents(batch: Batch) -> Documents:
    """The documents of a batch: every version of each entry that names a kind; what was withdrawn later was written."""
    table = batch.record["document"]
    type_ = kinds_of(batch.forms)[table["form"]]
    row = np.flatnonzero((type_ != NONE) & (table["change"] != WITHDRAWN))
    return Documents(row, type_[row], table["person"][row], table["recorded"][row], table["version"][row])


def document_ids(owner: Column, entry: Column, version: Column) -> Any:
    """The id of each version of some documents: the same 36 characters in every face; null below the first version."""
    first = uuid_text(keys.uuids(owner, entry, CDA))
    if not len(version) or (version == 1).all():
        return first
    every: Any = only(version == 1, first)
    for number in np.unique(version[version > 1]).tolist():
        here = only(version == number, uuid_text(keys.uuids(owner, entry, f"{CDA} {number}")))
        every = pc.coalesce(every, here)
    return every
