"""When each illness begins in each person: before the deaths that it causes, and in others by age, traits and kin.

The day on which an illness begins is the world's; pathways find it, or not, and say what is done about it. A death is
never moved: who is to die of an illness, or has not long to live, has it the more often.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from synth import chance, clock
from synth.evidence import standing
from synth.world import tables
from synth.world.demography import left
from synth.world.families import heredity
from synth.world.first_day import NEVER_DAY, YEAR4
from synth.world.illness import curves, risks
from synth.world.illness.risks import ILLNESSES, Exposed
from synth.world.population import Table
from synth.world.traits.origins import Kin

Column = np.ndarray

LIABILITY = {
    "raised_blood_pressure": ("blood pressure", 1),
    "raised_blood_glucose": ("blood glucose", 1),
    "chronic_kidney_disease": ("kidney function", -1),
    "depressive_illness": ("low mood", 1),
}
"""Illnesses that come of where someone stands in a course of the pathways, by its name, high (1) or low (-1): what
lasts of the course (its parts `inherited` and `person`) is what leads to the illness. All others have a liability of
their own."""

_FATAL, _LAG = chance.name_hash("world.illness.fatal"), chance.name_hash("world.illness.lag")


def liability(kin: Kin, illness: str) -> Column:
    """Where each person stands in what leads to an illness, as a score (65,536ths of a standard deviation)."""
    key = kin.persons["key"]
    course, end = LIABILITY.get(illness, (f"illness {illness}", 1))
    own, first = (
        standing.drawn(chance.draw(key, chance.name_hash(f"course {course}.{part}")))
        for part in ("person", "inherited")
    )
    inherited = heredity.handed_down(first, kin.persons["mother"], kin.persons["father"])
    share = tables.Fraction(tables.toml("illness")["inherited"]["share"][illness])
    return end * heredity.mixed(inherited, own, share.as_integer_ratio())


def onsets(kin: Kin, people: Exposed) -> dict[str, Column]:
    """The day on which each illness begins in each person (NEVER_DAY: in no lifetime), by illness."""
    found: dict[str, Column] = {}
    for illness in ILLNESSES:
        found[illness] = _onset(kin, people, illness, found)
    return found


def _onset(kin: Kin, people: Exposed, illness: str, earlier: Mapping[str, Column]) -> Column:
    p, born = kin.persons, kin.born
    curve, group = curves.curve(illness), (kin.persons["sex"] - 1) * 10 + kin.decile - 1
    passed = left.of_death(p["sex"], kin.decile, born, kin.dies)
    score = passed * curve.counts[p["sex"] - 1] // 1000
    score -= left.minus_log(standing.above(liability(kin, illness))) + risks.of_traits(illness, people)
    age = _with_others(kin, curve, score, group, illness, earlier)
    day = np.where(age < 150 * YEAR4 // 4, born + age, NEVER_DAY)
    fatal = curves.fatal(illness)
    if fatal is None:
        return day
    causes, known, before = fatal
    of_it = np.isin(p["cause"], causes)
    u, v = tables.draws(p["key"], _FATAL, ILLNESSES.index(illness))
    earliest = born + int(tables.toml("illness")["earliest"]["age"][illness]) * YEAR4 // 4
    begins = np.maximum(kin.dies - before.pick(v), earliest)
    return np.where(of_it, np.where((u < known) & (begins <= kin.dies), begins, NEVER_DAY), day)


def _with_others(
    kin: Kin, curve: curves.Curve, score: Column, group: Column, illness: str, earlier: Mapping[str, Column]
) -> Column:
    """The age in days at which an illness begins, where others that came before make it more likely from then on."""
    ratios = risks.of_illnesses(illness)
    if not ratios:
        return curve.age(score, group)
    years = tables.Fraction(tables.toml("illness")["leads_on"]["within"])
    longest = int(years * YEAR4 / 4)
    from_ages, steps = [], []
    for other, ratio in ratios.items():
        lag = tables.scale(
            tables.uniform(kin.persons["key"], _LAG, ILLNESSES.index(other) * 100 + ILLNESSES.index(illness)), longest
        )
        from_ages.append(earlier[other] - kin.born + lag)
        steps.append(left.logarithm(ratio))
    begin = np.stack(from_ages)
    order = np.argsort(begin, axis=0, kind="stable")
    begin = np.take_along_axis(begin, order, axis=0)
    step = np.array(steps)[order]
    # From one beginning to the next the likelihood is one; the first stretch in which it passes the score counts.
    out = curve.age(score, group)
    found = out < begin[0]
    for k in range(len(ratios)):
        score = score - step[k]
        now = np.maximum(curve.age(score, group), begin[k])
        until = begin[k + 1] if k + 1 < len(ratios) else np.full(len(out), 2**40)
        here = ~found & (now < until)
        out = np.where(here, now, out)
        found |= here
    return out


BEGINS = {
    f"{illness}_begins": illness
    for illness in ("raised_blood_glucose", "chronic_kidney_disease", "breast_cancer", "bowel_cancer")
}
"""Attributes that say on which day an illness begins, of those towards which a body moves for years before."""


def facts(kin: Kin, begins: Mapping[str, Column]) -> list[Table]:
    """For each illness the fact that someone has it: 1 from the day (noon) on which it begins, known or not."""
    p = kin.persons
    ours = p["patient"] & ~p["stillborn"]  # relatives who are nobody's Patient have no facts
    out = []
    for day in begins.values():  # a death beyond the horizon is no death of the persons, but an end
        time = np.maximum(day * clock.DAY + 720, p["born"])
        rows = np.flatnonzero(ours & (day <= kin.dies) & (time < p["died"]))
        out.append(Table({"person": rows, "time": time[rows], "value": np.ones(len(rows), dtype=np.int64)}))
    return out
