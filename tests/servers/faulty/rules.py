"""What the server accepts, and how it lies if told to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Rules:
    """ids: any, uuid, not numeric (as HAPI's), or server's (it gives them, and refuses those of clients). entries, bytes: caps on a request. transactions: none (400), as a
    batch (each entry on its own, HTTP 200), or atomic. bumps: whether a PUT of what is there already makes a new version.
    integrity: whether a reference to what is not there is refused. summary: whether `_summary=count` is understood.
    authorisation: the value of the header that is asked for. seconds: how long each answer takes."""

    ids: str = "any"
    entries: int | None = None
    bytes: int | None = None
    transactions: str = "atomic"
    batches: bool = True
    bumps: bool = False
    integrity: bool = True
    summary: bool = True
    imports: bool = False
    authorisation: str | None = None
    seconds: float = 0.0
    contended: bool = False
    """Whether a write of what is being written is refused with 409."""
    rejects: tuple[str, ...] = ()
    """Ids of resources that are refused for good, with 422."""
    software: str = "Faulty"


@dataclass
class Lies:
    """lost: resources ("Type/id") that were accepted and are nowhere to be found. ignored: search parameters that are
    taken as not given. stale: resources of which the version before the last is served. added: so much more than there
    is stands in each total. pages: "endless" leads back to the first page, "torn" drops what stands at a page's end."""

    lost: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()
    added: int = 0
    pages: str = ""
