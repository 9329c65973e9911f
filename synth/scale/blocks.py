"""A batch cut into its blocks: the same columns, counted from each block's own first person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from synth import keys
from synth.record.batch import Batch
from synth.world import lazily
from synth.world.population import Population, Table

PERSON_ROWS = ("person", "mother", "father", "other", "carer", "one", "two", "adopter", "baby_1", "baby_2", "baby_3")
"""Columns that hold person rows (or -1), wherever they stand."""


def blocks_of(batch: Batch, blocks: Iterable[int]) -> Iterator[tuple[int, Batch]]:
    """Each of the blocks that a batch was to hold, as a batch of its own: what simulating that one alone gives.

    Families are closed and rows are sorted by family, so a block is a slice of every table: an empty one where nobody
    of the block is in England in the window.
    """
    wanted = sorted(set(blocks))
    if len(wanted) == 1:
        yield wanted[0], batch
        return
    for block in wanted:
        yield block, _cut(batch, block)


def _cut(batch: Batch, block: int) -> Batch:
    """The families of one block of a batch."""
    population = batch.population
    bounds = [block * keys.BLOCK, (block + 1) * keys.BLOCK]
    first, last = np.searchsorted(population.families, bounds).tolist()
    begin, end = population.family_start[[first, last]].tolist()

    def by_person(table: Table, name: str = "person") -> Table:
        low, high = np.searchsorted(table[name], [begin, end])
        return _based(table, slice(int(low), int(high)), begin)

    def by_family(table: Table) -> Table:
        low, high = np.searchsorted(table["family"], bounds)
        return _based(table, slice(int(low), int(high)), begin)

    cut = Population(
        families=population.families[first:last],
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
