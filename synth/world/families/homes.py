"""The homes that people have: what a household is to those in it, when the grown leave home, who shares with whom.

A household is a number in its family: 0 the first home, 1 that of a parent who lives apart, others for homes of
one's own (`own`), rooms in a house shared with people of other families (`shared`), halls (`hall`) and care homes
(`care_home`). Numbers stand in `evidence/families.toml`; who lives where, when, is `residence`.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from synth import chance
from synth.world import tables
from synth.world.demography import deaths
from synth.world.first_day import NEVER_DAY, YEAR4

Column = np.ndarray

KINDS = (
    "family home",
    "second home",
    "own home",
    "communal establishment",
    "shared home",
    "student hall",
    "care home",
    "prison",
    "no fixed abode",
    "temporary stay",
    "foster home",
    "children's home",
    "supported living",
)
"""What a household is to the person in it; `kind` in `Population.households` is an index here."""
FAMILY_HOME, SECOND_HOME, OWN_HOME, COMMUNAL, SHARED, HALL, CARE_HOME, PRISON, NOWHERE, TEMPORARY = range(10)
FOSTER_HOME, CHILDRENS_HOME, SUPPORTED = 10, 11, 12
ESTABLISHMENTS = (COMMUNAL, HALL, CARE_HOME, PRISON, CHILDRENS_HOME)
"""Kinds that are communal establishments, and so no household of the census."""
BESIDE = (SECOND_HOME, TEMPORARY)
"""Kinds where someone stays who lives somewhere else at the same time."""
FIRST, APART = 0, 1
"""The family's first home, and that of a founding partner or of the children's other parent who lives apart."""
HALL_YEAR = 300
"""Days in a hall of residence, from October to the summer."""
_OWN, _SHARED, _HALL, _CARE, _OWN_AGAIN, _PRISON, _NOWHERE, _TEMPORARY, _COMMUNAL, _SUPPORTED = (
    2, 32, 64, 96, 128, 192, 224, 256, 288, 416,
)  # fmt: skip
_names = ("leaves", "shares", "settles", "hall", "care", "sharers", "term", "second year")
_LEAVES, _SHARES, _SETTLES, _IN_HALL, _ENTERS, _SHARERS, _TERM, _SECOND = (
    chance.name_hash(f"world.home.{n}") for n in _names
)


def own(member: Column) -> Column:
    """The household of a member who has a home of his or her own."""
    return _OWN + member


def own_again(member: Column) -> Column:
    """The household of a member who has a home of his or her own once more, after living with a partner."""
    return _OWN_AGAIN + member


def shared(member: Column) -> Column:
    """The household of a member who has a room in a shared house."""
    return _SHARED + member


def hall(member: Column) -> Column:
    """The household of a member who lives in a hall of residence."""
    return _HALL + member


def care_home(member: Column) -> Column:
    """The household of a member who lives in a care home."""
    return _CARE + member


def supported(member: Column) -> Column:
    """The household of a member who lives in a supported home, with a tenancy and staff."""
    return _SUPPORTED + member


def prison(member: Column) -> Column:
    """The household of a member who is in prison."""
    return _PRISON + member


def communal(member: Column) -> Column:
    """The household of a member who lives for a time in some other communal establishment."""
    return _COMMUNAL + member


def nowhere(member: Column) -> Column:
    """The household of a member who has no fixed abode."""
    return _NOWHERE + member


def temporary(member: Column) -> Column:
    """The household of a member who stays somewhere for some weeks."""
    return _TEMPORARY + member


@tables.compiled
def _evidence() -> dict:
    e = tables.toml("families")
    shares, sharers = e["sharing"], e["sharing"]["others"]
    return {
        "leaving": tables.Hazard([tables.by_age(e["leaving_home"]["ages"], 100)]),
        "shares": tables.parts(tables.by_age(shares["leaving_home"], 120)),
        "alone": tables.parts(tables.by_age(shares["living_alone"], 120)),
        "settles": tables.Hazard([tables.by_age(shares["settles"], 110)]),
        "sharers": tables.Choice([sharers]),
        "hall": tables.parts(tables.by_age(e["halls"]["leaving_home"], 120)),
        "care": np.stack([_in_care(e["care_home"], *who) for who in (("men", "male"), ("women", "female"))]),
        "care_stay": tables.Spread([e["care_home"]["stay"]]),
        "again": tables.parts(e["halls"]["again"]),
    }


def _in_care(e: dict, which: str, sex: str) -> Column:
    """Who lives in a care home at death, by age: of those who die of something else, and of those who die of dementia.

    Both together are as many as of all deaths at that age.
    """
    of_dementia = [*deaths.shares_by_age(deaths.DEMENTIA, sex), *[Fraction(0)] * 120][:120]
    theirs, others = [], []
    for share, average in zip(of_dementia, map(Fraction, tables.by_age(e[which], 120)), strict=True):
        theirs.append(max(Fraction(e["with_dementia"]), average) if average else average)
        others.append((average - share * theirs[-1]) / (1 - share))
    return np.stack([tables.parts(others), tables.parts(theirs)])


def leaving(key: Column, born: Column, day: Column) -> Column:
    """The day on which each person living with a parent on a given day will leave home (NEVER_DAY for some)."""
    hazard = _evidence()["leaving"]
    total = hazard.at(day - born) + tables.exponential(tables.uniform(key, _LEAVES))
    age = hazard.age_at(total)
    return np.where(age >= tables.Hazard.FOREVER, NEVER_DAY, born + age)


def shares(key: Column, born: Column, day: Column, leaving_home: bool) -> Column:
    """Whether each person, on a day of leaving home or of being first seen alone, has a room in a shared house."""
    share = _evidence()["shares" if leaving_home else "alone"]
    return tables.uniform(key, _SHARES) < share[np.clip((day - born) * 4 // YEAR4, 0, 119)]


def settles(key: Column, born: Column, day: Column) -> Column:
    """The day on which each person who shares a house from a day on gets a home of his or her own."""
    hazard = _evidence()["settles"]
    total = hazard.at(day - born) + tables.exponential(tables.uniform(key, _SETTLES))
    age = hazard.age_at(total)
    return np.where(age >= tables.Hazard.FOREVER, NEVER_DAY, born + age)


def in_hall(key: Column, born: Column, day: Column) -> Column:
    """Whether each person who leaves home on a day goes to a hall of residence for a year."""
    return tables.uniform(key, _IN_HALL) < _evidence()["hall"][np.clip((day - born) * 4 // YEAR4, 0, 119)]


def enters_care(key: Column, sex: Column, born: Column, died: Column, cause: Column) -> Column:
    """The day on which each person enters a care home for good (NEVER_DAY for most), from the days of birth and
    death and its cause (index in `deaths.CAUSES`): those who live there have not long to live, and often dementia."""
    e = _evidence()
    u, v = tables.draws(key, _ENTERS)
    age = np.clip((died - born) * 4 // YEAR4, 0, 119)
    dementia = (cause == deaths.CAUSES.index(deaths.DEMENTIA)).astype(np.int64)
    return np.where(u < e["care"][sex - 1, dementia, age], died - e["care_stay"].pick(v), NEVER_DAY)


def hall_days(key: Column) -> Column:
    """Days for which each person who goes to a hall of residence stays: one, two or three academic years."""
    u = tables.uniform(key, _SECOND)
    return HALL_YEAR + 365 * (u[:, None] < _evidence()["again"]).sum(axis=1)


def term(key: Column, kind: Column) -> Column:
    """Days for which those first seen in a communal establishment of a kind stay there."""
    return 90 + tables.scale(tables.uniform(key, _TERM), np.where(kind == COMMUNAL, 6000, 700))


def others(key: Column) -> Column:
    """How many people of other families live in the same shared house."""
    return 1 + _evidence()["sharers"].one(tables.uniform(key, _SHARERS))
