"""The NHS numbers of each person over time: which, from when to when, and why it was given.

A newborn's comes with the notification of birth, minutes to hours after it; whoever comes from abroad is given one
some time after arrival, and some visitors none. A change of gender, an adoption and a confusion of records end a
number for good and begin another. Numbers stand in `evidence/identity.toml`; which digits, in `numbers`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import chance, clock, keys
from synth.settings import Settings
from synth.world import tables
from synth.world.first_day import YEAR4
from synth.world.identity import nhs_numbers
from synth.world.population import Population, Table
from synth.world.reasons import ADOPTION, ARRIVAL, BIRTH, CORRECTION, GENDER

Column = np.ndarray

RESIDENT, VISITOR, UNNUMBERED = range(3)
"""Values of the attribute `overseas_visitor`: no visitor; one with an NHS number; one without."""
TRACED = 1
"""The verification status of a number that the holder of the record has traced: 01."""

_NUMBERED = chance.name_hash("world.building.nhs number")
_ARRIVED, _VISITS, _UNTRACED, _CONFUSED, _NEW = (
    chance.name_hash(f"world.numbering.{n}") for n in ("arrived", "visits", "untraced", "confused", "adopted")
)


@lru_cache(maxsize=1)
def _evidence() -> dict:
    e = tables.toml("identity")
    statuses = e["verification"]["statuses"]
    return {
        "arrival": tables.Spread([e["arrival"]["days"]]),
        "within": int(e["overseas_visitor"]["within"]),
        "number": tables.part(tables.Fraction(e["overseas_visitor"]["number"], 100)),
        "untraced": tables.part(tables.Fraction(e["verification"]["untraced"], 1000)),
        "never": tables.part(tables.Fraction(e["verification"]["never"], 100)),
        "days": tables.Spread([e["verification"]["days"]]),
        "statuses": np.array([int(code) for code in statuses]),
        "status": tables.Choice([list(statuses.values())]),
        "confused": tables.Fraction(e["correction"]["numbers"], 100_000),
        "adopted": tables.part(tables.Fraction(e["adoption"]["new_number"], 100)),
    }


def visitors(persons: Table) -> Column:
    """The residential status of each person: RESIDENT, VISITOR (with an NHS number) or UNNUMBERED."""
    e = _evidence()
    out = np.zeros(len(persons), dtype=np.int64)
    short = persons["leaves"] - persons["arrives"] < e["within"] * clock.DAY
    rows = np.flatnonzero((persons["arrives"] > clock.LONG_AGO) & short & persons["patient"])
    numbered = tables.uniform(persons["key"][rows], _VISITS) < e["number"]
    out[rows] = np.where(numbered, VISITOR, UNNUMBERED)
    return out


def assign(population: Population, settings: Settings, changed: tuple[Column, Column]) -> Table:
    """Every NHS number of every Patient, by person and from.

    Columns: person, nhs_number, from, until (instants: they touch, from the first to NEVER), reason (index in
    `reasons.REASONS`), verified (the instant at which it was traced, NEVER for some), status (the number of the
    verification status before that). changed: persons and instants of changes of gender. Raises NumbersExhausted."""
    p = population.persons
    row = np.flatnonzero(p["patient"] & (population.attributes["overseas_visitor"] != UNNUMBERED))
    since, reason = _first(p, settings, row)
    first = np.full(len(p), clock.NEVER)
    first[row] = since
    person, when, why = _replacements(population, settings, changed, first)
    place, block = p["family"], p["family"] // keys.BLOCK
    rank = nhs_numbers.first_rank(place[row], p["member"][row])
    if len(person):
        later = p["family"][person]
        start = np.searchsorted(later, later)
        rank = np.concatenate([rank, nhs_numbers.spare_rank(later, np.arange(len(later)) - start)])
        row, since = np.concatenate([row, person]), np.concatenate([since, when])
        reason = np.concatenate([reason, why])
        order = np.argsort((row << 42) + since + (1 << 41), kind="stable")
        row, since, reason, rank = row[order], since[order], reason[order], rank[order]
    number = nhs_numbers.nhs_numbers(settings.seed, block[row], rank, *settings.nhs_part)
    until = np.full(len(row), clock.NEVER)
    same = np.flatnonzero(row[1:] == row[:-1])
    until[same] = since[same + 1]
    verified, status = _verified(p["key"][row], rank, since)
    return Table({
        "person": row, "nhs_number": number, "from": since, "until": until, "reason": reason, "verified": verified,
        "status": status,
    })  # fmt: skip


def _first(p: Table, settings: Settings, row: Column) -> tuple[Column, Column]:
    """From when each has a first number, and why: birth, long ago for those there on the first day; arrival."""
    born, key = p["born"][row], p["key"][row]
    u, v = tables.draws(key, _NUMBERED)
    wait = 15 + tables.scale(u, 36 * 60 - 15)
    since = np.where(born < settings.begins, born, born + wait)
    reason = np.full(len(row), BIRTH)
    came = np.flatnonzero(p["arrives"][row] > clock.LONG_AGO)
    arrives, leaves = p["arrives"][row][came], p["leaves"][row][came]
    days = _evidence()["arrival"].pick(v[came]) * clock.DAY
    # Visitors who have a number have it before they go.
    days = np.minimum(days, np.maximum((leaves - arrives) // 2, 1))
    # By day, as such work is done.
    at = np.where(days < clock.DAY, 1, 10 * 60) + tables.scale(u[came], 6 * 60)
    since[came], reason[came] = arrives + days // clock.DAY * clock.DAY + at, ARRIVAL
    return since, reason


def _replacements(
    population: Population, settings: Settings, changed: tuple[Column, Column], first: Column
) -> tuple[Column, Column, Column]:
    """Replaced numbers, of whom, when and why: by family and time, no more than are set aside for a family."""
    e, p = _evidence(), population.persons
    gender, when = changed
    adopted = population.adoptions
    # Confusions of records: one in a life at most, from the first day of the window on.
    u = tables.uniform(p["key"], _CONFUSED)
    mixed = np.flatnonzero(u < tables.part(e["confused"] * 100))
    mixed = mixed[p["patient"][mixed]]
    years = tables.scale((u[mixed] * 100_003) & (tables.ONE - 1), 100 * YEAR4 // 4)
    at = np.maximum(first[mixed], settings.begins) + years * clock.DAY
    parts = [(gender, when, np.full(len(gender), GENDER)), (mixed, at, np.full(len(mixed), CORRECTION))]
    if len(adopted):
        new = tables.uniform(p["key"][adopted["person"]], _NEW) < e["adopted"]
        child = adopted["person"][new]
        parts.append((child, adopted["from"][new], np.full(len(child), ADOPTION)))
    person, time, why = (np.concatenate(c) for c in zip(*parts, strict=True))
    there = (time > first[person]) & (time < p["died"][person]) & (time < p["leaves"][person])
    person, time, why = person[there], time[there], why[there]
    order = np.lexsort((person, time, p["family"][person]))
    person, time, why = person[order], time[order], why[order]
    family = p["family"][person]
    keep = np.arange(len(family)) - np.searchsorted(family, family) < nhs_numbers.SPARE
    # Two at one moment are one.
    same = np.zeros(len(person), dtype=bool)
    same[1:] = (person[1:] == person[:-1]) & (time[1:] == time[:-1])
    keep &= ~same
    return person[keep], time[keep], why[keep]


def _verified(key: Column, rank: Column, since: Column) -> tuple[Column, Column]:
    """When each number was traced, and its verification status until then."""
    e = _evidence()
    verified, status = since.copy(), np.full(len(since), TRACED)
    u, v = tables.draws(key, _UNTRACED, np.maximum(rank - nhs_numbers.FIRST + 1, 0))
    late = np.flatnonzero(u < e["untraced"])
    never = (v[late] * 40_503 & (tables.ONE - 1)) < e["never"]
    verified[late] = np.where(never, clock.NEVER, since[late] + e["days"].pick(v[late]) * clock.DAY)
    status[late] = e["statuses"][e["status"].one((v[late] * 69_069) & (tables.ONE - 1))]
    return verified, status
