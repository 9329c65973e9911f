"""Labour that threatens, streptococci, tuberculosis, RSV: what is promised of who is at risk."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from synth.clock import DAY, instant_of
from tests.spec.births import Births, two_years


@pytest.fixture(scope="module")
def w() -> Births:
    return two_years()


def test_who_has_streptococci_and_labours_has_antibiotics_before_the_birth(w):
    found = w.episodes("condition", "gbs_carrier", change="begun")
    given = w.rows("prescription", "benzylpenicillin_600mg_inj", pathway="antibiotics in labour")
    labours = w.episodes("observation", "labour_established")
    begun = found & labours
    assert len(begun) > 20 and len(begun & set(given["care_episode"].tolist())) / len(begun) > 0.7
    assert (given["until"] >= given["from"]).all()


def test_contractions_that_pass_are_followed_by_a_birth_a_week_later_at_the_earliest(w):
    threatened = w.rows("condition", "threatened_preterm_labour")
    born = dict(zip(*(w.births("observation", "length_of_gestation_at_birth")[c].tolist()
                      for c in ("care_episode", "from")), strict=True))  # fmt: skip
    gaps = [born[e] - at for e, at in zip(*(threatened[c].tolist() for c in ("care_episode", "from")), strict=True)
            if e in born]  # fmt: skip
    assert len(gaps) > 15 and min(gaps) >= 7 * DAY


def test_a_short_cervix_brings_steroids_and_a_long_one_does_not(w):
    measured = w.rows("observation", "cervical_length")
    treated = w.episodes("procedure", "steroid_fetal_lung", pathway="threatened preterm labour")
    short = set(measured["care_episode"][measured["value"] <= 15].tolist())
    assert short and treated <= short and len(treated) >= 0.7 * len(short)


def test_babies_at_risk_of_tuberculosis_are_vaccinated_from_four_weeks_on(w):
    given = w.of_live("immunisation", "bcg")
    share = len(set(given["person"].tolist())) / w.live.sum()
    assert 0.05 < share < 0.16
    assert (w.day(given) >= 28).all() and np.unique(given["person"]).size == len(given)


def test_small_lungs_are_protected_month_by_month_in_winter(w):
    doses = w.of_live("prescription", "palivizumab_50mg_inj")
    months = {int(m) for m in np.unique(doses["from"].astype("datetime64[m]").astype("datetime64[M]").astype(int) % 12)}
    assert months <= {0, 1, 9, 10, 11}
    order = np.lexsort((doses["from"], doses["person"]))
    who, at = doses["person"][order], doses["from"][order]
    assert (np.diff(at)[who[1:] == who[:-1]] >= 21 * DAY).all()


def test_what_a_mother_means_to_use_is_asked_once_and_of_none_whose_baby_is_dead(w):
    asked = w.rows("observation", "contraception_after_birth")
    assert np.unique(asked["care_episode"]).size == len(asked) > 500
    assert not set(asked["care_episode"].tolist()) & w.episodes("observation", "stillbirth", pathway="labour and birth")


def test_a_sample_of_blood_that_is_no_good_says_why_for_every_condition_alike(w):
    again = w.of_live("procedure", "bloodspot_pku", "bloodspot_cht", step="repeat needed")
    named = [w.library.codelists.concepts[code].key.split("_", 2)[2] for code in again["value_code"].tolist()]
    by_baby: dict[tuple[int, int], set[str]] = {}
    for who, at, why in zip(again["person"].tolist(), again["from"].tolist(), named, strict=True):
        by_baby.setdefault((who, at), set()).add(why)
    assert len(by_baby) > 15 and all(len(said) == 1 for said in by_baby.values()) and len(set(named)) > 3


def test_from_september_2025_on_one_dose_of_nirsevimab_takes_the_place_of_palivizumab():
    late = Births(36_000, (dt.date(2025, 1, 1), dt.date(2027, 4, 1)), seed=49)
    begun = instant_of(dt.date(2025, 9, 1))
    old = late.rows("prescription", "palivizumab_50mg_inj")
    new = late.rows("prescription", "nirsevimab_50mg_inj")
    assert not (old["from"] >= begun).any() and (new["from"] >= begun).all()
    assert len(new) >= 5 and np.unique(new["person"]).size == len(new)
    assert (late.gestation[new["person"]] < 32 * 7).all()
    months = set((new["from"].astype("datetime64[m]").astype("datetime64[M]").astype(int) % 12 + 1).tolist())
    assert months <= {9, 10, 11, 12, 1, 2, 3}
