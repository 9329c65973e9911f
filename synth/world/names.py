"""What people are called, and from when: families share a name, and a newborn has none of its own yet.

A person's family name at birth is the father's or the mother's, back to the eldest known, who draw one from
the lists of their group; a woman who lives with a man mostly comes to bear his. First names go by sex, year
of birth and group. Someone born in the window is first "Baby" or "Twin One" with the name that the mother
then bears, until the given name reaches the record. Numbers stand in `evidence/names.toml`, words in
`lists/`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock, keys
from synth.settings import Settings
from synth.world import namelists, people, relationships, tables
from synth.world.namelists import (
    DR,
    FEMALE,
    MALE,
    MASTER,
    MISS,
    MR,
    MRS,
    MS,
    PLACEHOLDERS,
    PREFIXES,
    vocabulary,
)
from synth.world.population import Population, Table

__all__ = ["PREFIXES", "USES", "assign", "of_staff", "vocabulary"]

Column = np.ndarray

USES = ("official", "maiden", "usual")
"""What a name is for; the column `use` is an index here. "maiden" is a name that another has replaced."""
OFFICIAL, MAIDEN, USUAL = range(3)

_GROUP, _ENGLISH, _FAMILY, _FIRST, _MIDDLE, _SECOND, _SHARED, _AFTER, _FATHERS, _NAMED, _NAMED_AT, _PREFIX = (
    chance.name_hash(f"world.names.{n}")
    for n in ("group", "english first name", "family name", "first name", "middle name", "has a middle name",
              "takes his name", "takes it after", "the father's name", "named", "named at", "prefix")
)  # fmt: skip


@lru_cache(maxsize=1)
def _evidence() -> dict:
    e = tables.toml("names")
    groups = namelists.groups()

    def by_group(shares: dict, default: int = 0) -> list:
        return [tables.Fraction(int(shares.get(group, default)), 100) for group in groups]

    categories = [[int(e["groups"][code].get(group, 0)) for group in groups] for code, _ in people.ETHNIC]
    middle = e["middle"]
    prefix = e["prefix"]
    return {
        "groups": tables.Choice(categories),
        "english": tables.parts(by_group(e["english_given"])),
        "middle": tables.parts(by_group(middle, int(middle["other"]))),
        "shared": tables.parts([v / 100 for v in tables.by_age(e["shared"]["born"], 2200)]),
        "after": (e["shared"]["after"]["least"], e["shared"]["after"]["most"]),
        "fathers": tables.part(tables.Fraction(e["child"]["fathers"], 100)),
        "newborn": (e["newborn"]["least"], e["newborn"]["most"]),
        "prefix": {name: tables.part(tables.Fraction(prefix[name], 100)) for name in
                   ("doctor", "miss", "mrs", "once_married")},
        "staff": tables.Choice([[int(e["staff"]["groups"].get(group, 0)) for group in groups]]),
    }  # fmt: skip


def assign(population: Population, settings: Settings) -> Table:
    """The names of every person and when they bore them, sorted by (person, from).

    Columns (int64): person (row), from, until (instants), use (index in USES), family, given, middle (index
    in `vocabulary()`, middle -1 for none), prefix (index in PREFIXES). The intervals of a person touch and do
    not overlap: from birth (for those first seen as adults too) to NEVER.
    """
    p = population.persons
    group = _groups(population, settings)
    year = clock.year_of(clock.uk_day(p["born"]))
    marriage, husband = _marriages(population, year)
    own, married = _family_names(population, group, marriage, husband)
    given, middle = _given_names(population, group, year)

    n = len(p["key"])
    rows = np.arange(n)
    newborn = (p["born"] >= settings.begins) & (p["mother"] >= 0)
    named = np.where(newborn, _naming_day(p["key"], p["born"]), p["born"])
    for_ever = newborn & (p["stillborn"].astype(bool) | (p["died"] <= named))
    own_from = np.where(for_ever, clock.NEVER, named)

    # What changes a name, or its prefix, later: for a woman a husband's name, for a boy his eighteenth
    # birthday.
    changes = np.where(p["sex"] == FEMALE, marriage, clock.NEVER)
    changes[(changes >= p["died"]) | (changes <= named)] = clock.NEVER
    adult = clock.birthday(clock.uk_day(p["born"]), 18) * clock.DAY
    grows_up = (p["sex"] == MALE) & (adult >= settings.begins) & (adult < p["died"])
    boundary = np.where(grows_up, np.maximum(adult, named), changes)
    changed = (changes < clock.NEVER) & (married >= 0)

    baby = np.flatnonzero(newborn)
    placeholder = _placeholders(population)
    mothers = p["mother"][baby]
    borne = np.where(marriage[mothers] <= p["born"][baby], married[mothers], own[mothers])
    # A baby of the mother's name has the form of its own sex.
    borne = namelists.forms()[p["sex"][baby], borne]
    first = ~for_ever
    second = first & (boundary < clock.NEVER)
    prefixes = _prefixes(population, settings, changed)

    parts = [
        (
            baby, p["born"][baby], own_from[baby], 0 * baby,
            borne, placeholder[baby], 0 * baby - 1, prefixes[0][baby],
        ),
        (
            rows[first], own_from[first], boundary[first], np.where(changed[first], MAIDEN, OFFICIAL),
            own[first], given[first], middle[first], prefixes[0][first],
        ),
        (
            rows[second], boundary[second], np.full(int(second.sum()), clock.NEVER), 0 * rows[second],
            np.where(changed[second], married[second], own[second]), given[second], middle[second],
            prefixes[1][second],
        ),
    ]  # fmt: skip
    columns = [np.concatenate(c) for c in zip(*parts, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    names = ("person", "from", "until", "use", "family", "given", "middle", "prefix")
    return Table({name: column[order].astype(np.int64) for name, column in zip(names, columns, strict=True)})


def _groups(population: Population, settings: Settings) -> Column:
    """The group of names of each person: one for all of a family who are of one ethnic category."""
    p = population.persons
    key = keys.family_key(settings.run, p["family"])
    return _evidence()["groups"].pick(*tables.draws(key, _GROUP, p["ethnic"]), p["ethnic"])


def _marriages(population: Population, year: Column) -> tuple[Column, Column]:
    """When each woman comes to bear a man's family name (an instant or NEVER), and the man (row or -1)."""
    e, p, r = _evidence(), population.persons, population.relationships
    n = len(p["key"])
    husband, marriage = np.full(n, -1, dtype=np.int64), np.full(n, clock.NEVER, dtype=np.int64)
    at = (r["kind"] == relationships.PARTNER) & (p["sex"][r["person"]] == FEMALE) & (p["sex"][r["other"]] == MALE)
    wife, man, begins, until = (r[c][at] for c in ("person", "other", "from", "until"))
    key = chance.join(p["key"][wife], p["key"][man])
    least, most = e["after"]
    days = tables.scale(tables.uniform(key, _AFTER), most - least) + least
    # Couples from before anyone looked have married in the woman's twenties or so.
    of_age = clock.birthday(clock.uk_day(p["born"][wife]), 18) * clock.DAY
    adult = (clock.birthday(clock.uk_day(p["born"][wife]), 19) + 3 * days) * clock.DAY
    when = np.where(begins <= clock.LONG_AGO, adult, np.maximum(begins, of_age) + days * clock.DAY)
    takes = (tables.uniform(key, _SHARED) < e["shared"][np.minimum(year[wife], 2199)]) & (when < until)
    # The latest first, so that the earliest is what stands: a woman takes one new name.
    order = np.flatnonzero(takes)[np.lexsort((man[takes], -when[takes]))]
    husband[wife[order]], marriage[wife[order]] = man[order], when[order]
    return marriage, husband


