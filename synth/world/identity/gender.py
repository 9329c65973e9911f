"""Recorded sex over time: whose is changed, when, and what a record says on a day.

Few people's recorded sex ever changes, so only they have rows; everyone else's is that of birth. It changes with a
change of gender (who and when, `beliefs` draws), with which comes a new NHS number, or is put right some days after
birth. Numbers stand in `evidence/identity.toml`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.settings import Settings
from synth.table import as_of
from synth.world import tables
from synth.world.first_day import NEVER_DAY
from synth.world.population import Population, Table
from synth.world.reasons import BIRTH, CORRECTION, GENDER

Column = np.ndarray

_WRONG = chance.name_hash("world.gender.wrong at birth")


@lru_cache(maxsize=1)
def _evidence() -> dict:
    wrong = tables.toml("identity")["correction"]
    return {
        "wrong": tables.part(tables.Fraction(wrong["sex"], 10_000)),
        "after": (wrong["sex_after"]["least"], wrong["sex_after"]["most"]),
    }


def changes(population: Population) -> tuple[Column, Column]:
    """Changes of recorded sex with gender: person rows, ascending, and the instants.

    The day is that of the attribute `transition`. Only Patients, who are alive and in England at the time."""
    p, day = population.persons, population.attributes["transition"]
    rows = np.flatnonzero((day < NEVER_DAY) & p["patient"])
    when = day[rows] * clock.DAY + 720
    there = (when < p["died"][rows]) & (when < p["leaves"][rows]) & (when > p["arrives"][rows])
    return rows[there], when[there]


def sexes(population: Population, settings: Settings, changed: tuple[Column, Column]) -> Table:
    """The recorded sex of those for whom it is not one throughout: (person, from, until, sex, reason).

    changed: what `changes` found. Sorted by person and from; intervals touch, from birth to NEVER."""
    e, p = _evidence(), population.persons
    rows, when = changed
    u, v = tables.draws(p["key"], _WRONG)
    newborn = (p["born"] >= settings.begins) & (p["arrives"] == clock.LONG_AGO) & p["patient"] & ~p["stillborn"]
    wrong = np.flatnonzero((u < e["wrong"]) & newborn)
    least, most = e["after"]
    right = p["born"][wrong] + (least * clock.DAY + tables.scale(v[wrong], (most - least) * clock.DAY))
    wrong, right = wrong[right < p["died"][wrong]], right[right < p["died"][wrong]]
    first = np.unique(np.concatenate([rows, wrong]))
    at_birth = p["sex"][first]
    at_birth = np.where(np.isin(first, wrong), 3 - at_birth, at_birth)
    parts = [
        (first, p["born"][first], at_birth, np.full(len(first), BIRTH)),
        (wrong, right, p["sex"][wrong], np.full(len(wrong), CORRECTION)),
        (rows, when, 3 - p["sex"][rows], np.full(len(rows), GENDER)),
    ]
    person, begins, sex, reason = (np.concatenate(c) for c in zip(*parts, strict=True))
    order = np.lexsort((begins, person))
    person, begins, sex, reason = person[order], begins[order], sex[order], reason[order]
    until = np.full(len(person), clock.NEVER)
    same = person[1:] == person[:-1]
    until[:-1][same] = begins[1:][same]
    return Table({"person": person, "from": begins, "until": until, "sex": sex, "reason": reason})


def recorded(population: Population, person: Column, instant: Column) -> Column:
    """The recorded sex of each of some persons at an instant (1 male, 2 female, int64)."""
    found, t = population.persons["sex"][person], population.sexes
    if not len(t):
        return found
    row = as_of(t["person"], t["from"], person, instant)
    return np.where(row >= 0, t["sex"][row], found)
