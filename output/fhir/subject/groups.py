"""Entries that belong together because one step wrote them in one turn: a panel of tests, the answers to a form."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from output import reports
from output.columns import uuid_text
from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries, Kind
from synth import chance, keys


class Groups:
    """Entries gathered by the name that their forms give to what they belong to, in the order of their first.

    name: what an entry belongs to, within its step; empty if to nothing. members: rows in the order of their
    groups; starts: where each group's begin; first: the row of each group's first; key: its key; of: the group
    of each entry, or -1.
    """

    def __init__(self, entries: Entries, name: Callable[[Kind], str]) -> None:
        self.entries = entries
        names = [reports.whole_name(kind.form, name(kind)) for kind in entries.kinds]
        hashes = np.array([chance.name_hash(each) if each else 0 for each in names], dtype=np.uint64)
        belongs = np.array([bool(each) for each in names], dtype=bool)
        rows = np.flatnonzero(belongs[entries.kind_index]) if belongs.any() else np.zeros(0, dtype=np.int64)
        slot, occurrence = hashes[entries.kind_index[rows]], entries["occurrence"][rows]
        key = reports.key(entries.owner[rows], entries["episode"][rows], slot, occurrence)
        # Where one person stands several times, as several documents know them, each has groups of their own.
        owned = chance.join(key, entries.person[rows])
        _, first, group = np.unique(owned, return_index=True, return_inverse=True)
        order = np.argsort(first, kind="stable")
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        group = rank[group.reshape(-1)]
        self.key, self.first = key[first[order]], rows[first[order]]
        self.members = rows[np.argsort(group, kind="stable")]
        self.starts = np.searchsorted(np.sort(group), np.arange(len(order) + 1)).astype(np.int64)
        self.of = np.full(len(entries), -1, dtype=np.int64)
        self.of[rows] = group

    @classmethod
    def kept(cls, context: Context, what: str, name: Callable[[Kind], str]) -> Groups:
        """The Observations that belong together by what `name` says of their forms, found once for each `what`."""

        def find(context: Context) -> Groups:
            return cls(Entries.kept(context, "Observation"), name)

        return context.kept(f"groups of {what}", find)

    def __len__(self) -> int:
        return len(self.key)

    def ids(self, resource_type: str) -> pa.LargeBinaryArray:
        """The id of each group as a resource of a type."""
        return uuid_text(keys.uuids(self.entries.owner[self.first], self.key, resource_type))

    def gathered(self, resource_type: str) -> Entries:
        """The groups as resources of a type, each with what its first entry says of time, place and author."""
        return self.entries.made_of(self.first, self.key, resource_type)
