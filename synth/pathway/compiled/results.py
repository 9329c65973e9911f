"""Decisions that would be taken before the result on which they rest is known: faults of pathways, found at load time.

A result comes from elsewhere (a laboratory), or at a moment that the step holds in a local: an entry `recorded` later
than the step that sends for it. The locals that it tells are unknown until then: nothing else may be written, set,
raised or chosen by them sooner. A later step knows them if it waits (its `at` or `after` reads what `recorded` reads)
or comes later than any result can. What the same people see a little later (a first feed) is no result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from synth import clock
from synth.calendar.reckoning import DAY_OF, MIDNIGHT
from synth.pathway.compiled.least import lowest
from synth.pathway.compiled.parents import kept_as
from synth.pathway.language import expressions as x
from synth.pathway.language.model import Pathway, Step, When


@dataclass(frozen=True)
class Awaited:
    """When a local will be known: the locals that hold the moment or the delay, and the longest delay, minutes."""

    by: frozenset[str]
    longest: int


Pending = Mapping[str, Awaited]
"""Locals that are not known yet."""


def check(p: Pathway) -> Iterator[str]:
    """The decisions of a pathway that come before their result, as faults with their mend."""
    arriving: dict[str, dict[str, Awaited]] = {s.name: {} for s in p.steps}
    steps = {s.name: s for s in p.steps}
    todo = list(steps)
    while todo:
        s = steps[todo.pop()]
        leaving = _after(s, arriving[s.name])
        for follower in s.followers():
            if follower not in steps:
                continue
            unknown = {n: a for n, a in leaving.items() if not _waits(steps[follower], a)}
            if not unknown.keys() <= arriving[follower].keys():
                arriving[follower] |= unknown
                todo.append(follower)
    for s in p.steps:
        yield from _early(p, s, arriving[s.name])
        leaving = _after(s, arriving[s.name])
        if isinstance(s.then, When):
            told = _read(s.then.conditions.values())
            for name in s.followers():
                for local in sorted(told & leaving.keys()):
                    if name in steps and not _waits(steps[name], leaving[local]):
                        yield f"step '{s.name}' leads to '{name}' by '{local}' before its result: {_MEND}"


_MEND = "let it wait (at=RESULTS of care_pathways.laboratory), or record the result sooner"


def _early(p: Pathway, s: Step, pending: Pending) -> Iterator[str]:
    """What a step does by what is not known yet."""
    fresh = _sent(s)
    unknown = {**{n: a for n, a in pending.items() if n not in s.draws}, **fresh}
    for w in s.writes:
        for local in sorted(_read(w.expressions()) & unknown.keys()):
            if w.recorded is None and not (w.begins is not None and _read([w.begins]) & unknown[local].by):
                yield f"step '{s.name}' writes '{w.slot}' by '{local}' before its result: {_MEND}"
    done: list[tuple[str, list[x.Value | None]]] = [(f"sets '{fact}'", [value]) for fact, value in s.sets.items()]
    # What only hands on the episode's own course decides nothing.
    done += [(f"raises '{g.name}'", [g.when, *(v for name, v in g.carries.items()
                                               if not (isinstance(v, x.Local) and v.name not in s.draws
                                                       and name in (v.name, kept_as(v.name, p.name))))])
             for g in s.signals]  # fmt: skip
    for what, expressions in done:
        for local in sorted(_read(expressions) & unknown.keys()):
            yield f"step '{s.name}' {what} by '{local}' before its result: {_MEND}"


def _after(s: Step, pending: Pending) -> dict[str, Awaited]:
    """What is not known when a step is left: what was not before and is not drawn anew, and what it sends for."""
    return {**{n: a for n, a in pending.items() if n not in s.draws}, **_sent(s)}


def _sent(s: Step) -> dict[str, Awaited]:
    """The locals that a step draws and only a later result tells, with what follows from them."""
    found: dict[str, Awaited] = {}
    for w in s.writes:
        by = frozenset(_read([w.recorded]))
        laboratory = w.category == "laboratory" or "laboratory" in w.details
        if w.recorded is not None and (laboratory or by) and _longest(w.recorded, s) > 0:
            told = _read([w.value, w.value2, w.value_code])
            # What a laboratory tells of the episode's own course (anaemic) nobody acts on before, either.
            found |= {name: Awaited(by, _longest(w.recorded, s)) for name in told if laboratory or name in s.draws}
    # Whether a test is done is known when it is done, though it may be drawn from what it will find.
    done = _read(w.when for w in s.writes if w.recorded is not None)
    for name, value in s.draws.items():
        for local in sorted(_read([value]) & found.keys() - {name}):
            if name not in done:
                found.setdefault(name, found[local])
    return found


def _waits(s: Step, awaited: Awaited) -> bool:
    """Whether a step comes after what is awaited."""
    return bool(_read([s.at, s.after]) & awaited.by) or lowest(x.whole(s.after)) >= awaited.longest


def _read(expressions: Iterable[x.Value | None]) -> set[str]:
    """The names that some expressions read as locals, the dimensions of numbers among them."""
    parts = [part for e in expressions if isinstance(e, x.Expression) for part in e.walk()]
    dimensions = {d.fact for part in parts if isinstance(part, x.Draw) for d in part.number.dimensions}
    return {part.name for part in parts if isinstance(part, x.Local)} | dimensions


def _longest(e: x.Expression, s: Step) -> int:
    """The longest delay that an expression, or the locals of the step in it, can give; more than a life if unknown."""
    if isinstance(e, x.Constant):
        return e.value
    if isinstance(e, x.Draw):
        return int(e.number.table.max())
    drawn: set[str] = set()
    todo, longest, by_day = [e], [], False
    while todo:
        for part in todo.pop().walk():
            if isinstance(part, x.Draw):
                longest.append(int(part.number.table.max()))
            elif isinstance(part, x.Calendar):
                if part.word not in (DAY_OF, MIDNIGHT):
                    return clock.NEVER
                by_day = True
            elif isinstance(part, x.Local) and part.name in s.draws and part.name not in drawn:
                drawn.add(part.name)
                todo.append(x.whole(s.draws[part.name]))
    # What comes by day (`daytime`) is there within a day of when it would come by night.
    return max(longest) + by_day * clock.DAY if longest else clock.NEVER
