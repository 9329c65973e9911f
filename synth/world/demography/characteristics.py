"""Characteristics of people: ethnic group, height, weight, smoking.

Ethnic groups run in families: partners are mostly of one group, children of a mixed couple are of a mixed
group."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.demography.smoking_and_death import HABITS, weights
from synth.world.families import heredity
from synth.world.places import composition, dealing
from synth.world.population import Table

Column = np.ndarray
BAND = 5
"""Years of age to a group in which the ethnic groups of heads of families are drawn."""
NEVER_DAY = 2**31
"""A day that never comes."""

ETHNIC = (
    ("A", "White British"),
    ("B", "White Irish"),
    ("C", "Any other White background"),
    ("D", "White and Black Caribbean"),
    ("E", "White and Black African"),
    ("F", "White and Asian"),
    ("G", "Any other mixed background"),
    ("H", "Indian"),
    ("J", "Pakistani"),
    ("K", "Bangladeshi"),
    ("L", "Any other Asian background"),
    ("M", "Caribbean"),
    ("N", "African"),
    ("P", "Any other Black background"),
    ("R", "Chinese"),
    ("S", "Any other ethnic group"),
)
"""The NHS ethnic categories: code and name, in the order of the `ethnic` column. Not stated is a
recording's."""
_CODES = [code for code, _ in ETHNIC]
_CLASS_OF = dict(zip(_CODES, (0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 2, 4), strict=True))
ETHNIC_CLASS = np.array([_CLASS_OF[c] for c in _CODES], dtype=np.int64)
"""For each ethnic category the index of its class in `pregnancy.ETHNIC_CLASSES`."""

_names = ("ethnic", "partner", "height", "weight", "smoking", "start", "stop", "former")
_ETHNIC, _PARTNER, _HEIGHT, _WEIGHT, _SMOKING, _START, _STOP, _FORMER = (
    chance.name_hash(f"world.person.{n}") for n in _names
)
_QUITS = chance.name_hash("world.person.stops in pregnancy")


def _settled(day: int) -> Fraction:
    """People who are not White British on a day, against their share on the day of Census 2021."""
    years = sorted((clock.day_of(int(y)), Fraction(r)) for y, r in tables.toml("origins")["settled"]["years"].items())
    k = max((i for i in range(len(years) - 1) if years[i][0] <= day), default=0)
    (d0, r0), (d1, r1) = years[k], years[k + 1]
    return max(r0 + (r1 - r0) * (max(day, years[0][0]) - d0) / (d1 - d0), Fraction(0))


@lru_cache(maxsize=128)
def _heads(made_as: int, day: int) -> tables.Choice:
    """The ethnic group of heads of families on a day, by practice and band of age, in a composition; last of all, of
    those who come from abroad since."""
    e = tables.toml("people")
    shares = [Fraction(e["ethnic"][c]) for c in _CODES]
    british = tables.by_age(e["white_british"]["ages"], 120)
    settled = _settled(day)
    mixed = Fraction(e["mixed_heads"]["value"])
    others = [
        Fraction(0),
        *[
            s * Fraction(e["heads"].get(c, 1)) * (mixed if c in "DEFG" else 1) * composition.group_ratio(made_as, c)
            for s, c in zip(shares[1:], _CODES[1:], strict=True)
        ],
    ]
    total, groups = sum(others, Fraction(0)), []
    for diversity in dealing.DIVERSITY:
        for age in range(0, 120, BAND):
            rest = composition.others(made_as, 1 - min((1 - british[age]) * settled, Fraction(99, 100)), diversity)
            groups.append([(1 - rest) * total, *[o * rest for o in others[1:]]])
    arriving = [Fraction(tables.toml("origins")["arriving"][c]) for c in _CODES]
    more = composition.odds(made_as)
    arriving = [
        a * more * composition.group_ratio(made_as, c) if c != "A" else a for a, c in zip(arriving, _CODES, strict=True)
    ]
    return tables.Choice([*groups, arriving])


@lru_cache(maxsize=1)
def _ethnic() -> tuple[Column, tables.Choice, Column]:
    e = tables.toml("people")
    shares = [Fraction(e["ethnic"][c]) for c in _CODES]
    ratio = [Fraction(e["meets"].get(c, 1)) for c in _CODES]
    meets = [[Fraction(0) if i == j else shares[j] * ratio[j] for j in range(16)] for i in range(16)]
    same = tables.parts([e["same_group"][c] for c in _CODES])
    child = np.zeros((16, 16), dtype=np.int64)
    for i, a in enumerate(_CODES):
        for j, b in enumerate(_CODES):
            child[i, j] = _CODES.index(_child_of(a, b))
    return same, tables.Choice(meets), child


