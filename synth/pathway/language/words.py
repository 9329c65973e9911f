"""Words that pathways share: signals and facts, each declared once, beside the pathway that raises or sets it.

SIGNALS = [signal("low mood after birth", "a midwife finds her low", for_later="perinatal mental health")]
FACTS = [fact("feeding", "how a baby is fed", "not known", "breast", "bottle")]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SignalWord:
    """A signal that steps raise: what it means, what it carries, and what it is for where nobody hears it yet."""

    name: str
    means: str
    carries: tuple[str, ...] = ()
    for_later: str = ""


@dataclass(frozen=True)
class FactWord:
    """A fact that steps set: what it means, its options (the first until it is set) if it has any, and what it is for
    where nobody asks about it yet."""

    name: str
    means: str
    options: tuple[str, ...] = ()
    for_later: str = ""


@dataclass(frozen=True)
class Words:
    """The words of some pathways.

    whole: these are all pathways, so that whatever is unheard, unread or undeclared is a fault.
    """

    facts: tuple[FactWord, ...] = ()
    signals: tuple[SignalWord, ...] = ()
    whole: bool = False


def signal(name: str, means: str, carries: Sequence[str] = (), *, for_later: str = "") -> SignalWord:
    """Declare a signal."""
    return SignalWord(name, means, tuple(carries), for_later)


def fact(name: str, means: str, *options: str, for_later: str = "") -> FactWord:
    """Declare a fact."""
    return FactWord(name, means, options, for_later)
