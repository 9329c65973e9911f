"""The pregnancies of women from a day on, one after another, in columns.

A woman conceives at a rate by age (births by age of mother, scaled), by how many births lie behind her and by
whether she lives with a partner. Each round takes every woman still in question to her next conception: a
waiting time with mean 1 is spent along the sum of her rate, piece by piece with partners and without. Because a
later round cannot change an earlier one, a longer window only adds pregnancies."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np

from synth import chance
from synth import clock as calendar
from synth.world import tables
from synth.world.demography import characteristics, pregnancy, supported_homes, timing
from synth.world.families import heredity
from synth.world.first_day import NEVER_DAY

Column = np.ndarray

ROUNDS = 60
FIRST_AGE, LAST_AGE = 14, 50
YOUNG = 20
"""The age in years below which conceptions go by years of their own, and with smoking."""
_OF_THE_YOUNG = 4
"""So many times as many conceptions of the young are drawn as happen: which of them do goes with smoking."""
SETTLE = 300
"""Days before the first day from which conceptions are followed, so that births come from that day on."""
_WAIT, _END, _BIRTH = (chance.name_hash(f"world.pregnancy.{n}") for n in ("wait", "end", "birth"))
_FINISHED, _TIMES = chance.name_hash("world.pregnancy.finished"), chance.name_hash("world.pregnancy.times")


@dataclass
class Women:
    """Women who may conceive, one row each; days since 1970.

    key (uint64), born (day), opens (day from which she may conceive), first (day before which no birth may
    fall), parity and gravida so far, finished (wants no more children), partner_until (day to which she lives with
    the partner of her first day, far back where she has none), again_from, again_until (days of a later partnership),
    ends (day of her death or of leaving England), decile, ethnic (index in `people.ETHNIC`), ethnic_class (index in
    `pregnancy.ETHNIC_CLASSES`), arrived (from abroad, after the first day)."""

    key: Column
    born: Column
    opens: Column
    first: Column
    parity: Column
    gravida: Column
    finished: Column
    partner_until: Column
    again_from: Column
    again_until: Column
    ends: Column
    decile: Column
    ethnic: Column
    ethnic_class: Column
    arrived: Column

    def __len__(self) -> int:
        return len(self.key)


@dataclass
class Pregnancies:
    """Pregnancies in the order of rounds: of each woman from first to last.

    woman (row), round (her draws' occurrence), number, last_period and ends (days), gestation (days),
    outcome, fetuses, still (the first baby is stillborn), parity and gravida (before, and including it), minute (of
    the day at which the first baby is born)."""

    woman: Column
    round: Column
    number: Column
    last_period: Column
    ends: Column
    gestation: Column
    outcome: Column
    fetuses: Column
    still: Column
    identical: Column
    parity: Column
    gravida: Column
    minute: Column


@tables.compiled
def _evidence() -> dict:
    e = tables.toml("fertility")
    rates = {int(r["age"]): Fraction(r["rate"]) for r in tables.rows("conception_rates")}
    ratios = [
        Fraction(r) for r in [*e["progression"]["single"], *e["progression"]["with_partner"], *e["finished"]["ratio"]]
    ]
    return {
        "rate": tables.Hazard(
            [
                [
                    rates.get(age, Fraction(0)) / 1000 * (_OF_THE_YOUNG if age < YOUNG else 1)
                    for age in range(LAST_AGE + 1)
                ]
            ]
        ),
        "ratio": np.array([int(r * 1000) for r in ratios], dtype=np.int64),
        # by ethnic category, then decile
        "lean": np.array(
            [
                int(Fraction(g) * Fraction(r) * 1000)
                for g in e["ethnic"]["ratio"].values()
                for r in e["deprivation"]["ratio"]
            ],
            dtype=np.int64,
        ),
        "smoking": Fraction(e["under_20"]["with_smoking"]),
        "arrived": int(Fraction(e["arrived"]["ratio"]) * 1000),
        "times": tables.parts([f / max(total_fertility()) for f in total_fertility()]),
        "times_young": np.stack(
            [
                tables.parts([f * leans / max(young()) / _OF_THE_YOUNG for f in young()])
                for leans in _more_of_the_young(e)
            ]
        ),
        "after_birth": tables.Spread([e["after_birth"]["spread"]]),
        "after_loss": tables.Spread([e["after_loss"]["spread"]]),
        "finished": tables.parts(e["finished"]["after"]),
        "finished_before": _finished_before(e["finished"]),
    }


def _more_of_the_young(e: dict) -> list[Fraction]:
    """By decile, how many times as steep the gradient of the young is as that of all women, which they share."""
    pairs = zip(e["under_20"]["by_decile"], e["deprivation"]["ratio"], strict=True)
    return [Fraction(young) / Fraction(everyone) for young, everyone in pairs]


def total_fertility() -> list[Fraction]:
    """Children per woman in each calendar year from clock.FIRST_YEAR to clock.LAST_YEAR."""
    return _by_year("total_fertility")


def young() -> list[Fraction]:
    """Conceptions under 18 per 1,000 in each calendar year from clock.FIRST_YEAR to clock.LAST_YEAR."""
    return _by_year("under_20")


@lru_cache
def _by_year(table: str) -> list[Fraction]:
    """A figure of the evidence in each calendar year: between two that are told in part of each."""
    known = {int(year): Fraction(value) for year, value in tables.toml("fertility")[table]["years"].items()}
    years = sorted(known)
    out = []
    for year in range(calendar.FIRST_YEAR, calendar.LAST_YEAR + 1):
        before = max((y for y in years if y <= year), default=years[0])
        after = min((y for y in years if y >= year), default=years[-1])
        part = Fraction(year - before, after - before) if after > before else Fraction(0)
        out.append(known[before] + (known[after] - known[before]) * part)
    return out


def _finished_before(e: dict) -> Column:
    """Thresholds by births so far (0 .. 4) and years since the last (0 .. 39) of having finished by then."""
    table = [[Fraction(0)] * 40]
    for births in range(4):
        finished = Fraction(e["after"][births])
        for years in range(40):
            going_on = (1 - finished) * (1 - Fraction(e["goes_on"])) ** max(years - 1, 0)
            table.append([]) if years == 0 else None
            table[-1].append(finished / (finished + going_on))
    return tables.parts([p for row in table for p in row]).reshape(5, 40)


def finished(key: Column, births: Column, days: Column) -> Column:
    """Whether a mother has finished, by births so far and days since the last."""
    years = np.clip(days * 4 // 1461, 0, 39)
    return tables.uniform(key, _FINISHED) < _evidence()["finished_before"][np.minimum(births, 4), years]


def after_birth(key: Column) -> Column:
    """Days from a birth before the first day until the mother may conceive again."""
    return _evidence()["after_birth"].pick(tables.uniform(key, _WAIT, ROUNDS))


def simulate(women: Women, until: int) -> Pregnancies:
    """Every pregnancy that begins before a day."""
    e = _evidence()
    hazard: tables.Hazard = e["rate"]
    at = np.arange(len(women))
    clock = np.maximum(women.opens, women.born + FIRST_AGE * 1461 // 4)
    parity, gravida, finished = women.parity.copy(), women.gravida.copy(), women.finished.copy()
    limit = np.minimum(np.minimum(women.ends, until), women.born + LAST_AGE * 1461 // 4)
    limit[supported_homes.earliest(women.key, women.born) < NEVER_DAY] = 0
    rounds = []
    for turn in range(ROUNDS):
        at = at[clock[at] < limit[at]]
        if not len(at):
            break
        key, born = women.key[at], women.born[at]
        u_wait, u_after = tables.draws(key, _WAIT, turn)
        conceived = born + hazard.age_at(_spend(e, hazard, women, at, clock[at], parity[at], finished[at], u_wait))
        conceived = np.maximum(timing.seasonal(conceived), clock[at])
        on = np.flatnonzero(conceived < limit[at])
        at, key, born, conceived, u_after = at[on], key[on], born[on], conceived[on], u_after[on]
        age = (conceived - born) * 4 // 1461
        u_end, u_length = tables.draws(key, _END, turn)
        u_several, u_still = tables.draws(key, _BIRTH, turn)
        outcome = pregnancy.outcomes(u_end, age)
        birth = outcome == pregnancy.LIVE_BIRTH
        fetuses = np.where(birth, pregnancy.multiple_births(u_several, age), 1)
        still = birth & pregnancy.stillborn(u_still, women.ethnic_class[at], women.decile[at], fetuses)
        outcome[still & (fetuses == 1)] = pregnancy.STILLBIRTH
        length = pregnancy.gestation(key, u_length, outcome, fetuses)
        ends = conceived - 14 + length
        onset = timing.onsets(key, turn, ends, length, still)
        moved = np.where(birth & ~still, timing.moved(key, turn, ends, onset), 0)
        length, ends = length + moved, ends + moved
        # Births before the first day are those of the opening family; a mother lives to the end of her
        # pregnancy.
        happens = (~birth | (ends >= women.first[at])) & (ends < women.ends[at])
        # Rates are those of the year of most births; of other years' conceptions a part does not happen.
        year = calendar.year_of(conceived) - calendar.FIRST_YEAR
        young, of_year = age < YOUNG, tables.uniform(key, _TIMES, turn)
        of_year = np.where(young, heredity.alike(characteristics.inclination(key), of_year, e["smoking"]), of_year)
        happens &= of_year < np.where(young, e["times_young"][women.decile[at] - 1, year], e["times"][year])
        wait = np.where(birth, e["after_birth"].pick(u_after), e["after_loss"].pick(u_after))
        clock[at] = np.where(happens, ends + wait, conceived + 1)
        done = np.flatnonzero(happens)
        who = at[done]
        gravida[who] += 1
        rounds.append(
            (
                who,
                np.full(len(who), turn),
                gravida[who],
                conceived[done] - 14,
                ends[done],
                length[done],
                outcome[done],
                fetuses[done],
                still[done],
                pregnancy.identical(key[done], turn, fetuses[done]),
                parity[who],
                gravida[who],
                timing.minutes(key[done], turn, onset[done]),
            )
        )
        born_now = done[birth[done]]
        parity[at[born_now]] += 1
        stops = (
            tables.uniform(key[born_now], _FINISHED, turn + 1) < e["finished"][np.minimum(parity[at[born_now]], 4) - 1]
        )
        finished[at[born_now]] |= stops
    if not rounds:
        nothing = np.empty(0, dtype=np.int64)
        columns = [
            nothing.astype(bool) if name in ("still", "identical") else nothing for name in Pregnancies.__annotations__
        ]
        return Pregnancies(*columns)
    return Pregnancies(*[np.concatenate(c) for c in zip(*rounds, strict=True)])


def _spend(
    e: dict,
    hazard: tables.Hazard,
    women: Women,
    at: Column,
    clock: Column,
    parity: Column,
    finished: Column,
    u: Column,
) -> Column:
    """The sum of the base rate at which each woman's waiting time is spent."""
    born = women.born[at]
    order = np.minimum(parity, 4)
    lean = e["lean"][women.ethnic[at] * 10 + women.decile[at] - 1]
    lean = np.where(women.arrived[at], lean * e["arrived"] // 1000, lean)
    alone = e["ratio"][np.where(finished, 10, order)] * lean // 1000
    together = e["ratio"][np.where(finished, 11, order + 5)] * lean // 1000
    now = hazard.at(clock - born)
    first = np.maximum(hazard.at(np.clip(women.partner_until[at] - born, 0, 36_500)), now)
    again = np.maximum(hazard.at(np.clip(women.again_from[at] - born, 0, 36_500)), first)
    stops = np.maximum(hazard.at(np.clip(women.again_until[at] - born, 0, 36_500)), again)
    wait = tables.exponential(u) * 1000
    # with the first partner, alone, with the later one, alone again
    spent_1 = (first - now) * together
    spent_2 = spent_1 + (again - first) * alone
    spent_3 = spent_2 + (stops - again) * together
    return np.select(
        [wait < spent_1, wait < spent_2, wait < spent_3],
        [now + wait // together, first + (wait - spent_1) // alone, again + (wait - spent_2) // together],
        stops + (wait - spent_3) // alone,
    )
