"""Who has which story: what a record holds that is worth looking at, as the file of stories says.

A story is told by what was recorded by `--to`, or by the person's own birth.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth.record.batch import Batch
from synth.record.kinds import CHANGES, MISSING, RELATIONSHIPS
from synth.record.stories import Story

_BEGUN, _ENDED = CHANGES.index("begun"), CHANGES.index("ended")


def stories_of(batch: Batch, stories: Sequence[Story]) -> np.ndarray:
    """Which person has which of some stories: bool, shape (persons, stories)."""
    found = np.zeros((len(batch.people), len(stories)), dtype=np.bool_)
    place = {story.name: at for at, story in enumerate(stories)}
    for at, story in enumerate(stories):
        told = _of_birth if story.birth else _of_identity if story.identity else _of_entries
        found[told(batch, story), at] = True
        for other in story.unless:
            found[found[:, place[other]], at] = False
    return found


def _of_entries(batch: Batch, story: Story) -> np.ndarray:
    """The persons of whom such an entry was written."""
    table = batch.record[story.kind]
    wanted = [batch.codelists.index(code) for code in story.codes if code in batch.codelists]
    return table["person"][np.isin(table["code"], wanted)]


def _of_birth(batch: Batch, story: Story) -> np.ndarray:
    """The persons who were born so, or who bore a child so."""
    assert story.birth is not None
    birth, (column, word, number) = batch.who.birth, story.birth
    value = birth[column]
    holds = value >= number if word == "at_least" else value < number if word == "below" else value == number
    rows = np.flatnonzero(holds & (value != MISSING))
    if not story.child:
        return birth["person"][rows]
    mother = birth["mother"][rows]
    return mother[mother >= 0]


def _of_identity(batch: Batch, story: Story) -> np.ndarray:
    """The persons about whose identity such an entry was written."""
    table = batch.identity[story.identity]
    person, keep = table["person"], np.ones(len(table), dtype=bool)
    if story.begun:
        keep &= table["change"] == _BEGUN
    if "window" in story.begun:
        keep &= table["from"] >= batch.settings.begins
    if "after birth" in story.begun:  # the first entry is that of birth; a mistake then is put right in it
        keep &= table["from"] > batch.who.born[person]
    if "again" in story.begun:
        keep &= np.isin(person, person[table["change"] == _ENDED])
    if story.relationship:
        keep &= table["relationship"] == RELATIONSHIPS.index(story.relationship)
    if story.equals:
        column, number = story.equals
        keep &= table[column] == number
    return person[keep]
