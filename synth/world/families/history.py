"""The table of pregnancies: those before the first day, from the children there are, and those since.

Numbers, gravida and parity count every pregnancy of a mother who is a member, lost ones included.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.demography import characteristics, pregnancy
from synth.world.families import lives
from synth.world.families.families import Opening, identical_before
from synth.world.population import Table

Column = np.ndarray

_PAST, _LOSS, _TIME, _WHEN = (chance.name_hash(f"world.past pregnancy.{n}") for n in ("length", "loss", "time", "when"))
_SEXES = tuple(chance.name_hash(f"world.past pregnancy.sex of baby {n}") for n in (1, 2, 3))
_OF_MOTHER = chance.name_hash("world.pregnancy.weight of her babies")
_WEIGHT = tuple(chance.name_hash(f"world.pregnancy.weight of baby {n}") for n in (1, 2, 3))


@lru_cache(maxsize=1)
def _past_loss() -> int:
    return tables.part(tables.toml("fertility")["past_loss"]["value"])


@lru_cache(maxsize=1)
def _lawful_from() -> int:
    """The first day (since 1970) on which a termination can stand in a record."""
    return int(tables.toml("fertility")["termination_lawful"]["from"])


def past(o: Opening) -> dict[str, Column]:
    """Pregnancies before the first day: columns mother, last_period, ends (day), gestation, outcome, fetuses,
    babies."""
    m = np.flatnonzero(o.maternity_mother >= 0)
    mother, order, born = o.maternity_mother[m], o.maternity_order[m], o.maternity_born[m]
    key = o.key[mother]
    live = np.zeros(len(m), dtype=np.int64)
    days = pregnancy.gestation(key, tables.uniform(key, _PAST, order), live, o.maternity_fetuses[m])
    period = born - days
    births = {
        "mother": mother,
        "last_period": period,
        "ends": born,
        "gestation": days,
        "outcome": live,
        "fetuses": o.maternity_fetuses[m],
        "babies": o.maternity_babies[m],
        "sexes": _sexes(o, m),
        "identical": identical_before(o, m),
        "still": np.zeros((len(m), 3), dtype=bool),
    }
    # A loss before some births, where there is room for one.
    u, v = tables.draws(key, _LOSS, order)
    w, x = tables.draws(key, _WHEN, order)
    following = np.argsort(mother * 8 + order, kind="stable")
    before = np.full(len(m), lives.LONG_AGO_DAY)
    same = mother[following][:-1] == mother[following][1:]
    before[following[:-1][same]] = born[following[1:][same]]
    age = (period - o.born[mother]) * 4 // 1461
    outcome = pregnancy.losses(v, age)
    lost = np.flatnonzero(u < _past_loss())
    length = pregnancy.gestation(key[lost], x[lost], outcome[lost], np.ones(len(lost), dtype=np.int64))
    latest = period[lost] - 30 - length
    earliest = np.maximum(before[lost] + 60, np.maximum(o.born[mother[lost]] + 15 * 1461 // 4, latest - 700))
    room = latest - earliest
    start = earliest + tables.scale(w[lost], np.maximum(room, 1))
    told = (outcome[lost] != pregnancy.TERMINATION) | (start + length >= _lawful_from())
    fits = np.flatnonzero((room > 0) & told)
    lost = lost[fits]
    losses = {
        "mother": mother[lost],
        "last_period": start[fits],
        "ends": start[fits] + length[fits],
        "gestation": length[fits],
        "outcome": outcome[lost],
        "fetuses": np.ones(len(lost), dtype=np.int64),
        "babies": np.full((len(lost), 3), -1, dtype=np.int64),
        "sexes": np.zeros((len(lost), 3), dtype=np.int64),
        "identical": np.zeros(len(lost), dtype=bool),
        "still": np.zeros((len(lost), 3), dtype=bool),
    }
    return {name: np.concatenate([births[name], losses[name]]) for name in births}


def _sexes(o: Opening, m: Column) -> Column:
    """The sexes of the babies of past maternities, also of those who have left home (1 male, 2 female, 0
    none)."""
    out = np.zeros((len(m), 3), dtype=np.int64)
    for j in range(3):
        row = o.maternity_babies[m, j]
        u = tables.uniform(o.key[o.maternity_mother[m]], _SEXES[j], o.maternity_order[m])
        drawn = np.where(o.maternity_fetuses[m] > j, np.where(u >> 31 == 0, 1, 2), 0)
        out[:, j] = np.where(row >= 0, o.sex[row], drawn)
    out[:, 1] = np.where(identical_before(o, m), out[:, 0], out[:, 1])
    return out


def table(
    found: dict[str, Column], key: Column, born: Column, smoker_start: Column, smoker_stop: Column,
    built: Callable[[Column, Column], Column],
) -> Table:  # fmt: skip
    """The table of pregnancies from rows with mothers and babies as final person rows; adds numbers and weights.

    built: by how much the babies of women (rows) of so many years of age are heavier (`pregnancy.by_build`)."""
    order = np.argsort((found["mother"] << 32) + found["last_period"] + (1 << 31), kind="stable")
    c = {name: column[order] for name, column in found.items()}
    mother, n = c["mother"], len(order)
    first = np.searchsorted(mother, mother, side="left")
    number = np.arange(n) - first + 1
    birth = c["outcome"] <= pregnancy.STILLBIRTH
    births_before: Column = np.cumsum(birth) - birth
    parity: Column = births_before - births_before[first] if n else births_before
    babies = np.where(birth, c["fetuses"], 0)
    begins = (c["last_period"] + 14) * clock.DAY + tables.scale(tables.uniform(key[mother], _TIME, number), clock.DAY)
    ends = c["ends"] * clock.DAY + tables.scale(tables.uniform(key[mother], _PAST, number), clock.DAY)
    last = np.max(np.where(c["babies"] >= 0, born[c["babies"]], -(2**62)), axis=1)
    ends = np.where(c["end_instant"] > -(2**61), c["end_instant"], np.where(last > -(2**61), last, ends))
    smokes = (smoker_start[mother] < c["last_period"]) & (smoker_stop[mother] > c["last_period"])
    out = {
        "mother": mother,
        "number": number,
        "begins": begins,
        "last_period": c["last_period"],
        "ends": ends,
        "gestation": c["gestation"],
        "outcome": c["outcome"],
        "babies": babies,
        "fetuses": c["fetuses"],
        "parity": parity,
        "gravida": number,
    }
    of_mother = tables.uniform(key, _OF_MOTHER)[mother]
    hers = built(mother, (c["last_period"] - clock.uk_day(born[mother])) * 4 // 1461)
    for j in range(3):
        row = c["babies"][:, j]
        u = tables.uniform(key[mother], _WEIGHT[j], number)
        grams = pregnancy.birth_weight(
            of_mother,
            u,
            np.maximum(c["sexes"][:, j], 1),
            c["gestation"],
            c["fetuses"],
            smokes.astype(np.int64),
            c["still"][:, j],
            parity == 0,
            hers,
        )
        out[f"baby_{j + 1}"] = row
        out[f"sex_{j + 1}"] = c["sexes"][:, j]
        out[f"stillborn_{j + 1}"] = c["still"][:, j]
        out[f"birth_weight_{j + 1}"] = np.where(babies > j, grams, 0)
    out["smoker"] = smokes.astype(np.int64)
    out["identical"] = c["identical"].astype(np.int64)
    return Table(out)


def birth_facts(p: Table, key: Column, sex: Column) -> dict[str, Column]:
    """What is known of each person's birth.

    birth_weight (g), birth_gestation (days), birth_order (among those born together), plurality, child_number
    (among the mother's births). Those whose mother's pregnancies are not known get plausible values.
    """
    n = len(key)
    live = np.zeros(n, dtype=np.int64)
    one = np.ones(n, dtype=np.int64)
    days = pregnancy.gestation(key, tables.uniform(key, _PAST), live, one)
    child = 1 + (tables.uniform(key, _LOSS) >> 31) + (tables.uniform(key, _WHEN) >> 30 == 0)
    alone = characteristics.weight_draw(key)
    of_mother = tables.uniform(key, _OF_MOTHER)  # of a mother who is not known, for her one child
    grams = pregnancy.birth_weight(of_mother, alone, sex, days, one, live, live, child == 1, live)
    plurality, order = one.copy(), one.copy()
    for j in (1, 2, 3):
        here = np.flatnonzero(p[f"baby_{j}"] >= 0)
        row = p[f"baby_{j}"][here]
        days[row], grams[row] = p["gestation"][here], p[f"birth_weight_{j}"][here]
        child[row], plurality[row], order[row] = p["parity"][here] + 1, p["fetuses"][here], j
    return {
        "birth_weight": grams,
        "birth_gestation": days,
        "birth_order": order,
        "plurality": plurality,
        "child_number": child,
    }
