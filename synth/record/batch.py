"""A batch: some families, everything that was written down about them, and what is needed to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synth.codes import Codelists
from synth.record.forms import Form
from synth.record.kinds import KINDS, SHAPE
from synth.settings import Settings
from synth.table import Table, shaped
from synth.world.organisations import organisations
from synth.world.places import places
from synth.world.population import Population


@dataclass
class Batch:
    """What the machine hands to output.

    record: for each kind of entry a Table with the columns of `record.kinds.COLUMNS`, sorted by (family, member,
    recorded, form); every change recorded in the window (and what endures from before it). A kind of which there is
    nothing has its table too, without a row.
    """

    settings: Settings
    population: Population
    record: dict[str, Table]
    forms: Sequence[Form]
    codelists: Codelists

    def __post_init__(self) -> None:
        self.record = {kind: shaped(self.record.get(kind, Table()), SHAPE, kind) for kind in KINDS}


def places_touched(batch: Batch) -> list[int]:
    """The places whose bodies a batch may name, ascending: where its people live in the window, in turn, and those of
    whoever wrote of them. The national bodies (`places.NATIONAL`) belong to every dataset and are not among them."""
    people, lists = batch.population, batch.population.lists
    named = [table["organisation"] // organisations.SLOTS for table in batch.record.values()]
    if len(lists):
        named.append(lists["place"][lists["from"] < batch.settings.ends])
    found = np.concatenate([people["place"], *named]).astype(np.int64)
    return np.flatnonzero(np.bincount(found[(found >= 0) & (found != places.NATIONAL)])).tolist()
