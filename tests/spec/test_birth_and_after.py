"""What belongs together at a birth and in the days after: heads and weeks, stages of labour, losses and what follows."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways.child_health import growth
from synth.clock import DAY, HOUR
from synth.world.population import Table
from tests.spec.births import Births, two_years


@pytest.fixture(scope="module")
def w() -> Births:
    return two_years()


def by_episode(t: Table) -> dict[int, int]:
    return dict(zip(t["episode"].tolist(), t["value"].tolist(), strict=True))


def test_a_head_is_that_of_the_weeks_of_gestation_and_does_not_shrink(w):
    t = w.of_live("observation", "birth_head_circumference")
    table, edges = growth.p.head_for_age.number.table, growth.p.head_for_age.number.dimensions[1].edges
    age = w.gestation[t["person"]] - 280
    cell = (w.people["sex"][t["person"]] - 1) * len(edges) + np.searchsorted(edges, age, side="right") - 1
    apart = t["value"] - np.ravel(table)[cell]
    assert len(t) > 1000 and abs(apart.mean()) < 3 and np.abs(apart).max() < 60
    assert np.abs(apart[age < -56]).mean() < 20  # 30 mm too large where a head went by weight alone
    later = w.of_live("observation", "head_circumference")
    first = np.zeros(len(w.people), dtype=np.int64)
    first[t["person"]] = t["value"]
    both = first[later["person"]] > 0
    assert (later["value"][both] >= first[later["person"]][both] - 12).all()


def test_the_second_stage_is_a_part_of_labour_and_no_epidural_is_put_in_too_late(w):
    whole, second = by_episode(w.births("observation", "duration_of_labour")), by_episode(
        w.births("observation", "duration_second_stage"))  # fmt: skip
    assert len(second) > 500 and all(length < whole[episode] for episode, length in second.items())
    came = w.rows("contact", "inpatient", pathway="labour and birth", change="begun")
    since = dict(zip(came["care_episode"].tolist(), came["from"].tolist(), strict=True))
    given, born = w.rows("procedure", "epidural_labour"), w.births("procedure", "placental_delivery")
    ends = dict(zip(born["care_episode"].tolist(), born["from"].tolist(), strict=True))
    at = dict(zip(given["care_episode"].tolist(), given["from"].tolist(), strict=True))
    within = ends.keys() & at.keys() & since.keys()
    assert len(within) > 150 and all(since[e] <= at[e] < ends[e] and ends[e] - since[e] >= HOUR for e in within)


def bled(w: Births, kind: str, *keys: str) -> Table:
    """What was written of haemorrhages after birth."""
    return w.rows(kind, *keys, pathway="haemorrhage after birth")


def test_a_haemorrhage_is_treated_by_what_she_can_have_and_a_major_one_followed_by_a_blood_count(w):
    lost = w.births("observation", "blood_loss")
    of = dict(zip(lost["care_episode"].tolist(), lost["value"].tolist(), strict=True))
    asthma = w.rows("condition", "asthma", anywhen=True)["person"]
    oxytocin, ergometrine = (bled(w, "prescription", k) for k in ("oxytocin_5unit_inj", "ergometrine_500microgram_inj"))
    treated = [*oxytocin["care_episode"].tolist(), *ergometrine["care_episode"].tolist()]
    assert len(treated) == len(set(treated)) > 100 and {e for e in of if of[e] >= 500} <= set(treated)
    assert all(of.get(e, 500) >= 500 for e in treated) and len(ergometrine) > 20
    raised = w.rows("condition", "gestational_hypertension", "preeclampsia", anywhen=True)["care_episode"]
    assert not set(ergometrine["care_episode"].tolist()) & set(raised.tolist())
    more = bled(w, "prescription", "carboprost_250microgram_inj", "misoprostol_200microgram_tab")
    assert len(more) > 5 and all(of.get(e, 1500) >= 1500 for e in more["care_episode"].tolist())
    carboprost = bled(w, "prescription", "carboprost_250microgram_inj")
    assert len(carboprost) and not np.isin(carboprost["person"], asthma).any()
    counted = bled(w, "observation", "haemoglobin")
    assert len(counted) > 50 and {e for e in of if of[e] >= 1000} <= set(counted["care_episode"].tolist())


def test_after_a_haemorrhage_iron_and_red_cells_go_by_the_count_which_falls_as_she_lost(w):
    counted = bled(w, "observation", "haemoglobin")
    found = dict(zip(counted["care_episode"].tolist(), counted["value"].tolist(), strict=True))
    iron, cells = (
        bled(w, "prescription", "ferrous_sulfate_200mg_tab"),
        bled(w, "procedure", "transfusion_of_red_cells"),
    )
    assert len(iron) > 20 and all(found[e] < 100 for e in iron["care_episode"].tolist())
    assert all(found[e] < 70 for e in cells["care_episode"].tolist())
    lost = w.births("observation", "blood_loss")
    of = dict(zip(lost["care_episode"].tolist(), lost["value"].tolist(), strict=True))
    loss, after = np.array([(of[e], found[e]) for e in found if e in of]).T
    assert np.corrcoef(loss, after)[0, 1] < -0.4


def test_very_preterm_babies_are_helped_to_breathe_and_stay_until_they_are_ready(w):
    early = np.flatnonzero(w.live & (w.gestation < 224))
    helped = w.rows("procedure", "neonatal_resuscitation")["person"]
    assert len(early) > 8 and np.isin(early, helped).mean() > 0.75
    left = w.rows("contact", "neonatal_unit_stay", change="ended")
    left = left.take(np.flatnonzero(left["until"] < w.people["died"][left["person"]] - DAY))
    age = (left["until"] - w.people["born"][left["person"]]) // DAY + w.gestation[left["person"]]
    assert len(age) > 50 and age.min() >= 34 * 7


def test_half_of_the_babies_of_carriers_are_carriers(w):
    found = w.of_live("procedure", "bloodspot_scd")
    status = w.rows("observation", "sickle_thal_screen", anywhen=True)
    positive = np.zeros(len(w.people), dtype=bool)
    positive[status["person"][status["value_code"] == w.code("haemoglobinopathy_carrier_significant")]] = True
    carrier = found["value_code"] == w.code("bloodspot_scd_carrier")
    of_carrier = positive[w.people["mother"][found["person"]]]
    assert of_carrier.sum() > 10 and 0.2 < carrier[of_carrier].mean() < 0.8
    assert carrier[~of_carrier].mean() < 0.03


def test_risk_is_judged_again_and_moves_the_place_of_birth(w):
    place = w.births("observation", "delivery_place")
    away = np.isin(
        place["value_code"], [w.code("delivery_place_domestic_address"), w.code("delivery_place_midwife_ward")]
    )
    for condition in ("gestational_diabetes", "preeclampsia", "gestational_hypertension"):
        found = w.rows("condition", condition, change="begun")
        ill = np.isin(place["care_episode"], found["care_episode"])
        led = w.rows("observation", "planned_care")
        led = led.take(np.flatnonzero(led["value_code"] == w.code("consultant_led_care")))
        booked = w.rows("observation", "gravida", step="booking")["care_episode"]  # in the window
        told = found["care_episode"][np.isin(found["care_episode"], booked)]
        assert len(told) > 5 and np.isin(told, led["care_episode"]).all(), condition
        assert ill.sum() > 10 and away[ill].mean() < 0.12, condition
    scarred = np.isin(place["care_episode"], w.rows("observation", "previous_cs", anywhen=True)["care_episode"])
    assert scarred.sum() > 100 and away[scarred].mean() < 0.06


def test_diabetes_of_pregnancy_stays_treated_once_it_is(w):
    given = w.rows("prescription", pathway="diabetes in pregnancy", step="clinic")
    seen = w.rows("observation", "fasting_glucose", pathway="diabetes in pregnancy")
    first = {e: int(given["from"][given["episode"] == e].min()) for e in set(given["episode"].tolist())}
    after = [(e, at) for e, at in zip(seen["episode"].tolist(), seen["from"].tolist(), strict=True)
             if e in first and at > first[e]]  # fmt: skip
    treated = set(zip(given["episode"].tolist(), given["from"].tolist(), strict=True))
    assert len(after) > 30 and all(one in treated for one in after)


def test_the_unit_knows_no_jaundice_in_the_first_hours_and_measures_what_it_treats(w):
    yellow = w.of_live("condition", "neonatal_jaundice", change="begun", pathway="neonatal unit")
    age = (yellow["from"] - w.people["born"][yellow["person"]]) / HOUR
    assert len(yellow) > 20 and age.min() >= 6
    bilirubin = w.of_live("observation", "bilirubin", pathway="neonatal unit")
    early = w.gestation[bilirubin["person"]] < 224
    assert early.sum() > 4 and bilirubin["value"][early].max() <= 150  # the exchange lines of CG98 lie above
    low = w.of_live("condition", "neonatal_hypoglycaemia", change="begun")
    glucose = w.of_live("observation", "glucose_blood", pathway="neonatal unit")
    of = dict(zip(glucose["person"].tolist(), glucose["value"].tolist(), strict=True))
    assert len(low) > 3 and all(of[baby] < 20 for baby in low["person"].tolist())


def test_a_very_preterm_baby_is_examined_before_it_goes_home_not_in_its_first_week(w):
    hips = w.of_live("procedure", "nipe_hips")
    early = hips.take(np.flatnonzero((w.gestation[hips["person"]] < 217) & (hips["value_code"] > 0)))
    done = early.take(np.flatnonzero(early["value_code"] != w.code("nipe_hips_not_done")))
    assert len(done) > 3 and w.day(done).min() > 14


def test_oxytocin_at_caesarean_is_given_slowly_into_a_vein(w):
    given = w.births("prescription", "oxytocin_10unit_inj")
    section = w.births("procedure", "delivery_elective_cs", "delivery_emergency_cs")["episode"]
    dosage = np.array([f.details.get("dosage", "") for f in w.library.forms])[given["form"]]
    slowly = np.char.find(dosage, "slow intravenous") >= 0
    assert (slowly == np.isin(given["episode"], section)).all() and slowly.any() and not slowly.all()


def test_scores_are_of_one_and_five_minutes_in_the_record_of_the_mother_as_in_that_of_the_baby(w):
    for minutes in (1, 5):
        hers, its = w.births("observation", f"baby_apgar_{minutes}"), w.of_live("observation", f"apgar_{minutes}")
        born = w.people["born"][its["person"]]
        assert len(hers) > 500 and (its["from"] == born + minutes).all() and (hers["recorded"] >= hers["from"]).all()
        assert np.isin(hers["from"], w.people["born"] + minutes).all()
