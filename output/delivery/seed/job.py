"""One seeding: how it is to be done, and what it works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from output.delivery.dataset.progress import Progress
from output.delivery.dataset.source import Source
from output.delivery.dataset.tag import Tag
from output.delivery.seed.tally import Tally
from output.delivery.server import http


@dataclass(frozen=True)
class Options:
    """The options of a seeding.

    profile, mode, entries, bytes: what overrides the server's own.
    concurrency: requests at once at most. rate: requests a second at most. seconds: how long an answer may take.
    journal: the file, or None for one beside the dataset. beside: as `Tag.beside`, where others fill the same server.
    """

    profile: str | None = None
    mode: str | None = None
    format: str | None = None
    entries: int | None = None
    bytes: int | None = None
    concurrency: int = 8
    rate: float | None = None
    seconds: float = 120.0
    journal: Path | None = None
    resume: bool = False
    most_refused: int = 1000
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Job:
    """What one seeding works with."""

    source: Source
    server: http.Server
    options: Options
    tag: Tag
    tally: Tally
    watch: Progress

    def progress(self) -> None:
        """Show how far it is."""
        total = sum(self.source.resources.values())
        tally = self.tally
        self.watch(
            tally.done, total, lambda: f", {len(tally.refused):,} refused" if tally.refused else "", tally.stored
        )
