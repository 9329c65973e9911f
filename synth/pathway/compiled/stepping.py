"""From plans to programs: each step of a pathway compiled once, with all that it reads, draws, writes and raises."""

from __future__ import annotations

from synth import chance, clock
from synth.calendar import days
from synth.pathway.compiled import plan as q
from synth.pathway.compiled.nodes import Nodes, Tables
from synth.pathway.compiled.placing import ALONE, EMPTY, STEP, WRITES, Places
from synth.pathway.compiled.programs import (
    NOW,
    NOWHERE,
    Arrival,
    Code,
    PathwayProgram,
    Raise,
    Start,
    StepProgram,
    Write,
)
from synth.pathway.language import expressions as x
from synth.record.changing import INHERIT, form_change, lasts


def program(plan: q.PathwayPlan) -> PathwayProgram:
    """The program of a pathway; TypeError where an expression is of a kind that the engine does not know."""
    tables, again = Tables(), repeated_steps(plan)
    start = _start(plan, tables)
    steps = tuple(_step(s, tables, s.index in again) for s in plan.steps)
    runs = tuple(sorted({w.slot for s in plan.steps for w in s.writes if w.run}))
    return PathwayProgram(
        plan.index, plan.name, chance.name_hash(plan.name), start, steps, plan.ending, plan.at_death, plan.takes,
        plan.locals, plan.people, again, runs, tuple(tables.tables), tuple(tables.courses),
    )  # fmt: skip


def repeated_steps(plan: q.PathwayPlan) -> frozenset[int]:
    """The steps that an episode can take more than once.

    Those on a way back to themselves, and those that lie both on the way from the start and on the way from the
    ending (or from the step at death).
    """
    follows = [{to for _, to in s.options} | {s.otherwise} for s in plan.steps]

    def ahead(steps: set[int]) -> set[int]:
        seen: set[int] = set()
        todo = set(steps)
        while todo:
            step = todo.pop()
            if step >= 0 and step not in seen:
                seen.add(step)
                todo |= follows[step]
        return seen

    ways = [ahead({0}), ahead({plan.ending}), ahead({plan.at_death})]
    twice = (ways[0] & ways[1]) | (ways[0] & ways[2]) | (ways[1] & ways[2])
    return frozenset(s for s in range(len(plan.steps)) if s in twice or s in ahead(follows[s]))


def _maybe(nodes: Nodes, e: x.Expression | None) -> int:
    return NOWHERE if e is None else nodes.of(e)


def _start(plan: q.PathwayPlan, tables: Tables) -> Start:
    nodes = Nodes(tables, repeated=False)
    only = NOWHERE if plan.only is None else nodes.truth(nodes.of(plan.only))
    until = _maybe(nodes, plan.until)
    places = Places(nodes)
    places.need((only, until), STEP)
    return Start(places.registers(), places.codes().get(STEP, EMPTY), only, until, plan.start_awaits)


def _arrival(s: q.StepPlan, tables: Tables, repeated: bool) -> Arrival:
    nodes = Nodes(tables, repeated)
    after, at = nodes.of(s.after), _maybe(nodes, s.at)
    floor = _maybe(nodes, s.floor)
    arrives = NOWHERE if s.floor is None else nodes.add("attribute", extra="arrives")
    bits = NOWHERE if s.hours == days.ALWAYS else nodes.bits(s.hours_name)
    places = Places(nodes)
    places.need((after, at, floor, arrives, bits), STEP)
    code = places.codes().get(STEP, EMPTY)
    return Arrival(places.registers(), code, after, at, floor, arrives, s.hours, bits)


