"""Illness of pregnancy: what comes again does so as published, and what is found is followed."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.spec.births import Births, two_years


@pytest.fixture(scope="module")
def w() -> Births:
    return two_years()


def test_vomiting_that_needs_the_ward_is_as_common_as_published(w):
    stays = w.rows("condition", "hyperemesis", change="begun")
    born = len(w.born)
    assert 0.007 < len(stays) / born < 0.024


@pytest.mark.slow
def test_vomiting_comes_again_in_the_next_pregnancy():
    long = Births(16_000, (dt.date(2000, 1, 1), dt.date(2024, 1, 1)), seed=3)
    ill = long.rows("condition", "hyperemesis", change="begun")
    times = np.bincount(ill["person"])
    assert (times >= 2).sum() >= 0.05 * (times >= 1).sum()


def test_bacteria_in_the_urine_are_treated_and_looked_for_again(w):
    treated = w.episodes("condition", "uti_in_pregnancy")
    again = w.episodes("observation", "urinalysis", pathway="bacteria in the urine")
    assert len(treated) > 20 and len(treated - again) < 0.3 * len(treated)


def test_low_placentas_are_looked_at_again_and_few_stay(w):
    low, praevia = w.episodes("condition", "low_lying_placenta"), w.episodes("condition", "placenta_praevia")
    again = w.episodes("contact", "antenatal_ultrasound_scan", pathway="anomaly scan")
    assert len(low) > 30 and len(again) > 0.6 * len(low) and len(praevia) < 0.25 * len(low) and len(praevia - low) <= 2


def test_twins_are_told_by_their_placentas(w):
    twins, told = w.episodes("condition", "twin_pregnancy"), w.rows("observation", "chorionicity")
    assert twins == set(told["care_episode"].tolist())
    shared = np.isin(told["value_code"], [w.code("monochorionic_twins")]).mean()
    assert 0.05 < shared < 0.45


def test_severe_hypertension_leads_to_the_ward(w):
    severe = w.rows("observation", "blood_pressure", pathway="hypertension in pregnancy")
    severe = severe.take(np.flatnonzero(((severe["value"] >= 160) | (severe["value2"] >= 110))
                                        & (severe["from"] >= w.settings.begins)))  # fmt: skip
    admitted = w.episodes("contact", pathway="hypertension in pregnancy")
    assert len(severe) >= 3 and set(severe["care_episode"].tolist()) <= admitted


def test_who_is_treated_has_tablets_after_the_birth_too(w):
    during = w.episodes("prescription", "labetalol_200mg_tab", pathway="hypertension in pregnancy", slot="tablets")
    after = w.episodes("prescription", "labetalol_200mg_tab", pathway="hypertension in pregnancy", slot="after birth")
    assert len(after) > 10 and len(after - during) <= 3


def test_a_breech_is_scanned_and_some_are_turned(w):
    tried = w.rows("procedure", "external_cephalic_version")
    turned = np.isin(tried["value_code"], [w.code("version_succeeded")])
    breech = w.episodes("procedure", "delivery_breech", pathway="labour and birth")
    assert len(tried) > 5 and not breech & set(tried["care_episode"][turned].tolist())


def test_who_comes_unbooked_has_bloods_and_her_pressure_taken(w):
    unbooked = w.episodes("observation", "unbooked_pregnancy")
    bloods = w.episodes("observation", "blood_group", step="taken on arrival")
    assert unbooked and unbooked <= bloods


def test_a_severe_tear_is_seen_in_the_clinic(w):
    torn = w.episodes("observation", "perineal_tear_3rd", "perineal_tear_4th")
    assert torn and torn <= w.episodes("prescription", "lactulose_sol")


def test_low_platelets_at_booking_are_counted_again_and_few_are_told_to_the_anaesthetist(w):
    first = w.rows("observation", "platelets", pathway="booking bloods")
    booked = set(first["care_episode"].tolist())  # of those booked before the window the first count is not written

    def those(t):
        return booked & set(t["care_episode"].tolist())

    low = those(first.take(np.flatnonzero(first["value"] < 150)))
    again = w.rows("observation", "platelets", pathway="low platelets counted again")
    assert len(low) > 20 and those(again) <= low and len(those(again)) > 0.6 * len(low)
    few = those(again.take(np.flatnonzero(again["value"] < 100)))
    told = those(w.rows("referral", "referral_obstetric_anaesthetist"))
    named = those(w.rows("condition", "gestational_thrombocytopenia", change="begun"))
    assert named == told and told <= few and len(told) >= 0.6 * len(few) > 0


def test_platelets_of_one_woman_resemble_each_other_from_count_to_count(w):
    first = w.rows("observation", "platelets", pathway="booking bloods")
    again = w.rows("observation", "platelets", pathway="low platelets counted again")
    assert again["value"].mean() < first["value"].mean() - 60
