"""The units of what a pathway keeps, compares and writes: a note in kilograms takes no grams, and no tenths unawares.

A note says its unit and decimals, a number of the evidence has its own, and a write says how many decimals it tells.
Where two of them meet without any reckoning between (a factor turns one unit into another, so what is multiplied or
divided tells none), they must be the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from synth.codes import UCUM, Codelists
from synth.evidence import units
from synth.pathway.compiled.kinds import Declared
from synth.pathway.language import expressions as x
from synth.pathway.language.model import Pathway, Step, When, Write
from synth.pathway.language.notes import QUANTITY, Note

_MINUTES = "minutes"


@dataclass(frozen=True)
class InUnit:
    """A unit, and in how many decimals of it something is kept."""

    unit: str
    decimals: int

    def __str__(self) -> str:
        return f"{self.unit} with {self.decimals} decimals" if self.decimals else self.unit

    def meets(self, other: InUnit) -> bool:
        """Whether the numbers of both say the same; days of gestation are days, and of minutes `kinds` tells."""
        if _MINUTES in (self.unit, other.unit):
            return True
        units_meet = self.unit == other.unit or any(
            one.unit.startswith(f"{whole.unit} of ") for one, whole in ((self, other), (other, self))
        )
        return units_meet and self.decimals == other.decimals


class _Units:
    """The units of the expressions of one pathway, and what meets that is not of one."""

    def __init__(self, notes: Mapping[str, Note]) -> None:
        self.notes = notes

    def of_note(self, name: str) -> InUnit | None:
        """The unit of a declared quantity."""
        note = self.notes.get(name)
        return InUnit(note.unit, note.decimals) if note is not None and note.kind == QUANTITY else None

    def of(self, e: x.Value | None) -> InUnit | None:
        """The unit of an expression; None where nobody tells it."""
        if isinstance(e, Note):
            return InUnit(e.unit, e.decimals) if e.kind == QUANTITY else None
        if isinstance(e, x.Local):
            return self.of_note(e.name)
        if isinstance(e, x.AtCentile):
            return self.of(e.number)
        if isinstance(e, x.Draw):
            if e.number.form not in ("quantity", "value"):
                return None
            told = units.unit_of(e.number.unit)
            return InUnit(_MINUTES, 0) if told.minutes else InUnit(e.number.unit, e.number.decimals)
        if isinstance(e, x.Where):
            return self.of(e.then) or self.of(e.otherwise)
        if isinstance(e, x.Operation) and e.sign in ("+", "-"):
            return self.of(e.left) or self.of(e.right)
        return None

    def meeting(self, e: x.Expression) -> Iterator[str]:
        """What is compared, added or chosen between in an expression and is not of one unit."""
        for part in e.walk():
            two = (part.left, part.right) if isinstance(part, x.Operation) and part.sign not in ("*", "//", "%") else (
                (part.then, part.otherwise) if isinstance(part, x.Where) else ())  # fmt: skip
            told = [in_unit for each in two if (in_unit := self.of(each)) is not None]
            if len(told) == len(two) and two and not told[0].meets(told[1]):
                yield f"{two[0]} is in {told[0]}, but {two[1]} in {told[1]}: {_MEND}"

    def given(self, name: str, wanted: InUnit | None, e: x.Value | None) -> Iterator[str]:
        """A fault where something of one unit is given what is of another."""
        found = self.of(e)
        if wanted is not None and found is not None and not wanted.meets(found):
            yield f"'{name}' is in {wanted}, but is given {e}, in {found}: {_MEND}"


_MEND = "reckon one into the other, or mend the unit and decimals of one"


def check(pathways: Sequence[Pathway], declared: Declared, codelists: Codelists) -> Iterator[str]:
    """What of pathways is kept, compared, handed on or written in another unit than its own, with place and mend."""
    listeners: dict[str, list[str]] = {}
    for p in pathways:
        for name in p.signals:
            listeners.setdefault(name, []).append(p.name)
    for p in pathways:
        own = _Units(declared[p.name])
        for s in p.steps:
            found = [*_of_step(s, own), *(fault for w in s.writes for fault in _written(w, own, codelists))]
            for signal in s.signals:
                for name, value in signal.carries.items():
                    for who in listeners.get(signal.name, ()):
                        found += own.given(name, _Units(declared[who]).of_note(name), value)
            yield from dict.fromkeys(f"{p.name}.{s.name}: {fault}" for fault in found)


def _of_step(s: Step, own: _Units) -> Iterator[str]:
    for name, value in s.draws.items():
        yield from own.given(name, own.of_note(name), value)
    told: list[object] = [s.after, s.at, s.contact_when, *s.draws.values(), *s.sets.values()]
    told += [e for w in s.writes for e in w.expressions()]
    for signal in s.signals:
        told += [signal.when, *signal.carries.values()]
    told += s.then.conditions.values() if isinstance(s.then, When) else ()
    for e in told:
        if isinstance(e, x.Expression):
            yield from own.meeting(e)


def _written(w: Write, own: _Units, codelists: Codelists) -> Iterator[str]:
    """A fault where a value is written in its own unit with more or fewer decimals than it has."""
    if w.unit not in codelists:
        return
    written = {coding.code for coding in codelists.concept(w.unit).codings if coding.system == UCUM}
    for value in (w.value, w.value2):
        found = own.of(value)
        if found is not None and found.unit in written and found.decimals != w.decimals:
            yield f"'{w.slot}' is written with {w.decimals} decimals, but {value} has {found.decimals}: write as many"
