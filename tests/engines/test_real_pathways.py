"""Both engines give the same record on the pathways of the project, in every table and column."""

from __future__ import annotations

import os

import numpy as np
import pytest

import care_pathways
from synth import world
from synth.dataset import arguments
from synth.record.after_death import faults
from synth.settings import Settings
from synth.simulate import simulate
from tests.engines.compare import differences


def test_engines_agree_on_the_real_pathways():
    settings = Settings(seed=3)
    people = world.build(np.arange(int(os.environ.get("ENGINE_FAMILIES", "120"))), settings)
    assert differences(care_pathways.library(), people, settings) == []


@pytest.mark.parametrize(
    "window", [("2000-06-01", "2004-06-01"), ("1995-01-01", "1995-02-01"), ("2025-12-30", "2025-12-31")]
)
def test_engines_agree_in_other_windows(window: tuple[str, str]):
    settings = arguments.settings(5, *window, (1, 1), None)
    people = world.build(np.arange(30), settings)
    assert differences(care_pathways.library(), people, settings) == []


@pytest.mark.slow
def test_engines_agree_on_a_thousand_families():
    settings = Settings(seed=11)
    for first in range(0, 1000, 250):
        people = world.build(np.arange(first, first + 250), settings)
        assert differences(care_pathways.library(), people, settings) == [], f"families {first} to {first + 249}"


def test_no_care_is_given_before_birth_or_after_death():
    settings = Settings(seed=5)
    batch = simulate(np.arange(3000), settings, care_pathways.library())
    assert faults(batch.record, batch.forms, world.build(np.arange(3000), settings)) == []
