"""The one way on which requests go out and answers come in: to named origins only, within bounds of size and time.

Everything that a client sends passes here, whoever asked for it: what is not named is not asked, what shows who we are
goes to the base alone, cookies are neither kept nor sent. An answer is read in full, counted after unpacking, within
one span of time; so nothing behind this has to fear an answer's size.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator

import httpx2

from output.delivery.server.named import Origin, Server
from synth.errors import ServerTrouble, one_line
from synth.secrecy import keep

MOST_BYTES = 32_000_000
"""An answer has no more, packed or unpacked; the largest that we ask for is a page of 200 resources."""
PLAIN = frozenset({
    "host", "accept", "accept-encoding", "cache-control", "connection", "user-agent", "content-type", "content-length",
})  # fmt: skip
"""Headers that say nothing of who we are: the only ones that go to another origin than the base."""
TOKENS = "synth.tokens"
"""The extension of a request that fetches a token, and so goes to the token server."""


class Bounded(httpx2.AsyncBaseTransport):
    """Sends requests of a client. seconds: an answer takes no longer, from asking to its last byte."""

    def __init__(self, at: Server, verify: ssl.SSLContext, seconds: float, connections: int) -> None:
        self.at, self.seconds = at, seconds
        self._verify = verify
        self._limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._ways: dict[Origin, httpx2.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and read its answer; ServerTrouble, in one line, where either goes beyond what we bear."""
        to = self.at.check(request.url, tokens=TOKENS in request.extensions)
        if to != self.at.origin and TOKENS not in request.extensions:
            for name in [name for name in request.headers if name.lower() not in PLAIN]:
                del request.headers[name]
        request.headers.pop("cookie", None)
        where = f"{to}{request.url.path}"
        had = 0
        response: httpx2.Response | None = None
        try:
            async with asyncio.timeout(self.seconds):
                response = await self._way(to).handle_async_request(request)
                pieces = []
                async for piece in _unpacked(response, where):
                    had += len(piece)
                    if had > MOST_BYTES:
                        raise ServerTrouble(
                            f"{where} gives an answer of more than {MOST_BYTES:,} bytes: it is not read"
                        )
                    pieces.append(piece)
        except TimeoutError:
            if response is None:
                raise httpx2.ReadTimeout(f"no answer in {self.seconds:.0f} s", request=request) from None
            raise ServerTrouble(f"{where} does not end its answer: {had:,} bytes in {self.seconds:.0f} s") from None
        except OSError as error:  # a certificate refused after the greeting: nothing below says it in terms of HTTP
            raise httpx2.ReadError(one_line(error), request=request) from None
        finally:
            if response is not None:
                await response.aclose()
        dropped = ("content-encoding", "transfer-encoding", "content-length", "set-cookie")
        headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in dropped]
        return httpx2.Response(response.status_code, headers=headers, content=b"".join(pieces), request=request)

    def _way(self, to: Origin) -> httpx2.AsyncHTTPTransport:
        if to not in self._ways:
            self._ways[to] = httpx2.AsyncHTTPTransport(
                verify=self._verify,
                trust_env=False,
                limits=self._limits,
                proxy=_proxy(to),  # type: ignore[arg-type]
            )
        return self._ways[to]

    async def aclose(self) -> None:
        """Close what is open."""
        for way in self._ways.values():
            await way.aclose()


def _proxy(to: Origin) -> str | None:
    """The proxy of the environment for another machine; what stays on this one does not leave it."""
    from urllib.request import getproxies, proxy_bypass

    from output.delivery.server.named import is_local

    proxies = getproxies()
    found = proxies.get(to.scheme) or proxies.get("all")
    if not found or is_local(to.host) or proxy_bypass(to.host):
        return None
    if "@" in found:
        keep(found.rpartition("@")[0].rpartition(":")[2])
    return found if "://" in found else f"http://{found}"


def _too_large(where: str) -> str:
    return f"{where} gives an answer of more than {MOST_BYTES:,} bytes: it is not read"


async def _unpacked(response: httpx2.Response, where: str) -> AsyncIterator[bytes]:
    """The content of an answer as it was before it was packed, in pieces that are never large."""
    packed = [each.strip().lower() for each in response.headers.get("content-encoding", "").split(",")]
    packed = [each for each in packed if each not in ("", "identity")]
    if not packed:
        async for piece in response.stream:  # type: ignore[union-attr]
            yield piece
        return
    if len(packed) > 1 or packed[0] not in ("gzip", "x-gzip", "deflate"):
        raise ServerTrouble(f"{where} packs its answer in a way that was not asked for: {', '.join(packed)[:60]}")
    unpacker, raw = None, 0
    try:
        async for piece in response.stream:  # type: ignore[union-attr]
            raw += len(piece)
            if raw > MOST_BYTES:
                raise ServerTrouble(_too_large(where))
            while piece:
                if unpacker is None or unpacker.eof:  # the first, or a further member of what gzip may put together
                    headless = packed[0] == "deflate" and piece[0] & 0x0F != 8
                    unpacker = zlib.decompressobj(-zlib.MAX_WBITS if headless else 32 + zlib.MAX_WBITS)
                yield unpacker.decompress(piece, 65_536)
                piece = unpacker.unconsumed_tail or (unpacker.unused_data if unpacker.eof else b"")
    except zlib.error:
        raise ServerTrouble(f"{where} gives an answer that cannot be unpacked") from None
    if raw and (unpacker is None or not unpacker.eof):
        raise httpx2.ReadError("the answer ends before its packing does")
