"""What is handed down: half of each parent's score, and what the mixing adds, so that every generation spreads alike.

Children then correlate by a half with each parent and with one another, half-siblings by a quarter, partners not;
where partners are alike, children are a little more so.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from synth.evidence.sampling import chance_of, normal
from synth.evidence.scores import SD, weight

Column = np.ndarray

_ONE = weight(3, 4)
"""The weight of the mixing where one parent is known."""


def handed_down(own: Column, mother: Column, father: Column, couples: Fraction = Fraction(0)) -> Column:
    """The inherited score of each person, in the unit of `own`: independent scores of one spread.

    mother, father: rows of the parents, -1 where not known; whoever has no known parent keeps the own score. couples:
    what the scores of parents have in common, as a share of the variance: the mixing then adds the less.
    """
    both = weight(*((1 - couples) / 2).as_integer_ratio())
    out = own.copy()
    known = (mother < 0) & (father < 0)
    while not known.all():
        rows = np.flatnonzero(~known & ((mother < 0) | known[mother]) & ((father < 0) | known[father]))
        m, f = mother[rows], father[rows]
        parents = np.where(m >= 0, out[m], 0) + np.where(f >= 0, out[f], 0)
        out[rows] = (SD // 2 * parents + np.where((m >= 0) & (f >= 0), both, _ONE) * own[rows]) >> 16
        known[rows] = True
    return out


def mixed(shared: Column, own: Column, share: tuple[int, int]) -> Column:
    """Scores of which a share (a fraction) of the variance is shared and the rest is each one's own."""
    part, whole = share
    return (weight(part, whole) * shared + weight(whole - part, whole) * own) >> 16


def alike(shared: Column, own: Column, share: Fraction) -> Column:
    """Uniform draws (32 bits) that have a share of the variance in common: what is shared, and each one's own."""
    return chance_of(mixed(normal(shared), normal(own), share.as_integer_ratio()))
