"""Practice lists: the one on which each person is, and when; that of the area where he or she lives.

People change practice when they move out of its area. The new practice registers them some days later, and until then
the old one has them on its list. Numbers stand in `evidence/registration.toml`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.calendar import opening
from synth.calendar.days import OFFICE
from synth.table import as_of, empty, shape, standing, starts
from synth.world import tables
from synth.world.families import homes
from synth.world.identity.numbering import UNNUMBERED
from synth.world.population import TABLES, Population, Table

Column = np.ndarray
_WITH_CARE = (homes.CARE_HOME, homes.SUPPORTED, homes.CHILDRENS_HOME, homes.FOSTER_HOME)
_STAYS, _MOVES = shape("person address from until"), shape("person time far")


def stays(population: Population) -> Table:
    """The homes of each person in turn: (person, address (row of addresses), from, until), by person and from.

    A second home and a stay of some weeks do not count."""
    h, a = population.households, population.addresses
    if not len(h) or not len(a):
        return empty(_STAYS)
    main = np.flatnonzero(~np.isin(h["kind"], homes.BESIDE))
    there = a["family"] * 4096 + a["household"]
    wanted = population.persons["family"][h["person"][main]] * 4096 + h["household"][main]
    first = np.searchsorted(there, wanted, side="left")
    many = np.searchsorted(there, wanted, side="right") - first
    of = np.repeat(np.arange(len(main)), many)
    address = first[of] + np.arange(len(of)) - np.repeat(np.cumsum(many) - many, many)
    row = main[of]
    begins = np.maximum(h["from"][row], a["from"][address])
    until = np.minimum(h["until"][row], a["until"][address])
    keep = begins < until
    return Table(
        {"person": h["person"][row][keep], "address": address[keep], "from": begins[keep], "until": until[keep]}
    )


def lists(population: Population, opens: int) -> Table:
    """The practices to whose areas each person belonged in turn, by person and from.

    Visitors without an NHS number have none. opens: the instant at which the window opens.

    Columns: person, place, practice, from (birth or arrival at the earliest), until, turn (0 for the practice of birth
    or of the first day, 1 or more for every later one, and for those who came from abroad), registers, removed (the
    instants from and until which the practice has the person on its list: it loses whom another has accepted; NEVER
    where it never does)."""
    p, a = population.persons, population.addresses
    s = stays(population)
    who = s["person"]
    patient = p["patient"][who] & ~p["stillborn"][who].astype(bool)
    # Visitors who are given no NHS number register nowhere.
    patient &= population.attributes["overseas_visitor"][who] != UNNUMBERED
    s = s.take(np.flatnonzero(patient))
    who = s["person"]
    if not len(who):
        return empty(TABLES["lists"])
    place, practice = a["place"][s["address"]], a["practice"][s["address"]]
    first = np.flatnonzero(starts(who, place, practice))
    last = np.append(first[1:], len(who)) - 1
    who = who[first]
    start = np.searchsorted(who, who, side="left")
    turn = np.arange(len(who)) - start
    begins = np.maximum(s["from"][first], np.maximum(p["born"], p["arrives"])[who])
    turn = turn + (p["arrives"][who] > clock.LONG_AGO)
    until = np.maximum(s["until"][last], begins)
    columns = {"person": who, "place": place[first], "practice": practice[first], "from": begins, "until": until}
    registers = _registers(p["key"][who], begins, until, turn, opens, _placed(population, s["from"][first], who))
    return Table({**columns, "turn": turn, "registers": registers, "removed": _removed(who, registers)})


_ACCEPTED, _AT = (chance.name_hash(f"world.registration.{n}") for n in ("accepted", "at"))


@lru_cache(maxsize=1)
def _evidence() -> tuple[tables.Spread, int]:
    """The days to registration from birth (group 0), a move (1) and a move to where one is cared for (2), and the most
    for a newborn."""
    e = tables.toml("registration")
    return tables.Spread([e[name]["days"] for name in ("newborn", "move", "placed")]), int(e["newborn"]["days"][-1][0])


def _placed(population: Population, begins: Column, person: Column) -> Column:
    """Whether each of some persons comes, at an instant, to where somebody is paid to see to it: a child placed by a
    council, or someone who comes to live in a home with care (bool)."""
    h, c = population.households, population.care
    cared = np.flatnonzero(np.isin(h["kind"], _WITH_CARE))
    home = standing(h["person"][cared], h["from"][cared], h["until"][cared], person, begins) >= 0
    return home | (standing(c["person"], c["from"], c["until"], person, begins) >= 0)


def _registers(key: Column, begins: Column, until: Column, turn: Column, opens: int, placed: Column) -> Column:
    """When a practice registers each person, by day on a weekday; NEVER for those who leave its area before."""
    days, longest = _evidence()
    key = chance.join(key, turn)
    group = np.where(placed & (turn > 0), 2, np.minimum(turn, 1))
    waits = days.pick(tables.uniform(key, _ACCEPTED), group) * clock.DAY
    at = opening.fit(begins + waits, chance.draw(key, _AT), OFFICE)
    # Those who were there long before the window opens joined before it.
    at = np.where((turn == 0) & (begins < opens - longest * clock.DAY), begins, at)
    return np.where(at < until, at, clock.NEVER)


def _removed(who: Column, registers: Column) -> Column:
    """When another practice accepts each person next, NEVER for none; by person and turn."""
    removed = np.full(len(who), clock.NEVER)
    accepted = np.flatnonzero(registers < clock.NEVER)
    same = who[accepted][1:] == who[accepted][:-1]
    removed[accepted[:-1][same]] = registers[accepted[1:][same]]
    return removed


def registered_from(population: Population) -> Column:
    """The instant at which each person is first on a practice's list: NEVER for those who go before one accepts them,
    LONG_AGO for those who belong to no practice (visitors without an NHS number are seen all the same)."""
    first, t = np.full(len(population), clock.LONG_AGO), population.lists
    if len(t):
        first[t["person"]] = clock.NEVER
        np.minimum.at(first, t["person"], t["registers"])
    return first


def registered(population: Population, person: Column, instant: Column) -> tuple[Column, Column]:
    """The place and practice on whose list each of some persons is at an instant; before the first, that one."""
    t = population.lists
    accepted = np.flatnonzero(t["registers"] < clock.NEVER) if len(t) else np.zeros(0, dtype=np.int64)
    return _of(population, t.take(accepted), "registers", person, instant)


def at(population: Population, person: Column, instant: Column) -> tuple[Column, Column]:
    """The place and practice of the area of each of some persons at an instant; before the first, that one."""
    return _of(population, population.lists, "from", person, instant)


def _of(population: Population, t: Table, since: str, person: Column, instant: Column) -> tuple[Column, Column]:
    """The place and practice of the latest row of each person that holds at an instant."""
    p = population.persons
    place, practice = p["place"][person], p["practice"][person]
    if not len(t):
        return place, practice
    # People who never changed practice need no search: their columns hold it.
    many = np.zeros(len(p), dtype=bool)
    same = (t["place"] == p["place"][t["person"]]) & (t["practice"] == p["practice"][t["person"]])
    many[t["person"][~same]] = True
    rows = np.flatnonzero(many[person])
    if len(rows):
        who = person[rows]
        row = as_of(t["person"], t[since], who, instant[rows])
        row = np.where(row >= 0, row, np.searchsorted(t["person"], who, side="left"))
        place, practice = place.copy(), practice.copy()
        place[rows], practice[rows] = t["place"][row], t["practice"][row]
    return place, practice


def temporary(population: Population) -> Table:
    """Stays of some weeks elsewhere, with the place and practice of their area, by person and from.

    Columns: person, place, practice, from, until."""
    h, a = population.households, population.addresses
    if not len(h) or not len(a):
        return empty(TABLES["temporary"])
    rows = np.flatnonzero(h["kind"] == homes.TEMPORARY)
    rows = rows[np.argsort(h["person"][rows], kind="stable")]
    person, begins, until = (h[c][rows] for c in ("person", "from", "until"))
    there = a["family"] * 4096 + a["household"]
    wanted = population.persons["family"][person] * 4096 + h["household"][rows]
    # The address of the stay is the latest of its household that has begun: families and households as one number each.
    starts = np.searchsorted(there, wanted)
    ends = np.searchsorted(there, wanted, side="right")
    stay = np.repeat(np.arange(len(wanted)), ends - starts)
    inside = np.repeat(starts - np.cumsum(ends - starts) + (ends - starts), ends - starts) + np.arange(len(stay))
    row = inside[np.maximum(as_of(stay, a["from"][inside], np.arange(len(wanted)), begins), 0)]
    return Table(
        {"person": person, "place": a["place"][row], "practice": a["practice"][row], "from": begins, "until": until}
    )


def staying(population: Population, person: Column, instant: Column) -> tuple[Column, Column]:
    """The place and practice of the area where each of some persons stays for some weeks; of those who do not, their
    own."""
    place, practice = at(population, person, instant)
    t = population.temporary
    if not len(t):
        return place, practice
    row = as_of(t["person"], t["from"], person, instant)
    here = (row >= 0) & (instant <= t["until"][row])
    return np.where(here, t["place"][row], place), np.where(here, t["practice"][row], practice)


def moves(population: Population) -> Table:
    """Every move from one address to another: (person, time, far (0 near, 1 to another practice's area, 2 to another
    place)), by person and time."""
    a, s = population.addresses, stays(population)
    # A family's moves before someone's birth are not his or hers.
    begins = np.maximum(population["born"], population["arrives"])[s["person"]]
    later = np.flatnonzero((s["person"][1:] == s["person"][:-1]) & (s["from"][1:] > begins[1:])) + 1
    now, then = s["address"][later], s["address"][later - 1]
    if not len(later):
        return empty(_MOVES)
    far = np.where(a["place"][now] != a["place"][then], 2, a["practice"][now] != a["practice"][then])
    return Table({"person": s["person"][later], "time": s["from"][later], "far": far.astype(np.int64)})
