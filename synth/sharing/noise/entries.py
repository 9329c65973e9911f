"""Noise in what was written down: units mixed, entries late and double."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from synth import chance, clock
from synth.calendar import days, opening
from synth.codes import Codelists
from synth.evidence import Evidence, compiled
from synth.evidence.drawing import quantity
from synth.record.forms import Form
from synth.record.kinds import CHANGES, MISSING
from synth.sharing.noise.planting import Planting
from synth.table import Table, position

Column = np.ndarray

_LATE = ("condition", "immunisation", "procedure")
_TWICE = ("condition", "immunisation", "allergy", "procedure")
_AGAIN = chance.name_hash("noise.entered_twice.key")
_THOUSAND, _HUNDRED = 1000, 100
_WHOLE = 100
"""Lengths from a metre on are typed in metres."""


@lru_cache(maxsize=1)
def evidence() -> Evidence:
    """The numbers of `entries.toml`."""
    return compiled.read(Path(__file__).with_suffix(".toml"))


def units_mixed(planting: Planting) -> None:
    """A weight is in grams where kilograms are due, or the other way about, a length in metres for centimetres.

    Whoever was sent the entry has it as its author typed it."""
    table, batch = planting.batch.record["observation"], planting.batch
    unit = np.array([_unit(batch.codelists, form) for form in batch.forms] or [""])
    fine = np.array([form.decimals > 1 for form in batch.forms] or [False])  # as those of babies, known to ten grams
    up, down, long = (each[table["form"]] for each in ((unit == "kg") & fine, unit == "g", unit == "cm"))
    tens = np.array([10**form.decimals for form in batch.forms] or [1])[table["form"]]
    value = table["value"]
    fits = (up | down | (long & (value >= _WHOLE * tens))) & (value != MISSING) & (table["value2"] == MISSING)
    fits &= planting.struck_can_be[table["person"]]
    rows = np.flatnonzero(fits)
    rows = rows[planting.struck("units_mixed", _originals(planting, table, rows))]
    made = np.where(up[rows], value[rows] * _THOUSAND, _nearest(value[rows], np.where(long[rows], _HUNDRED, _THOUSAND)))
    decimals = np.array([form.decimals for form in batch.forms] or [0])[table["form"][rows]]
    planting.told("units_mixed", ("observation", "value"), table["person"][rows], table["entry"][rows], value[rows],
                  made, decimals)  # fmt: skip
    planting.put("observation", rows, value=made)


def entered_late(planting: Planting) -> None:
    """Entries are written days later; not after death or the end, and none that another system holds."""
    who, ends = planting.who, planting.batch.settings.ends
    for kind in _LATE:
        table = planting.batch.record[kind]
        rows = _alone(planting, table, sent=False)
        rows = rows[planting.struck("entered_late", table["entry"][rows])]
        wait = quantity(evidence().number("late_by"), planting.bits("entered_late", table["entry"][rows], "by"))
        taken = planting.bits("entered_late", table["entry"][rows], "taken in")
        late = opening.fit(table["recorded"][rows] + wait, taken, days.OFFICE)
        fits = late < np.minimum(who.died[table["person"][rows]], ends)
        rows, late = rows[fits], late[fits]
        planting.told("entered_late", (kind, "recorded"), table["person"][rows], table["entry"][rows],
                      table["recorded"][rows], late)  # fmt: skip
        planting.put(kind, rows, recorded=late)
        planting.changed(kind, _ordered(planting.batch.record[kind]))


def entered_twice(planting: Planting) -> None:
    """Entries are written twice by the system that wrote them: the second has an id of its own."""
    for kind in _TWICE:
        table = planting.batch.record[kind]
        rows = _alone(planting, table, sent=True)
        rows = rows[planting.struck("entered_twice", table["entry"][rows])]
        entry = table["entry"][rows]
        again = chance.join(entry, _AGAIN)
        planting.told("entered_twice", (kind, "entry"), table["person"][rows], entry, MISSING, again.view(np.int64))
        double = table.take(rows)
        double.columns["entry"] = again
        both = {name: np.concatenate([column, double[name]]) for name, column in table.columns.items()}
        planting.changed(kind, _ordered(Table(both)))


def _unit(codelists: Codelists, form: Form) -> str:
    """The UCUM code of the unit of what a form writes, "" for none."""
    return next((one.code for one in codelists.concept(form.unit).codings), "") if form.unit else ""


def _nearest(value: Column, by: Column) -> Column:
    """The nearest whole part of values above 0, and no less than one."""
    return np.maximum((2 * value + by) // (2 * by), 1)


def _originals(planting: Planting, table: Table, rows: Column) -> Column:
    """The key of each of some rows where it was written, of its person and entry together (uint64)."""
    some = table.take(rows)
    owner, entry = planting.copies.originals(some, planting.batch.people["key"][some["person"]])
    return chance.join(owner, entry)


def _alone(planting: Planting, table: Table, sent: bool) -> Column:
    """The rows of entries that their system wrote itself in the window and that are whole in one version.

    sent: also those of which another system holds a copy."""
    own = planting.copies.own(table)
    once = table["change"] == CHANGES.index("recorded")
    once |= table["change"] == CHANGES.index("begun")
    several = np.unique(table["entry"][table["version"] > 1])
    keep = own & once & (position(several, table["entry"]) < 0)
    keep &= planting.struck_can_be[table["person"]] & (table["recorded"] >= planting.batch.settings.begins)
    keep &= table["from"] > clock.LONG_AGO
    if not sent:
        copies = np.flatnonzero(~own)
        _, entry = planting.copies.originals(table.take(copies), planting.batch.people["key"][table["person"][copies]])
        keep &= position(np.unique(entry), table["entry"]) < 0
    return np.flatnonzero(keep)


def _ordered(table: Table) -> Table:
    """A table of the record in its order: by person and by the instant at which it was recorded."""
    return table.take(np.lexsort((table["form"], table["recorded"], table["person"])))
