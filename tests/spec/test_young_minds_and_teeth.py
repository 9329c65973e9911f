"""Mental health of the young, and their teeth: what is promised of referral, wait, treatment, transition, extraction."""

from __future__ import annotations

import datetime as dt
import importlib

import numpy as np
import pytest

from care_pathways import modules, ready
from synth.clock import DAY
from synth.pathway.engines import columnar
from synth.record.tables import complete
from synth.settings import Settings
from synth.world.building import build
from tests.spec.written import Written

YEAR = 365.25


class Young(Written):
    """What some families had written, of which the mental health and the teeth of children are looked at."""

    def __init__(self) -> None:
        self.settings = Settings(51, dt.date(2018, 1, 1), dt.date(2025, 1, 1))
        pathways = [p for n in modules() for p in importlib.import_module(n).PATHWAYS]
        self.library = ready(pathways)
        self.people = build(np.arange(6_000, dtype=np.int64), self.settings)
        written = columnar.run(self.library, self.people, self.settings)
        self.record = complete(written, self.library.forms, self.people, self.settings)

    def recent(self, kind: str, *keys: str, **where: str):
        found = self.rows(kind, *keys, **where)
        return found.take(np.flatnonzero(found["from"] >= self.settings.begins))

    def age(self, table) -> np.ndarray:
        return (table["from"] - self.people["born"][table["person"]]) / DAY / YEAR


@pytest.fixture(scope="module")
def w() -> Young:
    return Young()


def test_the_service_sees_the_young_alone_and_whom_it_was_asked_to_see(w):
    age = w.age(w.rows("contact", "seen_in_camhs_clinic"))
    assert len(age) > 200 and age.min() > 5 and np.quantile(age, 0.95) < 18.5
    sent, seen = w.rows("referral", "referral_camhs"), w.recent("assessment", "sdq", step="first appointment")
    # Whoever was seen later than the longest wait after the window began was referred in it.
    seen = seen.take(np.flatnonzero(seen["from"] > w.settings.begins + 800 * DAY))
    first = {}
    for person, at in zip(sent["person"].tolist(), sent["from"].tolist(), strict=True):
        first[person] = min(at, first.get(person, at))
    assert (seen["from"] >= np.array([first[person] for person in seen["person"].tolist()])).all()


def test_waits_are_long_for_most_and_short_after_self_harm(w):
    sent = w.recent("referral", "referral_camhs", pathway="troubles of the young")
    assessed = w.recent("assessment", "sdq", step="first appointment")
    of: dict[int, list[int]] = {}
    for person, at in zip(assessed["person"].tolist(), assessed["from"].tolist(), strict=True):
        of.setdefault(person, []).append(at)
    waits = [(min(later) - at) / DAY for person, at in zip(sent["person"].tolist(), sent["from"].tolist(), strict=True)
             if (later := [x for x in of.get(person, []) if x >= at])]  # fmt: skip
    assert len(waits) > 40 and 60 < np.mean(waits) < 170
    closed, every = w.recent("communication", "camhs_referral_closed"), w.recent("referral", "referral_camhs")
    assert 0.2 < len(closed) / len(every) < 0.5
    plans = w.recent("observation", "mental_health_crisis_plan")
    harmed = w.recent("referral", "referral_camhs", pathway="emergency attendance")
    times = np.sort(harmed["from"])
    assert len(plans) >= 3 and len(times) >= len(plans)


def test_who_is_depressed_before_eighteen_is_not_sent_to_talking_therapies(w):
    sent = w.rows("referral", "referral_mh", pathway="depression")
    assert len(sent) > 10 and w.age(sent).min() >= 17.99
    young = w.rows("referral", "referral_camhs", pathway="depression")
    assert len(young) > 2 and w.age(young).max() < 18.01


def test_what_is_begun_by_the_service_ends_or_goes_on_in_treatment(w):
    begun = w.rows("condition", "anxiety_of_childhood", "ocd", "ptsd", "anorexia", "bulimia",
                   pathway="child and adolescent mental health care", change="begun")  # fmt: skip
    ended = w.rows("condition", "anxiety_of_childhood", "ocd", "ptsd", "anorexia", "bulimia",
                   pathway="child and adolescent mental health care", change="ended")  # fmt: skip
    assert len(begun) > 40 and 0.5 < len(ended) / len(begun) <= 1.4


def test_about_one_child_in_twenty_five_has_teeth_taken_out_most_at_five_to_nine(w):
    out = w.rows("procedure", "extraction_of_teeth")
    assert len(out) > 25
    age = w.age(out)
    assert 0.5 < ((age >= 5) & (age < 10)).mean() <= 1
    taken = w.rows("observation", "teeth_taken_out")["value"]
    assert taken.min() >= 1 and taken.max() <= 20
