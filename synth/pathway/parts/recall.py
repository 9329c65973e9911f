"""A recall: someone is invited, reminded, and comes, or is left alone after so many invitations.

    *recall(
        invitation("invited", comes=p.comes, letter="invitation to screening"),
        invitation("reminded", after=p.until_reminded, comes=p.comes_when_reminded, letter="reminder"),
        setting="general practice (reception)", came=n.came, then="screening", otherwise="three years on",
        exempted=Step("exempted", "general practice (GP)", writes=[observe("declined")]))

A review of which it is known only on the day that someone did not come writes `did_not_come(...)`. Where a service may
be closed, what goes on of it is a number with dates: `goes_on=` of a recall invites nobody else, `held=` of
`did_not_come` says that there was no review to which to come.
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
from synth.pathway.language.writes import Code, appoint, communicate


@dataclass(frozen=True, eq=False)
class Invitation:
    """A step at which someone is invited: made by `invitation`."""

    name: str
    comes: Draw | Value
    after: Draw | Expression | int
    letter: Code
    draws: Mapping[Any, Draw | Value]
    writes: Sequence[Write]


def invitation(
    name: str,
    *,
    comes: Draw | Value,
    after: Draw | Expression | int = 0,
    letter: Code = None,
    draws: Mapping[Any, Draw | Value] | None = None,
    writes: Sequence[Write] = (),
) -> Invitation:
    """An invitation, or a reminder of one: the step of this name.

    comes: whether it is followed. after: how long after the step before. letter: the code of what is sent, if that is
    written down. draws, writes: what else is drawn and written there.
    """
    return Invitation(name, comes, after, letter, draws or {}, writes)


def recall(*invitations: Invitation, setting: str, came: Note, then: str, otherwise: str,
           exempted: Step | None = None, goes_on: Draw | None = None, invited: Note | None = None,
           ) -> list[Step]:  # fmt: skip
    """The steps of a recall, from the first invitation on.

    setting: who sends the invitations. came: the note that says whether the last of them was followed. then: the step
    of those who come. otherwise: the step of those who do not. exempted: a step that these take first, at which it is
    written down that they are left alone. goes_on: the chance that the service invites at all, as its closures have it;
    invited: the note that keeps whether it did (of who is not invited nothing is sent or written by the recall).
    """
    if (goes_on is None) != (invited is None):
        raise ValueError(f"the recall to '{then}' says one of goes_on and invited: give both, or neither")
    if not invitations:
        raise ValueError("a recall has no invitation: give at least one invitation(...)")
    names = [i.name for i in invitations] + ([exempted.name] if exempted else [])
    once(names, "steps of the recall")
    if then == otherwise:
        raise ValueError(f"the recall '{names[0]}' leads to '{then}' whoever comes: let `otherwise` differ")
    if exempted is not None and exempted.then is not None:
        raise ValueError(f"step '{exempted.name}' says what comes then: leave that to the recall")
    found = []
    for i, follower in zip(invitations, [*names[1:], otherwise], strict=False):
        sent = [] if i.letter is None else [communicate(i.letter, when=invited)]
        asked: dict[Any, Draw | Value] = {}
        comes = i.comes
        if goes_on is not None and invited is not None:
            asked, comes = {invited: goes_on.named(f"{goes_on.number.name}: {i.name}")}, invited & i.comes
        found.append(Step(i.name, setting, after=i.after, draws={**asked, **i.draws, came: comes},
                          writes=[*sent, *i.writes],
                          then=When({then: came}, otherwise=follower)))  # fmt: skip
    return [*found, *([exempted.changed(then=otherwise)] if exempted else [])]


def did_not_come(code: Code, *, came: Expression, letter: Code = None, sender: str | None = None,
                 held: Expression | None = None) -> list[Write]:  # fmt: skip
    """The writes at a review to which someone did not come: an appointment that was missed, and another invitation.

    came: whether they did. letter: the code of the invitation, if one is sent; sender: its setting, if another.
    held: whether there was a review at all; of one that was called off nothing was missed.
    """
    stayed_away = both(held, ~came)
    missed = appoint(code, "recorded", entry="", status="noshow", slot="missed", when=stayed_away)
    return [missed] if letter is None else [missed, communicate(letter, when=stayed_away, setting=sender)]
