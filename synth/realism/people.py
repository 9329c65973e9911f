"""Measures of who there is on a day: age and sex, ethnic group, deprivation, language, moves, first names."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.realism.measures import POPULATION, on_a_day, over_years
from synth.realism.sample import Sample, Span
from synth.realism.tally import Furthest, Tally
from synth.world.demography import characteristics
from synth.world.identity import namelists
from synth.world.places import places
from synth.world.residence import addresses
from synth.world.traits import origins

MALE, FEMALE = 1, 2
_CELLS: dict[str, tuple] = {f"{a}-{a + 4} {w}s": (a, a + 4, s) for a in range(0, 90, 5) for w, s in
                            (("female", FEMALE), ("male", MALE))}  # fmt: skip
_CELLS |= {"90+ females": (90, 200, FEMALE), "90+ males": (90, 200, MALE)}


@on_a_day(POPULATION, "Share of population in age-sex cell", _CELLS, "percent")
def age_and_sex(sample: Sample, at: int, first: int, last: int, sex: int) -> Tally:
    """Persons of a sex aged first .. last, of all persons (ONS mid-year estimates)."""
    rows = sample.present(at)
    age = sample.age(rows, at)
    return sample.share(rows, (age >= first) & (age <= last) & (sample["sex"][rows] == sex))


@on_a_day(POPULATION, "Population aged 0-17", {"England": (0, 17)}, "percent")
@on_a_day(POPULATION, "Population aged 65+", {"England": (65, 200)}, "percent")
@on_a_day(POPULATION, "Population aged 85+", {"England": (85, 200)}, "percent")
def aged(sample: Sample, at: int, first: int, last: int) -> Tally:
    """Persons aged first .. last, of all persons (ONS mid-year estimates)."""
    rows = sample.present(at)
    age = sample.age(rows, at)
    return sample.share(rows, (age >= first) & (age <= last))


@on_a_day(POPULATION, "Females", {"England, all ages": ()}, "percent")
def females(sample: Sample, at: int) -> Tally:
    """Women and girls, of all persons (ONS mid-year estimates)."""
    rows = sample.present(at)
    return sample.share(rows, sample["sex"][rows] == FEMALE)


_WORLD_CODES = [code for code, _ in characteristics.ETHNIC]
_GROUPS = {
    "Asian, Asian British or Asian Welsh": {
        "Bangladeshi": "K",
        "Chinese": "R",
        "Indian": "H",
        "Pakistani": "J",
        "Other Asian": "L",
    },
    "Black, Black British, Black Welsh, Caribbean or African": {"African": "N", "Caribbean": "M", "Other Black": "P"},
    "Mixed or Multiple ethnic groups": {
        "White and Asian": "F",
        "White and Black African": "E",
        "White and Black Caribbean": "D",
        "Other Mixed or Multiple ethnic groups": "G",
    },
    "White": {"English, Welsh, Scottish, Northern Irish or British": "A", "Irish": "B"},
}
_ETHNIC: dict[str, tuple] = {
    f"{group}: {name} -> NHS ethnic category {code}": (code,)
    for group, names in _GROUPS.items()
    for name, code in names.items()
}
_FIVE: dict[str, tuple] = {
    "White": ("ABC",),
    "Asian": ("HJKLR",),
    "Black": ("MNP",),
    "Mixed": ("DEFG",),
    "Other": ("S",),
}


@on_a_day(POPULATION, "Ethnic group share", _ETHNIC, "percent", date=(3, 21))
@on_a_day(POPULATION, "Ethnic group share (5 groups)", _FIVE, "percent", date=(3, 21))
def ethnic_group(sample: Sample, at: int, codes: str) -> Tally:
    """Persons of some NHS ethnic categories, of all persons on census day (Census 2021, TS021)."""
    rows = sample.present(at)
    return sample.share(rows, np.isin(sample["ethnic"][rows], [_WORLD_CODES.index(c) for c in codes]))


@on_a_day(POPULATION, "IMD decile share", {"each decile (England)": ()}, "percent")
def deciles(sample: Sample, at: int) -> Furthest:
    """Persons in a decile of deprivation, of all persons: the decile furthest from a tenth."""
    rows = sample.present(at)
    return Furthest(tuple(sample.share(rows, sample["decile"][rows] == d) for d in range(1, 11)), 0.1)


@on_a_day(POPULATION, "Main language not English", {"3+ England": ()}, "percent", date=(3, 21))
def another_language(sample: Sample, at: int) -> Tally:
    """Persons aged three and over of whom English is not a main language (Census 2021)."""
    rows = sample.present(at)
    rows = rows[sample.age(rows, at) >= 3]
    return sample.share(rows, sample["english_speaker"][rows] == 0)


@on_a_day(POPULATION, "Born outside UK", {"England": ()}, "percent", date=(3, 21))
def born_abroad(sample: Sample, at: int) -> Tally:
    """Persons born outside the United Kingdom, of all persons (Census 2021)."""
    rows = sample.present(at)
    return sample.share(rows, sample["born_in"][rows] >= origins.NATIONS)


@on_a_day(POPULATION, "Different address one year ago (any move)", {"England": ("",)}, "percent", date=(3, 21))
@on_a_day(POPULATION, "Moved between local authorities in the year", {"England": ("place",)}, "percent")
@on_a_day(POPULATION, "Change of GP registration in year", {"England": ("practice",)}, "percent")
def moved(sample: Sample, at: int, what: str) -> Tally:
    """Persons who live at another address than a year before, or one of another local authority (place, or
    district of it) or practice.

    Those aged one and over with an address on both days, of all such."""
    rows = sample.present(at)
    rows = rows[sample.age(rows, at) >= 1]
    population = sample.population
    now = addresses.at(population, rows, np.full(len(rows), at))
    then = addresses.at(population, rows, np.full(len(rows), at - clock.YEAR))
    known = (now >= 0) & (then >= 0)
    rows, now, then = rows[known], now[known], then[known]
    if not what:
        return sample.share(rows, now != then)
    column = population.addresses
    other = column["place"][now] != column["place"][then]
    if what == "practice":
        other = other | (column["practice"][now] != column["practice"][then])
    else:
        one, two = (places.district_of(column["practice"][row]) for row in (now, then))
        other = other | (one != two)
    return sample.share(rows, other)


@on_a_day(POPULATION, "International in-migration", {"England": ("arrives",)}, "percent")
@on_a_day(POPULATION, "International out-migration", {"England": ("leaves",)}, "percent")
def migration(sample: Sample, at: int, column: str) -> Tally:
    """Persons who came to England, or left it, in the year before a day, of those present on it."""
    span = Span(at - clock.YEAR + 1, at + 1)
    event = np.flatnonzero(span.holds(sample[column]) & sample["patient"])
    rows = sample.present(at)
    return sample.rate(event, rows, np.ones(len(rows)))


_NAMES: dict[str, tuple] = {f"{n} (F)": (n, FEMALE) for n in ("Olivia", "Amelia", "Isla", "Ava", "Mia")}
_NAMES |= {f"{n} (M)": (n, MALE) for n in ("Oliver", "George", "Arthur", "Noah", "Muhammad")}


@over_years(POPULATION, "First-name frequency, births", _NAMES, "percent", years=3)
def first_name(sample: Sample, span: Span, name: str, sex: int) -> Tally:
    """Babies of a sex who bear a first name, of all born alive (ONS baby names)."""
    names = sample.population.names
    last = np.flatnonzero(np.r_[names["person"][1:] != names["person"][:-1], True])
    bears = np.full(len(sample.population), -1)
    bears[names["person"][last]] = names["given"][last]
    rows = sample.live(span)
    rows = rows[sample["sex"][rows] == sex]
    known = namelists.vocabulary()["given"]
    return sample.share(rows, bears[rows] == (known.index(name) if name in known else -2))
