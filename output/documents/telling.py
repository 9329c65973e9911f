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
from synth.record.forms import STATUSES
from synth.record.kinds import CHANGES, CONFIDENTIALITY
from synth.record.state import Held, Runs, runs
from synth.table import at

Column = np.ndarray

UNSAID = [STATUSES.index(status) for status in ("revoked", "refuted")]
"""Statuses of entries that were taken back: no document repeats them."""
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

    # ---------------------------------------------------------------- the record as it was held

    @cached_property
    def episode(self) -> Column:
        """The care episode that each document tells of, 0 for all."""
        episode = self.batch.record["document"]["care_episode"][self.documents.row]
        return np.where(self.by_kind(lambda kind: kind.episode), episode, np.uint64(0))

    def held(self, kind: str, everywhere: bool = False) -> Held:
        """The entries of a kind that each document may repeat; `everywhere`: from any care episode."""
        return self.once(f"held {kind} {everywhere}", lambda: self._held(kind, everywhere))

    def _held(self, kind: str, everywhere: bool) -> Held:
        table = self.kind(kind)
        pairs = table.held(self.documents.person, self.documents.moment)
        row = pairs.row
        said = (table["confidentiality"][row] == NORMAL) & (table["about_kind"][row] != OTHER_PERSON)
        said &= ~np.isin(table["status"][row], UNSAID) & (table["change"][row] != _WITHDRAWN)
        if not everywhere:
            episode = self.episode[pairs.question]
            said &= (episode == 0) | (table["care_episode"][row] == episode)
        pairs = pairs.where(said)
        order = np.lexsort((table.begins[pairs.row], pairs.question))
        return Held(pairs.question[order], pairs.row[order])

    # ---------------------------------------------------------------- the stay that it closes

    @cached_property
    def _stays(self) -> Held:
        """The stays of which each document could be the summary: what has begun at a ward and lasts, or lasted."""
        table = self.kind("contact")
        pairs = self.held("contact")
        lasting = np.array([bool(form.entry) for form in self.batch.forms] or [False])
        begun = table.begins[pairs.row] <= self.moments(pairs)
        wanted = self.by_kind(lambda kind: kind.contacts == "stays")[pairs.question]
        return pairs.where(lasting[table.form[pairs.row]] & begun & wanted)

    @cached_property
    def stay(self) -> Column:
        """The row of the contact that each document closes, or -1: its own if that is a stay, else the last stay.

        A document that tells of consultations closes the one at which it was written."""
        table = self.kind("contact")
        row = np.full(len(self), -1, dtype=np.int64)
        own = self.batch.record["document"]["contact"][self.documents.row]
        every = table.held(self.documents.person, self.documents.moment)
        named = every.where((table["entry"][every.row] == own[every.question]) & (own[every.question] != 0))
        row[named.question] = named.row
        stays = self._stays
        of_stays = np.zeros(len(self), dtype=bool)
        of_stays[named.question] = np.isin(named.row, stays.row)
        others = stays.where(~of_stays[stays.question])
        row[others.question] = others.row
        return row

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
    def _care_begins(self) -> Column:
        """When the care episode of each document began, or LONG_AGO."""
        table = self.kind("care_episode")
        wanted = self.batch.record["document"]["care_episode"][self.documents.row]
        every = table.held(self.documents.person, self.documents.moment)
        own = every.where((table["entry"][every.row] == wanted[every.question]) & (wanted[every.question] != 0))
        begins = np.full(len(self), clock.LONG_AGO, dtype=np.int64)
        begins[own.question] = table.begins[own.row]
        return begins
