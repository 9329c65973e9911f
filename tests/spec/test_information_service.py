"""The child health information service: what it writes of a child, and what it is told of by whoever cares for it."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from synth.clock import DAY
from synth.sharing.flows import flows
from tests.spec.written import Written

NAMES = ("gp.registration", "child_health.growth", "child_health.immunisation", "child_health.information_service")


@pytest.fixture(scope="module")
def w() -> Written:
    return Written([p for n in NAMES for p in importlib.import_module(f"care_pathways.{n}").PATHWAYS], 2_000)


def test_a_record_begins_within_a_week_of_the_birth_and_ends_with_it_at_death(w):
    begun = w.rows("care_episode", "child_health_record_kept", change="begun")
    here = np.maximum(w.people["born"], w.people["arrives"])[begun["person"]]
    after = begun["from"] - here
    assert len(begun) > 100 and (after >= 0).all() and np.mean(after < 8 * DAY) > 0.85
    ended = w.rows("care_episode", "child_health_record_kept", change="ended")
    dead = w.people["died"][begun["person"]] < w.settings.ends
    assert set(begun["person"][dead].tolist()) <= set(ended["person"].tolist())


def test_parents_are_invited_some_weeks_before_a_vaccine_is_due(w):
    sent = w.rows("communication", "immunisation_invitation")
    ahead = (sent["value_time"] - sent["recorded"]) / DAY
    assert len(sent) > 500 and (ahead > 5).all() and (ahead <= 22).all()


def test_who_is_reminded_was_not_brought_some_days_before(w):
    reminded = w.rows("communication", "immunisation_reminder")
    missed = w.rows("appointment", slot="not brought", anywhen=True)
    days: dict[int, list[int]] = {}
    for who, at in zip(missed["person"].tolist(), missed["from"].tolist(), strict=True):
        days.setdefault(who, []).append(at)
    assert len(reminded) > 20
    for who, at in zip(reminded["person"].tolist(), reminded["from"].tolist(), strict=True):
        if at > w.settings.begins + 40 * DAY:
            assert any(0 < at - day <= 40 * DAY for day in days.get(who, [])), who


def test_a_record_comes_for_who_has_moved_in_and_for_nobody_else(w):
    moved, came = (w.rows("communication", key) for key in ("child_health_moved_in", "child_health_record_received"))
    assert len(came) > 20 and set(came["person"].tolist()) <= set(moved["person"].tolist())
    assert not np.isin(moved["person"], np.flatnonzero(w.people["stillborn"])).any()


def test_whatever_is_done_for_a_child_is_told_to_the_service():
    told = {flow.name for flow in flows() if "child health information service" in flow.to}
    assert told >= {"vaccination", "newborn_examination", "newborn_hearing", "blood_spot_to_child_health",
                    "health_visitor_review", "measured_at_school", "change_of_address", "change_of_practice",
                    "death_of_a_child", "newborn_discharge"}  # fmt: skip
