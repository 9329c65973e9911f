"""Social care: what its pathways promise of referrals, plans, looked-after children, requests and support."""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from care_pathways import modules
from care_pathways.gp import registration
from care_pathways.maternity._course import Pregnancy
from care_pathways.maternity.pregnancy import PREGNANCY
from synth import clock
from synth.calendar import days
from synth.pathway.language.model import Pathway, Signal, Step
from synth.record.after_death import faults
from tests.spec.written import Written, engines_differ

BOOKING = Pathway(
    "pregnancies of this test",
    starts_on="conception",
    takes=("ends", "baby_1"),
    notes=Pregnancy,
    steps=[Step("told", raises=Signal("booked for maternity care"))],
)  # fmt: skip


def social_care() -> list[Pathway]:
    """The pathways of social care, those of a pregnancy as parts of one that needs no maternity care."""
    parents = {PREGNANCY: BOOKING}
    found = []
    for name in modules():
        if name.startswith("care_pathways.social_care.") or name == "care_pathways.gp.ethnic_answers":
            for p in importlib.import_module(name).PATHWAYS:
                moved = replace(p, part_of=parents[p.part_of]) if p.part_of in parents else p
                if moved is not p:
                    parents[p] = moved
                found.append(moved)
    return found


REFERRAL = "referral to children's social care"
CHILDRENS = (
    REFERRAL, "child protection", "child protection plan", "child in need plan", "looked-after child",
    "placement of a looked-after child",
)  # fmt: skip


@lru_cache(maxsize=1)
def cared_for() -> Written:
    """The record of social care at which all its tests look."""
    return Written([*social_care(), BOOKING], 24_000, seed=5, once="social care")


def with_a_practice() -> Written:
    """Social care of people whom practices have on their lists, which are told of it."""
    return Written([*registration.PATHWAYS, *social_care(), BOOKING], 12_000, seed=5, once="social care and lists")


@pytest.fixture(scope="module")
def written() -> Written:
    return cared_for()


def per_ten_thousand(w: Written, kind: str, *keys: str, low: int = 0, high: int = 18, **which: str) -> float:
    return 10_000 * len(w.rows(kind, *keys, **which)) / w.years(low, high)


def test_both_engines_write_the_same_record() -> None:
    assert engines_differ([*social_care(), BOOKING], 150) == []


# ------------------------------------------------------------------ children


def test_children_are_referred_as_often_as_in_england(written: Written) -> None:
    # DfE Children in need 2023-24: 515.7 per 10,000.
    rate = per_ten_thousand(written, "referral", "child_social_care_referral", pathway=REFERRAL)
    assert rate == pytest.approx(516, rel=0.1)


def test_one_referral_in_sixteen_leads_to_no_further_action(written: Written) -> None:
    # DfE Children in need 2023-24: 6.3 percent.
    w = written
    referrals = w.rows("referral", pathway=REFERRAL)
    nothing = w.rows("observation", "no_further_action", pathway=REFERRAL)
    assert len(nothing) / len(referrals) == pytest.approx(0.063, abs=0.015)


def test_three_referrals_in_ten_are_assessed_as_not_in_need(written: Written) -> None:
    # DfE Children in need 2023-24: 30.3 percent.
    w = written
    assessed = w.rows("assessment", "child_and_family_assessment", pathway=REFERRAL)
    share = (assessed["value_code"] == w.code("assessed_not_in_need")).sum() / len(w.rows("referral", pathway=REFERRAL))
    assert share == pytest.approx(0.303, abs=0.03)


def test_one_referral_in_five_comes_within_a_year_of_another(written: Written) -> None:
    # DfE Children in need 2024: 22 percent [recalled, not looked up].
    w = written
    t = w.rows("referral", pathway=REFERRAL)
    order = np.lexsort((t["from"], t["person"]))
    person, when = t["person"][order], t["from"][order]
    again = (person[1:] == person[:-1]) & (when[1:] - when[:-1] < clock.YEAR)
    counted = when[1:] > w.settings.begins + clock.YEAR
    assert again[counted].mean() == pytest.approx(0.22, abs=0.06)


def test_assessments_are_mostly_done_within_forty_five_working_days(written: Written) -> None:
    # DfE Children in need 2024: 83 percent [recalled, not looked up]; 45 working days are 63 days.
    w = written
    referred = w.rows("referral", pathway=REFERRAL)
    began = dict(zip(referred["episode"].tolist(), referred["from"].tolist(), strict=True))
    t = w.rows("assessment", "child_and_family_assessment", pathway=REFERRAL)
    days = [
        (when - began[e]) / clock.DAY
        for e, when in zip(t["episode"].tolist(), t["from"].tolist(), strict=True)
        if e in began
    ]
    assert np.mean(np.array(days) <= 64) == pytest.approx(0.83, abs=0.05)


