"""Measures of practices: how long their lists are.

They are those of every place there is, not of a population: a small one does not fill its place."""

from __future__ import annotations

from synth.realism.measures import POPULATION, on_a_day
from synth.realism.sample import Sample
from synth.realism.tally import Stated
from synth.world.places import dealing, places


def _sizes() -> list[int]:
    return [dealing.list_size(place, p) for place in range(places.count()) for p in range(dealing.PRACTICES)]


@on_a_day(POPULATION, "GP practice mean list size", {"England Dec 2024": ()}, "patients (just over)")
def mean_list(sample: Sample, at: int) -> Stated:
    """The mean of the list sizes, which are capacities, of all practices."""
    sizes = _sizes()
    return Stated(sum(sizes) / len(sizes), len(sizes))


@on_a_day(POPULATION, "Practices with list 4,000-5,999 (modal)", {"England": (4_000, 6_000)}, "percent of practices")
@on_a_day(POPULATION, "Practices with list >20,000", {"England": (20_001, 10**9)}, "percent of practices")
def lists_between(sample: Sample, at: int, least: int, below: int) -> Stated:
    """Practices with a list size in a range, of all practices."""
    sizes = _sizes()
    return Stated(sum(least <= size < below for size in sizes) / len(sizes), len(sizes))