def _family_names(population: Population, group: Column, marriage: Column, husband: Column) -> tuple[Column, Column]:
    """Each person's family name at birth, and that of each woman who comes to bear a husband's (else -1)."""
    p, forms = population.persons, namelists.forms()
    mother, father, sex = p["mother"], p["father"], p["sex"]
    n = len(mother)
    name = np.full(n, -1, dtype=np.int64)
    married = np.full(n, -1, dtype=np.int64)
    roots = np.flatnonzero((mother < 0) & (father < 0))
    name[roots] = namelists.pick_family(group[roots], sex[roots], chance.draw(p["key"][roots], _FAMILY))
    # Children of one couple are all called alike: the draw is the couple's.
    couple = chance.join(np.where(mother >= 0, p["key"][mother], np.uint64(0)),
                         np.where(father >= 0, p["key"][father], np.uint64(0)))  # fmt: skip
    fathers = tables.uniform(couple, _FATHERS) < _evidence()["fathers"]
    while True:
        wives = np.flatnonzero((married < 0) & (husband >= 0))
        wives = wives[name[husband[wives]] >= 0]
        married[wives] = forms[sex[wives], name[husband[wives]]]
        left = np.flatnonzero(name < 0)
        if not len(left):
            break
        m, f = mother[left], father[left]
        settled = (married[m] >= 0) | (husband[m] < 0)
        known = ((m < 0) | ((name[m] >= 0) & settled)) & ((f < 0) | (name[f] >= 0))
        if not known.any():  # a husband whose own name waits for his wife's: no such family is built
            known[:] = True
        left, m, f = left[known], m[known], f[known]
        of_mother = np.where((marriage[m] <= p["born"][left]) & (married[m] >= 0), married[m], name[m])
        same = forms[1][of_mother] == forms[1][name[f]]
        take = np.where((f >= 0) & ((m < 0) | fathers[left] | same), name[f], of_mother)
        name[left] = forms[sex[left], take]
    return name, married


