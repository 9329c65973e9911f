"""Asking a server: the HTTP client, and trying again what was refused for now.

Everything that speaks to a server goes through a client made here, and so keeps to the origins that the user named and
to answers that we bear (see `bounded`). It follows no redirect: a server that sends elsewhere is an error, not a new
server.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import re
import ssl
import time
from collections.abc import Callable, Coroutine, Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from output.delivery.server.access import Access
from output.delivery.server.named import Server, is_local, server
from synth.errors import BadArguments, ServerTrouble, SynthError, one_line
from synth.printable import printable

if TYPE_CHECKING:
    import httpx2

    from output.delivery.server.client import Client

    Final = Callable[[httpx2.Response], bool]

__all__ = ["Server", "ask", "async_client", "borne", "in_one", "is_local", "retry_after", "server", "wait"]

T = TypeVar("T")
FHIR_JSON = "application/fhir+json"
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
"""Statuses that may pass: contention, too many requests, a server or gateway in trouble."""
FIRST_WAIT = 0.2
"""Seconds before the first repeat, about; each later one waits twice as long."""
LONGEST_WAIT = 60.0
"""Seconds: no longer than this before trying again, unless the server itself asks for more."""
LONGEST_ASKED = 300.0
"""Seconds: a server that asks us to wait longer than this ends the run, which says so."""
PATIENCE = 180.0
"""Seconds after which nothing is tried again."""
SAID = 5.0
"""Seconds: a wait that is longer is announced."""


def async_client(
    at: Server, access: Access, *, seconds: float = 60.0, connections: int = 20,
    say: Callable[[list[str]], None] | None = None,
) -> Client:  # fmt: skip
    """A client for asyncio; use it in `async with`. seconds: how long an answer may take, to its last byte.

    say: told, in lines, of waits that are long.
    """
    import httpx2

    from output.delivery.server.bounded import Bounded
    from output.delivery.server.client import Client
    from output.delivery.server.tokens import authorisation

    return Client(
        at, say, auth=authorisation(access),
        headers={"Accept": FHIR_JSON, "Accept-Encoding": "gzip, deflate", **access.headers},
        follow_redirects=False, trust_env=False, transport=Bounded(at, _tls(access), seconds, connections),
        timeout=httpx2.Timeout(seconds, connect=min(10.0, seconds), pool=None),
    )  # fmt: skip


def _tls(access: Access) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=access.ca or None)
    except (OSError, ssl.SSLError) as error:
        raise BadArguments(f"--ca {access.ca} cannot be used: {one_line(error)}") from None
    if access.certificate:
        try:
            # Without a callback a key with a password would ask for it on the terminal.
            context.load_cert_chain(access.certificate, access.certificate_key or None, password=lambda: b"")
        except (OSError, ssl.SSLError) as error:
            raise BadArguments(f"--client-cert {access.certificate} cannot be used: {one_line(error)}") from None
    return context


_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How many seconds the server asks to wait, or None: Retry-After in seconds or as a date, or in milliseconds."""
    milliseconds = headers.get("x-ms-retry-after-ms", "").strip()
    if _SECONDS.fullmatch(milliseconds):
        return float(milliseconds) / 1000
    asked = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(asked):
        return float(asked)
    if asked.startswith("-") and _SECONDS.fullmatch(asked[1:]):
        return 0.0
    try:  # a date is compared with the server's own clock, which need not agree with ours
        until, now = parsedate_to_datetime(asked), parsedate_to_datetime(headers.get("date", ""))
        return max((until - now) / dt.timedelta(seconds=1), 0.0)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def borne(asked: float | None, base: str) -> float | None:
    """The seconds that a server asks us to wait, or ServerTrouble, in one line, where that is longer than we do."""
    if asked is not None and asked > LONGEST_ASKED:
        raise ServerTrouble(f"{base} asks us to wait {_long(asked)}, which we do not: try again then")
    return asked


def _long(seconds: float) -> str:
    for unit, many in (("days", 86_400), ("hours", 3_600)):
        if seconds >= 2 * many:
            return f"{seconds / many:,.0f} {unit}"
    return f"{seconds:,.0f} s"


def wait(attempt: int, name: str, asked: float | None = None) -> float:
    """Seconds before attempt `attempt` (1 is the first repeat) of what is called `name`.

    It doubles from FIRST_WAIT, spread over half to the whole of it by the name, so that what was refused together does
    not come back together; what the server asked for is never undercut.
    """
    spread = int.from_bytes(hashlib.blake2b(f"{name} {attempt}".encode(), digest_size=4).digest(), "big") / 2**32
    ours = min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT) * (0.5 + spread / 2)
    return ours if asked is None else asked + ours * 0.1


class NotNow(Exception):
    """The server refused something that may pass: its response, and the seconds it asks to wait."""

    def __init__(self, response: httpx2.Response, base: str) -> None:
        super().__init__(f"HTTP {response.status_code}")
        self.response = response
        self.asked = borne(retry_after(response.headers), base)


async def ask(
    using: Client, method: str, url: str, attempts: int = 10, final: Final | None = None, **more: Any
) -> httpx2.Response:
    """Ask something that may be asked twice, and again while the refusal may pass; the last answer, whatever it is.

    final: says of a refusal with such a status that it will not pass all the same. ServerTrouble, in one line, if there
    is no answer, or none that we bear.
    """
    import httpx2

    where, began = url.split("?")[0], time.monotonic()

    def may_pass(error: Exception) -> bool | float:
        if not isinstance(error, NotNow | httpx2.TransportError):
            return False
        asked = error.asked if isinstance(error, NotNow) else None
        if (asked or 0.0) > SAID or time.monotonic() - began > SAID:
            when = f"in {_long(asked)}, as it wishes" if asked else "again"
            using.say([f"note: {where} gives no answer yet ({one_line(error)}): it is asked {when}"])
        return max(asked, FIRST_WAIT / 2) if asked is not None else True  # 0 would mean never again

    try:
        async for attempt in _attempts(attempts, may_pass):
            with attempt:
                response = await using.request(method, url, **more)
                if response.status_code in AGAIN and not (final and final(response)):
                    raise NotNow(response, using.at.base)
    except NotNow as error:
        return error.response
    except httpx2.TransportError as error:
        raise ServerTrouble(no_answer(url, error)) from None
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise ServerTrouble(f"{printable(where)} cannot be asked: {printable(one_line(error))}") from None
    return response


def _attempts(most: int, may_pass: Callable[[Exception], bool | float]) -> Any:
    import stamina

    stamina.instrumentation.set_on_retry_hooks(())  # its log would show the URLs of what was asked
    return stamina.retry_context(
        may_pass, attempts=most, timeout=PATIENCE, wait_initial=FIRST_WAIT / 2, wait_jitter=0.0
    )


def no_answer(url: str, error: Exception) -> str:
    """The line that says that a server gave no answer."""
    why = printable(one_line(error))[:200]
    return f"{printable(url.split('?')[0])} gives no answer ({why}): is the server up, and the URL its base?"


def in_one(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine; of several errors at once, the one that a user can mend is raised."""
    try:
        return asyncio.run(work)
    except BaseExceptionGroup as errors:
        flat: list[BaseException] = []
        stack: list[BaseException] = [errors]
        while stack:
            error = stack.pop()
            stack.extend(error.exceptions) if isinstance(error, BaseExceptionGroup) else flat.append(error)
        raise next((error for error in flat if isinstance(error, SynthError)), flat[0]) from None
