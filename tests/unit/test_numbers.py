"""NHS numbers: no two alike, all valid, none that anyone has."""

import numpy as np
import pytest

from synth.world import numbers


def test_five_million_slots_give_five_million_different_numbers():
    slots = np.arange(5_000_000, dtype=np.int64)
    given = numbers.nhs_numbers(42, slots // numbers.CAPACITY, slots % numbers.CAPACITY)
    assert len(np.unique(given)) == len(given)
    assert given.min() >= 9_000_000_000 and given.max() <= 9_999_999_999


def test_the_last_slots_of_the_range_are_different_too():
    last = numbers.largest_block() - 1
    slots = np.arange(numbers.CAPACITY * 50, dtype=np.int64)
    given = numbers.nhs_numbers(7, last - slots // numbers.CAPACITY, slots % numbers.CAPACITY)
    assert len(np.unique(given)) == len(given)


def test_every_number_passes_the_check_and_keeps_clear_of_taken_prefixes():
    rank = np.arange(2000, dtype=np.int64)
    given = numbers.nhs_numbers(1, np.full(2000, 19_000), rank)
    assert all(numbers.is_valid(int(n)) for n in given)
    assert not set(given // 10_000_000) & set(numbers.TAKEN)


def test_the_first_blocks_lie_in_999():
    rank = np.arange(numbers.CAPACITY, dtype=np.int64)
    assert set(numbers.nhs_numbers(42, np.zeros_like(rank), rank) // 10_000_000) == {999}


def test_parts_do_not_meet():
    rank = np.arange(numbers.CAPACITY, dtype=np.int64)
    block = np.zeros_like(rank)
    parts = [set(numbers.nhs_numbers(42, block, rank, k, 3).tolist()) for k in (1, 2, 3)]
    assert not parts[0] & parts[1] and not parts[1] & parts[2] and not parts[0] & parts[2]


def test_a_number_does_not_depend_on_which_others_are_asked_for():
    rank = np.arange(numbers.CAPACITY, dtype=np.int64)
    block = np.full_like(rank, 77)
    everything = numbers.nhs_numbers(42, block, rank)
    assert (numbers.nhs_numbers(42, block[5::16], rank[5::16]) == everything[5::16]).all()


def test_running_out_is_said_before_anything_is_made():
    with pytest.raises(numbers.NumbersExhausted, match="fewer families"):
        numbers.nhs_numbers(42, np.array([numbers.largest_block()]), np.array([0]))
    with pytest.raises(numbers.NumbersExhausted):
        numbers.nhs_numbers(42, np.array([0]), np.array([numbers.CAPACITY]))
