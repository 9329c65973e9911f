"""Names, each from a day on: families share a name, and a newborn has none of its own yet.

Family names and what changes them stand in `surnames`, titles in `titles`. First names go by sex, year of birth and
group. Someone born in the window is first "Baby" or "Twin One" with the name that the mother then bears, until the
given name reaches the record. A change of gender brings another first name, an adoption or a deed poll sometimes.
Numbers stand in `evidence/names.toml`, words in `lists/`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock, keys
from synth.settings import Settings
from synth.table import starts
from synth.world import tables
from synth.world.demography import characteristics
from synth.world.identity import gender, namelists, surnames, titles
from synth.world.identity.namelists import FEMALE, MALE, PLACEHOLDERS, PREFIXES, vocabulary
from synth.world.population import Population, Table
from synth.world.reasons import ADOPTION, BIRTH, DEED_POLL, GENDER, MARRIAGE, OF_AGE, PROFESSION, REGISTRATION
from synth.world.traits import origins

__all__ = ["PREFIXES", "USES", "assign", "of_staff", "vocabulary"]

Column = np.ndarray

USES = ("official", "maiden", "usual")
"""What a name is for; the column `use` is an index here. "maiden" is a woman's own name that another has replaced on
marriage."""
OFFICIAL, MAIDEN, USUAL = range(3)

_GROUP, _MIXED, _ENGLISH, _FAMILY, _FIRST, _MIDDLE, _SECOND, _NAMED, _NAMED_AT, _CHANGED = (
    chance.name_hash(f"world.names.{n}")
    for n in ("group", "mixed", "english first name", "family name", "first name", "middle name", "has a middle name",
              "named", "named at", "new first name")
)  # fmt: skip
MIXED = tuple(row for row, (code, _) in enumerate(characteristics.ETHNIC) if code in "DEFG")
"""The mixed ethnic categories, as indices."""
_AS_IT_WAS = -2
"""What a change leaves alone: the name borne before goes on."""


@lru_cache(maxsize=1)
def _evidence() -> dict:
    e, i = tables.toml("names"), tables.toml("identity")
    groups = namelists.groups()

    def by_group(shares: dict, default: int = 0) -> list:
        return [tables.Fraction(int(shares.get(group, default)), 100) for group in groups]

    countries = [[int(e["groups"][country].get(group, 0)) for group in groups] for country in origins.COUNTRIES]
    middle = e["middle"]
    return {
        "groups": tables.Choice(countries),
        "mixed": tables.part(tables.Fraction(e["mixed"]["value"], 1000)),
        "english": tables.parts(by_group(e["english_given"])),
        "middle": tables.parts(by_group(middle, int(middle["other"]))),
        "newborn": (e["newborn"]["least"], e["newborn"]["most"]),
        "staff": tables.Choice([[int(e["staff"]["groups"].get(group, 0)) for group in groups]]),
        "adopted": tables.part(tables.Fraction(i["adoption"]["new_first_name"], 100)),
        "before": (i["gender"]["name_before"]["least"], i["gender"]["name_before"]["most"]),
    }  # fmt: skip


def assign(population: Population, settings: Settings) -> Table:
    """The names of every person and when they bore them, sorted by (person, from).

    Columns (int64): person (row), from, until (instants), use (index in USES), family, second (the family name joined
    to it, -1 for none), given, middle (index in `vocabulary()`, middle -1 for none), prefix (index in PREFIXES), reason
    (index in `reasons.REASONS`: why it began). The intervals of a person touch and do not overlap: from birth (for
    those first seen as adults too) to NEVER.
    """
    p = population.persons
    born = clock.uk_day(p["born"])
    year = population.attributes["born_year"]
    group = _groups(population, settings)
    polls = surnames.deed_polls(population, settings)
    changes = surnames.changes(population, year, polls)
    own, second = surnames.resolve(population, group, changes)
    of = _first_name_group(population, group)
    given, middle = _given_names(population, of, year)

    newborn = (p["born"] >= settings.begins) & (p["mother"] >= 0) & (p["arrives"] == clock.LONG_AGO)
    named = np.where(newborn, _naming_day(p["key"], p["born"]), p["born"])
    unnamed = newborn & (p["stillborn"].astype(bool) | (p["died"] <= named))
    rows = np.flatnonzero(~unnamed)
    baby = np.flatnonzero(newborn)
    mothers = p["mother"][baby]
    change = surnames.latest(changes, mothers, p["born"][baby])
    # A baby of the mother's name has the form of its own sex.
    forms, sex = namelists.forms(), p["sex"][baby]
    family, too = changes.names(change)
    borne = forms[sex, np.where(change >= 0, family, own[mothers])]
    too = np.where(change >= 0, too, second[mothers])
    too = np.where(too >= 0, forms[sex, np.maximum(too, 0)], -1)

    title = titles.drawn(population)
    reason = np.where(newborn, REGISTRATION, BIRTH)
    male, single = p["sex"] == MALE, title.single
    first_name = _placeholders(population)[baby]
    parts = [
        _part(baby, p["born"][baby], BIRTH, borne, too, first_name, -1, single[baby], male[baby]),
        _part(
            rows,
            named[rows],
            reason[rows],
            own[rows],
            second[rows],
            given[rows],
            middle[rows],
            single[rows],
            male[rows],
        ),
        _of_changes(changes, title),
        *_first_name_changes(population, of, year, polls),
        *_coming_of_age(population, born, settings, title),
    ]
    person, begins, reason, family, second, given, middle, state, male = (
        np.concatenate(c) for c in zip(*parts, strict=True)
    )
    # Nothing changes before a child is named, nor after death; a first name is not lost by a change of the last.
    first = (reason == BIRTH) | (reason == REGISTRATION)
    keep = np.flatnonzero(first | ((begins > named[person]) & ~unnamed[person]))
    order = keep[np.argsort((person[keep] << 42) + begins[keep] + (1 << 41), kind="stable")]
    person, begins, reason = person[order], begins[order], reason[order]
    family, second = _carried(family[order], second[order])
    given, middle = _carried(given[order], middle[order])
    (state,), (male,) = _carried(state[order]), _carried(male[order])
    prefix = titles.prefixes(born, settings, title, person, begins, state, male == 1)

    columns = {"person": person, "from": begins, "family": family, "second": second, "given": given, "middle": middle,
               "prefix": prefix, "reason": reason}  # fmt: skip
    table = _real_changes(columns)
    return Table({**table, "use": _uses(table, own, p["sex"])})


def _part(
    person: Column,
    begins: Column,
    reason: Column | int,
    family: Column | int = _AS_IT_WAS,
    second: Column | int = _AS_IT_WAS,
    given: Column | int = _AS_IT_WAS,
    middle: Column | int = _AS_IT_WAS,
    state: Column | int = _AS_IT_WAS,
    male: Column | int = _AS_IT_WAS,
) -> tuple[Column, ...]:
    """Rows of names in the making, with what they leave alone as it was."""
    more = (np.broadcast_to(np.asarray(c, dtype=np.int64), person.shape) for c in
            (reason, family, second, given, middle, state, male))  # fmt: skip
    return person, begins, *more


def _carried(one: Column, *others: Column) -> list[Column]:
    """Columns that change together, with what the first leaves alone taken from the row before: rows of a person follow
    one another, and the first of each leaves nothing alone."""
    last = np.maximum.accumulate(np.where(one != _AS_IT_WAS, np.arange(len(one)), 0))
    return [column[last] for column in (one, *others)]


def _of_changes(c: surnames.Changes, title: titles.Drawn) -> tuple[Column, ...]:
    """The rows of changes of family names; a wedding that changes none may still change a title."""
    keeps = c.style == surnames.KEEPS
    married = c.reason == MARRIAGE
    state = np.where(keeps, title.kept[c.person], title.took[c.person])
    state = np.where(married, state, np.where(c.style == surnames.REVERTS, titles.MS, _AS_IT_WAS))
    family = np.where(keeps, _AS_IT_WAS, c.family)
    return _part(c.person, c.time, c.reason, family, c.second, state=state)


def _first_name_changes(
    population: Population, of: Column, year: Column, polls: tuple[Column, Column, Column]
) -> list[tuple[Column, ...]]:
    """The rows of changes of first names: with a change of gender, some adoptions, some deed polls."""
    e, p = _evidence(), population.persons

    def other(person: Column, sex: Column, why: int) -> tuple[Column, Column]:
        bits = chance.draw(p["key"][person], _CHANGED, why)
        given = namelists.pick_given(of[person], sex, year[person], bits)
        middle = namelists.pick_given(of[person], sex, year[person] - 25, chance.mix(bits))
        return given, np.where((bits & np.uint64(1) == 0) & (middle != given), middle, -1)

    person, when = gender.changes(population)
    least, most = e["before"]
    days = least + tables.scale(tables.uniform(p["key"][person], _CHANGED), most - least)
    # The new name comes before the new number; a child of sixteen is the youngest who changes either.
    when = np.maximum(when - days * clock.DAY, np.minimum(p["born"][person] + 15 * clock.YEAR, when))
    sex = 3 - p["sex"][person]
    given, middle = other(person, sex, GENDER)
    parts = [_part(person, when, GENDER, given=given, middle=middle, state=titles.MS, male=sex != FEMALE)]
    who, poll, family = polls
    who, poll = who[~family], poll[~family]
    sex = np.where(np.isin(who, person), 3 - p["sex"][who], p["sex"][who])
    given, middle = other(who, sex, DEED_POLL)
    # Who changes gender has chosen a name with it.
    chosen = ~np.isin(who, person)
    parts.append(_part(who[chosen], poll[chosen], DEED_POLL, given=given[chosen], middle=middle[chosen]))
    adopted = population.adoptions
    if len(adopted):
        child = adopted["person"]
        new = np.flatnonzero(tables.uniform(p["key"][child], _CHANGED, ADOPTION) < e["adopted"])
        given, middle = other(child[new], p["sex"][child[new]], ADOPTION)
        parts.append(_part(child[new], adopted["from"][new], ADOPTION, given=given, middle=middle))
    return parts


def _coming_of_age(
    population: Population, born: Column, settings: Settings, title: titles.Drawn
) -> list[tuple[Column, ...]]:
    """The rows at which a title comes with age or profession in the window; those that change none fall out later."""
    p = population.persons
    parts = []
    for rows, years, reason in titles.birthdays(title, len(p["key"])):
        rows = rows[born[rows] > settings.start_day - (years + 1) * 365]
        when = clock.birthday(born[rows], years) * clock.DAY
        here = (when >= settings.begins) & (when < p["died"][rows]) & (when < p["leaves"][rows])
        parts.append(_part(rows[here], when[here], OF_AGE if reason else PROFESSION))
    return parts


def _real_changes(columns: dict[str, Column]) -> dict[str, Column]:
    """Names as intervals, without rows that change nothing; of two at one moment the later row stands."""
    person, begins = columns["person"], columns["from"]
    last = np.ones(len(person), dtype=bool)
    last[:-1] = (person[1:] != person[:-1]) | (begins[1:] != begins[:-1])
    if not last.all():
        columns = {name: column[last] for name, column in columns.items()}
        person = columns["person"]
    new = starts(person, *(columns[name] for name in ("family", "second", "given", "middle", "prefix")))
    columns = {name: column[new] for name, column in columns.items()}
    until = np.full(int(new.sum()), clock.NEVER)
    same = columns["person"][1:] == columns["person"][:-1]
    until[:-1][same] = columns["from"][1:][same]
    return {**columns, "until": until}


def _uses(table: dict[str, Column], own: Column, sex: Column) -> Column:
    """What each name is for: a woman's own that gave way to one of marriage is her maiden name."""
    person, use = table["person"], np.full(len(table["person"]), OFFICIAL)
    before = np.flatnonzero((person[1:] == person[:-1]) & (table["reason"][1:] == MARRIAGE))
    changed = (table["family"][before] != table["family"][before + 1]) | (
        table["second"][before] != table["second"][before + 1]
    )
    here = before[changed & (table["family"][before] == own[person[before]]) & (sex[person[before]] == FEMALE)]
    use[here] = MAIDEN
    return use


