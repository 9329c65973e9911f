"""Who smokes, by how long they have to live and of what they die: smokers die twice as soon, and of other things.

A death is drawn first and never moved. Whoever is to die soon, or of what smoking leads to, smokes or has smoked more
often than others; the share of smokers at an age stays as it is published.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from synth.world import tables
from synth.world.demography import deaths, left
from synth.world.first_day import YEAR4

Column = np.ndarray

ONE = 1 << 16
"""The weight of those who smoke as often as the average."""
HABITS = ("smokes", "stopped")


@tables.compiled
def _by_cause(habit: str) -> Column:
    """The weight of each cause of death by sex and age group of the death (sex, group, cause), 1 on average."""
    given = {c: Fraction(v) for c, v in tables.toml("people")["smoking_and_death"][habit].items()}
    out = np.full((2, len(deaths.AGE_GROUPS), len(deaths.CAUSES)), ONE, dtype=np.int64)
    for s, sex in enumerate(("male", "female")):
        for g, group in enumerate(deaths.AGE_GROUPS):
            shares = {r["cause"]: Fraction(r[f"{sex} {group}"]) for r in tables.rows("causes")}
            named = sum((shares[c] for c in given), Fraction(0))
            taken = sum((shares[c] * v for c, v in given.items()), Fraction(0))
            rest = max((1 - taken) / (1 - named), Fraction(0))
            out[s, g] = [int(given.get(c, rest) * ONE) for c in deaths.CAUSES]
    return out


def weights(habit: str, sex: Column, decile: Column, born: Column, dies: Column, cause: Column, day: int) -> Column:
    """How many times as often as others of the same age and sex each one smokes on a day (habit "smokes") or once did
    ("stopped"), in 65,536ths.

    dies: the day of death, however far off; cause: index in `deaths.CAUSES`, -1 where none is drawn. Children count as
    on the day on which they take it up, if they do.
    """
    e = tables.toml("people")["smoking_and_death"]
    more = left.more_at_death(e["ratio"][habit], e["share"][habit])
    least = int(e["from_age"]) * YEAR4 // 4
    from_age = np.maximum(day - born, least)
    passed = left.of_death(sex, decile, born, dies) - left.hazard(sex, decile, from_age)
    found = int(more * ONE) * (left.survival(np.maximum(passed, 0) * int((more - 1) * 1000) // 1000) >> 16) >> 16
    group = deaths.age_group((dies - born) * 4 // YEAR4)
    by_cause = _by_cause(habit)[sex - 1, group, np.maximum(cause, 0)]
    return found * np.where(cause >= 0, by_cause, ONE) >> 16
