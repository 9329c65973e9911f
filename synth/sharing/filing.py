"""Letters are filed when they have come, and those that never come by nobody: nothing is done about them either.

Pathways write that a letter is filed wherever one is written. What became of it on its way is drawn here, by the key of
the letter and of whom it goes to, as crossings have it: so the record of its receiver says what the truth says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from synth import chance, clock, keys, source_files
from synth.calendar import opening
from synth.record.batch import Batch
from synth.record.forms import ByForm, of_each
from synth.record.kinds import CHANGES
from synth.record.tables import order_of
from synth.record.where_done import settings_of
from synth.sharing import crossings
from synth.sharing.flows import flows
from synth.systems import authorship, kinds
from synth.table import Table, at, moment_key, position

Column = np.ndarray
_NEVER = clock.NEVER
_TIME = chance.name_hash("filing: time of day")
FILE = Path(__file__).with_suffix(".toml")
LETTERS = ("document", "communication")
"""The kinds of entry that letters are."""


@cache
def filings() -> tuple[tuple[str, str], ...]:
    """The signal that goes with a letter and the pathway that it starts with its receiver, for each kind of filing."""
    return tuple((one["signal"], one["pathway"]) for one in _rows())


@cache
def filed_at() -> frozenset[tuple[str, str]]:
    """The pathways that letters start, each with its step at which the letter is filed."""
    return frozenset((one["pathway"], one["step"]) for one in _rows())


def _rows() -> list[dict[str, str]]:
    return list(source_files.toml_of(FILE).tables["filing"].values())


def started(batch: Batch, letters: Table, kind: str, signal: str, pathway: str) -> Column:
    """The key of the episode of a pathway that each of some letters starts with its receiver (uint64).

    letters: crossings of letters that are entries of a kind."""
    table, row = batch.record[kind], letters["row"]
    raised = of_each(
        batch.forms, f"raising {signal}",
        lambda form: chance.name_hash(f"signal {form.pathway}.{form.step}.{signal}.self"), np.uint64,
    )  # fmt: skip
    key = keys.signal_key(table["episode"][row], raised[table["form"][row]], table["occurrence"][row],
                          batch.people["key"][table["person"][row]])  # fmt: skip
    return chance.join(key, chance.name_hash(pathway))


def crossed(batch: Batch) -> Iterator[tuple[str, Table]]:
    """The letters of each flow that goes to practices, as they were first sent: their kind of entry, and the crossings.

    Of what is still on its way when the window closes it is told what is to become of it."""
    for number, flow in enumerate(flows()):
        if not flow.before and flow.of in tuple((kind,) for kind in LETTERS):
            table = crossings.of_flow(batch, number)
            mine = (table["version"] == 1) & (table["receiver_system"] == kinds.INDEX["gp"])
            yield flow.of[0], table.take(np.flatnonzero(mine))


def as_letters_came(batch: Batch, gone: Column) -> Batch:
    """A batch in whose record each letter is filed once it has come, and nothing is done about one that never did.

    gone: when each person died or left England for good (int64), after which nobody files anything. Letters that cannot
    be read, or are filed in another's record, have not come. Who would have been seen about a letter before it came is
    not, as the letter is what asks for it.
    """
    came = _came(batch)
    if not len(came):
        return batch
    mine = of_each(batch.forms, "about a letter", lambda form: form.pathway in {name for _, name in filings()})
    first = of_each(batch.forms, "files a letter", lambda form: (form.pathway, form.step) in filed_at())
    about = {kind: _about(table, mine, came) for kind, table in batch.record.items()}
    filed = _filed(batch, about, first, came, gone)
    early = np.zeros(0, np.uint64)  # episodes in which something was done before the letter could be filed
    for kind, (rows, _) in about.items():
        table = batch.record[kind]
        at_once = rows[~first[table["form"][rows]]]
        opens = at(filed["opens"], position(filed["episode"], table["episode"][at_once]))
        early = np.union1d(early, table["episode"][at_once[opens > table["recorded"][at_once]]])
    record = dict(batch.record)
    for kind, (rows, place) in about.items():
        if not len(rows):
            continue
        table = batch.record[kind]
        letter, where = first[table["form"][rows]], position(filed["episode"], table["episode"][rows])
        opens, never = at(filed["opens"], where), at(filed["never"], where).astype(bool)
        never |= (came["received"][place] == _NEVER) | (~letter & (position(early, table["episode"][rows]) >= 0))
        moved = letter & (opens > table["recorded"][rows])
        columns = {name: table[name].copy() for name in ("from", "until", "recorded")}
        for values in columns.values():
            values[rows[moved]] = opens[moved]
        table = Table({**table.columns, **columns}).take(np.delete(np.arange(len(table)), rows[never]))
        record[kind] = table.take(order_of(table))
    return replace(batch, record=record)


def _about(table: Table, mine: ByForm, came: Table) -> tuple[Column, Column]:
    """The rows of what is done about letters that crossed, and where each of these stands in `came`."""
    rows = np.flatnonzero(mine[table["form"]])
    place = position(came["episode"], table["episode"][rows])
    return rows[place >= 0], place[place >= 0]


def _filed(batch: Batch, about: Mapping[str, tuple[Column, Column]], first: ByForm, came: Table, gone: Column) -> Table:
    """Of each episode that files a letter: its key (ascending), when it is filed, and whether it never is, as the
    person has died or left the list, or the window is over, before that."""
    found: list[tuple[Column, Column, Column]] = []
    for kind, (rows, place) in about.items():
        table = batch.record[kind]
        letter = first[table["form"][rows]]
        rows, place = rows[letter], place[letter]
        opens = np.maximum(_in_hours(batch, table, rows, came["received"][place]), table["recorded"][rows])
        last = np.minimum(gone[table["person"][rows]], batch.settings.ends)
        moved = opens > table["recorded"][rows]
        found.append((table["episode"][rows], opens, moved & ((opens >= last) | _off_list(batch, table, rows, opens))))
    episode, opens, never = (np.concatenate(columns) for columns in zip(*found, strict=True))
    episode, one = np.unique(episode, return_index=True)
    return Table({"episode": episode, "opens": opens[one], "never": never[one].astype(np.int64)})


def _came(batch: Batch) -> Table:
    """Of each episode that a letter starts with its receiver: its key (ascending), and when it came, or _NEVER."""
    keys_, received = [], []
    for kind, letters in crossed(batch):
        when = np.where(crossings.is_held(letters), letters["received"], _NEVER)
        for signal, pathway in filings():
            keys_.append(started(batch, letters, kind, signal, pathway))
            received.append(when)
    key, when = np.concatenate(keys_), np.concatenate(received)
    order = np.lexsort((when, key))
    key, first = np.unique(key[order], return_index=True)
    return Table({"episode": key, "received": when[order][first]})


def _in_hours(batch: Batch, table: Table, rows: Column, received: Column) -> Column:
    """When each of some letters is filed at the earliest: when the practice is next open after it has come (int64)."""
    out, came = received.copy(), np.flatnonzero(received < _NEVER)
    rows = rows[came]
    hours = authorship.hours_of(settings_of(batch.forms)[table["form"][rows]])
    out[came] = opening.fit_each(received[came], chance.draw(table["entry"][rows], _TIME), hours)
    return out


def _off_list(batch: Batch, table: Table, rows: Column, when: Column) -> Column:
    """Who had been taken off the list of the practice by then (bool)."""
    ended = batch.record["registration"]
    ended = ended.take(np.flatnonzero(ended["change"] == CHANGES.index("ended")))
    own, key = (moment_key(one["person"], one["organisation"]) for one in (table.take(rows), ended))
    order = np.argsort(key, kind="stable")
    key, last = np.unique(key[order][::-1], return_index=True)
    until = ended["until"][order][::-1][last]
    return at(until, position(key, own), _NEVER) <= when
