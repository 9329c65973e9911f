"""The shared care record of each place: what its systems contribute, less what is withheld, copies beside originals.

A person stands in it once, as the demographics service has him or her when the window closes, with the local number
that each contributing system gives; every entry under the key that it has in the system from which it came. What is
given stands in `contributions.toml`. Withheld are records that are restricted or whose person objects, entries more
confidential than may be given, and what lies in a contact or a care episode that is withheld.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from synth import chance
from synth.record.batch import Batch
from synth.record.copies import Gathered
from synth.record.forms import saying
from synth.record.kinds import CONFIDENTIALITY, IDENTITY, KINDS
from synth.sharing.contributions import contributions
from synth.sharing.copying import OWN, Copying, closed, with_families
from synth.sharing.noise.planting import PLACES, Noisy
from synth.sharing.views import Views, systems_of
from synth.systems import kinds
from synth.systems.directory import organisations
from synth.table import Table, position

Column = np.ndarray
_LISTS = "registration"
OBJECTS = "withholds_record"
"""What the form of a consent says by which someone keeps his or her record out of what is shared."""


def shared(batch: Batch, seen: Views) -> Views:
    """The shared care record of each place. seen: the views of the batch's systems."""
    return _Sharing(batch, seen).made()


def noisily(batch: Batch, noisy: Noisy) -> Noisy:
    """The shared care record of each place as systems with noise in them give it, and what of the noise is in it.

    Who people are is the demographics service's word, in which there is none: what is told is of entries that were
    given, of each in the record of the place whose system gave it."""
    sharing = _Sharing(batch, noisy.views)
    return Noisy(sharing.made(), sharing.noise(noisy.noise))


def withheld(batch: Batch) -> Column:
    """Of whom nothing is given when the window closes (bool, by person): a restricted record, or an objection."""
    who, consents = batch.who, batch.record["consent"]
    objecting = consents["person"][saying(batch.forms, OBJECTS)[consents["form"]]]
    return who.restricted(who.everyone, who.at_end) | np.isin(who.everyone, objecting)


