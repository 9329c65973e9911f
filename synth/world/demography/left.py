"""What is left of a life: how much of the risk of death someone has yet to pass, and logarithms in whole numbers.

The death of everyone is drawn once, by the life table. Whoever dies soon is more often ill, smokes more often and is
frailer than others of the same age and sex. Of all who are alive at an age, what is left (the survival from that age to
the age of death) lies evenly between 0 and 1, so a share that goes with (1 + k) times its k-th power is on average
what it was, and (1 + k) times as high at the moment of death: the life table and the share among the living stay as
they are, and the ratio of mortality is as published.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np

from synth.evidence.sampling import UNIT, Column, Number
from synth.world.compiled import compiled
from synth.world.demography import deaths

_PIECES = 1024


def hazard(sex: Column, decile: Column, age: Column) -> Column:
    """The risk of death passed by an age in days, by sex and decile, in units of 1e-8."""
    return deaths.life().at(age, (sex - 1) * 10 + decile - 1)


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
