"""Days of entry in the directory: an organisation's as it opened, its sites' later, those of staff as they began.

Every entry has a moment of its own, in office hours and before the window opens: the directory is known from its first
day on. The spans stand in `evidence/directory.toml`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.calendar import days, opening
from synth.settings import Settings
from synth.world import tables

Column = np.ndarray

_OPENED, _HOUR = (chance.name_hash(f"world.directory.{n}") for n in ("opened", "hour"))
_LATER = {kind: chance.name_hash(f"world.directory.{kind}") for kind in ("location", "service", "staff")}
_CLOSED = opening.LONGEST_WAIT


@lru_cache(maxsize=1)
def _evidence() -> tuple[int, int, int]:
    """In days before the window: the latest and the earliest opening, and the earliest beginning of staff."""
    e = tables.toml("directory")
    years = e["organisation"]["least"], e["organisation"]["most"], e["staff"]["most"]
    least, most, of_staff = (int(one * 365) for one in years)
    return least, most, of_staff


def organisations_since(numbers: Column, settings: Settings) -> Column:
    """The instant at which each organisation (by number), or other thing with a key of its own, was entered (int64)."""
    least, most, _ = _evidence()
    keys = chance.join(settings.run, numbers)
    before = least + chance.below(chance.draw(keys, _OPENED), most - least)
    return _in_office_hours(settings.begins - before * clock.DAY, keys, _OPENED)


def sites_since(kind: str, numbers: Column, organisations: Column, settings: Settings) -> Column:
    """The instant at which each "location" or "service" (by number) of an organisation was entered (int64)."""
    return _later(kind, numbers, organisations, settings, None)


def staff_since(numbers: Column, organisations: Column, settings: Settings) -> Column:
    """The instant at which each practitioner (by number) was entered, as they began at their organisation (int64)."""
    return _later("staff", numbers, organisations, settings, _evidence()[2])


def _later(kind: str, numbers: Column, organisations: Column, settings: Settings, most: int | None) -> Column:
    """Evenly from the opening of the organisation, or from `most` days before the window, up to the window."""
    keys, name = chance.join(settings.run, numbers), _LATER[kind]
    opened = organisations_since(organisations, settings)
    span = (settings.begins - opened) // clock.DAY - _CLOSED
    if most is not None:
        span = np.minimum(span, most)
    back = _CLOSED + chance.below(chance.draw(keys, name), span)
    return _in_office_hours(settings.begins - back * clock.DAY, keys, name)


def _in_office_hours(instants: Column, keys: Column, name: int) -> Column:
    return opening.fit(instants, chance.draw(keys, name ^ _HOUR), days.OFFICE)
