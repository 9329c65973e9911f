"""Words that pathways share: facts, each declared once with what it means and, if it is one of several, its options."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FactWord:
    """A fact that steps set: its name, what it means, and its options (the first until it is set) if it has any."""

    name: str
    means: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """The words of a library of pathways."""

    facts: tuple[FactWord, ...] = ()


def fact(name: str, means: str, *options: str) -> FactWord:
    """Declare a fact."""
    return FactWord(name, means, options)
