"""What is known of blocks that have landed: counts, sizes, and the digest of each mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from synth.dataset.landing import Mark


@dataclass
class Landed:
    """Some blocks: the digest of each one's mark, and what they hold together.

    items counts what files hold by (format, kind), bytes their sizes by format.
    """

    blocks: dict[int, str] = field(default_factory=dict)
    patients: int = 0
    families: int = 0
    entries: Counter = field(default_factory=Counter)
    resources: Counter = field(default_factory=Counter)
    items: Counter = field(default_factory=Counter)
    bytes: Counter = field(default_factory=Counter)
    places: set[int] = field(default_factory=set)

    def add(self, other: Landed) -> None:
        """Take what is known of other blocks into this."""
        self.blocks.update(other.blocks)
        self.patients += other.patients
        self.families += other.families
        self.entries.update(other.entries)
        self.resources.update(other.resources)
        self.items.update(other.items)
        self.bytes.update(other.bytes)
        self.places |= other.places


def of_mark(mark: Mark) -> Landed:
    """What a mark says that has just been made."""
    return _of(mark.facts, mark.digest(), mark.counts, mark.bytes)


def of_document(facts: Mapping[str, Any], digest: str) -> Landed:
    """What a mark says that was read from a folder."""
    items: Counter = Counter()
    size: Counter = Counter()
    files: Iterable[Mapping[str, Any]] = facts["files"]
    for file in files:
        items[file["format"], file["kind"]] += file["count"]
        size[file["format"]] += file["bytes"]
    return _of(facts, digest, items, size)


def _of(facts: Mapping[str, Any], digest: str, items: Counter, size: Counter) -> Landed:
    return Landed(
        blocks={facts["block"]: digest},
        patients=facts["patients"],
        families=facts["families"],
        entries=Counter(facts["entries"]),
        resources=Counter(facts["resources"]),
        items=Counter(items),
        bytes=Counter(size),
        places=set(facts["places"]),
    )
