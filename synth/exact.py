"""Exact tables of chance: thresholds, solved averages and quantiles, in decimal arithmetic, once, at load.

numpy's logarithms, powers and exponentials differ between processors in the last bit; these do not. A ValueError says
what is wrong with a number and how to mend it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from functools import lru_cache
from statistics import NormalDist
from typing import Any

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
    """The probability of those without the risks that gives this average, by halving (to 30 digits)."""
    if average in (0, 1):
        return average
    weights = []
    for combination in itertools.product((0, 1), repeat=len(prevalences)):
        weight = Decimal(1)
        for prevalence, present in zip(prevalences, combination, strict=True):
            weight *= prevalence if present else 1 - prevalence
        weights.append((weight, [r for r, present in zip(ratios, combination, strict=True) if present]))
    with localcontext() as context:
        context.prec = 34
        if kind == "risk":
            total = Decimal(0)
            for weight, chosen in weights:
                total += weight * applied(Decimal(1), chosen, kind)
            return average / total
        low, high = Decimal(0), Decimal(1)
        for _ in range(110):
            middle = (low + high) / 2
            if sum((w * applied(middle, chosen, kind) for w, chosen in weights), Decimal(0)) < average:
                low = middle
            else:
                high = middle
        return (low + high) / 2


def quantiles(pairs: Any) -> list[Decimal]:
    """The 1,025 knots of a quantity given by some of its quantiles, with straight lines between and to the ends."""
    points = [(Decimal(p), Decimal(v)) for p, v in pairs]
    if len(points) < 2 or any(a[0] >= b[0] or a[1] > b[1] for a, b in itertools.pairwise(points)):
        raise ValueError("quantiles must rise: [[0.1, low], [0.5, middle], [0.9, high]]")
    if not (points[0][0] >= 0 and points[-1][0] <= 1):
        raise ValueError("a quantile lies outside 0 to 1")
    if points[0][0] > 0:
        points.insert(0, (Decimal(0), points[0][1]))
    if points[-1][0] < 1:
        points.append((Decimal(1), points[-1][1]))
    knots, i = [], 0
    for k in range(KNOTS + 1):
        p = Decimal(k) / KNOTS
        while i < len(points) - 2 and p > points[i + 1][0]:
            i += 1
        (p0, v0), (p1, v1) = points[i], points[i + 1]
        knots.append(v0 + (v1 - v0) * (p - p0) / (p1 - p0))
    return knots


@lru_cache(maxsize=1)
def normal_knots() -> tuple[Decimal, ...]:
    """The standard normal quantiles at k/1024 to nine decimals; the ends stand for 1/8192 and 1 - 1/8192."""
    inverse = NormalDist().inv_cdf
    places = (min(max(k / KNOTS, 1 / 8192), 1 - 1 / 8192) for k in range(KNOTS + 1))
    return tuple(Decimal(round(inverse(p) * 10**9)) / 10**9 for p in places)


def normal(cell: Mapping[str, Any]) -> list[Decimal]:
    """The knots of a normal quantity, cut off at its least and its most."""
    unknown = set(cell) - {"mean", "sd", "min", "max"}
    if unknown or not {"mean", "sd"} <= set(cell):
        raise ValueError("normal wants { mean = ..., sd = ..., min = ..., max = ... }")
    mean, sd = Decimal(cell["mean"]), Decimal(cell["sd"])
    low, high = Decimal(cell.get("min", "-Infinity")), Decimal(cell.get("max", "Infinity"))
    return [min(max(mean + sd * z, low), high) for z in normal_knots()]


def lms(cell: Any) -> list[Decimal]:
    """The knots of a growth reference: M (1 + L S z) ** (1 / L); every fourth is exact, with straight lines between."""
    if not isinstance(cell, list) or len(cell) != 3:
        raise ValueError("lms wants three numbers: [L, M, S]")
    ell, middle, spread = (Decimal(c) for c in cell)
    knots: list[Decimal] = []
    with localcontext() as context:
        context.prec = 16
        for z in normal_knots()[::4]:
            inner = 1 + ell * spread * z
            scale = (inner.ln() / ell).exp() if ell else (spread * z).exp()
            value = middle * scale
            if knots:
                before = knots[-1]
                knots += [before + (value - before) * part / 4 for part in (1, 2, 3)]
            knots.append(value)
    return knots
