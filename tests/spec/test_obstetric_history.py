"""Obstetric history at booking: each earlier pregnancy as it was, and nothing of one that never was."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from synth.clock import DAY
from synth.record.kinds import CONFIDENTIALITY
from synth.world.demography.pregnancy import OUTCOMES
from tests.spec.births import Births

TOLD = 4
CODES = {"live birth": "live_birth", "stillbirth": "stillbirth", "miscarriage": "miscarriage",
         "ectopic pregnancy": "ectopic_pregnancy", "termination": "termination_of_pregnancy"}  # fmt: skip


@pytest.fixture(scope="module")
def w() -> Births:
    return Births(9_000, (dt.date(2021, 1, 1), dt.date(2025, 1, 1)), seed=46)


@pytest.fixture(scope="module")
def earlier(w):
    """For each booking in the window what the world knows of the pregnancies before it: end, outcome, gestation, weight."""
    t = w.people.pregnancies
    booked = w.rows("observation", "gravida", step="booking")
    arrived = w.people["arrives"][booked["person"]] < w.settings.begins
    booked = booked.take(np.flatnonzero(arrived & (booked["from"] >= w.settings.begins)))
    assert len(booked) > 150
    found = {}
    for episode, person, at in zip(*(booked[c].tolist() for c in ("care_episode", "person", "from")), strict=True):
        rows = np.flatnonzero((t["mother"] == person) & (t["ends"] < at))
        rows = rows[np.argsort(t["ends"][rows])]
        found[episode] = [tuple(int(t[c][i]) for c in ("ends", "outcome", "gestation", "birth_weight_1")) for i in rows]
    return found


def test_the_latest_earlier_pregnancies_are_told_as_they_ended(w, earlier):
    told = w.rows("observation", "past_pregnancy_outcome")
    of: dict[int, list[tuple[int, int]]] = {}
    for episode, day, code in zip(*(told[c].tolist() for c in ("care_episode", "from", "value_code")), strict=True):
        of.setdefault(episode, []).append((day // DAY, code))
    for episode, all_of_them in earlier.items():
        last = [(end // DAY, w.code(CODES[OUTCOMES[outcome]])) for end, outcome, _, _ in all_of_them[-TOLD:]]
        said = sorted(of.get(episode, []))
        assert [code for _, code in said] == [code for _, code in last]
        assert all(abs(day - true) <= 1 for (day, _), (true, _) in zip(said, last, strict=True))
    assert sum(map(len, of.values())) > 150


def test_gestation_and_weight_are_those_of_the_earlier_births(w, earlier):
    for code, at in (("length_of_gestation_at_birth", 2), ("baby_birth_weight", 3)):
        t = w.rows("observation", code, pathway="obstetric history")
        of: dict[int, list[int]] = {}
        for episode, _, value in sorted(zip(*(t[c].tolist() for c in ("care_episode", "from", "value")), strict=True)):
            of.setdefault(episode, []).append(value)
        for episode, all_of_them in earlier.items():
            births = [p[at] for p in all_of_them[-TOLD:] if p[1] <= 1]
            assert set(of.get(episode, [])) <= set(births)
            assert at == 3 or len(of.get(episode, [])) == len(births)
    assert len(w.rows("observation", "method_of_delivery", pathway="obstetric history")) > 80


def test_an_earlier_termination_is_told_in_confidence(w):
    t = w.rows("observation", "past_pregnancy_outcome")
    ended = t["value_code"] == w.code("termination_of_pregnancy")
    restricted = t["confidentiality"] == CONFIDENTIALITY.index("restricted")
    assert ended.any() and (ended == restricted).all()


def test_diabetes_of_an_earlier_pregnancy_is_told_of_those_who_had_it(w):
    told, booked = w.rows("observation", "history_gdm"), w.rows("observation", "gravida", step="booking")
    had = w.rows("condition", "gestational_diabetes", change="begun")
    first = np.full(len(w.people), np.iinfo(np.int64).max)
    np.minimum.at(first, had["person"], had["from"])
    again = booked["care_episode"][booked["from"] > first[booked["person"]]]
    assert len(again) > 3 and np.isin(again, told["care_episode"]).all()
    gravida = dict(zip(booked["care_episode"].tolist(), booked["value"].tolist(), strict=True))
    assert all(gravida[episode] > 1 for episode in told["care_episode"].tolist())
