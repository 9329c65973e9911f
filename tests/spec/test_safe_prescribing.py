"""Long-term medicines: nobody takes two of a kind, nothing in pregnancy that harms, and doses rise to what is aimed at."""

from __future__ import annotations

import importlib
from itertools import pairwise

import numpy as np
import pytest

from care_pathways import modules
from care_pathways.gp import allergies, diabetes, raised_glucose, registration
from output.check.clinical.rules import every_rule
from synth import clock
from synth.pathway.compiled import plan as q
from synth.pathway.language import expressions as x
from synth.record.forms import STATUSES
from synth.record.kinds import CHANGES
from synth.table import as_of
from synth.world.population import Table
from tests.spec.written import Written, everyone

DAY = clock.DAY
CLASSES = {
    "ACE inhibitor or ARB": ("ramipril", "lisinopril", "perindopril", "losartan", "candesartan", "irbesartan"),
    "calcium-channel blocker": ("amlodipine", "felodipine", "nifedipine"),
    "thiazide": ("indapamide", "bendroflumethiazide"),
    "beta blocker": ("bisoprolol", "atenolol", "propranolol"),
    "statin": ("atorvastatin", "simvastatin", "rosuvastatin"),
    "gliptin": ("sitagliptin", "linagliptin"),
    "SGLT2 inhibitor": ("dapagliflozin", "empagliflozin"),
    "sulfonylurea": ("gliclazide",),
    "metformin": ("metformin",),
    "insulin": ("insulin",),
    "antiplatelet": ("aspirin", "clopidogrel"),
    "medicine for memory": ("donepezil", "memantine"),
    "alpha blocker": ("doxazosin",),
    "anticoagulant": ("apixaban", "edoxaban", "rivaroxaban", "warfarin"),
    "potassium-sparing diuretic": ("spironolactone",),
}
HARMFUL = ("ACE inhibitor or ARB", "thiazide", "statin", "gliptin", "SGLT2 inhibitor", "sulfonylurea", "anticoagulant",
           "potassium-sparing diuretic")  # fmt: skip
"""Classes not taken in pregnancy (NICE NG133, 1.3; NG3, 1.1; MHRA Drug Safety Update)."""


@pytest.fixture(scope="module")
def written() -> Written:
    return everyone()


def class_of(key: str) -> str:
    return next((name for name, stems in CLASSES.items() if key.split("_")[0] in stems), "")


@pytest.fixture(scope="module")
def taken(written: Written) -> Table:
    """The times at which a medicine of a class was taken: of each change of a course, until the next one."""
    w = written
    t = w.rows("prescription", anywhen=True)
    t = t.take(np.flatnonzero(np.isin(t["change"], [CHANGES.index(c) for c in ("begun", "amended", "ended")])))
    t = t.take(np.lexsort((t["recorded"], t["entry"])))
    last = np.append(t["entry"][1:] != t["entry"][:-1], True)
    until = np.where(last, clock.NEVER, np.append(t["recorded"][1:], 0))
    on = np.isin(t["status"], [STATUSES.index("active")])
    keys = [c.key for c in w.library.codelists.concepts]
    names = np.array([class_of(keys[code]) for code in t["code"].tolist()])
    rows = np.flatnonzero(on & (names != ""))
    return Table({"person": t["person"][rows], "from": t["recorded"][rows], "until": until[rows],
                  "code": t["code"][rows], "class": names[rows]})  # fmt: skip


def test_nobody_takes_two_medicines_of_one_class_at_a_time(taken: Table) -> None:
    order = np.lexsort((taken["from"], taken["class"], taken["person"]))
    same = (taken["person"][order][1:] == taken["person"][order][:-1]) & (
        taken["class"][order][1:] == taken["class"][order][:-1])  # fmt: skip
    both = same & (taken["until"][order][:-1] > taken["from"][order][1:])
    assert same.sum() > 50 and not both.any(), taken["class"][order][1:][both].tolist()


