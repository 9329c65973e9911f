"""Body mass index as a course over adult life: five ages, and a straight line from one to the next.

Each person keeps a place among others of the same sex and drifts a little about it; deprivation and ethnic group shift
the whole course. Numbers stand in `evidence/body_mass.toml`; pathways read the course by `care_pathways.body`."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.compiled import compiled_of
from synth.world.demography import characteristics, left
from synth.world.families import heredity
from synth.world.population import Table

Column = np.ndarray

AT_AGE = {18: "bmi_18", 30: "bmi_30", 45: "bmi", 70: "bmi_70", 85: "bmi_85"}
"""Ages, in years, at which the course is known (before the first and after the last it is level), with the attributes
that hold it, kg/m2 times 10; `bmi` is that of mid-life."""
AGES, ATTRIBUTES = tuple(AT_AGE), tuple(AT_AGE.values())
LEAST, MOST = 145, 620
PLACES = 1 << 16

_names = ("mass", "mass drift", "mass of the family")
_PLACE, _DRIFT, _HOME = (chance.name_hash(f"world.person.{n}") for n in _names)


@lru_cache(maxsize=1)
def _evidence() -> tuple[tables.Spread, Column, Column, Column]:
    e = tables.toml("body_mass")
    spread = tables.Spread([e["spread"][sex][f"at_{age}"] for sex in ("male", "female") for age in AGES])
    codes = [code for code, _ in characteristics.ETHNIC]
    deprived = np.array([int(e["deprived"][sex]) for sex in ("male", "female")])
    ethnic = np.array([int(e["ethnic"][sex].get(c, 0)) for sex in ("male", "female") for c in codes])
    return spread, deprived, ethnic, np.array([int(e["drift"][f"at_{age}"]) for age in AGES])


@compiled_of(left.Tilt)
def _tilt() -> left.Tilt:
    e = tables.toml("body_mass")["mortality"]
    return left.tilt(e["places"], e["ratio"])


def course(persons: Table, family_key: Column, decile: Column, dies: Column, day: int) -> tuple[Column, ...]:
    """The body mass index of each person at AGES, kg/m2 times 10.

    dies: the day of each one's death, however far off; day: that on which the families are first seen."""
    spread, deprived, ethnic, drift = _evidence()
    p, sex = persons, persons["sex"] - 1
    born = clock.uk_day(p["born"])
    u = _tilt().place(_place(p, family_key), left.of_life(p["sex"], decile, born, dies, day, AGES[0]))
    shift = (11 - 2 * decile) * deprived[sex] // 10 + ethnic[sex * len(characteristics.ETHNIC) + p["ethnic"]]
    # What makes a group heavier moves the thin among it little and the heavy much, on average as much as it says.
    low = int(Fraction(tables.toml("body_mass")["tilt"]["of_the_thinnest"]) * PLACES)
    shift = (shift * (low + 2 * (PLACES - low) * (u >> 16).astype(np.int64) // PLACES)) // PLACES
    out = []
    for k, width in enumerate(drift.tolist()):
        value = spread.pick(u, sex * len(AGES) + k) + shift
        if width:
            value = value + tables.normal(tables.uniform(p["key"], _DRIFT, k)) * width // tables.NORMAL_UNIT
        out.append(np.clip(value, LEAST, MOST))
    return tuple(out)


def _place(p: Table, family_key: Column) -> Column:
    """Where each stands among others (a uniform draw): by parents who are known, home and self."""
    e = tables.toml("body_mass")["family"]
    first, own = (tables.normal(tables.uniform(p["key"], _PLACE, k)) for k in (0, 1))
    home = tables.normal(tables.uniform(family_key, _HOME))
    inherited, shared = Fraction(e["inherited"]), Fraction(e["home"])
    rest = heredity.mixed(home, own, (shared / (1 - inherited)).as_integer_ratio())
    handed = heredity.handed_down(first, p["mother"], p["father"])
    return tables.chance_of(heredity.mixed(handed, rest, inherited.as_integer_ratio()))


def at_age(course: tuple[Column, ...], age: Column) -> Column:
    """The body mass index at each age in years, kg/m2 times 10, by the course at AGES."""
    years = np.clip(age, AGES[0], AGES[-1])
    value = course[0]
    for k in range(1, len(AGES)):
        low, high = AGES[k - 1], AGES[k]
        between = course[k - 1] + (course[k] - course[k - 1]) * (years - low) // (high - low)
        value = np.where(years > low, between, value)
    return value
