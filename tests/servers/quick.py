"""A server that does nothing with what it is sent but take it, so many resources a second, for measuring a client.

    python -m tests.servers.quick 5000

prints its base, and takes bundles until its standard input ends; then it prints how many resources and seconds it took.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time

METADATA = (b'{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","software":{"name":"HAPI FHIR Server (as if)"},'
            b'"rest":[{"interaction":[{"code":"transaction"}]}]}')  # fmt: skip
ENTRY = b'{"response":{"status":"201 Created","location":"Observation/0123456789abcdef/_history/1","etag":"W/\\"1\\""}}'
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_KIND = re.compile(rb"GET /fhir/([A-Za-z]+)\?")


class Quick:
    """rate: resources a second that it takes at most."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.taken: dict[bytes, int] = {}
        self.free_at = self.first = self.last = 0.0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                answer = await self.take(body) if body else self.told(head)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(answer), answer))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def told(self, head: bytes) -> bytes:
        """The answer to a read: of itself, or how many of a type it took."""
        kind = _KIND.search(head)
        return b'{"resourceType":"Bundle","total":%d}' % self.taken.get(kind[1], 0) if kind else METADATA

    async def take(self, body: bytes) -> bytes:
        """The answer to a bundle, when so many resources may have been taken."""
        kinds = re.findall(rb'"method":"PUT","url":"([A-Za-z]+)/', body)
        if not kinds:
            return b'{"resourceType":"Bundle","entry":[{"response":{"status":"404"}}]}'
        now = time.monotonic()
        self.first = self.first or now
        self.free_at = max(self.free_at, now) + len(kinds) / self.rate
        await asyncio.sleep(self.free_at - now)
        for kind in kinds:
            self.taken[kind] = self.taken.get(kind, 0) + 1
        self.last = time.monotonic()
        return b'{"resourceType":"Bundle","type":"transaction-response","entry":[%b]}' % b",".join([ENTRY] * len(kinds))


async def main(rate: float) -> None:
    """Serve until standard input ends."""
    quick = Quick(rate)
    server = await asyncio.start_server(quick.serve, "127.0.0.1", 0, limit=1 << 24)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/fhir", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(sum(quick.taken.values()), quick.last - quick.first, flush=True)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
