"""Measures of body mass and of smoking, as the surveys of adults ask about them."""

from __future__ import annotations

import numpy as np

from synth.realism.measures import GENERAL_PRACTICE, on_a_day
from synth.realism.sample import Sample
from synth.realism.tally import Tally
from synth.world.traits import body_mass

Column = np.ndarray
OVERWEIGHT, OBESE = 250, 300
_ALL = (16, 200)


def _index(sample: Sample, rows: Column, at: int) -> Column:
    """The usual body mass index of some persons at an instant, kg/m2 times 10."""
    course = tuple(sample[name][rows] for name in body_mass.ATTRIBUTES)
    return body_mass.at_age(course, sample.age(rows, at))


@on_a_day(GENERAL_PRACTICE, "Obesity BMI>=30 (HSE measured)", {"16+": (OBESE, *_ALL)}, "percent")
@on_a_day(GENERAL_PRACTICE, "Overweight or obesity (HSE measured)", {"16+": (OVERWEIGHT, *_ALL)}, "percent")
@on_a_day(GENERAL_PRACTICE, "Obesity (HSE 2021, self-report adjusted)",
          {"16-24": (OBESE, 16, 24), "65-74": (OBESE, 65, 74)}, "percent")  # fmt: skip
@on_a_day(GENERAL_PRACTICE, "Obesity (HSE 2021)",
          {"least deprived quintile": (OBESE, *_ALL, 0, (9, 10)), "most deprived quintile": (OBESE, *_ALL, 0, (1, 2))},
          "percent")  # fmt: skip
@on_a_day(GENERAL_PRACTICE, "Overweight or obesity (HSE 2021)",
          {"men": (OVERWEIGHT, *_ALL, 1), "women": (OVERWEIGHT, *_ALL, 2)}, "percent")  # fmt: skip
def heavy(
    sample: Sample, at: int, least: int, first: int, last: int, sex: int = 0, deciles: tuple[int, ...] = ()
) -> Tally:
    """Those with a body mass index of `least` or more, of those aged first .. last of a sex (0: both) and deciles."""
    rows = sample.present(at)
    age = sample.age(rows, at)
    rows = rows[(age >= first) & (age <= last)]
    if sex:
        rows = rows[sample["sex"][rows] == sex]
    if deciles:
        rows = rows[np.isin(sample["decile"][rows], deciles)]
    return sample.share(rows, _index(sample, rows, at) >= least)


_AGES: dict[str, tuple] = {"18+ England": (18, 200, 0), "65+": (65, 200, 0), "men": (18, 200, 1), "women": (18, 200, 2)}
_AGES |= {f"{a}-{b}": (a, b, 0) for a, b in ((18, 24), (25, 34), (35, 49), (50, 64))}


@on_a_day(GENERAL_PRACTICE, "Current smoker (APS)", _AGES, "percent")
@on_a_day(GENERAL_PRACTICE, "Current cigarette smoker (HSE)", {"16+": (16, 200, 0)}, "percent")
def smokers(sample: Sample, at: int, first: int, last: int, sex: int) -> Tally:
    """Those who smoke, of those aged first .. last of a sex (0: both)."""
    rows = sample.present(at)
    age = sample.age(rows, at)
    rows = rows[(age >= first) & (age <= last) & ((sample["sex"][rows] == sex) | (sex == 0))]
    return sample.share(rows, sample.fact("smoker", at)[rows] > 0)
