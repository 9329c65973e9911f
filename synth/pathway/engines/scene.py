"""The scene of a batch, on which its episodes are played: the people, their facts, and which rows are one family."""

from __future__ import annotations

import numpy as np

from synth.pathway.engines.facts import FactStore
from synth.world.population import Population

Column = np.ndarray


class Scene:
    """The people of one batch with their changing facts.

    family_row: the family of each person, by its place in the batch (int64); largest: persons of the largest family;
    lasting: what stays for life in the courses that were asked for, by the hash of its name, a column of persons each.
    """

    def __init__(self, population: Population) -> None:
        self.population = population
        sizes = np.diff(population.family_start)
        self.family_row = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
        self.largest = int(sizes.max()) if len(sizes) else 0
        self.lasting: dict[int, Column] = {}
        self.facts = FactStore(population.facts, len(population))
