"""Marks of a receiver's record: which of what came to it is missing, doubled, stale, or in the wrong record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synth.dataset.outside import shown
from synth.marking.reading import Truth, distinct, numbered, refused
from synth.sharing.channels import FATES, HELD, MISFILED
from synth.sharing.flows import flows as every_flow
from synth.table import position, starts

Column = np.ndarray
FAULTS = ("missing", "doubled", "stale", "wrong person", "never sent")
_CAME = (*(FATES[fate] for fate in HELD), FATES[MISFILED])
"""Fates after which what was sent was at the receiver."""


@dataclass
class Received:
    """The marks of receivers' records: how many entries were due, how many are as they should be, and what is not.

    faults: by name, those of each flow ("" of what never was sent).
    """

    receivers: list[str]
    due: int
    right: int
    faults: dict[str, dict[str, int]]

    @property
    def score(self) -> float:
        """By which an answer passes: what part of what was due, and of what is there beside, is right."""
        more = sum(self.faults["never sent"].values()) + sum(self.faults["doubled"].values())
        return self.right / (self.due + more) if self.due + more else 1.0

    def lines(self) -> list[str]:
        """The marks as they are printed."""
        out = [
            f"{len(self.receivers)} receivers; {self.due:,} entries came to them, {self.right:,} are as they should be"
        ]
        for fault, flows in self.faults.items():
            for flow, n in flows.items():
                out.append(f"{fault}: {n:,}{f' of {flow}' if flow else ''}")
        return [*out, f"score {self.score:.4f}"]


def received(truth: Truth, path: Path, answer: pa.Table) -> Received:
    """Mark the entries (`receiver`, `person`, `entry`, `version`) that receivers hold.

    Due is what came, in the record of the person whom it is about, in the last version that came; what was sent and did
    not come may be there or not, as what one was only answered about. A receiver that is in no line is not marked."""
    names, receiver = distinct(answer["receiver"])
    sent = truth.read("crossings", ("person", "entry", "version", "flow", "receiver", "fate"))
    for name in names.to_pylist():
        if name not in set(pc.unique(sent["receiver"]).to_pylist()):
            at = int(np.flatnonzero(receiver == names.to_pylist().index(name))[0])
            raise refused(path, at, f"nothing was sent to a system '{shown(name)}': names are those of systems/")
    sent = sent.filter(pc.is_in(sent["receiver"], value_set=names))
    entries, of = distinct(sent["entry"])
    people, person = distinct(sent["person"])
    version = pc.cast(sent["version"], pa.int64()).to_numpy()
    many = max(len(entries), 1)
    code = numbered(sent["receiver"], names) * many + of
    came = np.isin(numbered(sent["fate"], pa.array(_CAME)), range(len(_CAME)))
    came &= numbered(sent["flow"], pa.array([one.name for one in every_flow() if one.answers])) < 0
    order = np.lexsort((version, came, code))  # of each entry the last that came stands last, if any did
    last = order[np.append(starts(code[order])[1:], True)] if len(order) else order
    key, due = code[last], came[last]
    held = _held(path, answer, receiver, entries, people, many)
    row = position(key, held.code)
    flow, flows = numbered(sent["flow"], pc.unique(sent["flow"])), pc.unique(sent["flow"]).to_pylist()

    def by_flow(of_rows: Column) -> dict[str, int]:
        n = np.bincount(flow[last][of_rows], minlength=len(flows)).tolist()
        return {name: one for name, one in zip(flows, n, strict=True) if one}

    there = row >= 0
    wrong, old = np.zeros(len(key), dtype=bool), np.zeros(len(key), dtype=bool)
    wrong[row[there]] = held.person[there] != person[last][row[there]]
    old[row[there]] = held.version[there] < version[last][row[there]]
    doubled = np.zeros(len(key), dtype=bool)
    doubled[row[there]] = held.many[there] > 1
    has = np.zeros(len(key), dtype=bool)
    has[row[there]] = True
    strange = int(np.count_nonzero(~there))
    found = {
        "missing": by_flow(np.flatnonzero(due & ~has)),
        "doubled": by_flow(np.flatnonzero(doubled)),
        "stale": by_flow(np.flatnonzero(due & has & old & ~wrong)),
        "wrong person": by_flow(np.flatnonzero(has & wrong)),
        "never sent": {"": strange} if strange else {},
    }
    right = int(np.count_nonzero(due & has & ~old & ~wrong))
    return Received(names.to_pylist(), int(np.count_nonzero(due)), right, found)


@dataclass
class _Held:
    """What receivers hold: each entry of a receiver once, in its best version, how many times, and for whom."""

    code: Column
    version: Column
    person: Column
    many: Column


def _held(path: Path, answer: pa.Table, receiver: Column, entries: pa.Array, people: pa.Array, many: int) -> _Held:
    try:
        version = pc.cast(answer["version"], pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        wrong = pc.invert(pc.match_substring_regex(answer["version"], r"^\d{1,9}$")).to_numpy(zero_copy_only=False)
        raise refused(path, int(np.flatnonzero(wrong)[0]) if wrong.any() else 0, "version is no whole number") from None
    entry, person = numbered(answer["entry"], entries), numbered(answer["person"], people)
    # What was never sent to it has codes of its own, below all others.
    code = np.where(entry >= 0, receiver * many + entry, -1 - np.arange(len(entry)))
    order = np.lexsort((version, code))
    last = order[np.append(starts(code[order])[1:], True)] if len(order) else order
    _, n = np.unique(code, return_counts=True)
    return _Held(code[last], version[last], person[last], n)
