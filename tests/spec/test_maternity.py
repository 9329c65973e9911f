"""Maternity: what its pathways promise of booking, contacts, screening, birth, losses and the weeks after."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from synth import clock
from synth.calendar.days import is_worked
from synth.clock import DAY
from synth.record import after_death
from synth.record.kinds import COLUMNS, CONFIDENTIALITY, KINDS
from synth.systems.kinds import INDEX as SYSTEMS
from tests.spec.births import Births, maternity, two_years
from tests.spec.written import engines_differ

CAESAREAN = ("delivery_elective_cs", "delivery_emergency_cs")


@pytest.fixture(scope="module")
def w() -> Births:
    return two_years()


def near(measured: float, published: float, tolerance: float) -> None:
    assert abs(measured - published) <= tolerance, f"measured {measured:.4f}, published {published:.4f}"


def deliveries(w: Births):
    modes = ("delivery_normal", "delivery_forceps", "delivery_ventouse", "delivery_breech", *CAESAREAN)
    found = w.births("procedure", *modes)
    assert len(found) == len(w.born)
    return found


def test_both_engines_write_the_same():
    assert engines_differ(maternity(), 120) == []


def test_no_care_before_birth_or_after_death(w):
    assert after_death.faults(w.record, w.library.forms, w.people) == []


def test_a_longer_window_changes_nothing_that_was_recorded_before():
    short, long = (Births(500, (dt.date(2019, 1, 1), dt.date(year, 1, 1))) for year in (2021, 2023))
    for kind in KINDS:
        before = long.record[kind]
        before = before.take(np.flatnonzero(before["recorded"] < short.settings.ends))
        mine = short.record[kind]
        for name in COLUMNS:
            if name != "person":  # a row of the batch; family and member say who it is
                assert np.array_equal(mine[name], before[name]), f"{kind}.{name}"


# ---------------------------------------------------------------- booking


def test_women_book_when_the_published_figures_say(w):
    gestation = w.rows("observation", "gestational_age", pathway="pregnancy", step="booking")["value"]
    assert len(gestation) > 1000
    near(float((gestation <= 76).mean()), 0.66, 0.08)  # 60 percent by 10+0, 61.4 percent at 8 to 11 weeks
    near(float((gestation <= 70).mean()), 0.60, 0.06)
    near(float(((gestation >= 56) & (gestation < 84)).mean()), 0.614, 0.05)
    near(float((gestation > 140).mean()), 0.09, 0.03)


def test_booking_finds_what_is_published(w):
    booked = len(w.rows("contact", "booking_appointment"))
    near(len(w.rows("observation", "complex_social_factors")) / booked, 0.12, 0.03)
    smoking = w.rows("observation", "smoking_status", pathway="pregnancy")
    near(len(smoking) / booked, 0.93, 0.03)
    rhesus = w.rows("observation", pathway="booking bloods", slot="rhesus")
    near(w.share(rhesus, "rhesus_negative", column="value_code"), 0.15, 0.03)
    bmi = w.rows("observation", "bmi", pathway="pregnancy")["value"]
    near(float((bmi >= 300).mean()), 0.24, 0.05)  # 21 percent in 2015, 26 percent in 2023-24
    near(len(w.rows("observation", "previous_cs")) / booked, 0.17, 0.06)  # 13 percent in 2015; more since


def test_hardly_anyone_gives_birth_unbooked(w):
    assert 0 < len(w.rows("observation", "unbooked_pregnancy")) < 0.02 * len(w.born)


def test_parity_and_gravida_are_those_of_the_world(w):
    for code, column in (("gravida", "gravida"), ("parity", "parity")):
        found = w.rows("observation", code, pathway="pregnancy", step="booking")
        p = w.people.pregnancies
        known = {(int(m), int(v)) for m, v in zip(p["mother"], p[column], strict=True)}
        assert {(int(m), int(v)) for m, v in zip(found["person"], found["value"], strict=True)} <= known


def test_a_blood_group_lasts_for_life(w):
    long = Births(1500, (dt.date(2012, 1, 1), dt.date(2024, 1, 1)))
    groups = long.rows("observation", "blood_group", anywhen=True)
    of: dict[int, set[int]] = {}
    for person, group in zip(groups["person"], groups["value_code"], strict=True):
        of.setdefault(int(person), set()).add(int(group))
    assert sum(len(v) for v in of.values()) == len(of)
    assert len(groups) > len(of)


# ---------------------------------------------------------------- due date, scans, contacts


def test_the_scan_amends_the_due_date_and_gestation_follows_it(w):
    dates = w.rows("observation", "estimated_date_of_delivery")
    first, amended = (dates.take(np.flatnonzero(dates["version"] == v)) for v in (1, 2))
    assert dates["version"].max() == 2 and len(amended) > 0.9 * len(first)
    moved = dict(zip(first["entry"].tolist(), first["value_time"].tolist(), strict=True))
    same = [moved.get(e) == t for e, t in zip(amended["entry"].tolist(), amended["value_time"].tolist(), strict=True)]
    assert 0.03 < np.mean(same) < 0.5
    due = {int(c): int(t) for c, t in zip(amended["care_episode"], amended["value_time"], strict=True)}
    contacts = w.rows("observation", "gestational_age", pathway="antenatal contact")
    for episode, at, days in zip(contacts["care_episode"], contacts["from"], contacts["value"], strict=True):
        if int(episode) in due:
            assert (due[int(episode)] - int(at)) // DAY == 279 - int(days) or (
                due[int(episode)] // DAY - int(at) // DAY == 280 - int(days))  # fmt: skip


def test_scans_reach_those_who_book_in_time(w):
    p = w.people.pregnancies
    booked = w.rows("observation", "gestational_age", pathway="pregnancy", step="booking")
    ends = {(int(m), int(n)): int(g) for m, n, g in zip(p["mother"], p["last_period"], p["gestation"], strict=True)}
    columns = (
        booked["care_episode"],
        booked["person"],
        booked["from"] // DAY - booked["value"],
        booked["value"],
    )
    last = {e: (m, d, g) for e, m, d, g in zip(*(c.tolist() for c in columns), strict=True)}
    for pathway, step, latest, until in (
        ("dating scan", "dating scan", 77, 100),
        ("anomaly scan", "anomaly scan", 120, 161),
    ):
        seen = set(w.rows("contact", pathway=pathway, step=step)["care_episode"].tolist())
        wanted = [
            episode in seen
            for episode, (person, day, gestation) in last.items()
            if gestation <= latest
            and (day + 200) * DAY < w.settings.ends
            and any(ends.get((person, day + k), 0) > until for k in range(-26, 27))
        ]
        assert len(wanted) > 300
        near(float(np.mean(wanted)), 0.99, 0.02)


def test_nobody_is_scanned_for_anomalies_before_the_pregnancy_is_dated(w):
    dated = w.rows("contact", pathway="dating scan", step="dating scan", anywhen=True)
    scanned = w.rows("contact", pathway="anomaly scan", step="anomaly scan", anywhen=True)
    first = dict(zip(dated["care_episode"].tolist(), dated["until"].tolist(), strict=True))
    gaps = [at - first[episode] for episode, at in zip(scanned["care_episode"].tolist(), scanned["from"].tolist(),
                                                       strict=True) if episode in first]  # fmt: skip
    assert len(gaps) > 1000
    assert min(gaps) >= 0


def test_nobody_is_discharged_from_a_ward_by_night(w):
    """Those who die, are moved or transferred leave at any hour; who goes home goes by day."""
    ended = w.rows("contact", "inpatient", "neonatal_unit_stay", "newborn_stay", change="ended")
    clinical = [form.details.get("discharge_destination") == "discharge_dest_usual_residence"
                or (form.pathway, form.step) == ("neonatal unit", "discharge") for form in w.library.forms]  # fmt: skip
    left = ended["until"][np.array(clinical)[ended["form"]]]
    hours = (left + clock.uk_offset(left)) // 60 % 24
    assert len(left) > 1000
    assert {*np.unique(hours).tolist()} <= {*range(8, 22)}


def test_contacts_follow_the_schedule_of_first_and_later_pregnancies(w):
    told = w.rows("observation", "parity", pathway="pregnancy", step="booking")
    parity = dict(zip(told["care_episode"].tolist(), told["value"].tolist(), strict=True))
    found = w.rows("observation", "gestational_age", pathway="antenatal contact")
    weeks: dict[bool, list[int]] = {True: [], False: []}
    for episode, days in zip(found["care_episode"], found["value"], strict=True):
        if int(episode) in parity:
            weeks[parity[int(episode)] == 0].append(int(days) // 7)
    first, later = (np.bincount(weeks[kind], minlength=45) for kind in (True, False))
    for week in (25, 31, 40):
        assert first[week] > 8 * max(int(later[week]), 1), f"week {week} is for first pregnancies"
    for schedule, counts in (
        ((16, 25, 28, 31, 34, 36, 38, 40, 41), first),
        ((16, 28, 34, 36, 38, 41), later),
    ):
        assert sum(counts[week] for week in schedule) > 0.80 * counts.sum()


def test_an_appointment_is_booked_and_then_kept_missed_or_cancelled(w):
    t = w.rows("appointment", pathway="antenatal contact", anywhen=True)
    status = np.array([f.status for f in w.library.forms])[t["form"]]
    over = {int(e) for e, s in zip(t["entry"], status, strict=True) if s != "booked"}
    open_ = [
        int(f) for e, s, f in zip(t["entry"], status, t["from"], strict=True) if s == "booked" and int(e) not in over
    ]
    # What is still booked at the end of the window lies ahead, or is just being kept.
    assert all(at >= w.settings.ends - DAY for at in open_)
    near(float((status == "noshow").sum() / np.isin(status, ["noshow", "fulfilled"]).sum()), 0.05, 0.02)
    assert (status == "cancelled").sum() > 100


def test_anti_d_is_for_rhesus_negative_women(w):
    rhesus = w.rows("observation", "rhesus_type", anywhen=True)
    negative = rhesus["person"][rhesus["value_code"] == w.code("rhesus_negative")]
    given = w.rows("procedure", "anti_d_given", pathway="antenatal contact")["person"]
    assert len(given) > 50 and np.isin(given, negative).mean() > 0.99


def test_complications_are_as_frequent_as_published(w):
    births = len(w.born)
    near(len(w.rows("condition", "gestational_diabetes", change="begun")) / births, 0.08, 0.025)
    near(len(w.rows("condition", "preeclampsia", change="begun")) / births, 0.028, 0.014)
    raised = w.rows("condition", "preeclampsia", "gestational_hypertension", change="begun")
    near(len(raised) / births, 0.08, 0.025)  # 10 percent with chronic hypertension


def test_vaccines_in_pregnancy_are_taken_up_as_published(w):
    births = len(w.born)
    near(len(w.rows("immunisation", "pertussis_vacc_pregnancy")) / births, 0.589, 0.05)
    near(len(w.rows("immunisation", "flu")) / births, 0.34, 0.05)
    rsv = w.rows("immunisation", "rsv_vacc_pregnancy")
    assert len(rsv) and rsv["from"].min() >= clock.day_of(2024, 9, 1) * DAY


# ---------------------------------------------------------------- birth


def test_modes_of_birth_are_those_of_england(w):
    found = deliveries(w)
    near(w.share(found, *CAESAREAN), 0.435, 0.04)  # 42 percent in 2023-24, 45 in 2024-25
    near(w.share(found, "delivery_elective_cs"), 0.186, 0.03)
    near(w.share(found, "delivery_forceps", "delivery_ventouse"), 0.11, 0.03)
    near(w.share(found, "delivery_normal"), 0.455, 0.04)
    onset = w.births("observation", "onset_of_labour")
    near(w.share(onset, "onset_caesarean_before_labour", column="value_code"), 0.25, 0.035)
    near(w.share(onset, "onset_labour_induced", column="value_code"), 0.33, 0.035)


def test_a_caesarean_makes_the_next_more_likely(w):
    found = deliveries(w)
    before = np.isin(found["care_episode"], w.rows("observation", "previous_cs")["care_episode"])
    section = np.isin(found["code"], [w.code(k) for k in CAESAREAN])
    near(float(section[before].mean()), 0.82, 0.09)  # 80 to 85 percent in recent years
    parity = w.rows("observation", "parity", anywhen=True)
    borne = np.isin(found["care_episode"], parity["care_episode"][parity["value"] > 0])
    assert section[borne & ~before].mean() < 0.24  # 14 percent of those with one baby at term (NMPA 2022)


def test_planned_caesareans_are_done_by_day(w):
    at = w.births("procedure", "delivery_elective_cs")["from"]
    at = at + clock.uk_offset(at)
    by_day = is_worked(at // DAY) & (at % DAY >= 480) & (at % DAY < 1020)
    assert by_day.mean() > 0.9  # Martin et al. 2018: very few between 17 and 7 o'clock, hardly any on days off
    assert (clock.weekday(at // DAY) == 5).mean() < 0.02


def test_planned_caesareans_are_most_in_the_thirty_ninth_week_and_inductions_after_the_forty_first(w):
    days_of = dict(zip(w.born["ends"].tolist(), w.born["gestation"].tolist(), strict=True))
    planned = w.births("procedure", "delivery_elective_cs")["from"].tolist()
    weeks = np.array([days_of[t] // 7 for t in planned if t in days_of])
    assert len(weeks) > 100 and (weeks == 39).mean() > 0.35 and (weeks >= 41).mean() < 0.08
    onset = w.births("observation", "onset_of_labour")
    week = np.array([days_of.get(t, 0) // 7 for t in onset["from"].tolist()])
    induced = onset["value_code"] == w.code("onset_labour_induced")
    assert induced[week >= 41].mean() > induced[(week >= 38) & (week <= 40)].mean() + 0.1


def test_places_of_birth_are_those_published(w):
    place = w.births("observation", "delivery_place")
    near(w.share(place, "delivery_place_domestic_address", column="value_code"), 0.019, 0.012)
    near(w.share(place, "delivery_place_midwife_ward", column="value_code"), 0.15, 0.04)


def test_tears_blood_loss_and_pain_relief_are_as_published(w):
    births = len(w.born)
    perineum = w.births("observation", slot="perineum")
    near(w.share(perineum, "perineal_tear_3rd", "perineal_tear_4th"), 0.035, 0.015)
    near((1 - w.share(perineum, "perineum_intact")) * len(perineum) / births, 0.36, 0.04)
    near(
        float((w.births("observation", "blood_loss")["value"] >= 1500).mean()), 0.027, 0.013
    )  # three standard errors of 1,392 births
    relief = w.rows("procedure", "epidural_labour")
    helped = {*relief["care_episode"][relief["from"] >= w.settings.begins].tolist(),
              *w.births("procedure", slot="anaesthesia")["care_episode"].tolist()}  # fmt: skip
    near(len(helped) / births, 0.56, 0.05)


def test_no_perineum_is_intact_that_was_cut_and_instruments_tear_oftener(w):
    perineum, cut = w.births("observation", slot="perineum"), w.births("procedure", "episiotomy")["episode"]
    intact = perineum["episode"][perineum["code"] == w.code("perineum_intact")]
    assert len(cut) > 100 and len(intact) > 100 and not np.isin(intact, cut).any()
    severe = np.isin(perineum["code"], [w.code("perineal_tear_3rd"), w.code("perineal_tear_4th")])
    helped = np.isin(perineum["episode"], w.births("procedure", "delivery_forceps", "delivery_ventouse")["episode"])
    assert severe[helped].mean() > 1.3 * severe[~helped].mean()  # two to three times (NMPA)


def test_the_third_stage_is_active_for_all_who_have_the_medicine_for_it(w):
    active = set(w.births("procedure", "active_third_stage")["episode"].tolist())
    medicine = set(w.births("prescription", "oxytocin_10unit_inj")["episode"].tolist())
    section = set(w.births("procedure", *CAESAREAN)["episode"].tolist())
    assert active and section and medicine == active | section and not active & section


@pytest.mark.parametrize(("modes", "published"), [
    (("delivery_normal",), 0.76), (("delivery_forceps", "delivery_ventouse"), 0.54), (CAESAREAN, 0.46),
])  # fmt: skip
def test_mothers_go_home_as_soon_as_published(w, modes, published):
    born = w.births("procedure", *modes)
    at = dict(zip(born["episode"].tolist(), (born["from"] // DAY).tolist(), strict=True))
    left = w.rows("contact", pathway="labour and birth", step="goes home")
    days = [int(t) // DAY - at[int(e)] for e, t in zip(left["episode"], left["recorded"], strict=True) if int(e) in at]
    near(float((np.array(days) <= 1).mean()), published, 0.10)


def test_mother_is_in_hospital_before_the_birth_and_leaves_after(w):
    stays = w.rows("contact", pathway="labour and birth", anywhen=True)
    first = stays.take(np.flatnonzero(stays["version"] == 1))
    begun = dict(zip(first["entry"].tolist(), first["from"].tolist(), strict=True))
    births = w.births("observation", "blood_loss")
    assert (births["contact"] != 0).mean() > 0.995
    assert all(
        begun[int(c)] <= int(at) for c, at in zip(births["contact"], births["from"], strict=True) if int(c) in begun
    )


# ---------------------------------------------------------------- after birth, and losses


def test_a_care_episode_spans_booking_to_discharge(w):
    begun = w.rows("care_episode", "antenatal_care", change="begun")
    ended = w.rows("care_episode", "antenatal_care", change="ended")
    assert len(np.unique(begun["entry"])) == len(begun) and len(np.unique(ended["entry"])) == len(ended)
    until = dict(zip(ended["entry"].tolist(), ended["recorded"].tolist(), strict=True))
    days = []
    gone = np.minimum(w.people["died"], w.people["leaves"])[w.born["mother"]]
    stays = np.minimum(gone, w.settings.ends) > w.born["ends"] + 30 * DAY
    for mother, end, stayed in zip(w.born["mother"], w.born["ends"], stays, strict=True):
        if stayed:
            mine = [t - int(end) for t in (until.get(int(e)) for e in ended["entry"][ended["person"] == mother]) if t]
            days += [t // DAY for t in mine if 0 <= t <= 40 * DAY]
    near(len(days) / float(stays.sum()), 1.0, 0.02)
    assert min(days) >= 10 and max(days) <= 31  # by 28 days, or when the clinic next opens
    open_ = begun.take(np.flatnonzero(~np.isin(begun["entry"], ended["entry"])))
    assert len(open_) > 100, "pregnancies go on at the end of the window"


def test_a_discharge_summary_is_written_for_each_hospital_birth(w):
    documents = w.rows("document", pathway="labour and birth", step="goes home", change="recorded")
    assert {w.library.forms[f].details["document"] for f in documents["form"]} == {"maternity_discharge"}
    near(len(documents) / len(w.born), 0.98, 0.02)


def test_most_terminations_are_given_by_an_independent_provider_and_maternity_hears_of_none(w):
    every = [w.rows(kind, pathway="termination of pregnancy") for kind in ("contact", "procedure", "observation")]
    assert all((rows["confidentiality"] == CONFIDENTIALITY.index("restricted")).all() for rows in every)
    assert all(not (rows["system"] == SYSTEMS["maternity"]).any() for rows in every)
    independent = every[1]["system"] == SYSTEMS["pregnancy_advice"]
    assert len(independent) > 200 and (w.people["sex"][every[1]["person"]] == 2).all()
    near(float(independent.mean()), 0.8, 0.08)


def test_a_loss_ends_the_pregnancy_and_its_care(w):
    lost = w.rows("condition", "miscarriage")
    assert len(lost) > 80
    p = w.people.pregnancies
    ends = {(int(m), int(t)) for m, t, o in zip(p["mother"], p["ends"], p["outcome"], strict=True) if o == 2}
    assert {(int(m), int(t)) for m, t in zip(lost["person"], lost["from"], strict=True)} <= ends
    # Nobody is seen at an antenatal contact between a loss and the next pregnancy.
    contacts = w.rows("contact", pathway="antenatal contact")
    seen: dict[int, list[int]] = {}
    begun: dict[int, list[int]] = {}
    for mother, at in zip(contacts["person"].tolist(), contacts["from"].tolist(), strict=True):
        seen.setdefault(mother, []).append(at)
    for mother, at in zip(p["mother"].tolist(), p["begins"].tolist(), strict=True):
        begun.setdefault(mother, []).append(at)
    for mother, end in ends:
        following = min((at for at in begun[mother] if at > end), default=clock.NEVER)
        assert not [at for at in seen.get(mother, ()) if end < at < following]


def test_mothers_are_visited_after_birth(w):
    visits = w.rows("contact", "postnatal_visit")
    near(len(visits) / len(w.born), 4.3, 0.5)
    assert len(w.rows("assessment", "epds_score")) > 0.95 * (w.born["ends"] + 15 * DAY < w.settings.ends).sum()


def test_birth_follows_soon_on_pre_eclampsia_and_is_oftener_preterm(w):
    found, p = w.rows("condition", "preeclampsia", change="begun"), w.people.pregnancies
    hers = [np.flatnonzero((p["mother"] == m) & (p["begins"] <= at) & (p["ends"] >= at)) for m, at in
            zip(found["person"].tolist(), found["from"].tolist(), strict=True)]  # fmt: skip
    rows = np.array([at[0] for at in hers if len(at)])
    assert len(rows) > 25
    days = (p["ends"][rows] - found["from"][[len(at) > 0 for at in hers]]) / DAY
    assert np.median(days) < 12 and days.max() < 45
    births = np.flatnonzero((p["outcome"] == 0) & (p["ends"] >= w.settings.begins) & (p["ends"] < w.settings.ends))
    preterm = p["gestation"] < 259
    without = np.setdiff1d(births, rows)
    assert preterm[rows].mean() > 2 * preterm[without].mean()
