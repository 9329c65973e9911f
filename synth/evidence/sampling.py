"""Exact integer tables from which columns are drawn: choices, quantities, hazards and waiting times.

Every table is made once, with decimal or rational arithmetic, and is then used with integers alone, so that a
draw has one answer on every machine. A uniform draw is 32 bits (0 .. 2**32 - 1) in an int64 column; two of
them come from one 64-bit draw (`draws`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from synth import cache, chance
from synth.evidence import scores

Column = np.ndarray
Number = int | Decimal | Fraction

ONE = 1 << 32
"""What a probability of 1 is as a 32-bit threshold."""
UNIT = 10**8
"""Hazards are counted in units of 1e-8."""

_U32 = np.uint64(32)
_LOW = np.uint64(0xFFFF_FFFF)


def draws(keys: Column, name: int, occurrence: Column | int = 0) -> tuple[Column, Column]:
    """Two independent uniform draws of 32 bits (int64) for each key."""
    bits = chance.draw(keys, name, occurrence)
    return (bits >> _U32).view(np.int64), (bits & _LOW).view(np.int64)


def uniform(keys: Column, name: int, occurrence: Column | int = 0) -> Column:
    """One uniform draw of 32 bits (int64) for each key."""
    return (chance.draw(keys, name, occurrence) >> _U32).view(np.int64)


def scale(u: Column, n: Column | int) -> Column:
    """Uniform draws as one of 0 .. n-1 each (n up to 2**31)."""
    return (u * n) >> 32


def part(probability: Number) -> int:
    """A probability as a 32-bit threshold: a draw below it says yes."""
    value = Fraction(probability)
    if not 0 <= value <= 1:
        raise ValueError(f"a probability must lie between 0 and 1, not {probability}")
    return int(value * ONE)


def by_age(values: dict[str, Number], length: int) -> list[Fraction]:
    """A value for each year of age below `length` from values by first year of age: each holds to the
    next."""
    starts = sorted((int(age), Fraction(value)) for age, value in values.items())
    out = [starts[0][1]] * length
    for first, value in starts:
        out[first:] = [value] * (length - first)
    return out


def parts(values: Sequence[Number]) -> Column:
    """Probabilities as an array of 32-bit thresholds."""
    return np.array([part(value) for value in values], dtype=np.int64)


class Choice:
    """One of several outcomes by weight, for each of several groups (alias method; exact to 1 in 2**32)."""

    def __init__(self, weights: Sequence[Sequence[Number]]) -> None:
        self.size = len(weights[0])
        table = [_alias(_whole(group)) for group in weights]
        self._keep = np.array([keep for keep, _ in table], dtype=np.int64).ravel()
        self._other = np.array([other for _, other in table], dtype=np.int64).ravel()

    def pick(self, u: Column, v: Column, group: Column | int = 0) -> Column:
        """An outcome (int64) for two uniform draws each."""
        return self._take((u * self.size) >> 32, v, group)

    def one(self, u: Column, group: Column | int = 0) -> Column:
        """An outcome (int64) for one uniform draw each, whose lower part serves as the second (for few
        outcomes)."""
        at = u * self.size
        return self._take(at >> 32, at & (ONE - 1), group)

    def _take(self, first: Column, v: Column, group: Column | int) -> Column:
        cell = first + group * self.size
        return np.where(v < self._keep[cell], first, self._other[cell])


def _whole(weights: Sequence[Number]) -> list[int]:
    """Weights in the same proportions as whole numbers: fractions of one denominator, an order of magnitude quicker."""
    exact = [w if isinstance(w, (int, Fraction)) else Fraction(w) for w in weights]
    denominator = math.lcm(*(w.denominator for w in exact))
    return [w.numerator * (denominator // w.denominator) for w in exact]


def _alias(weights: list[int]) -> tuple[list[int], list[int]]:
    n, total = len(weights), sum(weights)
    if total <= 0:
        raise ValueError("weights must not all be 0")
    scaled = [w * n for w in weights]
    keep, other = [ONE] * n, list(range(n))
    small = [i for i in range(n) if scaled[i] < total]
    large = [i for i in range(n) if scaled[i] >= total]
    while small and large:
        s, g = small.pop(), large.pop()
        keep[s], other[s] = scaled[s] * ONE // total, g
        scaled[g] -= total - scaled[s]
        (small if scaled[g] < total else large).append(g)
    return keep, other


_MOST_STEPS = 4
"""Places that a guide may be short by: where it would be more, a binary search is quicker."""


def _guide(edges: Column, starts: Column, widths: int) -> tuple[Column, int]:
    """For buckets that begin at `starts` and are so wide: the last edge (sorted) at or before the begin of each, and
    how many edges at most lie inside one."""
    first = np.searchsorted(edges, starts, side="right") - 1
    last = np.searchsorted(edges, starts + (widths - 1), side="right") - 1
    return first, int((last - first).max(initial=0))


class Spread:
    """A quantity spread evenly between knots, for each of several groups.

    Each group is a list of (value, cumulative share); shares start at 0 and end at 1 (or are scaled to).
    """

    def __init__(self, groups: Sequence[Sequence[tuple[Number, Number]]]) -> None:
        cumulative, values, steps, widths = [], [], [], []
        for g, knots in enumerate(groups):
            low, high = Fraction(knots[0][1]), Fraction(knots[-1][1])
            for (v0, c0), (v1, c1) in pairwise(knots):
                a = int((Fraction(c0) - low) * ONE / (high - low))
                b = int((Fraction(c1) - low) * ONE / (high - low))
                if b <= a:
                    continue
                cumulative.append((g << 32) + a)
                values.append(int(v0))
                steps.append(int(v1) - int(v0))
                widths.append(b - a)
        self._cumulative, self._values = (
            np.array(cumulative, dtype=np.int64),
            np.array(values, dtype=np.int64),
        )
        self._steps, self._widths = np.array(steps, dtype=np.int64), np.array(widths, dtype=np.int64)
        starts = np.arange(len(groups) << 8, dtype=np.int64) << 24
        self._guide, self._short = _guide(self._cumulative, starts, 1 << 24)
        self._next = np.append(self._cumulative[1:], 1 << 62)

    def pick(self, u: Column, group: Column | int = 0) -> Column:
        """A value (int64) for a uniform draw each."""
        at = u + (np.asarray(group, dtype=np.int64) << 32)
        if self._short <= _MOST_STEPS:
            i = self._guide[at >> 24]
            for _ in range(self._short):
                i = i + (self._next[i] <= at)
        else:
            i = np.searchsorted(self._cumulative, at, side="right") - 1
        return self._values[i] + (at - self._cumulative[i]) * self._steps[i] // self._widths[i]


class Hazard:
    """A rate by year of age, for each of several groups, that adds up over life; ages are days.

    `at` gives the sum of the rate from birth to an age; `age_at` the age by which it has come to a sum. Sums
    are in units of 1e-8; where the rate is 0 ever after, the age is beyond every life (`FOREVER`)."""

    FOREVER = 150 * 365
    _TOP = 1 << 44

    def __init__(self, groups: Sequence[Sequence[Number]]) -> None:
        self._years = len(groups[0])
        sums, rates = [], []
        for g, yearly in enumerate(groups):
            total = g * self._TOP
            for rate in yearly:
                step = int(Fraction(rate) * UNIT)
                sums.append(total)
                rates.append(step)
                total += step
            sums.append(total)
            rates.append(0)
        self._sums, self._rates = np.array(sums, dtype=np.int64), np.array(rates, dtype=np.int64)
        longest = max(int(self._sums[(g + 1) * (self._years + 1) - 1]) - g * self._TOP for g in range(len(groups)))
        self._shift = max(longest.bit_length() - 10, 0)
        self._buckets = (longest >> self._shift) + 1
        inside = np.arange(self._buckets, dtype=np.int64) << self._shift
        starts = (np.arange(len(groups), dtype=np.int64)[:, None] * self._TOP + inside).ravel()
        self._guide, self._short = _guide(self._sums, starts, 1 << self._shift)
        self._next = np.append(self._sums[1:], 1 << 62)

    def at(self, age: Column, group: Column | int = 0) -> Column:
        """The sum of the rate up to each age in days (below 0 counts as 0)."""
        quarter = np.clip(age, 0, self._years * 1461 // 4) * 4
        year, rest = np.divmod(quarter, 1461)
        i = year + np.asarray(group) * (self._years + 1)
        return self._sums[i] + self._rates[i] * rest // 1461 - np.asarray(group) * self._TOP

    def age_at(self, total: Column, group: Column | int = 0) -> Column:
        """The age in days at which the sum reaches each total."""
        group = np.asarray(group, dtype=np.int64)
        target = np.minimum(total, self._TOP - 1) + group * self._TOP
        if self._short <= _MOST_STEPS:
            i = self._guide[np.minimum(total >> self._shift, self._buckets - 1) + group * self._buckets]
            for _ in range(self._short):
                i = i + (self._next[i] <= target)
        else:
            i = np.searchsorted(self._sums, target, side="right") - 1
        rate = self._rates[i]
        quarter = (target - self._sums[i]) * 1461 // np.maximum(rate, 1)
        age = ((i - group * (self._years + 1)) * 1461 + quarter) >> 2
        return np.where(rate > 0, age, self.FOREVER)


_KNOTS = 1024


@lru_cache(maxsize=1)
def _exponential() -> tuple[Column, Column]:
    q = cache.kept("exponential", [cache.code_of(Path(__file__))], _waits)
    return q[:-1], np.diff(q)


def _waits() -> Column:
    """Quantiles of the exponential distribution, in units of 1e-8; their logarithms are decimals, which take time."""
    with localcontext() as context:
        context.prec = 28
        knots = [int(-(1 - Decimal(k) / _KNOTS).ln() * UNIT) for k in range(_KNOTS)]
    knots.append(knots[-1] + 2 * UNIT)  # the last piece keeps the mean: an excess of 1 on average
    return np.array(knots, dtype=np.int64)


def exponential(u: Column) -> Column:
    """Waiting times with mean 1, in units of 1e-8, for uniform draws."""
    start, step = _exponential()
    k = u >> 22
    return start[k] + ((step[k] * (u & 0x3F_FFFF)) >> 22)


NORMAL_UNIT = 10_000


@lru_cache(maxsize=1)
def _normal() -> Spread:
    """Quantiles of the standard normal by Acklam's rational approximation (error below 1.2e-9), in
    decimals."""
    a = """-39.69683028665376 220.9460984245205 -275.9285104469687 138.3577518672690 -30.66479806614716
        2.506628277459239"""
    b = "-54.47609879822406 161.5858368580409 -155.6989798598866 66.80131188771972 -13.28068155288572 1"
    c = """-0.007784894002430293 -0.3223964580411365 -2.400758277161838 -2.549732539343734 4.374664141464968
        2.938163982698783"""
    d = "0.007784695709041462 0.3224671290700398 2.445134137142996 3.754408661907416 1"

    def polynomial(text: str, x: Decimal) -> Decimal:
        total = Decimal(0)
        for term in text.split():
            total = total * x + Decimal(term)
        return total

    def quantile(p: Decimal) -> Decimal:
        if p < Decimal("0.02425"):
            q = (-2 * p.ln()).sqrt()
            return polynomial(c, q) / polynomial(d, q)
        q = p - Decimal("0.5")
        return polynomial(a, q * q) * q / polynomial(b, q * q)

    low = [Decimal(k) / 200_000 for k in (1, 4, 20, 60, 200, 500, 1000, 2000, 3000, 4500)]
    low += [Decimal(k) / 100 for k in range(3, 50)]
    with localcontext() as context:
        context.prec = 28
        half = [(int(quantile(p) * NORMAL_UNIT), p) for p in low]
    knots = [(-46_000, Decimal(0)), *half, (0, Decimal("0.5"))]
    knots += [(-z, 1 - p) for z, p in reversed(half)] + [(46_000, Decimal(1))]
    return Spread([knots])


@lru_cache(maxsize=1)
def _places() -> Column:
    return np.array(scores.places(), dtype=np.int64)


def chance_of(deviate: Column) -> Column:
    """The uniform draw (32 bits) that a standard normal deviate (in units of 1/10,000) stands for."""
    table = _places()
    at = deviate * (scores.FINENESS << 16) // NORMAL_UNIT + (scores.REACH << 16)
    at = np.clip(at, 0, (2 * scores.REACH << 16) - 1)
    low = table[at >> 16]
    return (low << 16) + (table[(at >> 16) + 1] - low) * (at & 0xFFFF)


def normal(u: Column) -> Column:
    """Standard normal deviates in units of 1/10,000 (between -4.6 and 4.6) for uniform draws."""
    return _normal().pick(u)
