"""Entries that do not end: begun and never ended, not ended at death, or ended under another name than they began."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from synth.pathway.language.model import Pathway, Write

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
