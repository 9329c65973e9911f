"""A ladder of treatment: rungs climbed one after the other, medicines replaced, swapped and stopped on the way.

    LADDER = ladder(
        n.treated,                                     # the note that counts the rungs that are climbed
        rung("step 1", FIRST, draws={n.first: p.first_medicine}),
        rung("step 2", SECOND, draws={n.second: p.second_medicine},
             replaces={FIRST: SECOND.is_("amlodipine_10")}),               # a higher dose is not added
        swap("changed", FIRST, REPLACEMENT, when=n.coughs, noted=n.replaced,
             writes=[observe("adverse_reaction_drug", text="Cough")], setting="general practice (GP, telephone)"),
        beside={STATIN: n.on_statin},
        setting="general practice (GP)", after=p.wait_for_appointment, then="check of treatment")

    steps=[*LADDER.steps,                              # one step for each rung and each swap
           Step("check of treatment", ..., then=When({**LADDER.swapped(), **LADDER.up(n.act)}, "annual review")),
           Step("annual review", ..., writes=LADDER.authorised(), then=When(LADDER.up(n.act), "annual review")),
           Step("death", "general practice (GP)", writes=LADDER.stopped())]

    stop("kidneys", FIRST, when=n.egfr < p.lowest, noted=n.no_first, up=n.act, then="annual review")

is a swap for nothing: in pregnancy, or where the kidneys fail. What is noted before its rung is climbed is not begun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synth.pathway.expanding import once
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Draw, Expression, Value
from synth.pathway.language.model import Step, When, Write
from synth.pathway.language.notes import Note
from synth.pathway.parts.treatment import Treatment


@dataclass(frozen=True, eq=False)
class Rung:
    """A step of treatment that is added to those below it: made by `rung`."""

    name: str
    treatment: Treatment
    draws: Mapping[Any, Draw | Value]
    replaces: Mapping[Treatment, Expression | None]
    spared: Note | None
    step: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Swap:
    """A step at which a treatment is stopped, for another or for none: made by `swap`."""

    name: str
    of: Treatment
    to: Treatment | None
    when: Expression
    noted: Note
    writes: Sequence[Write]
    draws: Mapping[Any, Draw | Value]
    up: Expression | None
    step: Mapping[str, Any]


def rung(name: str, treatment: Treatment, *, draws: Mapping[Any, Draw | Value] | None = None,
         replaces: Treatment | Mapping[Treatment, Expression | None] | None = None, spared: Note | None = None,
         **step: Any) -> Rung:  # fmt: skip
    """A rung: the step of this name, at which a treatment begins.

    draws: what is drawn there, with it which medicine it is. replaces: the treatment of a lower rung whose place it
    takes, or several, each on a condition (the same medicine at a higher dose). spared: the note, drawn there, of who
    needs no more of it, having it from elsewhere: nothing is begun. step: what else is different here.
    """
    if isinstance(replaces, Treatment):
        replaces = {replaces: None}
    return Rung(name, treatment, draws or {}, replaces or {}, spared, step)


def swap(
    name: str,
    of: Treatment,
    to: Treatment | None = None,
    *,
    when: Expression,
    noted: Note,
    writes: Sequence[Write] = (),
    draws: Mapping[Any, Draw | Value] | None = None,
    up: Expression | None = None,
    **step: Any,
) -> Swap:
    """A swap: the step of this name, at which a treatment is stopped and perhaps another begun.

    when: on what condition, of one who takes it. noted: the note that is true from then on. writes: the reason, as it
    is written down. draws: which medicine the other is. up: on what condition the next rung is climbed after it. step:
    what else is different at this step.
    """
    return Swap(name, of, to, when, noted, writes, draws or {}, up, step)


def stop(name: str, of: Treatment, *, when: Expression, noted: Note, **more: Any) -> Swap:
    """A swap for nothing: the step of this name, at which a treatment is stopped; more: as of a swap."""
    return swap(name, of, None, when=when, noted=noted, **more)


@dataclass(frozen=True, eq=False)
class Ladder:
    """Rungs of treatment and the swaps between them: made by `ladder`."""

    climbed: Note
    rungs: tuple[Rung, ...]
    swaps: tuple[Swap, ...]
    beside: Mapping[Treatment, Expression]
    step: Mapping[str, Any]
    paused: Expression | None = None

    @property
    def steps(self) -> list[Step]:
        """A step for each rung, and after it one for each swap of its treatment."""
        found = []
        for height, r in enumerate(self.rungs, 1):
            stops = [t.stopped(both(self._goes_on(t, but=r), condition)) for t, condition in r.replaces.items()]
            writes = [*stops, *r.treatment.begun(self._not_stopped(r.treatment))]
            found.append(self._step(r.name, r.step, {**r.draws, self.climbed: height}, writes))
            found += [self._swap(s) for s in self.swaps if s.of in self._of(r)]
        return found

    def up(self, when: Expression, *names: str) -> dict[str, Expression]:
        """The next rung, for `When`: each step with its condition. names: rungs to which it may lead; all if none."""
        known = [r.name for r in self.rungs]
        if unknown := [name for name in names if name not in known]:
            raise ValueError(f"the ladder has no rung '{unknown[0]}': use one of {', '.join(known)}")
        return {name: when & self.climbed.equals(below) for below, name in enumerate(known)
                if not names or name in names}  # fmt: skip

    def swapped(self, *names: str) -> dict[str, Expression]:
        """The swaps, for `When`: each step with its condition, of those who take what is swapped.

        names: the swaps to which it may lead; all if none.
        """
        known = [s.name for s in self.swaps]
        if unknown := [name for name in names if name not in known]:
            raise ValueError(f"the ladder has no swap '{unknown[0]}': use one of {', '.join(known)}")
        return {s.name: s.when & self._goes_on(s.of) for s in self.swaps if not names or s.name in names}

    def authorised(self, when: Expression | None = None) -> list[Write]:
        """The writes by which everything that is taken is authorised again."""
        return [w for t in self._treatments() for w in t.authorised(self._not_held(t, self._running(t, when)))]

    def held(self, when: Expression | None = None) -> list[Write]:
        """The writes by which all that must be is held back for a time."""
        return [w for t in self._treatments() for w in t.held(self._running(t, when))]

    def resumed(self, when: Expression | None = None) -> list[Write]:
        """The writes by which all that was held back is taken again."""
        return [w for t in self._treatments() for w in t.resumed(self._running(t, when))]

    def stopped(self, when: Expression | None = None) -> list[Write]:
        """The writes by which everything that is taken is stopped, as at death."""
        return [t.stopped(self._running(t, when)) for t in self._treatments()]

    def _running(self, t: Treatment, when: Expression | None) -> Expression:
        running = self.beside[t] if t in self.beside else self._goes_on(t)
        return both(when, running)

    def _not_held(self, t: Treatment, running: Expression) -> Expression:
        if self.paused is None or not any(m.held for m in t.medicines.values()):
            return running
        return running & ~self.paused

    def _treatments(self) -> list[Treatment]:
        return [*(t for r in self.rungs for t in self._of(r)), *self.beside]

    def _of(self, r: Rung) -> list[Treatment]:
        """What is taken of a rung: its treatment, and what that may be swapped for."""
        found = [r.treatment]
        for t in found:
            found += [s.to for s in self.swaps if s.of is t and s.to is not None]
        return found

    def _goes_on(self, t: Treatment, but: Rung | None = None) -> Expression:
        """Whether a treatment is taken; `but`: leaving aside that this rung may replace it."""
        begins: Expression | None = next((s.noted for s in self.swaps if s.to is t), None)
        if begins is None:
            height, own = next((i, r) for i, r in enumerate(self.rungs, 1) if r.treatment is t)
            begins = both(self.climbed >= height, None if own.spared is None else ~own.spared)
        for s in self.swaps:
            if s.of is t:
                begins = begins & ~s.noted
        for height, r in enumerate(self.rungs, 1):
            if t in r.replaces and r is not but:
                begins = begins & ~both(self.climbed >= height, r.replaces[t])
        return begins

    def _not_stopped(self, t: Treatment) -> Expression | None:
        """Whether a treatment may begin: not where it is noted already that it is stopped, or had from elsewhere."""
        found: Expression | None = None
        for r in self.rungs:
            if r.treatment is t and r.spared is not None:
                found = both(found, ~r.spared)
        for s in self.swaps:
            if s.of is t and s.to is None:
                found = both(found, ~s.noted)
        return found

    def _swap(self, s: Swap) -> Step:
        begun = s.to.begun() if s.to else []
        found = self._step(s.name, s.step, {**s.draws, s.noted: 1}, [s.of.stopped(), *begun, *s.writes])
        if s.up is None:
            return found
        if not isinstance(found.then, str):
            raise ValueError(f"swap '{s.name}' leads up, or else nowhere: give then=\"...\" with the name of a step")
        return found.changed(then=When(self.up(s.up), otherwise=found.then))

    def _step(self, name: str, own: Mapping[str, Any], draws: Mapping[Any, Draw | Value], writes: list[Write]) -> Step:
        members = {**self.step, **own}
        drawn, written = {**members.get("draws", {}), **draws}, [*writes, *members.get("writes", ())]
        return Step(name, **{**members, "draws": drawn, "writes": written})


def ladder(climbed: Note, *parts: Rung | Swap, beside: Mapping[Treatment, Expression] | None = None,
           paused: Expression | None = None, **step: Any) -> Ladder:  # fmt: skip
    """A ladder of treatment.

    climbed: the note that counts the rungs that are climbed. parts: rungs, the lowest first, and swaps. beside: what
    else is taken, each with the condition on which it is. paused: while what can be held back is. step: what all steps
    have in common (setting, after, draws, then).
    """
    rungs = tuple(part for part in parts if isinstance(part, Rung))
    swaps = tuple(part for part in parts if isinstance(part, Swap))
    beside = beside or {}
    if not rungs:
        raise ValueError("a ladder has no rung: give at least one rung(...)")
    named: list[Rung | Swap] = [*rungs, *swaps]
    names = [part.name for part in named]
    once(names, "steps of the ladder")
    begun = [r.treatment for r in rungs] + [s.to for s in swaps if s.to is not None] + list(beside)
    once([t.entry for t in begun], "treatments of the ladder")
    for s in swaps:
        if s.of not in begun or s.of in beside:
            raise ValueError(f"swap '{s.name}' is of '{s.of.entry}', which no rung of the ladder begins: add the rung")
    for height, r in enumerate(rungs):
        for t in r.replaces:
            if t not in begun or t in [one.treatment for one in rungs[height:]]:
                raise ValueError(f"rung '{r.name}' replaces '{t.entry}', which no rung below it begins: add the rung")
    for part in named:
        if "setting" not in {**step, **part.step}:
            raise ValueError(f"step '{part.name}' of the ladder has no setting: say who does it and where")
    return Ladder(climbed, rungs, swaps, beside, step, paused)
