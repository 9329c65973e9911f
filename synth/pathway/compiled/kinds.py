"""The kinds of what a pathway reckons with: what cannot be meant (an instant beside a day) is a fault at load time.

A declared note says its kind; so do the words of time, the units of the evidence, courses and conditions. What nobody
tells the kind of (a plain local, a fact, a bare number) goes with everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from synth import clock
from synth.calendar.reckoning import DAY_OF, MIDNIGHT
from synth.evidence import Number, units
from synth.pathway.compiled.naming import Fault
from synth.pathway.language import expressions as x
from synth.pathway.language.courses import AtCourse
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import COUNT, DAY, FLAG, INSTANT, PERSON, PLACE, QUANTITY, Note
from synth.world import vocabulary

SPAN, NUMBER, UNKNOWN = "span", "number", ""
"""Kinds of expressions beside those of notes: so many minutes, so many of anything else, and what nobody tells."""
_SAID = {INSTANT: "an instant", DAY: "a day", SPAN: "so many minutes", NUMBER: "a number", FLAG: "true or false",
         PLACE: "a place in a distribution", PERSON: "a person"}  # fmt: skip
_ALIKE = "compare like with like"
_MENDS = {frozenset((INSTANT, DAY)): "make a day of the instant with day_of, or an instant of the day with midnight",
          frozenset((DAY, SPAN)): "divide the minutes by DAY, or count them from midnight of the day",
          frozenset((SPAN, NUMBER)): "divide the minutes by DAY or WEEK, or keep the number in minutes",
          frozenset((INSTANT, SPAN)): "count the minutes from an instant",
          frozenset((INSTANT, NUMBER)): "count from an instant in minutes"}  # fmt: skip
_DATES = 20 * clock.YEAR
"""A value of so many minutes and more may be a date, told in days from 1970."""
_DENY, _ADD, _WORDS = "ask for it as it is, or deny it", "add a span to one of them", "use day_of and its like"
_GIVE_A_PLACE = "give a place"
MENDS = (*_MENDS.values(), _ALIKE, _DENY, _ADD, _WORDS, _GIVE_A_PLACE)
"""How the faults found here may be mended; each fault ends so."""
_FACTS = {"born": INSTANT, "record_begins": INSTANT, "date": DAY}
"""The facts of which it is known what they are."""
_MOMENTS = ("begins", "until", "value_time")
"""The members of a write that are instants."""


@dataclass
class _Kinds:
    """Finds the kind of an expression, and says where two do not go together."""

    notes: Mapping[str, Note]
    fault: Fault

    def of(self, e: x.Value | None) -> str:
        """The kind of an expression, its parts looked at on the way; UNKNOWN where nobody tells."""
        if not isinstance(e, x.Expression):
            return UNKNOWN
        if isinstance(e, x.Local):
            return _of_note(e if isinstance(e, Note) else self.notes.get(e.name))
        if isinstance(e, (x.Now, x.Started)):
            return INSTANT
        if isinstance(e, (x.Fact, x.Of)):
            return _FACTS.get(e.name if isinstance(e, x.Fact) else e.fact, UNKNOWN)
        if isinstance(e, x.Calendar):
            return self._calendar(e)
        if isinstance(e, x.Draw):
            return _of_number(e.number)
        if isinstance(e, x.AtCentile):
            if self.of(e.place) not in (PLACE, UNKNOWN):
                self.fault(f"it reads {e.number} at {e.place}, which is no place in a distribution: {_GIVE_A_PLACE}")
            return self.of(e.number)
        if isinstance(e, AtCourse):
            return PLACE
        if isinstance(e, x.OneOf):
            return PLACE if e.n == x.PLACES else NUMBER
        if isinstance(e, x.Is):
            return FLAG
        if isinstance(e, x.Where):
            self.of(e.condition)
            return self._either(e)
        if isinstance(e, x.Operation):
            return self._operation(e)
        for part in e.parts():
            self.of(part)
        return UNKNOWN

    def given(self, kind: str, e: x.Value | None, what: str) -> None:
        """A fault where something of one kind is given an expression of another."""
        found = self.of(e)
        if kind and found and found != kind:
            self.fault(f"{what} is {_SAID[kind]}, but is given {e}, {_SAID[found]}: {_mend(kind, found)}")

    def _calendar(self, e: x.Calendar) -> str:
        wanted = INSTANT if e.word == DAY_OF else DAY
        found = self.of(e.part)
        if found and found != wanted and found != (NUMBER if wanted == DAY else UNKNOWN):
            self.fault(f"'{e.word}' is of {_SAID[wanted]}, but is asked of {e.part}, {_SAID[found]}: "
                       f"{_mend(wanted, found)}")  # fmt: skip
        return INSTANT if e.word == MIDNIGHT else DAY

    def _either(self, e: x.Where) -> str:
        then, otherwise = self.of(e.then), self.of(e.otherwise)
        if then and otherwise and then != otherwise:
            self.fault(f"{e} is {_SAID[then]} or {_SAID[otherwise]}: {_mend(then, otherwise)}")
        return then or otherwise

    def _operation(self, e: x.Operation) -> str:
        left, right = self.of(e.left), self.of(e.right)
        if e.sign in ("and", "or") or e.is_denial:
            return FLAG
        if e.sign in ("<", "<=", "=="):
            self._compared(e, left, right)
            return FLAG
        if INSTANT in (left, right) and e.sign in ("//", "%", "*"):
            self.fault(f"it reckons {e}, but no instant is divided or multiplied: {_WORDS}")
            return UNKNOWN
        if e.sign in ("+", "-"):
            return self._sum(e, left, right)
        return SPAN if e.sign == "*" and SPAN in (left, right) else UNKNOWN

    def _compared(self, e: x.Operation, left: str, right: str) -> None:
        number = any(isinstance(side, x.Constant) or kind not in (FLAG, UNKNOWN)
                     for side, kind in ((e.left, left), (e.right, right)))  # fmt: skip
        if FLAG in (left, right) and number:
            flag = e.left if left == FLAG else e.right
            self.fault(f"it compares {flag}, which is true or false, with a number: {_DENY}")
        elif left and right and left != right:
            self.fault(f"it compares {e.left}, {_SAID[left]}, with {e.right}, {_SAID[right]}: {_mend(left, right)}")

    def _sum(self, e: x.Operation, left: str, right: str) -> str:
        both = {left, right}
        if left == right and left in (INSTANT, DAY):
            if e.sign == "-":
                return SPAN if left == INSTANT else NUMBER
            self.fault(f"it adds {e.left} to {e.right}, each {_SAID[left]}: {_ADD}")
        elif both in ({INSTANT, DAY}, {DAY, SPAN}, {INSTANT, NUMBER}, {SPAN, NUMBER}):
            self.fault(f"it reckons {e}, {_SAID[left]} and {_SAID[right]}: {_mend(left, right)}")
        if e.sign == "-" and right in (INSTANT, DAY):
            return UNKNOWN
        bare = any(isinstance(part, x.Constant) for part in (e.left, e.right))
        for kind in (INSTANT, DAY) if UNKNOWN in both and not bare else (INSTANT, DAY, SPAN, NUMBER):
            if kind in both:
                return kind
        return UNKNOWN


def _of_number(number: Number) -> str:
    unit = units.unit_of(number.unit)
    if unit.word == "day number":
        return DAY
    if not unit.minutes or (number.form == "value" and number.lowest >= _DATES):
        return UNKNOWN
    return SPAN


def _of_note(note: Note | None) -> str:
    if note is None or note.options:
        return UNKNOWN
    if note.kind == QUANTITY and note.unit == "minutes":
        return SPAN
    return NUMBER if note.kind in (QUANTITY, COUNT) else note.kind


def _mend(one: str, other: str) -> str:
    return _MENDS.get(frozenset((one, other)), _ALIKE)


Declared = Mapping[str, Mapping[str, Note]]
"""The notes of each pathway, by its name and theirs."""


def check(pathways: Sequence[Pathway], declared: Declared) -> Iterator[str]:
    """What pathways compare, add, keep or hand on that is of two kinds, each with its place and mend."""
    listeners: dict[str, list[str]] = {}
    for p in pathways:
        for signal in p.signals:
            listeners.setdefault(signal, []).append(p.name)
    for p in pathways:
        yield from _of_pathway(p, declared, listeners)


def _of_pathway(p: Pathway, declared: Declared, listeners: Mapping[str, Sequence[str]]) -> Iterator[str]:
    found: list[str] = []
    whole = _Kinds(declared[p.name], lambda said: found.append(f"{p.name}: {said}"))
    whole.of(p.only)
    whole.given(INSTANT, p.until, "'until'")
    for event in p.signals:
        for name, kind in vocabulary.EVENT_KINDS.get(event, {}).items():
            kept = _of_note(declared[p.name].get(name)) if name in p.takes else kind
            if kept and kept != kind:
                found.append(
                    f"{p.name}: it takes '{name}' of '{event}', {_SAID[kind]}, as {_SAID[kept]}: declare it so"
                )
    for s in p.steps:
        place = f"{p.name}.{s.name}"
        kinds = _Kinds(declared[p.name], lambda said, place=place: found.append(f"{place}: {said}"))  # type: ignore[misc]
        _step(s, kinds)
        for signal in s.signals:
            for name, value in signal.carries.items():
                for who in listeners.get(signal.name, ()):
                    kinds.given(_of_note(declared[who].get(name)), value, f"'{name}' of '{who}'")
    yield from dict.fromkeys(found)


def _step(s: Step, kinds: _Kinds) -> None:
    kinds.given(INSTANT, s.at, "'at'")
    kinds.given(SPAN, s.after, "'after'")
    kinds.given(SPAN, s.lasts, "'lasts'")
    for name, drawn in s.draws.items():
        kinds.given(_of_note(kinds.notes.get(name)), drawn, f"'{name}'")
    for w in s.writes:
        for name in _MOMENTS:
            kinds.given(INSTANT, getattr(w, name), f"'{name}' of '{w.slot}'")
        kinds.given(SPAN, w.recorded, f"'recorded' of '{w.slot}'")
        for written in (w.code, w.value, w.value2, w.value_code, w.when, w.about):
            kinds.of(written)
    conditions = s.then.conditions.values() if isinstance(s.then, When) else ()
    for other in (s.contact, s.contact_when, *s.sets.values(), *(signal.when for signal in s.signals), *conditions):
        kinds.of(other)
