"""Long-term conditions and development of children: how many have them, and what they wait for."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from synth.clock import DAY, YEAR
from tests.spec.written import Written, engines_differ

MODULES = tuple(f"care_pathways.child_health.{name}" for name in ("development", "diabetes", "epilepsy"))


def pathways():
    return [p for name in MODULES for p in importlib.import_module(name).PATHWAYS]


@pytest.fixture(scope="module")
def w() -> Written:
    return Written(pathways(), 24_000)


def children(w: Written) -> np.ndarray:
    """Patients who reach fifteen within the window."""
    born = w.people["born"]
    fifteen = born + 15 * YEAR
    return w.patient & (fifteen > w.settings.begins) & (fifteen < w.settings.ends) & (born >= 15_795_360)


def test_both_engines_write_the_same():
    assert engines_differ(pathways(), 150) == []


@pytest.mark.parametrize(("codes", "least", "most"), [
    (("autism",), 0.008, 0.03), (("adhd",), 0.006, 0.026), (("t1dm",), 0.001, 0.008),
    (("epilepsy_generalised", "epilepsy_focal", "childhood_absence_epilepsy", "rolandic_epilepsy"), 0.003, 0.014),
])  # fmt: skip
def test_as_many_have_it_at_fifteen_as_published(w, codes, least, most):
    who = children(w)
    assert who.sum() > 2500
    assert least < w.who(w.rows("condition", *codes, anywhen=True))[who].mean() < most


def test_waits_for_an_assessment_became_longer(w):
    seen = w.rows("contact", pathway="autism", step="first appointment")
    noticed = w.rows("referral", pathway="autism", step="noticed", anywhen=True)
    asked = dict(zip(noticed["person"].tolist(), noticed["from"].tolist(), strict=True))
    waits = np.array([(at - asked[who]) / DAY for who, at in zip(seen["person"].tolist(), seen["from"].tolist(),
                                                                strict=True) if who in asked])  # fmt: skip
    late = np.array([asked[who] >= 26_430_000 for who in seen["person"].tolist() if who in asked])  # April 2020
    assert len(waits) > 60 and np.median(waits[late]) > 1.5 * np.median(waits[~late])
