"""What the record knows of people who come from abroad: nothing from before they came, but for the history that their
practice takes down, what specialists go on treating, and the services for mothers and children that take them on.

An entry is known whole or not at all: where the change that began it is not known here, neither are those that follow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth import clock
from synth.record.forms import Form, enduring, in_runs, of_each, saying
from synth.record.kinds import CHANGES
from synth.table import at, position
from synth.world import tables
from synth.world.population import Population, Table

Column = np.ndarray
SPECIALISTS = ("acute", "community", "mental_health")
"""The kinds of system that go on treating an illness which was found abroad."""
_OVER = (CHANGES.index("ended"), CHANGES.index("withdrawn"))


def arrived(kind: str, table: Table, forms: Sequence[Form], population: Population) -> Table:
    """A table of what was written, without what is not known in England of those who came from abroad.

    kind: of entry. What endures in the practice's own record is recorded some weeks after the arrival, or sooner if a
    later change to it was; an open care episode that the service where they come to takes on begins with the coming.
    """
    person, recorded = table["person"], table["recorded"]
    arrives, form = population["arrives"][person], table["form"]
    abroad = arrives > clock.LONG_AGO
    if not abroad.any():
        return table
    listed, practice = population.attributes["registered_from"][person], _written_by(forms, form, "gp")
    specialist = (kind == "condition") & _written_by(forms, form, *SPECIALISTS)
    # A practice has no record of its own of anyone whom it has not registered yet, but for visitors of some weeks.
    temporary = of_each(forms, "temporary", lambda form: "temporary" in form.setting, bool)
    waits = practice & ~temporary[form] & abroad & (kind != "registration")
    begins = np.where(waits, np.maximum(arrives, listed), arrives)
    before = recorded < begins
    if not before.any():
        return table
    told = before & _known(kind, forms, form, practice | specialist)
    runs = in_runs(forms)[form]
    entry = table["entry"]
    keep = told | ~before
    keep &= ~(runs & np.isin(entry, entry[runs & before & ~told]))
    # What was over before the arrival stays abroad, but for what the practice takes down as history.
    over = np.isin(entry, entry[before & np.isin(table["change"], _OVER)])
    keep &= ~over | ~((kind == "care_episode") | (specialist & runs))
    gone = np.minimum(population["died"], population["leaves"])[person]
    # A practice takes it down when it registers someone; visitors who are on no list are asked some weeks on.
    later = arrives + int(tables.toml("migration")["taken_on"]["after"]) * clock.DAY
    taken = later if kind == "care_episode" else np.where(listed > clock.LONG_AGO, listed, later)
    taken = np.where(specialist, arrives, taken)  # with the letters that the patient brings
    when = np.where(told, np.minimum(taken, _next_change(entry, recorded, ~before & runs)), recorded)
    keep &= ~told | (when < gone)
    table = Table(dict(table.columns))
    table.columns["recorded"] = when
    if kind == "care_episode":
        table.columns["from"] = np.maximum(table["from"], arrives)  # of every change to it alike
    return table.take(np.flatnonzero(keep))


def _written_by(forms: Sequence[Form], form: Column, *systems: str) -> Column:
    """Of the form of each row whether a system of one of these kinds writes it."""
    from synth.record.where_done import settings_of
    from synth.systems import authorship, kinds

    written = authorship.systems(settings_of(forms)[form])
    return np.isin(written, [kinds.INDEX[system] for system in systems])


def _known(kind: str, forms: Sequence[Form], form: Column, known: Column) -> Column:
    """Of the form of each row whether its entries from before an arrival are told: care that is said to be taken on,
    what endures in the practice's own record, and the illnesses that specialists treat.

    known: who writes it is the practice, or a specialist."""
    if kind == "care_episode":
        return saying(forms, "taken_on")[form]
    return known & enduring(forms)[form]


def _next_change(entry: Column, recorded: Column, later: Column) -> Column:
    """The instant at which the first of the later changes to each row's entry was recorded, or one far off."""
    rows = np.flatnonzero(later)
    rows = rows[np.lexsort((recorded[rows], entry[rows]))]
    return at(recorded[rows], position(entry[rows], entry), missing=2**62)
