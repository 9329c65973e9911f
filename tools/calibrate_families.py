"""Make the mix of families and the rates of conception that give England's structure and births.

Steps, run by hand, in this order, when the evidence changes:

    python tools/calibrate_families.py arrivals  the families that come from abroad, in family_mix.csv
    python tools/calibrate_families.py mix       the families of the first day in several years, in family_mix.csv
    python tools/calibrate_families.py rates     conception_rates.csv

`arrivals` scales the cells (type, sex and age of the head) of families that arrive until their members have the
published ages. `mix` starts from shares of people living in each type of family by age and sex, measures who else
lives in a family of each cell with the world's own code, and scales the cells until all members together have
England's structure by single year of age and sex: that of mid-2023 carried back or forward to the first of January
of each year by the world's own deaths, arrivals and departures. `rates` simulates ten years and scales the rate at
each age until live births by age of mother are as published."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np

from synth import cache, clock, keys
from synth.settings import Settings
from synth.world import tables
from synth.world.families import families, family_tables

EVIDENCE = Path(tables.EVIDENCE)
DAY = clock.day_of(2020)
YEARS = (2015, 2025)
PUBLISHED = 2023.5
BANDS = (16, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)
# Per cent of women and men of each band of age who head (or, for couples, are the woman of) a family of each type.
# Assumption: ONS families and households 2021 to 2023 and Census 2021 living arrangements, recalled. Those who are
# not told are children at home, grandparents, partners, or live apart from a family to which they belong.
WOMEN = {
    "one": (5, 14, 16, 11, 8, 8, 8, 10, 13, 18, 24, 30, 37, 49, 63, 75),
    "couple": (1.5, 12, 27, 23, 13, 10, 12, 18, 31, 44, 54, 54, 50, 38, 23, 9),
    "couple_children": (0.5, 5, 17, 38, 55, 57, 48, 30, 10, 2, 0, 0, 0, 0, 0, 0),
    "couple_grown": (0, 0, 0, 0, 0.3, 3, 9, 20, 26, 20, 12, 7, 4, 3, 2, 1),
    "lone_children": (0.5, 5, 8.5, 11, 13, 13.5, 12, 8, 2, 0.3, 0, 0, 0, 0, 0, 0),
    "lone_grown": (0, 0, 0, 0, 0.1, 1, 5, 9, 11, 9, 7, 6, 6, 7, 8, 8),
    "three_generations": (0.1, 0.6, 1.2, 1.6, 1.8, 1.8, 1.5, 0.8, 0.3, 0, 0, 0, 0, 0, 0, 0),
    "communal": (6, 4.5, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0, 0, 0, 0, 0, 0),
}
MEN = {
    "one": (4, 12, 12, 10, 9, 9, 9, 10, 13, 16, 18, 19, 22, 28, 37, 50),
    "lone_children": (0, 0, 0.2, 0.5, 1.2, 1.8, 2.2, 1.8, 1, 0.3, 0, 0, 0, 0, 0, 0),
    "lone_grown": (0, 0, 0, 0, 0, 0.2, 0.8, 1.7, 1.9, 1.8, 1.5, 1.3, 1.3, 1.5, 2, 3),
    "communal": (5.5, 4.5, 0.6, 0.5, 0.5, 0.4, 0.4, 0.4, 0.3, 0.3, 0, 0, 0, 0, 0, 0),
}
"""Nobody is the head of a communal establishment from 65 on: care homes are entered (`world.homes`)."""
TYPES_HELD = {"three_generations": 0.013}
"""Families of each type held to, as shares of all families; the rest is left to the scaling."""
PULL = 0.008
"""How strongly, at each step, weights are drawn back to where they started."""
LAST = 100
OLD = 88
"""From this age on, shares of residents are those of the published year in every year."""


def residents() -> np.ndarray:
    """Residents in mid-2023 by sex (0 male, 1 female) and age 0 .. 100, those of 90 and over by survival."""
    out = np.zeros((2, LAST + 1))
    for row in tables.rows("population"):
        out[0, int(row["age"])], out[1, int(row["age"])] = float(row["male"]), float(row["female"])
    for s in (0, 1):
        alive = [1.0]
        for age in range(90, LAST):
            alive.append(alive[-1] * (1 - dying()[s, age]) * 0.985)
        out[s, 90:] = out[s, 90] * np.array(alive) / sum(alive)
    return out


@lru_cache(maxsize=1)
def dying() -> np.ndarray:
    """Probability of dying in a year by sex and age."""
    life = tables.rows("life_table")
    return np.array([[float(life[a][s]) / 100_000 for a in range(LAST + 1)] for s in ("male", "female")])


@lru_cache(maxsize=1)
def net_arrivals() -> np.ndarray:
    """Arrivals less departures in a year by sex and age, as a share of all residents: the world's own."""
    from synth.world import build

    settings = Settings(seed=5)
    p = build(np.arange(120_000), settings)
    mine = p["patient"] & ~p["stillborn"]
    middle = (settings.begins + settings.ends) // 2
    here = mine & (p["born"] <= middle) & (p["died"] > middle) & (p["arrives"] <= middle) & (p["leaves"] > middle)
    years = (settings.ends - settings.begins) / clock.YEAR
    out = np.zeros((2, LAST + 1))
    for name, sign in (("arrives", 1), ("leaves", -1)):
        who = np.flatnonzero(mine & (p[name] >= settings.begins) & (p[name] < np.minimum(p["died"], settings.ends)))
        age = np.minimum((p[name][who] - p["born"][who]) // clock.YEAR, LAST)
        np.add.at(out, (p["sex"][who] - 1, age), sign / years / here.sum())
    print("arrivals less departures, percent a year:", round(100 * out.sum(), 3))
    return np.array([np.convolve(row, np.ones(5) / 5, "same") for row in out])


def population(year: float) -> np.ndarray:
    """Residents on the first of January of a year by sex and age 0 .. 100."""
    now, net, dies = residents(), net_arrivals(), dying()
    steps = round((PUBLISHED - year) * 2)
    for _ in range(abs(steps)):  # half a year at a time: half of each age moves to the next
        total = now.sum()
        if steps > 0:
            earlier = (now - net * total / 2) / (1 - dies / 2)
            now = earlier + (np.roll(earlier, -1, axis=1) - earlier) / 2
            now[:, -1] = earlier[:, -1]
        else:
            later = now * (1 - dies / 2) + net * total / 2
            now = later + (np.roll(later, 1, axis=1) - later) / 2
            now[:, 0] = later[:, 0]
    # Carried back, the few of great age would be what their survivors' chances make of them: they keep their share.
    kept = residents()[:, OLD:]
    now[:, OLD:] = kept * (now.sum() / residents().sum())
    return np.maximum(now, 1)


def cells() -> tuple[list[tuple[str, str, int]], np.ndarray]:
    """The cells and their starting weights."""
    people = residents()
    found, weights = [], []
    for s, (sex, shares) in enumerate((("male", MEN), ("female", WOMEN))):
        for kind, by_band in shares.items():
            middle = [b + 2 for b in BANDS]
            for age in range(16, LAST + 1):
                weight = np.interp(age, middle, by_band) * people[s, age]
                bears = kind in ("couple_children", "lone_children", "three_generations") and sex == "female"
                if weight > 0 and not (bears and age > 62):
                    found.append((kind, sex, age))
                    weights.append(weight)
    return found, np.array(weights)


def members(found: list[tuple[str, str, int]]) -> np.ndarray:
    """For each cell the mean number of members by sex and age (columns sex * (LAST + 1) + age)."""
    write_mix(found, {})
    each = 1500
    out = np.zeros((len(found), 2 * (LAST + 1)))
    for c in range(0, len(found), 40):
        these = np.repeat(np.arange(c, min(c + 40, len(found))), each)
        index = np.arange(len(these)) + c * each
        o = families.compose(keys.run_key(7, DAY), index, DAY, these, settled=True)
        age = np.minimum(clock.age_years(o.born, np.full(len(o), DAY)), LAST)
        np.add.at(out, (these[o.family], (o.sex - 1) * (LAST + 1) + age), 1 / each)
    return out


def scaled(weights: np.ndarray, each: np.ndarray, target: np.ndarray, held: dict[str, float], kinds: np.ndarray,
           turns: int) -> np.ndarray:  # fmt: skip
    """Weights of the cells such that members have the structure of a target, near where they started."""
    size = each.sum(axis=1)
    weights = weights * (target.sum() / (weights @ each).sum())
    prior, given = weights.copy(), kinds == "communal"
    for _ in range(turns):
        now = weights @ each
        ratio = np.where(now > 0, target / np.maximum(now, 1e-9), 1)
        weights = weights * np.exp((each @ np.log(np.clip(ratio, 0.2, 5))) / size)
        for kind, share in held.items():
            of = kinds == kind
            weights[of] *= (share * weights.sum() / weights[of].sum()) ** 0.1
        weights = weights * (prior / np.maximum(weights, 1e-12)) ** PULL
        weights[given] = prior[given]
    return weights / weights.sum() * 10**7


ARRIVING = {"one": 1.0, "couple": 0.38, "couple_children": 0.19, "lone_children": 0.02}
"""Families of each type among those that arrive, before scaling. Assumption: most come alone."""


def arrivals() -> None:
    """Scale the cells of families that arrive until members have the published ages of arrivals."""
    found, _ = cells()
    each = members(found)
    target = np.zeros((2, LAST + 1))
    for row in tables.rows("arrivals_by_age"):
        first, last = int(row["first"]), int(row["last"])
        for s, sex in enumerate(("male", "female")):
            ages = np.arange(first, last + 1)
            weight = np.ones(len(ages)) if last < 75 else 0.9 ** (ages - first)
            target[s, first : last + 1] += float(row[sex]) * weight / weight.sum()
    middle = np.maximum(np.convolve(target.sum(axis=0), np.ones(3) / 3, "same"), 1e-6)
    start = np.array([ARRIVING.get(kind, 0) * middle[age] for kind, _, age in found])
    kinds = np.array([kind for kind, _, _ in found])
    weights = np.zeros(len(found))
    on = np.flatnonzero(start > 0)
    weights[on] = scaled(start[on], each[on], np.maximum(target.ravel(), 1e-9), {}, kinds[on], 400)
    now = weights @ each
    print("members to an arriving family", now.sum() / weights.sum())
    for first, last in ((0, 4), (5, 15), (16, 19), (20, 24), (25, 34), (35, 49), (50, 64), (65, 74)):
        got = [now[s * (LAST + 1) + first : s * (LAST + 1) + last + 1].sum() / now.sum() * 100 for s in (0, 1)]
        should = [target[s, first : last + 1].sum() / target.sum() * 100 for s in (0, 1)]
        print(first, last, np.round(got, 2), "published", np.round(should, 2))
    columns = stored(found)
    columns["arriving"] = weights
    write_mix(found, columns)


def mix() -> None:
    """Scale the cells until members have the structure of the population, in each of several years."""
    found, start = cells()
    columns = stored(found)
    each = members(found)
    write_mix(found, columns)
    kinds = np.array([kind for kind, _, _ in found])
    ages = np.array([age for _, _, age in found])
    sexes = np.array([sex for _, sex, _ in found])
    for year in YEARS:
        target = population(year).ravel()
        weights = scaled(start, each, target, TYPES_HELD, kinds, 3000)
        columns[str(year)] = weights
        now = weights @ each
        now *= target.sum() / now.sum()
        print(year, "largest error of a single year of age:", np.abs(now / target - 1)[target > 20_000].max())
        for kind in families.TYPES:
            print(f"{kind:20s} {weights[kinds == kind].sum() / weights.sum():.3f}")
        print("members to a family", (weights @ each).sum() / weights.sum())
        for s, sex in enumerate(("male", "female")):
            off = (now / target - 1)[s * (LAST + 1) : s * (LAST + 1) + 95]
            print(sex, "error by five years", np.round([off[a : a + 5].mean() for a in range(0, 95, 5)], 3))
        women = target.reshape(2, -1)[1] / target.sum() * (weights @ each).sum()
        for a in range(20, 90, 10):
            here = (ages >= a) & (ages < a + 10) & (sexes == "female")
            shares = (f"{k} {weights[here & (kinds == k)].sum() / women[a : a + 10].sum():.3f}" for k in families.TYPES)
            print(a, " ".join(shares))
    write_mix(found, columns)


def stored(found: list[tuple[str, str, int]]) -> dict[str, np.ndarray]:
    """The weights that family_mix.csv holds now, in the order of the cells (0 where it lacks one)."""
    rows = {(r["type"], r["sex"], int(r["age"])): r for r in tables.rows("family_mix")}
    names = ("arriving", *map(str, YEARS))
    return {name: np.array([float(rows.get(cell, {}).get(name, 0)) for cell in found]) for name in names}


def write_mix(found: list[tuple[str, str, int]], columns: dict[str, np.ndarray]) -> None:
    """Write the weights; without any, each cell has the same."""
    one = np.ones(len(found))
    names = (*map(str, YEARS), "arriving")
    lines = [
        "# How many families of ten million have each type and a head (of couples, the woman) of each sex and age:",
        "# of those there on the first of January of a year, and of those that arrive from abroad.",
        "# Source: made by tools/calibrate_families.py, so that members have the structure of England by single year",
        "# of age and sex (ONS mid-2023, carried to each year by the world's own deaths and migration) and arrivals",
        "# have the ages of arrivals_by_age.csv; types start from ONS families and households, Census 2021, recalled.",
        f"type,sex,age,{','.join(names)}",
    ]
    for i, (kind, sex, age) in enumerate(found):
        values = [round(float(columns.get(name, one)[i])) for name in names]
        if any(values):
            lines.append(f"{kind},{sex},{age},{','.join(map(str, values))}")
    (EVIDENCE / "family_mix.csv").write_text("\n".join(lines) + "\n")
    tables.rows.cache_clear()
    families.mix.cache_clear()
    family_tables._choice_on.cache_clear()


SMOOTH = np.array([0.25, 0.5, 0.25])
"""How births at an age are averaged with those next to it before they are compared."""


def rates() -> None:
    """Scale the rates of conception until births by age of mother are as published."""
    from synth.world import build
    from synth.world.demography import fertility

    asfr = {int(r["age"]): float(r["rate"]) for r in tables.rows("fertility_by_age")}
    by_year = [float(f) for f in fertility.total_fertility()]
    ours = range(2015 - clock.FIRST_YEAR, 2025 - clock.FIRST_YEAR)  # the years of the settings below
    wanted = sum(by_year[y] for y in ours) / len(ours) * 1000
    scale = wanted / sum(asfr.values())
    try:
        rate = {int(r["age"]): float(r["rate"]) for r in tables.rows("conception_rates")}
    except FileNotFoundError:
        rate = {}
    # The published rate at 45 is of all births at 45 and over; it is spread over five years.
    asfr = {**asfr, 45: asfr[45] * 0.55, 46: asfr[45] * 0.25, 47: asfr[45] * 0.12, 48: asfr[45] * 0.08}
    settings = Settings(seed=11)
    rate = {age: max(rate.get(age, 0), asfr[age]) for age in asfr}
    for turn in range(8):
        write_rates(rate)
        fertility._evidence.cache_clear()
        p = build(np.arange(300_000), settings)
        women, births = exposure(p, settings)
        # A birth at an age comes of a conception some three quarters of a year before it: rates move together.
        ages = np.arange(13, 50)
        got = np.convolve(births[ages] / np.maximum(women[ages], 1) * 1000, SMOOTH, "same")
        should = np.convolve([asfr.get(a, 0) * scale for a in ages], SMOOTH, "same")
        ratio = np.clip(should / np.maximum(got, 0.05), 0.6, 1.6)
        for age in asfr:
            at = age - ages[0]
            rate[age] *= 0.27 * ratio[at] + 0.73 * ratio[at + 1]
        print(
            turn,
            "total fertility",
            round(1000 * (births / np.maximum(women, 1)).sum()),
            "wanted",
            round(wanted),
        )
    write_rates(rate)


def exposure(p, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """Years lived by women and births, by age, over the window."""
    women, births = np.zeros(60), np.zeros(60)
    female = np.flatnonzero((p["sex"] == 2) & p["patient"])
    for day in range(settings.start_day + 91, settings.end.toordinal() - 719163, 183):
        here = (p["arrives"][female] // 1440 < day) & (np.minimum(p["died"], p["leaves"])[female] // 1440 > day)
        alive = female[here & (p["born"][female] // 1440 < day)]
        age = clock.age_years(clock.uk_day(p["born"][alive]), np.full(len(alive), day))
        women += np.bincount(age[age < 60], minlength=60) * 0.5
    here = np.maximum(settings.begins, p["arrives"])  # a child that comes from abroad was no birth here
    baby = np.flatnonzero((p["born"] >= here) & (p["mother"] >= 0) & ~p["stillborn"])
    mother = p["mother"][baby]
    age = clock.age_years(clock.uk_day(p["born"][mother]), clock.uk_day(p["born"][baby]))
    births += np.bincount(age, minlength=60)[:60]
    return women, births


def write_rates(rate: dict[int, float]) -> None:
    """Write the rates."""
    lines = [
        "# Conceptions per 1,000 women a year at each age, recognised pregnancies of every outcome, before the ratios of",
        "# evidence/fertility.toml for births so far and partnership.",
        "# Source: made by tools/calibrate_families.py, so that live births by age of mother have the pattern of England",
        "# and Wales 2017 (ONS) and the total fertility of evidence/fertility.toml.",
        "age,rate",
    ]
    lines += [f"{age},{value:.3f}" for age, value in sorted(rate.items())]
    (EVIDENCE / "conception_rates.csv").write_text("\n".join(lines) + "\n")
    tables.rows.cache_clear()


if __name__ == "__main__":
    os.environ[cache.SWITCH] = "off"  # evidence that was just written is read, and not what was kept of it before
    {"arrivals": arrivals, "mix": mix, "rates": rates}[sys.argv[1]]()
