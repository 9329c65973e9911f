"""What an episode reads of the one that it is part of: its parent's notes, handed on by the signals that start it.

An author writes `part_of=PREGNANCY` and reads `Pregnancy.ends`. Here every note that is so read becomes a value that
the part takes and that each signal which starts it carries, through all the parts in between. What is read is what
stood when the signal was raised: a part waits for nothing, and the engines know of no parents.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from synth.pathway.language import expressions as x
from synth.pathway.language.courses import AtCourse
from synth.pathway.language.model import Pathway, Signal, Step, Write
from synth.pathway.language.notes import PERSON, Note, notes_of
from synth.pathway.language.replacing import replaced
from synth.world import vocabulary

Read = tuple[Pathway, Note]
"""A note that a part reads, and the ancestor whose it is."""


@dataclass(frozen=True)
class Joined:
    """Pathways in which what parts read of their parents is taken and carried.

    aliases: for each part, the names that its evidence uses of its parents' notes -> those under which it keeps them.
    """

    pathways: list[Pathway]
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def kept_as(note: str, parent: str) -> str:
    """The name under which a part keeps a note of its parent: no name of an attribute, so none of its own notes'."""
    return f"{note} of {parent}"


def ancestors(p: Pathway) -> list[Pathway]:
    """The pathways that one is part of, the nearest first."""
    found: list[Pathway] = []
    while p.part_of is not None:
        p = p.part_of
        found.append(p)
    return found


def kept(p: Pathway) -> set[str]:
    """The names of what an episode keeps: what it takes and what its steps draw."""
    return {*p.takes, *(name for s in p.steps for name in s.draws)}


def inherited(p: Pathway) -> dict[str, Read]:
    """All notes that a part may read of its parents (those that they keep), by the names under which it keeps them."""
    return {
        kept_as(name, parent.name): (parent, note)
        for parent in ancestors(p)
        for name, note in (notes_of(parent.notes) if parent.notes else {}).items()
        if name in kept(parent)
    }


def joined(pathways: Sequence[Pathway], faults: list[str]) -> Joined:
    """Let parts take, and the signals that start them carry, what they read of their parents.

    faults: gathers what is wrong, each with place and mend. Pathways that were joined before come out as they are.
    """
    parts = [_Part(p) for p in pathways if p.part_of is not None]
    started = {part.pathway.name: list(_raisers(part.pathway, pathways)) for part in parts}
    faults += [fault for part in parts for fault in (*part.faults(), *_started(part, started[part.pathway.name]))]
    faults += [fault for p in pathways for fault in _handed_over(p, parts)]
    _through(parts, started)
    faults += [fault for part in parts for fault in _kept_too_late(part, started[part.pathway.name])]
    by_name = {part.pathway.name: part for part in parts}
    return Joined([_joined(p, by_name.get(p.name), parts) for p in pathways],
                  {name: part.aliases for name, part in by_name.items()})  # fmt: skip


def as_read(p: Pathway) -> Pathway:
    """A pathway as those are shown it who read it: what it reads of its parents bears their names, and it takes it."""
    return p if p.part_of is None else _joined(p, _Part(p), [])


