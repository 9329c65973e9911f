"""Measures of dying: by age and sex, of babies, of children, by deprivation."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.realism.measures import POPULATION, over_years
from synth.realism.sample import Sample, Span
from synth.realism.tally import Quotient, Tally

_AGES = (0, 1, 5, 10, 15, 20, 30, 40, 50, 60, 65, 70, 75, 80, 85, 90, 95)
_LIFE_TABLE: dict[str, tuple] = {
    f"{name} age {age}": (sex, age) for sex, name in ((1, "Male"), (2, "Female")) for age in _AGES
}
_TERM = 37 * 7
_FIRST_BORN_ALIVE = 24 * 7


@over_years(POPULATION, "Probability of dying q(x)", _LIFE_TABLE, "per 100,000", years=5)
def dying_at(sample: Sample, span: Span, sex: int, age: int) -> Tally:
    """Those who die before their next birthday, of those who reached one in these years (ONS life tables)."""
    reached = sample.birthday(age) if age else sample["born"]
    alive = (sample["died"] > reached) & sample["patient"] & ~sample["stillborn"].astype(bool)
    rows = np.flatnonzero(span.holds(reached) & alive & (sample["sex"] == sex))
    return sample.share(rows, sample["died"][rows] < sample.birthday(age + 1)[rows])


def _dies_within(sample: Sample, rows: np.ndarray, days: int) -> np.ndarray:
    return sample["died"][rows] - sample["born"][rows] < days * clock.DAY


@over_years(POPULATION, "Neonatal mortality rate (<28 d)", {"E&W": (0,)}, "per 1,000", years=5)
@over_years(POPULATION, "Neonatal mortality (MBRRACE, >=24 wk)", {"UK": (_FIRST_BORN_ALIVE,)}, "per 1,000", years=5)
def neonatal(sample: Sample, span: Span, from_days: int) -> Tally:
    """Babies who die before 28 days, of those born alive at so many days of gestation or later."""
    rows = sample.live(span)
    rows = rows[sample["birth_gestation"][rows] >= from_days]
    return sample.share(rows, _dies_within(sample, rows, 28))


@over_years(POPULATION, "Neonatal deaths in babies born preterm", {"UK": ()}, "percent", years=5)
def neonatal_preterm(sample: Sample, span: Span) -> Tally:
    """Those born before 37+0 weeks, of the babies born alive at 24+0 weeks or later who die before 28 days."""
    rows = sample.live(span)
    days = sample["birth_gestation"][rows]
    rows = rows[_dies_within(sample, rows, 28) & (days >= _FIRST_BORN_ALIVE)]
    return sample.share(rows, sample["birth_gestation"][rows] < _TERM)


@over_years(POPULATION, "Child mortality 1-15 y", {"E&W": ()}, "per 100,000", years=5)
def children(sample: Sample, span: Span) -> Tally:
    """Deaths at ages 1 to 15, of the years lived at those ages (ONS child mortality)."""
    rows = np.flatnonzero(sample["patient"] & ~sample["stillborn"].astype(bool))
    died = sample["died"]
    dead = span.holds(died) & (died >= sample.birthday(1)) & (died < sample.birthday(16)) & sample["patient"]
    return sample.rate(np.flatnonzero(dead), rows, sample.lived(rows, span, 1, 15))


@over_years(POPULATION, "Infant mortality ratio most:least deprived decile", {"England": ()}, "ratio", years=5)
def infant_ratio(sample: Sample, span: Span) -> Quotient:
    """Deaths in the first year of life of babies of the most deprived tenth against those of the least."""
    rows = sample.live(span)
    most, least = (rows[sample["decile"][rows] == d] for d in (1, 10))
    one, two = (sample.share(r, sample["died"][r] < sample.birthday(1)[r]) for r in (most, least))
    return Quotient(one, two)
