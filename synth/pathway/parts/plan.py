"""A plan of care: what is held open together from its beginning to its end, and reviews on a clock that decide on it.

    PLAN = plan_of_care(
        holds("care_episode", "child_in_need"),
        holds("plan", "child_in_need_plan", goal="Health and development reach a reasonable standard with support"),
        open=n.open)                                   # the note that is true from the first meeting on

    steps=PLAN.steps(
        begins("plan", after=p.assessment_to_plan, contact="child_in_need_visit"),
        review("visit", every=p.between_visits, contact="child_in_need_visit", amended=p.changed,
               decides={"stepped down": n.better}),    # else it goes on: to the next review, or to this one again
        ends("stepped down", raises=Signal("early help")),
        ends("closed"), ends("at death"),              # for Pathway(ending="closed", at_death="at death")
        setting="children's social worker", lasts=p.length_of_visit)

Plans are ended before alerts, and the care episode last. For steps that do more than that, `PLAN.begun()`,
`PLAN.amended()` and `PLAN.ended()` give the writes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from synth.pathway.expanding import once
from synth.pathway.language.expressions import Draw, Expression, Value
from synth.pathway.language.model import Step, When, Write
from synth.pathway.language.notes import Note
from synth.pathway.language.writes import AMENDED, BEGUN, ENDED, Code, care_episode, flag, plan

_WRITES: dict[str, Callable[..., Write]] = {"plan": plan, "flag": flag, "care_episode": care_episode}
"""What may be held open, in the order in which it is ended."""


@dataclass(frozen=True, eq=False)
class Held:
    """An entry that is open as long as the plan goes on: made by `holds`."""

    kind: str
    code: Code
    always: Mapping[str, Any]
    begun: Mapping[str, Any]

    def write(self, change: str, when: Expression | None, more: Mapping[str, Any]) -> Write:
        """One change of it."""
        return _WRITES[self.kind](self.code, change, when=when, **self.always, **more)


def holds(kind: str, code: Code, *, entry: str = "", always: Mapping[str, Any] | None = None, **begun: Any) -> Held:
    """An entry that is begun and ended with the plan.

    kind: plan, flag or care_episode. entry: its name in the episode, where there are two of a kind. always: what every
    change of it says (whom it is about, how guarded it is); begun: what only its beginning says (a goal).
    """
    if kind not in _WRITES:
        raise ValueError(f"a plan of care holds no '{kind}': use one of {', '.join(_WRITES)}")
    return Held(kind, code, {**(always or {}), **({"entry": entry} if entry else {})}, begun)


@dataclass(frozen=True, eq=False)
class Turn:
    """A step of a plan of care: made by `begins`, `review` and `ends`."""

    kind: str
    name: str
    step: Mapping[str, Any]
    amended: Expression | bool = False
    decides: Mapping[str, Expression] = field(default_factory=dict)


def begins(name: str, **step: Any) -> Turn:
    """The step of this name, at which the plan is made."""
    return Turn("begins", name, step)


def review(
    name: str,
    *,
    every: Draw | Expression | int,
    held: Expression | None = None,
    amended: Expression | bool = False,
    decides: Mapping[str, Expression] | None = None,
    **step: Any,
) -> Turn:
    """The step of this name, at which the plan is looked at.

    every: how long after the step before. held: whether it takes place; always, if left out. amended: whether the first
    of the plans is changed. decides: the steps to which it may lead, each with its condition; else the plan goes on.
    """
    more = {} if held is None else {"contact_when": held}
    return Turn("review", name, {"after": every, **more, **step}, amended, decides or {})


def ends(name: str, **step: Any) -> Turn:
    """The step of this name, at which the plan is over."""
    return Turn("ends", name, step)


@dataclass(frozen=True, eq=False)
class PlanOfCare:
    """What is held open together: made by `plan_of_care`."""

    holds: tuple[Held, ...]
    open: Note | None

    def begun(self) -> list[Write]:
        """The writes by which everything begins."""
        return [one.write(BEGUN, None, one.begun) for one in self.holds]

    def amended(self, when: Expression | None = None) -> list[Write]:
        """The write by which the first of the plans is changed."""
        plans = [one for one in self.holds if one.kind == "plan"]
        if not plans:
            raise ValueError('nothing that is held is a plan, so a review amends nothing: add holds("plan", ...)')
        return [plans[0].write(AMENDED, when, {})]

    def ended(self) -> list[Write]:
        """The writes by which everything ends: plans, the last begun first, then alerts, then the care episode."""
        latest = self.holds[::-1]
        return [one.write(ENDED, self.open, {}) for kind in _WRITES for one in latest if one.kind == kind]

    def steps(self, *turns: Turn, setting: str, lasts: Draw | Value | None = None) -> list[Step]:
        """The steps of the plan, in the order of its turns.

        setting: of all that say no other. lasts: minutes of each contact, unless it says how many.
        """
        _refuse(turns)
        reviews = [turn.name for turn in turns if turn.kind == "review"]
        found = []
        for turn in turns:
            step: dict[str, Any] = {"setting": setting, **turn.step}
            if "contact" in step and lasts is not None:
                step.setdefault("lasts", lasts)
            own = list(step.pop("writes", ()))
            if turn.kind == "begins":
                writes = [*self.begun(), *own]
                step.setdefault("then", reviews[0] if reviews else None)
                if self.open is not None:
                    step["draws"] = {self.open: 1, **step.get("draws", {})}
            elif turn.kind == "review":
                changed = turn.amended
                amended = [] if changed is False else self.amended(None if changed is True else changed)
                writes = [*own, *amended]
                following = reviews[min(reviews.index(turn.name) + 1, len(reviews) - 1)]
                step.setdefault("then", When(turn.decides, otherwise=following) if turn.decides else following)
            else:
                writes = [*own, *self.ended()]
            found.append(Step(turn.name, **{**step, "writes": writes}))
        return found


def plan_of_care(*held: Held, open: Note | None = None) -> PlanOfCare:
    """What is held open together.

    open: the note that is true once it has begun, where the episode may be over before that.
    """
    if not held:
        raise ValueError("a plan of care holds nothing: give at least one holds(...)")
    names = [(one.kind, one.always.get("entry", "")) for one in held]
    if twice := [kind for kind, entry in names if names.count((kind, entry)) > 1]:
        raise ValueError(f"a plan of care holds two of kind '{twice[0]}' under one name: give one entry=\"...\"")
    return PlanOfCare(held, open)


def _refuse(turns: tuple[Turn, ...]) -> None:
    names, kinds = [turn.name for turn in turns], [turn.kind for turn in turns]
    once(names, "steps of the plan")
    if kinds.count("begins") != 1:
        raise ValueError(f"the plan begins at {kinds.count('begins')} steps: give one begins(...)")
    if "ends" not in kinds:
        raise ValueError(f"the plan '{names[kinds.index('begins')]}' never ends: give at least one ends(...)")
