"""Repeat medicines are issued for as long as their course runs: supply lasts, and every issue is of its course."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock, keys
from synth.calendar.days import is_worked
from synth.record import supply
from synth.record.kinds import CHANGES
from synth.table import Table
from tests.spec.written import Written, everyone

DAY = clock.DAY


@pytest.fixture(scope="module")
def written() -> Written:
    return everyone()


@pytest.fixture(scope="module")
def issues(written: Written) -> Table:
    """Every issue, in order of its course and of time, with the key of the course."""
    w = written
    t = w.rows("prescription")
    names = np.array([supply.course_of(form) for form in w.library.forms], dtype=np.uint64)[t["form"]]
    t = t.take(np.flatnonzero(names != 0))
    t.columns["course"] = keys.entry_key(w.people["key"][t["person"]], t["episode"], names[names != 0])
    return t.take(np.lexsort((t["from"], t["course"])))


def test_every_issue_is_of_a_course_that_runs(written: Written, issues: Table) -> None:
    """From its beginning to its end, be it in this record or before; whose course is not known is issued nothing."""
    t = written.rows("prescription", anywhen=True)
    begun, ended = (t.take(np.flatnonzero(t["change"] == CHANGES.index(change))) for change in ("begun", "ended"))
    since = dict(zip(begun["entry"].tolist(), begun["recorded"].tolist(), strict=True))
    until = dict(zip(ended["entry"].tolist(), ended["recorded"].tolist(), strict=True))
    course = issues["course"].tolist()
    assert len(course) > 3000
    assert all(since[key] <= at <= until.get(key, clock.NEVER)
               for key, at in zip(course, issues["from"].tolist(), strict=True))  # fmt: skip


def test_supply_lasts_without_gaps_or_heaps(issues: Table) -> None:
    """The next pack comes about when the last is used up; only the first, given at once, may overlap by a pack."""
    same = issues["course"][1:] == issues["course"][:-1]
    left = (issues["until"][:-1] - issues["from"][1:])[same] / DAY
    assert (left > -8).mean() > 0.97 and (left < 8).mean() > 0.93


def test_what_someone_takes_is_asked_for_together(issues: Table) -> None:
    moments, items = np.unique(np.stack([issues["person"], issues["from"]]), axis=1, return_counts=True)
    assert moments.shape[1] > 1000 and items.max() > 3


def test_repeat_medicines_are_issued_on_working_days(issues: Table) -> None:
    again = issues["occurrence"] > 0
    assert is_worked(clock.uk_day(issues["from"][again]), "surgery").mean() > 0.99