def _groups(population: Population, settings: Settings) -> Column:
    """The group of names of each person: one for all of a family who are from one country."""
    e, p = _evidence(), population.persons
    country = population.attributes["heritage"]
    key = keys.family_key(settings.run, p["family"])
    mixed = np.isin(p["ethnic"], MIXED) & (tables.uniform(key, _MIXED) < e["mixed"])
    country = np.where(mixed, origins.ENGLAND, country)
    return e["groups"].pick(*tables.draws(key, _GROUP, country), country)


def _first_name_group(population: Population, group: Column) -> Column:
    """The group whose lists each person's first names are of: English ones for some of every group."""
    english = namelists.groups().index("english")
    some = tables.uniform(population["key"], _ENGLISH) < _evidence()["english"][group]
    return np.where(some, english, group)


def _given_names(population: Population, of: Column, year: Column) -> tuple[Column, Column]:
    """Each person's first and middle name; children of one mother have different first names."""
    e, p = _evidence(), population.persons
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


def of_staff(key: Column, sex: Column) -> tuple[list[str], list[str]]:
    """The first and family names of people who work in health and care, by keys (uint64) and sexes."""
    group = _evidence()["staff"].pick(*tables.draws(key, _GROUP))
    year = 1955 + chance.below(chance.draw(key, _NAMED), 43)
    given = namelists.pick_given(group, sex, year, chance.draw(key, _FIRST))
    family = namelists.pick_family(group, sex, chance.draw(key, _FAMILY))
    first, last = vocabulary()["given"], vocabulary()["family"]
    return [first[at] for at in given.tolist()], [last[at] for at in family.tolist()]
