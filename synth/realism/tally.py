"""What a measure returns: a value with its standard error, which further populations can be added to.

Families are drawn independently and people within a family are not, so every error is that between families."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, sqrt
from typing import Protocol

import numpy as np

Column = np.ndarray
FEWEST = 5
"""Values below which a median has no error to speak of."""


class Found(Protocol):
    """A value in natural units (a share is 0 to 1), its standard error, and how many persons or events it rests on."""

    @property
    def value(self) -> float: ...
    @property
    def error(self) -> float: ...
    @property
    def n(self) -> int: ...
    def __add__(self, other): ...
    def error_if(self, value: float) -> float: ...


@dataclass(frozen=True)
class Tally:
    """A total over another: a share (those who have it, of all), a rate (events, of person-years), a mean.

    top, bottom: the totals; squares: the sums over families of top x top, top x bottom and bottom x bottom;
    n: the persons or events counted at the bottom. Tallies of different families add up."""

    top: float = 0.0
    bottom: float = 0.0
    squares: tuple[float, float, float] = (0.0, 0.0, 0.0)
    n: int = 0

    @staticmethod
    def of(family: Column, top: Column, bottom: Column, n: int) -> Tally:
        """The tally of columns of equal length; `family`: a number from 0 for the family of each row."""
        a, b = np.bincount(family, weights=top), np.bincount(family, weights=bottom)
        squares = (float(a @ a), float(a @ b), float(b @ b))
        return Tally(float(a.sum()), float(b.sum()), squares, n)

    def __add__(self, other: Tally) -> Tally:
        one, two, three = (x + y for x, y in zip(self.squares, other.squares, strict=True))
        return Tally(self.top + other.top, self.bottom + other.bottom, (one, two, three), self.n + other.n)

    @property
    def value(self) -> float:
        return self.top / self.bottom if self.bottom else 0.0

    @property
    def error(self) -> float:
        """The standard error of a ratio of totals over independent families (linearised).

        Where all families are alike it is the error of one that is not: nothing seen is not certainty."""
        if not self.bottom:
            return inf
        p = self.value
        aa, ab, bb = self.squares
        spread = aa - 2 * p * ab + p * p * bb
        return sqrt(spread if spread > 1e-9 * bb else 1.0) / self.bottom

    def error_if(self, value: float) -> float:
        """The standard error if the true value is this: what is rarer than it should be also varies less than it
        would, and 1 event must not be held against 5 as if its error were known."""
        if value <= self.value or not self.bottom:
            return self.error
        if not self.top:
            return max(self.error, sqrt(value / self.bottom))
        return self.error * sqrt(value / self.value)


@dataclass(frozen=True)
class Quotient:
    """One tally over another: how many times as often among these as among those."""

    above: Tally
    below: Tally

    def __add__(self, other: Quotient) -> Quotient:
        return Quotient(self.above + other.above, self.below + other.below)

    @property
    def value(self) -> float:
        return self.above.value / self.below.value if self.below.value else 0.0

    @property
    def error(self) -> float:
        """By the relative errors of both, taken as independent."""
        if not self.above.top or not self.below.top:
            return inf
        one, two = self.above.error / self.above.value, self.below.error / self.below.value
        return self.value * sqrt(one * one + two * two)

    def error_if(self, value: float) -> float:
        """The standard error if the true value is this: as large a part of it as of the value found."""
        return self.error * max(value / self.value, 1.0) if self.error < inf else inf

    @property
    def n(self) -> int:
        return min(self.above.n, self.below.n)


@dataclass(frozen=True)
class Furthest:
    """Of several tallies that should all have one value, the one that is furthest from it."""

    tallies: tuple[Tally, ...]
    target: float

    def __add__(self, other: Furthest) -> Furthest:
        return Furthest(tuple(a + b for a, b in zip(self.tallies, other.tallies, strict=True)), self.target)

    @property
    def _worst(self) -> Tally:
        return max(self.tallies, key=lambda t: abs(t.value - self.target))

    @property
    def value(self) -> float:
        return self._worst.value

    @property
    def error(self) -> float:
        return self._worst.error

    def error_if(self, value: float) -> float:
        """The standard error, whatever the true value."""
        return self._worst.error

    @property
    def n(self) -> int:
        return self._worst.n


@dataclass(frozen=True)
class Stated:
    """A value that is stated and not drawn: it has no error, and every population has the same."""

    value: float
    n: int
    error: float = 0.0

    def __add__(self, other: Stated) -> Stated:
        return self

    def error_if(self, value: float) -> float:
        """None, whatever the true value."""
        return 0.0


@dataclass(frozen=True)
class Median:
    """The middle of some values, with the error that it has where they are normally distributed."""

    values: Column = field(repr=False)

    def __add__(self, other: Median) -> Median:
        return Median(np.concatenate([self.values, other.values]))

    @property
    def value(self) -> float:
        return float(np.median(self.values)) if len(self.values) else 0.0

    @property
    def error(self) -> float:
        n = len(self.values)
        return 1.2533 * float(self.values.std(ddof=1)) / sqrt(n) if n >= FEWEST else inf

    def error_if(self, value: float) -> float:
        """The standard error, whatever the true value."""
        return self.error

    @property
    def n(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Weighted:
    """Tallies of strata, with how much each counts: a share as it would be in a standard population."""

    tallies: tuple[Tally, ...]
    weights: tuple[float, ...]

    def __add__(self, other: Weighted) -> Weighted:
        return Weighted(tuple(a + b for a, b in zip(self.tallies, other.tallies, strict=True)), self.weights)

    @property
    def value(self) -> float:
        return sum(w * t.value for w, t in zip(self.weights, self.tallies, strict=True)) / sum(self.weights)

    @property
    def error(self) -> float:
        """By the errors of the strata, taken as independent."""
        parts = (w * t.error for w, t in zip(self.weights, self.tallies, strict=True))
        return sqrt(sum(part * part for part in parts)) / sum(self.weights)

    def error_if(self, value: float) -> float:
        """The standard error, whatever the true value."""
        return self.error

    @property
    def n(self) -> int:
        return sum(t.n for t in self.tallies)
