"""The way out to a server: which one may be spoken to, the HTTP client, and trying again what was refused for now.

Everything that speaks to a server goes through a client made here. It keeps to the hosts that the user named, on this
machine unless told otherwise, and follows no redirect: a server that sends elsewhere is an error, not a new server.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from output.delivery.server.access import Access
from synth.errors import BadArguments, ServerTrouble, one_line

if TYPE_CHECKING:
    import httpx2

    Final = Callable[[httpx2.Response], bool]

FHIR_JSON = "application/fhir+json"
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
"""Statuses that may pass: contention, too many requests, a server or gateway in trouble."""
NEVER = frozenset({"api.service.nhs.uk"})
"""Hosts of live services, to which made-up people never go."""
FIRST_WAIT = 0.2
"""Seconds before the first repeat, about; each later one waits twice as long."""
LONGEST_WAIT = 60.0
"""Seconds: no longer than this before trying again, unless the server itself asks for more."""
LONGEST_ASKED = 600.0
"""Seconds: no longer than this, whatever the server asks."""


@dataclass(frozen=True)
class Server:
    """A FHIR server: its base URL without a final slash, and the hosts that may be spoken to."""

    base: str
    hosts: frozenset[str]

    @property
    def local(self) -> bool:
        """Whether it is on this machine."""
        return is_local(host_of(self.base))


def server(url: str, allow_remote: Iterable[str] = (), access: Access | None = None) -> Server:
    """The server that a user named, or BadArguments in one line: another machine must be named by `--allow-remote`."""
    import httpx2

    try:
        parsed = httpx2.URL(url.strip())
    except (httpx2.InvalidURL, UnicodeError):
        raise BadArguments(f"{url!r} is not a URL: write it as http://127.0.0.1:8080/fhir") from None
    if parsed.userinfo:
        raise BadArguments("the URL holds a user or password: leave them out, and give --auth basic with --auth-file")
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.query or parsed.fragment:
        raise BadArguments(f"{url!r} is not the base of a server: write it as http://127.0.0.1:8080/fhir")
    allowed = frozenset(name.strip().lower() for name in allow_remote)
    base = str(parsed).rstrip("/")
    _may_speak(base, allowed, secret=access is not None and access.secret)
    if access is not None and access.token_url:
        _may_speak(access.token_url, allowed, secret=True)
    return Server(base, allowed)


def _may_speak(url: str, allowed: frozenset[str], secret: bool) -> None:
    import httpx2

    host = host_of(url)
    if host in NEVER:
        raise BadArguments(f"{host} is a live service: made-up people never go there")
    if is_local(host):
        return
    if host not in allowed:
        raise BadArguments(f"{host or url} is not this machine: name it with --allow-remote {host} if you mean it")
    if secret and httpx2.URL(url).scheme != "https":
        raise BadArguments(f"{host} is spoken to in plain http: a secret goes to another machine by https only")


def host_of(url: str) -> str:
    """The host of a URL, in small letters."""
    import httpx2

    return httpx2.URL(url).host.lower()


def is_local(host: str) -> bool:
    """Whether a host is this machine: localhost, or an address of the loopback network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def client(at: Server, access: Access, *, seconds: float = 60.0, connections: int = 20) -> httpx2.Client:
    """A client that waits for each answer. `seconds` is how long an answer may take. Close it, or use it in `with`."""
    import httpx2

    def guard(request: httpx2.Request) -> None:
        _guard(at, request)

    return httpx2.Client(**_options(at, access, seconds, connections), event_hooks={"request": [guard]})


def async_client(at: Server, access: Access, *, seconds: float = 60.0, connections: int = 20) -> httpx2.AsyncClient:
    """The same, for asyncio."""
    import httpx2

    async def guard(request: httpx2.Request) -> None:
        _guard(at, request)

    return httpx2.AsyncClient(**_options(at, access, seconds, connections), event_hooks={"request": [guard]})


def _guard(at: Server, request: httpx2.Request) -> None:
    host = request.url.host.lower()
    if not (is_local(host) or host in at.hosts) or host in NEVER:
        raise ServerTrouble(f"the server points to {host}, which was not named: --allow-remote {host} if you mean it")


