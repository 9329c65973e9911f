"""What a document holds: the entries of a person's record as they stood when the document was written.

A join of documents with entries, in columns. Rows of a record are sorted by person and by the instant at
which they were recorded, so what a person's record held at a moment is one run of rows, found by two
searches; of these stay the changes that no later one had replaced by then."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from synth import clock
from synth.record.kinds import CHANGES, MISSING
from synth.table import Table

Column = np.ndarray

_SHIFT = 42
"""Instants lie within 2**40 minutes of 1970, so that person and instant share one integer."""
_ZERO = 1 << 41
_ENDED = CHANGES.index("ended")
_SILENT = {"code": 0, "value": MISSING, "value2": MISSING, "value_code": 0, "value_time": MISSING}


@dataclass
class Held:
    """Pairs of a document (position among the documents) and a row of a kind's table, sorted by document."""

    document: Column
    row: Column

    def __len__(self) -> int:
        return len(self.row)

    def where(self, mask: Column) -> Held:
        """The pairs for which the mask holds."""
        return Held(self.document[mask], self.row[mask])

    def starts(self, documents: int) -> Column:
        """Where the rows of each document start (int64, one more than there are documents)."""
        return np.searchsorted(self.document, np.arange(documents + 1)).astype(np.int64)

    def numbers(self) -> Column:
        """1, 2, 3 ... within each document."""
        first = np.searchsorted(self.document, self.document)
        return np.arange(len(self), dtype=np.int64) - first + 1


@dataclass
class Kind:
    """The table of one kind of entry, with what each change says of the whole run of changes.

    runs: which forms are of entries that may change (bool, by form).
    """

    table: Table
    runs: Column
    _said: dict[str, Column] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Column:
        return self.table[name]

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def _runs(self) -> tuple[Column, Column]:
        """The rows of entries that changed, entry by entry, and for each place where its entry starts."""
        some = np.flatnonzero(self.runs[self["form"]])
        order = some[np.lexsort((self["version"][some], self["entry"][some], self["person"][some]))]
        entry, person = self["entry"][order], self["person"][order]
        same = np.zeros(len(order), dtype=bool)
        same[1:] = (entry[1:] == entry[:-1]) & (person[1:] == person[:-1])
        return order, np.maximum.accumulate(np.where(same, 0, np.arange(len(order))))

    @cached_property
    def first(self) -> Column:
        """The first row of the entry of each row."""
        order, head = self._runs
        first = np.arange(len(self))
        first[order] = order[head]
        return first

    @cached_property
    def replaced(self) -> Column:
        """The instant from which a later change replaces each row (NEVER for the last)."""
        order, head = self._runs
        replaced = np.full(len(self), clock.NEVER, dtype=np.int64)
        follows = head[1:] == head[:-1]
        replaced[order[:-1][follows]] = self["recorded"][order[1:][follows]]
        return replaced

    def said(self, name: str) -> Column:
        """What each change says of a column or, where it is silent, what the last change before it said."""
        if name not in self._said:
            order, head = self._runs
            if not len(order):
                return self[name]
            values = self[name][order]
            spoken = np.where(values != _SILENT[name], np.arange(len(order)), head)
            # An entry starts after all places of those before it, so that nothing is taken from another's.
            carried = self[name].copy()
            carried[order] = values[np.maximum.accumulate(spoken)]
            self._said[name] = carried
        return self._said[name]

    @cached_property
    def begins(self) -> Column:
        """When each entry began, as its first change says."""
        return self["from"][self.first]

    @cached_property
    def ends(self) -> Column:
        """When each entry ended, so far as the change tells; else NEVER, as for what took no time."""
        lasted = (self["until"] > self.begins) | (self["change"] == _ENDED)
        return np.where(lasted, self["until"], clock.NEVER)

    @property
    def code(self) -> Column:
        """The code of each entry."""
        return self.said("code")

    @cached_property
    def form(self) -> Column:
        """The form of each entry's first change, which has its words."""
        return self["form"][self.first]

    @cached_property
    def _sorted_moments(self) -> Column:
        return moment_key(self["person"], self["recorded"])

    def held(self, person: Column, moment: Column) -> Held:
        """Every entry that each person's record held at a moment, as it then was."""
        first = np.searchsorted(self["person"], person)
        last = np.searchsorted(self._sorted_moments, moment_key(person, moment), side="right")
        pairs = spread(first, last)
        return pairs.where(self.replaced[pairs.row] > moment[pairs.document])


def moment_key(person: Column, instant: Column) -> Column:
    """Person and instant as one integer that sorts by both."""
    return (person << _SHIFT) + (instant + _ZERO)


def spread(first: Column, last: Column) -> Held:
    """Every row from the first (inclusive) to the last (exclusive) of each document."""
    count = np.maximum(last - first, 0)
    document = np.repeat(np.arange(len(count), dtype=np.int64), count)
    begins = np.cumsum(count) - count
    return Held(document, np.arange(int(count.sum()), dtype=np.int64) + np.repeat(first - begins, count))


def as_of(table: Table, person: Column, moment: Column, since: str = "from") -> Column:
    """The last row of each person that began by a moment, or -1; the table is sorted by person, `since`."""
    if not len(table):
        return np.full(len(person), -1, dtype=np.int64)
    row = np.searchsorted(moment_key(table["person"], table[since]), moment_key(person, moment), side="right") - 1
    return np.where((row >= 0) & (table["person"][row] == person), row, -1)
