"""What is wrong with pathways as they are written: every fault found at load time, all reported together."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from synth.pathway.compiled import early, entries, findings, options, results, signals, unread
from synth.pathway.compiled.least import lowest
from synth.pathway.language import expressions as x
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When
from synth.pathway.language.words import Words
from synth.record.kinds import CHANGES, CONFIDENTIALITY, KINDS

Place = tuple[str, str]
"""A step: the names of its pathway and of itself."""


def check(pathways: Sequence[Pathway], words: Words, written: Sequence[Pathway]) -> list[str]:
    """The faults of pathways: unknown or unreachable steps, chances over one, steps that do nothing, closed circles,
    decisions before their result, entries that do not end, signals and facts that do not meet, unread notes, findings
    of which nobody is told.

    written: the same as their authors wrote them, without what parts read of their parents.
    """
    faults: list[str] = []
    for p in pathways:
        faults += [f"{p.name}: {fault}" for fault in _structure(p)]
        faults += [f"{p.name}: {fault}" for fault in (*results.check(p), *entries.check(p))]
        for s in p.steps:
            faults += [f"{p.name}.{s.name}: {fault}" for fault in _step(p, s)]
    if words.whole:
        faults += [*signals.check(written, words), *unread.check(written), *findings.check(written, words.unanswered)]
    return [*faults, *early.check(pathways), *_circles(pathways)]


def _structure(p: Pathway) -> Iterator[str]:
    names = [s.name for s in p.steps]
    if not names:
        yield "it has no steps: add at least one"
        return
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"two steps are named '{name}': rename one"
    missing: dict[str, list[str]] = {}
    for s in p.steps:
        for follower in dict.fromkeys(s.followers()):
            if follower not in names:
                missing.setdefault(follower, []).append(s.name)
    meant: set[str] = set()
    for follower, (first, *others) in missing.items():
        also = f" (so do {', '.join(map(repr, others))})" if others else ""
        near = difflib.get_close_matches(follower, [n for n in names if n not in _led_to(p)], n=1)
        meant |= {*near}
        mend = f"did you mean '{near[0]}'? If not, add it" if near else "add it or mend the name"
        yield f"step '{first}' leads to '{follower}', which does not exist: {mend}{also}"
    for role, last in (("ending", p.ending), ("at_death", p.at_death)):
        if last and last not in names:
            yield f"{role} names '{last}', which does not exist: add it or mend the name"
        elif last:
            step = p.steps[names.index(last)]
            if step.at is not None or not _is_zero(step.after):
                yield f"the {role} step '{last}' has a delay: it happens at that very moment, so leave after and at out"
    if p.confidentiality and p.confidentiality not in CONFIDENTIALITY:
        yield f"unknown confidentiality '{p.confidentiality}': use one of {', '.join(CONFIDENTIALITY)}"
    if p.ending and p.until is None:
        yield f"it has an ending '{p.ending}' but no until: say when it is over"
    reached = {names[0], p.ending or names[0], p.at_death or names[0]}
    todo = list(reached)
    while todo:
        name = todo.pop()
        found = [s for s in p.steps if s.name == name]
        for follower in found[0].followers() if found else ():
            if follower not in reached:
                reached.add(follower)
                todo.append(follower)
    for name in names:
        if name not in reached and name not in meant:  # one word amiss is one fault
            yield f"step '{name}' is never reached: let another lead to it, or take it out"


def _led_to(p: Pathway) -> set[str]:
    """The steps to which others lead, or that stand first."""
    return {p.steps[0].name, *(follower for s in p.steps for follower in s.followers() if follower != s.name)}


def _step(p: Pathway, s: Step) -> Iterator[str]:
    from synth.systems.authorship import SETTINGS

    for setting in (s.setting, *(w.setting for w in s.writes)):
        if setting and setting not in SETTINGS:
            yield f"unknown setting '{setting}': use one of {', '.join(sorted(SETTINGS))}"
    if (s.contact is not None or s.writes) and not s.setting and not all(w.setting for w in s.writes):
        yield "it writes but has no setting: say who does it and where"
    does = s.writes or s.contact is not None or s.sets or s.signals or s.draws
    if not does and _is_zero(s.after) and s.at is None and not isinstance(s.then, (Choice, When)):
        yield "it writes nothing and takes no time: give it something to do, or take it out"
    own = set(s.draws)
    elsewhere = {n for t in p.steps if t is not s for n in t.draws} | set(p.takes)
    for e in (s.after, s.at):
        for part in e.walk() if isinstance(e, x.Expression) else ():
            if isinstance(part, x.Local) and part.name in own - elsewhere:
                yield f"when it happens depends on '{part.name}', which it draws itself: draw it in an earlier step"
    if isinstance(s.then, Choice):
        yield from _chances(s.then)
    yield from options.of_step(s)
    for w in s.writes:
        yield from options.of_write(w)
        if w.kind not in KINDS:
            yield f"unknown kind of entry '{w.kind}': use one of {', '.join(KINDS)}"
        if w.change not in CHANGES:
            yield f"unknown change '{w.change}' of '{w.slot}': use one of {', '.join(CHANGES)}"
        if w.confidentiality not in CONFIDENTIALITY:
            yield f"unknown confidentiality of '{w.slot}': use one of {', '.join(CONFIDENTIALITY)}"
        if w.kind in UNFORESEEN and w.until is not None and not _is_past(w.until):
            yield (f"'{w.slot}' says on the day it is written when it will end: begin it with entry=\"...\" and end it "
                   "at the step where the end is known")  # fmt: skip
        if w.kind == "condition" and not w.entry and w.until is None and not w.lasting:
            yield f"'{w.slot}' never ends: give it entry=\"...\" and end it, or say lasting=True"
        if w.change in ("planned", "begun", "ended", "amended", "withdrawn") and not w.entry:
            yield f"'{w.slot}' is {w.change} but belongs to no entry: give it entry=\"...\""


UNFORESEEN = ("condition", "procedure", "observation", "contact", "care_episode", "flag", "allergy", "assessment")
"""Kinds of entry whose end nobody knows when they begin; a medicine or an appointment is given until a day."""


def _is_past(until: x.Expression) -> bool:
    """Whether an end is known when it is written: this moment, or what is no later by its name."""
    return isinstance(until, x.Now) or (isinstance(until, x.Fact) and until.name == "born")


def _chances(choice: Choice) -> Iterator[str]:
    rests = [name for name, c in choice.options.items() if c == REST]
    if len(rests) > 1:
        yield f"two options have the rest ({', '.join(rests)}): give all but one a number"
    most = 0
    for chance_of in choice.options.values():
        if isinstance(chance_of, x.Draw) and chance_of.number.form == "probability":
            most += int(chance_of.number.table.max())
    if most > 1 << 63:
        yield f"its chances can add up to {most / (1 << 63):.4f}: they must not pass 1 for anyone"
    if not rests and END not in choice.options and most < (1 << 63) - 1024:
        yield "its chances leave a rest that goes nowhere: give one option REST, or name END"


def _is_zero(after: x.Value) -> bool:
    """Whether a delay can be nothing."""
    return lowest(x.whole(after)) <= 0


def _circles(pathways: Sequence[Pathway]) -> list[str]:
    """Steps that can come round to themselves without any time passing: they would need their own effect."""
    listeners: dict[str, list[Pathway]] = {}
    for p in pathways:
        for signal in p.signals:
            listeners.setdefault(signal, []).append(p)
    at_once: dict[Place, list[Place]] = {}
    for p in pathways:
        by_name = {s.name: s for s in p.steps}
        for s in p.steps:
            nexts = [(p.name, f) for f in s.followers() if f in by_name and _is_zero(by_name[f].after)]
            for raised in s.signals:
                for other in listeners.get(raised.name, ()):
                    if other.steps and _is_zero(other.steps[0].after):
                        nexts.append((other.name, other.steps[0].name))
            at_once[p.name, s.name] = nexts
    faults = []
    done: set[Place] = set()
    for start in at_once:
        circle = _circle(start, at_once, [], done)
        if circle:
            where = " -> ".join(".".join(place) for place in circle)
            faults.append(
                f"{'.'.join(circle[0])}: it needs its own effect at its own moment ({where}): let time pass in it"
            )
    return faults


def _circle(place: Place, at_once: Mapping[Place, list[Place]], path: list[Place], done: set[Place]) -> list[Place]:
    """The first way from a step back to a step on the path to it, without any time passing; empty if there is none."""
    if place in path:
        return [*path[path.index(place) :], place]
    if place in done:
        return []
    done.add(place)
    for after in at_once.get(place, ()):
        found = _circle(after, at_once, [*path, place], done)
        if found:
            return found
    return []
