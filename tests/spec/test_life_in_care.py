"""The life of looked-after children and of care leavers: what is asked and written as often as in England."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock
from tests.spec.test_social_care import cared_for
from tests.spec.written import Written


@pytest.fixture(scope="module")
def written() -> Written:
    return cared_for()


def test_strengths_and_difficulties_are_scored_as_in_england(written: Written) -> None:
    # DfE, children looked after 2023-24: mean 14.7; normal 46, borderline 13, cause for concern 41 percent.
    score = written.rows("assessment", "sdq_total_parent")["value"]
    assert len(score) > 200
    assert np.mean(score) == pytest.approx(14.7, abs=1.2)
    assert np.mean(score >= 17) == pytest.approx(0.41, abs=0.08)
    assert np.mean(score < 14) == pytest.approx(0.46, abs=0.08)


def test_teeth_are_checked_and_vaccines_up_to_date_as_often_as_in_england(written: Written) -> None:
    # DfE, children looked after 2023-24: 79 percent had their teeth checked, 82 percent were up to date.
    w = written
    teeth, vaccines = len(w.rows("observation", "dental_check")), len(w.rows("observation", "immunisations_up_to_date"))
    assert teeth / vaccines == pytest.approx(0.79 / 0.82, abs=0.05)


def test_who_is_looked_after_until_eighteen_has_an_adviser(written: Written) -> None:
    w = written
    grown = w.rows("observation", "leaving_care")
    early = grown["from"] < w.settings.ends - 90 * clock.DAY
    staying = np.minimum(w.people["died"], w.people["leaves"])[grown["person"]] > grown["from"] + 90 * clock.DAY
    advised = set(w.rows("care_episode", "care_leaver", anywhen=True)["person"].tolist())
    assert (early & staying).sum() > 20
    assert all(person in advised for person in grown["person"][early & staying].tolist())


def test_a_placement_that_follows_another_says_why_and_the_first_does_not(written: Written) -> None:
    w = written
    placed = w.rows("plan", pathway="placement of a looked-after child", change="begun")
    why = set(w.rows("observation", "reason_for_change_of_placement")["episode"].tolist())
    came = w.rows("care_episode", "looked_after_child", change="begun", anywhen=True)
    since = dict(zip(came["person"].tolist(), came["from"].tolist(), strict=True))
    first = np.array([t - since[person] < clock.DAY for person, t in
                      zip(placed["person"].tolist(), placed["from"].tolist(), strict=True)])  # fmt: skip
    told = np.array([episode in why for episode in placed["episode"].tolist()])
    assert first.sum() > 50 and (~first).sum() > 50
    assert not told[first].any() and told[~first].all()


def test_families_whose_child_is_not_in_need_are_offered_early_help_and_some_step_up_again(written: Written) -> None:
    w = written
    helped = w.rows("care_episode", "early_help", change="begun")
    closed, stepped = w.rows("observation", "early_help_closed"), w.rows("observation", "early_help_stepped_up")
    assert len(helped) > 200
    assert 0.05 < len(stepped) / (len(closed) + len(stepped)) < 0.4


def test_most_of_what_social_care_writes_has_a_code_beside_its_words(written: Written) -> None:
    # Four fifths had none: what no public file codes is coded by the wider concept that one does, the words kept.
    codings = [bool(concept.codings) for concept in written.library.codelists.concepts]
    coded = np.concatenate([np.array(codings)[written.rows(kind)["code"]] for kind in
                            ("contact", "referral", "assessment", "plan", "care_episode", "observation")])  # fmt: skip
    assert len(coded) > 50_000 and coded.mean() > 0.6


def test_the_clocks_of_children_are_kept_and_missed_as_published(written: Written) -> None:
    # DfE 2023-24: 79 percent of initial conferences within 15 working days of the strategy discussion, 83 percent of
    # assessments within 45 of the referral.
    def within(first: tuple[str, str], second: tuple[str, str], working_days: int) -> float:
        begun, done = written.rows(*first), written.rows(*second)
        when: dict[int, list[int]] = {}
        for person, at in zip(done["person"].tolist(), done["from"].tolist(), strict=True):
            when.setdefault(person, []).append(at)
        kept = []
        for person, at in zip(begun["person"].tolist(), begun["from"].tolist(), strict=True):
            later = [t for t in when.get(person, ()) if at <= t <= at + 160 * clock.DAY]
            if later:
                took = np.busday_count(*(np.datetime64(t // clock.DAY, "D") for t in (at, min(later))))
                kept.append(took <= working_days)
        return float(np.mean(kept))

    conferred = within(("procedure", "strategy_discussion"), ("contact", "initial_child_protection_conference"), 15)
    assessed = within(("referral", "child_social_care_referral"), ("assessment", "child_and_family_assessment"), 45)
    assert conferred == pytest.approx(0.79, abs=0.06)
    assert assessed == pytest.approx(0.83, abs=0.04)


def test_the_health_of_who_comes_into_care_is_assessed_in_time_as_often_as_councils_say(written: Written) -> None:
    # Croydon 65 percent, Thurrock 71 and 81.5 percent within 20 working days; a day off must not put it off for days.
    came = written.rows("care_episode", "looked_after_child", change="begun", anywhen=True)
    since = dict(zip(came["person"].tolist(), came["from"].tolist(), strict=True))
    seen = written.rows("contact", "initial_health_assessment", anywhen=True)
    took = np.array([(at - since[person]) / clock.DAY for person, at in
                     zip(seen["person"].tolist(), seen["from"].tolist(), strict=True)])  # fmt: skip
    assert len(took) > 150
    assert np.mean(took <= 28.5) == pytest.approx(0.73, abs=0.1)
