"""What leaves a system: the changes that a flow takes, with who sends each, when, and in which message."""

from __future__ import annotations

from fnmatch import fnmatchcase

import numpy as np

from synth import chance, clock
from synth.codes import Codelists
from synth.record.batch import Batch
from synth.record.kinds import CHANGES, CONFIDENTIALITY, IDENTITY
from synth.record.state import runs
from synth.sharing import channels
from synth.sharing.flows import ENTRIES, Flow
from synth.systems import authorship, kinds
from synth.table import Table, at, heads, position, shape, starts

Column = np.ndarray

LEAVING = shape("person kind row entry:uint64 version sender_system sender sent message:uint64 named_system named")
"""The columns of what leaves: as in `crossings`; named, named_system: whom the entry names, -1 for nobody."""


def taken(batch: Batch, flow: Flow) -> Table:
    """The changes that a flow takes where they were written, with the columns of LEAVING."""
    parts = [_of_kind(batch, flow, kind) for kind in flow.of]
    return Table({name: np.concatenate([part[name] for part in parts]).astype(kind) for name, kind in LEAVING.items()})


def passed_on(flow: Flow, arrived: Table) -> Table:
    """What the receivers of an earlier flow pass on as it comes; arrived: crossings that gave them what was sent."""
    columns = {name: arrived[name] for name in ("person", "kind", "row", "entry", "version")}
    nobody = np.full(len(arrived), -1, dtype=np.int64)
    return Table({
        **columns,
        "sender_system": arrived["receiver_system"],
        "sender": arrived["receiver"],
        "sent": arrived["received"],
        "message": chance.join(arrived["message"], chance.name_hash(flow.name)),
        "named_system": nobody,
        "named": nobody,
    })  # fmt: skip


def going(batch: Batch, flow: Flow, leaving: Table) -> Table:
    """What of it goes out, and when: age, the number to wait for, a restricted record, the window's end may keep it."""
    who, person, sent = batch.who, leaving["person"], leaving["sent"]
    keep = np.ones(len(leaving), dtype=bool)
    if flow.numbered:
        numbers = batch.identity["nhs_number"]
        row = position(numbers["person"], person)
        keep &= row >= 0
        sent = np.maximum(sent, at(numbers["recorded"], row, clock.LONG_AGO))
    if flow.children:
        until = clock.birthday(clock.uk_day(who.born[person]), channels.child_until()) * clock.DAY
        keep &= sent < until
    keep &= sent < batch.settings.ends
    if flow.reveals:
        keep &= ~who.restricted(person, np.minimum(sent, who.end))
    return Table({**leaving.columns, "sent": sent}).take(np.flatnonzero(keep))


def _of_kind(batch: Batch, flow: Flow, kind: str) -> Table:
    """The changes of one kind of entry that a flow takes."""
    identity = kind in IDENTITY
    table = batch.identity[kind] if identity else batch.record[kind]
    keep = batch.people["patient"][table["person"]] & (table["recorded"] >= batch.settings.begins)
    keep &= np.isin(table["system"], [kinds.INDEX[name] for name in flow.by])
    keep &= table["confidentiality"] <= CONFIDENTIALITY.index(flow.confidential)
    if flow.changes:
        keep &= np.isin(table["change"], [CHANGES.index(name) for name in flow.changes])
    if flow.later and len(table):
        keep &= table["recorded"] > table["recorded"][heads(table["person"])]
    if flow.homes:
        keep &= table["second"] == 0
    if not identity:
        keep &= _forms(batch, flow)[table["form"]]
    if flow.codes and not identity:
        keep &= _named(batch.codelists, flow.codes)[runs(table, batch.forms).code]
    rows = np.flatnonzero(keep)
    told = table.take(rows)
    keeper = authorship.keeper_of(told["system"], told["organisation"])
    system, named = _names(batch, told) if not identity else (np.full(len(rows), -1),) * 2
    return Table({
        "person": told["person"],
        "kind": np.full(len(rows), ENTRIES.index(kind)),
        "row": rows,
        "entry": told["entry"],
        "version": told["version"],
        "sender_system": told["system"],
        "sender": keeper,
        "sent": told["recorded"],
        "message": _messages(batch, flow, told, keeper),
        "named_system": system,
        "named": named,
    })  # fmt: skip


def _forms(batch: Batch, flow: Flow) -> Column:
    """Which forms a flow takes by where they are written and what document they are (bool)."""
    return np.array(
        [
            (not flow.at or form.setting in flow.at)
            and (not flow.documents or form.details.get("document") in flow.documents)
            for form in batch.forms
        ]
        or [False]
    )


def _named(codelists: Codelists, patterns: tuple[str, ...]) -> Column:
    """Which concepts have a key that fits a pattern (bool, by their numbers)."""
    return np.array([any(fnmatchcase(one.key, each) for each in patterns) for one in codelists.concepts])


def _names(batch: Batch, told: Table) -> tuple[Column, Column]:
    """The kind of system and the keeper of the organisation that each entry names as its receiver, -1 for none."""
    setting = np.array([authorship.INDEX.get(str(form.details.get("to") or ""), -1) for form in batch.forms] or [-1])
    number, body = setting[told["form"]], told["counterpart"]
    there = (number >= 0) & (body >= 0)
    system = authorship.systems(np.maximum(number, 0))
    keeper = authorship.keeper_of(system, np.maximum(body, 0))
    return np.where(there, system, -1), np.where(there, keeper, -1)


def _messages(batch: Batch, flow: Flow, told: Table, keeper: Column) -> Column:
    """The key of the message in which each change goes (uint64): what goes together has one."""
    person = batch.people["key"][told["person"]]
    if flow.together:
        body = told["system"] * (1 << 32) + keeper
        key = chance.join(chance.join(person, told["recorded"].astype(np.uint64)), body)
    else:
        key = chance.join(person ^ told["entry"], told["version"])
    return chance.join(key, chance.name_hash(flow.name))


def sequences(crossings: Table, form: Column) -> Column:
    """1, 2, 3 ... of the messages of one form that one sender has sent about one person, as they were sent (int64).

    form: a number for the form of each crossing. All receivers of a message have it under one number."""
    whose = (crossings["person"], crossings["sender_system"], crossings["sender"], form)
    order = np.lexsort((crossings["message"], crossings["sent"], *whose))
    owner = [column[order] for column in whose]
    new = starts(crossings["message"][order], *owner)
    count = np.cumsum(new)
    found = np.empty(len(order), dtype=np.int64)
    found[order] = count - count[heads(*owner)] + 1 if len(order) else count
    return found