def test_protection_plans_begin_as_often_as_in_england(written: Written) -> None:
    # DfE Children in need 2023-24: 51.5 plans started per 10,000.
    begun = per_ten_thousand(written, "plan", pathway="child protection plan", change="begun")
    assert begun == pytest.approx(51.5, rel=0.18)


def test_as_many_children_are_on_a_plan_on_a_day_as_in_england(written: Written) -> None:
    # DfE 31 March 2024: 41.4 per 10,000.
    assert 10_000 * written.mean_open("child_protection_plan_record", "care_episode", 0, 18) == pytest.approx(
        41.4, rel=0.25
    )


def test_plans_last_as_long_as_in_england(written: Written) -> None:
    # From DfE 31 March 2024 by duration: 35 percent end within six months, 77 within a year.
    w = written
    begun = w.rows("plan", pathway="child protection plan", change="begun")
    ended = w.rows("plan", pathway="child protection plan", change="ended")
    start = dict(zip(begun["entry"].tolist(), begun["from"].tolist(), strict=True))
    years = np.array(
        [
            (until - start[e]) / clock.YEAR
            for e, until in zip(ended["entry"].tolist(), ended["until"].tolist(), strict=True)
            if e in start
        ]
    )
    assert (years <= 0.5).mean() == pytest.approx(0.37, abs=0.10)
    assert (years <= 1.0).mean() == pytest.approx(0.79, abs=0.10)


def test_a_protection_plan_that_ends_in_childhood_mostly_steps_down_to_a_plan_as_a_child_in_need(
    written: Written,
) -> None:
    # The evidence: 71 of 100 step down (assumption), within some weeks.
    w = written
    ended = w.rows("plan", pathway="child protection plan", change="ended", step="plan ends")
    begun = w.rows("plan", pathway="child in need plan", change="begun")
    last = w.settings.ends - 60 * clock.DAY
    grown_up = w.people["born"] + 18 * clock.YEAR - 3 * clock.DAY
    into_care = dict(zip(w.people.care["person"].tolist(), w.people.care["from"].tolist(), strict=True))
    ends = [
        (p, t)
        for p, t in zip(ended["person"].tolist(), ended["until"].tolist(), strict=True)
        if t < min(last, grown_up[p]) and not 0 < t - into_care.get(p, t) < 60 * clock.DAY
    ]
    starts: dict[int, list[int]] = {}
    for person, start in zip(begun["person"].tolist(), begun["from"].tolist(), strict=True):
        starts.setdefault(person, []).append(start)
    down = [any(t < start < t + 40 * clock.DAY for start in starts.get(p, ())) for p, t in ends]
    assert len(down) > 50
    assert np.mean(down) == pytest.approx(0.71, abs=0.12)


def test_neglect_and_emotional_abuse_are_the_commonest_categories(written: Written) -> None:
    # DfE Children in need 2024, table D: neglect 49.5, emotional 37 percent [recalled, not looked up].
    w = written
    codes = w.rows("plan", pathway="child protection plan", change="begun")["code"]
    assert (codes == w.code("child_protection_plan_neglect")).mean() == pytest.approx(0.5, abs=0.1)
    assert (codes == w.code("child_protection_plan_emotional_abuse")).mean() == pytest.approx(0.38, abs=0.1)


def test_a_plan_follows_a_conference_and_is_reviewed_within_three_months(written: Written) -> None:
    w = written
    begun = w.rows("plan", pathway="child protection plan", change="begun")
    amended = w.rows("plan", pathway="child protection plan", change="amended")
    ended = w.rows("plan", pathway="child protection plan", change="ended")
    first = {}
    for entry, when in zip(amended["entry"].tolist(), amended["recorded"].tolist(), strict=True):
        first[entry] = min(when, first.get(entry, when))
    until = dict(zip(ended["entry"].tolist(), ended["until"].tolist(), strict=True))
    newborn = begun["from"] - w.people["born"][begun["person"]] < clock.DAY
    before_birth = set(begun["entry"][newborn].tolist())
    for entry, start in zip(begun["entry"].tolist(), begun["from"].tolist(), strict=True):
        last = until.get(entry, w.settings.ends)
        # Of a plan that was made before birth the first review may have been held before it: then the next follows.
        most = 190 if entry in before_birth else 96
        if last - start > (most + 4) * clock.DAY:
            assert first[entry] - start < most * clock.DAY


def test_what_is_written_of_protection_is_restricted(written: Written) -> None:
    w = written
    for kind in ("plan", "flag", "care_episode"):
        t = w.record[kind]
        child = np.array(
            [
                f.pathway in ("child protection plan", "looked-after child", "child in need plan")
                for f in w.library.forms
            ]
        )
        assert (t["confidentiality"][child[t["form"]]] > 0).all()


