"""How likely each illness is by age, solved so that it is as common among the living as published.

Those whom an illness kills have had it for a while before (`evidence/illness.toml`); what is missing to the published
share at an age falls to all others, to those more who have not long to live (`demography.left`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from synth.evidence.sampling import UNIT, Column, Number, Spread
from synth.world import tables
from synth.world.compiled import compiled, compiled_of
from synth.world.demography import deaths, left
from synth.world.first_day import YEAR4
from synth.world.illness import risks

SEXES = ("male", "female")
YEARS = deaths.OLDEST
_NONE = -30 * UNIT
"""The logarithm of a share that is none."""
_REFERENCE = 75
"""The age at which the share of the ill turns a ratio of mortality into what is more at death."""
_APART = 1 << 50


@dataclass(frozen=True)
class Curve:
    """How an illness comes: by what nearness to death counts (thousandths, by sex), and the logarithm of how likely it
    is by sex, decile and year of age, each group set apart from the one before."""

    counts: Column
    rising: Column

    def age(self, score: Column, group: Column) -> Column:
        """The age in days from which the likelihood passes each score (units of 1e-8); beyond all lives if never."""
        size = YEARS + 1
        at = np.clip(score, _NONE, -_NONE) + group * _APART
        year = np.searchsorted(self.rising, at, side="left") - group * size
        i = np.clip(year, 1, YEARS) + group * size
        low, high = self.rising[i - 1], self.rising[i]
        past = np.clip(at - low, 0, high - low) * 1024 // np.maximum(high - low, 1)
        days = ((np.clip(year, 1, YEARS) - 1) * 1024 + past) * YEAR4 // 4096
        return np.where(year > YEARS, 200 * YEAR4 // 4, days)


def prevalence(illness: str, sex: str) -> list[Fraction]:
    """The share of a sex who have an illness at each year of age, 0 to YEARS."""
    knots = [(int(a), Fraction(p) / 100) for a, p in tables.toml("illness")["prevalence"][sex][illness]]
    knots.append((200, knots[-1][1]))
    out = []
    for age in range(YEARS + 1):
        (a, p), (b, q) = next(pair for pair in pairwise(knots) if pair[0][0] <= age < pair[1][0])
        out.append(p + (q - p) * (age - a) / (b - a))
    return out


def _survivors(sex: str) -> list[float]:
    """How many of those born live to each year of age (for solving: an average over deciles)."""
    groups = np.arange(10, dtype=np.int64) + 10 * SEXES.index(sex)
    ages = np.arange(YEARS + 1, dtype=np.int64) * YEAR4 // 4
    risk = np.stack([deaths.life().at(ages, np.full(YEARS + 1, g)) for g in groups])
    return [float(sum(column)) / 10 / (1 << 32) for column in left.survival(risk).T.tolist()]


def _known(fatal: dict[str, Any], years: float) -> float:
    """Of those who die of an illness that was known: the share who had it for longer than so many years."""
    days = years * YEAR4 / 4
    for (d0, s0), (d1, s1) in pairwise(fatal["before"]):
        if days < d1:
            return 1 - float(s0) - float(s1 - s0) * (days - float(d0)) / float(d1 - d0)
    return 0.0


def _of_the_dying(illness: str, sex: str) -> tuple[list[float], list[float]]:
    """Of those who die at each year of age: the share whom the illness kills, and who had it known."""
    fatal = tables.toml("illness")["fatal"].get(illness)
    if fatal is None:
        return [0.0] * YEARS, [0.0] * YEARS
    each = [deaths.shares_by_age(cause, sex) for cause in fatal["causes"]]
    dies = [float(sum(column, Fraction(0))) for column in zip(*each, strict=True)]
    earliest = int(tables.toml("illness")["earliest"]["age"][illness])
    return dies, [share * float(fatal["known"]) if age >= earliest else 0.0 for age, share in enumerate(dies)]


def more(illness: str, sex: str) -> Fraction:
    """How many times as common it is among those who die of something else as among all who live."""
    ratio = tables.toml("illness")["mortality"]["ratio"][illness]
    return left.more_at_death(ratio, prevalence(illness, sex)[_REFERENCE])


def _solved(illness: str, sex: str) -> list[int]:
    """The logarithm (units of 1e-8) of how likely the illness is at each year of age for someone who does not die of it
    and has just died, of average risk."""
    alive, published = _survivors(sex), prevalence(illness, sex)
    dies, known = _of_the_dying(illness, sex)
    fatal = tables.toml("illness")["fatal"].get(illness)
    held = [_known(fatal, d + 0.5) if fatal else 0.0 for d in range(YEARS)]
    times = float(more(illness, sex))
    powers = [_power(s, Decimal(times)) for s in alive]
    leads = [(prevalence(other, sex), float(ratio)) for other, ratio in risks.of_illnesses(illness).items()]
    out: list[int] = []
    for age in range(YEARS + 1):
        theirs = others = 0.0
        for d in range(age, YEARS):
            if known[d] > 0:
                theirs += (alive[d] - alive[d + 1]) / alive[age] * known[d] * held[d - age]
            others += (1 - dies[d]) * (powers[d] - powers[d + 1]) / powers[age]
        rest = max(float(published[age]) - theirs, 0.0)
        for share, ratio in leads:
            rest /= 1 + float(share[age]) * (ratio - 1)
        likely = rest * times / others if others > 0 else 0.0
        out.append(max(left.logarithm(Fraction(likely)), _NONE) if likely > 1e-12 else _NONE)
    return out


@lru_cache(maxsize=4096)
def _power(base: float, exponent: Decimal) -> float:
    """A positive number to a power, by decimals, so that every machine has the same."""
    with localcontext() as context:
        context.prec = 28
        return float(max(Decimal(base), Decimal("1e-18")) ** exponent)


def _rising(illness: str) -> Column:
    ages = np.arange(YEARS + 1, dtype=np.int64) * YEAR4 // 4
    earliest = int(tables.toml("illness")["earliest"]["age"][illness])
    groups: list[Column] = []
    for sex in (1, 2):
        base = np.array(_solved(illness, SEXES[sex - 1]), dtype=np.int64)
        counts = _counts(illness, sex)
        for decile in range(1, 11):
            one = np.ones(YEARS + 1, dtype=np.int64)
            likely = base + left.hazard(one * sex, one * decile, ages) * counts // 1000
            likely[:earliest] = _NONE
            likely = np.maximum.accumulate(np.clip(likely, _NONE, -_NONE))
            groups.append(likely + len(groups) * _APART)
    return np.concatenate(groups)


def _counts(illness: str, sex: int) -> int:
    return int((more(illness, SEXES[sex - 1]) - 1) * 1000)


def against_death(shares: Sequence[Sequence[Fraction]], ratio: Number) -> Curve:
    """How something comes that is so common at each year of age (0 to YEARS) in each group of sex and decile, with a
    ratio of mortality against those without it."""
    groups, counts = [], []
    ages = np.arange(YEARS + 1, dtype=np.int64) * YEAR4 // 4
    one = np.ones(YEARS + 1, dtype=np.int64)
    for g, by_age in enumerate(shares):
        times = left.more_at_death(ratio, by_age[_REFERENCE])
        if g % 10 == 0:
            counts.append(int((times - 1) * 1000))
        base = [left.logarithm(share * times) if share > 0 else _NONE for share in by_age]
        passed = left.hazard(one * (g // 10 + 1), one * (g % 10 + 1), ages)
        likely = np.array(base, dtype=np.int64) + passed * counts[-1] // 1000
        groups.append(np.maximum.accumulate(np.clip(likely, _NONE, -_NONE)) + g * _APART)
    return Curve(np.array(counts), np.concatenate(groups))


@compiled_of(Curve)
def curve(illness: str) -> Curve:
    """How an illness comes."""
    return Curve(np.array([_counts(illness, 1), _counts(illness, 2)]), _rising(illness))


@compiled
def fatal(illness: str) -> tuple[Column, int, Spread] | None:
    """The causes of death (indices) that are the illness, the threshold of it having been known, and for how long."""
    e = tables.toml("illness")["fatal"].get(illness)
    if e is None:
        return None
    causes = np.array([deaths.CAUSES.index(cause) for cause in e["causes"]])
    return causes, tables.part(e["known"]), tables.Spread([e["before"]])
