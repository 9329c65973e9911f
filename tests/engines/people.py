"""A small made-up population for the engines: families with parents, children, pregnancies, deaths and facts."""

from __future__ import annotations

import numpy as np

from synth import clock, keys
from synth.settings import Settings
from synth.world.population import Population, Table
from synth.world.vocabulary import ATTRIBUTES, EVENTS


def population(seed: int, families: int, settings: Settings) -> Population:
    """Some families of one to six persons; ties in time, early deaths and departures are common."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 7, families)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    n = int(start[-1])
    family = np.repeat(np.arange(families, dtype=np.int64), sizes)
    member = np.arange(n, dtype=np.int64) - start[family]
    begins, ends = settings.begins, settings.ends
    adult = member < 2
    ages = np.where(adult, rng.integers(18, 60, n), rng.integers(-8, 18, n))
    # Whole days and a few fixed minutes, so that ties in time are common.
    born = (begins // clock.DAY - ages * 365 - rng.integers(0, 20, n)) * clock.DAY + rng.choice([0, 540, 541], n)
    in_window = begins + rng.integers(-300, 900, n) * clock.DAY
    died = np.where(rng.random(n) < 0.4, np.maximum(in_window, born + clock.DAY), clock.NEVER)
    # One child in some is stillborn: gone in the moment of birth.
    stillborn = ~adult & (born > begins) & (np.arange(n) % 11 == 5)
    died = np.where(stillborn, born, died)
    leaves = np.where(rng.random(n) < 0.1, born + rng.integers(1, 40 * 365, n) * clock.DAY, clock.NEVER)
    mother = np.where(adult, -1, start[family])
    father = np.where(adult | (sizes[family] < 2), -1, start[family] + 1)
    key = keys.person_key(settings.run, family, member)
    persons = Table({
        "family": family, "member": member, "key": key,
        "genes": np.where((member == 3) & (family % 12 == 0), np.roll(key, 1), key),  # some are twins of one egg
        "sex": rng.integers(1, 3, n), "born": born, "died": died, "cause": np.full(n, -1), "arrives": np.full(n, clock.LONG_AGO),
        "leaves": leaves, "patient": rng.random(n) < 0.95, "ethnic": rng.integers(0, 16, n), "mother": mother,
        "father": father, "place": np.zeros(n, dtype=np.int64), "practice": np.zeros(n, dtype=np.int64),
        "stillborn": stillborn,
    })  # fmt: skip
    attributes = {name: rng.integers(0, 12, n) for name in ATTRIBUTES if name not in persons.columns}
    attributes["registered_from"] = np.where(
        rng.random(n) < 0.9, born + rng.integers(0, 20_000, n) * clock.DAY, clock.NEVER
    )
    attributes["record_begins"] = np.full(n, begins)
    facts = {name: _fact(rng, n, begins, ends) for name in ("smoker", "partnered")}
    return Population(
        np.arange(families, dtype=np.int64), start, persons, attributes, facts,
        _pregnancies(rng, start, member, mother, born, begins), Table(), Table(), Table(), Table(), Table(),
    )  # fmt: skip


def _fact(rng: np.random.Generator, n: int, begins: int, ends: int) -> Table:
    rows = np.sort(rng.integers(0, n, n))
    time = rng.integers(begins // clock.DAY, ends // clock.DAY, n) * clock.DAY
    order = np.lexsort((time, rows))
    return Table({"person": rows[order], "time": time[order], "value": rng.integers(0, 3, n)})


def _pregnancies(rng, start, member, mother, born, begins) -> Table:
    babies = np.flatnonzero((mother >= 0) & (born > begins))
    order = np.lexsort((born[babies], mother[babies]))
    babies = babies[order]
    m = mother[babies]
    columns = {
        "mother": m, "number": np.ones(len(m), dtype=np.int64), "begins": born[babies] - 266 * clock.DAY,
        "ends": born[babies], "baby_1": babies,
    }  # fmt: skip
    for k in range(1, len(m)):
        columns["number"][k] = columns["number"][k - 1] + 1 if m[k] == m[k - 1] else 1
    for name in EVENTS["conception"]:
        if name not in columns:
            fill = -1 if name.startswith("baby") else 0
            columns[name] = np.full(len(m), fill) if fill else rng.integers(0, 300, len(m))
    return Table(columns)
