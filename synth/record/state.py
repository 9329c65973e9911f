"""How the entries of a record stood at a moment, as far as they had been written down by then.

An entry is a run of changes. What a record held at a moment is, of each entry, the last change that had been recorded
by it, with what that change leaves unsaid (a code, a value) taken from those before. Every format asks here: FHIR how
things stood when the window closed, a CDA document how they stood when it was written, people.csv and tables likewise.

Rows of a table stand by person and by the instant at which they were recorded, so what a person's record held at a
moment is one run of rows, found by two searches, less those that a later change had replaced by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from synth import clock
from synth.record.forms import Form, in_runs
from synth.record.kinds import CHANGES, MISSING
from synth.table import Table, heads, moment_key

Column = np.ndarray

CARRIED = {"code": 0, "value": MISSING, "value2": MISSING, "value_code": 0, "value_time": MISSING}
"""Columns that a change may leave unsaid, and what then stands in them."""
_ENDED = CHANGES.index("ended")
OVER = (_ENDED, CHANGES.index("withdrawn"))
"""Changes after which an entry no longer stands."""
_IS_OVER = np.isin(np.arange(len(CHANGES)), OVER)


@dataclass
class Held:
    """Pairs of a question (position among those asked) and a row of a table, sorted by question, then as the rows."""

    question: Column
    row: Column

    def __len__(self) -> int:
        return len(self.row)

    def where(self, mask: Column) -> Held:
        """The pairs for which the mask holds."""
        return Held(self.question[mask], self.row[mask])

    def starts(self, questions: int) -> Column:
        """Where the rows of each question start (int64, one more than there are questions)."""
        return np.searchsorted(self.question, np.arange(questions + 1)).astype(np.int64)

    def numbers(self) -> Column:
        """1, 2, 3 ... within each question."""
        first = np.searchsorted(self.question, self.question)
        return np.arange(len(self), dtype=np.int64) - first + 1

    def last(self, questions: int) -> Column:
        """The last row of each question, or -1 (int64)."""
        out = np.full(questions, -1, dtype=np.int64)
        out[self.question] = self.row  # of several rows the last one stays
        return out


@dataclass
class Runs:
    """The changes of one kind of entry, with what each says of its whole run.

    table: sorted by person and recorded. several: which rows are of entries that may change (bool, by row). carried:
    columns that a change may leave unsaid, with what then stands in them.
    """

    table: Table
    several: Column
    carried: Mapping[str, int] = field(default_factory=lambda: CARRIED)
    _said: dict[str, Column] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Column:
        return self.table[name]

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def _runs(self) -> tuple[Column, Column]:
        """The rows of entries that may change, entry by entry, and for each place where its entry starts."""
        rows = np.flatnonzero(self.several)
        order = rows[np.argsort(self["entry"][rows], kind="stable")]
        return order, heads(self["entry"][order], self["person"][order])

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
            spoken = np.where(values != self.carried[name], np.arange(len(order)), head)
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

    def held(
        self,
        person: Column,
        moment: Column,
        system: tuple[Column, Column] | None = None,
        since: Column | None = None,
        among: Column | None = None,
    ) -> Held:
        """Every entry that each person's record held at a moment, as it then was.

        system: a kind of system and its organisation for each question, where only what that system had written down
        is wanted. since: the instant from which on, where only what was written down since is wanted. among: which
        rows count (bool, by row), where not all do."""
        rows = None if among is None else np.flatnonzero(among)
        owner, moments = (each if rows is None else each[rows] for each in (self["person"], self._sorted_moments))
        first = np.searchsorted(owner, person) if since is None else np.searchsorted(moments, moment_key(person, since))
        last = np.searchsorted(moments, moment_key(person, moment), side="right")
        pairs = spread(first, last)
        pairs = pairs if rows is None else Held(pairs.question, rows[pairs.row])
        pairs = pairs.where(self.replaced[pairs.row] > moment[pairs.question])
        if system is None:
            return pairs
        kind, organisation = (each[pairs.question] for each in system)
        return pairs.where((self["system"][pairs.row] == kind) & (self["organisation"][pairs.row] == organisation))

    def standing(self, person: Column, moment: Column, wanted: Column | None = None) -> Column:
        """The row of the entry that stood for each person at a moment, of several the last recorded; or -1 (int64).

        wanted: which rows count (bool, by row). What had ended or was taken back does not stand."""
        pairs = self.held(person, moment)
        row = pairs.row
        stands = ~_IS_OVER[self["change"][row]] & (self["until"][row] > moment[pairs.question])
        if wanted is not None:
            stands &= wanted[row]
        return pairs.where(stands).last(len(person))

    def latest(self, person: Column, moment: Column) -> Column:
        """As `standing`, but for whom nothing stands the first that was written of them; -1 for whom nothing was."""
        row = self.standing(person, moment)
        first = np.searchsorted(self["person"], person)
        known = first < len(self)
        known[known] = self["person"][first[known]] == person[known]
        return np.where((row < 0) & known, first, row)

    def at_the_end(self, wanted: Sequence[str] | None = None) -> Table:
        """Every entry as its last change leaves it, in order of the table, with `first_recorded` and, where it
        has forms, `first_form`: those of its first. wanted: the columns that are wanted, if not all."""
        columns = {name: self[name] for name in wanted or self.table.columns}
        if len(self._runs[0]):
            columns |= {name: self.said(name) for name in self.carried if name in columns}
        columns["first_recorded"] = self["recorded"][self.first]
        if "form" in columns:
            columns["first_form"] = self.form
        keep = self.replaced == clock.NEVER
        return Table(columns) if keep.all() else Table(columns).take(np.flatnonzero(keep))


def runs(table: Table, forms: Sequence[Form]) -> Runs:
    """The changes of a kind of entry that pathways write."""
    return Runs(table, in_runs(forms)[table["form"]])


def matching(column: Column, wanted: Column) -> Held:
    """Every pair of a question and a row where a column, in ascending order, holds what the question wants."""
    return spread(np.searchsorted(column, wanted), np.searchsorted(column, wanted, side="right"))


def spread(first: Column, last: Column) -> Held:
    """Every row from the first (inclusive) to the last (exclusive) of each question."""
    count = np.maximum(last - first, 0)
    question = np.repeat(np.arange(len(count), dtype=np.int64), count)
    begins = np.cumsum(count) - count
    return Held(question, np.arange(int(count.sum()), dtype=np.int64) + np.repeat(first - begins, count))
