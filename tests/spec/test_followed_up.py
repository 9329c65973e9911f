"""What is found at birth and before it is followed: the promises of rhesus, diabetes, anomalies, light and testes."""

from __future__ import annotations

import numpy as np
import pytest

from synth.clock import DAY
from tests.spec.births import Births, two_years


@pytest.fixture(scope="module")
def w() -> Births:
    return two_years()


def test_who_bore_a_rhesus_positive_baby_has_anti_d_within_three_days(w):
    groups = w.rows("observation", "cord_blood_group")
    positive = groups["value_code"] == w.library.codelists.index("rhesus_positive")
    assert 0.45 < positive.mean() < 0.75
    given = w.rows("procedure", "anti_d_given", pathway="anti-D after birth")
    doses: dict[int, list[int]] = {}
    for who, at in zip(given["person"].tolist(), given["from"].tolist(), strict=True):
        doses.setdefault(who, []).append(at)
    known = groups["from"] + 5 * DAY < w.settings.ends
    for who, at in zip(groups["person"][positive & known].tolist(), groups["from"][positive & known].tolist(),
                       strict=True):  # fmt: skip
        assert any(0 < dose - at <= 3 * DAY for dose in doses.get(who, []))


def test_anaesthetists_give_anaesthetics(w):
    given = w.rows("procedure", "epidural_labour", "spinal_anaesthesia_for_birth", "general_anaesthesia_for_birth")
    by = {w.library.forms[f].setting for f in np.unique(given["form"])}
    assert len(given) > 300 and by == {"labour ward (anaesthetist)"}


def test_light_goes_on_until_bilirubin_has_fallen(w):
    t = w.rows("observation", "bilirubin", pathway="neonatal unit")
    order = np.lexsort((t["from"], t["person"]))
    who, value = t["person"][order], t["value"][order]
    same = who[1:] == who[:-1]
    assert same.sum() > 30 and (np.diff(value)[same] <= 0).all()
    assert same.mean() > 0.6


def test_a_suspected_anomaly_is_seen_by_fetal_medicine_within_days(w):
    seen = w.episodes("observation", "fetal_medicine_opinion")
    suspected = w.rows("observation", "antenatal_scan_abnormal")
    early = suspected["from"] < w.settings.ends - 30 * DAY
    found = set(suspected["care_episode"][early].tolist())
    assert len(found) > 15 and len(found & seen) / len(found) > 0.9
