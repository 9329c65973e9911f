"""Words that are not spelt as they should be: a column of words holds each as the word's number and how it is misspelt.

A number below STRIDE is a word of its list as it is. Above, its low bits are that word and the others say what is wrong
with it and where, so that a column of numbers holds any misspelling, and the text of one is found when it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

Column = np.ndarray

_WORD, _KIND = 20, 4
STRIDE = 1 << _WORD
"""More words than any list has."""
_CHOICES = 1 << 16

KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
"""The letters of a British keyboard, row by row: a finger that slips hits a neighbour."""
HEARD = (
    ("ph", "f"), ("ck", "k"), ("th", "f"), ("ie", "y"), ("ey", "y"), ("ee", "ea"), ("ai", "ay"), ("ou", "ow"),
    ("c", "k"), ("s", "z"), ("y", "i"), ("v", "b"), ("e", "a"), ("i", "e"), ("o", "u"), ("tt", "t"), ("ll", "l"),
    ("nn", "n"), ("ss", "s"), ("mm", "m"), ("rr", "r"), ("t", "d"), ("n", "m"),
)  # fmt: skip
"""Spellings that sound alike, or nearly so on the telephone: whoever hears one may write the other, either way."""
SHORTEST = 6
"""Letters that are left at least of a word that is cut off."""


def typed(word: str) -> set[str]:
    """Slips of the fingers: letters swapped, left out, doubled, or a neighbouring key; the first letter is right."""
    found = set()
    for n in range(1, len(word)):
        letter, lower = word[n], word[n].lower()
        found |= {word[:n] + word[n + 1 :], word[:n] + letter + word[n:]}
        if n + 1 < len(word):
            found.add(word[:n] + word[n + 1] + letter + word[n + 2 :])
        for row in KEYBOARD:
            place = row.find(lower)
            if place >= 0:
                near = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
                found |= {word[:n] + key + word[n + 1 :] for key in near}
    return found


def heard(word: str) -> set[str]:
    """What someone may write who has only heard it; the first letter is right."""
    found = set()
    for pair in HEARD:
        for one, other in (pair, pair[::-1]):
            place = word.find(one, 1)
            if place > 0:
                found.add(word[:place] + other + word[place + len(one) :])
    return found


def mangled(word: str) -> set[str]:
    """UTF-8 that was read as Windows-1252: letters with accents, and the apostrophe of a word processor."""
    text = word.replace("'", "\u2019").encode().decode("cp1252", errors="replace")
    return {"".join("?" if one == "\ufffd" or not one.isprintable() else one for one in text)}


def truncated(word: str) -> set[str]:
    """What is left of it in a field that is too short."""
    return {word[:n].rstrip() for n in range(SHORTEST, len(word))}


KINDS: dict[str, Callable[[str], set[str]]] = {
    "typed": typed,
    "heard": heard,
    "mangled": mangled,
    "truncated": truncated,
}
"""The ways of misspelling; in a column the first is 1, and 0 a word as it is."""
_ORDER = tuple(KINDS)


@lru_cache(maxsize=1 << 14)
def ways(word: str, kind: str) -> tuple[str, ...]:
    """The misspellings of a word of one kind, in order; none of them is the word itself."""
    return tuple(sorted({one for one in KINDS[kind](word) if one and one != word}))


def spelling(listed: Sequence[str], number: int) -> str:
    """The text of one number of a column of words; listed: the words as they should be."""
    word = listed[number % STRIDE]
    if number < STRIDE:
        return word
    kind, choice = (number >> _WORD) % (1 << _KIND), number >> (_WORD + _KIND)
    return ways(word, _ORDER[kind - 1])[choice]


def misspelt(listed: Sequence[str], word: Column, kind: str, bits: Column) -> Column:
    """Each word (int64, below STRIDE) misspelt one of its ways, by 64 random bits; -1 where there is no way."""
    distinct, place = np.unique(word, return_inverse=True)
    many = np.array([len(ways(listed[n], kind)) if n >= 0 else 0 for n in distinct.tolist()], dtype=np.int64)
    many = np.minimum(many, _CHOICES)[place.reshape(-1)]
    choice = (bits >> np.uint64(48)).astype(np.int64) % np.maximum(many, 1)
    said = (choice << (_WORD + _KIND)) + ((1 + _ORDER.index(kind)) << _WORD) + word
    return np.where(many > 0, said, -1)


def extended(listed: Sequence[str], index: Column) -> tuple[Column, list[str]]:
    """Places in a list for each number of a column of words (-1 stays), and the misspelt words that follow the list."""
    strange = index >= STRIDE
    if not strange.any():
        return index, []
    distinct, place = np.unique(index[strange], return_inverse=True)
    out = index.copy()
    out[strange] = len(listed) + place.reshape(-1)
    return out, [spelling(listed, number) for number in distinct.tolist()]
