"""What a document may tell of: what its person's record held when it was written, and from when on it tells all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from output.documents.kinds import KINDS, Kind
from output.documents.written import Documents
from synth import clock
from synth.record.batch import Batch
from synth.record.forms import STATUSES, in_runs
from synth.record.kinds import CHANGES, CONFIDENTIALITY
from synth.record.state import Held, Runs, runs
from synth.table import at, moment_key

Column = np.ndarray

UNSAID = [STATUSES.index(status) for status in ("revoked", "refuted")]
"""Statuses of entries that were taken back: no document repeats them."""
_UNSAID = np.isin(np.arange(len(STATUSES)), UNSAID)
NORMAL, FETUS, OTHER_PERSON = CONFIDENTIALITY.index("normal"), 1, 2
_WITHDRAWN = CHANGES.index("withdrawn")


class Telling:
    """The documents of a batch and the record that they are drawn from.

    A *pair* is a document (its position) and a row of a kind of entry that it may tell of; pairs stand by document, and
    within one by when the entry began.
    """

    def __init__(self, batch: Batch, documents: Documents) -> None:
        self.batch, self.documents = batch, documents
        self._kinds: dict[str, Runs] = {}
        self._kept: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self.documents)

    def kind(self, name: str) -> Runs:
        """The table of a kind of entry."""
        if name not in self._kinds:
            self._kinds[name] = runs(self.batch.record[name], self.batch.forms)
        return self._kinds[name]

    def once(self, what: str, make: Callable[[], Any]) -> Any:
        """What several sections ask for, made once for each `what`."""
        if what not in self._kept:
            self._kept[what] = make()
        return self._kept[what]

    def by_kind(self, of: Callable[[Kind], Any], dtype: Any = bool) -> Column:
        """What each document's kind says."""
        return np.array([of(kind) for kind in KINDS], dtype=dtype)[self.documents.type]

    def moments(self, pairs: Held) -> Column:
        """When the document of each pair was written."""
        return self.documents.moment[pairs.question]

    def told(self, content: str, pairs: Held) -> Held:
        """The pairs of documents that have a section for some content."""
        return pairs.where(self.by_kind(lambda kind: kind.has(content))[pairs.question])

    # ---------------------------------------------------------------- the record as it was held

    @cached_property
    def episode(self) -> Column:
        """The care episode that each document tells of, 0 for all."""
        episode = self.batch.record["document"]["care_episode"][self.documents.row]
        return np.where(self.by_kind(lambda kind: kind.episode), episode, np.uint64(0))

    def held(self, kind: str, everywhere: bool = False, among: Column | None = None) -> Held:
        """The entries of a kind that each document may repeat; `everywhere`: from any care episode, and whenever it was
        written down. among: which rows count (bool, by row), always the same ones for a kind."""
        return self.once(f"held {kind} {everywhere} {among is None}", lambda: self._held(kind, everywhere, among))

    def _held(self, kind: str, everywhere: bool, among: Column | None) -> Held:
        table = self.kind(kind)
        since = None
        if not everywhere and kind != "contact":
            since = self._written_since
        elif not everywhere and among is None:  # among some contacts is found from when on a document tells
            since = self._consulted_since
        pairs = table.held(self.documents.person, self.documents.moment, since=since, among=among)
        told = (table["confidentiality"] == NORMAL) & (table["about_kind"] != OTHER_PERSON)
        told &= (table["change"] != _WITHDRAWN) & ~_UNSAID[table["status"]]
        said = told[pairs.row]
        if not everywhere and self.episode.any():
            episode = self.episode[pairs.question]
            said &= (episode == 0) | (table["care_episode"][pairs.row] == episode)
        pairs = pairs.where(said)
        # They stand nearly so already, which the sort of one key makes use of.
        order = np.argsort(moment_key(pairs.question, table.begins[pairs.row]), kind="stable")
        return Held(pairs.question[order], pairs.row[order])

    # ---------------------------------------------------------------- the stay that it closes

    @cached_property
    def _stays(self) -> Held:
        """The stays of which each document could be the summary: what has begun at a ward and lasts, or lasted."""
        table = self.kind("contact")
        pairs = self.held("contact", among=in_runs(self.batch.forms)[table.form])
        begun = table.begins[pairs.row] <= self.moments(pairs)
        wanted = self.by_kind(lambda kind: kind.contacts == "stays")[pairs.question]
        return pairs.where(begun & wanted)

    @cached_property
    def stay(self) -> Column:
        """The row of the contact that each document closes, or -1: its own if that is a stay, else the last stay.

        A document that tells of consultations closes the one at which it was written."""
        table = self.kind("contact")
        row = np.full(len(self), -1, dtype=np.int64)
        own = self.batch.record["document"]["contact"][self.documents.row]
        named = self._named(table, own)
        row[named.question] = named.row
        stays = self._stays
        of_stays = np.zeros(len(self), dtype=bool)
        of_stays[named.question] = np.isin(named.row, stays.row)
        others = stays.where(~of_stays[stays.question])
        row[others.question] = others.row
        return row

    def _named(self, table: Runs, entry: Column) -> Held:
        """The pairs of each document and the entry (0: none) that it names, as its person's record held it."""
        there = (table["entry"] != 0) & np.isin(table["entry"], entry)
        every = table.held(self.documents.person, self.documents.moment, among=there)
        return every.where(table["entry"][every.row] == entry[every.question])

    @cached_property
    def stays(self) -> Held:
        """The stays that each document tells of: those since it tells everything."""
        pairs = self._stays
        return pairs.where(self.kind("contact").begins[pairs.row] >= self.since[pairs.question])

    @cached_property
    def since(self) -> Column:
        """The instant from which on each document tells everything."""
        born = self.batch.who.born[self.documents.person]
        stay = at(self.kind("contact").begins, self.stay, clock.LONG_AGO)
        care = self._care_begins
        starts = {"birth": born, "stay": stay, "year": self.documents.moment - clock.YEAR, "care episode": care}
        said = self.by_kind(lambda kind: list(starts).index(kind.since), np.int64)
        return np.stack(list(starts.values()))[said, np.arange(len(self))]

    @cached_property
    def _written_since(self) -> Column:
        """The instant from which on what was written down counts for each document; LONG_AGO where its kind tells of
        what lasts too."""
        return np.where(self.by_kind(lambda kind: kind.lasting), clock.LONG_AGO, self.since)

    @cached_property
    def _consulted_since(self) -> Column:
        """The same of contacts: only documents that tell of consultations look at all."""
        told = self.by_kind(lambda kind: kind.contacts == "consultations")
        return np.where(told, clock.LONG_AGO, self.documents.moment + 1)

    @cached_property
    def _care_begins(self) -> Column:
        """When the care episode of each document began, or LONG_AGO."""
        table = self.kind("care_episode")
        wanted = self.batch.record["document"]["care_episode"][self.documents.row]
        own = self._named(table, wanted)
        begins = np.full(len(self), clock.LONG_AGO, dtype=np.int64)
        begins[own.question] = table.begins[own.row]
        return begins
