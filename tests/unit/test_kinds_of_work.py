"""The profile of the benchmark tells kinds of work apart: what a library does is of whoever asked for it."""

from __future__ import annotations

import numpy as np

from synth import chance
from tests.benchmarks import kinds_of_work


def test_draws_and_sorting_are_told_apart_and_all_shares_are_the_whole():
    key = np.arange(1 << 16, dtype=np.uint64)

    def work() -> None:
        for _ in range(20):
            np.lexsort((chance.draw(key, 1), key))

    found = dict(kinds_of_work.shares(work))
    assert abs(sum(found.values()) - 1) < 1e-9
    assert found["draws"] > 0 and found[kinds_of_work.SORTING] > found["draws"]
    assert set(found) <= {"draws", kinds_of_work.SORTING, kinds_of_work.OTHER}


def test_the_first_kind_that_fits_a_file_counts_and_libraries_have_none_of_their_own():
    house = kinds_of_work._HOUSE
    for path, kind in (("synth/pathway/engines/facts.py", "facts and courses at a moment"),
                       ("synth/pathway/engines/columnar.py", "steps, signals and episodes"),
                       ("synth/pathway/compiled/kept.py", "programs read"), ("synth/simulate.py", "other")):  # fmt: skip
        assert kinds_of_work.kind_of((f"{house}/{path}", 1, "anything")) == kind
    assert kinds_of_work.kind_of(("~", 0, "<built-in method numpy.lexsort>")) == kinds_of_work.SORTING
    assert kinds_of_work.kind_of((f"{house}/.venv/lib/numpy/x.py", 1, "where")) is None
