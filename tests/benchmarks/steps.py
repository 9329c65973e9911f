"""What a call of one step costs: every step of every pathway, for sixty episodes at once, in the middle of the window."""

from __future__ import annotations

import statistics
import time

import numpy as np

from synth import clock, world
from synth.pathway.compiled.plan import Library
from synth.pathway.compiled.programs import START
from synth.pathway.engines.columnar import Engine
from synth.settings import Settings
from synth.world.population import Population

ROWS = 60


def milliseconds(library: Library, rows: int = ROWS, times: int = 5) -> dict[str, float]:
    """The shortest processor time of some calls of each step, by the names of pathway and step."""
    settings = Settings()
    people = world.build(np.arange(2 * rows), settings)
    present = np.flatnonzero(
        (people["patient"]) & (people["born"] < settings.begins) & (people["died"] > settings.ends)
    )
    person = np.resize(present, rows).astype(np.int64)
    found = {}
    for plan in library.pathways:
        for s in plan.steps:
            found[f"{plan.name}.{s.name}"] = min(
                _once(library, people, settings, plan.index, s.index, person) for _ in range(times)
            )
    return found


def _once(
    library: Library, people: Population, settings: Settings, pathway: int, step: int, person: np.ndarray
) -> float:
    """The milliseconds of one call of one step for some episodes that begin with it."""
    engine = Engine(library, people, settings)
    e, rows = engine.episodes[pathway], np.arange(len(person), dtype=np.int64)
    none = np.zeros(len(person), dtype=np.uint64)
    time_of = np.full(len(person), (settings.begins + settings.ends) // 2, dtype=np.int64)
    e.add(person, np.arange(1, len(person) + 1, dtype=np.uint64), time_of, none, none, {})
    if START in e.ready:
        e.take(START)
    e.held.clear()  # a start that has to wait for others waits here for nobody
    e.cut[rows] = clock.NEVER
    plan = library.programs[pathway]
    begins = time.process_time_ns()
    engine.take(plan, plan.steps[step], rows)
    return (time.process_time_ns() - begins) / 1e6


def told(found: dict[str, float]) -> tuple[float, float, str]:
    """The median, the ninth tenth, and the step that takes longest."""
    every = list(found.values())
    return statistics.median(every), statistics.quantiles(every, n=10)[8], max(found, key=found.__getitem__)


if __name__ == "__main__":
    import care_pathways

    costs = milliseconds(care_pathways.library())
    median, most, longest = told(costs)
    print(
        f"{len(costs)} steps of {ROWS} rows: median {median:.3f} ms, nine in ten below {most:.3f} ms; {longest} {costs[longest]:.3f}"
    )
