"""What leaves a system: the changes that a flow takes, with who sends each, when, and in which message."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache

import numpy as np

from synth import chance, clock
from synth.codes import Codelists
from synth.record.batch import Batch
from synth.record.forms import ByForm, of_each, saying
from synth.record.kinds import CHANGES, CONFIDENTIALITY, IDENTITY
from synth.record.state import OVER, matching, runs
from synth.sharing import channels
from synth.sharing.flows import ENTRIES, Flow
from synth.systems import authorship, kinds
from synth.table import Table, at, heads, position, ranks, shape, starts

Column = np.ndarray

LEAVING = shape("person kind row entry:uint64 version sender_system sender sent message:uint64 named_system named")
"""The columns of what leaves: as in `crossings`; named, named_system: whom the entry names or who is answered, -1 for
nobody."""


def taken(batch: Batch, flow: Flow) -> Table:
    """The changes that a flow takes where they were written, with the columns of LEAVING."""
    parts = [_of_kind(batch, flow, kind) for kind in flow.of]
    return Table({name: np.concatenate([part[name] for part in parts]).astype(kind) for name, kind in LEAVING.items()})


def moves(batch: Batch) -> Table:
    """Everyone's moves from one practice to another: person, sent (the registration with the new one), sender (the one
    before), and number (0, 1, 2 ... of the person's moves)."""
    table = batch.record["registration"]
    begun = (table["change"] == CHANGES.index("begun")) & batch.people["patient"][table["person"]]
    begun &= ~saying(batch.forms, "temporary")[table["form"]]
    table = table.take(np.flatnonzero(begun))
    person, body = table["person"], table["organisation"]
    rows = np.flatnonzero(~starts(person) & (body != np.append(body[:1], body[:-1]))) if len(table) else person
    rows = rows[table["recorded"][rows] >= batch.settings.begins]
    return Table({
        "person": person[rows],
        "sent": table["recorded"][rows],
        "sender": body[rows - 1],
        "number": ranks(person[rows]),
    })  # fmt: skip


def carried(batch: Batch, flow: Flow, moves: Table, before: Table) -> Table:
    """What a practice sends after each of some moves: what it wrote, and what it was sent in earlier ones.

    before: crossings of earlier moves that the practices hold."""
    gp = np.full(len(moves), kinds.INDEX["gp"])
    parts = []
    for name in flow.of:
        table = batch.record[name]
        held = runs(table, batch.forms).held(moves["person"], moves["sent"] - 1, (gp, moves["sender"]))
        held = held.where(table["confidentiality"][held.row] <= CONFIDENTIALITY.index(flow.confidential))
        parts.append((held.question, np.full(len(held), ENTRIES.index(name)), held.row, table["entry"][held.row],
                      table["version"][held.row]))  # fmt: skip
    # Someone moves on from where he or she moved to: each person has one move among those given.
    question = position(moves["person"], before["person"])
    there = (question >= 0) & (before["receiver"] == moves["sender"][question])
    there &= before["received"] < moves["sent"][question]
    came = before.take(np.flatnonzero(there))
    parts.append((question[there], came["kind"], came["row"], came["entry"], came["version"]))
    question, kind, row, entry, version = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.lexsort((version, entry, question))
    last = np.ones(len(order), dtype=bool)
    last[:-1] = starts(question[order], entry[order])[1:] if len(order) else last[:-1]
    chosen = order[last]  # of an entry that came and that was put right there, the last version
    question = question[chosen]
    person, nobody = moves["person"][question], np.full(len(chosen), -1, dtype=np.int64)
    key = chance.join(batch.people["key"][person], moves["sent"][question].astype(np.uint64))
    return Table({
        "person": person,
        "kind": kind[chosen],
        "row": row[chosen],
        "entry": entry[chosen],
        "version": version[chosen],
        "sender_system": np.full(len(chosen), kinds.INDEX["gp"]),
        "sender": moves["sender"][question],
        "sent": moves["sent"][question],
        "message": chance.join(key, chance.name_hash(flow.name)),
        "named_system": nobody,
        "named": nobody,
    })  # fmt: skip


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


def answered(flow: Flow, came: Table) -> Table:
    """What those to whom messages of another flow came answer as each comes, its second copy apart: to who sent it.

    came: crossings that came, whatever became of what they carry."""
    return Table({
        **{name: came[name] for name in ("person", "kind", "row", "entry", "version")},
        "sender_system": came["receiver_system"],
        "sender": came["receiver"],
        "sent": came["received"],
        "message": answers_to(flow, came),
        "named_system": came["sender_system"],
        "named": came["sender"],
    })  # fmt: skip


def answers_to(flow: Flow, crossed: Table) -> Column:
    """The key of the message in which the receiver of each of some crossings answers it by a flow (uint64)."""
    receiver = chance.join(chance.join(crossed["message"], crossed["receiver_system"]), crossed["receiver"])
    return chance.join(receiver, chance.name_hash(flow.name))


def known_of(batch: Batch, leaving: Table, arrived: Table) -> Table:
    """What leaves about those of whom something had been told by then that was not over.

    arrived: crossings that gave it to whom they went to; of an entry the last version that came says how it stands."""
    order = np.lexsort((arrived["version"], arrived["entry"], arrived["person"]))
    come = arrived.take(order)
    pairs = matching(come["person"], leaving["person"])
    then = come["received"][pairs.row] <= leaving["sent"][pairs.question]
    question, row = pairs.question[then], pairs.row[then]
    newest = np.ones(len(row), dtype=bool)
    newest[:-1] = starts(question, come["entry"][row])[1:] if len(row) else newest[:-1]
    over = np.zeros(len(come), dtype=bool)
    for kind in np.unique(come["kind"]).tolist():
        some = np.flatnonzero(come["kind"] == kind)
        over[some] = np.isin(batch.record[ENTRIES[kind]]["change"][come["row"][some]], OVER)
    return leaving.take(np.unique(question[newest & ~over[row]]))


def going(batch: Batch, flow: Flow, leaving: Table) -> Table:
    """What of it goes out, and when: age, the number to wait for, a restricted record, the window's end may keep it."""
    who, person, sent = batch.who, leaving["person"], leaving["sent"]
    keep = np.ones(len(leaving), dtype=bool)
    if flow.numbered:
        numbers = batch.identity["nhs_number"]
        row = position(numbers["person"], person)
        keep &= row >= 0
        # Under a number that an adoption has sealed it went at once: it does not go again under the one that followed.
        given = np.where(sent < who.sealed[person], sent, at(numbers["recorded"], row, clock.LONG_AGO))
        sent = np.maximum(sent, given)
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
    if not identity and (flow.codes or flow.but):
        keep &= _coded(batch.codelists, flow)[runs(table, batch.forms).code]
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


def _forms(batch: Batch, flow: Flow) -> ByForm:
    """Which forms a flow takes by where they are written and what document they are (bool)."""
    return of_each(
        batch.forms,
        f"taken by {flow.name}",
        lambda form: (
            (not flow.at or form.setting in flow.at)
            and (not flow.documents or form.details.get("document") in flow.documents)
        ),
    )


@lru_cache(maxsize=256)
def _coded(codelists: Codelists, flow: Flow) -> Column:
    """Which concepts a flow takes by their keys (bool, by their numbers)."""

    def fits(key: str, patterns: tuple[str, ...]) -> bool:
        return any(fnmatchcase(key, each) for each in patterns)

    keys = [one.key for one in codelists.concepts]
    return np.array([(not flow.codes or fits(key, flow.codes)) and not fits(key, flow.but) for key in keys])


def _names(batch: Batch, told: Table) -> tuple[Column, Column]:
    """The kind of system and the keeper of the organisation that each entry names as its receiver, -1 for none."""
    setting = of_each(
        batch.forms, "named", lambda form: authorship.INDEX.get(str(form.details.get("to") or ""), -1), np.int64
    )
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
