"""When in the year people die: winters, heat, and the waves of COVID-19, by sex and age.

A life table tells of a steady year. Real years are not: more die in a cold winter, in a week of heat, in a wave. Here
time runs faster when more people die (`Calendar.dies`): a life that would end so many days from now ends when so much
of that time has passed, so that in a usual year as many die as the life table says, and more in a year of a pandemic.
What a wave has taken is not given back: who lives on is, for the table, older by what the excess came to (some three
months after 2021), and mortality stays so much higher, as it did.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np

from synth import clock
from synth.world import tables

Column = np.ndarray

AGE_GROUPS = ("0", "1-4", "5-19", "20-34", "35-49", "50-64", "65-79", "80+")
FIRST_AGES = np.array([0, 1, 5, 20, 35, 50, 65, 80])
SEXES = ("male", "female")
COVID = "COVID-19"
WINTER = (12, 1, 2, 3)
"""The months of which ONS counts excess winter mortality."""

STEADY = 1 << 16
"""The time that passes in a day of a steady year."""
_ONE_GROUP = 1 << 40


def age_group(age: Column) -> Column:
    """The index in AGE_GROUPS of each age in years."""
    return np.searchsorted(FIRST_AGES, age, side="right") - 1


@lru_cache(maxsize=1)
def weather() -> tuple[list[Fraction], Fraction]:
    """How far each month, January first, lies above the one in which fewest die (of a steady day); and their mean."""
    months = [Fraction(m) for m in tables.toml("deaths")["season"]["months"]]
    cold = [m - min(months) for m in months]
    return cold, sum(cold, Fraction(0)) / 12


def of_cold(cause: str) -> Fraction:
    """How much more than deaths of all causes those of a cause rise with the cold."""
    return Fraction(tables.toml("deaths")["season"]["of_causes"][cause])


def shares(sex: str, group: str) -> dict[str, Fraction]:
    """The share of deaths at an age that have each cause, in a steady year."""
    return {row["cause"]: Fraction(row[f"{sex} {group}"]) for row in tables.rows("causes")}


@dataclass(frozen=True)
class Calendar:
    """How time passes for those who may die, by sex and age group.

    days: those on which it changes. upto: the time that has passed by each, and 2**40 more for each group before.
    rate: the time of a day from then on. cold: of the deaths that are not of COVID-19 those that the cold has brought;
    covid: of all deaths those of COVID-19 (both of 2**32).
    All but `days` are of one dimension: by group ((sex - 1) * 8 + age group), and within it by place in `days`.
    """

    days: Column
    upto: Column
    rate: Column
    cold: Column
    covid: Column

    def dies(self, day: Column, steady: Column, group: Column) -> Column:
        """The day of death of each who, were every day alike, would die on the day `steady`; alive on `day` (int64)."""
        known = self._known(day)
        left = np.maximum(self._known(steady) - known, 0)
        target = self._passed(known, group) + left * STEADY
        found = np.searchsorted(self.upto, target, side="right") - 1
        found = np.minimum(found, (group + 1) * len(self.days) - 1)
        ends = self.days[found % len(self.days)] + (target - self.upto[found]) // self.rate[found]
        return np.where(np.maximum(steady, ends) >= clock.LAST_DAY, steady, np.maximum(ends, day))

    def steady(self, day: Column, dies: Column, group: Column) -> Column:
        """The day on which each who is alive on `day` and dies on another would die, were every day alike (int64)."""
        begin, end = self._known(day), self._known(dies)
        passed = (self._passed(end, group) - self._passed(begin, group)) // STEADY
        return np.where(dies >= clock.LAST_DAY, dies, day + passed)

    def of(self, day: Column, group: Column) -> tuple[Column, Column]:
        """Of the deaths of each day the shares due to COVID-19 and, of all others, to the cold (of 2**32)."""
        at = self._at(self._known(day), group)
        return self.covid[at], self.cold[at]

    def _known(self, day: Column) -> Column:
        return np.clip(day, clock.FIRST_DAY, clock.LAST_DAY)

    def _at(self, known: Column, group: Column) -> Column:
        return np.searchsorted(self.days, known, side="right") - 1 + group * len(self.days)

    def _passed(self, known: Column, group: Column) -> Column:
        at = self._at(known, group)
        return self.upto[at] + (known - self.days[at % len(self.days)]) * self.rate[at]


def of_england() -> Calendar:
    """The calendar of deaths in England, as its evidence has it."""
    return Calendar(*_calendar())


@tables.compiled
def _calendar() -> tuple[Column, Column, Column, Column, Column]:
    days = _days()
    months = [clock.date_of(day) for day in days.tolist()]
    heat = {(y, m, d): ratio for y, m, first, last, ratio in _heat() for d in range(first, last + 1)}
    waves = {(int(r["year"]), int(r["month"])): r for r in tables.rows("covid_by_month")}
    cold, mean = weather()
    strength = _winters()
    from_group = int(age_group(np.array([int(tables.toml("deaths")["season"]["heat_from_age"])]))[0])
    rate, by_cold, by_covid = [], [], []
    for sex in SEXES:
        for number, group in enumerate(AGE_GROUPS):
            takes = sum((share * of_cold(cause) for cause, share in shares(sex, group).items()), Fraction(0))
            peaks = _peaks(sex, group)
            known: dict[tuple[object, ...], tuple[int, int, int]] = {}
            found = []
            for date in months:
                day, month = (date.year, date.month, date.day), (date.year, date.month)
                # Most days are like those of any other year.
                alike = date.month, month if month in strength or month in waves else None, day if day in heat else None
                if alike not in known:
                    chill = cold[date.month - 1] * strength.get(month, Fraction(1)) * takes
                    usual = 1 - mean * takes + chill
                    warm = heat.get(day, Fraction(1)) if number >= from_group else Fraction(1)
                    all_others = usual * warm * (Fraction(waves[month]["others"]) if month in waves else 1)
                    covid = peaks.get(month, Fraction(0))
                    known[alike] = (
                        int((all_others + covid) * STEADY),
                        int(chill / usual * (tables.ONE - 1)),
                        int(covid / (all_others + covid) * (tables.ONE - 1)),
                    )
                found.append(known[alike])
            rates, colds, covids = zip(*found, strict=True)
            rate.append(rates)
            by_cold.append(colds)
            by_covid.append(covids)
    rates_of = np.array(rate, dtype=np.int64)
    upto = np.zeros_like(rates_of)
    upto[:, 1:] = np.cumsum(rates_of[:, :-1] * np.diff(days), axis=1)
    upto += np.arange(len(upto))[:, np.newaxis] * _ONE_GROUP
    flat = [np.array(of_all, dtype=np.int64).ravel() for of_all in (upto, rates_of, by_cold, by_covid)]
    return days, flat[0], flat[1], flat[2], flat[3]


def _days() -> Column:
    """The days on which the rate of deaths may change: the first of every month, and where heat begins and ends."""
    days = {clock.day_of(y, m) for y in range(clock.FIRST_YEAR, clock.LAST_YEAR + 1) for m in range(1, 13)}
    for year, month, first, last, _ in _heat():
        days |= {clock.day_of(year, month, first), clock.day_of(year, month, last) + 1}
    return np.array(sorted(days), dtype=np.int64)


def _heat() -> list[tuple[int, int, int, int, Fraction]]:
    return [
        (int(r["year"]), int(r["month"]), int(r["first"]),
         min(int(r["last"]), calendar.monthrange(int(r["year"]), int(r["month"]))[1]), Fraction(r["ratio"]))
        for r in tables.rows("heat")
    ]  # fmt: skip


def _winters() -> dict[tuple[int, int], Fraction]:
    """How strong the cold of each month of a winter was, against the winters that are known."""
    deaths = {int(r["year"]): Fraction(r["deaths"]) for r in tables.rows("winters")}
    mean = sum(deaths.values(), Fraction(0)) / len(deaths)
    return {(year + (m < WINTER[0]), m): found / mean for year, found in deaths.items() for m in WINTER}


def _peaks(sex: str, group: str) -> dict[tuple[int, int], Fraction]:
    """Deaths of COVID-19 in each month, of those of a steady month, at an age: the year's by the shape of its waves."""
    of_year = {int(r["year"]): Fraction(r[group]) for r in tables.rows("covid") if r["sex"] == sex}
    of_month = {
        (int(r["year"]), int(r["month"])): Fraction(r["share"]) / (1 - Fraction(r["share"])) * Fraction(r["others"])
        for r in tables.rows("covid_by_month")
    }
    out = {}
    for year, share in of_year.items():
        mean = sum((of_month.get((year, m), Fraction(0)) for m in range(1, 13)), Fraction(0)) / 12
        for m in range(1, 13):
            if mean and (year, m) in of_month:
                out[year, m] = share / (1 - share) * of_month[year, m] / mean
    return out
