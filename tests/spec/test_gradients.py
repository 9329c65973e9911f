"""What hangs on deprivation changes from fifth to fifth of areas, and keeps its average."""

from __future__ import annotations

import importlib
from functools import lru_cache

import numpy as np
import pytest

from care_pathways import pathways
from synth.evidence.exact import SCALE
from tests.spec.written import Written

NUMBERS = [
    ("care_pathways.maternity.postnatal", "whooley_positive", 0.11), ("care_pathways.maternity.pregnancy", "never_books", 0.005),
    ("care_pathways.maternity.pregnancy", "complex_social_factors", 0.12),
    ("care_pathways.maternity.antenatal", "missed", 0.05), ("care_pathways.gp.health_check", "comes", 0.39),
    ("care_pathways.child_health.newborn", "first_feed_breast", 0.72),
    ("care_pathways.social_care.concerns", "referred", 0.072),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name", "average"), NUMBERS, ids=[n for _, n, _ in NUMBERS])
def test_a_number_that_hangs_on_deprivation_has_a_step_for_each_fifth_and_the_published_average(module, name, average):
    number = getattr(importlib.import_module(module).p, name).number
    by = [d.fact for d in number.dimensions]
    assert by[0] == "decile" and number.dimensions[0].edges == (1, 3, 5, 7, 9)
    first = np.array([float(t) / float(SCALE) for t in number.table]).reshape(5, -1)[:, 0]
    steps = np.diff(first)
    assert (steps > 0).all() or (steps < 0).all()
    ratio = first[1:] / (1 - first[1:]) / (first[:-1] / (1 - first[:-1]))
    assert ratio.max() / ratio.min() < 1.06  # no switch: each step is as long as the next
    assert first.mean() <= average * 1.15


@lru_cache(maxsize=1)
def record() -> Written:
    return Written(pathways(), 6000, seed=5)


@pytest.mark.slow
def test_first_feeds_and_referrals_change_from_fifth_to_fifth():
    w = record()
    fifth = (w.people.attributes["decile"] - 1) // 2
    fed = w.rows("observation", "first_feed", anywhen=True)
    breast = fed["value_code"] == w.code("first_feed_maternal_breast_milk")
    of = fifth[fed["person"]]
    share = np.array([breast[np.isin(of, pair)].mean() for pair in ((0,), (1, 2, 3), (4,))])
    assert len(fed) > 500 and share[0] < share[1] < share[2]
