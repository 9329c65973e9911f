"""What a library ten times as large costs: every pathway once more under nine other names, all signals and facts its own.

python -m tests.benchmarks.tenfold [PATIENTS]
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import Any

import numpy as np

import care_pathways
from synth import world
from synth.pathway.compiled.made import Made
from synth.pathway.compiled.plan import Library, PathwayPlan
from synth.pathway.compiled.programs import Wait
from synth.pathway.compiled.stepping import program
from synth.pathway.engines.columnar import Engine
from synth.settings import Settings
from synth.world.vocabulary import EVENTS

COPIES = 10


def tenfold(library: Library, copies: int = COPIES) -> Library:
    """A library with every pathway so many times: each copy hears the world and, of signals, those of its own copy.

    Copies keep the forms and facts of the first, which they set to the same values at the same moments; their draws and
    keys differ by the name of the pathway.
    """
    many = len(library.pathways)
    plans: list[PathwayPlan] = []
    for copy in range(copies):
        shift = copy * many
        plans += [_shifted(plan, shift, copy) for plan in library.pathways]
    listeners: dict[str, tuple[int, ...]] = {}
    for signal, heard in library.listeners.items():
        if signal in EVENTS:
            listeners[signal] = tuple(i + copy * many for copy in range(copies) for i in heard)
        else:
            listeners[signal] = heard
    groups = [tuple(i + copy * many for i in group) for group in library.groups for copy in range(copies)]
    return replace(library, pathways=plans, groups=groups, listeners=listeners,
                   programs=Made(len(plans), lambda at: program(plans[at])))  # fmt: skip


def _shifted(plan: PathwayPlan, shift: int, copy: int) -> PathwayPlan:
    def places(found: tuple[Wait, ...]) -> tuple[Wait, ...]:
        return tuple(replace(wait, pathway=wait.pathway + shift) for wait in found)

    def own(fact: str) -> str:
        return fact if not copy else f"{fact} of copy {copy}"

    steps = tuple(
        replace(
            s, awaits=places(s.awaits), sets=tuple((own(fact), e) for fact, e in s.sets),
            signals=tuple(replace(signal, starts=tuple(i + shift for i in signal.starts)) for signal in s.signals),
        )
        for s in plan.steps
    )  # fmt: skip
    name = plan.name if not copy else f"{plan.name} {copy}"
    return replace(plan, index=plan.index + shift, name=name, steps=steps, start_awaits=places(plan.start_awaits))


def seconds(library: Library, people: Any, settings: Settings) -> tuple[float, int, int]:
    """The processor time of one run, the calls of steps and the entries."""
    begins = time.process_time()
    engine = Engine(library, people, settings)
    engine.run()
    return time.process_time() - begins, engine.steps_called, len(engine.written)


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    window = Settings()
    families = int(np.searchsorted(np.cumsum(world.count_persons(0, asked, window)), asked)) + 1
    population = world.build(np.arange(families), window)
    once = care_pathways.library()
    ten = tenfold(once)
    for of in (once, ten):  # programs are made when a step is first run
        seconds(of, population, window)
    (a, calls, entries), (b, more_calls, more) = seconds(once, population, window), seconds(ten, population, window)
    print(f"{len(once.pathways)} pathways, {asked:,} patients: {a:.2f} s, {calls:,} calls, {entries:,} entries")
    print(
        f"{len(ten.pathways)} pathways: {b:.2f} s, {more_calls:,} calls, {more:,} entries: {b / a:.1f} times the time"
    )
