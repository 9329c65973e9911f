"""Children helped or protected outside plans of protection and care: what is found, who is helped, who comes alone."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock
from tests.spec.test_social_care import cared_for
from tests.spec.written import Written


@pytest.fixture(scope="module")
def written() -> Written:
    return cared_for()


@pytest.mark.parametrize(
    ("factor", "share"),
    [("parent_domestic_abuse", 0.36), ("parent_mental_health", 0.33), ("child_mental_health", 0.20),
     ("parent_drugs", 0.16), ("parent_alcohol", 0.15), ("emotional_abuse", 0.20), ("neglect", 0.16),
     ("physical_abuse", 0.12), ("sexual_abuse", 0.035)],
)  # fmt: skip
def test_assessments_identify_factors_as_often_as_in_england(written: Written, factor: str, share: float) -> None:
    # DfE, children in need 2024, factors identified at the end of assessment (recalled).
    assessed = len(written.rows("assessment", "child_and_family_assessment"))
    assert assessed > 500
    assert len(written.rows("observation", f"factor_{factor}")) / assessed == pytest.approx(share, abs=0.05)


def test_no_abuse_is_found_where_no_need_is_and_of_sexual_abuse_others_are_told_at_once(written: Written) -> None:
    done = written.rows("assessment", "child_and_family_assessment")
    needs, harmed = (written.code(key) for key in ("assessed_child_in_need", "concern_likely_significant_harm"))
    for factor, allowed in (("physical_abuse", {needs, harmed}), ("neglect", {needs, harmed}),
                            ("emotional_abuse", {needs, harmed}), ("sexual_abuse", {harmed})):  # fmt: skip
        t = written.rows("observation", f"factor_{factor}")
        found = set()
        for person, at in zip(t["person"].tolist(), t["from"].tolist(), strict=True):
            that = (done["person"] == person) & (np.abs(done["from"] - at) < clock.DAY)
            found |= set(done["value_code"][that].tolist())
        assert len(t) > 10 and found <= allowed and len(found) == len(allowed)


def test_who_comes_alone_is_in_care_from_that_hour_and_few_are_girls(written: Written) -> None:
    w = written
    alone = w.rows("observation", "asylum_seeking_child", anywhen=True)
    since = dict(zip(*(w.rows("care_episode", "looked_after_child", change="begun", anywhen=True)[c].tolist()
                       for c in ("person", "from")), strict=True))  # fmt: skip
    assert len(alone) > 8
    assert all(abs(since[person] - at) < clock.DAY for person, at in
               zip(alone["person"].tolist(), alone["from"].tolist(), strict=True))  # fmt: skip
    assert np.mean(w.people["sex"][alone["person"]] == 2) < 0.35
    came = w.people["arrives"][alone["person"]]
    assert (came > clock.LONG_AGO).all() and (np.abs(came - alone["from"]) < clock.DAY).all()


def test_young_carers_are_children_of_whom_some_care(written: Written) -> None:
    w = written
    known = w.rows("assessment", "young_carer_assessment")
    assert len(known) > 30
    age = (known["from"] - w.people["born"][known["person"]]) / clock.YEAR
    assert (age >= 5).all() and (age < 18).all()
    plans = w.rows("plan", "young_carer_plan", change="begun")
    assert len(plans) / len(known) == pytest.approx(0.7, abs=0.15)


def test_short_breaks_are_taken_by_those_who_have_a_plan(written: Written) -> None:
    w = written
    asked = w.rows("referral", "short_break_assessment")
    assert len(asked) > 20
    taken, planned = (set(w.rows(kind, code, anywhen=True)["person"].tolist()) for kind, code in
                      (("contact", "short_break"), ("plan", "short_break_plan")))  # fmt: skip
    assert len(taken) > 20 and taken <= planned


def test_exploitation_is_of_the_older_and_each_has_a_risk_and_a_panel(written: Written) -> None:
    w = written
    risk = w.rows("assessment", "exploitation_risk_assessment")
    assert len(risk) > 10
    age = (risk["from"] - w.people["born"][risk["person"]]) / clock.YEAR
    assert np.median(age) > 13
    early = risk["from"] < w.settings.ends - 120 * clock.DAY
    met = set(w.rows("contact", "exploitation_strategy_meeting")["person"].tolist())
    assert np.mean([person in met for person in risk["person"][early].tolist()]) > 0.9
