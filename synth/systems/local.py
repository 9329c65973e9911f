"""Local numbers: what each organisation's system calls a person, unique within it and meaningless outside.

The number is made by arithmetic from family and member, in another way at each organisation, so that no system's
numbers need a list and nothing is learned of one from another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth import chance
from synth.record.batch import Batch
from synth.systems import authorship, kinds

Column = np.ndarray

SIZE = 1_000_000_000
"""How many local numbers a system has: room for 62 million families of sixteen."""
FIRST = 1_000_000_000
"""Added to a number when it is shown, so that all have ten digits and none begins with the 9 of our NHS numbers."""
_MEMBERS = 16
_FACTOR, _SHIFT = chance.name_hash("systems.local.factor"), chance.name_hash("systems.local.shift")


class LocalNumbersExhausted(ValueError):
    """More families were asked for than local numbers can tell apart."""


def numbers(seed: int, system: Column, organisation: Column, family: Column, member: Column) -> Column:
    """The local number (int64, nine digits) of each person in a kind of system at an organisation.

    One to one for the persons of each system: a number is 16 times the family and the member, times a factor that
    shares no divisor with the size, shifted. Raises LocalNumbersExhausted where families are too many."""
    if len(family) and int(family.max()) >= SIZE // _MEMBERS:
        raise LocalNumbersExhausted(
            f"local numbers tell {SIZE // _MEMBERS:,} families apart; family {int(family.max()):,} is beyond them"
        )
    key = chance.join(chance.join(np.full(len(system), seed, dtype=np.uint64), system), organisation)
    # Ending in 1, 3, 7 or 9: without a common divisor with a power of ten.
    factor = chance.below(chance.draw(key, _FACTOR), SIZE // 10) * 10
    factor += np.array([1, 3, 7, 9])[chance.below(chance.draw(key, _FACTOR, 1), 4)]
    shift = chance.below(chance.draw(key, _SHIFT), SIZE)
    return ((family * _MEMBERS + member) * factor + shift) % SIZE


@dataclass
class Known:
    """Who is known to which local system, by person: person rows, kind of system, the organisation that keeps it, the
    local number, and since when (instant of the first entry)."""

    person: Column
    system: Column
    organisation: Column
    number: Column
    since: Column


def known(batch: Batch) -> Known:
    """Everyone who has an entry in a system, once for each system, as recorded by the end of the window."""
    parts = []
    national = np.array([kind.national for kind in kinds.KINDS])
    p = batch.population
    for table in batch.record.values():
        if not len(table):
            continue
        person, system, organisation = table["person"], table["system"], table["organisation"]
        # Entries stand by person: most are of the same system as the one before.
        new = np.ones(len(person), dtype=bool)
        new[1:] = (person[1:] != person[:-1]) | (system[1:] != system[:-1]) | (organisation[1:] != organisation[:-1])
        rows = np.flatnonzero(new)
        rows = rows[~national[system[rows]] & p["patient"][person[rows]]]
        keeper = authorship.keeper_of(system[rows], organisation[rows])
        parts.append((person[rows], system[rows], keeper, table["recorded"][rows]))
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Known(none, none, none, none, none)
    person, system, organisation, recorded = (np.concatenate(c) for c in zip(*parts, strict=True))
    code = (person << 32) + (system << 24) + organisation
    order = np.lexsort((recorded, code))
    first = order[np.r_[True, code[order][1:] != code[order][:-1]]]
    person, system, organisation, recorded = (c[first] for c in (person, system, organisation, recorded))
    number = numbers(batch.settings.seed, system, organisation, p["family"][person], p["member"][person])
    return Known(person, system, organisation, number, recorded)
