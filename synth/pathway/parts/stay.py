"""A stay in hospital: one contact from the admission to the discharge, on whichever ward it is.

    STAY = hospital_stay("inpatient", inside=n.on_ward, said={"admission_method": ..., "admission_source": ...})

    steps=[*STAY.steps(
               admission("admission", after=p.to_ward, text="Admitted for observation", then="discharge"),
               discharge("discharge", at=n.leaves, said=TO_HOME, then="review"),
               cut_short("over", said=TO_OTHER_WARD), cut_short("died", said=DIED),     # for ending, at_death
               setting="antenatal ward"),
           ...]

With `wards={"labour ward": condition, "birth centre": condition}` it is on one of several, each with its condition. For
steps that do more, `STAY.begun()`, `STAY.ended(said)` and `STAY.cut_short(said)` give the writes alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from synth.pathway.expanding import once
from synth.pathway.language.expressions import Expression, spaced
from synth.pathway.language.model import Step, Write
from synth.pathway.language.notes import FLAG, Note
from synth.pathway.language.writes import BEGUN, ENDED, stay

Said = Mapping[str, Any]
"""What the record says of an admission or a discharge: method, source, destination, by the names of its details."""


@dataclass(frozen=True, eq=False)
class Turn:
    """A step of a stay: made by `admission`, `discharge` and `cut_short`."""

    kind: str
    name: str
    said: Said
    step: Mapping[str, Any]
    text: str = ""


def admission(name: str, *, text: str = "", **step: Any) -> Turn:
    """The step of this name, at which someone is admitted; text: why."""
    return Turn("admission", name, {}, step, text)


def discharge(name: str, *, said: Said, **step: Any) -> Turn:
    """The step of this name, at which someone is discharged; said: how, and where to."""
    return Turn("discharge", name, said, step)


def cut_short(name: str, *, said: Said, **step: Any) -> Turn:
    """The step of this name, at which whoever is still there leaves: at death, or where the episode is over."""
    return Turn("cut short", name, said, step)


@dataclass(frozen=True, eq=False)
class Stay:
    """A stay in hospital: made by `hospital_stay`."""

    code: str
    entry: str
    inside: Expression
    said: Said
    wards: Mapping[str, Expression] = field(default_factory=dict)
    fact: str = ""

    def begun(self, **more: Any) -> list[Write]:
        """The writes by which it begins, each on its ward."""
        return self._each(BEGUN, self.said, {}, more)

    def ended(self, said: Said, leaves: Mapping[str, str] | None = None, **more: Any) -> list[Write]:
        """The writes by which it ends. leaves: the wards from which those leave who were admitted to another."""
        return self._each(ENDED, said, leaves or {}, more)

    def cut_short(self, said: Said) -> list[Write]:
        """The write by which it ends where it was not to end, for whoever is still there."""
        return [self._write(ENDED, said, slot=f"{spaced(self.code)} cut short", when=self.inside)]

    def steps(self, *turns: Turn, setting: str) -> list[Step]:
        """The steps of the stay, in the order of its turns; setting: of all that say no other."""
        if not isinstance(self.inside, Note) or self.inside.kind not in ("", FLAG):
            raise ValueError(
                f"stay '{self.entry}': its steps keep who is inside, so let inside=... be a note whether(...)"
            )
        names, kinds = [turn.name for turn in turns], [turn.kind for turn in turns]
        once(names, "steps of the stay")
        for kind in ("admission", "discharge"):
            if kind not in kinds:
                raise ValueError(f"stay '{self.entry}' has no {kind}: give one {kind}(...)")
        return [self._step(turn, self.inside, setting) for turn in turns]

    def _step(self, turn: Turn, inside: Note, setting: str) -> Step:
        step: dict[str, Any] = {"setting": setting, **turn.step}
        own = list(step.pop("writes", ()))
        if turn.kind == "admission":
            writes = [*self.begun(**({"text": turn.text} if turn.text else {})), *own]
        else:
            writes = [*own, *(self.ended(turn.said) if turn.kind == "discharge" else self.cut_short(turn.said))]
        if turn.kind != "cut short":
            step["draws"] = {inside: int(turn.kind == "admission"), **step.get("draws", {})}
        if self.fact:
            step["sets"] = {self.fact: int(turn.kind == "admission"), **step.get("sets", {})}
        return Step(turn.name, **{**step, "writes": writes})

    def _each(self, change: str, said: Said, leaves: Mapping[str, str], more: Mapping[str, Any]) -> list[Write]:
        if not self.wards:
            return [self._write(change, said, slot=f"{spaced(self.code)} {change}", **more)]
        if unknown := [ward for ward in leaves if ward not in self.wards]:
            raise ValueError(f"stay '{self.entry}' is never on '{unknown[0]}': use one of {', '.join(self.wards)}")
        return [self._write(change, said, slot=f"{spaced(self.code)} {change}, {ward}",
                            setting=leaves.get(ward, ward), when=when, **more)
                for ward, when in self.wards.items()]  # fmt: skip

    def _write(self, change: str, said: Said, **more: Any) -> Write:
        return stay(self.code, change, entry=self.entry, details=dict(said), **more)


def hospital_stay(
    code: str,
    *,
    inside: Expression,
    said: Said | None = None,
    entry: str = "stay",
    wards: Mapping[str, Expression] | None = None,
    fact: str = "",
) -> Stay:
    """A stay in hospital.

    code: what kind of contact it is. inside: whether someone is there, asked where the stay is cut short; a note, which
    its steps keep. said: how someone was admitted, and from where. entry: its name in the episode; two stays, of which
    only one can be, may share it. wards: settings to which someone may be admitted, each with its condition; that
    of the step, if there are none. fact: what is 1 for all pathways while someone is there, as its steps set it.
    """
    if not code:
        raise ValueError('a stay has no code: give the key of its kind of contact, as "inpatient"')
    if not entry:
        raise ValueError("a stay has no name in its episode: leave entry out, or say which stay it is")
    return Stay(code, entry, inside, said or {}, wards or {}, fact)
