"""Measures of birth: mothers' ages, parity, gestation, multiples, stillbirth, birth weight."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.realism.measures import MATERNITY, POPULATION, over_years
from synth.realism.sample import Sample, Span
from synth.realism.tally import Median, Tally
from synth.world.demography import characteristics, pregnancy
from synth.world.families import marriages, relationships
from synth.world.traits import origins

_BOOKING = 70
"""Days of gestation at which a pregnancy is booked (NICE NG201: by 10 weeks)."""
_ASFR: dict[str, tuple] = {f"{a}-{a + 4} (mean of single ages)": (a, a + 4) for a in range(15, 45, 5)}
_ASFR |= {"under 20": (0, 19), **{f"{a}-{a + 4}": (a, a + 4) for a in range(20, 45, 5)}}


@over_years(POPULATION, "Age-specific fertility rate", _ASFR, "per 1,000")
def fertility(sample: Sample, span: Span, first: int, last: int) -> Tally:
    """Live births to women aged first .. last a year lived at those ages (under 20: years lived at 15 to 19).

    Where the figure is a mean over single ages this is within about a hundredth of it, the ages being nearly
    even."""
    babies = sample.live(span)
    mother = sample["mother"][babies]
    age = clock.age_years(sample.born_day[mother], sample.born_day[babies])
    event = mother[(age >= first) & (age <= last)]
    women = np.flatnonzero((sample["sex"] == 2) & sample["patient"])
    return sample.rate(event, women, sample.lived(women, span, max(first, 15), last))


@over_years(POPULATION, "Mean age of father", {"E&W": ()}, "years")
def fathers_age(sample: Sample, span: Span) -> Tally:
    """The mean age of fathers at a live birth, in completed years and a half."""
    babies = sample.live(span)
    babies = babies[sample["father"][babies] >= 0]
    age = clock.age_years(sample.born_day[sample["father"][babies]], sample.born_day[babies])
    return sample.share(babies, age + 0.5)


@over_years(POPULATION, "Births to non-UK-born mothers", {"E&W": ()}, "percent")
def mothers_from_abroad(sample: Sample, span: Span) -> Tally:
    """Live births to women born outside the United Kingdom, of all live births."""
    babies = sample.live(span)
    return sample.share(babies, sample["born_in"][sample["mother"][babies]] >= origins.NATIONS)


@over_years(POPULATION, "Births outside marriage/civil partnership", {"E&W": ()}, "percent")
def outside_marriage(sample: Sample, span: Span) -> Tally:
    """Live births to women who are not married at the birth, of all live births."""
    babies = sample.live(span)
    mother, born = sample["mother"][babies], sample["born"][babies]
    return sample.share(babies, ~marriages.married_at(sample.population.marriages, mother, born))


@over_years(POPULATION, "Joint registrations same address among births outside marriage", {"E&W": ()}, "percent")
def same_address(sample: Sample, span: Span) -> Tally:
    """Births outside marriage to parents who live together as partners, of all births outside marriage."""
    babies = sample.live(span)
    mother, born = sample["mother"][babies], sample["born"][babies]
    outside = ~marriages.married_at(sample.population.marriages, mother, born)
    babies, mother, born = babies[outside], mother[outside], born[outside]
    r = sample.population.relationships
    together = r.take(r["kind"] == relationships.PARTNER)
    father = sample["father"][babies]
    size = len(sample.population)
    pair, wanted = together["person"] * size + together["other"], mother * size + father
    order = np.lexsort((together["from"], pair))
    code = pair[order]
    at = np.minimum(np.searchsorted(code, wanted), max(len(code) - 1, 0))
    row = order[at]
    with_him = (father >= 0) & (code[at] == wanted) & (together["from"][row] <= born) & (together["until"][row] > born)
    return sample.share(babies, with_him)


@over_years(POPULATION, "Multiple maternity rate", {"E&W": ()}, "per 1,000", years=5)
def multiples(sample: Sample, span: Span) -> Tally:
    """Maternities with more than one baby, of all maternities with a birth from 24+0 weeks."""
    p = sample.population.pregnancies
    births = p.take(span.holds(p["ends"]) & (p["outcome"] <= pregnancy.STILLBIRTH))
    return sample.share(births["mother"], births["fetuses"] > 1)


@over_years(POPULATION, "Sex ratio at birth", {"E&W": ()}, "males per female")
def boys_per_girl(sample: Sample, span: Span) -> Tally:
    """Live-born boys for each live-born girl."""
    rows = sample.live(span)
    boy = (sample["sex"][rows] == 1).astype(float)
    return Tally.of(sample.family[rows], boy, 1 - boy, len(rows))


@over_years(POPULATION, "Births share by deprivation", {"most deprived decile": ()}, "percent")
def deprived_births(sample: Sample, span: Span) -> Tally:
    """Live births in the most deprived tenth, of all live births."""
    rows = sample.live(span)
    return sample.share(rows, sample["decile"][rows] == 1)


_CLASSES = {name: pregnancy.ETHNIC_CLASSES.index(name.lower()) for name in ("Black", "White")}


@over_years(POPULATION, "Stillbirth rate (ONS)", {"E&W": ()}, "per 1,000", years=5)
@over_years(POPULATION, "Stillbirth rate by ethnicity", {n: (c,) for n, c in _CLASSES.items()}, "per 1,000", years=5)
@over_years(POPULATION, "Stillbirth rate by deprivation",
            {"most deprived decile, England": (None, 1), "least deprived decile, England": (None, 10)},
            "per 1,000", years=5)  # fmt: skip
def stillbirth(sample: Sample, span: Span, ethnic: int | None = None, decile: int | None = None) -> Tally:
    """Babies stillborn, of all born from 24+0 weeks or alive (ONS); ethnic group is the baby's."""
    rows = sample.babies(span)
    if ethnic is not None:
        rows = rows[characteristics.ETHNIC_CLASS[sample["ethnic"][rows]] == ethnic]
    if decile is not None:
        rows = rows[sample["decile"][rows] == decile]
    return sample.share(rows, sample["stillborn"][rows])


