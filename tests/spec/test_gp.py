"""General practice: what its pathways promise of registers, control, reviews, medicines and registration."""

from __future__ import annotations

import importlib
import itertools
from functools import lru_cache

import numpy as np
import pytest

from care_pathways import modules
from synth import clock
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Pathway, Signal, Step
from synth.record.after_death import faults
from synth.settings import Settings
from synth.systems.authorship import SETTINGS
from synth.world.building import build
from synth.world.identity import numbering
from synth.world.organisations import organisations
from tests.spec.written import Written, engines_differ

ENGLAND = {  # share of England's population, mid-2023 (ONS), by lower edge of age: men, women
    0: (0.0945, 0.0901), 16: (0.0061, 0.0057), 17: (0.1148, 0.1151), 35: (0.0650, 0.0691),
    45: (0.0617, 0.0638),
    55: (0.0624, 0.0648), 65: (0.0456, 0.0492), 75: (0.0402, 0.0519),
}  # fmt: skip


def gp() -> list[Pathway]:
    names = [name for name in modules() if name.startswith("care_pathways.gp.")]
    return [p for name in names for p in importlib.import_module(name).PATHWAYS]


@lru_cache(maxsize=1)
def of_practice() -> Written:
    """What general practice writes of some families; specifications of single illnesses ask it too."""
    return Written(gp(), 4000, seed=11, once="general practice")


BORN_IN_WINDOW = Fact("born") >= Settings().begins


@pytest.fixture(scope="module")
def written() -> Written:
    return of_practice()


