"""Measures of conception and of pregnancies that end before birth.

As in the national statistics a *conception* is one that ends in a birth or in a legal abortion, by the woman's age
at conception; miscarriage is told of recognised pregnancies, which are all that the world has."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.realism.measures import MATERNITY, over_years
from synth.realism.sample import Sample, Span
from synth.realism.tally import Tally
from synth.world.demography import pregnancy
from synth.world.population import Table


def _begun(sample: Sample, span: Span, first: int, last: int) -> Table:
    """Pregnancies begun in some years by women aged first .. last."""
    p = sample.population.pregnancies
    found = p.take(span.holds(p["begins"]))
    age = clock.age_years(sample.born_day[found["mother"]], clock.uk_day(found["begins"]))
    return found.take((age >= first) & (age <= last))


def _conceptions(sample: Sample, span: Span, first: int, last: int) -> Table:
    """Those that end in a birth or an abortion."""
    found = _begun(sample, span, first, last)
    return found.take((found["outcome"] <= pregnancy.STILLBIRTH) | (found["outcome"] == pregnancy.TERMINATION))


def _per_woman(sample: Sample, span: Span, event: np.ndarray, first: int, last: int) -> Tally:
    women = np.flatnonzero((sample["sex"] == 2) & sample["patient"])
    return sample.rate(event, women, sample.lived(women, span, first, last))


@over_years(MATERNITY, "Conceptions leading to legal abortion",
            {"E&W": (0, 99), "age 30-34": (30, 34), "under 16": (0, 15)}, "percent")  # fmt: skip
def ending_in_abortion(sample: Sample, span: Span, first: int, last: int) -> Tally:
    """Conceptions that end in abortion, of all conceptions at an age (ONS conceptions)."""
    found = _conceptions(sample, span, first, last)
    return sample.share(found["mother"], found["outcome"] == pregnancy.TERMINATION)


@over_years(MATERNITY, "Conception rate", {"40 and over": (40, 99, 40, 44)}, "per 1,000")
@over_years(MATERNITY, "Under-18 conception rate", {"E&W": (0, 17, 15, 17)}, "per 1,000", years=5)
def conception_rate(sample: Sample, span: Span, first: int, last: int, low: int, high: int) -> Tally:
    """Conceptions at ages first .. last a year lived by women aged low .. high (ONS conceptions)."""
    return _per_woman(sample, span, _conceptions(sample, span, first, last)["mother"], low, high)


@over_years(MATERNITY, "Abortion rate (age-standardised)", {"E&W residents 15-44": ()}, "per 1,000")
def abortion_rate(sample: Sample, span: Span) -> Tally:
    """Abortions a year lived by women aged 15 to 44, not standardised: the ages are England's own."""
    found = _begun(sample, span, 0, 99)
    ended = found["mother"][found["outcome"] == pregnancy.TERMINATION]
    return _per_woman(sample, span, ended, 15, 44)


_AGES: dict[str, tuple] = {**{f"{a}-{a + 4}": (a, a + 4) for a in range(20, 45, 5)}, "45+": (45, 99)}


@over_years(MATERNITY, "Miscarriage risk", {"recognised pregnancies": (0, 99)}, "percent")
@over_years(MATERNITY, "Miscarriage risk by maternal age", _AGES, "percent", years=5)
def miscarriage(sample: Sample, span: Span, first: int, last: int) -> Tally:
    """Pregnancies that miscarry, of those recognised at an age that are not ended by choice (as in the registry)."""
    found = _begun(sample, span, first, last)
    found = found.take(found["outcome"] != pregnancy.TERMINATION)
    return sample.share(found["mother"], found["outcome"] == pregnancy.MISCARRIAGE)


@over_years(MATERNITY, "Ectopic pregnancy", {"UK": ()}, "per 1,000", years=5)
def ectopic(sample: Sample, span: Span) -> Tally:
    """Ectopic pregnancies, of all recognised."""
    found = _begun(sample, span, 0, 99)
    return sample.share(found["mother"], found["outcome"] == pregnancy.ECTOPIC)


@over_years(MATERNITY, "Abortions under 10 weeks", {"E&W": ()}, "percent")
def early_abortions(sample: Sample, span: Span) -> Tally:
    """Abortions before 10+0 weeks, of all abortions."""
    found = _begun(sample, span, 0, 99)
    found = found.take(found["outcome"] == pregnancy.TERMINATION)
    return sample.share(found["mother"], found["gestation"] < 70)
