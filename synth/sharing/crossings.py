"""The crossings: every change that left a system, for each system that it went to, with what became of it.

A crossing is a function of the record alone, and of keys: nothing in it depends on how the work is cut, and what had
arrived by a day does not depend on where the window ends. What was written before the window crosses with a move of
practice alone.
"""

from __future__ import annotations

import numpy as np

from synth import chance, clock
from synth.record.batch import Batch
from synth.record.state import matching
from synth.sharing import channels, leaving, receivers
from synth.sharing.channels import (
    DELIVERED,
    DUPLICATED,
    HELD,
    LATE,
    LOST,
    MISFILED,
    ON_ITS_WAY,
    OUT_OF_ORDER,
    UNREADABLE,
)
from synth.sharing.flows import Flow, flows
from synth.table import Shape, Table, empty, moment_key, starts

Column = np.ndarray

COLUMNS: dict[str, tuple[str, str]] = {
    "person": ("int64", "row of the person whom it is about (private to a batch)"),
    "kind": ("int64", "kind of the entry: index in `flows.ENTRIES`"),
    "row": ("int64", "row of the change in the batch's table of that kind"),
    "entry": ("uint64", "key of the entry"),
    "version": ("int64", "version of the entry that crossed"),
    "flow": ("int64", "index in `flows.flows()`, which says the form and the channel"),
    "message": ("uint64", "key of the message: the same for all its receivers, and for all changes that it carries"),
    "sequence": ("int64", "1, 2, 3 ... of the sender's messages of that form about the person, as they were sent"),
    "sender_system": ("int64", "kind of the system that sent it: index in `systems.kinds.KINDS`"),
    "sender": ("int64", "organisation that keeps that system"),
    "receiver_system": ("int64", "kind of the system that it went to"),
    "receiver": ("int64", "organisation that keeps that system"),
    "sent": ("int64", "instant at which it was sent"),
    "received": ("int64", "instant at which it was taken in; NEVER for what was lost or is on its way"),
    "again": ("int64", "instant at which a second copy came; NEVER where none did"),
    "fate": ("int64", "what became of it: index in `channels.FATES`"),
    "filed": ("int64", "row of the person in whose record it was filed, or -1 where it was filed nowhere"),
}

SHAPE: Shape = {name: kind for name, (kind, _) in COLUMNS.items()}


def crossings(batch: Batch) -> Table:
    """Every crossing of a batch, with the columns of COLUMNS, by person and the moment of sending."""
    parts: dict[str, Table] = {}
    for number, flow in enumerate(flows()):
        if flow.moves:
            parts[flow.name] = _moved(batch, number, flow)
            continue
        left = _left(batch, flow, parts)
        if flow.told:
            left = leaving.known_of(batch, left, _held(parts[flow.told]))
        parts[flow.name] = _sent(batch, number, flow, left)
    whole = _together(list(parts.values()))
    if not len(whole):
        return empty(SHAPE)
    forms = [flow.form for flow in flows()]
    form = np.array([forms.index(one) for one in forms])[whole["flow"]]
    columns = {**whole.columns, "sequence": leaving.sequences(whole, form), "fate": _in_order(whole)}
    order = np.lexsort(tuple(columns[name] for name in reversed(_ORDER)))
    return Table({name: columns[name][order].astype(kind) for name, kind in SHAPE.items()})


def of_flow(batch: Batch, number: int) -> Table:
    """What crosses by one flow that takes what is written, and what is to become of it after the window too.

    number: of the flow in `flows()`."""
    flow = flows()[number]
    going = receivers.received_by(batch, flow, leaving.going(batch, flow, leaving.taken(batch, flow)))
    return _crossed(batch, number, flow, going, clock.NEVER)


_ORDER = ("person", "sent", "flow", "message", "receiver_system", "receiver", "kind", "row")


def is_held(table: Table) -> Column:
    """Which crossings gave the receiver what was sent, in the right record (bool)."""
    return np.isin(table["fate"], HELD)


def _left(batch: Batch, flow: Flow, parts: dict[str, Table]) -> Table:
    """What leaves by a flow. parts: what crossed by those that stand before it."""
    if flow.answers:
        before = parts[flow.answers]
        return leaving.answered(flow, before.take(np.flatnonzero(before["received"] < clock.NEVER)))
    return leaving.passed_on(flow, _held(parts[flow.after])) if flow.after else leaving.taken(batch, flow)


def _moved(batch: Batch, number: int, flow: Flow) -> Table:
    """The records that moved with their persons, one move of each after the other."""
    moves = leaving.moves(batch)
    parts = [_sent(batch, number, flow, empty(leaving.LEAVING))]
    for turn in range(int(moves["number"].max(initial=-1)) + 1):
        some = moves.take(np.flatnonzero(moves["number"] == turn))
        parts.append(_sent(batch, number, flow, leaving.carried(batch, flow, some, _held(_together(parts)))))
    return _together(parts)


