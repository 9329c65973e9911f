"""End digits: whoever reads a scale rounds it as often as assumed, and what hangs together still does."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from care_pathways import pathways
from synth.table import Table
from tests.spec.written import Written

pytestmark = pytest.mark.slow


@lru_cache(maxsize=1)
def record() -> Written:
    return Written(pathways(), 3000, seed=5)


def adults(code: str) -> Table:
    """Rows of the practice and of maternity about grown people."""
    w = record()
    t = w.rows("observation", code)
    kept = [not f.pathway.startswith(("growth", "health visit", "newborn", "weigh")) for f in w.library.forms]
    old = t["from"] // 525_960 - w.people["born"][t["person"]] // 525_960 >= 19
    return t.take(np.flatnonzero(np.array(kept)[t["form"]] & old))


@pytest.mark.parametrize(("code", "grain", "low", "high"), [
    ("body_weight", 10, 0.38, 0.455),  # 30 percent to the kilogram, half of the 12 to its half, a tenth of the others
    ("body_weight", 5, 0.47, 0.58),
    ("body_height", 10, 0.80, 0.92),
    ("blood_loss", 50, 0.78, 0.88),
    ("blood_loss", 100, 0.58, 0.74),
    ("blood_pressure", 10, 0.24, 0.36),  # about three in ten, as some round to tens and some of the others to twos
    ("fetal_heart_rate", 5, 0.50, 0.62),
])  # fmt: skip
def test_readings_end_as_often_in_round_numbers_as_the_evidence_says(code, grain, low, high):
    values = adults(code)["value"]
    assert len(values) > 250
    assert low <= (values % grain == 0).mean() <= high


def test_body_mass_index_is_that_of_the_weight_and_height_that_stand_beside_it():
    weight, bmi = adults("body_weight"), adults("bmi")
    of = dict(zip(zip(weight["person"].tolist(), weight["from"].tolist(), strict=True), weight["value"].tolist(),
                  strict=True))  # fmt: skip
    tall = adults("body_height")
    height = dict(zip(tall["person"].tolist(), tall["value"].tolist(), strict=True))
    found = 0
    for person, at, value in zip(bmi["person"].tolist(), bmi["from"].tolist(), bmi["value"].tolist(), strict=True):
        if (person, at) in of and person in height:
            found += 1
            assert abs(value - of[person, at] * 1_000_000 // height[person] ** 2) <= 1
    assert found > 300


def test_someone_s_height_is_the_same_wherever_it_stands():
    t = adults("body_height")
    heights: dict[int, set[int]] = {}
    for person, value in zip(t["person"].tolist(), t["value"].tolist(), strict=True):
        heights.setdefault(person, set()).add(value)
    assert len(heights) > 300 and all(len(values) == 1 for values in heights.values())
