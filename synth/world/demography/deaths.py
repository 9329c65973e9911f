"""Deaths, when and of what: a life table by sex, age and deprivation, the seasons of deaths, and shares of causes.

Newborns first pass the neonatal risk of their gestation. A death is drawn once; it does not depend on the
window."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.demography import seasons
from synth.world.demography.seasons import AGE_GROUPS, SEXES, age_group

Column = np.ndarray

DEMENTIA = "dementia and Alzheimer disease"
CAUSES = (*(row["cause"] for row in tables.rows("causes")), "stillbirth")
"""Underlying causes of death, in the order of `evidence/causes.csv`; the last is a stillbirth."""
ICD10 = (*(row["icd10"] for row in tables.rows("causes")), "P95")
"""The ICD-10 codes each cause stands for."""
STILLBORN = len(CAUSES) - 1
OLDEST = 111

_LIFE, _MINUTE, _CAUSE, _NEONATAL = (
    chance.name_hash(f"world.death.{n}") for n in ("life", "minute", "cause", "neonatal")
)


def _hazard_of(probability: Decimal) -> Fraction:
    """The steady yearly rate that gives a probability of dying in a year."""
    with localcontext() as context:
        context.prec = 28
        return Fraction(-(1 - min(probability, Decimal("0.9"))).ln())


def _ratios(sex: str) -> list[list[Fraction]]:
    """For each year of age, the rate of each decile against their mean."""
    bands = [r for r in tables.rows("deprivation_deaths") if r["sex"] == sex]
    e = tables.toml("deaths")["deciles"]
    beyond_first, beyond_last = Fraction(e["beyond_the_first_known"]), Fraction(e["beyond_the_last_known"])
    fades, gone = int(e["fades_from"]), int(e["gone_at"])
    out: list[list[Fraction]] = []
    for row in bands:
        known = {d: Fraction(row[str(d)]) for d in range(1, 11) if row[str(d)]}
        first, last = min(known), max(known)
        for d in range(1, 11):  # fill between neighbours; beyond the ends go on by the same ratio
            if d not in known:
                before, after = [k for k in known if k < d], [k for k in known if k > d]
                if before and after:
                    a, b = max(before), min(after)
                    known[d] = known[a] + (known[b] - known[a]) * (d - a) / (b - a)
                elif after:
                    known[d] = known[first] * beyond_first
                else:
                    known[d] = known[last] * beyond_last
        mean = sum(known.values(), Fraction(0)) / 10
        out.append([known[d] / mean for d in range(1, 11)])
    starts = [int(r["age"].split("-")[0]) for r in bands]
    ages: list[list[Fraction]] = []
    for age in range(OLDEST):
        ratios = out[sum(s <= age for s in starts) - 1]
        fade = Fraction(max(0, min(age, gone) - fades), gone - fades)  # differences shrink with age
        ages.append([r + (1 - r) * fade for r in ratios])
    return ages


@tables.compiled
def life() -> tables.Hazard:
    """The rates of death by sex and decile (group (sex - 1) * 10 + decile - 1) and year of age; the first year after
    28 days."""
    e = tables.toml("deaths")["postneonatal"]
    groups = []
    for sex in ("male", "female"):
        base = [_hazard_of(Decimal(r[sex]) / 100_000) for r in tables.rows("life_table")][:OLDEST]
        base[0] = Fraction(e[sex])
        ratios = _ratios(sex)
        groups += [[b * ratios[age][d] for age, b in enumerate(base)] for d in range(10)]
    return tables.Hazard(groups)


def death_days(key: Column, sex: Column, decile: Column, born: Column, day: Column | int) -> Column:
    """The day each person dies, all being alive on `day` (days since 1970, int64): by the life table, and by the season
    and the waves of the years (`seasons`)."""
    table = life()
    group = (sex - 1) * 10 + decile - 1
    total = table.at(day - born, group) + tables.exponential(tables.uniform(key, _LIFE))
    age = np.minimum(table.age_at(total, group), OLDEST * 1461 // 4)
    return _seasons().dies(day + np.zeros_like(born), np.maximum(born + age, day), _group(sex, age))


def steady_age(sex: Column, born: Column, dies: Column) -> Column:
    """The age in days at which each would have died, were every day alike."""
    return _seasons().steady(born, dies, _group(sex, dies - born)) - born


def _group(sex: Column, age: Column) -> Column:
    """The group of `seasons.Calendar` by sex and age in days."""
    return (sex - 1) * len(AGE_GROUPS) + age_group(np.maximum(age, 0) * 4 // 1461)


@lru_cache(maxsize=1)
def _seasons() -> seasons.Calendar:
    return seasons.of_england()


@lru_cache(maxsize=1)
def _neonatal() -> tuple[Column, tables.Spread]:
    e = tables.toml("deaths")
    return tables.parts(tables.by_age(e["neonatal"]["gestation"], 320)), tables.Spread([e["neonatal_age"]["spread"]])


def neonatal_minutes(key: Column, gestation: Column, decile: Column) -> Column:
    """Minutes from birth to death of the babies who die before 28 days; NEVER for the others."""
    thresholds, ages = _neonatal()
    u, v = tables.draws(key, _NEONATAL)
    ratio = _infant_ratio()[decile - 1]
    dies = u < thresholds[np.clip(gestation, 0, 319)] * ratio // 1000
    return np.where(dies, ages.pick(v), clock.NEVER)


@tables.compiled
def _infant_ratio() -> Column:
    return np.array([int(r * 1000) for r in _ratios("female")[0]], dtype=np.int64)


def minute_of_death(key: Column) -> Column:
    """The minute of the day at which each person dies."""
    return tables.scale(tables.uniform(key, _MINUTE), 1440)


def shares_by_age(cause: str, sex: str) -> list[Fraction]:
    """The share of all deaths at each year of age that have a cause (0 to OLDEST - 1)."""
    by_group = [seasons.shares(sex, group)[cause] for group in AGE_GROUPS]
    return [by_group[group] for group in age_group(np.arange(OLDEST)).tolist()]


@tables.compiled
def _shares(of_the_cold: str) -> tables.Choice:
    """Causes by sex and age group, of the deaths that the cold brings ("cold") and of those of every season ("ever").

    Group 8 is under 28 days, the same in both, and group 0 the rest of the first year.
    """
    e = tables.toml("deaths")["neonatal_causes"]
    neonatal = [Fraction(e["shares"].get(cause, 0)) for cause in CAUSES[:STILLBORN]]
    weight = Fraction(e["of_infant_deaths"])
    _, mean = seasons.weather()
    rises = [seasons.of_cold(cause) for cause in CAUSES[:STILLBORN]]
    part = rises if of_the_cold == "cold" else [1 - mean * rise for rise in rises]
    groups = []
    for sex in SEXES:
        by_age = [list(seasons.shares(sex, group).values()) for group in AGE_GROUPS]
        by_age[0] = [max(whole - weight * n, Fraction(0)) for whole, n in zip(by_age[0], neonatal, strict=True)]
        groups += [*([share * of for share, of in zip(ages, part, strict=True)] for ages in by_age), neonatal]
    return tables.Choice(groups)


def causes(key: Column, sex: Column, age: Column, day: Column, neonatal: Column) -> Column:
    """The underlying cause (index in CAUSES) of each death by sex, age in years and the day of death.

    neonatal: under 28 days of age (bool).
    """
    group = age_group(age)
    u, v = tables.draws(key, _CAUSE)
    pandemic, cold = _seasons().of(day, (sex - 1) * len(AGE_GROUPS) + group)
    pandemic = np.where(neonatal, 0, pandemic)
    of_shares = (sex - 1) * 9 + np.where(neonatal, 8, group)
    chilled = ~neonatal & (v < pandemic + ((tables.ONE - pandemic) * (cold >> 16) >> 16))
    cause = np.where(chilled, _shares("cold").one(u, of_shares), _shares("ever").one(u, of_shares))
    return np.where(v < pandemic, CAUSES.index(seasons.COVID), cause)
