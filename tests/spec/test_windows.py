"""Every window is sound: what is recorded is of its time, whenever and however long the window is."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from synth import clock, world
from synth.dataset import arguments
from synth.record import after_death
from synth.record.batch import Batch
from synth.record.kinds import CHANGES, SHAPE
from synth.record.sound import sound
from synth.scale.sources import library
from synth.simulate import simulate
from synth.table import Table, empty

WINDOWS = (
    ("2000-06-01", "2004-06-01", 120), ("1995-01-01", "1996-01-01", 120), ("2024-02-29", "2024-03-01", 300),
    ("2020-03-25", "2020-04-25", 200), ("1996-01-01", "2026-01-01", 24),
)  # fmt: skip
PLANNED, BEGUN, ENDED, WITHDRAWN = (CHANGES.index(change) for change in ("planned", "begun", "ended", "withdrawn"))


@lru_cache(maxsize=len(WINDOWS))
def batch(window: tuple[str, str, int]) -> Batch:
    """Some families in a window."""
    begins, ends, families = window
    return simulate(np.arange(families), arguments.settings(5, begins, ends, (1, 1), None), library())


def faults(batch: Batch) -> list[str]:
    """What no record may hold, by form."""
    ends, begins = batch.settings.ends, batch.settings.begins
    p = world.build(batch.families, batch.settings)
    runs = np.array([bool(form.entry) for form in batch.forms])
    enduring = np.array([form.enduring for form in batch.forms])
    found = after_death.faults(batch.record, batch.forms, p)
    for table in batch.record.values():
        form, change, recorded = table["form"], table["change"], table["recorded"]
        order = np.lexsort((table["version"], table["entry"]))
        follows = np.zeros(len(table), dtype=bool)
        same = (table["entry"][order][1:] == table["entry"][order][:-1]) & runs[form[order][1:]]
        follows[order[1:][same]] = True
        again = np.zeros(len(table), dtype=bool)
        again[order[1:][same & np.isin(change[order][:-1], (ENDED, WITHDRAWN))]] = True
        wrong = {
            "recorded when the window had closed": recorded >= ends,
            "recorded before the window, and no enduring fact": (recorded < begins) & ~enduring[form] & ~runs[form],
            "ends before it begins": table["until"] < table["from"],
            "tells of what has not come": (table["from"] > recorded) & ~np.isin(change, (PLANNED, WITHDRAWN)),
            "begins before birth": table["from"] < p["born"][table["person"]],
            "goes on after its end": again,
            "is ended and never began": runs[form] & ~follows & np.isin(change, (ENDED, WITHDRAWN)),
            "is known before the person came": recorded < np.maximum(p["arrives"], clock.LONG_AGO)[table["person"]],
        }
        for what, rows in wrong.items():
            found += [f"{batch.forms[one].name} {what}" for one in np.unique(form[rows])]
    return found


@pytest.mark.parametrize("window", WINDOWS, ids=lambda w: f"{w[0]} to {w[1]}")
def test_no_window_holds_what_cannot_have_been_recorded(window: tuple[str, str, int]) -> None:
    assert sum(map(len, batch(window).record.values())) > 0
    assert faults(batch(window)) == []


def test_a_course_is_not_authorised_before_it_stands_in_the_record() -> None:
    authorised = 0
    for window in (WINDOWS[0], WINDOWS[1], WINDOWS[4]):
        table, forms = batch(window).record["prescription"], batch(window).forms
        repeat = np.array([form.details.get("course") == "repeat" for form in forms])[table["form"]]
        later = (table["change"] == CHANGES.index("recorded")) & repeat
        begun: dict[tuple[int, int], int] = {}
        for which, first in ((table["change"] == BEGUN) & repeat, True), (later, False):
            rows = np.flatnonzero(which)
            for row, who in zip(rows, zip(table["person"][rows], table["code"][rows], strict=True), strict=True):
                when = int(table["recorded"][row])
                if first:
                    begun[who] = min(when, begun.get(who, when))
                else:
                    assert begun.get(who, when) <= when, forms[table["form"][row]].name
                    authorised += 1
    assert authorised > 100


def _change(entry: int, change: int, begins: int, until: int, recorded: int) -> dict[str, int]:
    return {"entry": entry, "change": change, "from": begins, "until": until, "recorded": recorded}


def _table(*rows: dict[str, int]) -> Table:
    blank = empty(SHAPE).columns
    return Table({n: np.array([row.get(n, 0) for row in rows], dtype=c.dtype) for n, c in blank.items()})


def test_an_entry_that_was_over_before_it_stood_in_the_record_is_not_in_it() -> None:
    late = [_change(1, BEGUN, 900, clock.NEVER, 900), _change(1, ENDED, 900, 300, 300)]
    good = [_change(2, BEGUN, 100, clock.NEVER, 100), _change(2, ENDED, 100, 300, 300), _change(3, BEGUN, 5, 5, 5)]
    found = sound(_table(*late, *good))
    assert found["entry"].tolist() == [2, 2, 3] and (found["until"] >= found["from"]).all()


def test_an_appointment_cancelled_before_its_time_does_not_end_before_it_begins() -> None:
    found = sound(_table(_change(1, PLANNED, 900, 920, 100), _change(1, WITHDRAWN, 900, 300, 300)))
    assert found["until"].tolist() == [920, 900] and found["recorded"].tolist() == [100, 300]
