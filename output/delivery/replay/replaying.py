"""A dataset's messages posted one after the other, in order of time, as fast as asked; what became of each is noted."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from output.delivery.dataset.ours import journal_path
from output.delivery.dataset.progress import Progress
from output.delivery.replay.log import Log
from output.delivery.replay.stream import Item, items, stream_of
from output.delivery.server import http
from output.delivery.server.access import Access
from synth.dataset.reading import Dataset
from synth.errors import BadArguments, ServerTrouble

if TYPE_CHECKING:
    import httpx2

    from output.delivery.server.client import Client

ENDPOINTS = {"fhir": "/$process-message", "webhook": "", "mesh": "/outbox"}
"""Where messages are posted: to the operation $process-message of a FHIR server, to the URL itself, or to what the
mailbox sends whose URL it is; what stands behind the URL of each."""
HEADERS = {"Content-Type": "application/fhir+json; fhirVersion=3.0"}
PATIENCE = 60.0
"""Seconds that an answer may take."""
STOP = frozenset({301, 302, 303, 307, 308, 401, 403, 404, 405})
"""What says of one message that no other will fare better."""


@dataclass(frozen=True)
class Options:
    """How a replay is to be done.

    stream, receiver: which messages (see `stream`). endpoint: one of ENDPOINTS. mailbox: of MESH, to which all go, ""
    for one that is named as the organisation that receives each. speed: seconds of the dataset in a
    second, None for as fast as they are taken. journal: the file, or None for one beside the dataset.
    """

    stream: str | None = None
    receiver: str = ""
    endpoint: str = "fhir"
    mailbox: str = ""
    speed: float | None = None
    journal: Path | None = None
    resume: bool = False


@dataclass(frozen=True)
class Receivers:
    """To whom messages are posted. servers: each with how we show who we are. of: the position among them of that of
    each system, by name, None for a system that is sent nothing; without it the first has everything."""

    servers: list[tuple[http.Server, Access]]
    of: Mapping[str, int | None] | None = None

    def position(self, item: Item) -> int | None:
        """The position of who receives a message, None for nobody."""
        return 0 if self.of is None else self.of[item.system]


@dataclass
class Replayed:
    """What became of a replay: how many messages had which status (None: not sent), and those of earlier runs.

    took: how many each of several systems took, in this run and those before."""

    server: str
    dataset: str
    stream: str
    statuses: Counter[int | None]
    before: Counter[int | None]
    seconds: float
    took: Counter[str] = field(default_factory=Counter)

    @property
    def taken(self) -> int:
        """How many messages the receiver took, in this run and those before."""
        return sum(n for status, n in (self.statuses + self.before).items() if status and 200 <= status < 300)

    @property
    def refused(self) -> int:
        """How many it refused."""
        return sum(n for status, n in (self.statuses + self.before).items() if status and status >= 300)

    @property
    def sound(self) -> bool:
        """Whether it refused none."""
        return not self.refused

    def lines(self) -> list[str]:
        """The report."""
        every = self.statuses + self.before
        sent = sum(n for status, n in self.statuses.items() if status is not None)
        said = [f"{self.dataset}, {self.stream}: {self.taken:,} messages were taken by {self.server}"]
        said += [f"  {system}: {n:,}" for system, n in sorted(self.took.items())]
        if self.refused:
            codes = ", ".join(f"HTTP {s}: {n:,}" for s, n in sorted((s, n) for s, n in every.items() if s) if s >= 300)
            said.append(f"{self.refused:,} were refused ({codes})")
        if every[None]:
            said.append(f"{every[None]:,} cannot be read by their receiver and were not sent")
        if self.before:
            said.append(f"{sum(self.before.values()):,} of all had been dealt with before")
        return [*said, f"{self.seconds:,.1f} s: {sent / max(self.seconds, 1e-9):,.0f} messages/s"]

    def facts(self) -> dict[str, Any]:
        """The report as facts."""
        every = self.statuses + self.before
        return {
            "server": self.server, "dataset": self.dataset, "stream": self.stream, "taken": self.taken,
            "refused": self.refused, "unreadable": every[None],
            "statuses": {str(status): n for status, n in sorted((s, n) for s, n in every.items() if s)},
            **({"took": dict(sorted(self.took.items()))} if self.took else {}),
        }  # fmt: skip


def replay(receivers: Receivers, dataset: Dataset, options: Options, watch: Progress) -> Replayed:
    """Post the messages of a dataset; ServerTrouble, in one line, where a receiver takes nothing any more."""
    if options.endpoint not in ENDPOINTS:
        raise BadArguments(f"--endpoint {options.endpoint}: there is no such thing; choose {' or '.join(ENDPOINTS)}")
    stream = stream_of(dataset, options.stream)
    if options.endpoint == "mesh" and stream != "delivery":
        raise BadArguments("--endpoint mesh sends arrivals to mailboxes: the stream is messages, which are for all")
    if options.mailbox and options.endpoint != "mesh":
        raise BadArguments("--mailbox is for --endpoint mesh: other receivers have an address")
    if options.receiver and stream != "delivery":
        raise BadArguments("--receiver chooses among arrivals: the stream is messages, which are for all")
    return http.in_one(_replay(receivers, dataset, stream, options, watch))


async def _replay(receivers: Receivers, dataset: Dataset, stream: str, options: Options, watch: Progress) -> Replayed:
    urls = [server.base + ENDPOINTS[options.endpoint] for server, _ in receivers.servers]
    of = receivers.of
    where: Any = urls[0] if of is None else {name: None if at is None else urls[at] for name, at in of.items()}
    head = {"dataset": dataset.manifest["blocks"], "server": where, "stream": stream, "receiver": options.receiver}
    statuses: Counter[int | None] = Counter()
    named = receivers.servers[0][0].base if of is None else "://systems"
    path = options.journal or journal_path(dataset.path, "replay", named)
    with Log(path, head, options.resume) as log:
        async with AsyncExitStack() as open_ones:
            clients = [
                await open_ones.enter_async_context(
                    http.async_client(server, access, seconds=PATIENCE, connections=1, say=watch.say)
                )
                for server, access in receivers.servers
            ]
            begun = time.monotonic()
            pace, took = _Pace(options.speed), log.took
            for number, item in enumerate(items(dataset, stream, options.receiver), 1):
                at = receivers.position(item)
                if number <= log.done or at is None or (options.endpoint == "mesh" and not item.workflow):
                    continue
                await pace.until(item.moment)
                status = await _post(
                    clients[at], urls[at], item, number, _headers(options, receivers.servers[at][0], item)
                )
                log.note(number, status, "" if of is None else item.system)
                statuses[status] += 1
                done = sum(statuses.values())
                watch(done, done, lambda: "")
            said = urls[0] if of is None else f"{len(urls)} receivers"
            lasted = time.monotonic() - begun
            return Replayed(said, str(dataset.path), stream, statuses, log.before, lasted, took)


def _headers(options: Options, server: http.Server, item: Item) -> dict[str, str]:
    """What goes before a message: its type and, for a mailbox, who sends it to whom and by which workflow."""
    if options.endpoint != "mesh":
        return HEADERS
    return {**HEADERS, "Mex-MessageType": "DATA", "Mex-From": server.base.rpartition("/")[2],
            "Mex-To": options.mailbox or item.receiver, "Mex-WorkflowID": item.workflow,
            "Mex-Content-Encrypted": "N", "Mex-Content-Compressed": "N", "Mex-ClientVersion": "synth",
            "Mex-OSName": "any", "Mex-OSVersion": "any"}  # fmt: skip


async def _post(client: Client, url: str, item: Item, number: int, headers: dict[str, str]) -> int | None:
    """The status with which a message was taken or refused; None for one that is not sent."""
    if item.body is None:
        return None
    response = await http.ask(client, "POST", url, final=_known, content=item.body, headers=headers)
    if response.status_code in STOP or (response.status_code in http.AGAIN and not _known(response)):
        raise ServerTrouble(
            f"{url} takes nothing any more (HTTP {response.status_code} to message {number:,}): "
            "--resume goes on when it does"
        )
    return response.status_code


def _known(response: httpx2.Response) -> bool:
    """Whether a receiver says that it has a message already, which will not pass: a doubled one comes twice."""
    return response.status_code == 409


class _Pace:
    """Waits so that messages come as far apart as in the dataset, so many times as fast; not at all without a speed."""

    def __init__(self, speed: float | None) -> None:
        self._speed = speed
        self._first: tuple[float, float] | None = None

    async def until(self, moment: float) -> None:
        """Wait for the time of a message; the first is sent at once."""
        if self._speed is None:
            return
        now = time.monotonic()
        if self._first is None:
            self._first = (moment, now)
        wait = (moment - self._first[0]) / self._speed - (now - self._first[1])
        if wait > 0:
            await asyncio.sleep(wait)
