"""High blood pressure that is newly found: the heart is traced, urine tested, and what that shows has consequences."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from care_pathways import modules
from synth.clock import DAY
from synth.table import Table
from tests.spec.written import Written

SPARES_KIDNEYS = ("ramipril_2_5mg_cap", "lisinopril_10mg_tab", "losartan_50mg_tab", "candesartan_8mg_tab")


@pytest.fixture(scope="module")
def written() -> Written:
    names = [name for name in modules() if name.startswith("care_pathways.gp.")]
    return Written([p for name in names for p in importlib.import_module(name).PATHWAYS], 5000, seed=23)


def at_diagnosis(w: Written, kind: str, *keys: str, slot: str = "") -> Table:
    return w.rows(kind, *keys, pathway="hypertension", step="diagnosis", slot=slot)


def episodes(t: Table) -> set[int]:
    return set(t["episode"].tolist())


def test_about_half_have_an_electrocardiogram_at_diagnosis_and_two_in_five_their_urine_tested(written: Written) -> None:
    w = written
    found = len(at_diagnosis(w, "condition", "hypertension"))
    assert found > 400
    assert len(at_diagnosis(w, "procedure", "ecg_12_lead")) / found == pytest.approx(0.5, abs=0.06)
    assert 0.25 < len(at_diagnosis(w, "observation", "urine_acr")) / found < 0.42


def test_whose_heart_or_kidneys_are_harmed_is_treated_without_a_trial_of_advice(written: Written) -> None:
    w = written
    thick = at_diagnosis(w, "procedure", "ecg_12_lead", slot="thickened")
    early = thick["from"] < w.settings.ends - 60 * DAY
    assert early.sum() > 15
    advised = episodes(w.rows("contact", pathway="hypertension", step="advice on living"))
    assert not set(thick["episode"][early].tolist()) & advised


def test_who_loses_much_albumin_begins_with_a_medicine_that_spares_kidneys(written: Written) -> None:
    w = written
    urine = at_diagnosis(w, "observation", "urine_acr")
    much = set(urine["episode"][urine["value"] >= 300].tolist())
    first = w.rows("prescription", pathway="hypertension", step="step 1")
    of_them = np.isin(first["episode"], list(much))
    spared = np.isin(first["code"], [w.code(key) for key in SPARES_KIDNEYS])
    assert of_them.sum() >= 3 and spared[of_them].all() and not spared[~of_them].all()


def test_a_raised_ratio_is_sent_again_or_nobody_follows_it_and_is_noted_if_it_is_raised_again(written: Written) -> None:
    w = written
    again = w.rows("observation", "urine_acr", pathway="raised albumin in urine sent again")
    high = set(again["episode"][again["value"] >= 30].tolist())
    known = episodes(w.rows("observation", "proteinuria"))
    done = set(again["episode"][again["recorded"] < w.settings.ends - 30 * DAY].tolist())
    assert len(high & done) > 60 and known <= high
    alive = w.people["died"][again["person"]] > again["recorded"] + 30 * DAY
    lasting = {e for e, lives in zip(again["episode"].tolist(), alive.tolist(), strict=True) if lives}
    assert len(high & done & lasting & known) / len(high & done & lasting) > 0.97
    first = w.rows("observation", "urine_acr")
    raised = first["person"][(first["value"] >= 30) & (first["from"] < w.settings.ends - 365 * DAY)]
    assert 0.4 < np.isin(np.unique(raised), again["person"]).mean() < 0.97
