"""Values that pass a threshold with nobody told: faults of pathways, found at load time.

A finding that some pathway answers must be told by every pathway that writes its codes, at that step or, where the
result comes later, at another; or UNANSWERED says why that pathway need not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synth.pathway.language import expressions as x
from synth.pathway.language.model import Finding, Pathway, Write
from synth.pathway.language.words import Unanswered

_MEASURED = ("observation", "assessment")


def answered(pathways: Sequence[Pathway]) -> list[Finding]:
    """The findings that pathways answer, each once, in their order."""
    return list(dict.fromkeys(p.answers for p in pathways if p.answers is not None))


def check(pathways: Sequence[Pathway], unanswered: Sequence[Unanswered]) -> Iterator[str]:
    """Thresholds without a consequence, as faults with their mend; reasons that are left over."""
    findings = answered(pathways)
    let_be = {(each.what, name) for each in unanswered for name in each.within}
    untold: set[tuple[str, str]] = set()
    for f in findings:
        for p in pathways:
            if p.answers is f or any(g.name == f.name for s in p.steps for g in s.signals):
                continue
            for s in p.steps:
                for code in sorted({code for w in s.writes for code in _codes(w)} & set(f.of)):
                    untold.add((f.name, p.name))
                    if (f.name, p.name) not in let_be:
                        yield (f"{p.name}.{s.name}: it writes '{code}', and nobody is told of '{f.name}': raise its "
                               "found(...), or say in UNANSWERED why none is needed")  # fmt: skip
    for what, name in sorted(let_be - untold):
        yield f"UNANSWERED: '{what}' need not be told in '{name}', where it never could be untold: take that out"
    everywhere = [each.what for each in unanswered if not each.within]
    yield from _bounds(pathways, {code for f in findings for code in f.of}, everywhere)


def _bounds(pathways: Sequence[Pathway], answers: set[str], let_be: Sequence[str]) -> Iterator[str]:
    """Results with bounds past which nothing follows."""
    bounded: dict[str, str] = {}
    for p in pathways:
        for s in p.steps:
            for w in s.writes:
                if "range" in w.details:
                    bounded |= {code: f"{p.name}.{s.name}" for code in _codes(w) if code not in bounded}
    for code, place in bounded.items():
        if code not in answers and code not in let_be:
            yield (f"{place}: '{code}' has bounds, and nothing follows where a result is past them: let a "
                   "consequence(...) answer it, or say in UNANSWERED why none is needed")  # fmt: skip
    for code in let_be:
        if code in answers or code not in bounded:
            why = "a consequence answers it" if code in answers else "no pathway writes it with bounds"
            yield f"UNANSWERED: nothing need follow '{code}', but {why}: take that out"


def _codes(w: Write) -> set[str]:
    """The codes under which a write may put down something measured."""
    if w.kind not in _MEASURED:
        return set()
    if isinstance(w.code, str):
        return {w.code}
    return {part.key for part in w.code.walk() if isinstance(part, x.Code)} if w.code is not None else set()
