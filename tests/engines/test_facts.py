"""Facts over time in columns: what counts at one moment does not hang on when it was noted."""

from __future__ import annotations

import numpy as np
import pytest

from synth.pathway.engines.facts import FactStore

HERE = np.array([1, 3], dtype=np.int64)
KEY = np.array([2**63 + 5, 9], dtype=np.uint64)
ONCE = np.zeros(2, dtype=np.int64)


def _before(store, time):
    return store.before("told", np.arange(5), np.full(5, time)).tolist()


@pytest.mark.parametrize("asked_between", [False, True])
@pytest.mark.parametrize("turned", [False, True])
def test_of_changes_at_one_moment_the_last_pathway_counts_whenever_it_was_noted(asked_between, turned):
    store = FactStore({}, 5)
    for pathway in (7, 2) if turned else (2, 7):
        store.set("told", HERE, np.array([100, 200]), pathway, KEY, 0, ONCE, HERE * 10 + pathway)
        if asked_between:
            _before(store, 1000)
    assert _before(store, 100) == [0, 0, 0, 0, 0]
    assert _before(store, 101) == [0, 17, 0, 0, 0]
    assert _before(store, 201) == [0, 17, 0, 37, 0]


def test_of_changes_of_one_pathway_the_higher_key_counts():
    store = FactStore({}, 5)
    for key, value in ((2**63 + 5, 1), (9, 2)):  # a key is a number without sign
        store.set(
            "told", HERE[:1], np.array([100]), 3, np.array([key], dtype=np.uint64), 0, ONCE[:1], np.array([value])
        )
        _before(store, 1000)
    assert _before(store, 101)[1] == 1


def test_changes_noted_later_fall_in_where_they_belong():
    store = FactStore({}, 5)
    for time in (500, 100, 300, 200, 400):
        store.set("told", HERE, np.full(2, time), 0, KEY, 0, ONCE, np.full(2, time))
        _before(store, 1000)
    assert [_before(store, t)[3] for t in (100, 101, 250, 301, 401, 501)] == [0, 100, 200, 300, 400, 500]
    assert store.has("told").tolist() == [False, True, False, True, False]
