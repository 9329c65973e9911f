"""From what the engines wrote to the tables of the record: what is kept, in order, with who wrote it.

Everything here is a function of the rows alone, so that both engines come out the same if they wrote the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth.record.arrivals import arrived
from synth.record.authors import authored, beginnings, visits
from synth.record.closing import closed, told
from synth.record.diary import in_turn
from synth.record.forms import Form, enduring, in_runs
from synth.record.kinds import CHANGES, KINDS, SHAPE
from synth.record.sound import sound
from synth.record.supply import issued
from synth.record.where_done import on_the_ward
from synth.settings import Settings
from synth.table import empty, position, ranks
from synth.world.population import Population, Table

Column = np.ndarray
_ENDED = (CHANGES.index("ended"), CHANGES.index("withdrawn"))
_AT_ONCE = CHANGES.index("recorded")
_PUT_RIGHT = (CHANGES.index("amended"), CHANGES.index("withdrawn"))


def complete(
    written: dict[str, Table], forms: Sequence[Form], population: Population, settings: Settings
) -> dict[str, Table]:
    """The tables of the record: what was recorded in the window and what endures, sorted, with authors and versions.

    What was written is used up: `written` is empty afterwards.
    """
    tables, planned = {}, in_turn(written, forms, population, settings)
    written.clear()
    known_dead = told(planned.get("observation"), forms)
    for kind in KINDS:
        table = planned.pop(kind, None)
        if table is not None and len(table):
            known = arrived(kind, sound(table), forms, population)
            if kind == "prescription":
                known = issued(known, forms, population, settings)
            known = closed(kind, known, forms, population, known_dead)
            tables[kind] = _sorted(_kept(known, forms, settings), forms, population)
        else:
            tables[kind] = empty(SHAPE)
    _close_references(tables)
    leads = visits(tables["contact"], forms, population)
    seen = beginnings(tables["contact"])
    record = {kind: authored(kind, table, forms, population, settings, leads, seen) for kind, table in tables.items()}
    on_the_ward(record, forms)
    return record


def _kept(table: Table, forms: Sequence[Form], settings: Settings) -> Table:
    """Rows recorded before the window closes, and from its opening on; what endures, and what was still open then.

    What is recorded at once is not open, though it may be put right; where that is done within the window, it is known
    as it was before.
    """
    recorded, entry = table["recorded"], table["entry"]
    within = (recorded < settings.ends) & (recorded >= settings.begins)
    early = recorded < settings.begins
    if early.any():
        lasting = enduring(forms)[table["form"]]
        run = in_runs(forms)[table["form"]]
        before = np.flatnonzero(early & run)
        closed = np.isin(table["change"][before], _ENDED)
        at_once = entry[before[table["change"][before] == _AT_ONCE]]
        at_once = at_once[~np.isin(at_once, entry[within & run & np.isin(table["change"], _PUT_RIGHT)])]
        over = np.isin(entry[before], np.concatenate([entry[before[closed]], at_once]))
        within |= early & lasting
        within[before[~over]] = True
    return table.take(np.flatnonzero(within))


def _sorted(table: Table, forms: Sequence[Form], population: Population) -> Table:
    """Rows in order, with their versions numbered within an entry."""
    table = table.take(order_of(table))
    table.columns["version"] = _versions(table, forms)
    table.columns["family"] = population["family"][table["person"]]
    table.columns["member"] = population["member"][table["person"]]
    return table


def order_of(table: Table) -> Column:
    """The order of rows: of person, time of recording and form.

    Rows alike in all three (an entry for each of two babies, a change of a change) go by start, entry, occurrence and
    change, so that the order says nothing of how the work was cut.
    """
    form = table["form"]
    moment = (table["person"] << 32) | (table["recorded"] + (1 << 31))
    order = np.lexsort((form, moment))
    moment, form = moment[order], form[order]
    same = (moment[1:] == moment[:-1]) & (form[1:] == form[:-1])
    if same.any():
        tied = np.zeros(len(order), dtype=bool)
        tied[1:] |= same
        tied[:-1] |= same
        places = np.flatnonzero(tied)
        rows = order[places]
        last = tuple(table[name][rows] for name in ("change", "occurrence", "entry", "from"))
        order[places] = rows[np.lexsort((*last, form[places], moment[places]))]
    return order


def _versions(table: Table, forms: Sequence[Form]) -> Column:
    """1, 2, 3 ... within each entry, in the order of the rows; only runs of changes have more than one."""
    version = np.ones(len(table), dtype=np.int64)
    rows = np.flatnonzero(in_runs(forms)[table["form"]])
    if len(rows):
        entry = table["entry"][rows]
        by_entry = np.argsort(entry, kind="stable")
        version[rows[by_entry]] = ranks(entry[by_entry]) + 1
    return version


def _close_references(tables: dict[str, Table]) -> None:
    """Let no entry refer to a contact or care episode that is not in the record."""
    for column in ("contact", "care_episode"):
        there = np.unique(tables[column]["entry"])
        for table in tables.values():
            wanted = table[column]
            table.columns[column] = np.where(position(there, wanted) >= 0, wanted, np.uint64(0))
