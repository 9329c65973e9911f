"""The forms in which a number is written (probability, shares, value, quantiles, normal, lms), checked cell by cell.

A quantity must be what its unit allows: a delay is not negative, a probability lies from 0 to 1, a flag is 0 or 1.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from synth.evidence import exact, units
from synth.evidence.units import EvidenceError, Unit

_MOST_DECIMALS = 6
_MOST_RATIO = 1000


@dataclass(frozen=True)
class Quantity:
    """What a number is counted in: its unit, decimals, and whether it is a difference."""

    unit: Unit
    decimals: int
    difference: bool

    @property
    def factor(self) -> Decimal:
        """Whole units of the tables in one unit."""
        return Decimal(self.unit.minutes or 1) * 10**self.decimals

    def check(self, value: Any, what: str) -> Decimal:
        """A number within the bounds of its unit."""
        found = units.number(value, what)
        self.unit.check(found, self.difference)
        return found


def quantity(part: Mapping[str, Any], says: str) -> Quantity:
    """What a number is counted in; its unit must fit what it says."""
    unit = units.unit_of(part["unit"])
    chance = says in ("average", "reference", "shares")
    if chance and unit.dimension != units.PROBABILITY:
        raise EvidenceError(f"'{says}' is a probability, but its unit is '{unit.word}': write unit = \"probability\"")
    if not chance and unit.dimension in (units.PROBABILITY, "words"):
        raise EvidenceError(f"'{says}' is a quantity, but its unit is '{unit.word}': use average, or mend the unit")
    if says != "value" and unit.dimension == units.FLAG:
        raise EvidenceError(f"'{says}' is no flag: a flag is a value, 0 or 1; for a chance use average")
    decimals = units.whole(part.get("decimals", 0), "decimals")
    if not 0 <= decimals <= _MOST_DECIMALS:
        raise EvidenceError(f"decimals is {decimals}: give a whole number from 0 to {_MOST_DECIMALS}")
    if decimals and (chance or unit.minutes or unit.dimension == units.FLAG):
        raise EvidenceError(f"a number in {unit.word} has no decimals: take decimals out")
    difference = part.get("difference", False)
    if not isinstance(difference, bool) or (difference and (chance or unit.dimension == units.FLAG)):
        raise EvidenceError("difference is true or false, of a quantity: write difference = true, or take it out")
    return Quantity(unit, decimals, difference)


def probability(value: Any, what: str) -> Decimal:
    """A probability from 0 to 1."""
    found = units.number(value, what)
    if not 0 <= found <= 1:
        raise EvidenceError(f"{found} is not a probability: give a number from 0 to 1")
    return found


def ratios(value: Any, kind: str) -> dict[str, Decimal]:
    """Ratios by the name of their risk, each above 0."""
    if not isinstance(value, dict) or not value:
        raise EvidenceError(f"{kind} is no table of risks: write {kind} = {{ smoker = 1.8 }}")
    found = {name: units.number(ratio, f"the ratio of '{name}'") for name, ratio in value.items()}
    for name, ratio in found.items():
        if not 0 < ratio <= _MOST_RATIO:
            raise EvidenceError(f"the ratio of '{name}' is {ratio}: give a number above 0, up to {_MOST_RATIO}")
    return found


def shares(cell: Any) -> dict[str, Decimal]:
    """The shares of several options."""
    if not isinstance(cell, dict) or not cell:
        raise EvidenceError("shares is no table of options: write shares = { neglect = 0.5, emotional = 0.37 }")
    for name in cell:
        units.text(name, "the name of a share")
    found = {name: probability(share, f"the share of '{name}'") for name, share in cell.items()}
    total = sum(found.values(), Decimal(0))
    if total > Decimal("1.0001"):
        raise EvidenceError(f"the shares add up to {total}: they must not pass 1")
    return found


def knots(cell: Any, says: str, of: Quantity) -> int | list[int]:
    """The whole numbers of one cell of a quantity: one for a value, else the 1,025 knots of its distribution."""
    if says == "value":
        found = of.check(cell, "the value") * of.factor
        if found != exact.whole(found) and not of.unit.minutes:
            raise EvidenceError(f"{cell} is not whole: add decimals = {_decimals(units.number(cell))}")
        return exact.whole(found)
    if says == "quantiles":
        return exact.quantiles(_quantiles(cell, of), of.factor)
    if says == "normal":
        return _normal(cell, of)
    return _lms(cell, of)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _quantiles(cell: Any, of: Quantity) -> list[tuple[Decimal, Decimal]]:
    mend = "write them as [[0.1, low], [0.5, middle], [0.9, high]]"
    if not isinstance(cell, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in cell):
        raise EvidenceError(f"quantiles are no pairs of share and quantity: {mend}")
    points = [(units.number(p, "a quantile"), of.check(v, "a quantity")) for p, v in cell]
    if len(points) < 2 or any(a[0] >= b[0] or a[1] > b[1] for a, b in itertools.pairwise(points)):
        raise EvidenceError(f"quantiles must rise: {mend}")
    if points[0][0] < 0 or points[-1][0] > 1:
        raise EvidenceError("a quantile lies outside 0 to 1: give the share of those below")
    return points


def _normal(cell: Any, of: Quantity) -> list[int]:
    mend = "write normal = { mean = ..., sd = ..., min = ..., max = ... }"
    if not isinstance(cell, dict) or set(cell) - {"mean", "sd", "min", "max"} or not {"mean", "sd"} <= set(cell):
        raise EvidenceError(f"normal wants a mean and a sd, and may have a min and a max: {mend}")
    mean, sd = of.check(cell["mean"], "mean"), units.number(cell["sd"], "sd")
    if sd < 0 or sd * of.unit.size > of.unit.most:
        raise EvidenceError(f"sd is {sd}: give a number from 0 on, in {of.unit.word}")
    low, high = (of.check(cell[end], end) if end in cell else None for end in ("min", "max"))
    if (low is not None and low > mean) or (high is not None and high < mean):
        raise EvidenceError(f"the mean {mean} does not lie between min and max: mend one of them")
    found = exact.normal(mean, sd, low, high, of.factor)
    for end, knot in (("min", found[0]), ("max", found[-1])):
        try:
            of.unit.check(Decimal(knot) / of.factor, of.difference)
        except EvidenceError as fault:
            raise EvidenceError(f"its tail comes to {fault}: add {end} = ...") from None
    return found


def _lms(cell: Any, of: Quantity) -> list[int]:
    if not isinstance(cell, list) or len(cell) != 3:
        raise EvidenceError("lms wants three numbers: write lms = [L, M, S]")
    ell, spread = units.number(cell[0], "L"), units.number(cell[2], "S")
    middle = of.check(cell[1], "M")
    if middle <= 0 or not 0 < spread < 1 or abs(ell) > 10 or abs(ell) * spread * 4 >= 1:
        said = f"L {ell}, M {middle}, S {spread} give no growth reference"
        raise EvidenceError(f"{said}: M and S lie above 0, S far below 1")
    found = exact.lms(ell, middle, spread, of.factor)
    of.unit.check(Decimal(found[-1]) / of.factor)
    return found
