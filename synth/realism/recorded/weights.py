"""How much each person counts where a dataset is of one place, so that age, sex and deprivation are England's."""

from __future__ import annotations

import re

import numpy as np

from synth import clock
from synth.realism.figures import read_figures
from synth.realism.recorded.units import Record

Column = np.ndarray
BAND = 5
OLDEST = 90
DECILES = 10
_ROUNDS = 50
_CELL = re.compile(r"(\d+)(?:-(\d+)|\+) (females|males)")
LARGEST = 20.0
"""No one counts for more than so many, or of rare people one would be all."""


def england() -> Column:
    """The share of each band of five years (0-4 to 90+) and sex (female, male) of England: (bands, 2), sum 1."""
    cells = np.zeros((OLDEST // BAND + 1, 2))
    for figure in read_figures():
        if figure.measure == "Share of population in age-sex cell" and (found := _CELL.fullmatch(figure.stratum)):
            cells[int(found[1]) // BAND, int(found[3] == "males")] = figure.value
    return cells / cells.sum()


class Weights:
    """A weight for each person, by the cell in which the person is in the middle of the window."""

    def __init__(self, record: Record) -> None:
        people, settings = record.persons, record.settings
        middle = (settings.begins + settings.ends) // 2
        day = np.full(len(people), middle // clock.DAY)
        age = np.where(people.born_day <= day, clock.age_years(people.born_day, day), 0)
        band = np.minimum(age // BAND, OLDEST // BAND)
        male = (people.sex == "male").astype(np.int64)
        decile = np.nan_to_num(people.decile, nan=0).astype(np.int64)
        known = (decile > 0).any()
        here = (people.born <= middle) & (people.died > middle) & ~people.stillborn
        table = np.zeros((OLDEST // BAND + 1, 2, DECILES + 1))
        np.add.at(table, (band[here], male[here], decile[here]), 1.0)
        self._weights = _raked(table, known)[band, male, decile]

    def of(self, person: Column) -> Column:
        """The weight of each of some persons (rows)."""
        return self._weights[person]


def _raked(table: Column, deciles: bool) -> Column:
    """Weights of cells (bands, sexes, deciles) by which age by sex, and tenths of deprivation, are England's."""
    wanted, weights = england() * table.sum(), np.ones_like(table)
    tenth = np.full(DECILES + 1, table[:, :, 1:].sum() / DECILES)
    tenth[0] = table[:, :, 0].sum()
    for _ in range(_ROUNDS):
        weights *= _factor(wanted, (table * weights).sum(axis=2))[:, :, None]
        if deciles:
            weights *= _factor(tenth, (table * weights).sum(axis=(0, 1)))
    return np.minimum(weights, LARGEST)


def _factor(wanted: Column, found: Column) -> Column:
    return np.where(found > 0, wanted / np.where(found > 0, found, 1), 1.0)
