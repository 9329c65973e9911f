"""Laboratory results by the report that they came back in: one report and one specimen for each panel sent."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from output.columns import uuid_text
from output.fhir.context import Context
from output.fhir.entries import Entries, Kind
from synth import chance, keys
from synth.record.kinds import MISSING
from synth.systems import authorship
from synth.world import organisations

_UNDONE = ("not-done", "declined", "cancelled", "revoked")


class Panels:
    """The panels of results of a batch, in the order of their first result.

    results: rows of the Observations in the order of their panels; starts: where each panel's begin;
    first: the row of each panel's first result; key: its key; of: the panel of each Observation, or -1.
    """

    def __init__(self, entries: Entries) -> None:
        self.entries = entries
        names = [_name(kind) for kind in entries.kinds]
        hashes = np.array([chance.name_hash(name) if name else 0 for name in names], dtype=np.uint64)
        sent = np.array([bool(name) for name in names], dtype=bool)
        rows = np.flatnonzero(sent[entries.kind_index]) if sent.any() else np.zeros(0, dtype=np.int64)
        slot, occurrence = hashes[entries.kind_index[rows]], entries["occurrence"][rows]
        key = keys.entry_key(entries.owner[rows], chance.mix(entries["episode"][rows]), slot, occurrence)
        unique, first, panel = np.unique(key, return_index=True, return_inverse=True)
        order = np.argsort(first, kind="stable")
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        panel = rank[panel.reshape(-1)]
        self.key, self.first = unique[order], rows[first[order]]
        self.results = rows[np.argsort(panel, kind="stable")]
        self.starts = np.searchsorted(np.sort(panel), np.arange(len(order) + 1)).astype(np.int64)
        self.of = np.full(len(entries), -1, dtype=np.int64)
        self.of[rows] = panel

    def __len__(self) -> int:
        return len(self.key)

    def ids(self, resource_type: str) -> pa.LargeBinaryArray:
        """The id of each panel's report, or of its specimen."""
        return uuid_text(keys.uuids(self.entries.owner[self.first], self.key, resource_type))

    def gathered(self, resource_type: str) -> Entries:
        """The panels as resources of a type, each with what its first result says of time, place and author."""
        return self.entries.made_of(self.first, self.key, resource_type)


def panels(context: Context) -> Panels:
    """The panels of a batch, found once."""
    if context.panels is None:
        context.panels = Panels(context.entries("Observation", "observation", "assessment"))
    return context.panels


def laboratories(organisation: np.ndarray, owner: np.ndarray, run: int) -> np.ndarray:
    """The organisation whose laboratory serves each organisation's place (int64)."""
    setting = np.full(len(organisation), authorship.INDEX["pathology laboratory"], dtype=np.int64)
    place, none = organisation // organisations.SLOTS, np.zeros(len(organisation), dtype=np.int64)
    return authorship.complete(setting, place, none, owner, run)[0]


def ranges(entries: Entries) -> tuple[np.ndarray, np.ndarray]:
    """The lower and upper bound of what is usual, of each row, in the units of its value; MISSING where none."""
    table = np.full((len(entries.kinds), 4), MISSING, dtype=np.int64)
    for place, kind in enumerate(entries.kinds):
        table[place] = [MISSING if bound is None else bound for bound in kind.form.details.get("range") or (None,) * 4]
    woman = entries.context.population["sex"][entries.person] == 2
    return tuple(table[entries.kind_index, np.where(woman, 2 + end, end)] for end in (0, 1))  # type: ignore[return-value]


def _name(kind: Kind) -> str:
    """What all results of a panel that one step sends have in common; empty for what went to no laboratory."""
    panel = kind.form.details.get("panel")
    if not panel or not kind.form.details.get("specimen") or kind.status in _UNDONE:
        return ""
    return f"{kind.form.pathway}.{kind.form.step}.{panel}"
