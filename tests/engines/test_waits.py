"""A step waits for what may yet set what it asks about, and for no more than that."""

from __future__ import annotations

import numpy as np
import pytest

from synth.clock import DAY, NEVER
from synth.pathway.engines import awaited, columnar
from tests.engines import waiting_pathways
from tests.engines.compare import differences
from tests.engines.people import population
from tests.engines.test_random_pathways import WINDOW
from tests.engines.waiting_pathways import LONG, SHORT


@pytest.fixture(scope="module")
def waiting():
    """The pathways that wait for one another, made ready."""
    return waiting_pathways.library()


def _waits(library, pathway, step):
    """What a step waits for: (pathway, step, whether of the same person): days after its moment, days after the cut."""
    named = {p.name: p for p in library.pathways}
    steps = {s.name: s for s in named[pathway].steps}
    found = {}
    for w in steps[step].awaits:
        p = library.pathways[w.pathway]
        name = "start" if w.step < 0 else p.steps[w.step].name
        found[p.name, name, w.own] = tuple(None if t == NEVER else t / DAY for t in (w.after, w.after_cut))
    return found


def test_what_is_set_after_a_known_time_is_waited_for_no_sooner(waiting):
    found = _waits(waiting, "setter", "sets")  # it asks about alpha, of the person alone
    assert found["setter", "sets", True] == (0, 0)
    assert found["setter", "asks", True] == (SHORT / DAY, 0)
    assert found["setter", "start", True] == (0, None)  # it may be over as it starts
    assert LONG > SHORT


def test_who_asks_about_itself_minds_of_others_only_what_they_raise_in_it(waiting):
    found = _waits(waiting, "reader", "reads")
    assert found["setter", "sets", True] == (0, 0)
    assert found["setter", "sets", False] == (0, None)  # by way of the mother
    assert found["setter", "asks", False] == (SHORT / DAY, None)
    assert ("of oneself", "cut", False) not in found


def test_who_asks_about_others_minds_all_of_the_family(waiting):
    assert {own for *_, own in _waits(waiting, "of others", "reads")} == {False}


def test_engines_agree_on_pathways_that_wait_for_one_another(waiting):
    for seed in range(3):
        assert differences(waiting, population(seed, 12, WINDOW), WINDOW) == []


def test_who_would_wait_for_ever_is_an_error_and_not_left_out(waiting, monkeypatch):
    monkeypatch.setattr(awaited.Awaited, "_ready", lambda self, asks, e, rows: np.zeros(len(rows), dtype=bool))
    with pytest.raises(AssertionError, match="no step is ready, though some wait"):
        columnar.run(waiting, population(1, 12, WINDOW), WINDOW)
