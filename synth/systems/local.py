"""Local numbers: what each organisation's system calls a person, unique within it and meaningless outside.

The number is made by arithmetic from family and member, in another way at each organisation, so that no system's
numbers need a list and nothing is learned of one from another.
"""

from __future__ import annotations

import numpy as np

from synth import chance

Column = np.ndarray

SIZE = 1_000_000_000
"""How many local numbers a system has: room for 31 million families of sixteen, twice over."""
FIRST = 1_000_000_000
"""Added to a number when it is shown, so that all have ten digits and none begins with the 9 of our NHS numbers."""
_MEMBERS = 16
_FACTOR, _SHIFT = chance.name_hash("systems.local.factor"), chance.name_hash("systems.local.shift")


class LocalNumbersExhausted(ValueError):
    """More families were asked for than local numbers can tell apart."""


def numbers(
    seed: int, system: Column, organisation: Column, family: Column, member: Column, again: Column | None = None
) -> Column:
    """The local number (int64, nine digits) of each person in a kind of system at an organisation.

    again: who has a number beside the first, as an adopted child has (bool). One to one for the persons of each
    system: a number is 16 times the family and the member, in the upper half of all numbers if it is not the first,
    times a factor that shares no divisor with the size, shifted. Raises LocalNumbersExhausted where families are too
    many."""
    most = SIZE // 2 // _MEMBERS
    if len(family) and int(family.max()) >= most:
        raise LocalNumbersExhausted(
            f"local numbers tell {most:,} families apart; family {int(family.max()):,} is beyond them"
        )
    key = chance.join(chance.join(np.full(len(system), seed, dtype=np.uint64), system), organisation)
    # Ending in 1, 3, 7 or 9: without a common divisor with a power of ten.
    factor = chance.below(chance.draw(key, _FACTOR), SIZE // 10) * 10
    factor += np.array([1, 3, 7, 9])[chance.below(chance.draw(key, _FACTOR, 1), 4)]
    shift = chance.below(chance.draw(key, _SHIFT), SIZE)
    whose = family * _MEMBERS + member
    if again is not None:
        whose = whose + again * (SIZE // 2)
    return (whose * factor + shift) % SIZE
