"""What a library ten times as large costs: every pathway once more under nine other names, all signals and facts its own.

Copies that everyone has write ten times the entries. What is to come is rarer than what is there, so copies are also
given to one family in nine each: the pathways are ten times as many and the entries twice.

python -m tests.benchmarks.tenfold [PATIENTS]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

import care_pathways
from synth import world
from synth.made import Made
from synth.pathway.compiled.plan import Library, PathwayPlan
from synth.pathway.compiled.programs import Wait
from synth.pathway.compiled.stepping import program
from synth.pathway.engines.columnar import Engine
from synth.settings import Settings
from synth.world.vocabulary import EVENTS

COPIES = 10
TIMES = 2
"""How often each is run: programs are made when a step is first run, so the first counts for nothing."""

Column = np.ndarray


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


class Rare(Engine):
    """An engine in which one family in nine hears each copy of a library, and all of them the first."""

    def signal(self, starts: Sequence[int], person: Column, time: Column, key: Column, carries: dict[str, Column],
               care_episode: Column, contact: Column) -> None:  # fmt: skip
        many = len(self.library.pathways) // COPIES
        family = self.population.families[self.scene.family_row[person]] % (COPIES - 1)
        for copy in sorted({index // many for index in starts}):
            rows = np.flatnonzero(family == copy - 1) if copy else np.arange(len(person))
            super().signal(
                [index for index in starts if index // many == copy], person[rows], time[rows], key[rows],
                {name: column[rows] for name, column in carries.items()}, care_episode[rows], contact[rows],
            )  # fmt: skip


def seconds(library: Library, people: Any, settings: Settings, kind: type[Engine] = Engine) -> tuple[float, int, int]:
    """The shortest processor time of some runs, the calls of steps and the entries."""
    found = []
    for _ in range(TIMES):
        begins = time.process_time()
        engine = kind(library, people, settings)
        engine.run()
        found.append(time.process_time() - begins)
    return min(found), engine.steps_called, len(engine.written)


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    window = Settings()
    families = int(np.searchsorted(np.cumsum(world.count_persons(0, asked, window)), asked)) + 1
    population = world.build(np.arange(families), window)
    once = care_pathways.library()
    ten = tenfold(once)
    first, calls, entries = seconds(once, population, window)
    print(f"{len(once.pathways)} pathways, {asked:,} patients: {first:.2f} s, {calls:,} calls, {entries:,} entries")
    for kind, who in ((Engine, "everyone has each copy"), (Rare, "one family in nine has each copy")):
        took, more_calls, more = seconds(ten, population, window, kind)
        print(
            f"{len(ten.pathways)} pathways, {who}: {took:.2f} s, {more_calls:,} calls, {more:,} entries: "
            f"{took / first:.1f} times the time, {more_calls / calls:.1f} the calls, {more / entries:.1f} the entries"
        )
