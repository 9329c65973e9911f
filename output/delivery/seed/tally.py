"""The tally of a seeding: what became of it, counted as it happens, and said at the end."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

SHOWN = 20
"""Kinds of refusal that are printed; the rest are counted."""
WORDS = 60
"""Characters by which refusals count as of one kind: what comes after names the entry."""


@dataclass
class Tally:
    """created, updated: entries stored now; there: on the server already, as we would send them; before: by an earlier
    run, as its journal says; refused: for good, with status and words; requests: by status (0: no answer)."""

    created: int = 0
    updated: int = 0
    there: int = 0
    before: int = 0
    refused: list[tuple[str, int, str]] = field(default_factory=list)
    requests: Counter = field(default_factory=Counter)
    again: int = 0
    bytes: int = 0
    units: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def stored(self) -> int:
        """Entries that this run stored."""
        return self.created + self.updated

    @property
    def done(self) -> int:
        """Entries that need no more sending, for whatever reason."""
        return self.stored + self.there + self.before + len(self.refused)

    @property
    def seconds(self) -> float:
        """Since it began."""
        return max(time.monotonic() - self.began, 1e-9)

    def restart(self) -> None:
        """The time counts from now."""
        self.began = time.monotonic()

    def took(self, status: int) -> None:
        """An entry was stored."""
        if status == 201:
            self.created += 1
        else:
            self.updated += 1

    def refusals(self) -> list[str]:
        """The refusals by kind, most frequent first, in the server's own words, with one entry of each."""
        kinds: dict[tuple[str, int, str], list[tuple[str, str]]] = {}
        for name, status, words in self.refused:
            kinds.setdefault((name.partition("/")[0], status, words[:WORDS]), []).append((name, words))
        ordered = sorted(kinds.items(), key=lambda item: -len(item[1]))
        lines = [
            f"  {len(some):,} {kind}: HTTP {status}: {some[0][1] or 'it gives no reason'} ({some[0][0]})"
            for (kind, status, _), some in ordered[:SHOWN]
        ]
        return lines + ([f"  ... and {len(ordered) - SHOWN} more kinds"] if len(ordered) > SHOWN else [])


@dataclass
class Count:
    """How many resources of each type are on the server by our tag, beside how many should be; None: it cannot say."""

    wanted: dict[str, int]
    found: dict[str, int | None]

    @property
    def wrong(self) -> dict[str, tuple[int, int]]:
        """The types of which there are more or fewer: wanted, found."""
        pairs = {kind: (n, self.found.get(kind)) for kind, n in self.wanted.items()}
        return {kind: (n, m) for kind, (n, m) in pairs.items() if m is not None and m != n}

    @property
    def unknown(self) -> list[str]:
        """The types that the server does not count."""
        return [kind for kind in self.wanted if self.found.get(kind) is None]


@dataclass
class Seeded:
    """The outcome of a seeding. lines: as it is printed; facts: as JSON; sound: nothing refused, all counted right."""

    server: str
    dataset: str
    tag: str
    tally: Tally
    count: Count
    percentiles: dict[str, float]
    seconds: float
    most: int

    @property
    def sound(self) -> bool:
        """Whether all is there."""
        return not self.tally.refused and not self.count.wrong

    def lines(self) -> list[str]:
        """The report."""
        tally = self.tally
        statuses = ", ".join(f"{status or 'no answer'}: {n:,}" for status, n in sorted(tally.requests.items()))
        rate = tally.stored / self.seconds
        latency = ", ".join(f"{name} {value:.2f} s" for name, value in self.percentiles.items())
        lines = [
            f"{self.server}: {tally.stored:,} resources stored ({tally.created:,} new), {tally.there:,} were there, "
            f"{tally.before:,} from before, {len(tally.refused):,} refused",
            f"  requests: {sum(tally.requests.values()):,} ({statuses}), {tally.again:,} tried again; "
            f"{tally.bytes / 1e6:,.1f} MB",
            f"  {rate:,.0f} resources/s over {self.seconds:.1f} s, at most {self.most} at once; answers: {latency}",
            f"  tag: {self.tag}",
        ]
        wrong, unknown = self.count.wrong, self.count.unknown
        lines += [f"  {kind}: {n:,} should be there, {m:,} are" for kind, (n, m) in wrong.items()]
        if unknown:
            lines.append(f"  not counted, since the server does not say how many there are: {', '.join(unknown)}")
        if not wrong and len(unknown) < len(self.count.wanted):
            counted = sum(n for kind, n in self.count.wanted.items() if kind not in unknown)
            lines.append(f"  counted on the server by tag: all {counted:,} are there, none twice")
        if tally.refused:
            lines += ["refused, in the server's own words:", *tally.refusals()]
        return lines

    def facts(self) -> dict[str, Any]:
        """The same for a machine."""
        tally = self.tally
        return {
            "server": self.server, "dataset": self.dataset, "tag": self.tag, "sound": self.sound,
            "stored": tally.stored, "created": tally.created, "there": tally.there, "before": tally.before,
            "refused": [{"resource": name, "status": status, "words": words} for name, status, words in tally.refused],
            "requests": {str(status): n for status, n in sorted(tally.requests.items())}, "again": tally.again,
            "bytes": tally.bytes, "seconds": round(self.seconds, 3), "latency": self.percentiles,
            "wanted": self.count.wanted, "found": self.count.found,
        }  # fmt: skip
