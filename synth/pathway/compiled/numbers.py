"""The numbers that pathways rest on, as they were read: what `synth pathways check` shows."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import fields, is_dataclass

from synth.evidence import Number
from synth.pathway.compiled.courses import Coursed
from synth.pathway.compiled.plan import Drawn, Library, PathwayPlan, Placed, Shared
from synth.pathway.language.expressions import Expression


def of_pathway(plan: PathwayPlan) -> list[Number]:
    """The numbers of a pathway, in the order in which its steps use them, each once."""
    found = {}
    for e in _walk(plan):
        if isinstance(e, (Drawn, Placed, Shared)):
            found[e.number.where] = e.number
        elif isinstance(e, Coursed):
            found |= {number.where: number for number in e.numbers}
    return list(found.values())


def _walk(part: object) -> Iterator[Expression]:
    """Every expression in a plan, wherever it stands."""
    if isinstance(part, Expression):
        yield from part.walk()
    elif isinstance(part, (tuple, list)):
        for each in part:
            yield from _walk(each)
    elif is_dataclass(part) and type(part).__module__ == PathwayPlan.__module__:
        for item in fields(part):
            yield from _walk(getattr(part, item.name))


def lines(library: Library, names: Container[str] | None = None) -> list[str]:
    """What is counted, and for each average with risks the reference value solved from it.

    names: of the pathways whose values are said; all if not given.
    """
    of_each = {plan.pathway.name: of_pathway(plan) for plan in library.pathways}
    every = {number.where: number for numbers in of_each.values() for number in numbers}
    said = {n.where: n for name, numbers in of_each.items() if names is None or name in names for n in numbers}
    sources = [source for n in every.values() for source in n.sources]
    assumed = sum(source.startswith("assumption") for source in sources)
    out = [
        f"{len(library.pathways)} pathways, {sum(len(p.steps) for p in library.pathways)} steps, "
        f"{len(library.forms)} forms",
        f"{len(every)} numbers from {len(sources)} sourced figures, of which {assumed} rest on an assumption",
    ]
    for number in said.values():
        if number.risks:
            risks = ", ".join(risk.name for risk in number.risks)
            values = ", ".join(f"{value:.4g}" for value in number.reference[:6])
            more = " ..." if len(number.reference) > 6 else ""
            out.append(f"  {number.where}: {values}{more} for those without {risks}")
    return out
