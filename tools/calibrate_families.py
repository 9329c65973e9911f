"""Make the mix of families and the rates of conception that give England's structure and births.

Two steps, run by hand when the evidence changes:

    python tools/calibrate_families.py mix      writes synth/world/evidence/family_mix.csv
    python tools/calibrate_families.py rates    writes synth/world/evidence/conception_rates.csv

`mix` starts from shares of people living in each type of family by age and sex, measures who else lives in a
family of each cell (type, sex and age of the head) with the world's own code, and scales the cells until all
members together have England's structure by single year of age and sex. `rates` simulates ten years and
scales the rate at each age until live births by age of mother are as published."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from synth import clock, keys
from synth.settings import Settings
from synth.world import families, tables

EVIDENCE = Path(tables.EVIDENCE)
DAY = clock.day_of(2020)
BANDS = (16, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)
# Per cent of women and men of each band of age who head (or, for couples, are the woman of) a family of each
# type.
# Assumption: ONS families and households and Census 2021 living arrangements, recalled; only a starting
# point.
WOMEN = {
    "one": (6, 17, 20, 14, 10, 9, 11, 14, 17, 21, 26, 31, 40, 52, 60, 62),
    "couple": (2, 13, 28, 20, 11, 9, 12, 22, 37, 50, 54, 53, 45, 31, 17, 7),
    "couple_children": (0.7, 6, 20, 43, 57, 58, 48, 27, 10, 2, 0, 0, 0, 0, 0, 0),
    "couple_grown": (0, 0, 0, 0, 0.2, 2, 7, 15, 17, 12, 7, 4, 3, 2, 1, 0),
    "lone_children": (1.2, 6, 9, 11, 13, 14, 12, 7, 2, 0.3, 0, 0, 0, 0, 0, 0),
    "lone_grown": (0, 0, 0, 0, 0.1, 1, 4, 7, 7, 5, 5, 5, 5, 6, 6, 6),
    "three_generations": (0.1, 0.6, 1.2, 1.6, 1.8, 1.8, 1.5, 0.8, 0.3, 0, 0, 0, 0, 0, 0, 0),
    "communal": (0.8, 1.2, 0.3, 0.2, 0.2, 0.2, 0.2, 0.3, 0.3, 0.4, 0.7, 1.1, 2.2, 4.5, 10, 22),
}
MEN = {
    "one": (6, 19, 24, 20, 18, 18, 19, 19, 20, 20, 20, 20, 21, 24, 28, 34),
    "lone_children": (0, 0, 0.2, 0.6, 1.3, 2, 2.4, 2, 1, 0.3, 0, 0, 0, 0, 0, 0),
    "lone_grown": (0, 0, 0, 0, 0, 0.2, 0.8, 1.7, 1.9, 1.5, 1.2, 1, 1, 1.3, 1.6, 2),
    "communal": (0.8, 1.6, 0.7, 0.6, 0.6, 0.5, 0.5, 0.5, 0.5, 0.6, 0.9, 1.2, 1.9, 3.4, 6.5, 13),
}
# Families of each type held to, as shares of all families; the rest is left to the scaling.
TYPES_HELD = {
    "couple_children": 0.182,
    "couple_grown": 0.062,
    "lone_children": 0.070,
    "lone_grown": 0.044,
    "three_generations": 0.010,
    "communal": 0.024,
}
PULL = 0.0025
"""How strongly, at each step, weights are drawn back to where they started."""
LAST = 100


def population() -> np.ndarray:
    """Residents by sex (0 male, 1 female) and age 0 .. 100, those of 90 and over by survival."""
    out = np.zeros((2, LAST + 1))
    for row in tables.rows("population"):
        out[0, int(row["age"])], out[1, int(row["age"])] = float(row["male"]), float(row["female"])
    life = tables.rows("life_table")
    for s, name in enumerate(("male", "female")):
        alive = [1.0]
        for age in range(90, LAST):
            alive.append(alive[-1] * (1 - float(life[age][name]) / 100_000) * 0.985)
        out[s, 90:] = out[s, 90] * np.array(alive) / sum(alive)
    return out


def cells() -> tuple[list[tuple[str, str, int]], np.ndarray]:
    """The cells and their starting weights."""
    people = population()
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


def mix() -> None:
    """Scale the cells until members have the structure of the population."""
    found, weights = cells()
    write_mix(found, np.ones(len(found)))
    families.mix.cache_clear()
    each = 1500
    members = np.zeros((len(found), 2 * (LAST + 1)))
    for c in range(0, len(found), 40):
        these = np.repeat(np.arange(c, min(c + 40, len(found))), each)
        o = families.compose(keys.run_key(7, DAY), np.arange(len(these)) + c * each, DAY, these)
        age = np.minimum(clock.age_years(o.born, np.full(len(o), DAY)), LAST)
        np.add.at(members, (these[o.family], (o.sex - 1) * (LAST + 1) + age), 1 / each)
    target = population().ravel()
    size = members.sum(axis=1)
    prior = weights.copy()
    kinds = np.array([kind for kind, _, _ in found])
    for _ in range(3000):
        now = weights @ members
        ratio = np.where(now > 0, target / np.maximum(now, 1e-9) * (now.sum() / target.sum()), 1)
        weights *= np.exp((members @ np.log(np.clip(ratio, 0.2, 5))) / size)
        for kind, share in TYPES_HELD.items():
            held = kinds == kind
            weights[held] *= (share * weights.sum() / weights[held].sum()) ** 0.1
        weights *= (prior / weights) ** PULL
    weights *= target.sum() / (weights @ members).sum()
    now = weights @ members
    print("largest error of a single year of age:", np.abs(now / target - 1)[target > 20_000].max())
    for kind in families.TYPES:
        print(f"{kind:20s} {weights[kinds == kind].sum() / weights.sum():.3f}")
    print("members to a family", (weights @ size) / weights.sum())
    for s, sex in enumerate(("male", "female")):
        off = (now / target - 1)[s * (LAST + 1) : s * (LAST + 1) + 95]
        print(sex, "error by five years", np.round([off[a : a + 5].mean() for a in range(0, 95, 5)], 3))
    ages = np.array([age for _, _, age in found])
    sexes = np.array([sex for _, sex, _ in found])
    women = population()[1]
    for a in range(20, 90, 5):
        here = (ages >= a) & (ages < a + 5) & (sexes == "female")
        row = " ".join(f"{k} {weights[here & (kinds == k)].sum() / women[a : a + 5].sum():.3f}" for k in families.TYPES)
        print(a, row)
    write_mix(found, weights / weights.sum() * 10**7)


def write_mix(found: list[tuple[str, str, int]], weights: np.ndarray) -> None:
    """Write the weights."""
    lines = [
        "# How many families of ten million have each type and a head (of couples, the woman) of each sex and age.",
        "# Source: made by tools/calibrate_families.py, so that members have the structure of England by single year",
        "# of age and sex (ONS mid-2023); the types start from ONS families and households and Census 2021, recalled.",
        "type,sex,age,weight",
    ]
    lines += [f"{k},{s},{a},{round(float(w))}" for (k, s, a), w in zip(found, weights, strict=True) if round(float(w))]
    (EVIDENCE / "family_mix.csv").write_text("\n".join(lines) + "\n")
    tables.rows.cache_clear()


def rates() -> None:
    """Scale the rates of conception until births by age of mother are as published."""
    from synth.world import build, fertility

    asfr = {int(r["age"]): float(r["rate"]) for r in tables.rows("fertility_by_age")}
    wanted = float(tables.toml("fertility")["total_fertility"]["value"]) * 1000
    scale = wanted / sum(asfr.values())
    try:
        rate = {int(r["age"]): float(r["rate"]) for r in tables.rows("conception_rates")}
    except FileNotFoundError:
        rate = {age: value / 0.5 for age, value in asfr.items()}
    # The published rate at 45 is of all births at 45 and over; it is spread over five years.
    asfr = {**asfr, 45: asfr[45] * 0.55, 46: asfr[45] * 0.25, 47: asfr[45] * 0.12, 48: asfr[45] * 0.08}
    settings = Settings(seed=11)
    for turn in range(6):
        write_rates({age: rate.get(age, asfr[age] / 0.5) for age in asfr})
        fertility._evidence.cache_clear()
        p = build(np.arange(300_000), settings)
        women, births = exposure(p, settings)
        for age in asfr:
            window = slice(max(age - 1, 0), age + 2) if 16 < age < 44 else slice(age, age + 1)
            got = births[window].sum() / max(women[window].sum(), 1) * 1000
            should = np.mean([asfr.get(a, 0) for a in range(window.start, window.stop)]) * scale
            change = np.clip(should / max(got, should / 3), 0.5, 2)
            rate[age] = rate.get(age, asfr[age] / 0.5) * change
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
        alive = female[(p["born"][female] // 1440 < day) & (p["died"][female] // 1440 > day)]
        age = clock.age_years(clock.uk_day(p["born"][alive]), np.full(len(alive), day))
        women += np.bincount(age[age < 60], minlength=60) * 0.5
    baby = np.flatnonzero((p["born"] >= settings.begins) & (p["mother"] >= 0) & ~p["stillborn"])
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
    {"mix": mix, "rates": rates}[sys.argv[1]]()
