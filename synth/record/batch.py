"""A batch: some families, everything that was written down about them, and what is needed to read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from synth import chance
from synth.codes import Codelists
from synth.record.copies import PATIENT, Copies
from synth.record.forms import Form
from synth.record.kinds import IDENTITY_SHAPES, KINDS, PERSON_ROWS, SHAPE
from synth.record.truth import Truth
from synth.settings import Settings
from synth.table import Table, shaped
from synth.world.organisations import organisations, sites
from synth.world.places import places

if TYPE_CHECKING:
    from synth.record.who import Who


@dataclass
class Part:
    """Where a batch stands in the one that it was cut from: its persons are the rows from `begin` to `end` of that."""

    of: Batch
    begin: int
    end: int


@dataclass
class Batch:
    """What the machine hands to output: a record, and whose it is.

    families: their indices, ascending. people: one row for each person of them, by family and member, with the columns
    family, member, key (uint64) and patient (False: known only as someone's relative); a *person row* is a position in
    it. record: for each kind of entry a Table with the columns of `record.kinds.COLUMNS`, sorted by (family, member,
    recorded, form); every change recorded in the window (and what endures from before it). identity: for each kind of
    `record.kinds.IDENTITY` a Table with its columns, sorted by person and recorded: who people are to the record. A
    kind of which there is nothing has its table too, without a row. copies: whose they are, where each person stands
    once for each system that knows the person; None where the record is whole. truth: what was so, where it is asked
    for; nothing reads it but what writes it down as such. part: where it stands in a larger batch of which the same
    things are told, so that what costs much by the call may be made of all its parts together; None where it stands
    alone, or was changed since it was cut.
    """

    settings: Settings
    families: np.ndarray
    people: Table
    record: dict[str, Table]
    identity: dict[str, Table]
    forms: Sequence[Form]
    codelists: Codelists
    copies: Copies | None = None
    truth: Truth | None = None
    part: Part | None = field(default=None, init=False, repr=False, compare=False)
    _made: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.record = {kind: shaped(self.record.get(kind, Table()), SHAPE, kind) for kind in KINDS}
        shapes = IDENTITY_SHAPES.items()
        self.identity = {kind: shaped(self.identity.get(kind, Table()), shape, kind) for kind, shape in shapes}

    def once(self, what: str, make: Callable[[], Any]) -> Any:
        """What its parts ask for, made of all of them at the first call for each `what`, and kept with it."""
        if what not in self._made:
            self._made[what] = make()
        return self._made[what]

    @cached_property
    def who(self) -> Who:
        """Who its people were to the record, at any moment."""
        from synth.record.who import Who

        return Who(self)

    @cached_property
    def patient_keys(self) -> np.ndarray:
        """The key of each person's Patient (uint64)."""
        if self.copies is None:
            return np.full(len(self.people), PATIENT, dtype=np.uint64)
        return self.copies.patients()

    def kin_keys(self, person: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The keys (uint64) with which the id of each relative of a person (rows) is made."""
        key = chance.join(_RELATED, self.people["key"][other])
        return self.people["key"][person], key if self.copies is None else key ^ self.copies.salt(person)

    def own(self, table: Table) -> np.ndarray:
        """Which rows of a table are originals, and no copy of what another system wrote (bool)."""
        return np.ones(len(table), dtype=bool) if self.copies is None else self.copies.own(table)

    def sources(self, table: Table, entry: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The kind of system, and the organisation, that each row of a table came from; entry: as `Copies.sources`."""
        if self.copies is None:
            return table["system"], table["organisation"]
        return self.copies.sources(table, entry)

    def cut(self, begin: int, end: int) -> Batch:
        """The persons from a row to another (exclusive), with what was written of them, counted from the first."""
        people = Table({name: column[begin:end] for name, column in self.people.columns.items()})
        return replace(
            self,
            families=np.unique(people["family"]),
            people=people,
            record={kind: _cut(table, begin, end) for kind, table in self.record.items()},
            identity={kind: _cut(table, begin, end) for kind, table in self.identity.items()},
            copies=None if self.copies is None else self.copies.cut(begin, end),
            truth=self.truth
            and replace(
                self.truth, tables={name: _cut(table, begin, end) for name, table in self.truth.tables.items()}
            ),
        )


_RELATED = chance.name_hash("related person")


def _cut(table: Table, begin: int, end: int) -> Table:
    """The rows of some persons, with person rows counted from the first of them."""
    low, high = np.searchsorted(table["person"], [begin, end])
    cut = {}
    for name, column in table.columns.items():
        part = column[low:high]
        if begin and name in PERSON_ROWS:
            part = np.where(part >= 0, part - begin, part)
        cut[name] = part
    return Table(cut)


def places_touched(batch: Batch) -> list[int]:
    """The places whose bodies a batch may name, ascending: where its people live in the window, in turn, and those of
    whoever wrote of them; of one system those of whoever wrote alone. The national bodies (`places.NATIONAL`) belong to
    every dataset and are not among them."""
    written = [*batch.record.values(), *batch.identity.values()]
    named = [table["organisation"] // organisations.SLOTS for table in written]
    for table in batch.record.values():
        named.append(table["location"] // (sites.PER_ORGANISATION * organisations.SLOTS))
        named.append(table["counterpart"] // organisations.SLOTS)
    if batch.copies is None:
        named.append(batch.identity["address"]["place"])
    found = np.concatenate(named).astype(np.int64)
    return np.flatnonzero(np.bincount(found[(found >= 0) & (found != places.NATIONAL)])).tolist()
