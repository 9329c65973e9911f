"""The look-ups in columns that stand in runs or by ascending keys: they say what a loop over the rows would say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from synth.table import heads, position, ranks, starts

FEW = st.integers(0, 3)
PAIRS = st.lists(st.tuples(FEW, FEW), max_size=12).map(sorted)


@given(PAIRS)
def test_runs_of_equal_rows_start_and_are_counted_as_a_loop_would(pairs: list[tuple[int, int]]) -> None:
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    new = [n == 0 or pairs[n] != pairs[n - 1] for n in range(len(pairs))]
    head = [max(m for m in range(n + 1) if new[m]) for n in range(len(pairs))]
    assert starts(*columns).tolist() == new
    assert heads(*columns).tolist() == head
    assert ranks(*columns).tolist() == [n - m for n, m in enumerate(head)]


@given(st.lists(st.integers(0, 9), max_size=8).map(sorted), st.lists(st.integers(0, 9), max_size=8))
def test_a_key_stands_where_it_first_does_or_nowhere(keys: list[int], wanted: list[int]) -> None:
    for dtype in (np.int64, np.uint64):
        found = position(np.array(keys, dtype=dtype), np.array(wanted, dtype=dtype))
        assert found.tolist() == [keys.index(one) if one in keys else -1 for one in wanted]
