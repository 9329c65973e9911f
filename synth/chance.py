"""Every random draw, as a pure function of a key, a name and an occurrence.

A draw has no generator, no state and no order: the same (key, name, occurrence) gives the same 64 bits on
every machine, in whatever order families are built. Keys come from `synth.keys`; names are those of the
decisions ("antenatal care.booking.risk"). Only 64-bit integer arithmetic is used. The mixing is the
finaliser of splitmix64 (Steele, Lea and Flood 2014, in Stafford's variant 13), applied twice.

Two forms of each function agree bit for bit: one over numpy columns, one over Python integers (suffix
`_one`), which the reference engine uses.
"""

from __future__ import annotations

import hashlib

import numpy as np

MASK = 0xFFFF_FFFF_FFFF_FFFF
GOLDEN = 0x9E37_79B9_7F4A_7C15
_FIRST = 0xBF58_476D_1CE4_E5B9
_SECOND = 0x94D0_49BB_1331_11EB

_U30, _U27, _U31, _U32 = (np.uint64(n) for n in (30, 27, 31, 32))
_FIRST_U, _SECOND_U, _GOLDEN_U = np.uint64(_FIRST), np.uint64(_SECOND), np.uint64(GOLDEN)

Column = np.ndarray


def name_hash(name: str) -> int:
    """The 64 bits by which a name enters a draw (blake2b)."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def mix_one(x: int) -> int:
    """Scatter one 64-bit integer."""
    x &= MASK
    x = ((x ^ (x >> 30)) * _FIRST) & MASK
    x = ((x ^ (x >> 27)) * _SECOND) & MASK
    return x ^ (x >> 31)


def mix(x: Column) -> Column:
    """Scatter a column of 64-bit integers; the column given is left as it was."""
    x = x ^ (x >> _U30)
    x *= _FIRST_U
    x ^= x >> _U27
    x *= _SECOND_U
    x ^= x >> _U31
    return x


def join_one(key: int, part: int) -> int:
    """A new key made of a key and one more integer."""
    return mix_one(mix_one(key ^ ((part * GOLDEN) & MASK)) + part)


def join(key: Column | int, part: Column | int) -> Column:
    """New keys made of keys and one more integer each (either may be one integer for all)."""
    keys = _u64(key)
    parts = _u64(part)
    return mix(mix(keys ^ (parts * _GOLDEN_U)) + parts)


def draw_one(key: int, name: int, occurrence: int = 0) -> int:
    """64 random bits for one key, the hash of a name and an occurrence."""
    return mix_one(mix_one(key ^ name) + occurrence * GOLDEN + name)


def draw(keys: Column, name: int, occurrence: Column | int = 0) -> Column:
    """64 random bits for each key, the hash of a name and an occurrence (uint64)."""
    h = mix(keys ^ np.uint64(name))
    if isinstance(occurrence, np.ndarray):
        h += occurrence.astype(np.uint64) * _GOLDEN_U
        h += np.uint64(name)
    else:
        h += np.uint64((occurrence * GOLDEN + name) & MASK)
    return mix(h)


_TOGETHER = 1 << 15
"""Up to how many draws are made in one go: beyond, columns that stay near the processor are quicker."""


def draws(keys: Column, names: Column, occurrence: Column | int = 0) -> Column | list[Column]:
    """64 random bits for each key, as `draw` gives them, for one name (uint64) after the other.

    occurrence: one for all, a column that all names share, or a row of an array for each name.
    """
    if len(names) == 1 or len(names) * len(keys) > _TOGETHER:
        each = occurrence if isinstance(occurrence, np.ndarray) and occurrence.ndim > 1 else [occurrence] * len(names)
        return [draw(keys, int(name), times) for name, times in zip(names, each, strict=True)]
    column = names[:, None]
    h = mix(keys ^ column)
    if isinstance(occurrence, np.ndarray):
        h += occurrence.astype(np.uint64) * _GOLDEN_U
        h += column
    else:
        h += column + np.uint64((occurrence * GOLDEN) & MASK)
    return mix(h)


def below_one(bits: int, n: int) -> int:
    """One of 0 .. n-1, for n up to 2**32."""
    return ((bits >> 32) * n) >> 32


def below(bits: Column, n: Column | int) -> Column:
    """One of 0 .. n-1 each (int64), for n up to 2**32."""
    size = n.astype(np.uint64) if isinstance(n, np.ndarray) else np.uint64(n)
    return (((bits >> _U32) * size) >> _U32).astype(np.int64)


def _u64(x: Column | int) -> Column:
    if isinstance(x, np.ndarray):
        return x if x.dtype == np.uint64 else x.astype(np.uint64)
    return np.array([x & MASK], dtype=np.uint64)
