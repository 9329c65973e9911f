"""A dataset's messages posted one after the other, in order of time, as fast as asked; what became of each is noted."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

ENDPOINTS = ("fhir", "webhook")
"""Where messages are posted: to the operation $process-message of a FHIR server, or to the URL itself."""
HEADERS = {"Content-Type": "application/fhir+json; fhirVersion=3.0"}
STOP = frozenset({301, 302, 303, 307, 308, 401, 403, 404, 405})
"""What says of one message that no other will fare better."""


@dataclass(frozen=True)
class Options:
    """How a replay is to be done.

    stream, receiver: which messages (see `stream`). endpoint: one of ENDPOINTS. speed: seconds of the dataset in a
    second, None for as fast as they are taken. journal: the file, or None for one beside the dataset.
    """

    stream: str | None = None
    receiver: str = ""
    endpoint: str = "fhir"
    speed: float | None = None
    seconds: float = 60.0
    journal: Path | None = None
    resume: bool = False


@dataclass
class Replayed:
    """What became of a replay: how many messages had which status (None: not sent), and those of earlier runs."""

    server: str
    dataset: str
    stream: str
    statuses: Counter[int | None]
    before: Counter[int | None]
    seconds: float

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
        }  # fmt: skip


def replay(server: http.Server, access: Access, dataset: Dataset, options: Options, watch: Progress) -> Replayed:
    """Post the messages of a dataset; ServerTrouble, in one line, where the receiver takes nothing any more."""
    if options.endpoint not in ENDPOINTS:
        raise BadArguments(f"--endpoint {options.endpoint}: there is no such thing; choose {' or '.join(ENDPOINTS)}")
    stream = stream_of(dataset, options.stream)
    if options.receiver and stream != "delivery":
        raise BadArguments("--receiver chooses among arrivals: the stream is messages, which are for all")
    return http.in_one(_replay(server, access, dataset, stream, options, watch))


async def _replay(
    server: http.Server, access: Access, dataset: Dataset, stream: str, options: Options, watch: Progress
) -> Replayed:
    url = server.base + ("/$process-message" if options.endpoint == "fhir" else "")
    head = {"dataset": dataset.manifest["blocks"], "server": url, "stream": stream, "receiver": options.receiver}
    statuses: Counter[int | None] = Counter()
    with Log(options.journal or journal_path(dataset, server), head, options.resume) as log:
        async with http.async_client(server, access, seconds=options.seconds, connections=1, say=watch.say) as client:
            begun = time.monotonic()
            pace = _Pace(options.speed)
            for number, item in enumerate(items(dataset, stream, options.receiver), 1):
                if number <= log.done:
                    continue
                await pace.until(item.moment)
                status = await _post(client, url, item, number)
                log.note(number, status)
                statuses[status] += 1
                done = sum(statuses.values())
                watch(done, done, lambda: "")
            return Replayed(url, str(dataset.path), stream, statuses, log.before, time.monotonic() - begun)


def journal_path(dataset: Dataset, server: http.Server) -> Path:
    """Where the journal stands unless told otherwise: beside the dataset, named after it and the server."""
    where = "".join(c if c.isalnum() else "-" for c in server.base.partition("://")[2])
    folder = dataset.path.absolute()
    return folder.with_name(f"{folder.name}.replay-{where}.jsonl")


async def _post(client: Client, url: str, item: Item, number: int) -> int | None:
    """The status with which a message was taken or refused; None for one that is not sent."""
    if item.body is None:
        return None
    response = await http.ask(client, "POST", url, final=_known, content=item.body, headers=HEADERS)
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
