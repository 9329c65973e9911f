"""A clinical rule, as its row says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Rule:
    """One rule. of: keys of codelists; kind: the kind of entry, "" for any care that was given; claim: what must hold.

    more: what belongs to the claim and the conditions, by the names of the row.
    """

    name: str
    of: tuple[str, ...]
    claim: str
    reason: str
    source: str
    kind: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """What the row says by a name; None where it says nothing."""
        return self.more.get(name)
