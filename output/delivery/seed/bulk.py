"""NDJSON by `$import`: the server fetches the files from us, wave by wave, and what came is counted.

A server says little of single entries here, and may lag behind with what it says; so the count by tag decides, and what
is missing afterwards is sent as it would have been without `$import`. The files are served by this process, on this
machine only, under a path that nobody can guess, with the tag put on in flight, and only while the import lasts.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from output.delivery.dataset.files import content
from output.delivery.dataset.source import Source, of_lines, references
from output.delivery.dataset.tag import Tag
from output.delivery.seed.job import Job
from output.delivery.server import http
from output.delivery.server.counting import count
from output.delivery.server.probe import Found
from synth.errors import BadArguments

if TYPE_CHECKING:
    from output.delivery.server.client import Client

NDJSON = "application/fhir+ndjson"
PATIENCE = 300.0
"""Seconds without anything new on the server, after which an import is given up and the rest is sent."""
EVERY = 2.0
"""Seconds between two looks."""
SAMPLE = 200
"""Lines of each file that are read to see which types refer to which."""


async def import_all(client: Client, job: Job, found: Found) -> None:
    """Import the NDJSON of a dataset, the types that others refer to first. What did not come is left to be sent."""
    base = job.server.base
    if job.source.format != "ndjson":
        raise BadArguments("--mode import: it takes NDJSON; give --format ndjson, or another mode")
    if not job.server.local:
        raise BadArguments(f"--mode import: {base} could not fetch the files, which are served to this machine only")
    with Files(job.source, job.tag) as files:
        for kinds in waves(job.source):
            wanted = {kind: job.source.resources[kind] for kind in kinds}
            if await count(client, base, kinds, job.tag) == wanted:
                continue
            parameters = _parameters({url: kind for url, kind in files.urls.items() if kind in wanted})
            response = await http.ask(
                client, "POST", f"{base}/$import", content=json.dumps(parameters).encode(),
                headers={"Content-Type": http.FHIR_JSON, "Prefer": "respond-async"},
            )  # fmt: skip
            if response.status_code not in (200, 202):
                job.watch.say(
                    [f"note: $import is refused (HTTP {response.status_code}); the resources are sent instead"]
                )
                return
            status_url = response.headers.get("content-location", "")
            if status_url:
                status_url = client.at.followed(status_url, of=f"{base}/$import")
            if not await _arrived(client, job, wanted, status_url):
                job.watch.say(["note: $import did not bring all; the rest is sent"])
                return


async def _arrived(client: Client, job: Job, wanted: dict[str, int], status_url: str) -> bool:
    """Wait until all is counted, the server says that it is done and all is not there, or nothing new comes."""
    last, since, done = -1, time.monotonic(), False
    while True:
        there = await count(client, job.server.base, wanted, job.tag)
        n = sum(found or 0 for found in there.values())
        if there == wanted:
            return True
        if n > last:
            last, since = n, time.monotonic()
        if done or time.monotonic() - since > PATIENCE:
            return False
        job.watch(n, sum(wanted.values()), lambda: f" of {', '.join(wanted)} by $import")
        if status_url:
            status = await http.ask(client, "GET", status_url)
            done = status.status_code != 202  # once it is done, one more look decides
        if not done:
            await asyncio.sleep(EVERY)


def waves(source: Source) -> list[list[str]]:
    """The types in the order in which to import them: each after those that it refers to."""
    needs: dict[str, set[str]] = defaultdict(set)
    for files in source.files.values():
        for file in files:
            if file["format"] == "ndjson":
                text = content(source.dataset.path, file)
                for _, line in islice(of_lines(text), SAMPLE):
                    needs[file["kind"]] |= {name.partition("/")[0] for name in references(line)}
    left, ordered = set(source.resources), []
    while left:
        ready = sorted(kind for kind in left if not (needs[kind] - {kind}) & left) or sorted(left)
        ordered.append(ready)
        left -= set(ready)
    return ordered


def _parameters(urls: dict[str, str]) -> dict[str, Any]:
    inputs = [
        {"name": "input", "part": [{"name": "type", "valueCode": kind}, {"name": "url", "valueUri": url}]}
        for url, kind in urls.items()
    ]
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "inputFormat", "valueCode": NDJSON},
            {"name": "inputSource", "valueUri": next(iter(urls)).rpartition("/")[0]},
            {"name": "storageDetail", "part": [{"name": "type", "valueCode": "https"}]},
            *inputs,
        ],
    }


class Files:
    """The NDJSON files of a dataset, served on this machine while it is entered. urls: the type of each."""

    def __init__(self, source: Source, tag: Tag) -> None:
        secret = secrets.token_urlsafe(16)
        found: dict[str, dict[str, Any]] = {}
        kinds: dict[str, str] = {}
        for files in source.files.values():
            for file in files:
                if file["format"] == "ndjson":
                    where = f"/{secret}/{Path(file['path']).name.removesuffix('.gz').removesuffix('.zst')}"
                    found[where] = file
                    kinds[where] = file["kind"]

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                file = found.get(self.path)
                lines = of_lines(content(source.dataset.path, file)) if file else ()
                data = b"".join(tag.put_on(line) + b"\n" for _, line in lines)
                self.send_response(200 if file else 404)
                self.send_header("Content-Type", NDJSON)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing is printed."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        at = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.urls = {at + where: kind for where, kind in kinds.items()}

    def __enter__(self) -> Files:
        threading.Thread(target=self._http.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
