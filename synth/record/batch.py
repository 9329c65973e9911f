"""A batch: some families, everything that was written down about them, and what is needed to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from synth.codes import Codelists
from synth.record.forms import Form
from synth.record.kinds import IDENTITY_SHAPES, KINDS, SHAPE
from synth.settings import Settings
from synth.table import Table, shaped
from synth.world.organisations import organisations, sites
from synth.world.places import places

if TYPE_CHECKING:
    from synth.record.who import Who


@dataclass
class Batch:
    """What the machine hands to output: a record, and whose it is. Nothing of the world's truth.

    families: their indices, ascending. people: one row for each person of them, by family and member, with the columns
    family, member, key (uint64) and patient (False: known only as someone's relative); a *person row* is a position in
    it. record: for each kind of entry a Table with the columns of `record.kinds.COLUMNS`, sorted by (family, member,
    recorded, form); every change recorded in the window (and what endures from before it). identity: for each kind of
    `record.kinds.IDENTITY` a Table with its columns, sorted by person and recorded: who people are to the record. A
    kind of which there is nothing has its table too, without a row.
    """

    settings: Settings
    families: np.ndarray
    people: Table
    record: dict[str, Table]
    identity: dict[str, Table]
    forms: Sequence[Form]
    codelists: Codelists

    def __post_init__(self) -> None:
        self.record = {kind: shaped(self.record.get(kind, Table()), SHAPE, kind) for kind in KINDS}
        shapes = IDENTITY_SHAPES.items()
        self.identity = {kind: shaped(self.identity.get(kind, Table()), shape, kind) for kind, shape in shapes}

    @cached_property
    def who(self) -> Who:
        """Who its people were to the record, at any moment."""
        from synth.record.who import Who

        return Who(self)


def places_touched(batch: Batch) -> list[int]:
    """The places whose bodies a batch may name, ascending: where its people live in the window, in turn, and those of
    whoever wrote of them. The national bodies (`places.NATIONAL`) belong to every dataset and are not among them."""
    written = [*batch.record.values(), *batch.identity.values()]
    named = [table["organisation"] // organisations.SLOTS for table in written]
    for table in batch.record.values():
        named.append(table["location"] // (sites.PER_ORGANISATION * organisations.SLOTS))
        named.append(table["counterpart"] // organisations.SLOTS)
    named.append(batch.identity["address"]["place"])
    found = np.concatenate(named).astype(np.int64)
    return np.flatnonzero(np.bincount(found[(found >= 0) & (found != places.NATIONAL)])).tolist()