def of_england(w: Written, has: np.ndarray, least: int = 0) -> float:
    """The share who have something, in a population of England's ages and sexes from an age on."""
    day = w.settings.ends
    age, alive = w.ages(day // clock.DAY), w.alive(day)
    edges = [*ENGLAND, 200]
    total = whole = 0.0
    for low, high in itertools.pairwise(edges):
        if high <= least:
            continue
        for sex in (1, 2):
            these = alive & (age >= low) & (age < high) & (w.people["sex"] == sex)
            whole += ENGLAND[low][sex - 1]
            total += ENGLAND[low][sex - 1] * has[these].mean()
    return 100 * total / whole


def treated(w: Written) -> np.ndarray:
    """Who has been treated for hypertension; of a dose replaced before the window the record has the one after it."""
    found = np.zeros(len(w.people), dtype=bool)
    for entry in ("first medicine", "first medicine, higher dose", "first medicine, full dose", "replacement medicine"):
        found |= w.who(w.rows("prescription", pathway="hypertension", entry=entry, anywhen=True))
    return found


def last_value(w: Written, *codes: str) -> np.ndarray:
    """Each person's last value of an observation in the last fifteen months, 0 for none."""
    t = w.rows("observation", *codes)
    t = t.take(np.flatnonzero(t["recorded"] >= w.settings.ends - 456 * clock.DAY))
    last = np.zeros(len(w.people))
    last[t["person"]] = t["value"]
    return last


def test_both_engines_write_the_same_record() -> None:
    assert engines_differ(gp(), 120) == []


def test_as_many_are_on_the_hypertension_register_as_in_england(written: Written) -> None:
    # NHS Digital QOF 2019-20: 14.08 percent of all patients; 14.8 in 2023-24 [recalled, not looked up].
    assert of_england(written, written.who(written.rows("condition", "hypertension", anywhen=True))) == pytest.approx(
        14.45, rel=0.08
    )


@pytest.mark.parametrize(
    ("low", "high", "published"), [(35, 45, 6), (45, 55, 9), (55, 65, 21), (65, 75, 38), (75, 120, 47)]
)
def test_hypertension_is_treated_as_often_at_each_age_as_in_the_health_survey(
    written: Written, low: int, high: int, published: float
) -> None:
    # Health Survey for England 2022: on treatment, controlled or not; its own error is 4 to 6 points.
    w = written
    age = w.ages(w.settings.ends // clock.DAY)
    these = w.alive(w.settings.ends) & (age >= low) & (age < high)
    assert 100 * treated(w)[these].mean() == pytest.approx(published, abs=7.5)


def test_blood_pressure_of_the_treated_is_controlled_as_in_the_health_survey(written: Written) -> None:
    # Health Survey for England 2022: of those treated, 24 of 38 percent (65-74) and 29 of 47 (75+).
    w = written
    last = last_value(w, "blood_pressure")
    seen = w.alive(w.settings.ends) & treated(w) & (last > 0)
    assert (last[seen] < 140).mean() == pytest.approx(0.63, abs=0.06)


def test_blood_pressure_falls_with_treatment(written: Written) -> None:
    w = written
    begun = w.rows("prescription", pathway="hypertension", entry="first medicine", change="begun")
    readings = w.rows("observation", "blood_pressure")
    start = np.full(len(w.people), clock.NEVER)
    start[begun["person"]] = begun["from"]
    when, person, value = readings["from"], readings["person"], readings["value"]
    before = value[(when < start[person]) & (when > start[person] - clock.YEAR)].mean()
    after = value[(when > start[person] + 60 * clock.DAY) & (when < start[person] + 2 * clock.YEAR)].mean()
    assert 6 < before - after < 20


def test_as_many_have_diabetes_as_in_england(written: Written) -> None:
    # NHS Digital QOF 2019-20: 7.07 percent aged 17 and over, 7.7 in 2023-24 [recalled]; a tenth is type 1.
    has = written.who(written.rows("condition", "t2dm", anywhen=True))
    assert of_england(written, has, 17) == pytest.approx(6.7, rel=0.1)


def test_diabetes_is_commoner_where_there_is_more_deprivation() -> None:
    # NHS Digital QOF 2019-20: 8.53 percent in the most and 5.84 percent in the least deprived decile.
    settings = Settings(11)
    p = build(np.arange(20_000, dtype=np.int64), settings)
    here = (np.maximum(p["born"], p["arrives"]) <= settings.ends) & (np.minimum(p["died"], p["leaves"]) > settings.ends)
    adults = p["patient"] & (p["born"] < settings.ends - 17 * clock.YEAR) & here
    has = p.attributes["raised_blood_glucose_begins"] * clock.DAY < settings.ends
    slope, level = np.polyfit(p.attributes["decile"][adults], has[adults], 1)
    assert 1.2 < (level + slope) / (level + 10 * slope) < 1.75


def test_two_in_three_with_diabetes_reach_their_target(written: Written) -> None:
    # National Diabetes Audit 2022-23, type 2: about two thirds at 58 mmol/mol or less [recalled].
    w = written
    last = last_value(w, "hba1c")
    seen = w.alive(w.settings.ends) & w.who(w.rows("condition", "t2dm", anywhen=True)) & (last > 0)
    assert (last[seen] <= 58).mean() == pytest.approx(0.66, abs=0.08)


def test_a_diabetes_review_has_its_care_processes(written: Written) -> None:
    w = written
    reviews = len(w.rows("contact", "diabetes_review"))
    for key, share in (
        ("hba1c", 0.98),
        ("urine_acr", 0.70),
        ("egfr", 0.98),
        ("bmi", 0.93),
        ("total_cholesterol", 0.97),
    ):
        assert len(w.rows("observation", key, pathway="type 2 diabetes")) > 0.9 * share * reviews
    assert len(w.rows("procedure", "diabetic_foot_check")) == pytest.approx(0.87 * reviews, rel=0.05)


def test_one_in_twenty_adults_has_a_health_check_in_a_year(written: Written) -> None:
    # OHID 2023-24 [recalled]: 19 percent of the eligible invited in a year, 39 percent of them come.
    w = written
    assert 0.035 < len(w.rows("contact", "nhs_health_check_completed")) / w.years(40, 75) < 0.078


def test_every_medicine_has_a_product_code_and_a_dose(written: Written) -> None:
    w = written
    forms = [w.library.forms[i] for i in np.unique(w.record["prescription"]["form"])]
    assert all(f.details.get("dosage") for f in forms if f.change != "ended")
    concepts = w.library.codelists.concepts
    assert all(concepts[i].codings for i in np.unique(w.record["prescription"]["code"]))


def test_a_medicine_that_is_replaced_is_stopped(written: Written) -> None:
    w = written
    stopped = w.rows("prescription", entry="first medicine", step="changed", change="ended")
    instead = w.rows("prescription", entry="replacement medicine", change="begun")
    assert len(stopped) > 0
    assert sorted(stopped["person"].tolist()) == sorted(instead["person"].tolist())


def test_no_medicine_is_current_after_death(written: Written) -> None:
    w = written
    begun = w.rows("prescription", change="begun", anywhen=True)
    ended = w.rows("prescription", change="ended", anywhen=True)
    died = w.people["died"][begun["person"]] < w.settings.ends - 40 * clock.DAY  # by then the practice has been told
    assert np.isin(begun["entry"][died], ended["entry"]).all()


def test_the_first_medicine_is_by_age_and_family_origin(written: Written) -> None:
    w = written
    begun = w.rows("prescription", pathway="hypertension", entry="first medicine", change="begun", anywhen=True)
    blocker = np.isin(begun["code"], [w.code("amlodipine_5mg_tab"), w.code("felodipine_5mg_mr_tab")])
    person = begun["person"]
    age = clock.age_years(w.people["born"][person] // clock.DAY, begun["from"] // clock.DAY)
    black = np.isin(w.people["ethnic"][person], (3, 4, 11, 12, 13))
    diabetic = w.who(w.rows("condition", "t2dm", anywhen=True))[person]
    assert blocker[(age < 55) & ~black & ~diabetic].mean() < 0.3
    assert blocker[(age >= 55) & ~diabetic].mean() > 0.6


def test_a_higher_dose_replaces_the_lower(written: Written) -> None:
    w = written
    higher = w.rows("prescription", "amlodipine_10mg_tab", pathway="hypertension", step="dose raised", change="begun",
                    anywhen=True)  # fmt: skip
    begun = w.rows("prescription", pathway="hypertension", entry="first medicine", change="begun", anywhen=True)
    ended = w.rows("prescription", pathway="hypertension", entry="first medicine", change="ended", anywhen=True)
    known = np.isin(higher["person"], begun["person"]) & (higher["recorded"] >= w.settings.begins)
    assert known.sum() > 5
    until = dict(zip(ended["person"].tolist(), ended["until"].tolist(), strict=True))
    for person, day in zip(higher["person"][known].tolist(), higher["recorded"][known].tolist(), strict=True):
        assert until[person] <= day


def test_metformin_is_stopped_where_the_kidneys_are_weak(written: Written) -> None:
    # NICE NG28: stop metformin if the eGFR is below 30.
    w = written
    low = w.rows("observation", "egfr", pathway="type 2 diabetes", step="annual review")
    low = low.take(np.flatnonzero(low["value"] < 30))
    metformin = ("metformin_500mg_tab", "metformin_500mg_mr_tab")
    again = w.rows("prescription", *metformin, pathway="type 2 diabetes", step="annual review")
    stopped = w.rows("prescription", *metformin, change="ended")
    first = np.full(len(w.people), clock.NEVER)
    np.minimum.at(first, low["person"], low["from"])
    assert (stopped["until"] > first[stopped["person"]]).sum() > 5
    assert not (again["from"] > first[again["person"]] + 60 * clock.DAY).any()


def test_a_newborn_is_registered_in_the_weeks_after_birth(written: Written) -> None:
    w = written
    joined = w.rows("registration", "registration_type_regular", change="begun")
    person = joined["person"]
    newborn = w.people["born"][person] >= np.maximum(w.settings.begins, w.people["arrives"][person])
    newborn &= np.r_[True, person[1:] != person[:-1]]  # later ones follow a move
    first_move = np.full(len(w.people), clock.NEVER)
    np.minimum.at(first_move, w.people.lists["person"], w.people.lists["until"])
    newborn &= first_move[person] > w.people["born"][person] + 70 * clock.DAY
    days = (joined["from"] - w.people["born"][person])[newborn] / clock.DAY
    assert newborn.sum() > 300
    assert 14 < np.median(days) < 28
    assert days.min() >= 5
    assert days.max() < 70


def test_everyone_living_is_registered_at_one_practice_and_who_dies_or_leaves_is_removed(written: Written) -> None:
    w, p = written, written.people
    begun = w.rows("registration", "registration_type_regular", change="begun", anywhen=True)
    ended = w.rows("registration", "registration_type_regular", change="ended", anywhen=True)
    joined, left = (np.bincount(t["person"], minlength=len(p)) for t in (begun, ended))
    latest = np.zeros(len(p), dtype=np.int64)
    np.maximum.at(latest, p.lists["person"], np.where(p.lists["from"] < w.settings.ends, p.lists["from"], 0))
    settled = (
        w.alive(w.settings.ends)
        & (p.attributes["overseas_visitor"] != numbering.UNNUMBERED)
        & (latest < w.settings.ends - 160 * clock.DAY)
    )  # 150 to register at most
    assert settled.sum() > 3000 and (joined - left)[settled].tolist() == [1] * int(settled.sum())
    assert (joined >= left).all()  # a removal is recorded some weeks late
    assert (joined - left <= 1)[latest < w.settings.ends - 160 * clock.DAY].all()
    # One practice's registration ends before the next one's begins.
    order = np.lexsort((begun["from"], begun["person"]))
    person, since = begun["person"][order], begun["from"][order]
    again = np.flatnonzero(person[1:] == person[:-1])
    assert (since[again + 1] > since[again]).all() and len(again) > 300
    gone = np.minimum(p["died"], p["leaves"])[ended["person"]]
    assert (ended["until"] <= gone).all() and (ended["recorded"] >= ended["until"]).all()
    last = np.full(len(p), clock.LONG_AGO)
    np.maximum.at(last, ended["person"], ended["until"])
    gone = np.minimum(p["died"], p["leaves"])
    long = latest < gone - 160 * clock.DAY  # who goes soon after a move may not have joined the new practice
    away = np.flatnonzero((gone < w.settings.ends - 60 * clock.DAY) & (joined > 0) & long)
    assert len(away) > 100 and (last[away] == np.minimum(p["died"], p["leaves"])[away]).all()


def test_a_temporary_resident_is_registered_where_he_or_she_stays_and_on_the_list_at_home(written: Written) -> None:
    w, p = written, written.people
    begun = w.rows("registration", "registration_type_temporary", change="begun")
    ended = w.rows("registration", "registration_type_temporary", change="ended")
    assert len(begun) > 50 and np.isin(ended["entry"], begun["entry"]).all()
    stays = {}
    t = p.temporary
    for person, since, until, place, practice in zip(*(t[c].tolist() for c in ("person", "from", "until", "place",
                                                                               "practice")), strict=True):  # fmt: skip
        stays.setdefault(person, []).append((since, until, place, practice))
    for person, since, where in zip(*(begun[c].tolist() for c in ("person", "from", "organisation")), strict=True):
        inside = [stay for stay in stays[person] if stay[0] <= since < stay[1]]
        assert inside
        place, practice = (np.array([n]) for n in inside[0][2:])
        assert where == organisations.organisation_of(place, "practice", practice)[0]
    length = (ended["until"] - ended["from"]) / clock.DAY
    assert (length > 0).all() and (length <= 92).all()
    # The regular registration goes on beside it.
    regular = w.rows("registration", "registration_type_regular", change="begun", anywhen=True)
    assert np.isin(begun["person"], regular["person"]).mean() > 0.95


def test_a_patient_of_long_standing_comes_with_a_past_but_no_old_routine(written: Written) -> None:
    w = written
    conditions = w.record["condition"]
    assert (conditions["recorded"] < w.settings.begins).sum() > 300
    old = w.rows("observation", anywhen=True)
    old = old.take(np.flatnonzero(old["recorded"] < w.settings.begins))
    demographic = np.array([str(f.details.get("demographic")) for f in w.library.forms])[old["form"]]
    asked = np.char.startswith(demographic, "ethnic_group")
    # An ethnic group that was asked for once is known for good; who is dying stays on the register, with what is wanted.
    wanted = ("register_palliative", "preferred_place_home", "preferred_place_hospice", "dnacpr")
    assert asked.any() and {w.code("register_palliative")} <= set(old["code"][~asked]) <= {*map(w.code, wanted)}
    assert (np.minimum(w.people["died"], w.people["leaves"])[old["person"][~asked]] > w.settings.begins).all()
    early = w.rows("prescription", anywhen=True)
    early = early.take(np.flatnonzero(early["recorded"] < w.settings.begins))
    assert np.isin(early["change"], [1, 3]).all()  # begun, and still taken; or held back for a time


def test_some_see_their_practice_often_and_some_not_at_all(written: Written) -> None:
    w = written
    opens, closes = (clock.day_of(year, 1, 1) * clock.DAY for year in (2019, 2020))
    there = w.alive(opens) & w.alive(closes - 1) & (w.people["born"] < opens)
    t = w.rows("contact")
    at_practice = np.array([getattr(SETTINGS.get(f.setting), "system", "") == "gp" for f in w.library.forms])[t["form"]]
    within = at_practice & (t["from"] >= opens) & (t["from"] < closes)
    of = np.sort(np.bincount(t["person"][within], minlength=len(w.people))[there])[::-1]
    # Of all contacts, reviews and vaccines among them: a fifth have none, and a tenth have two fifths of them.
    assert 0.15 < (of == 0).mean() < 0.25
    assert 0.35 < of[: len(of) // 10].sum() / of.sum() < 0.47


def test_a_baby_and_a_mother_are_seen_six_to_eight_weeks_after_birth() -> None:
    birth = Pathway(
        "births of this test", starts_on="birth", only=BORN_IN_WINDOW,
        steps=[Step("born", raises=[Signal("birth recorded"), Signal("mother after birth", to="mother")])],
    )  # fmt: skip
    w = Written([*gp(), birth], 1200, seed=3)
    seen = w.rows("contact", "child_6_8wk_exam")
    days = (seen["from"] - w.people["born"][seen["person"]]) / clock.DAY
    born = w.people["born"]
    births = w.patient & (born >= w.settings.begins) & (born < w.settings.ends - 90 * clock.DAY)
    births &= np.minimum(w.people["died"], w.people["leaves"]) > w.people["born"] + 90 * clock.DAY
    births &= w.people["arrives"] <= w.people["born"]
    assert len(seen) / births.sum() == pytest.approx(0.90, abs=0.06)
    assert np.quantile(days, 0.02) >= 35
    assert np.quantile(days, 0.9) <= 66
    assert len(w.rows("contact", "postnatal_6wk_check")) / births.sum() == pytest.approx(0.85, abs=0.07)


def test_nobody_is_cared_for_before_birth_or_after_death(written: Written) -> None:
    w = written
    assert faults(w.record, w.library.forms, w.people) == []
