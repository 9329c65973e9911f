"""Feet in diabetes: graded as often as in England, never at less risk than before, looked after, and some ulcerate."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways.gp import albuminuria, diabetes, feet, kidney_disease, raised_glucose
from synth import clock
from tests.spec.written import Written, engines_differ

MODULES = (albuminuria, diabetes, feet, kidney_disease, raised_glucose)
PATHWAYS = [pathway for module in MODULES for pathway in module.PATHWAYS]
GRADES = ("low", "moderate", "high", "ulcerated")


@pytest.fixture(scope="module")
def written() -> Written:
    return Written(PATHWAYS, 5000, seed=17)


def grades(w: Written, side: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each grade of a foot, in order of person and time: who, when, and which (0 low to 3 ulcerated)."""
    t = w.rows("observation", *(f"foot_{side}_{grade}" for grade in GRADES), pathway="type 2 diabetes")
    which = np.select([t["code"] == w.code(f"foot_{side}_{grade}") for grade in GRADES], range(4))
    order = np.lexsort((t["from"], t["person"]))
    return t["person"][order], t["from"][order], which[order]


def test_both_engines_write_the_same_record() -> None:
    assert engines_differ(PATHWAYS, 100) == []


def test_feet_are_at_as_much_risk_as_in_a_whole_region(written: Written) -> None:
    # Leese GP et al., Int J Clin Pract 2006;60:541: 64, 23 and 13 percent at low, moderate and high risk [recalled].
    right, left = grades(written, "right"), grades(written, "left")
    assert (right[0] == left[0]).all() and (right[1] == left[1]).all()
    share = np.bincount(np.maximum(right[2], left[2]), minlength=4) / len(right[2])
    assert share[:2] == pytest.approx([0.64, 0.23], abs=0.06) and share[2:].sum() == pytest.approx(0.13, abs=0.04)
    assert 0 < share[3] < 0.03


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_foot_is_never_at_less_risk_than_it_was(written: Written, side: str) -> None:
    who, _, which = grades(written, side)
    same = who[1:] == who[:-1]
    calm = np.minimum(which, GRADES.index("high"))  # an ulcer heals, and leaves a foot at high risk
    assert same.sum() > 1000 and (calm[1:] >= calm[:-1])[same].all()


def test_one_in_forty_with_diabetes_has_an_ulcer_in_a_year_and_each_is_referred(written: Written) -> None:
    w = written
    ulcers = w.rows("condition", "diabetic_foot_ulcer", change="begun")
    reviews = len(w.rows("contact", "diabetes_review", anywhen=False))
    assert 0.014 < len(ulcers) / reviews < 0.045
    referred = w.rows("referral", "referral_podiatry", pathway="foot ulcer")
    late = 0
    for who, at in zip(ulcers["person"], ulcers["from"], strict=True):
        mine = referred["from"][referred["person"] == who]
        soon = mine[(mine >= at) & (mine <= at + 45 * clock.DAY)]
        over = min(w.people["died"][who], w.people["leaves"][who], w.settings.ends)
        assert len(soon) == 1 or over < at + 45 * clock.DAY or w.people["arrives"][who] > at
        late += len(soon) == 1 and soon[0] > at
    assert 0.08 < late / len(ulcers) < 0.35


def test_who_is_found_at_more_than_low_risk_is_referred_at_once_or_somebody_forgot(written: Written) -> None:
    w = written
    right, left = grades(w, "right"), grades(w, "left")
    who, at, worse = right[0], right[1], np.maximum(right[2], left[2])
    first = np.flatnonzero((who[1:] == who[:-1]) & (worse[:-1] == 0) & (worse[1:] >= 1)) + 1
    asked = w.rows("referral", "referral_podiatry", pathway="type 2 diabetes")
    told = set(zip(asked["person"].tolist(), asked["from"].tolist(), strict=True))
    found = list(zip(who[first].tolist(), at[first].tolist(), strict=True))
    assert len(found) > 40 and 0.65 < np.mean([each in told for each in found]) < 0.92
    seen = w.rows("contact", "seen_in_podiatry_clinic", anywhen=True)["person"]
    assert np.isin(np.unique(asked["person"]), seen).mean() > 0.9
    graded = np.concatenate([grades(w, side)[0][grades(w, side)[2] >= 1] for side in ("right", "left")])
    assert np.isin(np.unique(asked["person"]), graded).all()


def test_podiatrists_see_feet_at_high_risk_more_often(written: Written) -> None:
    w = written
    visits = w.rows("contact", "seen_in_podiatry_clinic", pathway="foot protection")
    high = np.unique(w.rows("observation", "foot_right_high", "foot_left_high")["person"])
    order = np.lexsort((visits["from"], visits["person"]))
    who, at = visits["person"][order], visits["from"][order]
    same = who[1:] == who[:-1]
    gap, of_high = np.diff(at)[same] / clock.DAY, np.isin(who[1:], high)[same]
    assert np.median(gap[of_high]) < 75 and 120 < np.median(gap[~of_high]) < 200