def _options(at: Server, access: Access, seconds: float, connections: int) -> dict[str, Any]:
    import httpx2

    from output.delivery.server.tokens import authorisation

    return {
        "auth": authorisation(access),
        "headers": {"Accept": FHIR_JSON, **access.headers},
        "verify": _tls(access),
        "follow_redirects": False,
        # A proxy of the environment is for other machines; what stays on this one does not leave it.
        "trust_env": not at.local,
        "timeout": httpx2.Timeout(seconds, connect=min(10.0, seconds), pool=None),
        "limits": httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
    }


def _tls(access: Access) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=access.ca or None)
    except (OSError, ssl.SSLError) as error:
        raise BadArguments(f"--ca {access.ca} cannot be used: {one_line(error)}") from None
    if access.certificate:
        try:
            context.load_cert_chain(access.certificate, access.certificate_key or None)
        except (OSError, ssl.SSLError) as error:
            raise BadArguments(f"--client-cert {access.certificate} cannot be used: {one_line(error)}") from None
    return context


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How many seconds the server asks to wait, or None: Retry-After in seconds or as a date, or in milliseconds."""
    milliseconds = headers.get("x-ms-retry-after-ms", "")
    if milliseconds.isdigit():
        return min(int(milliseconds) / 1000, LONGEST_ASKED)
    asked = headers.get("retry-after", "").strip()
    if not asked:
        return None
    try:
        return min(max(float(asked), 0.0), LONGEST_ASKED)
    except ValueError:
        pass
    try:  # a date is compared with the server's own clock, which need not agree with ours
        until, now = parsedate_to_datetime(asked), parsedate_to_datetime(headers.get("date", ""))
        return min(max((until - now) / dt.timedelta(seconds=1), 0.0), LONGEST_ASKED)
    except (TypeError, ValueError):
        return None


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

    def __init__(self, response: httpx2.Response) -> None:
        super().__init__(f"HTTP {response.status_code}")
        self.response = response
        self.asked = retry_after(response.headers)


def may_pass(error: Exception) -> bool | float:
    """For stamina: whether to try again, after a wait of its own or after the seconds that the server asked for."""
    import httpx2

    if isinstance(error, NotNow):
        return max(error.asked, FIRST_WAIT / 2) if error.asked is not None else True  # 0 would mean never again
    return isinstance(error, httpx2.TransportError)


def ask(using: httpx2.Client, method: str, url: str, attempts: int = 10, **more: Any) -> httpx2.Response:
    """Ask something that may be asked twice, and again while the refusal may pass; the last answer, whatever it is.

    `more` goes to httpx2's `request`. ServerTrouble, in one line, when no answer comes.
    """
    import httpx2

    try:
        for attempt in _attempts(attempts):
            with attempt:
                response = using.request(method, url, **more)
                if response.status_code in AGAIN:
                    raise NotNow(response)
    except NotNow as error:
        return error.response
    except httpx2.TransportError as error:
        raise ServerTrouble(no_answer(url, error)) from None
    return response


async def ask_async(
    using: httpx2.AsyncClient, method: str, url: str, attempts: int = 10, final: Final | None = None, **more: Any
) -> httpx2.Response:
    """The same, for asyncio. final: says of a refusal with such a status that it will not pass all the same."""
    import httpx2

    try:
        async for attempt in _attempts(attempts):
            with attempt:
                response = await using.request(method, url, **more)
                if response.status_code in AGAIN and not (final and final(response)):
                    raise NotNow(response)
    except NotNow as error:
        return error.response
    except httpx2.TransportError as error:
        raise ServerTrouble(no_answer(url, error)) from None
    return response


def _attempts(most: int) -> Any:
    import stamina

    stamina.instrumentation.set_on_retry_hooks(())  # its log would show the URLs of what was asked
    return stamina.retry_context(
        may_pass, attempts=most, timeout=LONGEST_ASKED, wait_initial=FIRST_WAIT / 2, wait_jitter=0.0
    )


def no_answer(url: str, error: Exception) -> str:
    """The line that says that a server gave no answer."""
    return f"{url.split('?')[0]} gives no answer ({one_line(error)}): is the server up, and the URL its base?"
