"""The scene of a batch, on which its episodes are played: the people, their facts, and which rows are one family."""

from __future__ import annotations

from typing import Any

import numpy as np

from synth import clock
from synth.pathway.engines.facts import FactStore
from synth.world.population import Population

Column = np.ndarray


class Scene:
    """The people of one batch with their changing facts.

    family_row: the family of each person, by its place in the batch (int64);
    lasting: what stays for life in the courses that were asked for, a column of persons each: of a part by the hash of
    its name, of all parts of a course by the name of the course; moving: the other parts of each, as they are drawn.
    """

    def __init__(self, population: Population) -> None:
        self.population = population
        sizes = np.diff(population.family_start)
        self.family_row = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
        self.lasting: dict[int | str, Column] = {}
        self.moving: dict[str, Any] = {}
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

    def family(self, person: Column) -> tuple[Column, Column, Column]:
        """Everyone in the family of each person, in order: the places in `person`, the rows, and where each begins."""
        start, family = self.population.family_start, self.family_row.take(person)
        first = start.take(family)
        size = start.take(family + 1) - first
        begins = np.cumsum(size) - size
        each = np.repeat(np.arange(len(person), dtype=np.int64), size)
        return each, np.arange(len(each), dtype=np.int64) + (first - begins).take(each), begins

    def siblings(self, person: Column) -> tuple[Column, Column]:
        """Every other child of each person's mother, in order: the places in `person`, and the rows of the siblings."""
        mother = self.column("mother")
        each, other, _ = self.family(person)
        own, theirs = person.take(each), mother.take(other)
        found = (other != own) & (theirs >= 0) & (theirs == mother.take(own))
        return each[found], other[found]

    def family_of(self, person: int) -> range:
        """The rows of everyone in a person's family."""
        start, family = self.population.family_start, self.family_row.item(person)
        return range(start.item(family), start.item(family + 1))

    def siblings_of(self, person: int) -> list[int]:
        """The rows of every other child of a person's mother, in order."""
        mothers = self.column("mother")
        mother = mothers.item(person)
        family = self.family_of(person) if mother >= 0 else ()
        return [other for other in family if other != person and mothers.item(other) == mother]

    def others(self, name: str, person: Column, now: Column) -> Column:
        """The sum of a fact over the other members of each person's family, just before each instant."""
        each, other, begins = self.family(person)
        if not len(each):
            return np.zeros(0, dtype=np.int64)
        value = self.facts.before(name, np.where(other != person.take(each), other, -1), now.take(each))
        return np.add.reduceat(value, begins)