def _given_names(population: Population, group: Column, year: Column) -> tuple[Column, Column]:
    """Each person's first and middle name; children of one mother have different first names."""
    e, p = _evidence(), population.persons
    english = namelists.groups().index("english")
    of = np.where(tables.uniform(p["key"], _ENGLISH) < e["english"][group], english, group)
    given = namelists.pick_given(of, p["sex"], year, chance.draw(p["key"], _FIRST))
    words = len(vocabulary()["given"])
    children = np.flatnonzero(p["mother"] >= 0)
    for attempt in range(1, 5):
        pair = p["mother"][children] * words + given[children]
        order = np.argsort(pair, kind="stable")
        again = children[order[1:][pair[order[1:]] == pair[order[:-1]]]]
        if not len(again):
            break
        bits = chance.draw(p["key"][again], _FIRST, attempt)
        given[again] = namelists.pick_given(of[again], p["sex"][again], year[again], bits)
    middle = namelists.pick_given(of, p["sex"], year - 25, chance.draw(p["key"], _MIDDLE))
    has = (tables.uniform(p["key"], _SECOND) < e["middle"][of]) & (middle != given)
    return given, np.where(has, middle, -1)


def _naming_day(key: Column, born: Column) -> Column:
    """The instant at which the given name reaches the record of someone born in the window."""
    least, most = _evidence()["newborn"]
    day = tables.scale(tables.uniform(key, _NAMED), most - least + 1) + least
    minute = tables.scale(tables.uniform(key, _NAMED_AT), 8 * 60) + 9 * 60
    return (born // clock.DAY + day) * clock.DAY + minute


def _placeholders(population: Population) -> Column:
    """What each record would say for a first name at birth: by how many were born, and in which order."""
    births = population.pregnancies
    plurality, order = np.ones(len(population), dtype=np.int64), np.ones(len(population), dtype=np.int64)
    for place in (1, 2, 3):
        born = np.flatnonzero(births[f"baby_{place}"] >= 0)
        row = births[f"baby_{place}"][born]
        plurality[row], order[row] = np.clip(births["babies"][born], 1, 3), place
    twin, triplet = PLACEHOLDERS.index("Twin One"), PLACEHOLDERS.index("Triplet One")
    by_plurality = np.array(
        [[0, 0, 0, 0], [0, 0, 0, 0], [0, twin, twin + 1, twin + 1], [0, *range(triplet, triplet + 3)]]
    )
    return by_plurality[plurality, order]


def _prefixes(population: Population, settings: Settings, changed: Column) -> tuple[Column, Column]:
    """Each person's prefix before and after what changes it."""
    e, p = _evidence()["prefix"], population.persons
    u, v = tables.draws(p["key"], _PREFIX)
    seen = np.maximum(p["born"], settings.begins)
    age = clock.age_years(clock.uk_day(p["born"]), clock.uk_day(seen))
    male = p["sex"] == MALE
    single = np.where(u < e["miss"], MISS, MS)
    alone = (age >= 50) & ~changed & (v < e["once_married"])
    woman = np.where(alone, MRS, single)
    now = np.where(male, np.where(age < 18, MASTER, MR), np.where(age < 18, MISS, woman))
    doctor = (age >= 26) & (v < e["doctor"])
    wife = np.where(u < e["mrs"], MRS, MS)
    return np.where(doctor, DR, now), np.where(doctor, DR, np.where(male, MR, wife))


def of_staff(key: int, sex: int) -> tuple[str, str]:
    """The first and family name of someone who works in health and care, by a key and a sex."""
    own = np.array([key], dtype=np.uint64)
    group = _evidence()["staff"].pick(*tables.draws(own, _GROUP))
    year = np.array([1955 + chance.below_one(chance.draw_one(key, _NAMED), 43)])
    sexes = np.array([sex])
    given = namelists.pick_given(group, sexes, year, chance.draw(own, _FIRST))
    family = namelists.pick_family(group, sexes, chance.draw(own, _FAMILY))
    return vocabulary()["given"][int(given[0])], vocabulary()["family"][int(family[0])]