def _step(s: q.StepPlan, tables: Tables, repeated: bool) -> StepProgram:
    nodes = Nodes(tables, repeated)
    for name, expression in s.draws:
        nodes.locals[name] = nodes.of(expression)
    drawn = tuple(nodes.locals.items())
    begun: dict[int, int] = {}
    writes = [_written(nodes, w, begun) for w in s.writes]
    sets = tuple((fact, nodes.of(e)) for fact, e in s.sets)
    raised = [
        (signal, nodes.who("self" if signal.to == q.SIBLINGS else signal.to),
         NOWHERE if signal.when is None else nodes.truth(nodes.of(signal.when)),
         tuple((name, nodes.of(e)) for name, e in signal.carries))
        for signal in s.signals if signal.starts
    ]  # fmt: skip
    options = tuple((_option(nodes, e, s.by_chance), to) for e, to in s.options)
    bits = nodes.half(s.choice_name) if s.by_chance and s.options else NOWHERE
    places = Places(nodes)
    for place in range(ALONE, ALONE + len(writes)):
        places.within_writes(place)
    places.need([at for _, at in drawn] + [at for _, at in sets] + [at for at, _ in options] + [bits], STEP)
    places.need(begun.values(), STEP)
    for place, (_, when, columns) in enumerate(writes, ALONE):
        places.need([when], WRITES)
        places.need(columns.values(), place)
    for place, (_, to, when, carries) in enumerate(raised, ALONE + len(writes)):
        places.need([to, when], STEP)
        places.need([at for _, at in carries], place)
    codes = places.codes()
    made = [_write(w, when, columns, codes.get(place, EMPTY))
            for place, (w, when, columns) in enumerate(writes, ALONE)]  # fmt: skip
    signals = tuple(
        Raise(signal.name, signal.starts, to, signal.to == q.SIBLINGS, when, codes.get(place, EMPTY), carries)
        for place, (signal, to, when, carries) in enumerate(raised, ALONE + len(writes))
    )
    return StepProgram(
        s.index, s.awaits, places.registers(), codes.get(STEP, EMPTY), codes.get(WRITES, EMPTY), drawn,
        tuple(begun.items()), _stages(made), sets, signals, options, s.by_chance, bits, s.otherwise,
        _arrival(s, tables, repeated),
    )  # fmt: skip


def _option(nodes: Nodes, e: x.Expression | None, by_chance: bool) -> int:
    if by_chance:
        return nodes.threshold(e)  # type: ignore[arg-type]
    return nodes.truth(nodes.of(e))  # type: ignore[arg-type]


def _written(nodes: Nodes, w: q.WritePlan, begun: dict[int, int]) -> tuple[q.WritePlan, int, dict[str, int]]:
    """A write with the register of its condition and those of its columns; `begun` knows when runs began."""
    when = NOWHERE if w.when is None else nodes.truth(nodes.of(w.when))
    begins = NOW if w.begins is None else nodes.of(w.begins)
    if w.run:
        known = begun.get(w.slot, nodes.add("begun", extra=w.slot))
        if w.begins is None:
            begins = nodes.where(nodes.operation("==", known, nodes.constant(clock.NEVER)), begins, known)
        if w.form.change in ("planned", "begun"):
            begun[w.slot] = begins if when < 0 else nodes.where(when, begins, known)
    value = recorded = NOWHERE
    if w.form.slot == q.CONTACT:
        recorded = until = nodes.operation("+", NOW, nodes.of(w.value or x.Constant(0)))
    else:
        if w.recorded is not None:
            recorded = nodes.operation("+", NOW, nodes.add("at least 0", nodes.whole(nodes.of(w.recorded))))
        value = _maybe(nodes, w.value)
        if w.until is not None:
            until = nodes.of(w.until)
        elif lasts(w.form):
            until = nodes.constant(clock.NEVER)
        else:
            until = NOW if w.form.change in ("ended", "withdrawn") else begins
    about, kind = NOWHERE, NOWHERE
    if w.about is not None:
        about = nodes.of(w.about)
        kind = nodes.whole(nodes.operation("<", nodes.constant(0), about))
    if w.about_person:
        zero, other = nodes.constant(0), nodes.who(w.about_person)
        there = nodes.operation("<=", zero, other)
        kind = nodes.where(there, nodes.constant(2), zero if kind < 0 else kind)
        member = nodes.add("attribute of", other, extra="member")
        about = nodes.where(there, member, zero if about < 0 else about)
    columns = {
        "from": begins, "until": until, "recorded": recorded, "about_kind": kind, "about_number": about,
        "code": nodes.of(w.code), "value": value, "value2": _maybe(nodes, w.value2),
        "value_code": _maybe(nodes, w.value_code), "value_time": _maybe(nodes, w.value_time),
        "form": _maybe(nodes, w.worded),
    }  # fmt: skip
    return w, when, {name: at for name, at in columns.items() if at >= 0}


def _write(w: q.WritePlan, when: int, columns: dict[str, int], code: Code) -> Write:
    form = w.form
    own = form.slot == q.CONTACT
    always = form.enduring or w.run
    opens = INHERIT.get(form.kind, "") if w.run else ""
    later = own or w.recorded is not None
    return Write(form.index, w.slot, form_change(form), form.kind, w.run, own, always, later, opens,
                 form.change == "ended", when, code, columns)  # fmt: skip


def _stages(writes: list[Write]) -> tuple[tuple[Write, ...], ...]:
    """The writes of a step in stages: after one that opens or closes what others belong to, a new one begins."""
    stages: list[list[Write]] = [[]]
    for w in writes:
        stages[-1].append(w)
        if w.opens or w.own:
            stages.append([])
    return tuple(tuple(stage) for stage in stages if stage)
