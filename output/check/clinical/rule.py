"""A clinical rule, as its row says it, and what is excepted from one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DONE_FOR = ("prescription", "contact", "procedure", "referral")
"""The kinds of entry of what is done for a reason."""


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

    @property
    def says_what_for(self) -> bool:
        """Whether it says for which conditions something is done, as far as our pathways go (allopurinol: gout).

        A guest's pathway may do the same for another, which its own rules say.
        """
        conditions = bool(self["needs"]) and all(key.startswith("condition:") for key in self["needs"])
        return conditions and bool(self["enduring"]) and self.kind in DONE_FOR


@dataclass(frozen=True)
class Excepted:
    """What a guest's pathway writes and one of our rules does not judge, and who says so."""

    rule: str
    pathway: str
    reason: str
    source: str
