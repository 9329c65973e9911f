"""Partners to come: when a woman finds one, how old he is, and whether he is a member of the family."""

from __future__ import annotations

import numpy as np

from synth import chance, keys
from synth.world import tables
from synth.world.demography import supported_homes
from synth.world.families.family_tables import evidence
from synth.world.first_day import (
    CHILD,
    COMMUNAL,
    COUPLE_CHILDREN,
    FEMALE,
    HEAD,
    LARGEST,
    MALE,
    NEVER_DAY,
    SUITOR,
    YEAR4,
    Opening,
)

Column = np.ndarray

_PARTNERING, _SUITOR = chance.name_hash("world.person.partnering"), chance.name_hash("world.family.suitor")
YOUNG = 30
"""An age at which a couple's difference in age is not yet shaped by who is still alive."""


def other_parent_born(born: Column, sex: Column, eldest: Column, latest: Column) -> Column:
    """Days of birth moved, where need be, to an age at which a parent has the eldest and the latest child."""
    born = np.where(sex == FEMALE, np.maximum(born, latest - 44 * YEAR4 // 4), born)
    return np.minimum(born, eldest - 17 * YEAR4 // 4)


def partner_gap(u: Column) -> Column:
    """Days by which a male partner is older than the woman, for uniform draws."""
    return evidence()["gap"].pick(u, YOUNG)


@tables.compiled
def _orientations() -> tuple[Column, Column, Column]:
    """By sex and year of birth from 1900, cumulative: gay or lesbian, bisexual, other."""
    o = tables.toml("beliefs")["orientation"]

    def years(name: str) -> list[tables.Fraction]:
        return tables.by_age({str(int(year) - 1900): share for year, share in o[name].items()}, 200)

    same, both = years("gay") + years("lesbian"), years("bisexual_men") + years("bisexual_women")
    second = [a + b for a, b in zip(same, both, strict=True)]
    third = [a + b for a, b in zip(second, years("other") * 2, strict=True)]
    return tables.parts(same), tables.parts(second), tables.parts(third)


def orientation(key: Column, sex: Column, born: Column) -> Column:
    """The sexual orientation (index of `beliefs.ORIENTATIONS`) of those who are not seen with a partner at first."""
    v = tables.draws(key, _PARTNERING)[1]
    gay, bisexual, other = (edge[_cell(sex, born)] for edge in _orientations())
    return np.select([v < gay, v < bisexual, v < other], [1, 2, 3], 0)


def _cell(sex: Column, born: Column) -> Column:
    return (sex - 1) * 200 + np.clip((born * 4 // YEAR4) + 70, 0, 199)


def partnering(key: Column, sex: Column, born: Column, day: Column, mother: Column | bool = False) -> Column:
    """The day after a given one on which someone without a partner begins to live with one of the other sex, or
    NEVER_DAY.

    mother: whether each has children with her on that day."""
    hazard, group = evidence()["partnering"], sex - 1 + (mother & (sex == FEMALE))
    u, v = tables.draws(key, _PARTNERING)
    total = hazard.at(day - born, group) + tables.exponential(u)
    age = hazard.age_at(total, group)
    none = v < _orientations()[0][_cell(sex, born)]
    none |= supported_homes.earliest(key, born) < NEVER_DAY
    return np.where(none | (age >= tables.Hazard.FOREVER), NEVER_DAY, born + age)


def with_suitors(o: Opening, unpaired: Column) -> Opening:
    """Draw when women without a partner will have one, and give most of them him as a member of the
    family."""
    e = evidence()
    single = np.zeros(len(o), dtype=bool)
    single[o.start[unpaired]] = o.kind[unpaired] != COMMUNAL
    women = np.flatnonzero((single | (o.role == CHILD)) & (o.sex == FEMALE))
    women = women[o.born[women] > o.seen[o.family[women]] - 50 * YEAR4 // 4]
    day = o.seen[o.family[women]]
    mothers = (o.role[women] == HEAD) & (o.kind[o.family[women]] >= COUPLE_CHILDREN)
    o.partnering[women] = when = partnering(o.key[women], o.sex[women], o.born[women], day, mothers)
    u, v = tables.draws(o.key[women], _SUITOR)
    born = o.born[women] - e["gap"].pick(v, YOUNG)
    comes = (u < e["suitor"]) & (when < day + e["soon"]) & (born < day - 19 * YEAR4 // 4)
    comes &= (born > day - 65 * YEAR4 // 4) & (np.diff(o.start)[o.family[women]] < LARGEST // 2)
    women, born = women[comes], born[comes]
    family = o.family[women]
    more = np.bincount(family, minlength=len(o.kind))
    shift = np.cumsum(more) - more
    n, extra = len(o), len(women)
    old = np.arange(n) + shift[o.family]
    rank = np.arange(extra) - shift[family]
    new = o.start[family + 1] + shift[family] + rank
    member = np.diff(o.start)[family] + rank
    key = keys.member_key(o.family_key[family], member)

    def spread(column: Column, values: Column | int) -> Column:
        out = np.empty(n + extra, dtype=column.dtype)
        out[old], out[new] = column, values
        return out

    def moved(rows: Column) -> Column:
        return np.where(rows >= 0, old[rows], -1)

    o.mother, o.father = spread(moved(o.mother), -1), spread(moved(o.father), -1)
    o.woman = spread(o.woman, old[women])
    o.family, o.member = spread(o.family, family), spread(o.member, member)
    o.role, o.sex, o.born = spread(o.role, SUITOR), spread(o.sex, MALE), spread(o.born, born)
    o.plurality, o.key, o.partnering = (
        spread(o.plurality, 1),
        spread(o.key, key),
        spread(o.partnering, NEVER_DAY),
    )
    o.maternity_mother, o.maternity_babies = moved(o.maternity_mother), moved(o.maternity_babies)
    o.start = o.start + np.append(shift, extra)
    return o
