"""Origins: the country of birth, the year of coming to England, the main language, the need of an interpreter.

Families share all of it: partners of one ethnic category are mostly of one country; a child was born where the
mother lived at the time, which is abroad until she came. What they are from (`heritage`) gives language and religion
(`world.beliefs`). Numbers stand in `evidence/origins.toml`, countries in `evidence/countries.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from synth import chance, clock
from synth.world import tables
from synth.world.demography import characteristics
from synth.world.first_day import FEMALE, LONG_AGO_DAY, YEAR4
from synth.world.population import Table

Column = np.ndarray

COUNTRIES = tuple(row["country"] for row in tables.rows("countries"))
"""Countries of birth, in the order of the attribute `born_in`: those of the United Kingdom first."""
ENGLAND, NATIONS = 0, 4
"""The index of England, and how many countries of the United Kingdom stand first."""


def _weights(text: str) -> dict[str, Fraction]:
    """Words with weights, `Tamil:72 Sinhala:28`, or one word alone."""
    parts = text.split()
    if ":" not in text:
        return {text: Fraction(1)}
    return {word: Fraction(weight) for word, weight in (part.split(":") for part in parts)}


SIGN = "British Sign Language"
_SPOKEN = {w for row in tables.rows("countries") for w in _weights(row["languages"])}
LANGUAGES = ("English", *sorted(_SPOKEN - {"English"}), SIGN)
"""Main languages, in the order of the attribute `language`: English first."""
CODES = [code for code, _ in characteristics.ETHNIC]
BAND = 5

_names = ("abroad", "country", "nation", "came", "child", "heritage", "language", "interpreter", "sign", "with")
_ABROAD, _COUNTRY, _NATION, _CAME, _CHILD, _HERITAGE, _LANGUAGE, _INTERPRETER, _SIGNS, _WITH = (
    chance.name_hash(f"world.origins.{n}") for n in _names
)


@dataclass(frozen=True)
class Kin:
    """What is asked of people to tell where they are from; a row for each person.

    family_key (uint64), persons, other (row of the father or second parent, or -1), born (day), seen (the day on which
    the family is first seen), comes (bool: it comes from abroad on that day), decile, couples (rows of founding
    couples, shape (n, 2)), joins (bool: is told of as somebody's later partner), dies (the day of death,
    however far off)."""

    family_key: Column
    persons: Table
    other: Column
    born: Column
    seen: Column
    comes: Column
    decile: Column
    couples: Column
    joins: Column
    dies: Column

    def shared(self, name: int, often: int, occurrence: Column | int = 0) -> Column:
        """A uniform draw that members of a family have in common as often as a threshold says."""
        u, alone = tables.draws(self.persons["key"], name)
        return np.where(alone < often, tables.uniform(self.family_key, name, occurrence), u)

    def generations(self) -> list[Column]:
        """The rows of those without parents here, then those of their children, and so on."""
        mother, other = self.persons["mother"], self.other
        known = np.append((mother < 0) & (other < 0), True)
        levels = [np.flatnonzero(known[:-1])]
        rest = np.flatnonzero(~known[:-1])
        while len(rest):
            ready = known[mother[rest]] & known[other[rest]]
            levels.append(rest[ready])
            known[levels[-1]] = True
            rest = rest[~ready]
        return levels


@tables.compiled
def _evidence() -> dict:
    e, places = tables.toml("origins"), tables.rows("countries")
    ages = [[min(p, Fraction(1)) for p in tables.by_age(e["born_abroad"][c], 120)] for c in CODES]
    coming = [e["arrivals_abroad"].get(c, e["arrivals_abroad"]["others"]) for c in CODES]
    born, home = [], []
    for c in CODES:
        weights = [Fraction(p.get(c, 0)) for p in places]
        if c == "A":
            weights = [Fraction(0)] * len(places)
            weights[ENGLAND] = Fraction(1)
        born.append(weights)
        home.append(COUNTRIES.index(e["home"][c]) if c in e["home"] else -1)
    nations = []
    for c in CODES:
        elsewhere = e["nations"].get(c, e["nations"]["others"])
        shares = [Fraction(elsewhere[n]) for n in COUNTRIES[1:NATIONS]]
        nations.append([1 - sum(shares), *shares])
    spoken = [_weights(p["languages"]) for p in places]
    other = e["other_language"]
    came = [(int(years) * YEAR4 // 4, share) for years, share in e["came"]["spread"]]
    by_day = tables.Spread([came])
    age_share = []
    for age in range(121):
        low = max(k for k in range(len(came) - 1) if came[k][0] <= min(age, 99) * YEAR4 // 4)
        (a0, c0), (a1, c1) = came[low], came[low + 1]
        age_share.append(Fraction(c0) + Fraction(c1 - c0) * (min(age, 99) * YEAR4 // 4 - a0) / (a1 - a0))
    need = tables.by_age(e["interpreter"]["ages"], 121)
    women = Fraction(e["interpreter"]["women"])
    return {
        "abroad": tables.parts([p for row in ages for p in row]),
        "coming": tables.parts(coming),
        "born": tables.Choice(born),
        "expats": tables.Choice([[Fraction(p["expats"]) for p in places]]),
        "home": np.array(home),
        "nations": tables.Choice(nations),
        "child_nation": tables.part(e["nations"]["child"]),
        "together": tables.part(e["together"]["value"]),
        "came": by_day,
        "came_share": tables.parts([min(s, Fraction(1)) for s in age_share]),
        "returning": tables.part(e["returning"]["value"]),
        "english": tables.parts([Fraction(p["english"]) / 100 for p in places]),
        "languages": tables.Choice(
            [[s.get(w, 0) if s != {"English": 1} else int(w == "English") for w in LANGUAGES] for s in spoken]
        ),
        "other": tables.parts([other.get(c, other["others"]) for c in CODES]),
        "child": tables.parts([other["child_born_here"], other["child_born_abroad"]]),
        "one_parent": tables.part(other["one_parent"]),
        "interpreter": tables.parts([min(n * r, Fraction(1)) for r in (2 - women, women) for n in need]),
        "sign": tables.part(tables.toml("origins")["sign_language"]["value"]),
        "signs": tables.part(e["interpreter"]["sign"]),
    }


def origins(kin: Kin) -> dict[str, Column]:
    """The origins of everyone.

    born_in and heritage (indices of COUNTRIES), came (the day on which those born outside the United Kingdom came to
    England, LONG_AGO_DAY for all others), language (index of LANGUAGES)."""
    n = len(kin.born)
    found = {name: np.zeros(n + 1, dtype=np.int64) for name in ("born_in", "heritage", "language")}
    found["came"] = np.full(n + 1, LONG_AGO_DAY)
    first, *later = kin.generations()
    _founders(kin, first, found)
    for rows in later:
        _children(kin, rows, found)
    out = {name: column[:-1] for name, column in found.items()}
    signs = tables.uniform(kin.persons["key"], _SIGNS) < _evidence()["sign"]
    out["language"] = np.where(signs, LANGUAGES.index(SIGN), out["language"])
    return out


def _founders(kin: Kin, rows: Column, found: dict[str, Column]) -> None:
    """The people whose parents are not told of."""
    e, p = _evidence(), kin.persons
    ethnic, born, seen, comes = p["ethnic"][rows], kin.born[rows], kin.seen[rows], kin.comes[rows]
    age = np.clip((seen - born) * 4 // YEAR4, 0, 119)
    share = np.where(comes, e["coming"][ethnic], e["abroad"][ethnic * 120 + age])
    abroad = kin.shared(_ABROAD, e["together"], p["ethnic"])[rows] < share
    u = kin.shared(_COUNTRY, e["together"] + (tables.ONE - e["together"]) // 2, p["ethnic"])[rows]
    country = e["born"].one(u, ethnic)
    home = e["home"][ethnic]
    heritage = np.where(home >= 0, home, country)
    elsewhere = e["expats"].one(tables.uniform(p["key"][rows], _COUNTRY, 1))
    nation = e["nations"].one(tables.uniform(p["key"][rows], _NATION), ethnic)
    found["born_in"][rows] = np.where(abroad, np.where(country >= NATIONS, country, elsewhere), nation)
    found["heritage"][rows] = heritage
    by_age = e["came"].pick((tables.uniform(p["key"][rows], _CAME) >> 1) * e["came_share"][age] >> 31)
    came = np.maximum(np.where(comes, seen, np.minimum(born + by_age, seen - 1)), born)
    found["came"][rows] = np.where(abroad, came, LONG_AGO_DAY)
    u = kin.shared(_LANGUAGE, e["together"], p["ethnic"])[rows]
    # Who is from England and was born abroad speaks English all the same.
    at, foreign = found["born_in"][rows], heritage >= NATIONS
    there = np.where(foreign, tables.ONE - e["other"][ethnic], tables.ONE)
    english = u < np.where(foreign == (at >= NATIONS), e["english"][at], there)
    spoken = np.where(foreign, heritage, at)
    v = tables.uniform(kin.family_key, _LANGUAGE, p["ethnic"] + 100)[rows]
    found["language"][rows] = np.where(english, 0, e["languages"].one(v, spoken))


def _children(kin: Kin, rows: Column, found: dict[str, Column]) -> None:
    """The people of whom a parent is told: born where the mother (or the only parent known) lived at the time."""
    e, p = _evidence(), kin.persons
    key, born = p["key"][rows], kin.born[rows]
    mother, other = p["mother"][rows], kin.other[rows]
    near = np.where(mother >= 0, mother, other)
    far = np.where(mother >= 0, other, -1)
    u, v = tables.draws(key, _CHILD)
    at, came = found["born_in"], found["came"]
    there = came[near] > born
    back = kin.comes[rows] & (born < kin.seen[rows]) & (at[near] < NATIONS) & (u < e["returning"])
    nation = np.where(u < e["child_nation"], 1 + tables.scale(v, NATIONS - 1), ENGLAND)
    settled = np.where(born < kin.seen[rows], nation, ENGLAND)
    elsewhere = e["expats"].one(tables.uniform(kin.family_key[rows], _CHILD))
    at[rows] = np.where(there, at[near], np.where(back, elsewhere, settled))
    came[rows] = np.where(there, came[near], np.where(back, kin.seen[rows], LONG_AGO_DAY))
    h = found["heritage"]
    # Of two heritages either may count; children of a mixed group have the one that is not from England.
    either = tables.uniform(key, _HERITAGE) >> 31 == 0
    takes = (far >= 0) & (either | ((h[near] == ENGLAND) & (p["ethnic"][rows] > 0)))
    h[rows] = np.where(takes, h[far], h[near])
    spoken, second = found["language"][near], np.where(far >= 0, found["language"][far], found["language"][near])
    language = np.where(spoken > 0, spoken, second)
    keeps = np.where((spoken > 0) & (second > 0), tables.ONE, e["one_parent"])
    u, v = tables.draws(key, _LANGUAGE)
    goes_on = (u < e["child"][(there | back).astype(np.int64)]) & (v < keeps)
    found["language"][rows] = np.where(goes_on, language, 0)


def interpreter(kin: Kin, language: Column) -> Column:
    """1 for those who need an interpreter when they speak with those who treat them."""
    e = _evidence()
    age = np.clip((kin.seen - kin.born) * 4 // YEAR4, 0, 120)
    u = tables.uniform(kin.persons["key"], _INTERPRETER)
    share = e["interpreter"][(kin.persons["sex"] == FEMALE) * 121 + age]
    share = np.where(language == LANGUAGES.index(SIGN), e["signs"], share)
    return ((language > 0) & (u < share)).astype(np.int64)


def arrived_year(came: Column) -> Column:
    """The year in which each person came to England from abroad, 0 for those who did not."""
    return np.where(came > LONG_AGO_DAY, clock.year_of(np.maximum(came, clock.FIRST_DAY)), 0)
