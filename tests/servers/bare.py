"""A bare client, beside which the seeder is measured: the same requests with the same concurrency, and nothing checked.

python -m tests.servers.bare http://127.0.0.1:8080/fhir DATASET 8
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator

from output.delivery.dataset.envelope import request
from output.delivery.dataset.source import Source, Unit
from output.delivery.dataset.splitting import Caps, parts
from output.delivery.dataset.tag import tag_of
from output.delivery.seed.seeding import reference_waves
from output.delivery.server import access, http, profiles

HEADERS = {"Content-Type": "application/fhir+json", "Prefer": "return=minimal"}


async def main(url: str, dataset: str, concurrency: int) -> None:
    """Post, and print how many resources went in how many seconds."""
    source, server, profile = Source(dataset), http.server(url), profiles.read("hapi")
    tag, caps = tag_of(source.dataset.manifest), Caps(profile.entries, profile.bytes)
    async with http.async_client(server, access.Access(), seconds=600, connections=concurrency) as client:

        async def post(units: Iterator[Unit]) -> None:
            for unit in units:
                for part in parts(unit, range(len(unit)), caps, "transaction"):
                    await client.post(url, content=request(unit, part, "transaction", tag).content, headers=HEADERS)

        began = time.monotonic()
        for wave in (*map(iter, reference_waves(source)), source.patients(), iter([source.cohort()])):
            await asyncio.gather(*(post(wave) for _ in range(concurrency)))
        seconds = time.monotonic() - began
    sent = sum(source.resources.values())
    print(f"bare: {sent} resources in {seconds:.1f} s: {sent / seconds:.0f}/s")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
