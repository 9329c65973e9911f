"""What the views cost: resources a second of processor time, families to FHIR NDJSON thrown away at the end, in turn."""

from __future__ import annotations

import sys
import time

from synth import api
from synth.dataset.arguments import VIEWS

FAMILIES = 512
LEAST = 0.8
"""The share of the whole view's resources a second that the views of systems are to reach."""


def measured(view: str, families: int = FAMILIES) -> tuple[int, float]:
    """How many resources a view has, and the seconds of processor time that they take."""
    begun = time.process_time()
    outcome = api.make(families=families, formats="ndjson", view=view, out=None, workers=1)
    return sum(outcome.made.resources.values()), time.process_time() - begun


def rates(times: int = 2, families: int = FAMILIES) -> dict[str, float]:
    """The resources a second of each view, over some runs of all in turn, so that a busy minute slows each alike."""
    measured(VIEWS[0], 2)  # what is made once in a process
    resources, seconds = dict.fromkeys(VIEWS, 0), dict.fromkeys(VIEWS, 0.0)
    for _ in range(times):
        for view in VIEWS:
            made, took = measured(view, families)
            resources[view] += made
            seconds[view] += took
    return {view: resources[view] / seconds[view] for view in VIEWS}


if __name__ == "__main__":
    found = rates(*map(int, sys.argv[1:]))
    for view, rate in found.items():
        print(f"{view}: {rate:,.0f} resources/s, {rate / found[VIEWS[0]]:.2f} of {VIEWS[0]}")
    sys.exit(0 if all(rate >= LEAST * found[VIEWS[0]] for rate in found.values()) else 1)
