"""When what is open at a death is closed: as soon as each system has been told, in its own hours.

Pathways end what is open at the moment of a death, as they must: no later step is to find it open. Who keeps the record
hears of it later: a practice when it writes down that its patient has died, others from the family, the practice or the
notice of the demographics service. Then all that the same system still holds open is closed together. So the end stands
at the death, and the day on which it was recorded after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from synth import chance
from synth.calendar import opening
from synth.evidence import Evidence, compiled, drawing
from synth.record.after_death import allowed
from synth.record.forms import Form, saying
from synth.record.kinds import CHANGES
from synth.record.where_done import setting_or_none, settings_of
from synth.systems import authorship
from synth.systems.kinds import KINDS
from synth.table import Table, at, moment_key, position
from synth.world.population import Population

Column = np.ndarray
_OTHERS = "others"
_TOLD, _TIME = chance.name_hash("told of a death"), chance.name_hash("told of a death: time of day")
_CLOSES = ("ended", "withdrawn")
_THERE = ("contact",)
"""Kinds whose end those see who are there: a stay that ends with the death."""


def told(observations: Table | None, forms: Sequence[Form]) -> tuple[Column, Column]:
    """Which systems write down that someone has died, and when: keys of person and system (ascending), and instants."""
    if observations is None or not len(observations):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    rows = np.flatnonzero(saying(forms, "tells_of_death")[observations["form"]])
    setting = settings_of(forms)[observations["form"][rows]]
    key = moment_key(observations["person"][rows], authorship.systems(setting))
    order = np.lexsort((observations["recorded"][rows], key))
    key, first = np.unique(key[order], return_index=True)
    return key, observations["recorded"][rows][order][first]


def closed(
    kind: str, table: Table, forms: Sequence[Form], population: Population, known: tuple[Column, Column]
) -> Table:
    """The changes of a kind of entry, those that close something at the moment of a death as each system learns of it.

    table: with `record.kinds.ENGINE_COLUMNS`, in any order; known: what `told` gives. A departure from England is told
    before it, and is let be.
    """
    closes = [CHANGES.index(change) for change in _CLOSES if allowed(kind, change)]
    if kind in _THERE or not closes:
        return table
    died = population["died"][table["person"]]
    rows = np.flatnonzero((table["recorded"] == died) & np.isin(table["change"], closes))
    if not len(rows):
        return table
    setting = setting_or_none(forms)[table["form"][rows]]
    rows, setting = rows[setting >= 0], setting[setting >= 0]
    system = authorship.systems(setting)
    key = chance.join(population["key"][table["person"][rows]], system)
    learns = died[rows] + _until_told(system, chance.draw(key, _TOLD))
    learns = at(known[1], position(known[0], moment_key(table["person"][rows], system)), learns)
    recorded = table["recorded"].copy()
    recorded[rows] = opening.fit_each(learns, chance.draw(key, _TIME), authorship.hours_of(setting))
    return Table({**table.columns, "recorded": recorded})


def _until_told(system: Column, bits: Column) -> Column:
    """How many minutes after a death each system is told of it (int64). system: positions in `systems.kinds.KINDS`."""
    numbers, out = _evidence().numbers, np.zeros(len(system), dtype=np.int64)
    for index in np.unique(system).tolist():
        number = numbers.get(KINDS[index].key) or numbers[_OTHERS]
        rows = np.flatnonzero(system == index)
        out[rows] = drawing.quantity(number, bits[rows])
    return out


@lru_cache(maxsize=1)
def _evidence() -> Evidence:
    return compiled.read(Path(__file__).with_suffix(".toml"))