def first_recorded(w: Written, code: str) -> np.ndarray:
    out, t = np.full(len(w.people), clock.NEVER), w.rows("condition", code, anywhen=True)
    np.minimum.at(out, t["person"], t["recorded"])
    return out


def test_no_beta_blocker_is_begun_by_who_has_asthma_but_for_heart_failure(written: Written) -> None:
    w = written
    t = w.rows("prescription", "bisoprolol_2_5mg_tab", "labetalol_200mg_tab", anywhen=True)
    t = t.take(np.flatnonzero(np.isin(t["change"], [CHANGES.index(c) for c in ("begun", "recorded")])))
    asthma, failing = first_recorded(w, "asthma")[t["person"]], first_recorded(w, "heart_failure")[t["person"]]
    assert len(t) > 30 and (first_recorded(w, "asthma") < clock.NEVER).sum() > 50
    assert not ((asthma <= t["from"]) & (failing > t["from"])).any()


def test_what_may_harm_a_baby_is_not_taken_while_the_practice_knows_of_it(written: Written, taken: Table) -> None:
    """Four months after her last period, by which she has known for six weeks at the least; and she takes it again."""
    w, told = written, 120 * DAY
    begun, ended = (w.rows("condition", "pregnant", change=change, anywhen=True) for change in ("begun", "ended"))
    until = dict(zip(ended["entry"].tolist(), ended["recorded"].tolist(), strict=True))
    harmful = np.isin(taken["class"], HARMFUL)
    early = beside = 0
    for person, since, entry in zip(begun["person"], begun["from"], begun["entry"].tolist(), strict=True):
        of = harmful & (taken["person"] == person)
        end = until.get(entry, clock.NEVER)
        early += int((of & (taken["from"] < since) & (taken["until"] > since)).sum())
        beside += int((of & (taken["from"] < end - DAY) & (taken["until"] > since + told)).sum())
    assert len(begun) > 300 and early >= 2
    assert beside == 0


def test_doses_rise_to_what_is_aimed_at(written: Written, taken: Table) -> None:
    w, at = written, written.settings.ends
    now = (taken["from"] <= at) & (taken["until"] > at)
    keys = np.array([c.key for c in w.library.codelists.concepts])[taken["code"]]
    strength = [int((keys[now] == f"ramipril_{mg}mg_cap").sum()) for mg in ("2_5", "5", "10")]
    assert min(strength) > 5 and strength[1] + strength[2] > strength[0]
    for low, high in pairwise(("ramipril_2_5mg_cap", "ramipril_5mg_cap", "ramipril_10mg_cap")):
        first = {p: f for p, f, k in zip(taken["person"], taken["from"], keys, strict=True) if k == low}
        later = [f - first[p] for p, f, k in zip(taken["person"], taken["from"], keys, strict=True)
                 if k == high and p in first]  # fmt: skip
        assert later and np.mean(np.array(later) > 0) > 0.9


def courses(written: Written, taken: Table) -> tuple[np.ndarray, np.ndarray]:
    """The keys of the medicines taken, and in which rows someone takes them for the first time."""
    keys = np.array([c.key for c in written.library.codelists.concepts])[taken["code"]]
    order = np.lexsort((taken["from"], taken["person"]))
    return keys[order], order


def test_medicines_begin_at_the_lowest_dose_and_are_raised(written: Written, taken: Table) -> None:
    keys, order = courses(written, taken)
    person, since = taken["person"][order], taken["from"][order]
    begun = raised = 0
    for lowest, next_dose in (("donepezil_5mg_tab", "donepezil_10mg_tab"), ("doxazosin_1mg_tab", "doxazosin_4mg_tab")):
        rows = np.flatnonzero(np.isin(keys, [lowest, next_dose]))
        whose, at = np.unique(person[rows], return_index=True)
        of_the_window = since[rows[at]] >= written.settings.begins  # earlier doses are not written down
        assert set(keys[rows[at[of_the_window]]]) == {lowest}
        begun += int(of_the_window.sum())
        raised += int(np.isin(whose[of_the_window], person[rows[keys[rows] == next_dose]]).sum())
    assert begun >= 4 and 0 < raised < begun


