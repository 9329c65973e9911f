"""The pregnancy after the death of a baby: what is promised of its lead, its scans, its contacts and its medicines."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.spec.births import Births


@pytest.fixture(scope="module")
def w() -> Births:
    return Births(36_000, (dt.date(1998, 1, 1), dt.date(2025, 1, 1)), seed=48)


@pytest.fixture(scope="module")
def after(w) -> set[int]:
    found = w.episodes("observation", "history_stillbirth", "history_death_of_newborn")
    assert len(found) > 12
    return found


def of(w: Births, kind: str, *keys: str, **where: str) -> set[int]:
    return w.episodes(kind, *keys, **where)


def test_who_lost_a_baby_is_known_to_have_done_so_and_led_by_a_consultant(w, after):
    planned = w.rows("observation", "planned_care")
    lead = dict(zip(planned["care_episode"].tolist(), planned["value_code"].tolist(), strict=True))
    assert {lead[e] for e in after if e in lead} == {w.code("consultant_led_care")}
    told = w.rows("observation", "past_pregnancy_outcome")
    lost = set(told["care_episode"][told["value_code"] == w.code("stillbirth")].tolist())
    assert lost & of(w, "observation", "planned_care", step="booking") <= after


def test_it_is_scanned_early_and_met_more_often(w, after):
    scanned = of(w, "procedure", "early_pregnancy_scan", pathway="pregnancy after a loss")
    assert scanned <= after and len(scanned) / len(after) > 0.25
    to_term = after & of(w, "observation", "live_birth")
    visits = w.rows("observation", "support_after_loss")["care_episode"]
    counts = [int((visits == e).sum()) for e in to_term]
    assert len(counts) > 8 and np.mean(counts) > 2.5 and max(counts) <= 5


def test_growth_is_watched_and_aspirin_given_where_a_baby_was_stillborn(w):
    still = of(w, "observation", "history_stillbirth")
    to_term = still & of(w, "observation", "live_birth")
    watched = of(w, "contact", "growth_scan")
    aspirin = of(w, "prescription", "aspirin_75mg_disp_tab")
    assert len(to_term & watched) / len(to_term) > 0.8
    assert 0.6 < len(still & aspirin) / len(still) <= 1


def test_most_who_smoke_at_booking_are_sent_to_the_stop_smoking_service_and_nobody_else(w):
    asked = w.rows("observation", "smoking_status", pathway="pregnancy")
    asked = asked.take(np.flatnonzero(asked["from"] >= w.settings.begins))
    smokes = set(asked["care_episode"][asked["value_code"] == w.code("smoking_in_pregnancy_current_smoker")].tolist())
    sent = of(w, "referral", "referral_stop_smoking")
    assert sent <= smokes and 0.8 < len(sent) / len(smokes) < 0.97
