"""Addresses of households over time, which look English and belong to nobody.

A household has one address after another; most moves are near, some to a neighbouring place, and then another
practice and another council look after it. A postcode lies in one street, one decile of deprivation, and in
town or country, and in the area of one practice. Numbers stand in `evidence/moves.toml`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock, keys
from synth.settings import Settings
from synth.table import as_of
from synth.world import tables
from synth.world.families import homes
from synth.world.places import border, composition, contacts, dealing, places, streets
from synth.world.places.contacts import NO_FIXED_ABODE, postcode_text, postcode_text_one
from synth.world.population import Population, Table
from synth.world.residence import establishments

__all__ = ["NO_FIXED_ABODE", "assign", "at", "line_text", "postcode_text", "postcode_text_one", "vocabulary"]

Column = np.ndarray

_URBAN_SECTORS = 7  # sectors 1 to 7 are in town, 8 and 9 in the country; organisations stand in sector 0
_UNITS_OF_DECILE = contacts.UNITS // 10
_UNITS_OF_AREA = _UNITS_OF_DECILE // dealing.PRACTICES
_UPRN = 999_000_000_000
"""Unique property reference numbers have no range for tests; these twelve digits lie above those in use."""

_MOVES, _WHEN, _FAR, _FIRST, _HOME, _STREET, _VILLAGE, _PRACTICE, _CHANGES, _FLAT = (
    chance.name_hash(f"world.address.{n}")
    for n in (
        "moves",
        "when",
        "far",
        "first home",
        "home",
        "street",
        "village",
        "practice",
        "changes practice",
        "flat",
    )
)
YEARS_BEFORE = 3
"""Moves are drawn from so many years before `--from`."""


@lru_cache(maxsize=1)
def _evidence() -> dict:
    e = tables.toml("moves")
    return {
        "moves": tables.parts(tables.by_age(e["move"]["ages"], 150)),
        "far": tables.part(e["far"]["household"]),
        "leaves": tables.part(e["far"]["leaving_home"]),
        "practice": tables.part(e["practice"]["changes"]),
        "flat": tables.parts([tables.Fraction(n, 100) for n in e["flat"]["deciles"]]),
    }


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, list[str]]:
    """Every word that an address can hold, by column: "street", "locality" (a village), "town" (by place)."""
    return {
        "street": streets.street_words(),
        "locality": places.villages(),
        "town": border.towns(),
    }


def assign(population: Population, settings: Settings) -> Table:
    """The addresses of every household, sorted by (family, household, from).

    Columns: family, household, from, until (instants: they touch, and cover all the time that anyone lives
    there), place, practice (of its area, 0 to 9), flat, number (0: none), street, locality (-1: in the town),
    town, decile (1 to 10), postcode (`contacts.postcode`, NO_FIXED_ABODE), uprn, establishment (the organisation whose
    care home, hall or prison it is, or -1): int64; rural: bool.
    """
    homes_ = _households(population)
    family, household = homes_["family"], homes_["household"]
    key = chance.join(keys.family_key(settings.run, family) ^ np.uint64(_HOME), household)
    home, begins, until, occurrence, far = _intervals(homes_, key, settings)
    bits = chance.draw(key[home], _FIRST, occurrence)

    # Place and practice change from one address of a household to its next: moves add up along it.
    place, practice = _areas(homes_, key, home, begins, occurrence, far, settings)
    made_as = composition.of_place(place, composition.council(settings.place))
    rural = composition.rural_of(made_as, practice, chance.draw(key[home], _VILLAGE, occurrence))
    decile = homes_["decile"][home]
    sector = np.where(rural, 1 + _URBAN_SECTORS + chance.below(bits, 2), 1 + chance.below(bits, _URBAN_SECTORS))
    bits = chance.mix(bits)
    unit = ((decile - 1) * dealing.PRACTICES + practice) * _UNITS_OF_AREA + chance.below(bits, _UNITS_OF_AREA)
    post = border.post(place, key[home], occurrence, homes_["settled"][home])
    postcode = contacts.postcode(post, sector, unit)
    street = chance.below(chance.draw(postcode.astype(np.uint64), _STREET), len(vocabulary()["street"]))
    hamlet = chance.draw((postcode // _UNITS_OF_DECILE).astype(np.uint64), _VILLAGE)
    locality = np.where(rural, chance.below(hamlet, len(vocabulary()["locality"])), -1)
    number = 1 + chance.below(chance.mix(bits + np.uint64(1)), 90)
    in_flat = ~rural & (tables.uniform(key[home], _FLAT, occurrence) < _evidence()["flat"][decile - 1])
    flat = np.where(in_flat, 1 + number % 7 + (bits & np.uint64(7)).astype(np.int64), 0)
    uprn = _UPRN + chance.below(chance.mix(bits + np.uint64(2)), 10**9)

    nowhere = homes_["nowhere"][home]
    establishment = establishments.of_homes(homes_["kind"][home], place, practice)
    none = {"flat": 0, "number": 0, "street": -1, "locality": -1, "postcode": NO_FIXED_ABODE, "uprn": -1}
    columns = {
        "family": family[home], "household": household[home], "from": begins, "until": until, "place": place,
        "practice": practice, "flat": flat, "number": number, "street": street, "locality": locality,
        "town": post, "decile": decile, "postcode": postcode, "uprn": uprn, "establishment": establishment,
    }  # fmt: skip
    live_in = np.flatnonzero(establishment >= 0)
    if len(live_in):
        theirs = establishments.addresses(establishment[live_in])
        theirs["uprn"] += _UPRN
        rural[live_in] = False
        for name, column in {**theirs, "flat": 0, "locality": -1}.items():
            columns[name] = columns[name].copy()
            columns[name][live_in] = column
    for name, value in none.items():
        columns[name] = np.where(nowhere, value, columns[name])
    return Table({**columns, "rural": rural & ~nowhere})


def _households(population: Population) -> dict[str, Column]:
    """Each household, by family and number: when anyone lives there, and what its first member tells."""
    p, h = population.persons, population.households
    person = h["person"]
    # Rows stand by person and time already, so that this alone puts them by family, household, member and time.
    order = np.argsort(p["family"][person] * 4096 + h["household"], kind="stable")
    # A home is kept while its people are away for a time.
    person, household, since, until = (h[c][order] for c in ("person", "household", "from", "kept"))
    family = p["family"][person]
    first = np.flatnonzero(np.r_[True, (family[1:] != family[:-1]) | (household[1:] != household[:-1])][: len(order)])
    begins = np.minimum.reduceat(since, first) if len(first) else since
    ends = np.maximum.reduceat(until, first) if len(first) else until
    one = person[first]
    decile = population.attributes["decile"][one]
    kind = h["kind"][order][first]
    communal = np.isin(kind, homes.ESTABLISHMENTS)
    nowhere = kind == homes.NOWHERE
    return {
        "family": family[first], "household": household[first], "begins": begins, "ends": ends,
        "decile": decile, "place": p["place"][one], "practice": p["practice"][one],
        "born": p["born"][one] // clock.DAY,
        "settled": communal | nowhere, "nowhere": nowhere, "kind": kind,
    }  # fmt: skip


def _intervals(homes_: dict[str, Column], key: Column, settings: Settings) -> tuple[Column, ...]:
    """The intervals of addresses: household (position), from, until, occurrence, and if far from the last."""
    e = _evidence()
    n = len(key)
    rows = np.arange(n)
    years = range(settings.start.year - YEARS_BEFORE, settings.end.year + 1)
    moves = [(rows, homes_["begins"], np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool))]
    for year in years:
        first = clock.day_of(year)
        age = np.clip(year - clock.year_of(homes_["born"]), 0, 149)
        day = first + tables.scale(tables.uniform(key, _WHEN, year), 365)
        when = day * clock.DAY + 720
        takes = tables.uniform(key, _MOVES, year) < e["moves"][age]
        takes &= ~homes_["settled"] & (when > homes_["begins"] + 180 * clock.DAY) & (when < homes_["ends"])
        takes &= when < settings.ends
        at = np.flatnonzero(takes)
        # Where people live on the first day is given: an earlier move was a near one.
        far = (tables.uniform(key[at], _FAR, year) < e["far"]) & (when[at] >= settings.begins)
        moves.append((at, when[at], np.full(len(at), year), far))
    home, begins, occurrence, far = (np.concatenate(c) for c in zip(*moves, strict=True))
    order = np.argsort((home << 42) + begins + (1 << 41), kind="stable")
    home, begins, occurrence, far = home[order], begins[order], occurrence[order], far[order]
    last = np.r_[home[1:] != home[:-1], True][: len(home)]
    until = np.where(last, homes_["ends"][home], np.r_[begins[1:], 0][: len(home)])
    return home, begins, until, occurrence, far


def _areas(
    homes_: dict[str, Column],
    key: Column,
    home: Column,
    begins: Column,
    occurrence: Column,
    far: Column,
    settings: Settings,
) -> tuple[Column, Column]:
    """The place and practice of each address."""
    e = _evidence()
    bits = chance.draw(key[home], _PRACTICE, occurrence)
    opening = occurrence == 0
    # A grown child's or separated partner's home is a first address that may already be elsewhere.
    inside = begins >= settings.begins
    left = opening & inside & (homes_["household"][home] > 0)
    away = far | (left & (tables.uniform(key[home], _FAR) < e["leaves"]))
    # There is one neighbour, and a household that moves far once more comes back: count far moves along it.
    total = np.cumsum(away)
    starts = np.flatnonzero(opening)
    before = np.repeat(total[starts] - away[starts], np.diff(np.r_[starts, len(home)]))
    elsewhere = (total - before) % 2
    place = places.neighbour(homes_["place"][home], elsewhere)
    changes = away | (((~opening & inside) | left) & (tables.uniform(key[home], _CHANGES, occurrence) < e["practice"]))
    # The practice is that of the latest change, or the family's own where there was none.
    row = np.arange(len(home))
    latest = np.maximum.accumulate(np.where(changes | opening, row, 0))
    drawn = dealing.practice_drawn(place, bits)
    return place, np.where(changes[latest], drawn[latest], homes_["practice"][home])


def at(population: Population, person: Column, instant: Column) -> Column:
    """The row in `population.addresses` of where each person lives at an instant, or -1 (int64).

    A second home and a stay of some weeks do not count. Place and practice at the time are columns of that row.
    """
    h, a = population.households, population.addresses
    main = np.flatnonzero(~np.isin(h["kind"], homes.BESIDE))
    row = as_of(h["person"][main], h["from"][main], person, instant)
    live = row >= 0
    row = main[np.where(live, row, 0)] if len(main) else row
    if not len(h) or not len(a):
        return np.full(len(person), -1, dtype=np.int64)
    live &= h["until"][row] > instant
    # Families and households as one rising number each, the same for both tables.
    wanted = population.persons["family"][person] * 4096 + h["household"][row]
    there = a["family"] * 4096 + a["household"]
    starts = np.flatnonzero(np.r_[True, there[1:] != there[:-1]])
    number = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(there)]))
    slot = np.minimum(np.searchsorted(there[starts], wanted), len(starts) - 1)
    found = as_of(number, a["from"], slot, instant)
    return np.where(live & (there[starts][slot] == wanted), found, -1)


def line_text(flat: int, number: int, street: int) -> str:
    """The first line of an address ("Flat 3, 12 Alder Close"); "No fixed abode" where there is no street."""
    if street < 0:
        return "No fixed abode"
    line = f"{number} {vocabulary()['street'][street]}"
    return f"Flat {flat}, {line}" if flat else line
