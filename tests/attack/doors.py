"""The doors by which answers of a server come in: each asks one thing in one way, and says what it made of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from output.delivery.dataset.journal import Journal
from output.delivery.dataset.progress import Progress
from output.delivery.dataset.source import Unit
from output.delivery.dataset.tag import Tag
from output.delivery.seed import unseeding
from output.delivery.seed.sending import Sender
from output.delivery.seed.tally import Tally
from output.delivery.server import counting, http, lookup, probe, profiles
from output.delivery.server.access import Access
from output.delivery.server.client import Client
from output.delivery.server.pace import Pace
from output.delivery.verify import asking
from output.delivery.verify.questions import Question

TAG = Tag("0" * 32)
NAMES = [f"Patient/{letter}" for letter in "abc"]
DATA = [
    b'{"resourceType":"Patient","id":"%b","meta":{"versionId":"1"},"active":true}' % name[8:].encode() for name in NAMES
]


async def _probe(client: Client, journal: Path) -> Any:
    return (await probe.probe(client, client.at.base)).lines()


async def _count(client: Client, journal: Path) -> Any:
    return await counting.count(client, client.at.base, ["Patient"], TAG)


async def _lookup(client: Client, journal: Path) -> Any:
    return await lookup.already(client, client.at.base, Unit("u", NAMES, DATA), range(3), TAG)


async def _send(client: Client, journal: Path) -> Any:
    with Journal(journal, "d", "s", resume=False) as kept:
        tally = Tally()
        sender = Sender(
            client, client.at.base, profiles.read("plain"), TAG, Pace(1), kept, tally, most_refused=1000, lookups=True
        )
        await sender.unit(Unit("u", NAMES, DATA))
    return [*tally.refusals(), journal.read_text()]


async def _unseed(client: Client, journal: Path) -> Any:
    outcome = unseeding.Unseeded(client.at.base, TAG.search, {})
    gone = await unseeding._delete_all(
        client, client.at.base, "Patient", TAG, "transaction", outcome, Progress("", quiet=True), 3, 300
    )
    return [str(gone), *outcome.words.values()]


def _asks(question: Question) -> Callable[[Client, Path], Coroutine[Any, Any, Any]]:
    async def ask(client: Client, journal: Path) -> Any:
        got = await asking.ask(client, question)
        return [
            f"HTTP {got.status}" if got.status else "",
            got.said,
            *got.faults,
            *got.matches,
            *got.included,
            *asking.unlike(question, got),
        ]

    return ask


RESOURCE = {"resourceType": "Patient", "id": "a", "active": True}
DOORS: dict[str, Callable[[Client, Path], Coroutine[Any, Any, Any]]] = {
    "metadata": _probe, "count": _count, "lookup": _lookup, "send": _send, "unseed": _unseed,
    "search": _asks(Question("all", "every Patient", "Patient?_count=3", names=frozenset(NAMES), page=3)),
    "read": _asks(Question("read", "one Patient", "Patient/a", resource=RESOURCE)),
    "version": _asks(Question("version", "one Patient", "Patient/a", resource=RESOURCE, version=True)),
}  # fmt: skip
"""By name; each takes the client and a file for a journal, and returns what would be shown."""


def through(
    door: str,
    url: str,
    journal: Path,
    access: Access | None = None,
    remote: tuple[str, ...] = (),
    seconds: float = 20.0,
) -> Any:
    """What comes of asking through a door; whatever it raises."""
    known = access or Access()
    said: list[str] = []

    async def ask() -> Any:
        async with http.async_client(
            http.server(url, remote, known), known, seconds=seconds, say=said.extend
        ) as client:
            async with asyncio.timeout(120):
                return await DOORS[door](client, journal)

    return http.in_one(ask())
