"""Exact tables of chance: thresholds, solved averages and quantiles, in decimal arithmetic, once, at load.

numpy's logarithms, powers and exponentials differ between processors in the last bit; these do not. What stands in
the evidence is checked before it comes here (`evidence.forms`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal, localcontext
from functools import lru_cache
from statistics import NormalDist

SCALE = 1 << 63
"""A probability of one, as a threshold."""
KNOTS = 1024
"""Straight pieces of a quantity's distribution."""


def whole(x: Decimal) -> int:
    """The nearest whole number; halves go to the even one."""
    return int(x.to_integral_value(rounding="ROUND_HALF_EVEN"))


def threshold(p: Decimal) -> int:
    """The 63-bit threshold of a probability."""
    return whole(p * SCALE)


def applied(base: Decimal, ratios: Sequence[Decimal], kind: str) -> Decimal:
    """The probability of someone with these ratios, from that of someone without."""
    ratio = Decimal(1)
    for r in ratios:
        ratio *= r
    if not ratios or base in (0, 1):
        return base * ratio if kind == "risk" else base
    if kind == "risk":
        return base * ratio
    if kind == "hazard":
        with localcontext() as context:
            context.prec = 40
            return 1 - (ratio * (1 - base).ln()).exp()
    odds = base / (1 - base) * ratio
    return odds / (1 + odds)


def solved(average: Decimal, prevalences: Sequence[Decimal], ratios: Sequence[Decimal], kind: str) -> Decimal:
    """The probability of those without the risks that gives this average, by halving (to 26 digits)."""
    if average in (0, 1):
        return average
    with localcontext() as context:
        context.prec = 34
        weights = []
        for combination in itertools.product((0, 1), repeat=len(prevalences)):
            weight = ratio = Decimal(1)
            for prevalence, r, present in zip(prevalences, ratios, combination, strict=True):
                weight *= prevalence if present else 1 - prevalence
                ratio *= r if present else 1
            weights.append((weight, ratio))
        if kind == "risk":
            return average / sum((weight * ratio for weight, ratio in weights), Decimal(0))
        low, high = Decimal(0), Decimal(1)
        for _ in range(86):
            middle = (low + high) / 2
            found = Decimal(0)
            odds = middle / (1 - middle)
            for weight, ratio in weights:
                if kind == "odds":
                    found += weight * ratio * odds / (1 + ratio * odds)
                else:
                    found += weight * applied(middle, [ratio], kind)
            low, high = (middle, high) if found < average else (low, middle)
        return (low + high) / 2


_FINE = 10**6
"""Parts of a unit in which knots are worked out before they are rounded."""


def fine(value: Decimal, factor: Decimal) -> int:
    """A quantity in millionths of the whole units that it will have."""
    return whole(value * factor * _FINE)


def rounded(numerator: int, denominator: int = 1) -> int:
    """A fraction of millionths as the nearest whole number of units; halves go up."""
    return (2 * numerator + denominator * _FINE) // (2 * denominator * _FINE)


def quantiles(pairs: Sequence[tuple[Decimal, Decimal]], factor: Decimal) -> list[int]:
    """The 1,025 knots of a quantity given by some of its quantiles (rising), with straight lines between and to the
    ends."""
    parts = 10**12
    points = [(whole(p * parts) * KNOTS, fine(v, factor)) for p, v in pairs]
    if points[0][0] > 0:
        points.insert(0, (0, points[0][1]))
    if points[-1][0] < parts * KNOTS:
        points.append((parts * KNOTS, points[-1][1]))
    knots, i = [], 0
    for place in range(0, parts * (KNOTS + 1) * KNOTS, parts * KNOTS):
        while i < len(points) - 2 and place > points[i + 1][0] * KNOTS:
            i += 1
        (p0, v0), (p1, v1) = points[i], points[i + 1]
        width = (p1 - p0) * KNOTS
        knots.append(rounded(v0 * width + (v1 - v0) * (place - p0 * KNOTS), width))
    return knots


_NANO = 10**9


@lru_cache(maxsize=1)
def normal_knots() -> tuple[int, ...]:
    """The standard normal quantiles at k/1024, in billionths; the ends stand for 1/8192 and 1 - 1/8192."""
    inverse = NormalDist().inv_cdf
    places = (min(max(k / KNOTS, 1 / 8192), 1 - 1 / 8192) for k in range(KNOTS + 1))
    return tuple(round(inverse(p) * _NANO) for p in places)


def normal(mean: Decimal, sd: Decimal, low: Decimal | None, high: Decimal | None, factor: Decimal) -> list[int]:
    """The knots of a normal quantity, cut off at its least and its most."""
    middle, spread = fine(mean, factor), fine(sd, factor)
    knots = [rounded((middle * _NANO + spread * z), _NANO) for z in normal_knots()]
    least = rounded(fine(low, factor)) if low is not None else knots[0]
    most = rounded(fine(high, factor)) if high is not None else knots[-1]
    return [min(max(k, least), most) for k in knots]


def lms(ell: Decimal, middle: Decimal, spread: Decimal, factor: Decimal) -> list[int]:
    """The knots of a growth reference: M (1 + L S z) ** (1 / L); every fourth is exact, with straight lines between."""
    with localcontext() as context:
        context.prec = 14
        scale = middle * factor * _FINE
        exactly = []
        for z in normal_knots()[::4]:
            at = spread * z / _NANO
            power = ((1 + ell * at).ln() / ell).exp() if ell else at.exp()
            exactly.append(int(scale * power))
    knots = [rounded(exactly[0])]
    for before, value in itertools.pairwise(exactly):
        knots += [rounded(4 * before + part * (value - before), 4) for part in (1, 2, 3, 4)]
    return knots
