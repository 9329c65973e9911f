"""A batch cut into its blocks: the same columns, counted from each block's own first person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from synth import keys
from synth.record.batch import Batch
from synth.world import lazily
from synth.world.population import Population, Table

PERSON_ROWS = ("person", "mother", "father", "other", "carer", "one", "two", "adopter", "baby_1", "baby_2", "baby_3")
"""Columns that hold person rows (or -1), wherever they stand."""


def blocks_of(batch: Batch) -> Iterator[tuple[int, Batch]]:
    """Each block of a batch, as a batch of its own; equal to what simulating that block alone gives.

    Families are closed and rows are sorted by family, so a block is a slice of every table.
    """
    population = batch.population
    block = population.families // keys.BLOCK
    if not len(block):
        return
    edges = np.flatnonzero(np.concatenate([[True], block[1:] != block[:-1], [True]]))
    if len(edges) == 2:
        yield int(block[0]), batch
        return
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        yield int(block[first]), _cut(batch, first, last)


def _cut(batch: Batch, first: int, last: int) -> Batch:
    """The families at positions first .. last - 1 of a batch."""
    population = batch.population
    families = population.families[first:last]
    column = population["family"]
    begin = int(np.searchsorted(column, families[0], side="left"))
    end = int(np.searchsorted(column, families[-1], side="right"))

    def by_person(table: Table, name: str = "person") -> Table:
        low, high = np.searchsorted(table[name], [begin, end], side="left") if len(table) else (0, 0)
        return _based(table, slice(int(low), int(high)), begin)

    def by_family(table: Table) -> Table:
        if not len(table):
            return table
        low = np.searchsorted(table["family"], families[0], side="left")
        high = np.searchsorted(table["family"], families[-1], side="right")
        return _based(table, slice(int(low), int(high)), begin)

    cut = Population(
        families=families,
        family_start=population.family_start[first : last + 1] - begin,
        persons=_based(population.persons, slice(begin, end), begin),
        attributes=lazily.each(population.attributes, lambda column: column[begin:end]),
        facts=lazily.each(population.facts, by_person),
        pregnancies=by_person(population.pregnancies, "mother"),
        households=by_person(population.households),
        relationships=by_person(population.relationships),
        names=by_person(population.names),
        addresses=by_family(population.addresses),
        numbers=by_person(population.numbers),
        marriages=by_person(population.marriages, "one"),
        lists=by_person(population.lists),
        known_as=by_person(population.known_as),
        sexes=by_person(population.sexes),
        adoptions=by_person(population.adoptions),
        care=by_person(population.care),
        placements=by_person(population.placements),
        temporary=by_person(population.temporary),
        others=lazily.each(population.others, by_person),
    )
    record = {kind: by_family(table) for kind, table in batch.record.items()}
    return replace(batch, population=cut, record=record)


def _based(table: Table, rows: slice, begin: int) -> Table:
    """Some rows of a table, with person rows counted from another first person."""
    cut = {}
    for name, column in table.columns.items():
        part = column[rows]
        if begin and name in PERSON_ROWS:
            part = np.where(part >= 0, part - begin, part)
        cut[name] = part
    return Table(cut)
