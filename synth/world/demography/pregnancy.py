"""The end of each pregnancy: outcome, day, number of babies, gestation, stillbirth.

All by tables of `evidence/pregnancy.toml` and `evidence/fertility.toml`; each function takes columns of
uniform 32-bit draws and returns columns, row by row."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np

from synth import chance
from synth.world import tables
from synth.world.families import heredity

Column = np.ndarray

OUTCOMES = ("live birth", "stillbirth", "miscarriage", "ectopic pregnancy", "termination")
"""How a pregnancy ends; with several babies it is a live birth if any is born alive."""
LIVE_BIRTH, STILLBIRTH, MISCARRIAGE, ECTOPIC, TERMINATION = range(5)
YEARS = 60


@lru_cache(maxsize=1)
def _multiples() -> tuple[Column, Column]:
    e = tables.toml("pregnancy")["multiple"]
    triplets = Fraction(e["triplets"])
    twins = tables.by_age(e["twins"], YEARS)
    return tables.parts([triplets] * YEARS), tables.parts([triplets + t for t in twins])


def multiple_births(u: Column, age: Column) -> Column:
    """How many babies (1, 2 or 3) a pregnancy that reaches birth brings, by the mother's age in years."""
    triplets, twins = _multiples()
    age = np.clip(age, 0, YEARS - 1)
    return 1 + (u < twins[age]) + (u < triplets[age])


@lru_cache(maxsize=1)
def _losses() -> tuple[Column, Column, Column]:
    """Cumulative thresholds by age: termination, miscarriage, ectopic pregnancy; above them a birth."""
    e = tables.toml("fertility")
    terminated = tables.by_age(e["termination"]["ages"], YEARS)
    miscarried = tables.by_age(e["miscarriage"]["ages"], YEARS)
    ectopic = Fraction(e["ectopic"]["value"])
    out: list[list[Fraction]] = [[], [], []]
    for t, m in zip(terminated, miscarried, strict=True):
        birth, stop, lost = 1 - t, t, (1 - t) * m / (1 - m)
        whole = (birth + stop + lost) / (1 - ectopic)
        out[0].append(stop / whole)
        out[1].append((stop + lost) / whole)
        out[2].append((stop + lost) / whole + ectopic)
    return tables.parts(out[0]), tables.parts(out[1]), tables.parts(out[2])


def outcomes(u: Column, age: Column) -> Column:
    """LIVE_BIRTH (or a stillbirth, decided elsewhere), MISCARRIAGE, ECTOPIC or TERMINATION by age in
    years."""
    stop, lost, ectopic = _losses()
    age = np.clip(age, 0, YEARS - 1)
    out = np.full(len(u), LIVE_BIRTH, dtype=np.int64)
    out[u < ectopic[age]] = ECTOPIC
    out[u < lost[age]] = MISCARRIAGE
    out[u < stop[age]] = TERMINATION
    return out


def losses(u: Column, age: Column) -> Column:
    """MISCARRIAGE, ECTOPIC or TERMINATION of a pregnancy known not to end in birth, by age in years."""
    age = np.clip(age, 0, YEARS - 1)
    return outcomes((u * _losses()[2][age]) >> 32, age)


STILL = 3
"""The group of `gestation` for a stillbirth; the losses follow in the order of OUTCOMES."""


@lru_cache(maxsize=1)
def _gestation() -> tables.Spread:
    e = tables.toml("pregnancy")
    live, lost = e["gestation"], e["gestation_loss"]
    return tables.Spread(
        [
            live["single"],
            live["twins"],
            live["triplets"],
            e["gestation_stillborn"]["spread"],
            lost["miscarriage"],
            lost["ectopic"],
            lost["termination"],
        ]
    )


_LENGTH_OF_HERS = chance.name_hash("world.pregnancy.length of hers")
_ONE_EGG = chance.name_hash("world.pregnancy.of one egg")


def gestation(mother: Column, u: Column, outcome: Column, fetuses: Column) -> Column:
    """Days from the last menstrual period to the end.

    mother: the keys of the women, whose pregnancies that end in a live birth are alike in length."""
    live = outcome == LIVE_BIRTH
    share = Fraction(tables.toml("pregnancy")["gestation"]["of_the_mother"])
    alike = heredity.alike(tables.uniform(mother, _LENGTH_OF_HERS), u, share)
    return _gestation().pick(np.where(live, alike, u), np.where(live, fetuses - 1, outcome + STILL - 1))


