"""What both engines agree on beside the plan: signals of the world, ends that are implied, what is inherited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from synth import chance, clock
from synth.record.forms import Form
from synth.record.kinds import CHANGES
from synth.world.population import Population
from synth.world.vocabulary import EVENTS

Moment = TypeVar("Moment", int, np.ndarray)

INHERIT = {"care_episode": "care_episode", "contact": "contact"}
"""Kinds of entry that, while begun, everything later in the episode belongs to."""

_LASTING = ("condition", "allergy", "registration", "flag", "plan", "care_episode")


def form_change(form: Form) -> int:
    """The index of what its entries do."""
    return CHANGES.index(form.change)


def lasts(form: Form) -> bool:
    """Whether an entry of this form goes on until something ends it."""
    return form.change in ("planned", "begun", "amended") or (form.change == "recorded" and form.kind in _LASTING)


def default_until(form: Form, begins: Moment, now: Moment) -> Moment | int:
    """When an entry ends where the pathway does not say (instants, one or a column of them)."""
    if lasts(form):
        return clock.NEVER
    return now if form.change in ("ended", "withdrawn") else begins


@dataclass
class WorldSignal:
    """A life event as a signal: person rows ascending, instants, keys and the values handed over."""

    name: str
    starts: tuple[int, ...]
    person: np.ndarray
    time: np.ndarray
    key: np.ndarray
    carries: Mapping[str, np.ndarray]

    def rows_of(self, people: range) -> range:
        """Which of its rows belong to these people."""
        first, last = np.searchsorted(self.person, [people.start, people.stop])
        return range(int(first), int(last))


def world_signals(population: Population, listeners: Mapping[str, tuple[int, ...]]) -> list[WorldSignal]:
    """The signals of the world to which a pathway listens."""
    p = population
    everyone = np.arange(len(p), dtype=np.int64)
    born = p["born"]
    out = []
    for name in EVENTS:
        starts = listeners.get(name, ())
        if not starts:
            continue
        number: np.ndarray | int = 0
        carries: dict[str, np.ndarray] = {}
        if name == "birth":
            person, time = everyone, born
        elif name == "coming of age":
            person, time = everyone, _birthday_instant(born, 18)
        elif name == "sixty-fifth birthday":
            person, time = everyone, _birthday_instant(born, 65)
        elif name == "death":
            died = p["died"] < clock.NEVER
            person, time = everyone[died], p["died"][died] - 1
        else:
            t = p.pregnancies
            person, time, number = t["mother"], t["begins"], t["number"]
            carries = {n: t[n] for n in EVENTS[name]}
        key = chance.join(chance.join(p["key"][person], chance.name_hash(f"event {name}")), number)
        out.append(WorldSignal(name, starts, person, time, key, carries))
    return out


def _birthday_instant(born: np.ndarray, years: int) -> np.ndarray:
    day, minute = np.divmod(born, clock.DAY)
    return clock.birthday(day, years) * clock.DAY + minute