def _together(parts: list[Table]) -> Table:
    return Table({name: np.concatenate([part[name] for part in parts]) for name in _CROSSED})


def _sent(batch: Batch, number: int, flow: Flow, left: Table) -> Table:
    """What leaves by a flow, for each system that it goes to."""
    going = receivers.received_by(batch, flow, leaving.going(batch, flow, left))
    return _crossed(batch, number, flow, going, batch.settings.ends)


def _held(table: Table) -> Table:
    return table.take(np.flatnonzero(is_held(table)))


_GONE = ("person", "kind", "row", "entry", "version", "message", "sender_system", "sender", "sent", "receiver_system",
         "receiver")  # fmt: skip
_CROSSED = (*_GONE, "flow", "received", "again", "fate", "filed")


def _crossed(batch: Batch, number: int, flow: Flow, out: Table, ends: int) -> Table:
    """What goes out by a flow, with when it arrives and what becomes of it.

    ends: the instant up to which that is told."""
    key = chance.join(chance.join(out["message"], out["receiver_system"]), out["receiver"])
    fate, sent = channels.fates(flow.channel, key), out["sent"]
    if flow.moves:
        part = chance.join(key, out["entry"])
        fate = np.where(np.isin(fate, HELD) & channels.degraded(part), UNREADABLE, fate)
    filed = out["person"].copy()
    wrong = np.flatnonzero(fate == MISFILED)
    filed[wrong] = _taken_for(batch, filed[wrong], sent[wrong])
    fate[wrong[filed[wrong] == out["person"][wrong]]] = DELIVERED  # there is nobody to be taken for
    received = channels.arrivals(flow.channel, key, sent, fate)
    coming = (fate != LOST) & (received >= ends)
    fate[coming] = ON_ITS_WAY
    again = np.where(fate == DUPLICATED, channels.again(key, received), clock.NEVER)
    told = np.isin(fate, (*HELD, MISFILED))
    return Table({
        **{name: out[name] for name in _GONE},
        "flow": np.full(len(out), number),
        "received": np.where((fate == LOST) | (fate == ON_ITS_WAY), clock.NEVER, received),
        "again": np.where(again < ends, again, clock.NEVER),
        "fate": fate,
        "filed": np.where(told, filed, -1),
    })  # fmt: skip


def _taken_for(batch: Batch, person: Column, moment: Column) -> Column:
    """For whom each person is taken: of those in the same household the one nearest in age; themselves if alone."""
    people, who = batch.people, batch.who
    family = people["family"]
    pairs = matching(family, family[person])
    question, other = pairs.question, pairs.row
    at = moment[question]
    home, theirs = who.home(person[question], at), who.home(other, at)
    house = batch.identity["address"]["household"]
    alive = (who.born[other] <= at) & (who.runs("death").standing(other, at) < 0)  # as far as is known
    fits = (home >= 0) & (theirs >= 0) & people["patient"][other] & (other != person[question]) & alive
    fits[fits] = house[home[fits]] == house[theirs[fits]]
    question, other = question[fits], other[fits]
    apart = np.abs(who.born[other] - who.born[person[question]])
    order = np.lexsort((other, apart, question))[::-1]
    found = person.copy()
    found[question[order]] = other[order]  # of several the first stays
    return found


def _in_order(table: Table) -> Column:
    """The fate of each crossing, where one that a later one has overtaken came out of order."""
    fate = table["fate"].copy()
    rows = np.flatnonzero(np.isin(fate, (*HELD, MISFILED)))
    channel = np.array([channels.CHANNELS.index(flow.channel) for flow in flows()])[table["flow"][rows]]
    owner = [table[name][rows] for name in ("person", "sender_system", "sender", "receiver_system", "receiver")]
    owner.append(channel)
    together, group = np.lexsort(owner), np.empty(len(rows), dtype=np.int64)
    group[together] = np.cumsum(starts(*(column[together] for column in owner)))
    sent, received = table["sent"][rows], table["received"][rows]
    order = np.argsort(moment_key(group, sent), kind="stable")
    begins, ends = moment_key(group, sent)[order], moment_key(group, received)[order]
    soonest = np.append(np.minimum.accumulate(ends[::-1])[::-1], np.iinfo(np.int64).max)
    overtaken = soonest[np.searchsorted(begins, begins, side="right")] < ends
    late = rows[order[overtaken]]
    fate[late[np.isin(fate[late], (DELIVERED, LATE))]] = OUT_OF_ORDER
    fate[(fate == DUPLICATED) & (table["again"] == clock.NEVER)] = DELIVERED  # its second copy has not come yet
    return fate
