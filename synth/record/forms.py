"""The forms of a record: for every place in a pathway that writes, all that is constant about what it writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

STATUSES = ("", "active", "completed", "not-done", "in-progress", "finished", "planned", "revoked", "booked",
            "fulfilled", "noshow", "cancelled", "stopped", "refuted", "resolved", "declined", "on-hold")  # fmt: skip
"""Status of an entry after a change, in the project's own words; output maps them to each standard's."""

_BY_CHANGE = {
    "planned": "planned",
    "begun": "active",
    "recorded": "completed",
    "amended": "active",
    "ended": "completed",
    "withdrawn": "revoked",
}


@dataclass(frozen=True)
class Form:
    """What is constant about the entries that one place in a pathway writes.

    code is the key of the codelists, or "" where it differs from row to row; entry the name of its run of changes
    ("" if it stands alone); by_day: the column of instants that is known by the day only ("from", "value_time");
    details whatever a kind adds (dosage text, referred-to setting ...).
    """

    index: int
    pathway: str
    step: str
    slot: str
    kind: str
    change: str = "recorded"
    entry: str = ""
    code: str = ""
    unit: str = ""
    decimals: int = 0
    category: str = ""
    text: str = ""
    status: str = ""
    setting: str = ""
    confidentiality: str = "normal"
    enduring: bool = False
    by_day: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Where it stands: pathway, step and slot."""
        return f"{self.pathway}.{self.step}.{self.slot}"

    @property
    def status_index(self) -> int:
        """The index of its status: the one given, or what its change implies."""
        return STATUSES.index(self.status or _BY_CHANGE[self.change])


def saying(forms: Sequence[Form], detail: str) -> np.ndarray:
    """Of each form, whether a detail is said of what it writes (bool): there, or where its run of changes begins."""
    runs = {(form.pathway, form.entry) for form in forms if form.entry and form.details.get(detail)}
    said = [bool(form.details.get(detail)) or (form.pathway, form.entry) in runs for form in forms]
    return np.array(said or [False], dtype=bool)