def identical(mother: Column, pregnancy: Column | int, fetuses: Column) -> Column:
    """Whether the two babies of a twin pregnancy are of one egg, by the mother's key and the pregnancy's number."""
    share = tables.part(tables.toml("pregnancy")["multiple"]["of_one_egg"])
    return (fetuses == 2) & (tables.uniform(mother, _ONE_EGG, pregnancy) < share)


ETHNIC_CLASSES = ("white", "mixed", "asian", "black", "other")


@lru_cache(maxsize=1)
def _stillbirth() -> Column:
    e = tables.toml("pregnancy")["stillbirth"]
    return tables.parts(
        [
            Fraction(e["reference"])
            * Fraction(e["ethnic"][c])
            * Fraction(d)
            * (Fraction(e["several"]) if several else 1)
            for several in (False, True)
            for c in ETHNIC_CLASSES
            for d in e["decile"]
        ]
    )


def stillborn(u: Column, ethnic_class: Column, decile: Column, fetuses: Column) -> Column:
    """Whether the (first) baby of a pregnancy that reaches 24 weeks is stillborn."""
    return u < _stillbirth()[(fetuses > 1) * 50 + ethnic_class * 10 + decile - 1]


@tables.compiled
def _weights() -> tuple[Column, Column]:
    """Median and standard deviation in grams by sex (0 boys, 1 girls) and day of gestation 0 .. 319."""
    e = tables.toml("pregnancy")["birth_weight"]
    days = [int(w) * 7 for w in e["weeks"]]
    out = []
    for name in ("male", "female", "male_spread", "female_spread"):
        line = []
        for day in range(320):
            i = max(min(sum(d <= day for d in days) - 1, len(days) - 2), 0)
            scale = Fraction(e["spread_scale"]) if name.endswith("spread") else Fraction(1)
            slope = Fraction(e[name][i + 1] - e[name][i], days[i + 1] - days[i])
            line.append(int(scale * (e[name][i] + slope * (max(min(day, days[-1]), 147) - days[i]))))
        out.append(line)
    return np.array(out[:2], dtype=np.int64), np.array(out[2:], dtype=np.int64)


def birth_weight(
    of_mother: Column,
    u: Column,
    sex: Column,
    days: Column,
    fetuses: Column,
    smoker: Column,
    still: Column,
    first: Column,
    built: Column,
) -> Column:
    """Grams at birth by sex, gestation in days, number of babies, the mother's smoking, stillbirth and first birth.

    of_mother, u: uniform draws of the mother (the same for all her babies) and of the baby. built: what she is like
    makes a baby at term so much heavier (`by_build`)."""
    e = tables.toml("pregnancy")["birth_weight"]
    median, spread = _weights()
    day = np.clip(days, 147, 319)
    middle = median[sex - 1, day]
    at_term = (fetuses > 1) * int(e["twin"]) + smoker * int(e["smoker"]) + still * int(e["stillborn"])
    at_term = at_term + np.where(first, int(e["first"]), int(e["later"])) + built
    share = Fraction(e["of_the_mother"]).as_integer_ratio()
    score = heredity.mixed(tables.normal(of_mother), tables.normal(u), share)
    middle = middle + at_term * middle // 3450
    weight = middle + spread[sex - 1, day] * score // tables.NORMAL_UNIT
    return np.maximum(weight, middle * 45 // 100)


def by_build(height: Column, mass: Column, ethnic: Column, decile: Column) -> Column:
    """By how many grams the babies that a woman has at term are heavier than others, by what she is like.

    height: mm. mass: body mass index when she conceives, kg/m2 times 10. ethnic: her category. decile: 1 to 10."""
    e = tables.toml("pregnancy")["birth_weight"]
    of_group = np.array([int(e["ethnic"].get(code, 0)) for code in tables.lists()["ethnic_categories"]], dtype=np.int64)
    taller = np.clip(height - int(e["middle_height"]), -200, 200) * int(e["height"]) // 10
    heavier = np.clip(mass - int(e["middle_mass"]), -80, 150) * int(e["mass"]) // 10
    of_decile = np.array([int(grams) for grams in e["decile"]], dtype=np.int64)
    return of_group[ethnic] + of_decile[decile - 1] + taller + heavier
