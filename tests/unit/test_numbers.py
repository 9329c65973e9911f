"""NHS numbers: no two alike, all valid, none that anyone has."""

import numpy as np
import pytest

from synth import chance, keys
from synth.systems import local
from synth.world.identity import nhs_numbers


def test_a_million_slots_give_a_million_different_numbers():
    slots = np.arange(1_000_000, dtype=np.int64)
    given = nhs_numbers.nhs_numbers(42, slots // nhs_numbers.CAPACITY, slots % nhs_numbers.CAPACITY)
    assert len(np.unique(given)) == len(given)
    assert given.min() >= 9_000_000_000 and given.max() <= 9_999_999_999


PERSONS = 5_000_000
EACH = 16  # slots of a family


@pytest.mark.slow
def test_five_million_persons_have_numbers_and_ids_of_their_own_and_so_do_those_whose_number_is_replaced():
    """Families with as many members as England's, every family with a number replaced; no record is generated."""
    families = PERSONS * 10 // 17
    sizes = 1 + np.array([0, 1, 0, 2, 1, 0, 0, 1, 2, 0])[np.arange(families) % 10]
    family = np.repeat(np.arange(families), sizes)
    member = np.arange(len(family)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    assert len(family) >= PERSONS - EACH and families < nhs_numbers.largest_block() * keys.BLOCK
    seen = np.zeros(nhs_numbers.TOTAL * 3 // 2, dtype=bool)  # numbers from 900 000 0000 on, without their check digit
    every, spare = np.arange(families), np.zeros(families, dtype=np.int64)
    for of, rank in (
        (family, nhs_numbers.first_rank(family, member)),
        (every, nhs_numbers.spare_rank(every, spare)),
        (every, nhs_numbers.spare_rank(every, spare + nhs_numbers.SPARE - 1)),
    ):
        for part in np.array_split(np.arange(len(of)), 20):
            given = nhs_numbers.nhs_numbers(42, of[part] // keys.BLOCK, rank[part]) // 10 - 900_000_000
            assert len(np.unique(given)) == len(given) and not seen[given].any()
            seen[given] = True
    assert seen.sum() == len(family) + 2 * families
    person = keys.person_key(keys.run_key(42, 16436), family, member)
    ids = keys.uuids(person, np.full(len(person), chance.name_hash("patient"), dtype=np.uint64), "Patient")
    assert len(np.unique(person)) == len(person)
    # The high halves alone are hardly ever alike; the pairs never.
    order = np.argsort(ids[:, 0], kind="stable")
    alike = (ids[order][1:] == ids[order][:-1]).all(axis=1)
    assert not alike.any()


def test_a_local_number_is_one_persons_in_each_system():
    family = np.arange(60_000)
    n = len(family) * 3
    family, member = np.repeat(family, 3), np.tile(np.arange(3), len(family))
    where = [local.numbers(42, np.full(n, s), np.full(n, o), family, member) for s, o in ((4, 2), (4, 66), (1, 3))]
    for found in where:
        assert len(np.unique(found)) == n and found.min() >= 0 and found.max() < local.SIZE
    assert (where[0] != where[1]).mean() > 0.99 and (where[0] != where[2]).mean() > 0.99
    with pytest.raises(local.LocalNumbersExhausted, match="beyond"):
        local.numbers(42, np.array([4]), np.array([2]), np.array([local.SIZE]), np.array([0]))


def test_the_last_slots_of_the_range_are_different_too():
    last = nhs_numbers.largest_block() - 1
    slots = np.arange(nhs_numbers.CAPACITY * 50, dtype=np.int64)
    given = nhs_numbers.nhs_numbers(7, last - slots // nhs_numbers.CAPACITY, slots % nhs_numbers.CAPACITY)
    assert len(np.unique(given)) == len(given)


def test_every_number_passes_the_check_and_keeps_clear_of_taken_prefixes():
    rank = np.arange(2000, dtype=np.int64)
    given = nhs_numbers.nhs_numbers(1, np.full(2000, 15_000), rank)
    assert all(nhs_numbers.is_valid(int(n)) for n in given)
    assert not set(given // 10_000_000) & set(nhs_numbers.TAKEN)


def test_the_first_blocks_lie_in_999():
    rank = np.arange(nhs_numbers.CAPACITY, dtype=np.int64)
    assert set(nhs_numbers.nhs_numbers(42, np.zeros_like(rank), rank) // 10_000_000) == {999}


def test_parts_do_not_meet():
    rank = np.arange(nhs_numbers.CAPACITY, dtype=np.int64)
    block = np.zeros_like(rank)
    parts = [set(nhs_numbers.nhs_numbers(42, block, rank, k, 3).tolist()) for k in (1, 2, 3)]
    assert not parts[0] & parts[1] and not parts[1] & parts[2] and not parts[0] & parts[2]


def test_a_number_does_not_depend_on_which_others_are_asked_for():
    rank = np.arange(nhs_numbers.CAPACITY, dtype=np.int64)
    block = np.full_like(rank, 77)
    everything = nhs_numbers.nhs_numbers(42, block, rank)
    assert (nhs_numbers.nhs_numbers(42, block[5::16], rank[5::16]) == everything[5::16]).all()


def test_running_out_is_said_before_anything_is_made():
    with pytest.raises(nhs_numbers.NumbersExhausted, match="fewer families"):
        nhs_numbers.nhs_numbers(42, np.array([nhs_numbers.largest_block()]), np.array([0]))
    with pytest.raises(nhs_numbers.NumbersExhausted):
        nhs_numbers.nhs_numbers(42, np.array([0]), np.array([nhs_numbers.CAPACITY]))
