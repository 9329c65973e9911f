"""Names beside the first, by which some go: a middle name, a short form, an English name.

Numbers stand in `evidence/names.toml`, short forms in `lists/short_names.csv`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.world import tables, wordlists
from synth.world.identity import namelists
from synth.world.identity.namelists import PLACEHOLDERS
from synth.world.population import Population, Table
from synth.world.reasons import KNOWN_AS

Column = np.ndarray

_CALLED, _WHICH = chance.name_hash("world.known.called"), chance.name_hash("world.known.which")


@lru_cache(maxsize=1)
def _evidence() -> dict:
    e = tables.toml("names")["known_as"]
    return {name: tables.part(tables.Fraction(e[name], 100)) for name in ("middle", "short")} | {"from": int(e["from"])}


@lru_cache(maxsize=1)
def _short_forms() -> tuple[namelists.Lists, Column]:
    """Lists of short forms, and the list of each first name (by word, -1 for none)."""
    words = {name: number for number, name in enumerate(namelists.vocabulary()["given"])}
    rows = wordlists.read("short_names")
    found: dict[int, list[tuple[int, int]]] = {}
    for name, short, weight in zip(rows["name"], rows["short"], rows["weight"], strict=True):
        found.setdefault(words[name], []).append((words[short], int(weight)))
    of = np.full(len(words), -1)
    of[list(found)] = np.arange(len(found))
    return namelists.Lists(list(found.values())), of


def short_form(given: Column, bits: Column) -> Column:
    """A short form of each first name, by 64 random bits; -1 where it has none (int64, by words)."""
    lists, of = _short_forms()
    form = lists.pick(np.maximum(of[given], 0), bits)
    return np.where(of[given] >= 0, form, -1)


def assign(population: Population) -> Table:
    """What people are called in place of a first name: (person, given, from, until, reason), by person and from.

    One for as long as the first name lasts that it stands for, from some years of age on; nobody is called by what is
    the first name itself."""
    e, t = _evidence(), population.names
    lists, of = _short_forms()
    given, middle, person = t["given"], t["middle"], t["person"]
    u, v = tables.draws(population["key"], _CALLED)
    u, v = u[person], v[person]
    by_middle = (middle >= 0) & (u < e["middle"])
    short = ~by_middle & (of[given] >= 0) & (v < e["short"])
    rows = np.flatnonzero((by_middle | short) & (given >= len(PLACEHOLDERS)))
    who = person[rows]
    form = lists.pick(np.maximum(of[given[rows]], 0), chance.draw(population["key"][who], _WHICH))
    called = np.where(by_middle[rows], middle[rows], form)
    begins = np.maximum(t["from"][rows], population["born"][who] + e["from"] * clock.YEAR)
    until = t["until"][rows]
    keep = (begins < until) & (begins < population["died"][who]) & (called != given[rows])
    who, called, begins, until = who[keep], called[keep], begins[keep], until[keep]
    # Names that follow one another with the same first name are one interval of being called so.
    new = np.ones(len(who), dtype=bool)
    new[1:] = (who[1:] != who[:-1]) | (called[1:] != called[:-1]) | (begins[1:] != until[:-1])
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(who)) - 1 if len(first) else first
    return Table({
        "person": who[first], "given": called[first], "from": begins[first], "until": until[last],
        "reason": np.full(len(first), KNOWN_AS),
    })  # fmt: skip
