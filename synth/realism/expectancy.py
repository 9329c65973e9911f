"""Expectation of life by deprivation: life tables of what the population lived and died in the whole window."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, sqrt

import numpy as np

from synth.realism.measures import POPULATION, over_years
from synth.realism.sample import Sample, Span

Column = np.ndarray
STARTS = (0, 1, *range(5, 95, 5))
"""The first years of age of a life table's groups; the last is 90 and over."""
_OPEN = 130
_LIVED = (0.1, *([0.5] * (len(STARTS) - 1)))
"""The part of a group of ages that those who die in it have lived of it, on average."""


@dataclass(frozen=True)
class LifeTable:
    """Deaths and years lived by group of ages (STARTS), and what follows from them."""

    deaths: Column = field(repr=False)
    lived: Column = field(repr=False)

    def __add__(self, other: LifeTable) -> LifeTable:
        return LifeTable(self.deaths + other.deaths, self.lived + other.lived)

    def _rates(self) -> tuple[Column, Column, Column]:
        """Probabilities of dying in each group, those alive at its beginning, and the years ahead of them."""
        width = np.diff([*STARTS, _OPEN]).astype(float)
        rate = self.deaths / np.maximum(self.lived, 1e-9)
        dies = np.minimum(width * rate / (1 + width * (1 - np.array(_LIVED)) * rate), 1.0)
        dies[-1] = 1.0
        alive = np.cumprod(np.r_[1.0, 1 - dies[:-1]])
        years = width * (alive * (1 - dies) + np.array(_LIVED) * alive * dies)
        years[-1] = alive[-1] / max(rate[-1], 1e-9)
        ahead = np.cumsum(years[::-1])[::-1] / np.maximum(alive, 1e-9)
        return dies, alive, ahead

    @property
    def value(self) -> float:
        """The expectation of life at birth, in years."""
        return float(self._rates()[2][0])

    @property
    def error(self) -> float:
        """Its standard error (Chiang 1984); infinite where nobody died in some old age."""
        if (self.deaths[-6:] == 0).any():
            return inf
        dies, alive, ahead = self._rates()
        width = np.diff([*STARTS, _OPEN]).astype(float)
        variance = np.where(self.deaths > 0, dies**2 * (1 - dies) / np.maximum(self.deaths, 1), 0.0)[:-1]
        left = (1 - np.array(_LIVED[:-1])) * width[:-1] + ahead[1:]
        return sqrt(float((alive[:-1] ** 2 * left**2 * variance).sum()))


@dataclass(frozen=True)
class Gap:
    """By how many years one expectation of life is the longer."""

    longer: LifeTable
    shorter: LifeTable

    def __add__(self, other: Gap) -> Gap:
        return Gap(self.longer + other.longer, self.shorter + other.shorter)

    @property
    def value(self) -> float:
        return self.longer.value - self.shorter.value

    @property
    def error(self) -> float:
        return sqrt(self.longer.error**2 + self.shorter.error**2)

    def error_if(self, value: float) -> float:
        """The standard error, whatever the true value."""
        return self.error

    @property
    def n(self) -> int:
        return int(self.longer.deaths.sum() + self.shorter.deaths.sum())


@over_years(POPULATION, "Life expectancy gap most v least deprived decile",
            {"England males": (1,), "England females": (2,)}, "years", years=10)  # fmt: skip
def gap(sample: Sample, span: Span, sex: int) -> Gap:
    """The expectation of life at birth of the least deprived tenth less that of the most deprived (ONS, by decile)."""
    return Gap(_table(sample, span, sex, 10), _table(sample, span, sex, 1))


def _table(sample: Sample, span: Span, sex: int, decile: int) -> LifeTable:
    mine = sample["patient"] & ~sample["stillborn"].astype(bool) & (sample["sex"] == sex)
    rows = np.flatnonzero(mine & (sample["decile"] == decile))
    died, here = sample["died"][rows], np.minimum(sample["leaves"][rows], sample["died"][rows])
    dead = span.holds(died) & (here == died) & (sample["arrives"][rows] <= died)
    deaths, lived = [], []
    for first, following in zip(STARTS, (*STARTS[1:], _OPEN), strict=True):
        begins = sample.birthday(first)[rows] if first else sample["born"][rows]
        until = sample.birthday(following)[rows] if following < _OPEN else np.full(len(rows), 2**40)
        deaths.append(float((dead & (died >= begins) & (died < until)).sum()))
        lived.append(float(sample.lived(rows, span, first, following - 1).sum()))
    return LifeTable(np.array(deaths), np.array(lived))
