"""Who comes to live, in working age, in supported living or in a care home: people who need much help for many years.

They have no partner and no children, and are limited a lot in daily life by then. What befalls them is told in its own
rooms, which all ask here; numbers stand in `evidence/families.toml`, who lives where is `residence`."""

from __future__ import annotations

import numpy as np

from synth import chance
from synth.world import tables
from synth.world.first_day import NEVER_DAY

Column = np.ndarray

_NAMES = ("supported", "care_home")
_MOVES = [chance.name_hash(f"world.supported_homes.{name}") for name in _NAMES]


@tables.compiled
def _hazards() -> list[tables.Hazard]:
    e = tables.toml("families")["working_age_home"]
    return [tables.Hazard([tables.by_age(e[name], 110)]) for name in _NAMES]


def moves(key: Column, born: Column) -> tuple[Column, Column]:
    """The days on which each person needs to move into supported living, and into a care home, for good (NEVER_DAY
    for nearly all), from keys and days of birth."""
    found = []
    for name, hazard in zip(_MOVES, _hazards(), strict=True):
        day = np.full(len(key), NEVER_DAY)
        total = tables.exponential(tables.uniform(key, name))
        # In a whole life hardly anybody does: only of those is it worth asking when.
        some = np.flatnonzero(total < hazard.at(np.full(1, tables.Hazard.FOREVER))[0])
        age = hazard.age_at(total[some])
        day[some] = np.where(age < tables.Hazard.FOREVER, born[some] + age, NEVER_DAY)
        found.append(day)
    supported, care = found
    return np.where(supported < care, supported, NEVER_DAY), care


def earliest(key: Column, born: Column) -> Column:
    """The day of the first of the two (NEVER_DAY for nearly all)."""
    return np.minimum(*moves(key, born))
