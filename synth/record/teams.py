"""Who cares for someone in one care episode: everyone of the staff who led it or met the person in it, from when on."""

from __future__ import annotations

import numpy as np

from synth import chance
from synth.table import Table, position
from synth.world.organisations import staff


def teams(episodes: Table, contacts: Table) -> Table:
    """The members of the teams of care episodes, in the order of the episodes, its lead first, then as they joined.

    episodes, contacts: as they stood at the end. Columns: episode (row of episodes), practitioner, since (the instant
    at which it was recorded that he or she cares for the person)."""
    # Where one person stands several times, as several documents know them, each has teams of their own.
    key = chance.join(episodes["entry"], episodes["person"])
    order = np.argsort(key, kind="stable")
    wanted = contacts["care_episode"]
    place = position(key[order], chance.join(wanted, contacts["person"]))
    rows = np.flatnonzero((place >= 0) & (wanted != 0))
    episode = np.concatenate([np.arange(len(episodes)), order[place[rows]]])
    who = np.concatenate([episodes["practitioner"], contacts["practitioner"][rows]])
    since = np.concatenate([episodes["first_recorded"], contacts["first_recorded"][rows]])
    met = np.concatenate([np.zeros(len(episodes), dtype=np.int64), np.ones(len(rows), dtype=np.int64)])
    someone = np.flatnonzero(who != staff.NOBODY)
    someone = someone[np.lexsort((since[someone], met[someone], episode[someone]))]
    pair = episode[someone] * (int(who.max(initial=0)) + 2) + who[someone]
    _, first = np.unique(pair, return_index=True)
    chosen = someone[np.sort(first)]
    return Table({"episode": episode[chosen], "practitioner": who[chosen], "since": since[chosen]})
