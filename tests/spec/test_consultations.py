"""Consultations: how many, of whom, for what and how, what is written, and what is never prescribed."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways.gp import _acute_medicines as acute
from care_pathways.gp import allergies, appointments, consultations, depression, distress, registration
from care_pathways.gp._reasons import HANDS
from care_pathways.maternity import pregnancy
from synth import clock
from synth.calendar import days
from synth.pathway.engines import columnar
from synth.pathway.language.model import Pathway
from synth.record.forms import Form
from tests.spec.written import Written, engines_differ

PATHWAYS: list[Pathway] = [*registration.PATHWAYS, *allergies.PATHWAYS, *appointments.PATHWAYS, *consultations.PATHWAYS,
                           *distress.PATHWAYS, *depression.PATHWAYS]  # fmt: skip
OURS = ("consultation", "follow-up consultation")


@pytest.fixture(scope="module")
def written() -> Written:
    return Written([*PATHWAYS, *pregnancy.PATHWAYS], 1200, seed=3)


def contacts(w: Written):
    return w.rows("contact", pathway="consultation"), w.rows("contact", pathway="follow-up consultation")


def forms(w: Written, table) -> list[Form]:
    return [w.library.forms[i] for i in table["form"].tolist()]


def ages(w: Written, table) -> np.ndarray:
    return clock.age_years(w.people["born"][table["person"]] // clock.DAY, table["from"] // clock.DAY)


def yearly(w: Written, low: int, high: int) -> float:
    """Consultations a person-year at some ages."""
    found = 0
    for table in contacts(w):
        age = ages(w, table)
        found += int(((age >= low) & (age < high)).sum())
    return found / w.years(low, high)


def test_the_old_consult_most_and_school_children_least(written):
    school, young, middle, old, oldest = (
        yearly(written, *a) for a in ((5, 16), (16, 45), (45, 65), (65, 80), (80, 120))
    )
    assert 1.7 < school < 2.6 and school < young < middle < old < oldest and 6.5 < oldest < 11.5
    assert 3.3 < yearly(written, 0, 120) < 5.0  # with the reviews and vaccines of others: five


def test_those_who_consult_often_in_one_year_do_so_in_the_next(written):
    of = {}
    for year in (2017, 2018):
        opens, closes = (clock.day_of(y, 1, 1) * clock.DAY for y in (year, year + 1))
        of[year] = np.zeros(len(written.people))
        for table in contacts(written):
            inside = (table["from"] >= opens) & (table["from"] < closes)
            np.add.at(of[year], table["person"][inside], 1)
    adults = written.ages(clock.day_of(2017, 1, 1)) >= 18
    there = np.flatnonzero(adults & written.alive(clock.day_of(2016, 12, 31) * clock.DAY)
                           & written.alive(clock.day_of(2019, 1, 1) * clock.DAY))  # fmt: skip
    assert np.corrcoef(of[2017][there], of[2018][there])[0, 1] > 0.45


def test_telephone_takes_the_place_of_the_surgery_in_the_spring_of_2020(written):
    first, again = contacts(written)

    def by_telephone(opens: int, closes: int) -> float:
        called = total = 0
        for table in (first, again):
            inside = (table["from"] >= opens * clock.DAY) & (table["from"] < closes * clock.DAY)
            said = np.array([form.setting for form in forms(written, table)])[inside]
            called += int(np.isin(said, [consultations.TELEPHONE, "general practice (pharmacist)"]).sum())
            total += int(inside.sum())
        return called / total

    before, spring, now = (by_telephone(*(clock.day_of(*day) for day in days)) for days in (
        ((2018, 1, 1), (2020, 1, 1)), ((2020, 4, 1), (2020, 6, 1)), ((2023, 7, 1), (2025, 1, 1))))  # fmt: skip
    assert 0.13 < before < 0.23 < now < 0.36 < 0.5 < spring < 0.75


def test_monday_is_the_busiest_day_and_no_one_is_seen_at_night_or_on_days_off(written):
    on = np.zeros(7)
    for table in contacts(written):
        local = table["from"] + clock.uk_offset(table["from"])
        on += np.bincount(clock.weekday(local // clock.DAY), minlength=7)
        minute = local % clock.DAY
        assert (minute >= 8 * 60).all() and (minute <= 19 * 60).all()
        saturday = clock.weekday(local // clock.DAY) == 5  # surgeries are held on some, by evidence of consultations
        assert not np.isin(local // clock.DAY, days.bank_holidays()).any()
        assert days.is_worked(local[~saturday] // clock.DAY, days.SURGERY).all()
    assert on[6] == 0 and 0 < on[5] / on.sum() < 0.02 and 0.205 < on[0] / on.sum() < 0.245 and on[4] == on[:5].min()


def test_some_do_not_come_and_who_does_not_is_not_written_about(written):
    missed = written.rows("appointment", step="did not come")
    made = written.rows("appointment", pathway="consultation", step="booked")
    assert 0.02 < len(missed) / len(made) < 0.07
    kept = {e for table in contacts(written) for e in table["episode"].tolist()}
    assert kept.isdisjoint(missed["episode"].tolist())


def test_every_consultation_says_why_and_in_words(written):
    for table, slot in zip(contacts(written), ("reason", "review"), strict=True):
        why = written.rows("observation", slot=slot)
        assert sorted(why["contact"].tolist()) == sorted(table["entry"].tolist())
        assert all(form.text for form in forms(written, why))


def test_nothing_is_examined_by_telephone(written):
    remote = (consultations.TELEPHONE, consultations.ONLINE, "general practice (pharmacist)")
    hands = {r.code for r in consultations.REASONS.values() if r.manner == HANDS}
    codes = np.array([written.code(c) for c in hands])
    why = written.rows("observation", pathway="consultation", slot="reason")
    said = np.array([form.setting for form in forms(written, why)])
    assert not np.isin(why["code"][np.isin(said, remote)], codes).any()
    again = written.rows("observation", slot="review")
    by_hand = np.isin(again["code"], codes)
    seen = {form.setting for form in forms(written, again.take(np.flatnonzero(by_hand)))}
    assert by_hand.sum() > 30 and not seen & set(remote)
    found = [text for reason in consultations.REASONS.values() for text in reason.found if text]
    texts = {form.text for form in forms(written, why) if form.setting in remote}
    assert len(texts) > 100 and not [t for t in texts for f in found if f in t and len(f) > len("Wart.")]
    temperatures = written.rows("observation", "body_temperature", pathway="consultation")
    assert len(temperatures) > 100 and not {form.setting for form in forms(written, temperatures)} & set(remote)


def test_women_and_men_come_with_what_is_theirs(written):
    why = written.rows("observation", pathway="consultation", slot="reason")
    women = [written.code(r.code) for r in consultations.CHAPTERS["women"].values()]
    men = [written.code("erectile_dysfunction")]
    sex = written.people["sex"][why["person"]]
    assert set(sex[np.isin(why["code"], women)].tolist()) == {2} and set(sex[np.isin(why["code"], men)].tolist()) == {1}
    age = ages(written, why)
    assert (
        age[np.isin(why["code"], [written.code(c) for c in ("croup", "infantile_colic", "bronchiolitis")])].max() <= 5
    )  # booked at four
    assert age[np.isin(why["code"], [written.code("menopausal_symptoms")])].min() >= 16


def test_hay_fever_comes_in_summer_and_coughs_in_winter(written):
    why = written.rows("observation", pathway="consultation", slot="reason")
    month = np.array([clock.date_of(int(d)).month for d in why["from"] // clock.DAY])
    warm = np.isin(month, [5, 6, 7, 8])
    assert warm[why["code"] == written.code("allergic_rhinitis")].mean() > 0.6
    assert warm[why["code"] == written.code("lrti")].mean() < 0.28


ALLERGIES = {
    "penicillin": ("phenoxymethylpenicillin_250mg_tab", "amoxicillin_500mg_cap", "amoxicillin_250_5ml_susp",
                   "amoxicillin_125_5ml_susp", "flucloxacillin_500mg_cap", "cefalexin_500mg_cap"),
    "erythromycin": ("clarithromycin_500mg_tab",),
    "trimethoprim": ("trimethoprim_200mg_tab",),
    "aspirin": ("naproxen_250mg_tab",),
}  # fmt: skip


def allergic_and_given(w: Written) -> int:
    """How many were given what they are allergic to, by the time at which it was known."""
    given, wrong = w.rows("prescription", pathway="consultation"), 0
    for to, keys in ALLERGIES.items():
        noted = w.rows("allergy", f"allergy_{to}", anywhen=True)
        since = np.full(len(w.people), clock.NEVER)
        np.minimum.at(since, noted["person"], noted["from"])
        these = np.isin(given["code"], [w.code(key) for key in keys])
        wrong += int((these & (since[given["person"]] < given["from"])).sum())
    return wrong


def test_nobody_is_given_what_an_allergy_forbids(written):
    assert len(written.rows("prescription", pathway="consultation")) > 3000
    assert allergic_and_given(written) == 0


def test_an_allergy_that_is_not_looked_at_would_be_found(written):
    w = object.__new__(Written)
    w.__dict__.update(written.__dict__)
    given = written.rows("prescription", "amoxicillin_500mg_cap", pathway="consultation")
    noted = dict(written.record["allergy"].columns)
    first = {name: column[:1].copy() for name, column in noted.items()}
    first["person"][:] = given["person"][:1]
    first["from"][:] = given["from"][0] - clock.DAY
    first["code"][:] = written.code("allergy_penicillin")
    w.record = {**written.record, "allergy": type(written.record["allergy"])(
        {name: np.concatenate([column, first[name]]) for name, column in noted.items()})}  # fmt: skip
    assert allergic_and_given(w) >= 1


def test_medicines_of_pregnancy_are_left_out(written):
    begun = written.rows("condition", "pregnant", change="begun", anywhen=True)
    ended = written.rows("condition", "pregnant", change="ended", anywhen=True)
    until = dict(zip(ended["entry"].tolist(), ended["recorded"].tolist(), strict=True))
    spans: dict[int, list[tuple[int, int]]] = {}
    for person, entry, opens in zip(
        begun["person"].tolist(), begun["entry"].tolist(), begun["recorded"].tolist(), strict=True
    ):
        spans.setdefault(person, []).append((opens, until.get(entry, clock.NEVER)))
    forbidden = [written.code(k) for k in ("doxycycline_100mg_cap", "trimethoprim_200mg_tab", "naproxen_250mg_tab",
                                           "fluconazole_150mg_cap", "lymecycline_408mg_cap")]  # fmt: skip
    given = written.rows("prescription", pathway="consultation")
    wrong = [1 for person, at, code in zip(given["person"].tolist(), given["from"].tolist(), given["code"].tolist(), strict=True)
             if code in forbidden and any(o < at < e for o, e in spans.get(person, ()))]  # fmt: skip
    assert len(spans) > 100 and wrong == []


def test_each_medicine_has_its_dosage_and_ends_with_its_pack(written):
    given = written.rows("prescription", pathway="consultation")
    by_key = {written.code(m.key): m for m in acute.MEDICINES.values()}
    for form, code, opens, until in zip(forms(written, given), given["code"].tolist(), given["from"].tolist(),
                                        given["until"].tolist(), strict=True):  # fmt: skip
        assert form.code == by_key[code].key and form.details["dosage"]
        # A contact may be put some quarters of an hour later, where two would be at one time.
        assert abs(until - opens - form.details["days"] * clock.DAY) < clock.DAY // 24


def test_what_came_before_the_window_is_not_simulated(written):
    engine = columnar.Engine(written.library, written.people, written.settings)
    engine.run()
    asked = engine.taken[[p.name for p in written.library.pathways].index("demand for appointments"), 1]
    assert asked < 1.2 * 12 * written.years(0, 120)


def test_both_engines_write_the_same():
    assert engines_differ(PATHWAYS, 40) == []


def test_one_or_two_in_a_hundred_are_seen_on_a_saturday_and_nobody_on_a_closed_one(written: Written) -> None:
    at = np.concatenate([table["from"] for table in contacts(written)])
    day = clock.uk_day(at)
    recent = day >= clock.day_of(2022, 10, 1)
    saturday = clock.weekday(day) == 5
    assert 0.007 < saturday[recent].mean() < 0.03
    assert 0 < saturday[~recent].mean() < saturday[recent].mean()
    assert not (clock.weekday(day) == 6).any()
    minute = (at + clock.uk_offset(at)) % clock.DAY
    assert (minute[saturday] >= 9 * clock.HOUR).all() and (minute[saturday] < 18 * clock.HOUR).all()
    for year in range(2015, 2025):
        closed = (day >= clock.day_of(year, 12, 24)) & (day <= clock.day_of(year, 12, 31))
        assert not (closed & saturday).any()


def test_a_doctor_refers_by_what_is_complained_of_at_the_published_rate(written: Written) -> None:
    w = written
    sent = w.rows("referral", pathway="consultation")
    keys = np.array([c.key for c in w.library.codelists.concepts])
    codes, why = keys[sent["code"]], keys[sent["value_code"]]
    clinics = ~np.isin(codes, ["referral_physio", "referral_mh"])
    # NHS England, Monthly Referral Returns 2019-20: 220 a 1,000; those of long-term conditions and others come to it.
    assert 0.15 < clinics.sum() / w.years(0, 120) < 0.26
    fast = np.char.startswith(codes, "referral_fast_track")
    assert 0.02 < fast.sum() / w.years(0, 120) < 0.07 and (ages(w, sent)[fast] >= 40).all()
    assert (ages(w, sent)[codes == "referral_paeds"] < 16).all()
    assert set(why[codes == "referral_mh"]) <= {"anxiety_symptom", "low_mood", "stress_at_work"}
    assert {"chest_pain"} <= set(why[codes == "referral_cardiology"]) and "skin_lesion" in why[fast]


def test_the_words_of_a_referral_are_those_of_its_day(written: Written) -> None:
    w, change = written, clock.day_of(2023, 10, 1) * clock.DAY
    sent = w.rows("referral", pathway="consultation")
    weeks = np.array(["Two-week" in form.text for form in forms(w, sent)])
    days = np.array(["28 days" in form.text for form in forms(w, sent)])
    assert weeks.any() and days.any()
    assert (sent["from"][weeks] < change).all() and (sent["from"][days] >= change).all()


def test_an_antidepressant_for_distress_ends_and_goes_to_no_one_who_has_another(written):
    w = written
    begun = w.rows("prescription", change="begun", pathway="antidepressant for distress")
    ended = w.rows("prescription", change="ended", pathway="antidepressant for distress")
    assert len(begun) > 50 and (ages(w, begun) >= 18).all()
    days_taken = dict(zip(ended["entry"].tolist(), ended["recorded"].tolist(), strict=True))
    lasted = [days_taken[e] - at for e, at in zip(begun["entry"].tolist(), begun["from"].tolist(), strict=True)
              if e in days_taken]  # fmt: skip
    assert len(lasted) > 25 and 60 < np.median(lasted) / clock.DAY < 500
    others = w.rows("prescription", change="begun", pathway="depression", anywhen=True)
    stopped = dict(zip(ended["person"].tolist(), ended["recorded"].tolist(), strict=True))
    for person, at in zip(others["person"].tolist(), others["from"].tolist(), strict=True):
        of_theirs = begun["from"][begun["person"] == person]
        assert not len(of_theirs) or of_theirs.max() > at or stopped.get(person, clock.NEVER) <= at
