"""Options by name: what a local, a fact or a number of the evidence is one of, and names turned into places.

The names of two lists must be the same and in the same order wherever they meet, so that nothing is matched by place.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from synth.pathway.compiled import parents
from synth.pathway.language import expressions as x
from synth.pathway.language import notes
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import Note
from synth.world import vocabulary

Options = tuple[str, ...]
Fault = Callable[[str], None]


def expressions(p: Pathway) -> Iterator[x.Expression]:
    """Every expression of a pathway, with all inside it."""
    for e in (p.only, p.until, *(e for s in p.steps for e in _of_step(s))):
        if isinstance(e, x.Expression):
            yield from e.walk()


def _of_step(s: Step) -> Iterator[object]:
    yield from (s.after, s.at, s.contact, s.contact_when, s.lasts, *s.draws.values(), *s.sets.values())
    for w in s.writes:
        yield from w.expressions()
    for signal in s.signals:
        yield from (signal.when, *signal.carries.values())
    if isinstance(s.then, When):
        yield from s.then.conditions.values()


def notes_of(p: Pathway, fault: Fault) -> dict[str, Note]:
    """The declared notes of a pathway by name: those it names, and those that it reads from elsewhere."""
    found = dict(notes.notes_of(p.notes)) if p.notes else {}
    for e in (*expressions(p), *(note for s in p.steps for note in s.noted)):
        if isinstance(e, Note):
            known = found.setdefault(e.name, e)
            if (known.kind, known.unit, known.decimals, known.options) != (e.kind, e.unit, e.decimals, e.options):
                fault(f"two notes are named '{e.name}' and are not alike: rename one")
    if p.notes:
        declared = {**notes.notes_of(p.notes), **{name: note for name, (_, note) in parents.inherited(p).items()}}
        for name in dict.fromkeys([*p.takes, *(name for s in p.steps for name in s.draws)]):
            if name not in declared:
                near = difflib.get_close_matches(name, declared, n=1)
                mend = f"did you mean '{near[0]}'? If not, declare it" if near else "declare it"
                fault(f"it keeps '{name}', which is no note of {p.notes.__name__}: {mend}")
    return found


@dataclass(frozen=True)
class Names:
    """The options of the locals of a pathway and of facts, by name; what has none counts or is true or false."""

    locals: Mapping[str, Options]
    facts: Mapping[str, Options]

    def of(self, e: x.Expression) -> Options:
        """The options that an expression is one of; empty if it is a number."""
        if isinstance(e, x.Draw):
            return e.number.options
        if isinstance(e, x.Local):
            return self.locals.get(e.name, ())
        if isinstance(e, (x.Fact, x.Of)):
            return self.facts.get(e.name if isinstance(e, x.Fact) else e.fact, ())
        if isinstance(e, x.Where):
            return self.of(e.then) or self.of(e.otherwise)
        return ()

    def is_option(self, e: x.Expression) -> bool:
        """Whether an expression is an option, of whatever list."""
        if isinstance(e, x.Where):
            return self.is_option(e.then) or self.is_option(e.otherwise)
        return isinstance(e, x.Word) or (isinstance(e, x.ByOption) and e.sort == "option") or bool(self.of(e))

    def fitted(self, e: x.Expression, options: Options, what: str, fault: Fault) -> x.Expression:
        """An expression that gives the place of one of some options; `what` says in faults what they belong to."""
        if isinstance(e, x.Word):
            return x.Constant(place(e.name, options, what, fault))
        if isinstance(e, x.Where):
            then, otherwise = (self.fitted(part, options, what, fault) for part in (e.then, e.otherwise))
            return replace(e, then=then, otherwise=otherwise)
        if isinstance(e, x.ByOption) and e.sort == "option":
            numbers = tuple((name, place(str(to), options, what, fault)) for name, to in e.values)
            return replace(e, sort="number", values=numbers)
        given = self.of(e)
        if given and given != options:
            fault(f"{what} is one of {_list(options)}, but is given {said(e)}, one of {_list(given)}: {SAME}")
        elif not given:
            fault(f"{what} is one of {_list(options)}, but is given no option: give one by its name")
        return e


def handed_on(pathways: Sequence[Pathway], notes_by: Mapping[str, dict[str, Note]]) -> None:
    """Let whoever takes an option know its names, also where it does not declare them itself."""
    changed = True
    while changed:
        changed = False
        for p in pathways:
            for signal in (signal for s in p.steps for signal in s.signals):
                for name, value in signal.carries.items():
                    note = notes_by[p.name].get(value.name) if isinstance(value, x.Local) else None
                    if note is None or not note.options:
                        continue
                    for other in pathways:
                        if signal.name in other.signals and name in other.takes and name not in notes_by[other.name]:
                            notes_by[other.name][name] = replace(note, name=name)
                            changed = True


def from_events(p: Pathway, names: Names, fault: Fault) -> None:
    """A fault for each value of an event of the world that a pathway takes as one of other options."""
    for event in p.signals:
        for name, options in vocabulary.EVENT_OPTIONS.get(event, {}).items():
            if name in p.takes and names.locals.get(name) != options:
                fault(f"it takes '{name}' of '{event}': declare it as an option, one of {_list(options)}")


def place(name: str, options: Options, what: str, fault: Fault) -> int:
    """The place of an option in its list; a fault names those that there are."""
    if name in options:
        return options.index(name)
    near = difflib.get_close_matches(name, options, n=1)
    mend = f"did you mean '{near[0]}'" if near else f"use one of {_list(options)}"
    fault(f"{what} is never '{name}': {mend}")
    return 0


SAME = "name the same, in the same order"


def said(e: x.Expression) -> str:
    """What an option is called in faults."""
    if isinstance(e, x.Draw):
        return f"[{e.number.name}] ({e.number.where})"
    if isinstance(e, (x.Local, x.Fact)):
        return f"'{e.name}'"
    return f"'{e.fact}'" if isinstance(e, x.Of) else "what is given"


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)


def same(names: Options, options: Options, e: x.Expression, fault: Fault) -> None:
    """A fault where the names that something stands for are not those of the option."""
    if not options:
        fault(f"{said(e)} is no option: declare it with option(...), or compare it with a number")
    elif names != options:
        fault(f"{said(e)} has the options {_list(options)}, but {_list(names)} are told apart: {SAME}")
