"""Signals that come too early: nobody can receive them, as what the step that raises them ends still stands then.

A receiver is asked with the facts from before the moment. Only what one pathway alone sets is known of a fact here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synth.pathway.language import expressions as x
from synth.pathway.language.model import Pathway, Step
from synth.world import vocabulary


def check(pathways: Sequence[Pathway]) -> Iterator[str]:
    """The signals that can never start what they are meant to start, each with its mend."""
    setters: dict[str, set[str]] = {name: {"the world"} for name in vocabulary.FACTS}
    for p in pathways:
        for fact in (fact for s in p.steps for fact in s.sets):
            setters.setdefault(fact, set()).add(p.name)
    for p in pathways:
        before = _before(p, {fact for fact, who in setters.items() if who == {p.name}})
        for s in p.steps:
            for name in (signal.name for signal in s.signals if "self" in signal.targets):
                known = before[s.name]
                for other in (other for other in pathways if name in other.signals):
                    if other.only is None or _value(other.only, known) != 0:
                        continue
                    asked = {part.name for part in other.only.walk() if isinstance(part, x.Fact)} & known.keys()
                    still = " and ".join(f"'{fact}' is still {known[fact]}" for fact in sorted(asked))
                    yield (f"{p.name}.{s.name}: '{name}' can never start '{other.name}', as {still} at that moment: "
                           "raise it a moment later, in a step of its own")  # fmt: skip


def _before(p: Pathway, alone: set[str]) -> dict[str, dict[str, int]]:
    """For each step, the facts that a pathway alone sets and that stand at a known value before it."""
    steps = {s.name: s for s in p.steps}
    found: dict[str, dict[str, int] | None] = dict.fromkeys(steps)
    closing = {name for name in (p.ending, p.at_death) if name}
    first = p.steps[0].name if p.steps else ""
    todo = []
    if first:
        found[first] = {}
        todo.append(first)
    while todo:
        s = steps[todo.pop()]
        known = found[s.name] or {}
        sets = {f: _value(x.whole(v), known) for f, v in s.sets.items() if f in alone}
        after = {f: v for f, v in {**known, **sets}.items() if v is not None}
        for name in s.followers():
            if name not in steps or name in closing:
                continue
            here = after if _waits(steps[name]) else {f: v for f, v in known.items() if f not in sets}
            old = found[name]
            new = here if old is None else {f: v for f, v in old.items() if here.get(f) == v}
            if new != old:
                found[name] = new
                todo.append(name)
    return {name: known or {} for name, known in found.items()}


def _waits(s: Step) -> bool:
    """Whether time passes before a step, so that it sees what the step before it set."""
    if s.at is not None:
        return True
    return s.after > 0 if isinstance(s.after, int) else not isinstance(s.after, x.Draw) or s.after.number.lowest > 0


def _value(e: x.Expression, known: dict[str, int]) -> int | None:
    """What an expression gives where some facts are known; None if that depends on more."""
    if isinstance(e, x.Constant):
        return e.value
    if isinstance(e, x.Fact):
        return known.get(e.name)
    if not isinstance(e, x.Operation):
        return None
    left, right = _value(e.left, known), _value(e.right, known)
    if e.sign == "and" and 0 in (left, right):
        return 0
    if left is None or right is None:
        return None
    if e.sign in ("and", "or"):
        return int(bool(left) and bool(right)) if e.sign == "and" else int(bool(left) or bool(right))
    return (
        int({"==": left == right, "<": left < right, "<=": left <= right}[e.sign])
        if e.sign in ("==", "<", "<=")
        else None
    )
