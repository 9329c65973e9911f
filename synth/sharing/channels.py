"""The means by which things cross: how long each takes and what becomes of what is sent (`channels.toml`)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from synth import chance, clock
from synth.calendar import days, opening
from synth.evidence import Evidence, compiled
from synth.evidence.drawing import option, quantity
from synth.evidence.units import EvidenceError

Column = np.ndarray

HOURS = {
    "request": days.ALWAYS,
    "event": days.ALWAYS,
    "message": days.ALWAYS,
    "response": days.ALWAYS,
    "document": days.OFFICE,
    "post": days.OFFICE,
    "telephone": days.ALWAYS,
    "file": days.ALWAYS,
    "transfer": days.OFFICE,
}
"""When what comes by each channel is taken in: at any hour by a machine, in office hours where someone files it."""
CHANNELS = tuple(HOURS)

FATES = ("delivered", "late", "duplicated", "out of order", "lost", "unreadable", "misfiled", "on its way")
"""What becomes of what is sent. "out of order": it came after a later one of the same sender about the same person, by
the same channel; "on its way": it was not there when the window closed. Nothing else depends on where that is."""
DELIVERED, LATE, DUPLICATED, OUT_OF_ORDER, LOST, UNREADABLE, MISFILED, ON_ITS_WAY = range(8)
HELD = (DELIVERED, LATE, DUPLICATED, OUT_OF_ORDER)
"""Fates after which the receiver holds what was sent, in the right record."""

_DELAY, _FATE, _LATE, _AGAIN, _TAKEN, _DEGRADED = (
    chance.name_hash(f"sharing.{name}") for name in ("delay", "fate", "late", "again", "taken in", "degraded")
)


@lru_cache(maxsize=1)
def evidence() -> Evidence:
    """The numbers of `channels.toml`; EvidenceError if a channel has none, or a fate that there is not."""
    found = compiled.read(Path(__file__).with_suffix(".toml"))
    for channel in CHANNELS:
        found.number(f"{channel}_delay")
        unknown = [one for one in found.number(f"{channel}_fate").options if one not in FATES]
        if unknown:
            raise EvidenceError(f"{found.path}: [{channel}_fate]: no fate '{unknown[0]}': there are {', '.join(FATES)}")
    return found


def child_until() -> int:
    """The age in years up to which the services for children know someone."""
    return int(evidence().number("child_health_until").table[0])


def fates(channel: str, keys: Column) -> Column:
    """What becomes of each message for a receiver (index in FATES), by its key alone."""
    number = evidence().number(f"{channel}_fate")
    return np.array([FATES.index(one) for one in number.options])[option(number, chance.draw(keys, _FATE))]


def arrivals(channel: str, keys: Column, sent: Column, fate: Column) -> Column:
    """The instant at which each message is taken in (int64): for what was lost, the one at which it would have been."""
    e = evidence()
    wait = quantity(e.number(f"{channel}_delay"), chance.draw(keys, _DELAY))
    longer = quantity(e.number("late"), chance.draw(keys, _LATE))
    due = sent + wait + np.where(fate == LATE, longer, 0)
    return opening.fit(due, chance.draw(keys, _TAKEN), HOURS[channel])


def degraded(keys: Column) -> Column:
    """Of which parts of a record that moves the new practice cannot make anything (bool), by their keys."""
    return option(evidence().number("transfer_degraded"), chance.draw(keys, _DEGRADED)) == 0


def again(keys: Column, arrived: Column) -> Column:
    """The instant at which the second copy of a doubled message comes (int64), NEVER where it lies beyond the clock."""
    return np.minimum(arrived + quantity(evidence().number("again"), chance.draw(keys, _AGAIN)), clock.NEVER)
