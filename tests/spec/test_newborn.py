"""The newborn: what its pathways promise of birth details, the first weeks and newborn screening."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from synth.clock import DAY, HOUR
from tests.spec.births import Births, two_years

CONDITIONS = ("pku", "cht", "cf", "scd", "mcadd", "msud", "iva", "ga1", "hcu")


@pytest.fixture(scope="module")
def w() -> Births:
    return two_years()


def near(measured: float, published: float, tolerance: float) -> None:
    assert abs(measured - published) <= tolerance, f"measured {measured:.4f}, published {published:.4f}"


def per_baby(w: Births, table, days: int = 0) -> float:
    """The share of babies born alive, who have lived so many days within the window, that a table names."""
    p = w.people
    old = w.live & (np.minimum(p["died"], w.settings.ends) > p["born"] + days * DAY)
    return float((w.who(table) & old).sum() / old.sum())


# ---------------------------------------------------------------- birth


def test_every_baby_born_alive_has_birth_details(w):
    for code in (
        "birth_weight",
        "length_of_gestation_at_birth",
        "apgar_1",
        "apgar_5",
        "birth_head_circumference",
    ):
        found = w.of_live("observation", code, pathway="newborn")
        assert per_baby(w, found, days=1) == 1.0, code
    weights = w.of_live("observation", "birth_weight", pathway="newborn")
    assert (weights["value"] == w.people.attributes["birth_weight"][weights["person"]]).all()
    assert (weights["from"] == w.people["born"][weights["person"]]).all()


def test_mother_and_baby_tell_one_story(w):
    mothers = w.births("observation", "baby_birth_weight")
    told = sorted(zip(mothers["person"].tolist(), mothers["from"].tolist(), mothers["value"].tolist(), strict=True))
    babies = w.rows("observation", "birth_weight", anywhen=False)
    babies = babies.take(np.flatnonzero(babies["about_kind"] == 0))
    own = sorted(zip(w.people["mother"][babies["person"]].tolist(), babies["from"].tolist(),
                     babies["value"].tolist(), strict=True))  # fmt: skip
    assert told == own
    modes = w.births("procedure", "delivery_normal", "delivery_elective_cs", "delivery_emergency_cs")
    mode = dict(
        zip(
            zip(modes["person"].tolist(), modes["from"].tolist(), strict=True),
            modes["code"].tolist(),
            strict=True,
        )
    )
    of_baby = w.of_live("observation", slot="delivery", pathway="newborn")
    pairs = [(mode.get((int(w.people["mother"][p]), int(t))), int(c)) for p, t, c in
             zip(of_baby["person"], of_baby["from"], of_baby["value_code"], strict=True)]  # fmt: skip
    assert all(a == b for a, b in pairs if a is not None)


def test_apgar_scores_and_first_feeds_are_as_published(w):
    five = w.of_live("observation", "apgar_5", pathway="newborn")
    term = w.gestation[five["person"]] >= 259
    near(float((five["value"][term] < 7).mean()), 0.012, 0.008)
    early = w.gestation[five["person"]] < 224
    assert early.sum() > 5 and five["value"][early].mean() < five["value"][term].mean() - 1
    fed = w.rows("observation", "first_feed")["person"]
    assert (w.gestation[fed] >= 224).all(), "the earliest are fed by vein first"
    near(
        w.share(w.of_live("observation", "first_feed"), "first_feed_maternal_breast_milk", column="value_code"),
        0.72,
        0.04,
    )


def test_births_are_notified_within_thirty_six_hours(w):
    found = w.of_live("communication", "birth_notification")
    late = found["from"] - w.people["born"][found["person"]]
    assert per_baby(w, found, days=2) == 1.0 and late.min() >= 15 and late.max() <= 36 * HOUR


def test_a_stillborn_baby_has_a_record_of_its_birth_and_no_care():
    w = Births(15_000, (dt.date(2015, 1, 1), dt.date(2022, 1, 1)), seed=2)
    still = w.people["stillborn"].astype(bool) & (w.people["born"] < w.settings.ends)
    assert still.sum() >= 5
    notified = w.rows("communication", "stillbirth_notification")
    assert set(notified["person"].tolist()) == set(np.flatnonzero(still).tolist())
    weights = w.rows("observation", "birth_weight", pathway="stillbirth")
    assert (weights["value"] == w.people.attributes["birth_weight"][weights["person"]]).all()
    for kind in ("care_episode", "contact", "immunisation", "prescription", "referral"):
        assert not still[w.record[kind]["person"]].any(), kind


# ---------------------------------------------------------------- first weeks


def test_babies_are_admitted_to_a_unit_as_published(w):
    begun = w.of_live("contact", pathway="neonatal unit", step="admission")
    near(per_baby(w, begun), 0.13, 0.03)
    term = w.live & (w.gestation >= 259)
    near(float((w.who(begun) & term).sum() / term.sum()), 0.055, 0.02)
    early = w.live & (w.gestation < 224) & (w.people["died"] > w.people["born"] + DAY)
    assert w.who(begun)[early].all()


def test_babies_go_home_with_their_mothers_unless_on_the_unit(w):
    home = w.of_live("contact", "newborn_stay", pathway="newborn", step="goes home", change="ended")
    left = w.rows("contact", pathway="labour and birth", step="goes home")
    when: dict[int, set[int]] = {}
    for mother, at in zip(left["person"], left["recorded"], strict=True):
        when.setdefault(int(mother), set()).add(int(at))
    together = [
        int(at) in when.get(int(w.people["mother"][p]), ())
        for p, at in zip(home["person"], home["recorded"], strict=True)
    ]
    assert len(together) > 900 and all(together)


def test_a_newborn_loses_weight_and_gains_it_again(w):
    weight = w.people.attributes["birth_weight"]
    days: dict[int, np.ndarray] = {}
    for step in ("visit of day 5", "visit of day 10"):
        found = w.of_live("observation", "body_weight", pathway="newborn visits", step=step)
        change = found["value"] / weight[found["person"]] - 1
        days[int(step.split()[-1])] = change
        assert change.min() > -0.13 and change.max() < 0.09
    assert -0.07 < np.median(days[5]) < -0.02 < 0 < np.median(days[10]) < 0.03


def test_feeding_falls_off_towards_six_weeks(w):
    tenth = w.of_live("observation", "infant_feeding", pathway="newborn visits")
    near(1 - w.share(tenth, "breastfeeding_none", column="value_code"), 0.59, 0.05)  # on the way to 52.7 percent


def test_a_discharge_summary_is_written_for_each_baby_born_in_hospital(w):
    documents = w.of_live("document", pathway="newborn", change="recorded")
    kinds = {"newborn_discharge", "neonatal_discharge"}
    assert {w.library.forms[f].details["document"] for f in documents["form"]} == kinds
    assert len(documents) == len(np.unique(documents["person"]))
    near(per_baby(w, documents, days=170), 0.98, 0.02)  # not of those born at home


# ---------------------------------------------------------------- screening


def test_newborns_are_examined_within_three_days(w):
    found = w.of_live("procedure", "nipe_hips", pathway="newborn physical examination", step="examination")
    hours = (found["from"] - w.people["born"][found["person"]]) / HOUR
    assert per_baby(w, found, days=14) > 0.985
    near(per_baby(w, found.take(np.flatnonzero(hours <= 72)), days=14), 0.968, 0.02)
    boys = w.of_live("procedure", "nipe_testes", step="examination")
    assert (w.people["sex"][boys["person"]] == 1).all() and 0.4 < len(boys) / len(found) < 0.6


def test_examination_suspects_what_is_published(w):
    near(per_baby(w, w.of_live("referral", "hip_ultrasound")), 0.06, 0.02)
    near(per_baby(w, w.of_live("referral", "echocardiogram")), 0.009, 0.007)
    boys = w.live & (w.people["sex"] == 1)
    testes = w.of_live("condition", "undescended_testis")
    near(float((w.who(testes) & boys).sum() / boys.sum()), 0.025, 0.015)


def test_hearing_is_screened_as_published(w):
    found = w.of_live("observation", "hearing_screen_outcome", step="outcome")
    near(per_baby(w, found.take(np.flatnonzero(w.day(found) <= 35)), days=36), 0.975, 0.02)
    near(per_baby(w, found.take(np.flatnonzero(w.day(found) <= 91)), days=92), 0.989, 0.012)
    near(per_baby(w, w.of_live("referral", "referral_audiology")), 0.026, 0.012)
    unit = w.of_live("procedure", "hearing_aabr")
    assert len(unit) > 0


def test_blood_spots_are_taken_on_day_five(w):
    first = w.of_live("procedure", "bloodspot", pathway="blood spot screening")
    first = first.take(np.unique(first["person"], return_index=True)[1])
    assert w.day(first).min() == 5
    assert float((w.day(first) == 5).mean()) > 0.85
    assert per_baby(w, first.take(np.flatnonzero(w.day(first) <= 8)), days=17) >= 0.95


def test_each_condition_of_the_blood_spot_has_an_outcome(w):
    for test in CONDITIONS:
        found = w.of_live("procedure", f"bloodspot_{test}")
        assert (found["value_code"] != 0).all()
        assert per_baby(w, found, days=60) > 0.99, test
    results = w.of_live("procedure", "bloodspot_pku", step="results")
    assert (results["recorded"] - w.people["born"][results["person"]]).min() > 8 * DAY
    again = w.of_live("procedure", "bloodspot_pku", step="repeat needed")
    near(per_baby(w, again, days=40), 0.035, 0.015)
    assert not len(w.of_live("procedure", "bloodspot_tyr1"))


def test_tyrosinaemia_is_tested_from_october_2025():
    later = Births(3_000, (dt.date(2025, 4, 1), dt.date(2026, 10, 1)))
    found = later.rows("procedure", "bloodspot_tyr1", step="results")
    assert len(found) > 10
    assert later.people["born"][found["person"]].min() >= (dt.date(2025, 10, 1) - dt.date(1970, 1, 1)).days * DAY
