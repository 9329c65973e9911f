"""What a figure counts: shares, rates, means and middles, correlations, ratios of risks, the share of the top tenth.

Shares, rates and means have the error between families (`tally`). The others have that of a jackknife: a twentieth of
the families is left out at a time, and what the statistic does then says how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from synth.realism.tally import Tally

Column = np.ndarray
GROUPS = 20
"""Parts into which families are dealt, of which one at a time is left out."""
FEWEST = 8
"""Units below which a statistic by the jackknife has no error to speak of."""


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error, and how many units it rests on."""

    value: float
    error: float
    n: int

    def error_if(self, value: float) -> float:
        """The standard error, whatever the true value."""
        return self.error


@dataclass(frozen=True)
class Counted:
    """The units that count, as columns of equal length.

    what: one column, or two of a correlation; exposed, other: which are compared in a ratio (bool); stratum: numbers
    from 0; exposure: years; weight: how much each counts; family: numbers from 0."""

    family: Column
    weight: Column
    what: tuple[Column, ...]
    exposed: Column | None = None
    other: Column | None = None
    stratum: Column | None = None
    exposure: Column | None = None

    def only(self, keep: Column) -> Counted:
        """The same of some units."""
        cut = [None if c is None else c[keep] for c in (self.exposed, self.other, self.stratum, self.exposure)]
        return Counted(self.family[keep], self.weight[keep], tuple(w[keep] for w in self.what), *cut)

    def __len__(self) -> int:
        return len(self.family)


def share(units: Counted) -> Tally:
    """Those of whom it is true, of all; or the mean of a number."""
    what = units.what[0]
    return _tally(units, what * units.weight, units.weight)


def rate(units: Counted) -> Tally:
    """How much of it there is in a year that the units last."""
    assert units.exposure is not None
    return _tally(units, units.what[0] * units.weight, units.exposure * units.weight)


def quotient(units: Counted) -> Tally:
    """All that there is of one thing over all that there is of another."""
    above, below = units.what
    return _tally(units, above * units.weight, below * units.weight)


def odds(units: Counted) -> float:
    """Those of whom it is true, for each of whom it is not."""
    yes = float((units.what[0] * units.weight).sum())
    return yes / no if (no := float(units.weight.sum()) - yes) else 0.0


def one_in(units: Counted) -> float:
    """Of how many it is true of one; 0 where it is true of none."""
    yes = float((units.what[0] * units.weight).sum())
    return float(units.weight.sum()) / yes if yes else 0.0


def _tally(units: Counted, top: Column, bottom: Column) -> Tally:
    dense = np.unique(units.family, return_inverse=True)[1]
    return Tally.of(dense, top, bottom, len(units))


def centile(part: float) -> Callable[[Counted], float]:
    """The value below which a part of them lies, by weight."""

    def find(units: Counted) -> float:
        order = np.argsort(units.what[0], kind="stable")
        heaped = np.cumsum(units.weight[order])
        place = np.searchsorted(heaped, part * heaped[-1])
        middle = units.what[0][order]
        value = middle[min(place, len(middle) - 1)]
        if part == 0.5 and place + 1 < len(middle) and heaped[place] == part * heaped[-1]:
            value = (value + middle[place + 1]) / 2
        return float(value)

    return find


def spread(units: Counted) -> float:
    """The standard deviation."""
    x, w = units.what[0], units.weight
    mean = np.average(x, weights=w)
    return sqrt(float(np.average((x - mean) ** 2, weights=w)) * len(x) / max(len(x) - 1, 1))


def correlation(units: Counted) -> float:
    """How far two values go together (Pearson): -1 to 1."""
    w = units.weight
    x, y = (value - np.average(value, weights=w) for value in units.what)
    scale = float(np.sum(w * x * x)) * float(np.sum(w * y * y))
    return float(np.sum(w * x * y)) / sqrt(scale) if scale > 0 else 0.0


def top_tenth(units: Counted) -> float:
    """What the tenth with the most have, of all that there is."""
    largest = np.sort(units.what[0])[::-1]
    whole = float(largest.sum())
    tenth = len(largest) / 10
    full = int(tenth)
    top = float(largest[:full].sum()) + (tenth - full) * float(largest[full] if full < len(largest) else 0)
    return top / whole if whole else 0.0


def ratio(units: Counted) -> float:
    """How many times as much there is among the exposed as there would be if they were as the others of their stratum.

    Without strata: how many times the mean, or the rate a year, of the others."""
    assert units.exposed is not None and units.other is not None
    strata = np.zeros(len(units), dtype=np.int64) if units.stratum is None else units.stratum
    time = units.weight if units.exposure is None else units.exposure * units.weight
    what, size = units.what[0] * units.weight, int(strata.max(initial=0)) + 1
    seen, base = (np.bincount(strata[g], weights=what[g], minlength=size) for g in (units.exposed, units.other))
    mine, theirs = (np.bincount(strata[g], weights=time[g], minlength=size) for g in (units.exposed, units.other))
    both = (mine > 0) & (theirs > 0)
    expected = float((base[both] / theirs[both] * mine[both]).sum())
    return float(seen[both].sum()) / expected if expected else 0.0


def slope(units: Counted) -> float:
    """By how much the second value changes where the first is larger by one (least squares)."""
    w = units.weight
    x, y = (value - np.average(value, weights=w) for value in units.what)
    scale = float(np.sum(w * x * x))
    return float(np.sum(w * x * y)) / scale if scale > 0 else 0.0


def jackknifed(units: Counted, find: Callable[[Counted], float]) -> Estimate:
    """A statistic with the error that leaving out families gives it; inf where there are too few."""
    n = len(units)
    if n < FEWEST:
        return Estimate(find(units) if n else 0.0, inf, n)
    value = find(units)
    group = units.family % GROUPS
    some = [find(units.only(group != one)) for one in range(GROUPS) if (group != one).any() and (group == one).any()]
    if len(some) < 2:
        return Estimate(value, inf, n)
    error = sqrt((len(some) - 1) * float(np.var(some)))
    return Estimate(value, max(error, _least(units, value, find)), n)


def _least(units: Counted, value: float, find: Callable[[Counted], float]) -> float:
    """The error that a ratio of few events has whatever the jackknife says: by the square root of their number."""
    what = units.what[0]
    if find is one_in:
        events = float(what.sum())
    elif units.exposed is None or units.other is None or not ((what == 0) | (what == 1)).all():
        return 0.0
    else:
        events = min(float(what[units.exposed].sum()), float(what[units.other].sum()))
    return inf if events < 1 else value / sqrt(events)