def test_a_beta_blocker_for_heart_failure_begins_low_and_goes_slow(written: Written) -> None:
    w = written
    t = w.rows("prescription", pathway="heart failure", change="begun", anywhen=True)
    keys = np.array([c.key for c in w.library.codelists.concepts])[t["code"]]
    when = {dose: dict(zip(t["person"][keys == dose].tolist(), t["from"][keys == dose].tolist(), strict=True))
            for dose in ("bisoprolol_1_25mg_tab", "bisoprolol_2_5mg_tab", "bisoprolol_5mg_tab")}  # fmt: skip
    assert len(when["bisoprolol_1_25mg_tab"]) > 5
    for low, high in pairwise(when.values()):
        assert high and all(low[who] + 14 * DAY <= at for who, at in high.items() if at > w.settings.begins)


def test_an_ace_inhibitor_for_the_heart_is_begun_once_with_kidneys_looked_at_soon(written: Written) -> None:
    """Of those with heart failure most take one, whoever began it (NICE NG106, 1.4); kidneys are tested within weeks."""
    w = written
    t = w.rows("prescription", pathway="ACE inhibitor for heart failure", change="begun", anywhen=True)
    other = w.rows("prescription", pathway="ACE inhibitor for a heart attack", change="begun", anywhen=True)
    assert len(t) > 8 and len(other) > 5
    assert not np.isin(t["person"], other["person"]).any()  # who takes one already is given no second
    keys = [c.key for c in w.library.codelists.concepts if class_of(c.key) == "ACE inhibitor or ARB"]
    taken = w.rows("prescription", *keys, anywhen=True)
    failing = np.flatnonzero(first_recorded(w, "heart_failure") < clock.NEVER)
    assert 0.6 < np.isin(failing, taken["person"]).mean() < 1
    salts = w.rows("observation", "serum_potassium")
    soon, tested = 0, 0  # who leaves or is told to stop is not tested again
    for who, at in zip(np.append(t["person"], other["person"]), np.append(t["from"], other["from"]), strict=True):
        if w.settings.begins < at < min(w.settings.ends, w.people["died"][who]) - 60 * DAY:
            since = (salts["from"][salts["person"] == who] - at) / DAY
            assert ((since > -100) & (since < 1)).any()
            soon += int(((since > 6) & (since < 90)).any())
            tested += 1
    assert tested > 8 and soon > 0.8 * tested


BY_LETTER = {"breast cancer", "breast cancer found by screening", "prostate cancer", "epilepsy", "glaucoma",
             "rheumatoid arthritis", "severe mental illness"}  # fmt: skip
"""Illnesses whose first medicine the hospital asks for in its letter: the practice prescribes it and sees nobody."""


