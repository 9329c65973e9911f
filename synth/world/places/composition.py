"""The composition of a place: how deprived, of which ethnic groups, how rural. Real councils calibrate it, no more.

Place 0 is made as all England is. Every later place is made as one real council, in the order of
`evidence/councils.csv`, which keeps any number of places, taken from the first, near England. `--place NAME` makes
every place as that one council. Nothing bears a council's name: towns, bodies and postcodes stay fictitious.

A composition's number is 0 for England and 1, 2 ... for the rows of the file; an area is a composition and a practice.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

import numpy as np

from synth.world import tables
from synth.world.places import dealing

Column = np.ndarray

ENGLAND = 0
"""The composition of all England."""
EVERY_COUNCIL = -1
"""Stands for no council in particular: places take one after another."""
DECILES = 10
_R = tables.toml("places")["rural"]
RURAL_PER_THOUSAND: tuple[int, ...] = tuple(_R["england"])
"""Households per thousand of each practice in the country where a place is made as England: the less deprived
practices', 17 per cent of all."""
_RURAL_ENGLAND: int = _R["share"]
_RURAL_ALL: tuple[int, ...] = tuple(_R["all"])


def councils() -> list[str]:
    """The names of the councils that a place can be made as, in the order in which places take them."""
    return [row["council"] for row in tables.rows("councils")]


def council(name: str) -> int:
    """The composition of a council by name, however it is written; EVERY_COUNCIL for the empty name.

    A ValueError says which come nearest if there is none of that name."""
    if not name:
        return EVERY_COUNCIL
    plain = [_plain(known) for known in councils()]
    wanted = _plain(name)
    if wanted in plain:
        return 1 + plain.index(wanted)
    import difflib

    near = difflib.get_close_matches(wanted, plain, 3, 0.4) or sorted(plain)[:5]
    there = ", ".join(councils()[plain.index(each)] for each in near)
    raise ValueError(f"no council of that name is among the {len(plain)} whose composition is known: try {there}")