def test_a_plan_in_the_family_makes_a_plan_for_a_sibling_likelier(written: Written) -> None:
    w = written
    plans = w.rows("plan", pathway="child protection plan", change="begun")
    children, families = len(np.unique(plans["person"])), len(np.unique(w.people["family"][plans["person"]]))
    assert children / families > 1.08


def test_deprivation_makes_referral_likelier(written: Written) -> None:
    # Bywaters P et al., Child Welfare Inequalities Project 2020: a steep gradient [recalled, not looked up].
    w = written
    referred = w.rows("referral", pathway=REFERRAL)["person"]
    decile = w.people.attributes["decile"]
    child = (w.people["born"] > w.settings.begins - 18 * clock.YEAR) & w.patient
    most = (decile[referred] <= 2).sum() / (child & (decile <= 2)).sum()
    least = (decile[referred] >= 9).sum() / (child & (decile >= 9)).sum()
    assert 2 < most / least < 6


def test_as_many_children_are_looked_after_as_in_england(written: Written) -> None:
    # DfE 2024: 27 per 10,000 start in a year, 69 are looked after on a day.
    assert per_ten_thousand(written, "care_episode", "looked_after_child", change="begun") == pytest.approx(
        27, rel=0.25
    )
    assert 10_000 * written.mean_open("looked_after_child", "care_episode", 0, 18) == pytest.approx(69, rel=0.3)


def test_a_looked_after_child_always_has_a_placement_while_in_care(written: Written) -> None:
    w = written
    care = w.rows("care_episode", "looked_after_child", change="begun")
    placed = w.rows("plan", pathway="placement of a looked-after child", change="begun")
    assert np.isin(care["person"], placed["person"]).mean() > 0.97


def test_nobody_is_in_the_care_of_childrens_services_as_an_adult(written: Written) -> None:
    w = written
    for name in ("care_episode", "plan", "flag", "contact", "assessment"):
        t = w.record[name]
        childrens = np.array([f.pathway in CHILDRENS for f in w.library.forms])[t["form"]]
        age = (t["from"] - w.people["born"][t["person"]])[childrens] / clock.YEAR
        assert age.max(initial=0) < 18.02


def test_a_plan_before_birth_stands_in_the_mothers_record_about_the_fetus(written: Written) -> None:
    w = written
    plans = w.rows("plan", "unborn_child_plan", change="begun")
    assert len(plans) >= 3
    assert (w.people["sex"][plans["person"]] == 2).all()
    assert (plans["about_kind"] == 1).all()
    assert (plans["about_number"] == 1).all()
    ended = w.rows("plan", "unborn_child_plan", change="ended")
    own = w.rows("plan", pathway="child protection plan", change="begun")
    from_birth = set(own["from"][own["from"] - w.people["born"][own["person"]] < 7 * clock.DAY].tolist())
    mothers = w.people["mother"][own["person"][own["from"] - w.people["born"][own["person"]] < 7 * clock.DAY]]
    pregnancy_of = w.people.pregnancies
    live = [m for m, e in zip(ended["person"].tolist(), ended["until"].tolist(), strict=True)
            if ((pregnancy_of["mother"] == m) & (pregnancy_of["ends"] == e)
                & (pregnancy_of["outcome"] == 0)).any()]  # fmt: skip
    assert from_birth
    assert set(live) <= set(mothers.tolist())


# ------------------------------------------------------------------ adults