def _child_of(mother: str, father: str) -> str:
    """The category of a child of two parents."""
    if mother == father:
        return mother
    one, two = sorted((_CLASS_OF[mother], _CLASS_OF[father]))
    if one == two:
        return mother
    pair = {mother, father}
    if one == 0 and two == 3:
        return "E" if "N" in pair else "D"
    if one == 0 and two == 2:
        return "F"
    if one == 0 and two == 1:
        return next(c for c in pair if _CLASS_OF[c] == 1)
    return "G"


def head_ethnic(family_key: Column, age: Column, practice: Column, made_as: Column, comes: Column, day: int) -> Column:
    """The ethnic group of the head of each family, by age in years, practice and composition of the place on a day;
    of those who come from abroad (bool) by composition alone."""
    group = practice * (120 // BAND) + np.clip(age, 0, 119) // BAND
    group = np.where(comes, dealing.PRACTICES * (120 // BAND), group)
    u = tables.uniform(family_key, _ETHNIC)
    return composition.each(made_as, lambda c, at: _heads(c, day).one(u[at], group[at]))


def partner_ethnic(key: Column, ethnic: Column) -> Column:
    """The ethnic group of the other parent or partner of someone of a group."""
    same, meets, _ = _ethnic()
    u, v = tables.draws(key, _PARTNER)
    return np.where(u < same[ethnic], ethnic, meets.one(v, ethnic))


def child_ethnic(mother: Column, father: Column) -> Column:
    """The ethnic group of a child of parents of two groups."""
    return _ethnic()[2][mother, father]


def heights(persons: Table, family_key: Column) -> Column:
    """Adult height in millimetres, in part inherited from the parents who are known; partners are somewhat alike."""
    key, sex, mother, father = (persons[name] for name in ("key", "sex", "mother", "father"))
    e = tables.toml("people")["height"]
    inherited, couples = Fraction(e["inherited"]), Fraction(e["of_couples"])
    middle, spread = (np.array([int(e["male"][i]), int(e["female"][i])]) for i in (0, 1))
    first, own = (tables.normal(tables.uniform(key, _HEIGHT, k)) for k in (0, 1))
    chosen = heredity.mixed(tables.normal(tables.uniform(family_key, _HEIGHT)), first, couples.as_integer_ratio())
    first = np.where((mother < 0) & (father < 0), chosen, first)
    z = heredity.mixed(heredity.handed_down(first, mother, father, couples), own, inherited.as_integer_ratio())
    return middle[sex - 1] + spread[sex - 1] * z // tables.NORMAL_UNIT


def weight_draw(key: Column) -> Column:
    """The uniform draw behind a birth weight."""
    return tables.uniform(key, _WEIGHT)


def inclination(key: Column) -> Column:
    """The uniform draw behind what is each one's own in smoking: the lower, the likelier."""
    return tables.draws(key, _SMOKING)[0]


@lru_cache(maxsize=4)
def _smoking(day: int) -> tuple[Column, Column, int, int, int]:
    """Shares of smokers by sex and age on a day; ratios (per thousand) by sex, ethnic category and decile; the share
    who take it up, the share who once did, the rate of stopping."""
    e = tables.toml("people")["smoking"]
    years = sorted((clock.day_of(int(y)), Fraction(r)) for y, r in e["years"].items())
    k = max((i for i in range(len(years) - 1) if years[i][0] <= day), default=0)
    (d0, r0), (d1, r1) = years[k], years[k + 1]
    of_year = r0 + (r1 - r0) * (min(max(day, years[0][0]), years[-1][0]) - d0) / (d1 - d0)
    now = tables.parts([min(a * of_year, Fraction(1)) for s in ("male", "female") for a in tables.by_age(e[s], 120)])
    ratios = [
        int(Fraction(e["ethnic"][s][c]) * Fraction(d) * 1000)
        for s in ("male", "female")
        for c in _CODES
        for d in e["decile"]
    ]
    rate = int(Fraction(e["quits"]) * tables.UNIT)
    return now, np.array(ratios), tables.part(e["starts"]), tables.part(e["former"]), rate


def smokes(
    key: Column, family_key: Column, sex: Column, ethnic: Column, decile: Column, born: Column, dies: Column,
    cause: Column, day: int,
) -> tuple[Column, Column]:  # fmt: skip
    """The days on which each person takes up smoking and stops it (both far off for those who never do).

    dies, cause: the day of each one's death, however far off, and its cause (-1: none drawn). Who smokes runs in
    families: partners, parents and children are alike."""
    now, ratios, starts, former, rate = _smoking(day)
    far = np.int64(NEVER_DAY)
    age = np.clip((day - born) * 4 // 1461, 0, 119)
    child = day - born < 17 * 1461 // 4
    own, v = inclination(key), tables.draws(key, _SMOKING)[1]
    share = Fraction(tables.toml("people")["smoking"]["of_the_family"])
    u = heredity.alike(tables.uniform(family_key, _SMOKING), own, share)
    ratio = ratios[(sex - 1) * 160 + ethnic * 10 + decile - 1]
    weigh, once = (weights(habit, sex, decile, born, dies, cause, day) for habit in HABITS)
    current = u < (now[(sex - 1) * 120 + age] * ratio // 1000 * weigh >> 16)
    will = child & (u < (starts * ratio // 1000 * weigh >> 16))
    once = ~child & ~current & (v < (former * ratio // 1000 * np.clip(age, 20, 70) // 45 * once >> 16))
    ever = np.where(child, will, current | once)
    u_start, u_stop = tables.draws(key, _START)
    start = born + 14 * 1461 // 4 + tables.scale(u_start, 4 * 365)  # most who ever smoke begin before 18
    start = np.where(current, np.minimum(start, day - 1), start)
    wait = tables.exponential(u_stop) * 365 // rate
    stop = np.where(child, start, day) + 1 + wait
    span = np.maximum(day - start - 30, 1)
    stop = np.where(once, start + 1 + tables.scale(u_stop, span), stop)
    return np.where(ever, start, far), np.where(ever, stop, far)


def smoking_fact(person: Column, start: Column, stop: Column, quits: tuple[Column, Column, Column]) -> Table:
    """The fact `smoker` from days of starting and stopping and from breaks: (person, from day, until day)."""
    ever = np.flatnonzero(start < NEVER_DAY)
    who, begins, until = quits
    on = (start[who] < begins) & (stop[who] > begins)
    who, begins, until = who[on], begins[on], np.minimum(until[on], stop[who[on]])
    rows = np.concatenate([person[ever], person[ever], person[who], person[who]])
    day = np.concatenate([start[ever], stop[ever], begins, until])
    n, m = len(ever), len(who)
    value = np.concatenate([np.ones(n), np.zeros(n), np.zeros(m), np.ones(m)]).astype(np.int64)
    stopped = np.concatenate([np.zeros(2 * n + m, dtype=bool), until >= stop[who]])
    keep = ~stopped & (day < NEVER_DAY)
    rows, day, value = rows[keep], day[keep], value[keep]
    order = np.lexsort((value, day, rows))
    return Table({"person": rows[order], "time": day[order] * 1440 + 720, "value": value[order]})


def has_smoked(smoker: Table) -> Table:
    """The fact `has_smoked`: from the first time that each person smokes on (`smoker` is by person and time)."""
    first = smoker.take(np.flatnonzero(smoker["value"] > 0))
    return first.take(np.flatnonzero(np.diff(first["person"], prepend=-1) != 0))


@lru_cache(maxsize=1)
def _breaks() -> tuple[int, int, int, int]:
    e = tables.toml("people")["smoking"]
    earliest, latest = (int(day) for day in e["stops_on"])
    return tables.part(e["pregnancy"]), tables.part(e["again"]), earliest, latest


def pregnancy_breaks(key: Column, begins: Column, ends: Column, occurrence: Column) -> tuple[Column, Column, Column]:
    """Which smokers stop in a pregnancy, from which day and until which (far off if for good)."""
    stops, again, earliest, latest = _breaks()
    u, v = tables.draws(key, _QUITS, occurrence)
    quits = u < stops
    from_day = np.minimum(begins + earliest + (v & 255) * (latest - earliest + 1) // 256, ends)
    until = np.where((v >> 8) * 256 < again, ends + 30 + (u & 255), NEVER_DAY)
    return quits, from_day, until
