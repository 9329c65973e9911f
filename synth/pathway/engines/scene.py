"""The scene of a batch, on which its episodes are played: the people, their facts, and which rows are one family."""

from __future__ import annotations

import numpy as np

from synth import clock
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
        self._columns: dict[str, Column] = {}

    def column(self, name: str) -> Column:
        """A fact that never changes, of every person (int64)."""
        found = self._columns.get(name)
        if found is None:
            known = self.population.persons.columns.get(name)
            if known is None:
                known = self.population.attributes[name]
            found = self._columns[name] = known.astype(np.int64, copy=False)
        return found

    def born_day(self) -> Column:
        """The day on which each person was born, by British clocks."""
        if "born day" not in self._columns:
            self._columns["born day"] = clock.uk_day(self.column("born"))
        return self._columns["born day"]

    def siblings(self, person: Column) -> tuple[Column, Column]:
        """Every other child of each person's mother, in order: the places in `person`, and the rows of the siblings."""
        start, mother = self.population.family_start, self.column("mother")
        first, last = start[self.family_row[person]], start[self.family_row[person] + 1]
        other = first[:, None] + np.arange(self.largest if len(person) else 0)
        theirs = mother[np.minimum(other, len(mother) - 1)]
        found = (
            (other < last[:, None]) & (other != person[:, None]) & (theirs >= 0) & (theirs == mother[person][:, None])
        )
        each, _ = found.nonzero()
        return each, other[found]

    def others(self, name: str, person: Column, now: Column) -> Column:
        """The sum of a fact over the other members of each person's family, just before each instant."""
        start = self.population.family_start
        total = np.zeros(len(person), dtype=np.int64)
        anyone = np.add.reduceat(self.facts.has(name), start[:-1]) > 0 if len(start) > 1 else np.zeros(0, dtype=bool)
        rows = np.flatnonzero(anyone[self.family_row[person]])
        family = self.family_row[person[rows]]
        first, last = start[family], start[family + 1]
        for k in range(self.largest if len(rows) else 0):
            other = first + k
            other = np.where((other < last) & (other != person[rows]), other, -1)
            total[rows] += self.facts.before(name, other, now[rows])
        return total
