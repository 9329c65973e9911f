"""Words that pathways share: signals and facts, each declared once, beside the pathway that raises or sets it.

SIGNALS = [signal("low mood after birth", "a midwife finds her low", for_later="perinatal mental health")]
FACTS = [fact("feeding", "how a baby is fed", "not known", "breast", "bottle")]
UNANSWERED = [unanswered("serum_creatinine", "filtration is judged by the estimate that stands beside it")]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from synth.pathway.language.notes import Note


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
class Unanswered:
    """A finding of which a pathway need not tell, or a code past whose bounds nothing need follow anywhere, and why."""

    what: str
    why: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """The words of some pathways.

    whole: these are all pathways, so that whatever is unheard, unread, undeclared or unanswered is a fault.
    """

    facts: tuple[FactWord, ...] = ()
    signals: tuple[SignalWord, ...] = ()
    whole: bool = False
    unanswered: tuple[Unanswered, ...] = ()


def declared(modules: Iterable[object]) -> Words:
    """What modules declare in FACTS, SIGNALS and UNANSWERED, in their order."""
    found = list(modules)
    facts, signals, reasons = (tuple(word for module in found for word in getattr(module, name, ()))
                               for name in ("FACTS", "SIGNALS", "UNANSWERED"))  # fmt: skip
    return Words(facts, signals, unanswered=reasons)


def signal(name: str, means: str, carries: Sequence[str | Note] = (), *, for_later: str = "") -> SignalWord:
    """Declare a signal; carries: what it hands over, by name or by the notes that keep it."""
    names = tuple(each.name if isinstance(each, Note) else each for each in carries)
    return SignalWord(name, means, names, for_later)


def fact(name: str, means: str, *options: str, for_later: str = "") -> FactWord:
    """Declare a fact."""
    return FactWord(name, means, options, for_later)


def unanswered(what: str, why: str, *, within: str | Sequence[str] = ()) -> Unanswered:
    """Say why nothing need follow.

    what: a finding, of which the pathways `within` need not tell though they write its codes; or the key of a code with
    bounds, past which nothing need follow wherever it is written.
    """
    return Unanswered(what, why, (within,) if isinstance(within, str) else tuple(within))