class _Part:
    """A pathway that is part of another, and what it reads of its ancestors."""

    def __init__(self, p: Pathway) -> None:
        self.pathway = p
        self.own = kept(p)
        self.known = inherited(p)
        declared = notes_of(p.notes) if p.notes else {}
        drawn = {name for s in p.steps for name in s.draws}
        # What both declare and keep (phrases that many use) each keeps for itself.
        self.shared = {id(declared[name]) for name in drawn & declared.keys()}
        self.of_parents = {id(note): name for name, (_, note) in self.known.items() if id(note) not in self.shared}
        # The nearest of several ancestors that keep a note of one name is meant by it.
        self.named = {note.name: name for name, (_, note) in reversed(self.known.items())}
        self.reads: dict[str, Read] = {}
        self.aliases: dict[str, str] = {}
        self.strange: dict[int, Note] = {}
        self.written: Pathway = replaced(p, self._changed)

    def _changed(self, part: Any) -> Any:
        if isinstance(part, Note):
            return self._note(part)
        if isinstance(part, x.Draw):
            facts = {f"risk:{risk.name}": risk.fact for risk in part.number.risks}
            for d in part.number.dimensions:
                self._by_name(facts.get(d.fact, d.fact))
        elif isinstance(part, (x.Of, AtCourse)):
            who = self._person(part.who)
            return part if who == part.who else replace(part, who=who)
        elif isinstance(part, Signal):
            to = tuple(map(self._person, part.targets))
            return part if to == part.targets else replace(part, to=to)
        elif isinstance(part, Write) and "about_person" in part.details:
            who = self._person(part.details["about_person"])
            changed = who != part.details["about_person"]
            return replace(part, details={**part.details, "about_person": who}) if changed else part
        return part

    def _note(self, note: Note) -> x.Expression:
        name = self.of_parents.get(id(note))
        if name is not None:
            self.reads[name] = self.known[name]
            return replace(note, name=name)
        if note.name not in self.own:
            self.strange[id(note)] = note
        return note

    def _by_name(self, name: str) -> str:
        """What stands for a name that evidence uses: a parent's note where the part keeps none of that name itself."""
        found = self.named.get(name) if name not in self.own else None
        if found is None:
            return name
        self.reads[found] = self.known[found]
        self.aliases[name] = found
        return found

    def _person(self, who: str) -> str:
        """A person by name: a parent's note of a person where the part knows none of that name itself."""
        found = self.named.get(who)
        return self._by_name(who) if found is not None and self.known[found][1].kind == PERSON else who

    def is_of(self, p: Pathway) -> bool:
        """Whether a pathway is the parent of this one, or a part of it: one that runs within an episode of it."""
        parent = self.pathway.part_of
        return parent is not None and parent.name in [p.name, *(each.name for each in ancestors(p))]

    def faults(self) -> Iterator[str]:
        """What is wrong with what it says of its parents."""
        p, parent = self.pathway, self.pathway.part_of
        assert parent is not None
        for each in ancestors(p):
            if each.notes is None:
                yield (f"{p.name}: it is part of '{each.name}', which declares no notes: give that notes=..., or take "
                       "part_of out here")  # fmt: skip
        declared = {note.name: note for s in p.steps for note in s.noted} | (notes_of(p.notes) if p.notes else {})
        for name in sorted(self.own):
            found = self.of_parents.get(id(declared.get(name)))
            if found is not None:
                yield (f"{p.name}: it keeps '{name}', a note that '{self.known[found][0].name}' keeps: read it there, "
                       "or declare another")  # fmt: skip
        for keeper, note in self.known.values():
            step = _undrawn(p, note) if id(note) in self.shared else ""
            if step:
                yield (f"{p.name}.{step}: it reads '{note.name}' before it draws it, and '{keeper.name}' keeps the "
                       f"same note, which it does not see: declare another")  # fmt: skip
        for note in self.strange.values():
            known = sorted({*self.named, *self.own})
            near = difflib.get_close_matches(note.name, known, n=1)
            mend = f"did you mean '{near[0]}'?" if near else f"read one of {', '.join(known)}"
            yield f"{p.name}: it reads '{note.name}', which neither '{parent.name}' keeps nor it itself: {mend}"


def _undrawn(p: Pathway, note: Note) -> str:
    """The first step that reads a note of its own which no step can have drawn by then; empty if there is none."""
    for s in p.steps:
        if any(note.name in each.draws for each in p.steps if each.name in _before(p, s.name) - {s.name}):
            continue
        told: list[object] = [s.after, s.at]
        for name, value in s.draws.items():
            told.append(value)
            if name == note.name:
                break
        else:
            told += [s.contact, s.contact_when, s.lasts, *(e for w in s.writes for e in w.expressions())]
        if any(part is note for e in told if isinstance(e, x.Expression) for part in e.walk()):
            return s.name
    return ""


def _raisers(p: Pathway, pathways: Sequence[Pathway]) -> Iterator[tuple[Pathway, Step, Signal]]:
    """Where what starts a pathway is raised."""
    names = set(p.signals)
    for raiser in pathways:
        for s in raiser.steps:
            for signal in s.signals:
                if signal.name in names:
                    yield raiser, s, signal


