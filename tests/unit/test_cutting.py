"""Resources are put in an order that can be cut anywhere: what is referred to comes first, rings stay together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.fhir.bundles.cutting import cuts, levels, ordered
from output.fhir.bundles.rings import rings


@st.composite
def records(draw, backwards: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The persons of some resources, and references between those of one person."""
    person = np.sort(np.array(draw(st.lists(st.integers(0, 3), min_size=1, max_size=30)), dtype=np.int64))
    pairs = draw(st.lists(st.tuples(st.integers(0, len(person) - 1), st.integers(0, len(person) - 1)), max_size=40))
    pairs = [(a, b) for a, b in pairs if person[a] == person[b] and (not backwards or a > b)]
    source, target = (np.array([pair[i] for pair in pairs], dtype=np.int64) for i in (0, 1))
    if not backwards:
        return person, source, target
    shuffled = np.array(draw(st.permutations(range(len(person)))), dtype=np.int64)
    return person[np.argsort(shuffled)], shuffled[source], shuffled[target]


@given(records())
def test_every_reference_leads_backwards_or_within_a_ring(made):
    person, source, target = made
    order = ordered(person, source, target)
    assert sorted(order.rows.tolist()) == list(range(len(person)))
    assert (np.diff(order.person) >= 0).all() and (order.person == person[order.rows]).all()
    place = np.argsort(order.rows)
    bound = np.cumsum(~order.together)[place]
    assert (bound[target] <= bound[source]).all()


@given(records())
def test_a_ring_is_what_can_be_reached_both_ways(made):
    person, source, target = made
    reach = np.eye(len(person), dtype=bool)
    reach[source, target] = True
    for through in range(len(person)):
        reach |= reach[:, [through]] & reach[[through], :]
    together = reach & reach.T
    group = rings(len(person), source, target, np.ones(len(person), dtype=bool))
    assert (group == np.argmax(together, axis=1)).all()


@given(records(backwards=True))
def test_a_level_is_one_more_than_the_highest_that_is_referred_to(made):
    person, source, target = made
    level = levels(len(person), source, target)
    for row in range(len(person)):
        assert level[row] == max((level[t] + 1 for t in target[source == row]), default=0)


@given(records(backwards=True), st.integers(1, 5), st.lists(st.integers(1, 50), min_size=30, max_size=30))
def test_parts_keep_the_caps_and_no_part_could_take_the_next_entry(made, most, sizes):
    person, source, target = made
    order = ordered(person, source, target)
    size, shell, largest = np.array(sizes[: len(person)]), 7, 80
    starts = cuts(order, size, shell, most, largest)
    assert starts[0] == 0 and starts[-1] == len(person) and (np.diff(starts) > 0).all()
    for begin, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        assert len(set(order.person[begin:end])) == 1
        assert end - begin <= most and size[begin:end].sum() + shell <= largest
        if end < len(person) and order.person[end] == order.person[begin]:
            assert end - begin == most or size[begin : end + 1].sum() + shell > largest


def test_what_cannot_be_cut_and_is_too_large_is_said():
    ring = ordered(np.zeros(3, np.int64), np.array([0, 1, 2]), np.array([1, 2, 0]))
    assert ring.together.tolist() == [False, True, True]
    with pytest.raises(ValueError, match="3 of the resources must stand together"):
        cuts(ring, np.array([10, 10, 10]), 5, 2, 0)
    with pytest.raises(ValueError, match="have 35 bytes"):
        cuts(ring, np.array([10, 10, 10]), 5, 0, 34)
    assert cuts(ring, np.array([10, 10, 10]), 5, 3, 35).tolist() == [0, 3]
