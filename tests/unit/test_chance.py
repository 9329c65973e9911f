"""Draws are pure functions, the same in columns and one by one, and pass a statistical battery."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth import chance, keys

U64 = st.integers(0, chance.MASK)
N = 200_000


@given(U64, U64, st.integers(0, 2**40))
def test_a_draw_is_the_same_alone_and_in_a_column(key, name, occurrence):
    column = np.array([key, key ^ 1], dtype=np.uint64)
    assert int(chance.draw(column, name, occurrence)[0]) == chance.draw_one(key, name, occurrence)
    occurrences = np.array([occurrence, 0], dtype=np.int64)
    assert int(chance.draw(column, name, occurrences)[0]) == chance.draw_one(key, name, occurrence)


@given(U64, U64)
def test_a_key_is_joined_alike_alone_and_in_a_column(key, part):
    assert int(chance.join(np.array([key], dtype=np.uint64), part)[0]) == chance.join_one(key, part)


@given(U64, st.integers(1, 2**32))
def test_a_number_below_n_is_the_same_alone_and_in_a_column(bits, n):
    column = chance.below(np.array([bits], dtype=np.uint64), n)
    assert int(column[0]) == chance.below_one(bits, n) < n


def test_draws_leave_the_keys_as_they_were():
    column = np.arange(10, dtype=np.uint64)
    chance.draw(column, 3)
    chance.mix(column)
    assert column.tolist() == list(range(10))


@pytest.mark.parametrize("size", [0, 1, 7, 20_000])
@pytest.mark.parametrize("names", [1, 3])
def test_draws_made_together_are_those_made_one_by_one(size, names):
    keys_of, named = np.arange(size, dtype=np.uint64) * np.uint64(977), np.arange(5, 5 + names, dtype=np.uint64)
    column = np.arange(size, dtype=np.int64) % 3
    for times in (4, column, np.stack([column + 10 * i for i in range(names)])):
        each = times if np.ndim(times) > 1 else [times] * names
        alone = [chance.draw(keys_of, int(name), one) for name, one in zip(named, each, strict=True)]
        assert np.array_equal(chance.draws(keys_of, named, times), alone)


def subjects() -> dict[str, np.ndarray]:
    """Draws over neighbouring subjects, names and occurrences: where a weak mix would show."""
    run = keys.run_key(42, 16436)
    persons = keys.person_key(run, np.arange(N) // 5, np.arange(N) % 5)
    name = chance.name_hash("antenatal care.booking.risk")
    names = [chance.name_hash(f"pathway.step {i}.decision") for i in range(20_000)]
    small = np.arange(N, dtype=np.uint64)
    return {
        "neighbouring people": chance.draw(persons, name),
        "occurrences of one decision": chance.draw(np.full(N, persons[0]), name, np.arange(N)),
        "names of decisions": np.array([chance.draw_one(int(persons[1]), n) for n in names], dtype=np.uint64),
        "small whole numbers as keys": chance.draw(small, name),
        "seeds": chance.join(chance.join(chance.name_hash("synth"), small), 16436),
    }


@pytest.mark.parametrize(("where", "bits"), subjects().items())
def test_every_bit_is_even(where, bits):
    ones = np.array([int((bits >> np.uint64(b) & np.uint64(1)).sum()) for b in range(64)])
    z = (ones - len(bits) / 2) / np.sqrt(len(bits) / 4)
    assert np.abs(z).max() < 4.8, where  # 64 bits: a chance of about 1 in 10,000


@pytest.mark.parametrize(("where", "bits"), subjects().items())
def test_high_and_low_bits_are_uniform(where, bits):
    for shift in (0, 24, 56):
        counts = np.bincount((bits >> np.uint64(shift) & np.uint64(255)).astype(np.int64), minlength=256)
        expected = len(bits) / 256
        chi = float(((counts - expected) ** 2 / expected).sum())
        assert 255 - 5 * np.sqrt(510) < chi < 255 + 5 * np.sqrt(510), (where, shift)


def independent(a: np.ndarray, b: np.ndarray) -> float:
    """How many standard deviations the correlation of two columns of draws is from none."""
    x, y = (a >> np.uint64(11)).astype(float), (b >> np.uint64(11)).astype(float)
    return abs(float(np.corrcoef(x, y)[0, 1])) * np.sqrt(len(a))


def test_draws_of_different_names_occurrences_and_neighbours_are_independent():
    run = keys.run_key(1, 16436)
    persons = keys.person_key(run, np.arange(N), np.zeros(N, dtype=np.int64))
    first = chance.draw(persons, chance.name_hash("a"))
    others = {
        "another name": chance.draw(persons, chance.name_hash("b")),
        "the next occurrence": chance.draw(persons, chance.name_hash("a"), 1),
        "the next member": chance.draw(keys.person_key(run, np.arange(N), np.ones(N, dtype=np.int64)), chance.name_hash("a")),
        "the next family": np.roll(first, 1),
        "the next seed": chance.draw(keys.person_key(keys.run_key(2, 16436), np.arange(N), np.zeros(N, dtype=np.int64)),
                                     chance.name_hash("a")),
        "another --from": chance.draw(keys.person_key(keys.run_key(1, 16437), np.arange(N), np.zeros(N, dtype=np.int64)),
                                      chance.name_hash("a")),
    }  # fmt: skip
    assert {name: z for name, other in others.items() if (z := independent(first, other)) > 4.5} == {}


def test_turning_one_bit_of_a_key_turns_half_of_the_draw():
    keys_ = chance.mix(np.arange(4000, dtype=np.uint64))
    for bit in range(0, 64, 7):
        changed = chance.draw(keys_, 99) ^ chance.draw(keys_ ^ np.uint64(1 << bit), 99)
        turned = np.unpackbits(changed.view(np.uint8)).sum() / len(keys_)
        assert 31.5 < turned < 32.5, bit


def test_ids_are_version_8_and_all_different():
    run = keys.run_key(42, 16436)
    persons = keys.person_key(run, np.arange(N), np.zeros(N, dtype=np.int64))
    ids = keys.uuids(persons, np.full(N, 7, dtype=np.uint64), "Observation")
    text = keys.uuid_text(ids)
    assert set(text[:, 14]) == {ord("8")}
    assert set(text[:, 19]) <= set(b"89ab")
    assert len(np.unique(ids[:, 0])) == N
    other = keys.uuids(persons, np.full(N, 7, dtype=np.uint64), "Condition")
    assert not (ids[:, 0] == other[:, 0]).any()
