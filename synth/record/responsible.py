"""Who answered for what was done: the place and the practice whose services did it, for each setting and moment."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.systems import authorship
from synth.table import standing
from synth.world.population import Population
from synth.world.residence import practice_lists

Column = np.ndarray

_NEWBORN = 28 * clock.DAY
"""Who came into care when no older than this had no home of his or her own before: it was the mother's."""


def responsible(population: Population, setting: Column, person: Column, instant: Column) -> tuple[Column, Column]:
    """The place and the practice (int64) whose services acted for each of some persons at an instant.

    setting: numbers of settings (`authorship.INDEX`). As a rule those of the area where the person lives; of a
    practice the one on whose list the person is; of a stay of some weeks those of its area; of children's social care
    the council that looks after the child, which is that of the home from which it came into care.
    """
    place, practice = practice_lists.at(population, person, instant)
    place, practice = place.copy(), practice.copy()
    for mask, look_up in (
        (authorship.of_the_list(setting), practice_lists.registered),
        (authorship.at_a_stay(setting), practice_lists.staying),
        (authorship.of_the_council(setting), _council),
    ):
        rows = np.flatnonzero(mask)
        if len(rows):
            place[rows], practice[rows] = look_up(population, person[rows], instant[rows])
    return place, practice


def _council(population: Population, person: Column, instant: Column) -> tuple[Column, Column]:
    """The place whose council answers for each of some persons at an instant, and the practice of the home there."""
    care = population.care
    if len(care):
        # The day on which care ends is still its own.
        row = standing(care["person"], care["from"], care["until"] + clock.DAY, person, instant)
        cared = np.flatnonzero(row >= 0)
        since = care["from"][row[cared]]
        child = person[cared]
        mother = population["mother"][child]
        young = (mother >= 0) & (since < population["born"][child] + _NEWBORN)
        person, instant = person.copy(), instant.copy()
        person[cared] = np.where(young, mother, child)
        instant[cared] = since - 1
    return practice_lists.at(population, person, instant)
