"""Which pathways must be run together: those that need or start one another, in both directions."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from synth.pathway.compiled.plan import PathwayPlan
from synth.pathway.compiled.waiting import Ways, waits


def needs(plans: Sequence[PathwayPlan]) -> list[set[int]]:
    """For each pathway, those that it starts or whose decisions read what it sets."""
    readers: dict[str, set[int]] = {}
    for p in plans:
        for fact in p.start_reads.union(*(s.reads | s.arrival_reads for s in p.steps)):
            readers.setdefault(fact, set()).add(p.index)
    out = []
    for p in plans:
        after: set[int] = set()
        for s in p.steps:
            for fact, _ in s.sets:
                after |= readers.get(fact, set())
            for signal in s.signals:
                after |= set(signal.starts)
        out.append(after)
    return out


def groups(plans: Sequence[PathwayPlan]) -> list[tuple[int, ...]]:
    """The strongly connected groups, each after all that it needs (Tarjan 1972)."""
    edges = needs(plans)
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    found: list[tuple[int, ...]] = []

    def visit(v: int) -> None:
        index[v] = low[v] = len(index)
        stack.append(v)
        for w in sorted(edges[v]):
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in stack:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            group = []
            while True:
                w = stack.pop()
                group.append(w)
                if w == v:
                    break
            found.append(tuple(sorted(group)))

    for p in plans:
        if p.index not in index:
            visit(p.index)
    return found[::-1]


def mark_readers(plans: Sequence[PathwayPlan], order: Sequence[tuple[int, ...]]) -> list[PathwayPlan]:
    """Mark the steps and starts that read what their own group sets: only those must wait for others' time.

    A step also decides when its followers come, so it reads what their `after` and `at` read.
    """
    out = list(plans)
    for group in order:
        own = {fact for i in group for s in plans[i].steps for fact, _ in s.sets}
        ways = Ways(plans, group)
        for i in group:
            p = plans[i]
            steps = []
            for s in p.steps:
                followers = [p.steps[f] for f in sorted({to for _, to in s.options} | {s.otherwise}) if f >= 0]
                read = s.reads.union(*(f.arrival_reads for f in followers)) & own
                of_kin = s.reads_of_kin.union(*(f.arrival_reads_of_kin for f in followers)) & own
                steps.append(dataclasses.replace(s, awaits=waits(ways, read - of_kin, of_kin)))
            of_kin = p.start_reads_of_kin & own
            start = waits(ways, (p.start_reads & own) - of_kin, of_kin)
            out[i] = dataclasses.replace(p, steps=tuple(steps), start_awaits=start)
    return out
