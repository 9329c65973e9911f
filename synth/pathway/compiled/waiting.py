"""What a step that reads facts of its own group must wait for: the steps from which one of them may yet be set.

A step is asked about what was true before its moment. Whatever is pending for an earlier moment may change that only if
a way leads from it, by what follows, what ends it and what its signals start, to a step that sets what is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence

from synth.pathway.compiled.plan import PathwayPlan

Place = tuple[int, int]
"""A step of a pathway, by the indices of both; -1 is its start."""
START = -1


def facts_ahead(plans: Sequence[PathwayPlan], group: Sequence[int]) -> dict[Place, frozenset[str]]:
    """The facts that may be set from each step of a group on, that step included."""
    follows: dict[Place, set[Place]] = {}
    ahead: dict[Place, frozenset[str]] = {}
    for i in group:
        p = plans[i]
        ends = {(i, step) for step in (p.ending, p.at_death) if step >= 0}
        follows[i, START], ahead[i, START] = {(i, 0), *ends}, frozenset()
        for s in p.steps:
            next_ = {(i, step) for step in (s.otherwise, *(to for _, to in s.options)) if step >= 0}
            heard = {(j, START) for signal in s.signals for j in signal.starts if j in group}
            follows[i, s.index] = next_ | ends | heard
            ahead[i, s.index] = frozenset(fact for fact, _ in s.sets)
    changed = True
    while changed:
        changed = False
        for place, after in follows.items():
            found = ahead[place].union(*(ahead[next_] for next_ in after if next_ in ahead))
            if found != ahead[place]:
                ahead[place], changed = found, True
    return ahead


def awaited(read: frozenset[str], ahead: dict[Place, frozenset[str]]) -> tuple[Place, ...]:
    """The steps for which one that reads some facts must wait, in order."""
    return tuple(sorted(place for place, facts in ahead.items() if facts & read))
