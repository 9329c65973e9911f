"""Who serves someone at a moment, as the record knows it: the practice, the place, the body of a setting there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synth import clock
from synth.record.who import Who
from synth.systems import authorship
from synth.table import at
from synth.world.organisations import organisations

if TYPE_CHECKING:
    from synth.record.batch import Batch

Column = np.ndarray
NOBODY = -1


def practice(who: Who, person: Column, moment: Column) -> Column:
    """The practice with which each person was registered at a moment, or -1 (organisation number).

    Of a newborn who is registered nowhere yet, that of the mother."""
    own = who.practice(person, moment)
    young = (own < 0) & (moment - who.born[person] < clock.YEAR)
    mother = np.where(young, who.birth["mother"][person], NOBODY)
    hers = who.practice(np.maximum(mother, 0), moment)
    return np.where((mother >= 0) & (hers >= 0), hers, own)


def place(who: Who, person: Column, moment: Column, author: Column) -> Column:
    """The place where each person lives at a moment, a newborn with its mother; of no known address, the author's.

    author: the organisation that asks."""
    mother = who.birth["mother"][person]
    young = (mother >= 0) & (moment - who.born[person] < clock.YEAR)
    row = who.home(person, moment)
    row = np.where((row < 0) & young, who.home(np.maximum(mother, 0), moment), row)
    home = at(who.batch.identity["address"]["place"], row, NOBODY)
    return np.where(home >= 0, home, author // organisations.SLOTS)


def body(batch: Batch, setting: Column, person: Column, place: Column, practice: Column) -> Column:
    """The organisation of a setting (its number) that serves each person who lives in a place, with a practice."""
    key = batch.people["key"][person]
    return authorship.complete(setting, place, np.maximum(practice, 0), key, batch.settings.run)[0]
