"""NHS numbers that no one has: a bijection from (block, rank in the block) to never-issued numbers.

A rank is 16 times the family's place in its block and the member number, so that a number needs no other family to
be known and stays the same as `--to` grows. Behind those stand four more for each family, for members whose number
is replaced (a change of gender, an adoption, a confusion of records), in the order in which that happens.

Ten-digit numbers from 900 000 0000 up have never been issued to a person (NHS England: "not to be issued,
synthetic"); 999 comes first, then the rest, less the prefixes that national test packs use. Each decade of
bodies (the first eight digits) holds ten ninth digits, of which at least nine give a valid check digit: nine
of them are used, so that position and number determine each other by arithmetic alone."""

from __future__ import annotations

import numpy as np

from synth import chance

FIRST = 4096
"""First numbers set aside for each block: 16 for each of its 256 families."""
SPARE = 4
"""Numbers set aside for each family to replace others."""
CAPACITY = FIRST + 256 * SPARE
"""Numbers set aside for each block. The whole range then holds 16,171 blocks, 4.1 million families or 6.9 million
people."""
TAKEN = (900, 943, 944, 965, 969, 973, 987, 991)
"""Prefixes seen in national test packs (PDS sandbox and integration packs, specification examples)."""
_DECADES = 100_000  # of one three-digit prefix: five more digits
_PER_PREFIX = _DECADES * 9
_PREFIXES = np.array([999] + [p for p in range(901, 999) if p not in TAKEN], dtype=np.int64)
TOTAL = len(_PREFIXES) * _PER_PREFIX

Column = np.ndarray


class NumbersExhausted(ValueError):
    """More numbers are wanted than were never issued."""


def largest_block(part: int = 1, parts: int = 1) -> int:
    """How many blocks can have numbers, in part k of n."""
    return (TOTAL // parts) // CAPACITY


def first_rank(family: Column, member: Column) -> Column:
    """The rank in its block of each person's first number."""
    return family % 256 * 16 + member


def spare_rank(family: Column, place: Column) -> Column:
    """The rank in its block of the number that replaces another, by the place (0 to 3) among those of the family."""
    return FIRST + family % 256 * SPARE + place


def nhs_numbers(seed: int, block: Column, rank: Column, part: int = 1, parts: int = 1) -> Column:
    """The NHS number at each rank of each block (int64).

    `part` of `parts` (`--nhs-part k/n`) keeps several datasets apart. Raises NumbersExhausted where the range
    or a block's share of it is used up.
    """
    if len(rank) and (int(rank.max()) >= CAPACITY or int(block.max()) >= largest_block(part, parts)):
        raise NumbersExhausted(
            f"the never-issued NHS numbers are used up: {TOTAL // parts} numbers hold "
            f"{largest_block(part, parts)} blocks of {CAPACITY}; ask for fewer families or another --nhs-part"
        )
    n = block * CAPACITY + rank
    n = n * parts + (part - 1)
    first = n < _PER_PREFIX
    key = chance.join_one(chance.name_hash("nhs number"), seed)
    place = np.where(first, _shuffle(n, _PER_PREFIX, key), 0)
    rest = TOTAL - _PER_PREFIX
    place = np.where(first, place, _PER_PREFIX + _shuffle(n - _PER_PREFIX, rest, chance.mix_one(key)))
    prefix = _PREFIXES[place // _PER_PREFIX]
    decade, ninth = np.divmod(place % _PER_PREFIX, 9)
    return _complete(prefix * _DECADES + decade, ninth)


def _shuffle(n: Column, size: int, key: int) -> Column:
    """A keyed one-to-one rearrangement of 0 .. size-1 (three rounds, each: multiply, add, swap halves).

    Each round is a bijection: an affine step modulo `size` by a factor without a common divisor, then the
    numbers are dealt like cards into piles, which is a transposition of the range.
    """
    n = np.where((n < 0) | (n >= size), 0, n)
    rows = 900  # divides both sizes
    columns = size // rows
    for turn in range(3):
        bits = chance.mix_one(key + turn)
        factor = 1 + 2 * 3 * 5 * 7 * 11 * 13 * ((bits >> 40) % 29 + 1)  # near 1 mod small primes; made coprime:
        while np.gcd(factor, size) != 1:
            factor += 2
        n = (n * factor + bits % size) % size
        n = (n % columns) * rows + n // columns
    return n


def _complete(body: Column, ninth: Column) -> Column:
    """Numbers from their first eight digits and the ordinal of a usable ninth digit."""
    total = np.zeros_like(body)
    rest = body.copy()
    for weight in range(3, 11):
        rest, digit = np.divmod(rest, 10)
        total += weight * digit
    bad = (1 - total) * 6 % 11  # the ninth digit whose check digit would be 10
    digit = np.where(bad < 10, ninth + (ninth >= bad), ninth)
    check = (11 - (total + 2 * digit) % 11) % 11
    return (body * 10 + digit) * 10 + check


def is_valid(number: int) -> bool:
    """Whether a number passes the modulus 11 check."""
    digits = [int(d) for d in f"{number:010d}"]
    check = 11 - sum((10 - i) * d for i, d in enumerate(digits[:9])) % 11
    return len(digits) == 10 and check != 10 and check % 11 == digits[9]
