"""Where a scenario is met: who of some families could be its cast, and whether its messages were sent in that order.

The cast is found by columns of people.csv, the messages by the crossings of the view of systems: masks and searches
over all families at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synth.finding.conditions import condition
from synth.finding.scenarios import RELATIONS, Expected, Role, Scenario
from synth.record.batch import Batch
from synth.record.kinds import CHANGES, IDENTITY
from synth.record.state import runs, spread
from synth.sharing.channels import FATES
from synth.sharing.crossings import crossings
from synth.sharing.flows import ENTRIES, flows
from synth.systems import kinds
from synth.table import Table, moment_key

Column = np.ndarray
Cast = dict[str, Column]


@dataclass
class Met:
    """A family in which a scenario is met.

    batch: that family alone. people: its lines of people.csv. cast: a person row of the batch for each role. crossed:
    the crossings of the batch. steps: the row of one of them for each message of the scenario, in order.
    """

    scenario: Scenario
    batch: Batch
    people: pa.Table
    cast: dict[str, int]
    crossed: Table
    steps: list[int]


def casts(people: pa.Table, scenario: Scenario, stories: Sequence[str]) -> Cast:
    """Everyone who could play, by people.csv: a row of it for each role, in the order of who is at the centre."""
    cast: Cast = {scenario.person: np.flatnonzero(scenario.test(stories)(people))}
    for role in scenario.cast:
        cast = _joined(people, cast, role, stories)
    return cast


def _joined(people: pa.Table, cast: Cast, role: Role, stories: Sequence[str]) -> Cast:
    """The cast with one more: each with everyone who is to it what the role says."""
    theirs, own = RELATIONS[role.relation]
    wanted, codes = _alike(people[theirs], people[own])
    able = codes >= 0
    if role.where:
        able &= condition(role.where, stories)(people)
    rows = np.flatnonzero(able)
    rows = rows[np.argsort(codes[rows], kind="stable")]
    code = wanted[cast[role.of]]
    low, high = (np.searchsorted(codes[rows], code, side=side) for side in ("left", "right"))
    pairs = spread(np.where(code >= 0, low, 0), np.where(code >= 0, high, 0))
    found = {name: column[pairs.question] for name, column in cast.items()}
    one = rows[pairs.row]
    keep = np.ones(len(one), dtype=bool)
    for other in found.values():
        keep &= one != other
    return {name: column[keep] for name, column in {**found, role.name: one}.items()}


def _alike(one: pa.ChunkedArray, other: pa.ChunkedArray) -> tuple[Column, Column]:
    """Two columns of text as numbers that are equal where the text is; -1 where there is none."""
    whole = pa.concat_arrays([*one.chunks, *other.chunks]) if len(one) else pa.array([], pa.string())
    code = whole.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    code = np.where(pc.equal(whole, "").to_numpy(zero_copy_only=False), -1, code)
    return code[: len(one)], code[len(one) :]


def sent(batch: Batch, crossed: Table, scenario: Scenario, cast: Cast) -> tuple[Column, list[Column]]:
    """Which casts (person rows) all messages of a scenario are about, in order; and the crossing of each, for those.

    Each message is the first that fits after the one before it."""
    rows = np.arange(len(cast[scenario.person]))
    since = np.full(len(rows), batch.settings.begins)
    steps: list[Column] = []
    before: Expected | None = None
    for expected in scenario.messages:
        fits = _fitting(batch, crossed, expected)
        fits = fits[np.argsort(moment_key(crossed["person"][fits], crossed["sent"][fits]), kind="stable")]
        owner, moment = crossed["person"][fits], crossed["sent"][fits]
        again = before is not None and (before.flow, before.about) == (expected.flow, expected.about)
        who = cast[expected.about][rows]
        place = np.searchsorted(moment_key(owner, moment), moment_key(who, since), side="right" if again else "left")
        good = place < len(fits)
        good[good] = owner[place[good]] == who[good]
        found = fits[place[good]]
        rows, steps = rows[good], [*(step[good] for step in steps), found]
        since, before = crossed["sent"][found], expected
    return rows, steps


def _fitting(batch: Batch, crossed: Table, expected: Expected) -> Column:
    """The crossings that may be a message, whomever it is about (rows)."""
    flow = [one.name for one in flows()].index(expected.flow)
    keep = (crossed["flow"] == flow) & np.isin(crossed["fate"], [FATES.index(fate) for fate in expected.fates])
    if expected.to:
        keep &= np.isin(crossed["receiver_system"], [kinds.INDEX[system] for system in expected.to])
    if expected.of:
        keep &= np.isin(crossed["kind"], [ENTRIES.index(kind) for kind in expected.of])
    rows = np.flatnonzero(keep)
    if expected.codes or expected.changes:
        rows = rows[_entries_fit(batch, crossed, expected, rows)]
    return rows


def _entries_fit(batch: Batch, crossed: Table, expected: Expected, rows: Column) -> Column:
    """Which crossings are of a change and a code that are asked for (bool)."""
    concepts = batch.codelists.concepts
    coded = np.array([any(fnmatchcase(one.key, key) for key in expected.codes) for one in concepts])
    changes = [CHANGES.index(change) for change in expected.changes]
    keep = np.ones(len(rows), dtype=bool)
    for kind in np.unique(crossed["kind"][rows]).tolist():
        some = np.flatnonzero(crossed["kind"][rows] == kind)
        name, row = ENTRIES[kind], crossed["row"][rows[some]]
        identity = name in IDENTITY
        table = batch.identity[name] if identity else batch.record[name]
        if changes:
            keep[some] &= np.isin(table["change"][row], changes)
        if expected.codes:
            keep[some] &= False if identity else coded[runs(table, batch.forms).code[row]]
    return keep


def met(
    batch: Batch, people: pa.Table, scenario: Scenario, stories: Sequence[str], crossed: Table | None = None
) -> tuple[Column, Iterator[Met]]:
    """Where a scenario is met in a batch: for each time who is at the centre (rows of people), and all of it.

    people: the lines of people.csv of the batch; crossed: its crossings, where they are at hand. A family meets it
    once, with the first cast there is; a condition alone is met by each person."""
    person = np.flatnonzero(batch.people["patient"])
    able = casts(people, scenario, stories)
    rows = np.arange(len(able[scenario.person]))
    if scenario.messages and len(rows):
        cast = {name: person[column] for name, column in able.items()}
        rows, _ = sent(batch, crossings(batch) if crossed is None else crossed, scenario, cast)
        _, first = np.unique(batch.people["family"][cast[scenario.person][rows]], return_index=True)
        rows = rows[first]
    chosen = {name: column[rows] for name, column in able.items()}
    return chosen[scenario.person], _each(batch, people, scenario, {name: person[c] for name, c in chosen.items()})


def _each(batch: Batch, people: pa.Table, scenario: Scenario, cast: Cast) -> Iterator[Met]:
    """Each time it is met, with the family alone."""
    family = batch.people["family"]
    for at, number in enumerate(family[cast[scenario.person]].tolist()):
        begin, end = np.searchsorted(family, [number, number + 1]).tolist()
        mine = {name: np.array([column[at] - begin]) for name, column in cast.items()}
        own = batch.cut(begin, end)
        crossed = crossings(own)
        _, steps = sent(own, crossed, scenario, mine)
        lines = people.filter(pc.equal(people["family"], str(number)))
        rows = {name: int(row[0]) for name, row in mine.items()}
        yield Met(scenario, own, lines, rows, crossed, [int(step[0]) for step in steps])
