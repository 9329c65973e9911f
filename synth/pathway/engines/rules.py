"""What both engines agree on beside the plan: the signals of the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from synth import chance, clock
from synth.world.families import homes
from synth.world.population import Population
from synth.world.residence import practice_lists
from synth.world.vocabulary import BEGINNINGS, EVENTS


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
    out = []
    for name in EVENTS:
        starts = listeners.get(name, ())
        if not starts:
            continue
        person, time, number, carries = _event(population, name)
        key = chance.join(chance.join(population["key"][person], chance.name_hash(f"event {name}")), number)
        out.append(WorldSignal(name, starts, person, time, key, carries))
    return out


def _event(population: Population, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray | int, dict[str, np.ndarray]]:
    """Who a life event comes to (ascending), when, its number in the person's life, and the values handed over."""
    p = population
    everyone = np.arange(len(p), dtype=np.int64)
    if name == "birth":
        return everyone, p["born"], 0, {}
    if name in _BIRTHDAYS:
        return everyone, _birthday_instant(p["born"], _BIRTHDAYS[name]), 0, {}
    if name in _COMING_AND_GOING:
        column, last = _COMING_AND_GOING[name]
        time = p[column]
        rows = np.flatnonzero((time > clock.LONG_AGO) & (time < clock.NEVER) & (time <= p["died"]))
        return rows, time[rows] - last, 0, {value: p[value][rows] for value in EVENTS[name]}
    if name == "last years begin":
        t = p.last_years
        return t["person"], t["from"], 0, {n: t[n] for n in EVENTS[name]}
    if name == "conception":
        t = p.pregnancies
        return t["mother"], t["begins"], t["number"], {n: t[n] for n in EVENTS[name]}
    person, time, carries = _of_table(population, name)
    first = np.searchsorted(person, person, side="left")
    return person, time, np.arange(len(person)) - first, carries


def _of_care(population: Population, name: str) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """A life event of a child who is looked after, by person and time."""
    if name == "is adopted":
        t = population.adoptions
        return t["person"], t["from"], {}
    t = population.placements if name == "is placed" else population.care
    if name == "is not safe at home":
        return t["person"], t["known"], {}
    # Who stays in care until grown leaves it later than any pathway of childhood lasts.
    grown = _birthday_instant(population["born"], 18)[t["person"]]
    leaves = np.where(t["until"] >= grown - clock.DAY, grown + clock.YEAR, t["until"])
    to = {} if name == "is placed" else {"to": np.where(t["to"] < 4, t["to"], 0), "legal": t["legal"]}
    carried = {"kind": t["kind"]} if name == "is placed" else to
    return t["person"], t["from"], {**carried, "leaves": leaves}


_HOMES: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "enters a care home": (homes.CARE_HOME, "from", ()),
    "moves into supported living": (homes.SUPPORTED, "from", ()),
    "enters prison": (homes.PRISON, "from", ()),
    "leaves prison": (homes.PRISON, "until", ()),
    "loses home": (homes.NOWHERE, "from", ()),
    "has a home again": (homes.NOWHERE, "until", ()),
    "goes to a hall of residence": (homes.HALL, "from", ()),
    "stays elsewhere for a time": (homes.TEMPORARY, "from", ("until",)),
}
"""Life events that are the begin or the end of a stay: its kind, which of the two, and what they hand over."""
_BIRTHDAYS = {"coming of age": 18, "sixty-fifth birthday": 65}
_COMING_AND_GOING = {"death": ("died", 1), "arrives in England": ("arrives", 0), "leaves England": ("leaves", 1)}


def _of_table(population: Population, name: str) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """A life event that can come more than once, from the tables of the world: by person and time."""
    if name == "joins a practice":
        t = population.lists
        return t["person"], t["from"], {n: t[n] for n in EVENTS[name]}
    if name == "moves home":
        t = practice_lists.moves(population)
        return t["person"], t["time"], {"far": t["far"]}
    if name == "marries":
        t = population.marriages
        person = np.concatenate([t["one"], t["two"]])
        time = np.tile(t["from"], 2)
    elif name in ("is not safe at home", "comes into care", "is placed", "is adopted"):
        return _of_care(population, name)
    elif name in BEGINNINGS:
        t = population.facts[BEGINNINGS[name]]
        return t["person"], t["time"], {}
    elif name in _HOMES:
        kind, edge, carried = _HOMES[name]
        t = population.households
        time = t[edge]
        # Who dies in a place, or leaves the country from it, does not leave it alive.
        gone = np.minimum(population["died"], population["leaves"])[t["person"]]
        rows = np.flatnonzero((t["kind"] == kind) & (time > clock.LONG_AGO) & (time < gone))
        rows = rows[np.argsort(t["person"][rows], kind="stable")]
        return t["person"][rows], time[rows], {column: t[column][rows] for column in carried}
    else:
        t = population.facts["partnered"]
        rows = np.flatnonzero(t["value"] == (name == "begins to live with a partner"))
        person, time = t["person"][rows], t["time"][rows]
    order = np.lexsort((time, person))
    order = order[person[order] >= 0]
    return person[order], time[order], {}


def _birthday_instant(born: np.ndarray, years: int) -> np.ndarray:
    day, minute = np.divmod(born, clock.DAY)
    return clock.birthday(day, years) * clock.DAY + minute
