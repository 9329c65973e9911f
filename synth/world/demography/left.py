"""What is left of a life: how much of the risk of death someone has yet to pass, and logarithms in whole numbers.

The death of everyone is drawn once, by the life table. Whoever dies soon is more often ill, smokes more often and is
frailer than others of the same age and sex. Of all who are alive at an age, what is left (the survival from that age to
the age of death) lies evenly between 0 and 1, so a share that goes with (1 + k) times its k-th power is on average
what it was, and (1 + k) times as high at the moment of death: the life table and the share among the living stay as
they are, and the ratio of mortality is as published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np

from synth.evidence.sampling import ONE, UNIT, Column, Number, Spread
from synth.world.compiled import compiled
from synth.world.demography import deaths
from synth.world.first_day import YEAR4

_PIECES = 1024
_FINE = 8
"""Bits of a place that a tilt leaves as they are."""


def hazard(sex: Column, decile: Column, age: Column) -> Column:
    """The risk of death passed by an age in days, by sex and decile, in units of 1e-8."""
    return deaths.life().at(age, (sex - 1) * 10 + decile - 1)


def of_death(sex: Column, decile: Column, born: Column, dies: Column) -> Column:
    """The risk of death that each has passed who dies on a day, in units of 1e-8: of a winter or a wave no more than of
    other days, so that whoever died of one was no nearer to death before it."""
    return hazard(sex, decile, deaths.steady_age(sex, born, dies))


def of_life(sex: Column, decile: Column, born: Column, dies: Column, day: int, least: int) -> Column:
    """What is left of each life on a day, as survival from then (or from an age of `least` years, if that is later) to
    the day of death: so many of 2**32, spread evenly over all who are alive then."""
    age = np.maximum(day - born, least * YEAR4 // 4)
    return survival(np.maximum(of_death(sex, decile, born, dies) - hazard(sex, decile, age), 0))


@dataclass(frozen=True)
class Tilt:
    """Places among others (uniform draws) as they are in those who have so much of life left: made by `tilt`."""

    spread: Spread

    def place(self, u: Column, left: Column) -> Column:
        """The place (32 bits) of each who would stand at `u` if nobody's death depended on it."""
        u = np.minimum(u, ONE - 1)
        return (self.spread.pick(u, np.minimum(left, ONE - 1) >> 26) << _FINE) + (u & ((1 << _FINE) - 1))


def tilt(ends: Sequence[Number], ratios: Sequence[Number]) -> Tilt:
    """What sorts those who are to die soon to places of high mortality, and leaves the spread of the living as it is.

    ends: where each stretch of places ends, rising to 1; ratios: mortality in it, against one another.
    """
    widths = [Fraction(end) - Fraction(begin) for begin, end in zip((0, *ends), ends, strict=False)]
    mean = sum((w * Fraction(r) for w, r in zip(widths, ratios, strict=True)), Fraction(0))
    groups = []
    for bucket in range(64):
        low, high = Fraction(bucket, 64), Fraction(bucket + 1, 64)
        shares = [w * (_power(high, Fraction(r) / mean) - _power(low, Fraction(r) / mean))
                  for w, r in zip(widths, ratios, strict=True)]  # fmt: skip
        reached, knots = Fraction(0), [(Fraction(0), Fraction(0))]
        for end, share in zip(ends, shares, strict=True):
            reached += share
            knots.append((Fraction(end) * ((ONE >> _FINE) - 1), reached))
        groups.append(knots)
    return Tilt(Spread(groups))


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if not base:
        return Fraction(0)
    with localcontext() as context:
        context.prec = 28
        whole = Decimal(base.numerator) / Decimal(base.denominator)
        return Fraction(whole ** (Decimal(exponent.numerator) / Decimal(exponent.denominator)))


def more_at_death(ratio: Number, share: Number) -> Fraction:
    """How many times as common something is among those who die as among those alive, from the ratio of mortality of
    those who have it to those who have not, and the share who have it."""
    r = Fraction(ratio)
    return r / (1 + Fraction(share) * (r - 1))


@compiled
def _logarithms() -> Column:
    """The logarithm of 1 + k/1024 in units of 1e-8, for k from 0 to 1,024, and last that of 2."""
    with localcontext() as context:
        context.prec = 28
        found = [int((1 + Decimal(k) / _PIECES).ln() * UNIT) for k in range(_PIECES + 1)]
    return np.array(found, dtype=np.int64)


def minus_log(share: Column) -> Column:
    """Minus the natural logarithm of shares given as so many (at least one) of 2**32, in units of 1e-8."""
    table = _logarithms()
    power = np.searchsorted(1 << np.arange(1, 34, dtype=np.int64), share, side="right")
    mantissa = (share << (32 - power)) - (1 << 32)
    knot, rest = mantissa >> 22, mantissa & 0x3F_FFFF
    part = table[knot] + (((table[np.minimum(knot + 1, _PIECES)] - table[knot]) * rest) >> 22)
    return (32 - power) * table[_PIECES] - part


@compiled
def _falls() -> Column:
    """The exponential of minus k/64, as so many of 2**32, for k from 0 to 1,280."""
    with localcontext() as context:
        context.prec = 28
        found = [int((-(Decimal(k) / 64)).exp() * (1 << 32)) for k in range(1281)]
    return np.array(found, dtype=np.int64)


def survival(risk: Column) -> Column:
    """The exponential of minus each risk (units of 1e-8), as so many of 2**32; 0 beyond a risk of 20."""
    table = _falls()
    at = np.clip(risk, 0, 20 * UNIT - 1) * 64
    knot, rest = at // UNIT, at % UNIT
    return table[knot] - (table[knot] - table[knot + 1]) * rest // UNIT


def logarithm(value: Number) -> int:
    """The natural logarithm of a positive number, in units of 1e-8."""
    with localcontext() as context:
        context.prec = 28
        x = Fraction(value)
        return int((Decimal(x.numerator) / Decimal(x.denominator)).ln() * UNIT)
