"""Measures of disability and of unpaid care, as the census asks about them."""

from __future__ import annotations

import numpy as np

from synth.realism.measures import POPULATION, SOCIAL_CARE, on_a_day
from synth.realism.sample import Sample
from synth.realism.tally import Tally, Weighted
from synth.world.traits import carers

Column = np.ndarray
STANDARD = (50, 55, 55, 55, 60, 60, 65, 70, 70, 70, 70, 65, 60, 55, 50, 40, 25, 15, 10)
"""The European Standard Population 2013 by five years of age, the last 90 and over, of a thousand."""
_CENSUS = (3, 21)


def _standardised(sample: Sample, rows: Column, yes: Column, at: int, first: int = 0) -> Weighted:
    """A share of some persons as it would be at the ages of the standard population, from an age on."""
    band = np.minimum(sample.age(rows, at) // 5, len(STANDARD) - 1)
    bands = range(first // 5, len(STANDARD))
    return Weighted(
        tuple(sample.share(rows[band == b], yes[band == b]) for b in bands), tuple(float(STANDARD[b]) for b in bands)
    )


@on_a_day(POPULATION, "Disabled (Equality Act)", {"females, England": (2,), "males, England": (1,)}, "percent",
          date=_CENSUS)  # fmt: skip
def disabled(sample: Sample, at: int, sex: int) -> Weighted:
    """Persons of a sex whose daily life is limited a little or a lot, age-standardised (Census 2021)."""
    rows = sample.present(at)
    rows = rows[sample["sex"][rows] == sex]
    return _standardised(sample, rows, sample.fact("disabled", at)[rows] > 0, at)


@on_a_day(POPULATION, "Disabled",
          {"females 15-19, England": (15, 19, 2, 0), "40-44 most deprived decile": (40, 44, 0, 1),
           "40-44 least deprived decile": (40, 44, 0, 10)}, "percent", date=_CENSUS)  # fmt: skip
def disabled_at(sample: Sample, at: int, first: int, last: int, sex: int, decile: int) -> Tally:
    """The same of those aged first .. last of a sex or of a decile of deprivation (0: of all)."""
    rows = sample.present(at)
    age = sample.age(rows, at)
    rows = rows[(age >= first) & (age <= last)]
    rows = rows[((sample["sex"][rows] == sex) | (sex == 0)) & ((sample["decile"][rows] == decile) | (decile == 0))]
    return sample.share(rows, sample.fact("disabled", at)[rows] > 0)


_ALL = (carers.UP_TO_19, carers.UP_TO_49, carers.FIFTY_OR_MORE)


@on_a_day(SOCIAL_CARE, "Unpaid carers", {"5+ England, age-standardised": _ALL}, "percent", date=_CENSUS)
@on_a_day(SOCIAL_CARE, "Unpaid care <=19 h/wk", {"E&W, age-standardised": _ALL[:1]}, "percent", date=_CENSUS)
@on_a_day(SOCIAL_CARE, "Unpaid care 20-49 h/wk", {"E&W, age-standardised": _ALL[1:2]}, "percent", date=_CENSUS)
@on_a_day(SOCIAL_CARE, "Unpaid care 50+ h/wk", {"England, age-standardised": _ALL[2:]}, "percent", date=_CENSUS)
def unpaid_carers(sample: Sample, at: int, *hours: int) -> Weighted:
    """Those of five and over who care, unpaid, for so many hours a week, age-standardised (Census 2021)."""
    rows = sample.present(at)
    rows = rows[sample.age(rows, at) >= 5]
    return _standardised(sample, rows, np.isin(sample.fact("carer", at)[rows], hours), at, 5)


@on_a_day(SOCIAL_CARE, "Unpaid carers who are disabled", {"England": ()}, "percent", date=_CENSUS)
def carers_disabled(sample: Sample, at: int) -> Tally:
    """Those who are disabled, of the unpaid carers aged 16 and over (Census 2021)."""
    rows = sample.present(at)
    rows = rows[(sample.age(rows, at) >= 16) & (sample.fact("carer", at)[rows] > 0)]
    return sample.share(rows, sample.fact("disabled", at)[rows] > 0)