class _Sharing(Copying):
    """A batch and the views of its systems on their way into shared records."""

    def __init__(self, batch: Batch, seen: Views) -> None:
        self.batch, self.seen = batch, seen
        copies = seen.batch.copies
        assert copies is not None
        self.given = copies
        self.place = copies.keeper // organisations.SLOTS
        self.open = seen.batch.people["patient"] & ~withheld(batch)[seen.original]
        self.rows = self._rows()
        gave = np.unique(np.concatenate([seen.batch.record[kind]["person"][rows] for kind, rows in self.rows.items()]))
        self.gave = gave.astype(np.int64)
        self._people()

    def _rows(self) -> dict[str, Column]:
        """Which rows of each kind of entry in the systems' views are given."""
        table = contributions()
        of = np.array([[kind in table[one.key].of if one.key in table else False for kind in KINDS]
                       for one in kinds.KINDS])  # fmt: skip
        most = np.array([CONFIDENTIALITY.index(table[one.key].confidential) if one.key in table else -1
                         for one in kinds.KINDS])  # fmt: skip
        record = self.seen.batch.record
        secret = [self._keys(part, "entry")[part["confidentiality"] > most[self.given.system[part["person"]]]]
                  for part in record.values()]  # fmt: skip
        hidden = self._with_what_lies_in(np.unique(np.concatenate(secret)))
        found = {}
        for number, kind in enumerate(KINDS):
            part = record[kind]
            keep = of[self.given.system[part["person"]], number] & self.open[part["person"]]
            for name in ("entry", "contact", "care_episode"):
                keep &= position(hidden, self._keys(part, name)) < 0
            if kind == _LISTS:  # other systems know of a practice: that is theirs to tell who has it
                keep &= self.given.own(part)
            found[kind] = np.flatnonzero(keep)
        return found

    @staticmethod
    def _keys(table: Table, name: str) -> Column:
        return chance.join(table[name], table["person"])

    def _with_what_lies_in(self, hidden: Column) -> Column:
        """Entries that are withheld (keys, ascending), with the contacts and care episodes that lie in such."""
        while True:
            more = [hidden]
            for kind in ("care_episode", "contact"):
                table = self.seen.batch.record[kind]
                inside = np.zeros(len(table), dtype=bool)
                for name in ("care_episode", "contact"):
                    inside |= position(hidden, self._keys(table, name)) >= 0
                more.append(self._keys(table, "entry")[inside])
            found = np.unique(np.concatenate(more))
            if len(found) == len(hidden):
                return found
            hidden = found

    def _people(self) -> None:
        """Whom each place's record holds: of whom something is given, and their families."""
        self.codes, index = np.unique(self.place[self.gave], return_inverse=True)
        n = max(len(self.batch.people), 1)
        known = np.unique(index.reshape(-1) * n + self.seen.original[self.gave])
        self.pair = with_families(self.batch, *np.divmod(known, n))
        self.view, self.original = np.divmod(self.pair, n)
        self.known = position(known, self.pair) >= 0
        self.asked = self.batch.who.at_end[self.original]
        self.keeper = organisations.organisation_of(self.codes, "icb")[self.view]
        self.system = np.full(len(self.view), kinds.INDEX[kinds.SHARED])
        # Nobody writes in a shared record.
        self.written = {kind: np.full(len(table), -1) for kind, table in self.batch.identity.items()}
        self.of_row = np.full(len(self.place), -1, dtype=np.int64)
        rows = position(self.codes, self.place) * n + self.seen.original
        self.of_row[self.gave] = position(self.pair, rows[self.gave])

    def made(self) -> Views:
        """The shared records, as views."""
        self.copies = Gathered(self.system, self.keeper, self.given.misfiled, self._filed())
        people = self.batch.people.take(self.original)
        people.columns["patient"] = self.known & people["patient"]
        identity = {kind: self._given_of(kind) if kind in OWN else self.identity_of(kind) for kind in IDENTITY}
        record = {kind: self._placed(self.seen.batch.record[kind], self.rows[kind]) for kind in KINDS}
        batch = replace(self.batch, families=np.unique(people["family"]), people=people, record=closed(record),
                        identity=identity, copies=self.copies)  # fmt: skip
        return Views(batch, systems_of(self.view, self.copies), self.original, self.asked)

    def _given_of(self, kind: str) -> Table:
        """What each system that gives something says of a kind on its own word."""
        table = self.seen.batch.identity[kind]
        return self._placed(table, np.flatnonzero(self.of_row[table["person"]] >= 0))

    def _placed(self, table: Table, rows: Column) -> Table:
        """Rows of the systems' views, with the persons that they are about here."""
        told = table.take(rows)
        person = self.of_row[told["person"]]
        order = np.lexsort((rows, told["recorded"], person))
        return Table({**told.columns, "person": person}).take(order)

    def noise(self, told: Table) -> Table:
        """What is told of noise in the systems' views (columns of NOISE), of what they give: by the persons here."""
        given = np.zeros(len(told), dtype=bool)
        for kind in KINDS:
            places = [number for number, (name, _) in enumerate(PLACES) if name == kind]
            rows = np.flatnonzero(np.isin(told["place"], places))
            there = self.seen.batch.record[kind].take(self.rows[kind])
            keys = np.unique(self._keys(there, "entry"))
            given[rows] = position(keys, chance.join(told["entry"][rows], told["person"][rows])) >= 0
        some = told.take(np.flatnonzero(given))
        person = self.of_row[some["person"]]
        order = np.lexsort((some["entry"], some["place"], some["noise"], person))
        return Table({**some.columns, "person": person}).take(order)

    def _filed(self) -> Table:
        """What was given by a system that had not written it, and which that was."""
        parts = []
        for kind, rows in self.rows.items():
            part = self.seen.batch.record[kind].take(rows)
            copy = np.flatnonzero(~self.given.own(part))
            parts.append((part["entry"][copy], part["person"][copy]))
        entry, person = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        entry, first = np.unique(entry, return_index=True)
        return Table({"entry": entry, "system": self.given.system[person[first]],
                      "keeper": self.given.keeper[person[first]]})  # fmt: skip
