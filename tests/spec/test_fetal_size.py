"""How big a baby is: what tape and scan say before its birth, beside what the scales say after it."""

from __future__ import annotations

import numpy as np
import pytest

from synth.clock import DAY
from tests.spec.births import Births, two_years


@pytest.fixture(scope="module")
def w() -> Births:
    return two_years()


def test_tape_scan_and_scales_tell_of_one_baby(w):
    t = w.born.take(np.flatnonzero((w.born["babies"] == 1) & (w.born["baby_1"] >= 0) & (w.born["outcome"] == 0)))
    t = t.take(np.lexsort((t["ends"], t["mother"])))
    key = (t["mother"] << 36) + t["ends"]

    def beside(kind: str, *keys: str, **where: str):
        rows = w.rows(kind, *keys, **where)
        at = np.minimum(np.searchsorted(key, (rows["person"] << 36) + rows["from"]), len(t) - 1)
        fits = (t["mother"][at] == rows["person"]) & (t["ends"][at] - rows["from"] < 280 * DAY)
        return rows.take(np.flatnonzero(fits)), at[fits]

    week = np.minimum(t["gestation"] // 7, 42)
    grams = t["birth_weight_1"]
    size = (
        grams / np.array([np.median(grams[np.abs(week - k) <= 1]) if (week == k).any() else 1 for k in range(43)])[week]
    )
    tape, of = beside("observation", "fundal_height", pathway="antenatal contact")
    far = t["gestation"][of] - (t["ends"][of] - tape["from"]) // DAY
    late = far >= 36 * 7
    assert np.corrcoef((tape["value"] - far // 7)[late], size[of][late])[0, 1] > 0.4  # 0.06 where it knew no baby
    scan, of = beside("observation", "estimated_fetal_weight")
    near = t["ends"][of] - scan["from"] < 35 * DAY
    far = t["gestation"][of] - (t["ends"][of] - scan["from"]) // DAY
    slope = np.polyfit(far[near], scan["value"][near], 1)
    assert np.corrcoef(scan["value"][near] - np.polyval(slope, far[near]), size[of][near])[0, 1] > 0.5
    _, of = beside("condition", "small_for_gestational_age", change="begun")
    suspected = np.isin(np.arange(len(t)), of)
    small = size < 0.83
    assert 0.2 < suspected[small].mean() < 0.7 and suspected[~small].mean() < 0.1  # NMPA: about half are suspected
