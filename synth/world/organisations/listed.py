"""Days of entry in the directory: an organisation's as it opened, its sites' later, those of staff as they began.

Every entry has a moment of its own, in office hours: of organisations and sites before the window opens, since the
directory is known from its first day on; of staff before they take up their post. The spans stand in
`evidence/directory.toml`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.calendar import days, opening
from synth.settings import Settings
from synth.world import tables

Column = np.ndarray

_OPENED, _HOUR, _STAFF = (chance.name_hash(f"world.directory.{n}") for n in ("opened", "hour", "staff"))
_LATER = {kind: chance.name_hash(f"world.directory.{kind}") for kind in ("location", "service")}
_CLOSED = opening.LONGEST_WAIT


@lru_cache(maxsize=1)
def _evidence() -> tuple[int, int, int]:
    """In days before the window the latest and the earliest opening; before a post is taken up, the entry of staff."""
    e = tables.toml("directory")
    return int(e["organisation"]["least"] * 365), int(e["organisation"]["most"] * 365), int(e["staff"]["ahead"])


def organisations_since(numbers: Column, settings: Settings) -> Column:
    """The instant at which each organisation (by number), or other thing with a key of its own, was entered (int64)."""
    least, most, _ = _evidence()
    keys = chance.join(settings.run, numbers)
    before = least + chance.below(chance.draw(keys, _OPENED), most - least)
    return _in_office_hours(settings.begins - before * clock.DAY, keys, _OPENED)


def sites_since(kind: str, numbers: Column, organisations: Column, settings: Settings) -> Column:
    """The instant at which each "location" or "service" (by number) of an organisation was entered (int64)."""
    keys, name = chance.join(settings.run, numbers), _LATER[kind]
    # Evenly from the opening of the organisation up to the window.
    span = (settings.begins - organisations_since(organisations, settings)) // clock.DAY - _CLOSED
    back = _CLOSED + chance.below(chance.draw(keys, name), span)
    return _in_office_hours(settings.begins - back * clock.DAY, keys, name)


def staff_since(numbers: Column, begins: Column, organisations: Column, settings: Settings) -> Column:
    """The instant at which each practitioner (by number) was entered (int64), not before the organisation.

    begins: the instants at which they take up their posts, ahead of which they are entered."""
    ahead = begins - _evidence()[2] * clock.DAY
    keys = chance.join(settings.run, numbers)
    return _in_office_hours(np.maximum(ahead, organisations_since(organisations, settings)), keys, _STAFF)


def staff_left(numbers: Column, until: Column, settings: Settings) -> Column:
    """The instant at which it was entered that each practitioner (by number) had left (until: instants); `clock.NEVER`
    where that is not known by the end of the window (int64)."""
    entered = _in_office_hours(until, chance.join(settings.run, numbers), _STAFF)
    return np.where(entered < settings.ends, entered, clock.NEVER)


def _in_office_hours(instants: Column, keys: Column, name: int) -> Column:
    return opening.fit(instants, chance.draw(keys, name ^ _HOUR), days.OFFICE)
