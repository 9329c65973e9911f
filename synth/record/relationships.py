"""Whose kin someone is in a record: near relatives, carers and guardians, each known to the national demographics.

What an adoption has ended is not in the child's record, and leads nowhere from the record of who had the child before.
"""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.record.kinds import RELATIONSHIPS
from synth.record.scribe import Scribe
from synth.table import Table
from synth.world import tables
from synth.world.families.relationships import KINDS, PARTNER

Column = np.ndarray


def relationships(scribe: Scribe) -> Table:
    """The kin of each patient: partners, and parents and children as long as the child is one in the window.

    Of two people there is one entry: a foster carer who becomes the guardian is the same relative, amended.
    """
    p, r, begins = scribe.population, scribe.population.relationships, scribe.settings.begins
    named = np.array([RELATIONSHIPS.index(kind) if kind in RELATIONSHIPS else -1 for kind in KINDS], dtype=np.int64)
    person, other = r["person"], r["other"]
    child = np.where(named[r["kind"]] == RELATIONSHIPS.index("child"), other, person)
    grown = clock.birthday(clock.uk_day(p["born"][child]), tables.of_age()) * clock.DAY < begins
    keep = p["patient"][person] & (named[r["kind"]] >= 0) & (r["from"] <= scribe.now[person])
    keep &= (r["kind"] == PARTNER) | ~grown
    r = r.take(np.flatnonzero(keep))
    person, other = r["person"], r["other"]
    # One that ended on the day on which the other was adopted was with whoever had the child before.
    sealed = (scribe.adopted[other] > clock.LONG_AGO) & (r["until"] <= scribe.adopted[other])
    says = {
        "relationship": named[r["kind"]],
        "other": other,
        "other_member": p["member"][other],
        "responsibility": r["responsibility"],
        "sealed": sealed,
    }
    return scribe.written(
        "relationship",
        person,
        r["from"],
        r["until"],
        says,
        which=p["key"][other],
        whole_life=True,
        lasting=False,
        till_death=True,
        known=np.maximum(scribe.known[person], scribe.known[other]),
    )
