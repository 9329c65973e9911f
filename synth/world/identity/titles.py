"""Titles: by age and sex, for a woman by marriage too, and rarely by profession.

Numbers stand in `evidence/names.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.settings import Settings
from synth.world import tables
from synth.world.identity.namelists import DR, MASTER, MISS, MR, MRS, MS, PROFESSOR, REVEREND
from synth.world.population import Population

Column = np.ndarray

_AS_IT_WAS = -2

_PREFIX, _PROFESSION = chance.name_hash("world.names.prefix"), chance.name_hash("world.names.profession")


@lru_cache(maxsize=1)
def _evidence() -> dict:
    e = tables.toml("names")
    prefix, job = e["prefix"], e["profession"]
    shares = {name: tables.part(tables.Fraction(prefix[name], 100)) for name in ("miss", "mrs", "mrs_own_name")}
    edges = np.cumsum([tables.part(tables.Fraction(job[name], 1000)) for name in ("professor", "doctor", "reverend")])
    ages = [int(job[f"{name}_from"]) for name in ("professor", "doctor", "reverend")]
    return {**shares, "edges": edges, "ages": ages}


@dataclass
class Drawn:
    """For each person: a woman's title from 18 on while unmarried, after a wedding with and without a new name (-2: as
    it was), and the profession (0 professor, 1 doctor, 2 reverend, 3 none)."""

    single: Column
    took: Column
    kept: Column
    profession: Column


def drawn(population: Population) -> Drawn:
    """What decides titles, drawn for every person."""
    e = _evidence()
    u, v = tables.draws(population["key"], _PREFIX)
    return Drawn(
        np.where(u < e["miss"], MISS, MS),
        np.where(v < e["mrs"], MRS, MS),
        np.where(v < e["mrs_own_name"], MRS, _AS_IT_WAS),
        np.searchsorted(e["edges"], tables.uniform(population["key"], _PROFESSION), side="right"),
    )


def birthdays(title: Drawn, persons: int) -> Iterator[tuple[Column, int, bool]]:
    """Persons whose title may change on a birthday, which one, and whether it is that of coming of age."""
    yield np.arange(persons), tables.of_age(), True
    professor, doctor, reverend = _evidence()["ages"]
    yield np.flatnonzero(title.profession <= 1), doctor, False
    yield np.flatnonzero(title.profession == 0), professor, False
    yield np.flatnonzero(title.profession == 2), reverend, False


def prefixes(
    born: Column,
    settings: Settings,
    title: Drawn,
    person: Column,
    begins: Column,
    state: Column,
    male: Column,
) -> Column:
    """The title (index in PREFIXES) that each name of someone bears from when it began, or from the first day.

    born: days of birth of all persons; state: the title of a woman of age; male: whether the person goes as a man
    (bool)."""
    ages = _evidence()["ages"]
    # Names begin in the daytime or at midnight, and so by the day of UTC.
    seen = np.maximum(begins, np.minimum(settings.begins, _next(person, begins) - 1)) // clock.DAY
    age = clock.age_years(born[person], seen)
    out = np.where(age < tables.of_age(), np.where(male, MASTER, MISS), np.where(male, MR, state))
    some = np.flatnonzero(title.profession[person] < len(ages))
    job, years = title.profession[person[some]], age[some]
    doctor = (job <= 1) & (years >= ages[1])
    out[some[doctor]] = DR
    out[some[(job == 0) & (years >= ages[0])]] = PROFESSOR
    out[some[(job == 2) & (years >= ages[2])]] = REVEREND
    return out


def _next(person: Column, begins: Column) -> Column:
    """When the next name of the same person begins, or NEVER."""
    out = np.full(len(person), clock.NEVER)
    same = person[1:] == person[:-1]
    out[:-1][same] = begins[1:][same]
    return out