def test_adults_ask_for_support_as_often_as_in_england(written: Written) -> None:
    # King's Fund, Social care 360 (2022/23): 1,753 per 100,000 aged 18-64 and 12,891 aged 65 and over.
    w = written
    t = w.rows("referral", "request_for_support")
    age = clock.age_years(w.people["born"][t["person"]] // clock.DAY, t["from"] // clock.DAY)
    assert 100_000 * (age < 65).sum() / w.years(18, 65) == pytest.approx(1753, rel=0.1)
    assert 100_000 * (age >= 65).sum() / w.years(65, 130) == pytest.approx(12891, rel=0.1)


def test_one_request_in_five_comes_on_discharge_from_hospital(written: Written) -> None:
    # King's Fund, Social care 360 (2022/23): one in five.
    t = written.rows("referral", "request_for_support")
    assert (t["value_code"] == written.code("request_source_hospital_discharge")).mean() == pytest.approx(
        0.20, abs=0.03
    )


def test_reablement_is_completed_as_often_as_in_england(written: Written) -> None:
    # ASC-FR 2022-23: 550 per 100,000 adults. The window's people are somewhat older than England.
    w = written
    done = w.rows("plan", "reablement", change="ended")
    assert 100_000 * len(done) / w.years(18, 130) == pytest.approx(550, rel=0.15)


def test_as_many_have_long_term_support_on_a_day_as_in_england(written: Written) -> None:
    # ASC-FR/SALT 2022-23: 890 (18-64), 5,160 (65+) per 100,000 in the year [recalled]; at its end fewer.
    assert 100_000 * written.mean_open("long_term_support", "care_episode", 18, 65) == pytest.approx(800, rel=0.2)
    assert 100_000 * written.mean_open("long_term_support", "care_episode", 65) == pytest.approx(4000, rel=0.2)


def test_the_old_are_admitted_to_care_homes_as_often_as_in_england(written: Written) -> None:
    # ASCOF 2A 2022-23: 560.8 per 100,000 aged 65 and over [recalled, not looked up].
    w = written
    moved = w.rows(
        "plan",
        "residential_care_placement",
        "nursing_care_placement",
        pathway="package of care",
        change="begun",
    )
    age = clock.age_years(w.people["born"][moved["person"]] // clock.DAY, moved["from"] // clock.DAY)
    assert 100_000 * (age >= 65).sum() / w.years(65, 130) == pytest.approx(561, rel=0.2)


def test_support_ends_with_death(written: Written) -> None:
    w = written
    begun = w.rows("care_episode", "long_term_support", change="begun", anywhen=True)
    ended = w.rows("care_episode", "long_term_support", change="ended", anywhen=True)
    died = w.people["died"][begun["person"]] < w.settings.ends - 40 * clock.DAY  # by then the council has been told
    assert np.isin(begun["entry"][died], ended["entry"]).all()
    assert (ended["until"] <= w.people["died"][ended["person"]]).all()


def test_support_follows_an_assessment_of_needs_or_an_earlier_package(written: Written) -> None:
    w = written
    begun = w.rows("care_episode", "long_term_support", change="begun")
    begun = begun.take(np.flatnonzero(begun["from"] > w.settings.begins + 2 * clock.YEAR))
    assessed = w.who(w.rows("assessment", "care_needs_assessment", "care_plan_review"))
    grown = clock.age_years(w.people["born"][begun["person"]] // clock.DAY, begun["from"] // clock.DAY) >= 20
    assert assessed[begun["person"][grown]].mean() > 0.9


def test_nobody_is_cared_for_before_birth_or_after_death(written: Written) -> None:
    w = written
    assert faults(w.record, w.library.forms, w.people) == []


def test_the_council_supports_those_who_have_not_long_to_live(written: Written) -> None:
    # Shah SM et al., Age Ageing 2013: residents of care homes die three times as often as others of their age.
    w = written
    begun = w.rows("care_episode", "long_term_support", change="begun", anywhen=True)
    ended = w.rows("care_episode", "long_term_support", change="ended", anywhen=True)
    until = dict(zip(ended["entry"].tolist(), ended["until"].tolist(), strict=True))
    ends = np.array([until.get(entry, clock.NEVER) for entry in begun["entry"].tolist()])
    above = below = 0.0
    for year in range(10):
        at = w.settings.begins + year * clock.YEAR
        held = begun["person"][(begun["recorded"] <= at) & (ends > at)]
        supported = np.zeros(len(w.people), dtype=bool)
        supported[held] = True
        dies = w.people["died"] < at + clock.YEAR
        cell = np.where(w.alive(at), w.ages(at // clock.DAY) // 5 * 2 + w.people["sex"], -1)
        for c in np.unique(cell[cell >= 65 // 5 * 2]):
            theirs, others = (cell == c) & supported, (cell == c) & ~supported
            above += dies[theirs].sum() * others.sum() / (cell == c).sum()
            below += dies[others].sum() * theirs.sum() / (cell == c).sum()
    assert 2 < above / below < 4


def test_whom_the_council_places_in_a_home_lives_in_one(written: Written) -> None:
    w = written
    placed = w.rows("plan", "residential_care_placement", "nursing_care_placement", change="begun")
    age = clock.age_years(w.people["born"][placed["person"]] // clock.DAY, placed["from"] // clock.DAY)
    placed = placed.take(np.flatnonzero(age >= 66))
    assert len(placed) > 50
    assert (w.people.attributes["care_home_from"][placed["person"]] <= placed["from"]).mean() > 0.97


def test_offices_of_social_care_decide_and_close_on_working_days(written: Written) -> None:
    w = written
    for code in ("no_longer_child_in_need", "no_longer_looked_after", "adopted", "special_guardianship", "care_order",
                 "interim_care_order", "no_further_action", "request_for_support"):  # fmt: skip
        t = w.rows("observation", code)
        assert days.is_worked(clock.uk_day(t["recorded"])).all(), code
    closed = w.rows("plan", "child_in_need_plan", change="ended")
    gone = np.minimum(w.people["died"], w.people["leaves"])
    alive = closed["until"] < gone[closed["person"]]
    assert alive.sum() > 100
    assert days.is_worked(clock.uk_day(closed["until"][alive])).all()