def _started(part: _Part, raisers: Sequence[tuple[Pathway, Step, Signal]]) -> Iterator[str]:
    """The faults of what starts a part: only its parent and other parts of that do, and in the same person."""
    p, parent = part.pathway, part.pathway.part_of
    assert parent is not None
    for event in (name for name in p.signals if name in vocabulary.EVENTS):
        yield (f"{p.name}: it is part of '{parent.name}' but starts on '{event}', an event of the world: let "
               f"'{parent.name}' raise a signal that starts it")  # fmt: skip
    for raiser, s, signal in raisers:
        if not part.is_of(raiser):
            yield (f"{p.name}: it is part of '{parent.name}' but starts on '{signal.name}', which "
                   f"{raiser.name}.{s.name} raises, and that is no part of '{parent.name}': give the two signals two "
                   "names")  # fmt: skip
        elif not signal.hands_over and any(to != "self" for to in signal.targets):
            yield (f"{raiser.name}.{s.name}: '{signal.name}' starts '{p.name}', a part of '{parent.name}', in someone "
                   "else: say hands_over=True if notes are to be read there, or take part_of out of it")  # fmt: skip


def _handed_over(p: Pathway, parts: Sequence[_Part]) -> Iterator[str]:
    """Signals that hand over notes which nobody reads."""
    for s in p.steps:
        for signal in s.signals:
            heard = any(signal.name in part.pathway.signals and part.is_of(p) for part in parts)
            if signal.hands_over and not heard:
                yield (f"{p.name}.{s.name}: '{signal.name}' hands over, but starts no part of '{p.name}': take "
                       "hands_over out")  # fmt: skip
            elif signal.hands_over and set(signal.targets) == {"self"}:
                yield f"{p.name}.{s.name}: '{signal.name}' hands over, but goes to no one else: take hands_over out"


def _through(parts: Sequence[_Part], started: Mapping[str, Sequence[tuple[Pathway, Step, Signal]]]) -> None:
    """Let parts that start others read what those read of an ancestor that they share."""
    by_name = {part.pathway.name: part for part in parts}
    todo = list(parts)
    while todo:
        part = todo.pop()
        for raiser in dict.fromkeys(raiser.name for raiser, _, _ in started[part.pathway.name] if part.is_of(raiser)):
            between = by_name.get(raiser)
            wanted = {name: read for name, read in part.reads.items() if read[0].name != raiser}
            if between is not None and not wanted.keys() <= between.reads.keys():
                between.reads |= wanted
                todo.append(between)


def _kept_too_late(part: _Part, raisers: Sequence[tuple[Pathway, Step, Signal]]) -> Iterator[str]:
    """Notes that a parent keeps at no moment before the signal that starts the part: the part would read nothing."""
    for raiser, s, signal in raisers:
        before = _before(raiser, s.name)
        by_then = {*raiser.takes, *(name for each in raiser.steps if each.name in before for name in each.draws)}
        for parent, note in part.reads.values():
            if parent.name == raiser.name and note.name not in by_then:
                yield (f"{part.pathway.name}: it reads '{note.name}' of '{parent.name}', which is not known yet when "
                       f"{raiser.name}.{s.name} raises '{signal.name}': draw it there by then, or raise that "
                       "later")  # fmt: skip


def _before(p: Pathway, step: str) -> set[str]:
    """The steps that may come before one, and itself; an episode may be cut short anywhere."""
    leads: dict[str, set[str]] = {}
    for s in p.steps:
        for follower in s.followers():
            leads.setdefault(follower, set()).add(s.name)
    for closing in (p.ending, p.at_death):
        if closing:
            leads.setdefault(closing, set()).update(s.name for s in p.steps)
    found, todo = {step}, [step]
    while todo:
        more = leads.get(todo.pop(), set()) - found
        found |= more
        todo += more
    return found


def _joined(p: Pathway, part: _Part | None, parts: Sequence[_Part]) -> Pathway:
    """A pathway that takes what it reads of its parents, and hands on to parts what they read."""
    written = p if part is None else part.written
    heard: dict[str, list[_Part]] = {}
    for each in parts:
        for name in each.pathway.signals if each.reads and each.is_of(p) else ():
            heard.setdefault(name, []).append(each)

    def handed_on(one: Any) -> Any:
        if not isinstance(one, Signal) or one.name not in heard:
            return one
        reads = {name: read for each in heard[one.name] for name, read in each.reads.items()}
        more = {name: note if parent.name == p.name else replace(note, name=name)
                for name, (parent, note) in sorted(reads.items())}  # fmt: skip
        return replace(one, carries={**one.carries, **more})

    if heard:
        written = replaced(written, handed_on)
    if part is None or not part.reads:
        return written
    return replace(written, takes=tuple(dict.fromkeys([*written.takes, *sorted(part.reads)])))
