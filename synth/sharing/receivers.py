"""Who receives: the systems to which a flow carries what leaves, as they serve the person at that moment."""

from __future__ import annotations

import numpy as np

from synth.record import serving
from synth.record.batch import Batch
from synth.record.state import matching
from synth.sharing.flows import NAMED, PRACTICE, SENDER, Flow
from synth.systems import authorship, kinds
from synth.table import Table, starts
from synth.world.places import places

Column = np.ndarray


def received_by(batch: Batch, flow: Flow, leaving: Table) -> Table:
    """What leaves, once for each system that it goes to, with `receiver_system` and `receiver`.

    Nobody sends to itself, and nobody gets one message twice."""
    parts = [_to(batch, name, leaving) for name in flow.to]
    parts += [_who_know(batch, name, leaving) for name in flow.known]
    row, system, receiver = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    own = (leaving["sender_system"][row] == system) & (leaving["sender"][row] == receiver)
    place = np.flatnonzero((receiver >= 0) & ~own)
    if len(parts) > 1 or flow.known:  # else each goes to one
        place = place[np.lexsort((receiver[place], system[place], row[place]))]
        place = np.sort(place[starts(row[place], system[place], receiver[place])])
    return Table({**leaving.take(row[place]).columns, "receiver_system": system[place], "receiver": receiver[place]})


def _to(batch: Batch, name: str, leaving: Table) -> tuple[Column, Column, Column]:
    """The row of each thing that leaves, and the system that a flow names for it: kind and organisation, or -1."""
    row, person, sent = np.arange(len(leaving)), leaving["person"], leaving["sent"]
    if name in (NAMED, SENDER):
        return row, leaving["named_system"], leaving["named"]
    practice = serving.practice(batch.who, person, sent)
    if name == PRACTICE:
        return row, np.full(len(row), kinds.INDEX["gp"]), practice
    setting = np.full(len(row), authorship.INDEX[name])
    system = authorship.systems(setting)
    place = serving.place(batch.who, person, sent, leaving["sender"])
    receiver = authorship.keeper_of(system, serving.body(batch, setting, person, place, practice))
    # Of no known address, and told of by a national service: no local body serves such a person.
    nowhere = (place == places.NATIONAL) & ~np.array([kind.national for kind in kinds.KINDS])[system]
    return row, system, np.where(nowhere, serving.NOBODY, receiver)


def _who_know(batch: Batch, name: str, leaving: Table) -> tuple[Column, Column, Column]:
    """As `_to`, for every system of a kind that had written of the person by then."""
    known = batch.identity["local_number"]
    known = known.take(np.flatnonzero(known["system"] == kinds.INDEX[name]))
    pairs = matching(known["person"], leaving["person"])
    row, place = pairs.question, pairs.row
    then = known["recorded"][place] <= leaving["sent"][row]
    return row[then], known["system"][place[then]], known["organisation"][place[then]]
