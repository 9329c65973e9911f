"""The messages as they arrive: late, doubled, out of order, and without those that are lost on the way.

What became of each is not told. A message that its receiver cannot read arrives without content.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from output.columns import lookup
from output.distinct import combined
from output.fhir.base.fragments import dumps
from output.fhir.reference import directory
from output.fhir.subject.context import Context
from output.messages.crossed import FORMS, R4_FORMS, crossed
from output.messages.lines import Lines, pieces, taken
from output.messages.parts import instants
from output.messages.writing import EVENTS, Messages
from output.template import Template
from synth import clock
from synth.sharing.channels import FATES
from synth.sharing.flows import flows
from synth.systems import kinds as systems
from synth.systems.directory import organisations
from synth.table import Table, moment_key, position, starts

Column = np.ndarray

ARRIVAL = Template("""{
    "received": "${received}",
    "receiver": ${receiver},
    "workflow"?: "${workflow}",
    "message": ${message}
}""")

_HEAD, _TAIL = ARRIVAL.opened
"""What stands before and after a message."""

_UNREADABLE = FATES.index("unreadable")


@dataclass
class Arrivals:
    """Arrivals in order of time; lines: compact JSON, each ending in a newline. person: rows (int64)."""

    lines: Lines
    person: Column


def arrivals(context: Context, messages: Messages) -> Arrivals:
    """Each arrival of a message at a receiver, in order of time.

    messages: those of the batch of the context."""
    table = _received(context)
    row = _of_crossings(table, messages)
    table, row = table.take(np.flatnonzero(row >= 0)), row[row >= 0]
    doubled = np.flatnonzero(table["again"] < clock.NEVER)
    which = np.concatenate([np.arange(len(table)), doubled])
    when = np.concatenate([table["received"], table["again"][doubled]])
    names = ("receiver", "receiver_system", "message", "person")
    order = np.lexsort((*(table[name][which] for name in names), when))
    which, when = which[order], when[order]
    if not len(which):
        return Arrivals(Lines([]), which)
    some = table.take(which)
    bodies, body = combined(some["receiver_system"], some["receiver"])
    heads = _HEAD.render(len(which), {
        "received": instants(when),
        "receiver": lookup(body, [_receiver(system, organisation) for system, organisation in bodies]),
        "workflow": lookup(messages.event[row[which]], [event.workflow.encode() or None for event in EVENTS]),
        "message": b"",
    })  # fmt: skip
    shown = np.where(some["fate"] == _UNREADABLE, len(messages), row[which])
    texts = taken([*messages.texts, b"null"], shown)
    return Arrivals(Lines(pieces([heads]), texts, _TAIL + b"\n"), some["person"])


def _receiver(system: int, organisation: int) -> bytes:
    body = organisations.details(organisation)
    return dumps({"name": f"{systems.KINDS[system].title}, {body.name}", "organisation": body.ods_code,
                  "endpoint": directory.source(system, organisation).decode()})  # fmt: skip


def _received(context: Context) -> Table:
    """The crossings of messages that came to their receiver, each once for all that it carries.

    With a column `event`: the position of each one's in EVENTS."""
    table = crossed(context)
    codes, known = [event.code for event in EVENTS], {**FORMS, **R4_FORMS}
    event = np.array([codes.index(known[flow.form]) if flow.form in known else -1 for flow in flows()])
    rows = np.flatnonzero((event[table["flow"]] >= 0) & (table["received"] < clock.NEVER))
    names = ("receiver", "receiver_system", "message")
    rows = rows[np.lexsort(tuple(table[name][rows] for name in names))]
    rows = rows[starts(*(table[name][rows] for name in names))] if len(rows) else rows
    some = table.take(rows)
    return Table({**some.columns, "event": event[some["flow"]]})


def _of_crossings(table: Table, messages: Messages) -> Column:
    """The row of the message of each crossing, -1 where it was none of its own (a test of hearing without its outcome).

    What the services for children send is told by its key; what the demographics service tells, by whom it is about and
    when it was sent, since it is sent whoever listens."""
    by_key = np.argsort(messages.key, kind="stable")
    own = position(messages.key[by_key], table["message"])
    kinds = len(EVENTS)
    told = moment_key(messages.person * kinds + messages.event, messages.sent)
    by_time = np.argsort(told, kind="stable")
    also = position(told[by_time], moment_key(table["person"] * kinds + table["event"], table["sent"]))
    national = np.array([event.code.startswith("pds-") for event in EVENTS])[table["event"]]
    found = np.where(national, also, own)
    place = np.where(national, by_time[np.maximum(also, 0)], by_key[np.maximum(own, 0)])
    return np.where(found >= 0, place, -1)
