"""Support of adults: reablement by daily visits, assessments before a move, continuing healthcare by its own steps."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from synth import clock
from tests.spec.test_social_care import cared_for
from tests.spec.written import Written


@pytest.fixture(scope="module")
def written() -> Written:
    return cared_for()


def test_reablement_lasts_no_longer_than_six_weeks(written: Written) -> None:
    w = written
    begun, ended = (w.rows("plan", "reablement", change=change) for change in ("begun", "ended"))
    start = dict(zip(begun["entry"].tolist(), begun["from"].tolist(), strict=True))
    days = [(until - start[e]) / clock.DAY for e, until in
            zip(ended["entry"].tolist(), ended["until"].tolist(), strict=True) if e in start]  # fmt: skip
    assert len(days) > 200
    assert max(days) <= 43


def test_who_is_reabled_is_visited_about_every_day_and_by_day(written: Written) -> None:
    w = written
    visits = w.rows("contact", "reablement_visit")
    begun, ended = (w.rows("plan", "reablement", change=change) for change in ("begun", "ended"))
    until = dict(zip(ended["entry"].tolist(), ended["until"].tolist(), strict=True))
    moments = defaultdict(list)
    for person, when in zip(visits["person"].tolist(), visits["from"].tolist(), strict=True):
        moments[person].append(when)
    a_day = []
    for person, entry, since in zip(
        begun["person"].tolist(), begun["entry"].tolist(), begun["from"].tolist(), strict=True
    ):
        last = until.get(entry)
        if last is not None and last - since > 7 * clock.DAY:
            a_day.append(sum(since <= m <= last for m in moments[person]) / ((last - since) / clock.DAY))
    assert len(a_day) > 200
    assert 0.75 < np.mean(a_day) < 1.5
    assert np.quantile(a_day, 0.02) > 0.5
    minute = (visits["from"] + clock.uk_offset(visits["from"])) % clock.DAY
    assert ((minute >= 6 * clock.HOUR) & (minute < 22 * clock.HOUR)).all()


def test_a_few_places_in_care_homes_end_with_continuing_healthcare_by_checklist_and_tool(written: Written) -> None:
    w = written
    homes = [w.rows("plan", code, change="ended") for code in ("residential_care_placement", "nursing_care_placement")]
    decided = w.rows("observation", "continuing_healthcare")
    share = len(decided) / sum(len(t) for t in homes)
    assert 0 < share < 0.1
    checked = defaultdict(list)
    for key in ("continuing_healthcare_checklist", "continuing_healthcare_decision_support_tool"):
        t = w.rows("assessment", key, anywhen=True)
        for person, when in zip(t["person"].tolist(), t["from"].tolist(), strict=True):
            checked[person, key].append(when)
    begins = w.settings.begins + 120 * clock.DAY
    for person, when in zip(decided["person"].tolist(), decided["from"].tolist(), strict=True):
        if when > begins:
            for key in ("continuing_healthcare_checklist", "continuing_healthcare_decision_support_tool"):
                assert any(when - 130 * clock.DAY < m <= when for m in checked[person, key])


def test_who_passes_to_continuing_healthcare_asks_the_council_for_nothing_more(written: Written) -> None:
    w = written
    decided = w.rows("observation", "continuing_healthcare")
    asked = w.rows("referral", "request_for_support")
    for person, when in zip(decided["person"].tolist(), decided["from"].tolist(), strict=True):
        assert not (asked["from"][asked["person"] == person] > when).any()


def test_nobody_moves_to_a_care_home_at_the_councils_cost_without_an_assessment(written: Written) -> None:
    w = written
    assessed = w.rows("assessment", "care_needs_assessment", anywhen=True)
    moments = defaultdict(list)
    for person, when in zip(assessed["person"].tolist(), assessed["from"].tolist(), strict=True):
        moments[person].append(when)
    begins = w.settings.begins + 200 * clock.DAY
    checked = 0
    for code in ("residential_care_placement", "nursing_care_placement"):
        placed = w.rows("plan", code, change="begun")
        for person, when in zip(placed["person"].tolist(), placed["from"].tolist(), strict=True):
            if when > begins:
                checked += 1
                assert any(when - 200 * clock.DAY < m <= when for m in moments[person])
    assert checked > 100
