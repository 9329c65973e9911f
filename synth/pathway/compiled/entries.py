"""Entries that do not end: begun and never ended, not ended at death or on some way, ended under another name.

And medicines that go on without end in sight: of what is dispensed again and again someone must say that it may be.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from synth.pathway.language.model import END, Choice, Pathway, Step, When, Write

_BEGINS, _ENDS = ("begun", "planned"), ("ended", "withdrawn")


def check(p: Pathway) -> Iterator[str]:
    """The faults of the runs of changes of a pathway: what begins ends, under the name under which it began."""
    runs: dict[tuple[str, str], list[tuple[str, Write]]] = {}
    for s in p.steps:
        for w in s.writes:
            if w.entry:
                runs.setdefault((w.kind, w.entry), []).append((s.name, w))
    for (kind, entry), writes in runs.items():
        begun = [step for step, w in writes if w.change in (*_BEGINS, "recorded")]
        if not begun:
            names = [other for of, other in runs if of == kind and other != entry]
            near = difflib.get_close_matches(entry, names, n=1) or names[:1]
            step, w = writes[0]
            mend = f"did you mean entry='{near[0]}'" if near else "begin it at an earlier step"
            yield f"step '{step}' writes that {kind} '{entry}' is {w.change}, but none of that name begins: {mend}"
            continue
        begins = [step for step, w in writes if w.change in _BEGINS and w.until is None]
        ends = [step for step, w in writes if w.change in _ENDS]
        if begins and not ends:
            yield f"step '{begins[0]}' begins {kind} '{entry}', which nothing ends: end it at the step where it is over"
        elif begins and p.at_death not in ends:
            yield f"step '{begins[0]}' begins {kind} '{entry}', which stays when the person dies: end it at_death"
        elif begins:
            for last in _left_open(p, begins, {step for step, w in writes if w.change in (*_ENDS, "recorded")}):
                yield (
                    f"the episode is over at step '{last}' while {kind} '{entry}' goes on: end it there, or let the "
                    "step lead on to one that does (ending and at_death come only while the episode goes on)"
                )
    yield from _not_authorised(p, runs)


def _not_authorised(p: Pathway, runs: dict[tuple[str, str], list[tuple[str, Write]]]) -> Iterator[str]:
    """Repeat medicines that are taken from review to review and that no review authorises again."""
    again = {str(w.code) for s in p.steps for w in s.writes if w.kind == "prescription" and _authorises(w)}
    for (kind, entry), writes in runs.items():
        begun = [(step, w) for step, w in writes if w.change in _BEGINS and w.details.get("course") == "repeat"]
        if kind != "prescription" or not begun or any(str(w.code) in again for _, w in begun):
            continue
        ends = {step for step, w in writes if w.change in _ENDS}
        round_again = _come_round(p, [step for step, _ in begun], ends)
        if round_again:
            yield (
                f"'{entry}' is a repeat medicine, which no step authorises again, though '{round_again[0]}' comes "
                "round: write LADDER.authorised() there (of a treatment by itself, its authorised()), or end it"
            )


def _authorises(w: Write) -> bool:
    """Whether a write authorises a medicine: an order by itself, or an amendment that says for how often."""
    return w.change == "recorded" or (w.change == "amended" and bool(w.details.get("repeats")))


def _come_round(p: Pathway, begins: list[str], ends: set[str]) -> list[str]:
    """The steps after some others that lead back to themselves, on ways on which nothing has begun again or ended."""
    steps = {s.name: s for s in p.steps}

    def beyond(names: Iterable[str]) -> set[str]:
        todo, seen = [name for name in names if name not in ends], set[str]()
        while todo:
            for follower in steps[todo.pop()].followers():
                if follower in steps and follower not in {*seen, *ends, *begins}:
                    seen.add(follower)
                    todo.append(follower)
        return seen

    after = beyond(begins)
    found = [s.name for s in p.steps if s.name in after and s.name in beyond([s.name])]
    return sorted(found, key=lambda name: name not in steps[name].followers())  # first what follows itself: a review


def _left_open(p: Pathway, begins: list[str], ends: set[str]) -> list[str]:
    """The steps at which an episode is over with an entry open that it has begun.

    A last step that waits for an instant (`at`) waits for the end of the episode, which cuts it short.
    """
    steps = {s.name: s for s in p.steps}
    todo, seen, found = [name for name in begins if name not in ends], set[str](), []
    while todo:
        name = todo.pop()
        if name in seen or name in ends or name not in steps:
            continue
        seen.add(name)
        if _may_be_last(steps[name]) and steps[name].at is None:
            found.append(name)
        todo += steps[name].followers()
    return sorted(found)


def _may_be_last(s: Step) -> bool:
    """Whether the episode may be over with a step."""
    if isinstance(s.then, Choice):
        return END in s.then.options
    if isinstance(s.then, When):
        return END in (*s.then.conditions, s.then.otherwise)
    return s.then in (None, END)