def _plain(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def of_place(place: Column, council: int = EVERY_COUNCIL) -> Column:
    """The composition of each place (int64)."""
    if council != EVERY_COUNCIL:
        return np.full(len(place), council, dtype=np.int64)
    return np.where(place == 0, ENGLAND, 1 + (place - 1) % len(tables.rows("councils")))


def region(place: int, council: int = EVERY_COUNCIL) -> str:
    """The region of England whose council a place is made as; empty for a place that is made as England."""
    number = int(of_place(np.array([place]), council)[0])
    return "" if number == ENGLAND else tables.rows("councils")[number - 1]["region"]


def each(composition: Column, take: Callable[[int, Column], Column]) -> Column:
    """What `take(composition, rows)` gives for the rows of each composition, in the order of the rows.

    A batch of families lies in one place, or in two where one ends: nearly always there is one call."""
    if not len(composition) or (composition[0] == composition[-1] and (composition == composition[0]).all()):
        return take(int(composition[0]) if len(composition) else ENGLAND, np.arange(len(composition)))
    out = np.zeros(len(composition), dtype=np.int64)
    for number in np.unique(composition).tolist():
        rows = np.flatnonzero(composition == number)
        out[rows] = take(number, rows)
    return out


# ---------------------------------------------------------------- deprivation


def decile_weights(composition: int, lean: Fraction) -> list[Fraction]:
    """The weight of each decile among families that lean so far to deprivation (-1 to 1) in a composition.

    Leans of mean 0 leave the shares of the composition as they are."""
    share = _deciles(composition)
    place = [Fraction(11 - 2 * d, 9) for d in range(1, DECILES + 1)]
    middle = sum((s * x for s, x in zip(share, place, strict=True)), Fraction(0)) / sum(share)
    slope = max(min(lean, Fraction(95, 100)), Fraction(-95, 100)) / (1 + abs(middle))
    return [s * (1 + slope * (x - middle)) for s, x in zip(share, place, strict=True)]


def _deciles(composition: int) -> list[Fraction]:
    if composition == ENGLAND:
        return [Fraction(1)] * DECILES
    row = tables.rows("councils")[composition - 1]
    return [Fraction(int(row[f"d{d}"])) for d in range(1, DECILES + 1)]


# ---------------------------------------------------------------- ethnic group


def others(composition: int, white_british: Fraction, diversity: Fraction) -> Fraction:
    """A practice's share of people who are not White British, given England's share and the practice's diversity."""
    if composition == ENGLAND:
        return (1 - white_british) * diversity
    chance = (1 - white_british) / white_british * diversity * odds(composition)
    return chance / (1 + chance)


def group_ratio(composition: int, code: str) -> Fraction:
    """The ratio to England of an ethnic group's share of those who are not White British."""
    if composition == ENGLAND:
        return Fraction(1)
    here, england = _groups(composition), _groups(ENGLAND)
    return (here[code] / (sum(here.values()) - here["A"])) / (england[code] / (sum(england.values()) - england["A"]))


@lru_cache
def odds(composition: int) -> Fraction:
    """By how much the odds of not being White British are those of England, such that heads of families of every age
    and practice together stand to all residents of the council as England's heads do to England's."""
    if composition == ENGLAND:
        return Fraction(1)
    here, england = _groups(composition), _groups(ENGLAND)
    mine, theirs = (float((sum(g.values()) - g["A"]) / g["A"]) for g in (here, england))
    cells = _heads()
    among_heads = sum(w * p for w, p in cells)
    wanted = among_heads / (1 - among_heads) * mine / theirs
    wanted /= 1 + wanted
    low, high = 0.0, 1000.0
    for _ in range(80):  # halving, so that no more than + - * / decides
        middle = (low + high) / 2
        each_odds = ((w, middle * p / (1 - p)) for w, p in cells)
        low, high = (middle, high) if sum(w * o / (1 + o) for w, o in each_odds) < wanted else (low, middle)
    return Fraction(round(low * 10**6), 10**6)


@lru_cache(maxsize=1)
def _heads() -> list[tuple[float, float]]:
    """Weight, and share who are not White British, of England's heads of families by age and practice."""
    british = tables.by_age(tables.toml("people")["white_british"]["ages"], 120)
    ages: dict[int, int] = {}
    mix = tables.rows("family_mix")
    year = next(name for name in mix[0] if name.isdigit())  # that of the earliest mix: ages differ little by year
    for row in mix:
        ages[int(row["age"])] = ages.get(int(row["age"]), 0) + int(row[year])
    total = float(sum(ages.values())) * sum(dealing.LIST_SIZES[0])
    return [
        (weight * size / total, float((1 - british[age]) * diversity))
        for age, weight in sorted(ages.items())
        for size, diversity in zip(dealing.LIST_SIZES[0], dealing.DIVERSITY, strict=True)
    ]


@lru_cache
def _groups(composition: int) -> dict[str, Fraction]:
    row = tables.toml("people")["ethnic"] if composition == ENGLAND else tables.rows("councils")[composition - 1]
    return {code: Fraction(row[code]) for code in "ABCDEFGHJKLMNPRS"}


# ---------------------------------------------------------------- town and country


@tables.compiled
def _rural() -> Column:
    """Households per thousand in the country, by composition and practice."""
    sizes = dealing.LIST_SIZES[0]
    out = [list(RURAL_PER_THOUSAND)]
    for row in tables.rows("councils"):
        wanted = 10 * int(row["rural"])
        if wanted <= 10 * _RURAL_ENGLAND:
            out.append([r * wanted // (10 * _RURAL_ENGLAND) for r in RURAL_PER_THOUSAND])
            continue
        # Between England's villages and a countryside all over, and on, until as many live there as in the council.
        for part in range(1000):
            found = [min(980, r + (a - r) * part // 100) for r, a in zip(RURAL_PER_THOUSAND, _RURAL_ALL, strict=True)]
            if sum(f * size for f, size in zip(found, sizes, strict=True)) >= wanted * sum(sizes):
                break
        out.append(found)
    return np.array(out, dtype=np.int64)


def rural_of(composition: Column, practice: Column, bits: Column) -> Column:
    """Whether each household in a practice's area lives in the country, by 64 random bits each (bool)."""
    drawn = ((bits >> np.uint64(32)) * np.uint64(1000)) >> np.uint64(32)
    return drawn.astype(np.int64) < _rural()[composition, practice]
