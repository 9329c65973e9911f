"""The label of a medicine: how much is taken and how often, as far as its words can be read."""

from __future__ import annotations

import re

_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
NUMBERS = {name: number for number, name in enumerate(_WORDS.split("|"), 1)}
"""The numbers that labels say in words."""
_UNITS = "tablet|capsule|sachet|puff|dose|drop|spray|patch|implant|device|mg per kg|mg|microgram|g|ml|units"
AMOUNT = re.compile(
    rf"\b(?P<number>{_WORDS}|\d+(?:\.\d+)?) (?P<unit>{_UNITS})(?:es|s)?\b",
    re.IGNORECASE,
)
RANGE = re.compile(
    rf"\b(?P<low>{_WORDS}|\d+(?:\.\d+)?)(?: (?:{_UNITS})(?:es|s)?)? (?:to|or) (?P<high>{_WORDS}|\d+(?:\.\d+)?)"
    rf" (?P<unit>{_UNITS})(?:es|s)?\b",
    re.IGNORECASE,
)
"""An amount that is left to whoever takes or gives it, between two: "one or two tablets", "2.5 mg to 5 mg"."""
OFTEN = re.compile(
    rf"(?:(?P<up>up to) )?(?:(?P<once>once)|(?P<twice>twice)|(?P<times>{_WORDS}) times)(?: a day| daily)"
    r"|\b(?P<daily>daily)\b",
    re.IGNORECASE,
)
EVERY = re.compile(r"\bevery (?P<hours>\d+) hours\b", re.IGNORECASE)
NEEDED = "when needed"
_AND_MORE = re.compile(rf"(?:,|;) and (?=(?:{_WORDS}|take|inhale)\b)|; ")
"""What separates an instruction from another that is added to it: "one puff twice a day, and one when needed"."""
_COUNTED = ("tablet", "capsule")


def instructions(words: str) -> list[str]:
    """The instructions of a label, in small letters: the first, and those that are added to it."""
    return _AND_MORE.split(words.lower())


def times_a_day(often: re.Match[str]) -> int:
    """How often a day, or up to how often, by what `OFTEN` found."""
    if often["once"] or often["daily"]:
        return 1
    return 2 if often["twice"] else NUMBERS[often["times"]]


def supply(words: str, days: int) -> int | None:
    """How many tablets or capsules a label asks for in so many days; None where it does not say, or leaves it open."""
    said = instructions(words)
    amount, often = AMOUNT.search(said[0]), OFTEN.search(said[0])
    if len(said) > 1 or RANGE.search(said[0]) or not amount or not often or often["up"] or NEEDED in said[0]:
        return None
    number = NUMBERS.get(amount["number"]) or float(amount["number"])
    count = number * times_a_day(often) * days
    return int(count) if amount["unit"] in _COUNTED and count == int(count) else None
