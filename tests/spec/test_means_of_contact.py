"""How people are reached: by nothing before there was such a thing, and by their own from their youth on."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock
from synth.record.batch import Batch
from synth.record.kinds import MEANS
from synth.world import tables
from tests.spec.written import everyone


@pytest.fixture(scope="module")
def batch() -> Batch:
    return everyone().batch()


@pytest.mark.parametrize("means", MEANS)
def test_nobody_is_reached_by_what_did_not_exist(batch, means):
    table = batch.identity["contact_point"]
    begins = table["from"][table["means"] == MEANS.index(means)]
    first = int(tables.toml("identity")["contact_points_came"][means]["least"])
    assert len(begins) > 100 and begins.min() >= clock.day_of(first) * clock.DAY


def test_everyone_present_in_the_window_is_reached_by_a_mobile(batch):
    table = batch.identity["contact_point"]
    reached = np.unique(table["person"][table["means"] == MEANS.index("mobile")])
    assert len(reached) >= 0.97 * np.count_nonzero(batch.people["patient"])


def test_the_old_came_to_mail_late_in_life(batch):
    table = batch.identity["contact_point"]
    mail = np.flatnonzero((table["means"] == MEANS.index("mail")) & (table["version"] == 1))
    person = table["person"][mail]
    births = batch.identity["birth"]
    born = np.zeros(len(batch.people), dtype=np.int64)
    born[births["person"]] = births["from"]
    age = (table["from"][mail] - born[person]) // clock.YEAR
    old = born[person] < clock.day_of(1945) * clock.DAY
    assert old.any() and (age[old] >= 50).all() and (age >= 15).all()