@over_years(POPULATION, "Stillbirths that are preterm (<37 wk)", {"UK": ()}, "percent", years=5)
def stillborn_preterm(sample: Sample, span: Span) -> Tally:
    """Those before 37+0 weeks, of the babies stillborn."""
    rows = sample.babies(span)
    rows = rows[sample["stillborn"][rows].astype(bool)]
    return sample.share(rows, sample["birth_gestation"][rows] < 37 * 7)


@over_years(MATERNITY, "Parity and previous caesarean at booking", {"no previous birth": ()}, "percent")
def first_at_booking(sample: Sample, span: Span) -> Tally:
    """Women without a birth behind them, of the pregnancies that go on to 10 weeks, when they are booked."""
    p = sample.population.pregnancies
    booked = p.take((p["gestation"] >= _BOOKING) & span.holds((p["last_period"] + _BOOKING) * clock.DAY))
    return sample.share(booked["mother"], booked["parity"] == 0)


_WEEKS: dict[str, tuple] = {"22-27 wk": (0, 27), "28-31 wk": (28, 31), "32-36 wk": (32, 36)}
_WEEKS |= {**{f"{w} wk": (w, w) for w in range(37, 42)}, "42+ wk": (42, 99)}


@over_years(MATERNITY, "Gestation at birth distribution", _WEEKS, "percent")
def gestation(sample: Sample, span: Span, first: int, last: int) -> Tally:
    """Live births in completed weeks first .. last, of all live births."""
    rows = sample.live(span)
    weeks = sample["birth_gestation"][rows] // 7
    return sample.share(rows, (weeks >= first) & (weeks <= last))


@over_years(MATERNITY, "Low birthweight (<2.5 kg) in term live births", {"E&W": ()}, "percent")
def low_weight_at_term(sample: Sample, span: Span) -> Tally:
    """Babies under 2,500 g, of those born alive from 37+0 weeks."""
    rows = sample.live(span)
    rows = rows[sample["birth_gestation"][rows] >= 37 * 7]
    return sample.share(rows, sample["birth_weight"][rows] < 2500)


_WEIGHTS: dict[str, tuple] = {
    f"{name} {week} wk": (sex, week)
    for sex, name in ((1, "male"), (2, "female"))
    for week in (24, 28, 32, 34, 36, 37, 38, 39, 40, 41, 42)
}


@over_years(MATERNITY, "Birthweight by gestation: median (LMS M)", _WEIGHTS, "kg", years=5)
def weight(sample: Sample, span: Span, sex: int, week: int) -> Median:
    """The median weight of single babies born alive within three days of a week of gestation (UK-WHO growth)."""
    rows = sample.live(span)
    near = np.abs(sample["birth_gestation"][rows] - 7 * week) <= 3
    rows = rows[near & (sample["sex"][rows] == sex) & (sample["plurality"][rows] == 1)]
    return Median(sample["birth_weight"][rows] / 1000)
