"""A batch: some families, everything that was written down about them, and what is needed to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synth.codes import Codelists
from synth.record.forms import Form
from synth.settings import Settings
from synth.world.population import Population, Table


@dataclass
class Batch:
    """What the machine hands to output.

    record: for each kind of entry a Table with the columns of `record.kinds.COLUMNS`, sorted by (family, member,
    recorded, form); every change recorded in the window (and what endures from before it).
    """

    settings: Settings
    population: Population
    record: dict[str, Table]
    forms: Sequence[Form]
    codelists: Codelists
