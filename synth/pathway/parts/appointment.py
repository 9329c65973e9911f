"""An appointment: offered, booked, kept, missed, cancelled by either side, and perhaps offered again.

    *appointment(
        "hv_1yr_review",
        booked("booked", draws={n.day: ..., n.at: on_working_day(n.day, p.time_of_day), n.missed: p.missed}),
        cancelled("cancelled by the family", when=n.cancels, at=n.at - p.notice),
        called_off("called off by the service", when=~closures.goes_on.reviews.as_of(n.at)),
        missed("not brought", when=n.missed, after=p.given_up, reason="was_not_brought",
               raises=Signal("review rebooked", when=n.offered_again)),
        prevented("in hospital", when=Fact("in_hospital")),         # asked when the time of it has come
        kept("at the clinic", when=n.clinic, setting="health visitor clinic", writes=[...]),
        kept("at home", writes=[...]),
        withdrawn("withdrawn"),                      # for Pathway(ending=..., at_death=...)
        setting="health visitor home", begins=n.at, lasts=p.length)

It is one entry of the episode: planned when it is booked, then fulfilled, missed or withdrawn. One that is offered
again is another, of another episode: let a signal start it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synth.clock import DAY
from synth.pathway.expanding import once
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Draw, Expression, Value
from synth.pathway.language.model import END, Step, When, Write
from synth.pathway.language.notes import Note
from synth.pathway.language.options import either
from synth.pathway.language.time import clinic_day, midnight, quarter_hour
from synth.pathway.language.writes import ENDED, PLANNED, WITHDRAWN, Code, appoint

_BOOKED, _KEPT, _MISSED, _CANCELLED, _WITHDRAWN = "booked", "kept", "missed", "cancelled", "withdrawn"
_CALLED_OFF, _PREVENTED = "called off", "prevented"
_TIME_COMES = "when the time comes"
"""The step at which it is asked whether the person can come, where something may prevent it."""
_ENDS_EARLY = (_CANCELLED, _CALLED_OFF)
_HELD_OR_NOT = (_KEPT, _MISSED, *_ENDS_EARLY)


@dataclass(frozen=True, eq=False)
class Turn:
    """What becomes of an appointment at one step: made by `booked`, `kept`, `missed` and the functions beside them."""

    kind: str
    name: str
    when: Expression | None
    reason: Code
    step: Mapping[str, Any]


def booked(name: str, **step: Any) -> Turn:
    """The step of this name, at which it is booked: what else happens there, the draw of its time among it."""
    return Turn(_BOOKED, name, None, None, step)


def kept(name: str, *, when: Expression | None = None, **step: Any) -> Turn:
    """The step of this name, at which it is kept; where there are several, each but the last says `when`."""
    return Turn(_KEPT, name, when, None, step)


def missed(name: str, *, when: Expression, reason: Code = None, **step: Any) -> Turn:
    """The step of this name, at which it is known that nobody came, and when that is so; reason: a key, if written."""
    return Turn(_MISSED, name, when, reason, step)


def cancelled(name: str, *, when: Expression, reason: Code = None, **step: Any) -> Turn:
    """The step of this name, at which one side cancels it, and when they do; `at` or `after` say how long before."""
    return Turn(_CANCELLED, name, when, reason, step)


def called_off(name: str, *, when: Expression, reason: Code = None, **step: Any) -> Turn:
    """The step of this name, at which the service calls it off because it is closed, and when that is so: asked before
    anything else. It comes the day before unless `at` or `after` say another."""
    return Turn(_CALLED_OFF, name, when, reason, step)


def prevented(name: str, *, when: Expression, reason: Code = None, **step: Any) -> Turn:
    """The step of this name, at which it is known that the person cannot come, and when that is so: asked of how things
    stand as its time comes, while all else is settled when it is booked."""
    return Turn(_PREVENTED, name, when, reason, step)


def withdrawn(name: str, **step: Any) -> Turn:
    """The step of this name, at which it is withdrawn because the episode is over or the person has died."""
    return Turn(_WITHDRAWN, name, None, None, step)


def on_working_day(day: Value, time_of_day: Value, earliest: Value | None = None) -> Expression:
    """The instant of an appointment: a quarter of an hour of that day, or for a day off of a working day around it.

    day: the day that is sought, a note. time_of_day: minutes after midnight. earliest: the day before which it is not.
    """
    return midnight(clinic_day(day, earliest)) + quarter_hour(time_of_day)


def appointment(
    code: Code,
    *turns: Turn,
    setting: str,
    begins: Expression,
    lasts: Draw | Value,
    offered: Expression | None = None,
    over: Note | None = None,
    hours: str = "always",
) -> list[Step]:
    """The steps of an appointment, in the order of its turns.

    code: what it is for; also the contact. Where a `kept` says another contact (a call, a visit), the appointment is
    for that. turns: booked, kept and whatever else may become of it. setting, hours: of its steps, unless they say
    another. begins, lasts: when it is, and for how many minutes.
    offered: whether there is one at all. over: the note that is true once it is kept, missed or cancelled: for episodes
    that go on after it.
    """
    _refuse(turns, over)
    asked_then = [turn for turn in turns if turn.kind == _PREVENTED]
    if not any(turn.step.get("then") for turn in turns if turn.kind in _HELD_OR_NOT):
        over = None  # nothing follows, so nothing is withdrawn that is over
    holds = _kept(turns, offered) if not asked_then else _until_its_time(turns, offered)
    held = _held_as(code, turns)
    planned = appoint(held, PLANNED, status="booked", begins=begins, until=begins + lasts, when=offered)
    found = []
    for turn in turns:
        step: dict[str, Any] = {"setting": setting, "hours": "" if turn.kind == _WITHDRAWN else hours, **turn.step}
        writes: list[Write] = [planned]
        if turn.kind == _BOOKED:
            step.setdefault("then", holds)
        else:
            of = turn.step.get("contact") or code if turn.kind == _KEPT else held
            writes = [_changed(of, turn, begins + lasts, offered, over)]
            if over is not None and turn.kind != _WITHDRAWN and step.get("then") is not None:
                step["draws"] = {over: 1, **step.get("draws", {})}
        if turn.kind in (_KEPT, _MISSED, _PREVENTED):
            step.setdefault("at", begins)
        if turn.kind == _CALLED_OFF and "after" not in step:
            step.setdefault("at", begins - DAY)
        if turn.kind == _KEPT:
            step = {"contact": code, "lasts": lasts, **step}
        found.append(Step(turn.name, **{**step, "writes": [*writes, *step.get("writes", ())]}))
        if turn.kind == _BOOKED and asked_then:
            found.append(
                Step(_TIME_COMES, at=begins, then=_kept([t for t in turns if t.kind not in _ENDS_EARLY], None))
            )
    return found


def _held_as(code: Code, turns: tuple[Turn, ...]) -> Code:
    """What it is booked as: the contact of the turn that will keep it: who is to be called is not expected."""
    kept_ones = [turn for turn in turns if turn.kind == _KEPT]
    contacts: list[Code] = [turn.step.get("contact") or code for turn in kept_ones]
    found = contacts[-1]
    for turn, contact in reversed(list(zip(kept_ones, contacts, strict=True))[:-1]):
        if contact != found or isinstance(found, Expression):
            assert turn.when is not None and contact is not None and found is not None  # refused before
            if any(isinstance(part, Draw) for part in turn.when.walk()):
                raise ValueError(f"'{turn.name}' is chosen by a draw, which falls anew each time: keep it in a note, "
                                 "for the appointment is booked as it says")  # fmt: skip
            found = either(turn.when, contact, found)
    return found


def _changed(code: Code, turn: Turn, until: Expression, offered: Expression | None, over: Note | None) -> Write:
    """The change by which the appointment ends at a step."""
    if turn.kind == _KEPT:
        return appoint(code, ENDED, status="fulfilled", until=until)
    if turn.kind == _MISSED:
        return appoint(code, ENDED, status="noshow", until=until, value_code=turn.reason)
    if turn.kind in (*_ENDS_EARLY, _PREVENTED):
        return appoint(code, WITHDRAWN, status="cancelled", value_code=turn.reason)
    return appoint(code, WITHDRAWN, status="cancelled", when=both(offered, None if over is None else ~over))


def _until_its_time(turns: tuple[Turn, ...], offered: Expression | None) -> str | When:
    """What follows the booking where something may prevent it: it ends early, or its time comes."""
    early = [turn for turn in turns if turn.kind in _ENDS_EARLY]
    coming = Turn(_KEPT, _TIME_COMES, None, None, {})
    return _kept([*early, coming], offered)


def _kept(turns: Sequence[Turn], offered: Expression | None) -> str | When:
    """What follows the booking."""
    conditions: dict[str, Expression] = {}
    otherwise = END
    for turn in sorted(turns, key=_asked_first):
        if turn.kind in (_BOOKED, _WITHDRAWN):
            continue
        asked = both(offered, turn.when)
        if asked is None:
            otherwise = turn.name
        else:
            conditions[turn.name] = asked
    return When(conditions, otherwise) if conditions else otherwise


def _asked_first(turn: Turn) -> int:
    """In which order it is asked what becomes of it: what the service or a stay prevents, then who does not come."""
    return (turn.kind == _KEPT) - (turn.kind in (_CALLED_OFF, _PREVENTED))


def _refuse(turns: tuple[Turn, ...], over: Note | None) -> None:
    names = [turn.name for turn in turns]
    once(names, "steps of the appointment")
    kinds = [turn.kind for turn in turns]
    if kinds.count(_BOOKED) != 1:
        raise ValueError(f"the appointment is booked at {kinds.count(_BOOKED)} steps: give one booked(...)")
    held = [turn for turn in turns if turn.kind == _KEPT]
    if not held:
        raise ValueError(f"the appointment '{names[kinds.index(_BOOKED)]}' is never kept: give at least one kept(...)")
    if early := [turn.name for turn in held[:-1] if turn.when is None]:
        raise ValueError(f"'{early[0]}' is where every appointment is kept, so '{held[-1].name}' never is: "
                         "say when=... of it")  # fmt: skip
    if kinds.count(_PREVENTED) > 1:
        raise ValueError("what prevents the appointment stands at several steps: give one prevented(...) that says all")
    if kinds.count(_WITHDRAWN) > 1:
        raise ValueError("the appointment is withdrawn at several steps: give one withdrawn(...), also for at_death")
    for turn in turns:
        if turn.kind == _WITHDRAWN and ("at" in turn.step or "after" in turn.step):
            raise ValueError(f"'{turn.name}' happens when the episode is over: leave at and after out")
        leads_on = turn.kind in _HELD_OR_NOT and turn.step.get("then")
        if leads_on and over is None and _WITHDRAWN in kinds:
            raise ValueError(f"'{turn.name}' leads on, so what is over could be withdrawn: give the note over=... "
                             "that is true from then on")  # fmt: skip
