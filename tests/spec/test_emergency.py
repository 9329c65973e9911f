"""The emergency department: as many come as published, with what is of their age; all that is begun there has an end."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from care_pathways.acute import after_emergency, emergency
from care_pathways.gp import registration
from synth import clock
from synth.table import position
from tests.spec.written import Written


@pytest.fixture(scope="module")
def w() -> Written:
    return Written([*registration.PATHWAYS, *emergency.PATHWAYS, *after_emergency.PATHWAYS], 1500)


def year_of(instants: np.ndarray) -> np.ndarray:
    return instants.astype("datetime64[m]").astype("datetime64[Y]").astype(int) + 1970


def ages(w: Written, table) -> np.ndarray:
    return (table["from"] - w.people["born"][table["person"]]) / clock.YEAR


def test_as_many_come_as_published_the_youngest_and_the_oldest_most(w):
    come = w.rows("contact", "ed_attendance", change="begun")
    rate = len(come) / w.years(0, 120)
    assert 0.36 < rate < 0.46  # 428 of 1,000 in 2017-18, fewer in 2020, fewer of those on no list yet
    age = ages(w, come)

    def of(low: int, high: int) -> float:
        return float(((age >= low) & (age < high)).sum() / w.years(low, high))

    assert of(0, 1) > 2 * rate and of(5, 15) < rate and of(85, 120) > 1.8 * rate


def test_few_came_in_the_spring_of_2020(w):
    come = w.rows("contact", "ed_attendance", change="begun")["from"]

    def between(*days: dt.date) -> int:
        first, last = (clock.day_of(day.year, day.month, day.day) * clock.DAY for day in days)
        return int(((come >= first) & (come < last)).sum())

    usual = between(dt.date(2019, 4, 1), dt.date(2019, 5, 15))
    assert 0.3 < between(dt.date(2020, 4, 1), dt.date(2020, 5, 15)) / usual < 0.65


def test_four_hours_are_kept_as_often_as_published_that_year(w):
    over = w.rows("contact", "ed_attendance", change="ended")
    minutes = over["until"] - over["from"]
    for year, published in ((2017, 0.88), (2022, 0.725)):
        assert abs((minutes[year_of(over["from"]) == year] <= 240).mean() - published) < 0.05


def test_every_attendance_ends_and_who_is_sent_to_a_ward_has_a_stay_and_a_letter(w):
    begun = w.rows("contact", "ed_attendance", change="begun")
    ended = w.rows("contact", "ed_attendance", change="ended")
    open_ = ~np.isin(begun["entry"], ended["entry"])
    assert open_.sum() <= 3  # who is there on the last day
    sent = w.rows("observation", "ecds_dest_ward")
    stays = w.rows("contact", "inpatient", change="begun")
    assert set(stays["episode"].tolist()) <= set(sent["episode"].tolist())
    assert len(sent) - len(stays) <= 3 and 0.13 < len(stays) / len(begun) < 0.21
    letters = set(w.rows("document", pathway="emergency attendance")["episode"].tolist())
    gone = w.rows("observation", "ecds_treatment_complete")
    assert len(set(gone["episode"].tolist()) - letters) <= 3


def test_children_and_no_others_are_asked_about_where_nobody_is_pregnant(w):
    asked = w.rows("observation", "child_protection_information_checked")
    assert ages(w, asked).max() < 18.01
    come = w.rows("contact", "ed_attendance", change="begun")
    young = come["episode"][ages(w, come) < 17.9]
    assert np.isin(young, asked["episode"]).mean() > 0.99


def test_bones_that_are_found_broken_are_looked_at_by_the_clinic_until_they_have_healed(w):
    found = w.rows("condition", "wrist_fracture", "ankle_fracture", "forearm_fracture", change="begun")
    healed = w.rows("condition", "wrist_fracture", "ankle_fracture", "forearm_fracture", change="ended")
    old = found["from"] < w.settings.ends - 120 * clock.DAY
    assert np.isin(found["entry"][old], healed["entry"]).mean() > 0.97
    assert len(found) > 50


def test_falls_are_of_the_old_and_swallowed_tablets_of_the_very_young(w):
    fallen, swallowed = w.rows("observation", "chief_fall"), w.rows("observation", "accidental_poisoning")
    assert np.median(ages(w, fallen)) > 75 and ages(w, swallowed).max() < 6
    assert len(fallen) > 100 and len(swallowed) > 8


def test_what_is_told_of_someone_who_goes_home_does_not_send_them_to_a_ward(w):
    sent = w.rows("observation", "ecds_dest_ward")
    told = w.rows("observation", slot="complaint")
    forms = w.library.forms
    texts = np.array([forms[form].text or "" for form in told["form"]])
    upstairs = np.array([("to the ward" in text) or ("for admission" in text) for text in texts])
    known = position(np.sort(sent["episode"]), told["episode"]) >= 0
    assert (upstairs == known).mean() > 0.999


def test_the_practice_files_letters_and_sees_some_of_those_whom_it_is_asked_to_see(w):
    filed, seen = w.rows("observation", "seen_in_ed_casualty"), w.rows("observation", "ed_review_at_practice")
    come = w.rows("contact", "ed_attendance", change="begun")
    assert 0.85 < len(filed) / len(come) < 1 and 0.05 < len(seen) / len(filed) < 0.25


def test_a_result_of_another_sample_is_put_right_and_the_practice_has_the_letter_again(w):
    right = w.rows("observation", "crp", change="amended")
    first = w.rows("observation", "crp", change="recorded")
    assert 0.001 < len(right) / len(first) < 0.01 and len(right) >= 3
    before = first.take(np.flatnonzero(np.isin(first["entry"], right["entry"])))
    assert len(before) == len(right) and (right["version"] == 2).all()
    moment = dict(zip(before["entry"].tolist(), before["recorded"].tolist(), strict=True))
    assert all(
        moment[entry] < at for entry, at in zip(right["entry"].tolist(), right["recorded"].tolist(), strict=True)
    )
    letters = w.rows("document", pathway="emergency attendance", change="amended")
    again = letters.take(np.flatnonzero(np.isin(letters["episode"], right["episode"])))
    assert set(right["episode"].tolist()) <= set(again["episode"].tolist())


def test_a_poisoning_or_a_fall_does_not_inflame_the_blood(w):
    crp = w.rows("observation", "crp", change="recorded")
    told = w.rows("observation", "chief_overdose", "chief_fall", "chief_head_injury")
    hurt = np.isin(crp["contact"], told["contact"])
    assert hurt.sum() > 10 and crp["value"][hurt].max() <= 16
    assert crp["value"][~hurt].max() > 100


def waited(w: Written, done) -> np.ndarray:
    """How many minutes after they came something was done for people in the department."""
    come = w.rows("contact", "ed_attendance", change="begun")
    order = np.argsort(come["episode"])
    return done["from"] - come["from"][order][position(come["episode"][order], done["episode"])]


def test_the_more_urgent_it_is_the_sooner_something_is_done(w):
    done = w.rows("procedure", pathway="emergency attendance", step="seen")
    minutes = waited(w, done)

    def of(*keys: str) -> np.ndarray:
        return np.isin(done["episode"], w.rows("observation", *keys)["episode"])

    urgency = ("very_urgent", "urgent", "standard")
    median = {key: np.median(minutes[of(f"ecds_acuity_{key}")]) for key in urgency}
    at_once = of("ecds_acuity_immediate", "ecds_acuity_very_urgent") & ~of("chief_overdose")
    assert minutes[at_once].max() <= 60 and at_once.sum() > 100
    assert median["very_urgent"] < median["urgent"] < median["standard"] and 40 < np.median(minutes) < 90


def test_everyone_who_goes_home_is_told_in_words_what_to_do_and_when_to_come_back(w):
    home, ward = w.rows("observation", "ecds_treatment_complete"), w.rows("contact", "inpatient", change="ended")
    for who, gone in (("department", home), ("ward", ward)):
        told = w.rows("communication", slot=f"advice, {who}")
        assert np.isin(gone["episode"], told["episode"]).mean() > 0.99 and len(told) > 50
    forms = w.library.forms
    texts = {forms[form].text for form in w.rows("communication", slot="advice, department")["form"].tolist()}
    assert len(texts) > 50 and all(text and text.endswith(".") for text in texts)


def _asked(w: Written, what: str, who: str = "department"):
    return w.rows("referral", slot=f"{what}, {who}")


def test_whoever_goes_home_with_a_broken_bone_or_stitches_is_sent_where_these_are_seen_to(w):
    home = w.rows("observation", "ecds_treatment_complete")["episode"]
    again = _asked(w, "To be seen again after the hospital")["episode"]
    broken = w.rows("condition", slot="found broken", change="begun")["episode"]
    stitched = w.rows("procedure", "closure_of_skin_wound")["episode"]
    stitches = _asked(w, "Stitches to be taken out")["episode"]
    for need, sent in ((broken, _asked(w, "Fracture clinic")["episode"]), (stitched, np.union1d(stitches, again))):
        need = np.intersect1d(need, home)
        assert len(need) > 50 and np.isin(need, sent).all()


def test_the_practice_is_asked_to_see_some_of_those_who_go_home_and_half_of_those_who_leave_a_ward(w):
    home, ward = w.rows("observation", "ecds_treatment_complete"), w.rows("contact", "inpatient", change="ended")
    for who, gone, least, most in (("department", home, 0.2, 0.35), ("ward", ward, 0.4, 0.6)):
        asked = _asked(w, "To be seen again after the hospital", who)
        assert least < len(asked) / len(gone) < most and (asked["value_time"] > asked["from"]).all()


def test_stitches_come_out_a_week_or_two_after_a_cut_was_closed_and_of_nobody_else(w):
    closed, out = w.rows("procedure", "closure_of_skin_wound"), w.rows("observation", "suture_removal")
    for person, at in zip(out["person"].tolist(), out["from"].tolist(), strict=True):
        days = (at - closed["from"][closed["person"] == person]) / clock.DAY
        assert ((days > 5) & (days < 40)).any()
    assert len(out) > 0.6 * len(closed)


def test_a_baby_has_what_a_baby_of_its_age_can_have():
    w = Written([*registration.PATHWAYS, *emergency.PATHWAYS, *after_emergency.PATHWAYS], 8000)

    def days(table) -> np.ndarray:
        return (table["from"] - w.people["born"][table["person"]]) // clock.DAY

    seen = w.rows("observation", "chief_fever", pathway="emergency attendance", step="written up")
    feverish = seen.take(np.flatnonzero(days(seen) < 88))
    stays = w.rows("contact", "inpatient", pathway="emergency attendance", change="begun")
    assert len(feverish) > 5 and set(feverish["episode"].tolist()) <= set(stays["episode"].tolist())
    given = w.rows("procedure", "iv_antibiotics", pathway="emergency attendance")
    given = given.take(np.flatnonzero(days(given) < 88))
    assert set(feverish["episode"].tolist()) <= set(given["episode"].tolist())
    assert (waited(w, given) <= 60).all()
    for key, from_day in (("croup", 85), ("accidental_poisoning", 260)):
        found = w.rows("condition", key, pathway="emergency attendance")
        assert len(found) > 20 and days(found).min() >= from_day
