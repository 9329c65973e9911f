"""Units of evidence: words of one list (`units.toml`), each with its dimension, its size in it and its bounds."""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from synth import source_files
from synth.errors import BrokenSource

DURATION, PROBABILITY, FLAG = "duration", "probability", "flag"
_FILE = Path(__file__).with_name("units.toml")
_LIST = "synth/evidence/units.toml"
_MOST_DIGITS = 18


class EvidenceError(BrokenSource, ValueError):
    """Evidence that cannot be used: file, line, what is wrong and how to mend it."""


@dataclass(frozen=True)
class Unit:
    """A unit: its word, dimension, size in the dimension's own unit, and the bounds there."""

    word: str
    dimension: str
    size: Decimal
    least: Decimal
    most: Decimal

    @property
    def minutes(self) -> int:
        """How many minutes it is; 0 if it is no duration."""
        return int(self.size) if self.dimension == DURATION else 0

    def check(self, value: Decimal, difference: bool = False) -> None:
        """Refuse a number that no sound evidence gives in this unit; a difference may lie on both sides of 0."""
        least = -self.most if difference else self.least
        if not least <= value * self.size <= self.most:
            low, high = (_plain(bound / self.size) for bound in (least, self.most))
            mend = "" if difference or value >= 0 else ", or say difference = true if it is one"
            raise EvidenceError(f"{value} {self.word} lies outside {low} to {high}: mend the number{mend}")


def _plain(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.001')).normalize():f}"


@cache
def every() -> dict[str, Unit]:
    """All units by their word."""
    written = source_files.toml_of(_FILE, EvidenceError)
    return {
        word: Unit(word, dimension, Decimal(size), Decimal(told["least"]), Decimal(told["most"]))
        for dimension, told in written.tables.items()
        for word, size in told["units"].items()
    }


def unit_of(word: Any) -> Unit:
    """The unit that a word means; EvidenceError names the nearest words of the list."""
    known = every()
    if not isinstance(word, str):
        raise EvidenceError(f'the unit {_short(word)} is no word: write unit = "days" or another of {_LIST}')
    if word not in known:
        near = difflib.get_close_matches(word, known, n=3, cutoff=0.6)
        of_it = [repr(one) for one, unit in known.items() if unit.dimension == word]  # such as "count", "duration"
        near = [repr(one) for one in near]
        mend = f"did you mean {' or '.join(of_it or near)}" if of_it or near else f"see {_LIST}"
        raise EvidenceError(f"unknown unit '{word}': {mend}; what more there is to say goes into `note`")
    return known[word]


def number(value: Any, what: str = "it") -> Decimal:
    """A number of a source as a decimal; no word, truth value, infinity or number beyond 18 digits."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise EvidenceError(f"{what} must be a number, not {_short(value)}: write it as 0.38, without quotation marks")
    if isinstance(value, int):
        fits = abs(value) < 10**_MOST_DIGITS
    else:
        exponent = value.as_tuple().exponent
        fits = isinstance(exponent, int) and -_MOST_DIGITS <= exponent <= 6 and len(value.as_tuple().digits) <= 30
        fits = fits and (not value or value.adjusted() < _MOST_DIGITS)
    if not fits:
        raise EvidenceError(f"{what} is {_short(value)}: give a number of at most {_MOST_DIGITS} digits")
    return Decimal(value)


def whole(value: Any, what: str = "it") -> int:
    """A whole number of a source."""
    found = number(value, what)
    if isinstance(value, Decimal) or found != int(found):
        raise EvidenceError(f"{what} must be a whole number, not {_short(value)}: write it without a point")
    return int(found)


def text(value: Any, what: str) -> str:
    """Words of a source: never empty, without spaces at the ends."""
    if not isinstance(value, str) or not value.strip():
        raise EvidenceError(f"{what} must be words, not {_short(value)}: write it in quotation marks")
    if value != value.strip():
        raise EvidenceError(f"{what} has a space at an end: take it out")
    return value


def among(known: Sequence[str], value: Any) -> str:
    """The mend of a name that is none of those known: the nearest, or some of them."""
    near = difflib.get_close_matches(value, known, n=3, cutoff=0.6) if isinstance(value, str) else []
    if near:
        return f"did you mean {' or '.join(repr(one) for one in near)}"
    more = f" and {len(known) - 20} more" if len(known) > 20 else ""
    return f"use one of {', '.join(known[:20])}{more}"


def source(value: Any, what: str = "source") -> str:
    """Where a number is from: a publication, or why it is assumed."""
    if not isinstance(value, str) or not value.strip():
        raise EvidenceError(f'no {what}: name the publication, or write {what} = "assumption: why"')
    return text(value, what)


def _short(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 100:
        return f"one of {int(value.bit_length() * math.log10(2)) + 1} digits"
    said = " ".join(repr(value).replace("Decimal(", "").replace("')", "'").split())
    return said if len(said) <= 40 else f"{said[:37]}..."
