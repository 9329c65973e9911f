"""The reference data holds the bodies of every place that a dataset names, however the work is cut."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import care_pathways
from output.check import check
from synth.dataset.plan import Plan
from synth.dataset.reading import Dataset
from synth.record.batch import places_touched
from synth.scale.generate import Cut, generate
from synth.settings import Settings
from synth.simulate import simulate
from synth.world.organisations import organisations
from synth.world.places import places

SETTINGS = Settings(seed=5, start=dt.date(2020, 1, 1), end=dt.date(2024, 1, 1))


def test_people_who_move_touch_the_place_that_they_move_to():
    batch = simulate(np.arange(64), SETTINGS, care_pathways.library())
    touched = places_touched(batch)
    assert touched == [0, 1]
    for table in batch.record.values():
        assert {*(table["organisation"] // organisations.SLOTS).tolist()} <= {*touched, places.NATIONAL}


@pytest.mark.slow
def test_no_reference_dangles_when_shards_were_made_apart(tmp_path):
    families = tuple(block * 256 + n for block in range(2) for n in range(0, 256, 12))
    plan = Plan(SETTINGS, ("bundles", "ndjson"), {"families": len(families)}, 0, families)
    out = tmp_path / "shards"
    for part in (1, 2):
        outcome = generate(plan, Cut(out, shard=(part, 2)))
    assert outcome.manifest is not None and outcome.manifest["totals"]["places"] == [0, 1]
    found = check(Dataset(out), 1)
    assert found.findings == []
    assert found.checked["bundles"] > 60 and found.checked["references"] > 10_000
