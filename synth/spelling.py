"""British spelling: the words that a person reads are British, whoever wrote a term first.

Public files give many a term of SNOMED CT, LOINC or UCUM in its American spelling alone. One table, `spelling.csv`,
says how it is spelt here: a word, the beginning of a word (`hemorrhag-`), a phrase, or a whole text (`=meter`, for a
glucose meter is British).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_HEAD = 3
"""Letters by which the beginnings of words are looked up; none in the table is shorter."""

_WORD = re.compile(r"[A-Za-z]+")


class _Spellings(NamedTuple):
    words: dict[str, str]
    beginnings: dict[str, list[tuple[str, str]]]
    phrases: list[tuple[str, re.Pattern[str], str]]
    texts: dict[str, str]


@lru_cache(maxsize=1)
def table() -> Mapping[str, str]:
    """The British spelling of each American one, both as `spelling.csv` writes them."""
    lines = (files("synth") / "spelling.csv").read_text(encoding="utf-8").splitlines()
    return {row["american"]: row["british"] for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def _spellings() -> _Spellings:
    """The table by what its lines are; of beginnings and phrases the longest first."""
    found = _Spellings({}, {}, [], {})
    for american, spelt in sorted(table().items(), key=lambda pair: (-len(pair[0]), pair)):
        if american.startswith("="):
            found.texts[american[1:]] = spelt[1:]
        elif american.endswith("-"):
            found.beginnings.setdefault(american[:_HEAD], []).append((american[:-1], spelt[:-1]))
        elif " " in american:
            pattern = re.compile(rf"(?<!\w){re.escape(american)}(?!\w)", re.IGNORECASE)
            found.phrases.append((american.lower(), pattern, spelt))
        else:
            found.words[american] = spelt
    return found


def british(text: str) -> str:
    """A text in British spelling: each part that the table lists, in the case in which it stands."""
    small = text.lower()
    for american, pattern, spelt in _spellings().phrases:
        if american in small:
            text = pattern.sub(lambda found, spelt=spelt: _in_case(found[0], spelt), text)  # type: ignore[misc]
    if small in _spellings().texts:
        return _in_case(text, _spellings().texts[small])
    return _WORD.sub(lambda found: _spelt(found[0]), text)


@lru_cache(maxsize=16_384)
def _spelt(word: str) -> str:
    small = word.lower()
    if small in _spellings().words:
        return _in_case(word, _spellings().words[small])
    for american, spelt in _spellings().beginnings.get(small[:_HEAD], ()):
        if small.startswith(american):
            return _in_case(word[: len(american)], spelt) + word[len(american) :]
    return word


def _in_case(found: str, spelt: str) -> str:
    """A spelling in the case of what it replaces: all capitals, a capital first, or small letters."""
    if found.isupper():
        return spelt.upper()
    return spelt[:1].upper() + spelt[1:] if found[:1].isupper() else spelt
