"""The questions whose answers a dataset knows: what is asked, and what the answer must be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

SAFE = "|,:/*"
"""Characters of a query that may stand as they are: they read better so, and every server takes them."""


@dataclass(frozen=True)
class Question:
    """One thing to ask a server. group: what it tries; says: in words; path: after the server's base.

    names: the "Type/id" that must come, and no others; with `least`, at least those, and of other patients' records
    nothing. included: those that must come beside them. total: how many, where only the number is asked. resource: what
    a read must give. status: the HTTP status of the answer. needs: what the server must state, see `Stated.lacks`.
    page: how many to a page at most. tried: no statement says whether a server can do it, so it may refuse. version:
    the version that the read names must say the same. whose: of `least`, the patient.
    """

    group: str
    says: str
    path: str
    names: frozenset[str] | None = None
    included: frozenset[str] = frozenset()
    total: int | None = None
    resource: dict[str, Any] | None = field(default=None, hash=False, compare=False)
    status: int = 200
    needs: tuple[tuple[str, ...], ...] = ()
    page: int = 0
    least: bool = False
    tried: bool = False
    version: bool = False
    whose: str = ""


def query(*pairs: tuple[str, str]) -> str:
    """The text of a query, its values escaped."""
    return "&".join(f"{name}={quote(value, safe=SAFE)}" for name, value in pairs)


def literal(text: str) -> str:
    """A value of a search parameter in which nothing stands for anything else."""
    for sign in "\\,|$":
        text = text.replace(sign, f"\\{sign}")
    return text


def spread(values: Iterable[Any], many: int) -> list[Any]:
    """At most so many of the values: the first, the last, and others evenly between."""
    every = list(values)
    if len(every) <= many:
        return every
    if many == 1:
        return every[:1]
    return [every[place * (len(every) - 1) // (many - 1)] for place in range(many)]
