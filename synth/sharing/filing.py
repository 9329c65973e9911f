"""Letters that never come are filed by nobody: what a receiver would have done about them is not in its record.

Pathways write that a letter is filed wherever one is written. What became of it on its way is drawn here, by the key of
the letter and of whom it goes to, as crossings have it: so the record of its receiver says what the truth says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from synth import chance, keys, source_files
from synth.record.batch import Batch
from synth.record.forms import of_each
from synth.record.kinds import KINDS
from synth.sharing import crossings
from synth.sharing.flows import flows
from synth.systems import kinds
from synth.table import Table, position

Column = np.ndarray
FILE = Path(__file__).with_suffix(".toml")
LETTERS = ("document", "communication")
"""The kinds of entry that letters are."""


@cache
def filings() -> tuple[tuple[str, str], ...]:
    """The signal that goes with a letter and the pathway that it starts with its receiver, for each kind of filing."""
    return tuple((one["signal"], one["pathway"]) for one in source_files.toml_of(FILE).tables["filing"].values())


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


def without_lost_letters(batch: Batch) -> Batch:
    """A batch in whose record nothing is done about a letter that never came, or came to no good.

    So are those that cannot be read, and those that are filed in another's record."""
    lost = []
    for kind, letters in crossed(batch):
        gone = letters.take(np.flatnonzero(~crossings.is_held(letters)))
        lost += [started(batch, gone, kind, signal, pathway) for signal, pathway in filings()]
    never = np.unique(np.concatenate(lost)) if lost else np.zeros(0, np.uint64)
    if not len(never):
        return batch
    there = of_each(batch.forms, "about a letter", lambda form: form.pathway in {name for _, name in filings()})
    record = {}
    for kind in KINDS:
        table = batch.record[kind]
        rows = np.flatnonzero(there[table["form"]])
        rows = rows[position(never, table["episode"][rows]) >= 0]
        record[kind] = table.take(np.delete(np.arange(len(table)), rows)) if len(rows) else table
    return replace(batch, record=record)