def test_a_course_is_begun_at_a_consultation_unless_the_hospital_asks_for_it(written: Written) -> None:
    w = written
    gp = {each.name for name in modules() if name.startswith("care_pathways.gp.")
          for each in importlib.import_module(name).PATHWAYS}  # fmt: skip
    begun, met = w.rows("prescription", change="begun"), w.rows("contact")
    known = begun["from"] > w.people["arrives"][begun["person"]] + DAY  # who moves here brings what is taken
    known &= begun["from"] % DAY != 0  # what took the place of warfarin is shown from the day of its licence on
    begun = begun.take(np.flatnonzero((begun["from"] > w.settings.begins) & known))
    # Contacts of one person that would fall together take place one after the other, so within the hour.
    hours = zip(met["person"].tolist(), (met["from"] // clock.HOUR).tolist(), strict=True)
    seen = {(person, hour + by) for person, hour in hours for by in (-1, 0, 1)}
    alone, met_with = set(), set()
    for form, person, since in zip(begun["form"], begun["person"].tolist(), begun["from"].tolist(), strict=True):
        each = w.library.forms[form].pathway
        if each in gp:
            (met_with if (person, since // clock.HOUR) in seen else alone).add((each, w.library.forms[form].step))
    assert len(met_with) > 40
    assert {each for each, _ in alone} <= BY_LETTER, sorted(alone)


def test_a_statin_is_raised_once_the_arteries_are_known_to_be_ill(written: Written, taken: Table) -> None:
    w = written
    keys, order = courses(w, taken)
    ill = w.rows("condition", "chd", "stroke", "tia", anywhen=True)
    known = dict(zip(ill["person"].tolist(), ill["recorded"].tolist(), strict=True))
    of = np.flatnonzero(np.char.startswith(keys, "atorvastatin"))
    person, until = taken["person"][order][of], taken["until"][order][of]
    gone = np.minimum(until, w.people["died"][person])
    on = np.array([known.get(who, clock.NEVER) for who in person.tolist()]) + 200 * DAY < gone
    assert on.sum() > 30 and (keys[of][on] == "atorvastatin_80mg_tab").mean() > 0.8


def test_nobody_takes_a_medicine_against_clots_beside_an_anticoagulant_for_long(written: Written, taken: Table) -> None:
    keys, order = courses(written, taken)
    rows = {
        who: np.flatnonzero(np.char.startswith(keys, stem)) for who, stem in (("a", "aspirin"), ("c", "clopidogrel"))
    }
    against = np.concatenate([*rows.values()])
    thin = np.flatnonzero(taken["class"][order] == "anticoagulant")
    person, since, until = (taken[name][order] for name in ("person", "from", "until"))
    beside = [
        min(until[one], until[two]) - max(since[one], since[two])
        for one in thin.tolist() for two in against[person[against] == person[one]].tolist()
    ]  # fmt: skip
    assert len(against) > 50 and len(thin) > 30
    assert max(beside, default=0) < 400 * DAY and sum(each > 60 * DAY for each in beside) == 0


def test_metformin_is_not_authorised_once_the_review_has_found_the_kidneys_too_weak(written: Written) -> None:
    w = written
    low = w.rows("observation", "egfr", pathway="type 2 diabetes")
    low = low.take(np.lexsort((low["recorded"], low["person"])))
    given = w.rows("prescription", pathway="type 2 diabetes", change="recorded")
    keys = np.array([c.key for c in w.library.codelists.concepts])[given["code"]]
    given = given.take(np.flatnonzero(np.char.startswith(keys, "metformin")))
    row = as_of(low["person"], low["recorded"], given["person"], given["from"] - 60 * DAY)
    known = row >= 0
    assert known.sum() > 300
    assert (low["value"][row[known]] >= 30).all()


def test_eyes_are_screened_on_a_day_of_their_own(written: Written) -> None:
    w = written
    eyes, reviews = w.rows("procedure", "retinal_screening"), w.rows("contact", "diabetes_review")
    days = set(zip(reviews["person"].tolist(), (reviews["from"] // DAY).tolist(), strict=True))
    same = [pair in days for pair in zip(eyes["person"].tolist(), (eyes["from"] // DAY).tolist(), strict=True)]
    assert len(same) > 300 and np.mean(same) < 0.03


def test_a_doctor_signs_for_what_a_nurse_reviews(written: Written) -> None:
    w = written
    t, forms = w.rows("prescription", change="amended"), w.library.forms
    review = np.array([f.step == "annual review" and "repeats" in f.details for f in forms])[t["form"]]
    doctor = np.array([f.setting == "general practice (GP)" for f in forms])[t["form"]]
    assert review.sum() > 1000 and doctor[review].all()


def test_whose_kidneys_are_weak_changes_from_sitagliptin_to_what_needs_no_lower_dose() -> None:
    # Few of those with diabetes take it and have such kidneys: some thousand families, of what they need alone.
    w = Written([*registration.PATHWAYS, *raised_glucose.PATHWAYS, *diabetes.PATHWAYS], 9000, seed=7)
    begun = w.rows("prescription", "sitagliptin_100mg_tab", change="begun", anywhen=True)
    ended = w.rows("prescription", "sitagliptin_100mg_tab", change="ended", anywhen=True)
    changed = w.rows("prescription", "linagliptin_5mg_tab", change="begun", step="gliptin changed", anywhen=True)
    tests = w.rows("observation", "egfr", anywhen=True)
    weak = tests.take(np.flatnonzero(tests["value"] < 45))
    gone = np.minimum(w.people["died"], w.people["leaves"])
    assert len(changed) >= 5
    for person, at in zip(changed["person"].tolist(), changed["recorded"].tolist(), strict=True):
        theirs, over = begun["entry"][begun["person"] == person], ended["entry"][ended["recorded"] <= at]
        assert np.isin(theirs, over).all()  # of who changed before the window the record has no sitagliptin
        if at > w.settings.begins + 400 * DAY:  # before that the test is of a review before the window
            before = (tests["person"] == person) & (tests["recorded"] <= at)
            assert tests["value"][before][np.argmax(tests["recorded"][before])] < 45
    told = 0
    for person, at in zip(weak["person"].tolist(), weak["recorded"].tolist(), strict=True):
        taking = begun["entry"][(begun["person"] == person) & (begun["recorded"] < at)]
        stopped = ended["recorded"][np.isin(ended["entry"], taking)]
        if len(taking) > (stopped < at).sum() and min(gone[person], w.settings.ends) > at + 90 * DAY:
            told += 1
            assert ((stopped >= at) & (stopped <= at + 90 * DAY)).any()
    assert told >= 4


def codes_of(written: q.WritePlan) -> set[int]:
    """The places in the codelists of what a write may say."""
    found: set[int] = set()
    for e in written.code.walk():
        found |= {e.value} if isinstance(e, x.Constant) else set(e.codes) if isinstance(e, q.Listed) else set()
    return found


def test_every_pathway_that_prescribes_what_people_are_allergic_to_asks_about_the_allergy(written: Written) -> None:
    asking = set()
    for plan in written.library.pathways:
        codes = {code for s in plan.steps for w in s.writes if w.form.kind == "prescription" for code in codes_of(w)}
        reads = plan.start_reads.union(*(s.reads | s.arrival_reads for s in plan.steps))
        for substance, medicines in allergies.MEDICINES.items():
            if codes & {written.code(key) for key in medicines}:
                assert "allergy" in reads, f"{plan.name} prescribes {substance} and does not ask who is allergic to it"
                asking.add(substance)
    assert asking == set(allergies.MEDICINES)


def test_nobody_is_given_what_they_are_known_to_be_allergic_to(written: Written) -> None:
    w = written
    given = w.rows("prescription", anywhen=True)
    allergic = 0
    for substance, medicines in allergies.MEDICINES.items():
        known = np.full(len(w.people), clock.NEVER)
        t = w.rows("allergy", f"allergy_{substance}", anywhen=True)
        np.minimum.at(known, t["person"], t["recorded"])
        of = np.isin(given["code"], [w.code(key) for key in medicines])
        assert not (of & (given["from"] >= known[given["person"]])).any(), substance
        allergic += int((known < clock.NEVER).sum())
    assert allergic > 50


def test_the_rules_of_allergies_name_the_medicines_of_each_class_and_no_penicillin_is_in_none(written: Written) -> None:
    ruled = {
        rule["beside"][0]: rule.of for rule in every_rule() if rule["beside"] and "known to be allergic" in rule.name
    }
    assert ruled == {f"allergy:allergy_{substance}": keys for substance, keys in allergies.MEDICINES.items()}
    keys = {c.key for c in written.library.codelists.concepts if "cillin_" in c.key}
    assert keys == {key for key in allergies.MEDICINES["penicillin"] if "cillin_" in key}
