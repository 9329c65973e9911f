"""The vocabularies of names and the draw of one name from a list by weight."""

from __future__ import annotations

from functools import cache

import numpy as np

from synth.world import tables, wordlists
from synth.world.compiled import compiled_of

Column = np.ndarray

PREFIXES = ("Mr", "Mrs", "Miss", "Ms", "Master", "Dr", "Professor", "Reverend")
MR, MRS, MISS, MS, MASTER, DR, PROFESSOR, REVEREND = range(8)

PLACEHOLDERS = ("Baby", "Twin One", "Twin Two", "Triplet One", "Triplet Two", "Triplet Three")
"""What a newborn's record says in place of a first name; these come first in the vocabulary."""

MALE, FEMALE = 1, 2
_SEXES = {"M": MALE, "F": FEMALE}

_MENS = {
    "Begum": "Ali", "Bibi": "Khan", "Khatun": "Rahman",
    "Sultana": "Islam", "Khanom": "Khan", "Kausar": "Hussain",
}  # fmt: skip
_ENDINGS = {"ski": "ska", "cki": "cka", "dzki": "dzka"}


class Lists:
    """Lists of words with weights, laid end to end, from which a draw takes one (exact to 1 in 2**32)."""

    def __init__(self, lists: list[list[tuple[int, int]]]) -> None:
        ends: list[int] = []
        words: list[int] = []
        for number, weighted in enumerate(lists):
            total, running = sum(weight for _, weight in weighted), 0
            for word, weight in weighted:
                running += weight
                ends.append((number << 32) + (running << 32) // total)
                words.append(word)
        self._ends, self._words = np.array(ends, dtype=np.int64), np.array(words, dtype=np.int64)

    def pick(self, number: Column, bits: Column) -> Column:
        """One word (int64) of the list with each number, by 64 random bits each."""
        at = (number << 32) + (bits >> np.uint64(32)).astype(np.int64)
        return self._words[np.searchsorted(self._ends, at, side="right")]


@tables.compiled
def vocabulary() -> dict[str, list[str]]:
    """Every word that a name can hold, by part: "given" (middle names too), "family" and "prefix"."""
    words = {*wordlists.read("given")["name"], *wordlists.read("babies")["name"]}
    given = sorted(
        words | {*wordlists.read("short_names")["short"], *wordlists.read("short_names")["name"]} - {*PLACEHOLDERS}
    )
    family = {*wordlists.read("family")["name"], *_MENS.values()}
    family |= {womens(name) for name in family}
    return {"given": [*PLACEHOLDERS, *given], "family": sorted(family), "prefix": list(PREFIXES)}


def womens(name: str) -> str:
    """The form of a family name that a woman bears, where it has one."""
    for ending, other in _ENDINGS.items():
        if name.endswith(ending) and len(name) > 5:
            return name[: -len(ending)] + other
    return _inflected("name").get(name, name)


def mens(name: str) -> str:
    """The form of a family name that a man bears, where it has one."""
    for ending, other in _ENDINGS.items():
        if name.endswith(other) and womens(name[: -len(other)] + ending) == name:
            return name[: -len(other)] + ending
    return _MENS.get(name) or _inflected("womens").get(name, name)


@cache
def _inflected(by: str) -> dict[str, str]:
    """The other form of family names that have two, whatever their endings: women's by "name", men's by "womens"."""
    rows = wordlists.read("womens_forms")
    return dict(zip(rows[by], rows["womens" if by == "name" else "name"], strict=True))


@tables.compiled
def forms() -> Column:
    """The form of each family name by sex: int64, shape (3, words); rows as it is, men's, women's."""
    words = vocabulary()["family"]
    at = {name: number for number, name in enumerate(words)}
    return np.array([
        list(range(len(words))),
        [at.get(mens(name), at[name]) for name in words],
        [at.get(womens(name), at[name]) for name in words],
    ])  # fmt: skip


@tables.compiled
def groups() -> list[str]:
    """The groups of names, in the order of their numbers."""
    return sorted({*wordlists.read("family")["group"]})


@compiled_of(Lists)
def _given() -> tuple[Lists, Column, Column]:
    """Lists of first names; the list of each group, sex and period; the periods' first years."""
    at = {name: number for number, name in enumerate(vocabulary()["given"])}
    words: dict[tuple[int, int, int], list[tuple[int, int]]] = {}
    rows = wordlists.read("given")
    for group, sex, year, name, weight in zip(*(rows[c] for c in _GIVEN), strict=True):
        key = (groups().index(group), _SEXES[sex], int(year))
        words.setdefault(key, []).append((at[name], int(weight)))
    # From 1996 on the English list is that of the babies of each period (babies.csv: a column for each).
    babies = wordlists.read("babies")
    english = groups().index("english")
    for year in [column for column in babies if column.isdigit()]:
        for sex, name, weight in zip(babies["sex"], babies["name"], babies[year], strict=True):
            if weight != "0":
                words.setdefault((english, _SEXES[sex], int(year)), []).append((at[name], int(weight)))
    words = dict(sorted(words.items()))
    years = sorted({year for _, _, year in words})
    table = np.full((len(groups()), 3, len(years)), -1, dtype=np.int64)
    for number, (group, sex, year) in enumerate(words):
        table[group, sex, years.index(year) :] = np.maximum(number, table[group, sex, years.index(year) :])
    # Lists are in order of group, sex and year, so that the greatest number up to a year is the latest list;
    # whoever was born before the first has the first.
    for period in range(len(years) - 2, -1, -1):
        table[:, :, period] = np.where(table[:, :, period] < 0, table[:, :, period + 1], table[:, :, period])
    return Lists(list(words.values())), table, np.array(years)


_GIVEN = ("group", "sex", "born_from", "name", "weight")


@compiled_of(Lists)
def _family() -> Lists:
    at = {name: number for number, name in enumerate(vocabulary()["family"])}
    words: list[list[tuple[int, int]]] = [[] for _ in groups()]
    rows = wordlists.read("family")
    for group, name, weight in zip(rows["group"], rows["name"], rows["weight"], strict=True):
        words[groups().index(group)].append((at[name], int(weight)))
    return Lists(words)


def pick_given(group: Column, sex: Column, year: Column, bits: Column) -> Column:
    """A first name (in the vocabulary, int64) of a group, for a sex and a year of birth, by 64 bits each."""
    lists, table, years = _given()
    period = np.maximum(np.searchsorted(years, year, side="right") - 1, 0)
    return lists.pick(table[group, sex, period], bits)


def pick_family(group: Column, sex: Column, bits: Column) -> Column:
    """A family name (in the vocabulary, int64) of a group, in the form of a sex, by 64 random bits each."""
    return forms()[sex, _family().pick(group, bits)]
