"""The key of everything, and the ids and NHS numbers made from it.

A key is never a row number: it is made of the seed and `--from`, the family, the member and the names of
what happened, so that it does not move when more families are asked for or the work is cut differently.
"""

from __future__ import annotations

import numpy as np

from synth import chance

Column = np.ndarray

BLOCK = 256
"""Families to a block: the unit of files, of landing and of resumption; a constant of the format."""

_ID_HIGH, _ID_LOW = chance.name_hash("id, high half"), chance.name_hash("id, low half")
_FAMILY, _MEMBER = chance.name_hash("family"), chance.name_hash("member")
SELF = 0xFFFF
"""The member number that stands for the family as a whole."""


def run_key(seed: int, start_day: int) -> int:
    """The key of a run: of its seed and the day it starts from."""
    return chance.join_one(chance.join_one(chance.name_hash("synth"), seed), start_day & chance.MASK)


def family_key(run: int, family: Column) -> Column:
    """The key of each family (uint64)."""
    return chance.join(run ^ _FAMILY, family)


def person_key(run: int, family: Column, member: Column) -> Column:
    """The key of each person (uint64)."""
    return member_key(family_key(run, family), member)


def member_key(family_keys: Column, member: Column) -> Column:
    """The key of each person (uint64) from the keys of their families."""
    return chance.join(family_keys ^ np.uint64(_MEMBER), member)


def entry_key(person: Column, episode: Column, slot: Column | int, occurrence: Column | int = 0) -> Column:
    """The key of each entry (uint64): of a person, an episode of a pathway, a named slot and an occurrence."""
    key = chance.join(person ^ episode, slot)
    return chance.mix(key + _as_u64(occurrence) * np.uint64(chance.GOLDEN))


def entry_key_one(person: int, episode: int, slot: int, occurrence: int = 0) -> int:
    """The key of one entry."""
    key = chance.join_one(person ^ episode, slot)
    return chance.mix_one(key + occurrence * chance.GOLDEN)


def signal_key(episode: Column, raised: Column, occurrence: Column, person: Column) -> Column:
    """The key of each signal (uint64) of a step of an episode, by what is raised there, to a person (key).

    Joined with the name of a pathway it is that of the episode which the signal starts."""
    return chance.join(chance.join(episode ^ raised, occurrence), person)


def uuids(owner: Column | int, entry: Column, kind: str) -> Column:
    """RFC 9562 version 8 ids as uint64 pairs, shape (n, 2): two independently keyed hashes of one key.

    `owner` is the key of the person (or the run, for reference data), `entry` that of the entry within it,
    `kind` what the id is of (a resource type, or a system and a resource type).
    """
    kind_hash = chance.name_hash(kind)
    high = chance.join(chance.join(_as_u64(owner) ^ np.uint64(_ID_HIGH), kind_hash), entry)
    low = chance.join(chance.join(_as_u64(owner) ^ np.uint64(_ID_LOW), kind_hash), entry)
    high = (high & np.uint64(0xFFFF_FFFF_FFFF_0FFF)) | np.uint64(0x8000)
    low = (low & np.uint64(0x3FFF_FFFF_FFFF_FFFF)) | np.uint64(0x8000_0000_0000_0000)
    return np.stack(np.broadcast_arrays(high, low), axis=1)


_DIGITS = np.frombuffer(b"0123456789abcdef", np.uint8)[np.arange(1 << 16)[:, None] >> np.array([12, 8, 4, 0]) & 15]
_HEX = np.ascontiguousarray(_DIGITS).view(np.uint32).ravel()
_TEXT = np.dtype([("a", "2u4"), ("1", "u1"), ("b", "u4"), ("2", "u1"), ("c", "u4"), ("3", "u1"), ("d", "u4"),
                  ("4", "u1"), ("e", "3u4")])  # fmt: skip


def uuid_text(ids: Column) -> Column:
    """Each id as its 36 characters: uint8, shape (n, 36). Four hexadecimal digits are copied as one word."""
    quads = _HEX[ids.astype(">u8").view(">u2").reshape(len(ids), 8)]
    out = np.empty(len(ids), dtype=_TEXT)
    out["a"], out["b"], out["c"], out["d"], out["e"] = quads[:, :2], quads[:, 2], quads[:, 3], quads[:, 4], quads[:, 5:]
    for dash in "1234":
        out[dash] = ord("-")
    return out.view(np.uint8).reshape(-1, 36)


def _as_u64(x: Column | int) -> Column:
    if isinstance(x, np.ndarray):
        return x if x.dtype == np.uint64 else x.astype(np.uint64)
    return np.array([x & chance.MASK], dtype=np.uint64)
