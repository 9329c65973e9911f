"""Exact tables of the normal curve: from chance to a score, from a score to a place among others, and back to none.

A score is a deviation from the middle, in 65,536ths of a standard deviation; a place is how many of 65,536 stand lower.
All is worked out once, in decimal arithmetic or whole numbers, so that every machine has the same.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import lru_cache
from math import isqrt

from synth.evidence.exact import normal_knots

SD = 1 << 16
"""A standard deviation, as a score."""
PLACES = 1 << 16
"""How many places there are: 0 is the lowest, 65,535 the highest."""
MIDDLE = PLACES // 2
FINENESS = 256
"""Pieces of a standard deviation at which places are known, and of a stretch at which its weights are."""
REACH = 4 * FINENESS + FINENESS // 2
"""Pieces from the middle to the last score that has a place of its own."""

_NANO = 10**9


@lru_cache(maxsize=1)
def scores() -> tuple[int, ...]:
    """The score at k/1024 of all people, for k from 0 to 1,024; straight lines lie between."""
    return tuple((z * SD + _NANO // 2) // _NANO for z in normal_knots())


@lru_cache(maxsize=1)
def places() -> tuple[int, ...]:
    """The place at each 256th of a standard deviation from -4.5 to 4.5; straight lines lie between."""
    with localcontext() as context:
        context.prec = 28
        step = Decimal(1) / (2 * FINENESS)
        height, slope = Decimal("0.3989422804014326779399460599"), (-step * step / 2).exp()
        bend = (-step * step).exp()
        heights = [height]
        for _ in range(2 * REACH):
            height *= slope
            slope *= bend
            heights.append(height)
        above, reached = [Decimal(1) / 2], Decimal(1) / 2
        for k in range(0, 2 * REACH, 2):  # Simpson's rule
            reached += (heights[k] + 4 * heights[k + 1] + heights[k + 2]) * step / 3
            above.append(reached)
        upper = [min(int(share * PLACES), PLACES - 1) for share in above]
    return (*(PLACES - place for place in upper[:0:-1]), *upper)


@lru_cache(maxsize=1)
def turning() -> tuple[tuple[int, int], ...]:
    """The weights, in 65,536ths, of what was and of what will be at each 256th of the way from one to the other.

    Their squares add up to one, so that the mixture spreads as far as its parts.
    """
    out = []
    for k in range(FINENESS):
        before, after = FINENESS - k, k
        size = isqrt((before * before + after * after) << 64)
        out.append((((before * SD) << 32) // size, ((after * SD) << 32) // size))
    return tuple(out)


def weight(part: int, whole: int) -> int:
    """The square root of a share, in 65,536ths: the weight of a part that makes this share of the variance."""
    return isqrt((part << 32) // whole)
