"""A batch as documents knew it: for each document its person, and all of the family that stood in the record by then.

Of the person stands what the document tells of, with the contacts and care episodes at which that was written down.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from output.documents.telling import Telling
from synth import chance
from synth.record.batch import Batch
from synth.record.kinds import IDENTITY, KINDS
from synth.record.state import Held, matching
from synth.sharing.copying import ALWAYS, closed, moved
from synth.table import Table, position, ranks

Column = np.ndarray

_LISTS = "registration"
_AROUND = ("contact", "care_episode")
"""Kinds of entry to which others belong."""


class Known:
    """What each document knew.

    told: of each kind of entry, the pairs of a document and a row that it tells of. person: the row in `batch` of each
    document's person (int64)."""

    def __init__(self, telling: Telling, told: dict[str, Held]) -> None:
        self.telling, self.whole = telling, telling.batch
        of = telling.documents
        family = self.whole.people["family"]
        self.copies = matching(family, family[of.person])
        mine = self.copies.row == of.person[self.copies.question]
        self.person = np.flatnonzero(mine)
        people = self.whole.people.take(self.copies.row)
        people.columns["patient"] = people["patient"] & mine
        wanted = self._wanted(told)
        self.batch: Batch = replace(
            self.whole,
            families=np.unique(people["family"]),
            people=people,
            record=closed({kind: self._record(kind, wanted.get(kind)) for kind in KINDS}),
            identity={kind: self._identity(kind) for kind in IDENTITY},
            truth=None,
        )

    def _wanted(self, told: dict[str, Held]) -> dict[str, Column]:
        """The entries (a number for each with its document, ascending) of each kind that stand in documents."""
        record = self.whole.record
        wanted = {kind: self._numbers(pairs.question, record[kind]["entry"][pairs.row]) for kind, pairs in told.items()}
        for around in _AROUND:
            named = [self._numbers(pairs.question, record[kind][around][pairs.row]) for kind, pairs in told.items()]
            own = self._numbers(np.arange(len(self.telling)), record["document"][around][self.telling.documents.row])
            held = self.telling.held(around, everywhere=True)
            may = self._numbers(held.question, record[around]["entry"][held.row])
            every = np.unique(np.concatenate([*named, own, *([wanted[around]] if around in wanted else [])]))
            wanted[around] = every[np.isin(every, may)]
        return {kind: np.unique(numbers) for kind, numbers in wanted.items()}

    @staticmethod
    def _numbers(question: Column, entry: Column) -> Column:
        return chance.join(entry, question)

    def _record(self, kind: str, wanted: Column | None) -> Table:
        """The changes by then of what a document tells of; of registrations all."""
        table, of = self.whole.record[kind], self.telling.documents
        if wanted is None and kind != _LISTS:
            return table.take(np.zeros(0, dtype=np.int64))
        every = matching(table["person"], of.person)
        keep = table["recorded"][every.row] <= of.moment[every.question]
        if wanted is not None:
            keep &= position(wanted, self._numbers(every.question, table["entry"][every.row])) >= 0
        return self._moved(table, every.where(keep), self.person)

    def _identity(self, kind: str) -> Table:
        """Who the family were, as it was written down by then; kin of the document's person alone."""
        table = self.whole.identity[kind]
        every = matching(table["person"], self.copies.row)
        moment = self.telling.documents.moment[self.copies.question]
        keep = table["recorded"][every.row] <= moment[every.question]
        if kind in ALWAYS:
            keep |= ranks(every.question) == 0
        if kind == "relationship":
            keep &= np.isin(every.question, self.person)
        return self._moved(table, every.where(keep), np.arange(len(self.copies)))

    @staticmethod
    def _moved(table: Table, pairs: Held, rows: Column) -> Table:
        """Rows of a table as those of persons here: `rows` of the questions of some pairs."""
        return moved(table, pairs.row, rows[pairs.question])
