"""Tables from which families are drawn: the mix of types and ages, and those of `evidence/families.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from synth import clock
from synth.world import tables
from synth.world.first_day import FEMALE, MALE, TYPES, YEAR4
from synth.world.places import composition, dealing

Column = np.ndarray


@dataclass
class Mix:
    """The cells of the mix, one row each, and the choices among them: of families there on the first day of
    some years, and of families that arrive from abroad."""

    kind: Column
    sex: Column
    age: Column
    weights: Column
    years: tuple[int, ...]
    arriving: tables.Choice

    def on(self, day: int) -> tables.Choice:
        """The choice among families that are there on a day: between two years of the evidence, in part of each."""
        return _choice_on(day)


@lru_cache(maxsize=1)
def mix() -> Mix:
    """The cells (type of family, sex and age of its head) and how often each is."""
    cells = tables.rows("family_mix")
    years = tuple(int(name) for name in cells[0] if name.isdigit())
    return Mix(
        np.array([TYPES.index(c["type"]) for c in cells]),
        np.array([MALE if c["sex"] == "male" else FEMALE for c in cells]),
        np.array([int(c["age"]) for c in cells]),
        np.array([[int(c[str(year)]) for c in cells] for year in years]),
        years,
        tables.Choice([[int(c["arriving"]) for c in cells]]),
    )


@lru_cache(maxsize=4)
def _choice_on(day: int) -> tables.Choice:
    m = mix()
    first = [clock.day_of(year) for year in m.years]
    at = min(max(day, first[0]), first[-1])
    k = max(i for i in range(max(len(first) - 1, 1)) if first[i] <= at)
    if len(first) == 1:
        return tables.Choice([m.weights[0].tolist()])
    part = at - first[k]
    whole = first[k + 1] - first[k]
    return tables.Choice([(m.weights[k] * (whole - part) + m.weights[k + 1] * part).tolist()])


OLDEST = 100


@tables.compiled
def evidence() -> dict:
    """Everything a composition draws from, as exact tables."""
    e = tables.toml("families")
    asfr = {int(r["age"]): tables.Fraction(r["rate"]) for r in tables.rows("fertility_by_age")}
    at_home = tables.by_age(e["at_home"]["ages"], 60)

    def youngest(shift: int, first: int, last: int, grown: bool) -> tables.Spread:
        groups = []
        for age in range(OLDEST + 1):
            total, knots = tables.Fraction(0), [(first * YEAR4 // 4, tables.Fraction(0))]
            for y in range(first, last):
                weight = asfr.get(age - y - shift, tables.Fraction(0)) + tables.Fraction(1, 10**6)
                if not 16 <= age - y <= 47:  # outside the ages of mothers: only the nearest there is
                    nearest = last - 1 if age - (last - 1) > 47 else first if age - first < 16 else -1
                    weight = tables.Fraction(1, 10**6 if y == nearest else 10**15)
                total += weight * (at_home[y] if grown else 1)
                knots.append(((y + 1) * YEAR4 // 4, total))
            groups.append(knots)
        return tables.Spread(groups)

    shift_couple, shift_lone = int(e["last_birth"]["couple"]), int(e["last_birth"]["lone"])
    kin = [(int(y * YEAR4 / 4), c) for y, c in e["grandparents"]["age_gap"]]
    meets = [tables.by_age(e["partnering"][sex], 110) for sex in ("men", "women")]
    sizes = [e["children"]["with_dependent"], e["children"]["with_grown_only"]]
    return {
        "gap": _gaps(e["partner_gap"]["spread"]),
        "kin_gap": tables.Spread([kin]),
        "same_sex": tables.parts([e["same_sex"]["couple"], e["same_sex"]["couple_with_children"]]),
        "sizes": tables.Choice(sizes),
        "young_mother": tables.part(e["children"]["earlier_birth_under_18"]),
        "interval": tables.Spread([e["interval"]["spread"]]),
        # by type: couples with young, lone with young, couples with grown, lone with grown
        "youngest": [
            youngest(shift_couple, 0, 18, False),
            youngest(shift_lone, 0, 18, False),
            youngest(shift_couple, 18, 50, True),
            youngest(shift_lone, 18, 50, True),
        ],
        "at_home": tables.parts(at_home),
        "three_couple": tables.part(e["grandparents"]["couple"]),
        "both": tables.part(e["grandparents"]["both"]),
        "grandmother": tables.part(e["grandparents"]["both"] + e["grandparents"]["grandmother"]),
        "elsewhere": tables.parts([e["elsewhere"]["members"].get(kind, 0) for kind in TYPES]),
        "suitor": tables.part(e["suitor"]["members"]),
        "soon": int(e["suitor"]["years"]) * YEAR4 // 4,
        "partnering": tables.Hazard(
            [*meets, [rate * tables.Fraction(e["partnering"]["with_children"]) for rate in meets[1]]]
        ),
        "male": tables.part(tables.toml("pregnancy")["sex"]["male"]),
    }


@tables.compiled
def deciles(made_as: int) -> tables.Choice:
    """The decile of deprivation less 1, by practice and type of family (practice * types + type), in a composition."""
    lean = tables.toml("families")["practice_type"]["lean"]
    return tables.Choice(
        [
            composition.decile_weights(made_as, dealing.LEANS[practice] + tables.Fraction(lean[kind]))
            for practice in range(dealing.PRACTICES)
            for kind in TYPES
        ]
    )


def _gaps(spread: list) -> tables.Spread:
    """The years by which a partner is older, for each age of the woman: of the old, those who are alive to be one."""
    alive = [tables.Fraction(1)]
    for row in tables.rows("life_table"):
        dies = min(tables.Fraction(row["male"]) / 100_000, tables.Fraction(1))
        alive.append(tables.Fraction(int(alive[-1] * (1 - dies) * 10**12), 10**12))
    groups = []
    for age in range(OLDEST + 1):
        total, knots = tables.Fraction(0), [(int(spread[0][0] * YEAR4 / 4), tables.Fraction(0))]
        for (y0, c0), (y1, c1) in pairwise(spread):
            his = max(0, min(age + int(y0 + y1) // 2, len(alive) - 1))
            total += tables.Fraction(c1 - c0) * alive[his]
            knots.append((int(y1 * YEAR4 / 4), total))
        groups.append(knots)
    return tables.Spread(groups)
