"""The server that may be spoken to: the one that the user named, by scheme, host and port, and no other.

A server points elsewhere in many ways: links to further pages, places where an answer will stand, redirects. Each of
them is followed only to an origin that the user named, and what shows who we are goes to the base alone.
"""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from output.delivery.server.access import Access
from synth.errors import BadArguments, ServerTrouble
from synth.printable import printable

if TYPE_CHECKING:
    import httpx2

NEVER = frozenset({"api.service.nhs.uk"})
"""Hosts of live services, to which made-up people never go."""
PORTS = {"http": 80, "https": 443}
"""The schemes that are spoken, each with the port that it stands for."""
LONGEST = 4_000
"""Characters: no longer link is followed."""


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port: what must be the same for two URLs to be of one server."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")


@dataclass(frozen=True)
class Server:
    """A FHIR server: its base URL without a final slash, its origin, and others that its links may lead to.

    tokens: where tokens are fetched, if they are; nothing else is asked there.
    """

    base: str
    origin: Origin
    others: frozenset[Origin] = frozenset()
    tokens: Origin | None = None

    @property
    def local(self) -> bool:
        """Whether it is on this machine."""
        return is_local(self.origin.host)

    def elsewhere(self, url: httpx2.URL | str) -> ServerTrouble:
        """The error that says that the server points to where we do not go."""
        to = _origin_or_none(url)
        if to is None:
            return ServerTrouble(f"{self.base} points to what is no URL of a server: nothing is asked there")
        if to.host.rstrip(".") in NEVER:
            return ServerTrouble(f"{self.base} points to {to}, a live service: made-up people never go there")
        return ServerTrouble(f"{self.base} points to {to}, which was not named: --allow-remote {to} if you mean it")

    def followed(self, link: str, of: str | None = None) -> str:
        """The URL that a link of an answer leads to, or ServerTrouble in one line. of: the URL that was asked."""
        import httpx2

        if len(link) > LONGEST:
            raise ServerTrouble(f"{self.base} gives a link of {len(link):,} characters: it is not followed")
        try:
            to = httpx2.URL(of or self.base).join(link)
        except (httpx2.InvalidURL, UnicodeError, ValueError):
            raise self.elsewhere("") from None
        self.check(to)
        return str(to)

    def check(self, url: httpx2.URL, tokens: bool = False) -> Origin:
        """The origin of a URL that may be asked, or ServerTrouble in one line. tokens: for a token."""
        to = _origin_or_none(url)
        allowed = {self.tokens} if tokens else {self.origin, *self.others}
        if to is None or to not in allowed or url.userinfo:
            if to in allowed:
                raise ServerTrouble(f"{self.base} points to itself by a URL with a user in it: it is not followed")
            raise self.elsewhere(url)
        return to


def server(url: str, allow_remote: Iterable[str] = (), access: Access | None = None) -> Server:
    """The server that a user named, or BadArguments in one line: another machine must be named by `--allow-remote`."""
    named = [name.strip() for name in allow_remote if name.strip()]
    base = _base(url)
    secret = access is not None and access.secret
    at = _may_speak(str(base), named, secret)
    tokens = None
    if access is not None and access.token_url:
        token_url = _url(access.token_url, "token_url")
        if token_url.fragment:
            raise BadArguments("token_url has a part after '#': leave it away")
        tokens = _may_speak(str(token_url), named, secret=True)
    hosts = {at.host} | ({tokens.host} if tokens else set())
    others = frozenset(
        _named(name, at.scheme) for name in named if not (_bare(name) and _named(name, at.scheme).host in hosts)
    )
    return Server(str(base).rstrip("/"), at, others - {at}, tokens)


def _base(url: str) -> httpx2.URL:
    parsed = _url(url, "the base of a server")
    if parsed.query or parsed.fragment:
        raise BadArguments(f"{_safe(url)} is not the base of a server: write it as http://127.0.0.1:8080/fhir")
    return parsed


def _url(text: str, what: str) -> httpx2.URL:
    """A URL with scheme, host and port that can be asked, or BadArguments in one line that repeats no password."""
    import httpx2

    mend = f"is not {what}: write it as http://127.0.0.1:8080/fhir"
    try:
        parsed = httpx2.URL(text.strip())
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        raise BadArguments(f"{_safe(text)} {mend}") from None
    if parsed.userinfo:
        raise BadArguments("the URL holds a user or password: leave them out, and give --auth basic with --auth-file")
    if parsed.scheme not in PORTS or not parsed.host:
        raise BadArguments(f"{_safe(text)} {mend}")
    if parsed.port is not None and not 1 <= parsed.port <= 65535:
        raise BadArguments(f"{_safe(text)} {mend}; there is no port {parsed.port}, they go from 1 to 65535")
    if _origin_or_none(parsed) is None:
        raise BadArguments(f"{_safe(text)} {mend}; its host is no name of one")
    return parsed


def _safe(url: str) -> str:
    """A URL as it is shown: without what may be a password in it, and not endless."""
    shown = url if "@" not in url else f"...@{url.rpartition('@')[2]}"
    return repr(printable(shown)[:200])


def _bare(name: str) -> bool:
    """Whether `--allow-remote` names a host alone: no scheme, no port."""
    inner = name.rpartition("]")[2] if name.startswith("[") else name
    return "://" not in name and (":" not in inner or name.count(":") > 1)


def _named(name: str, scheme: str) -> Origin:
    """The origin that `--allow-remote` names: HOST, HOST:PORT or a URL; without a scheme, that of the base."""
    whole = name
    if "://" not in name:
        host = f"[{name}]" if name.count(":") > 1 and not name.startswith("[") else name
        whole = f"{scheme}://{host}"
    parsed = _url(whole, "a host")
    if parsed.path not in ("", "/") or parsed.query or parsed.fragment:
        raise BadArguments(f"--allow-remote {_safe(name)}: name a host, HOST:PORT, or https://HOST:PORT, no path")
    return origin_of(parsed)


def _may_speak(url: str, named: list[str], secret: bool) -> Origin:
    import httpx2

    at = origin_of(httpx2.URL(url))
    if at.host.rstrip(".") in NEVER:
        raise BadArguments(f"{at.host} is a live service: made-up people never go there")
    if is_local(at.host):
        return at
    if not any(
        each == at or (_bare(name) and each.host == at.host) for name in named for each in [_named(name, at.scheme)]
    ):
        raise BadArguments(f"{at.host} is not this machine: name it with --allow-remote {at.host} if you mean it")
    if secret and at.scheme != "https":
        raise BadArguments(f"{at.host} is spoken to in plain http: a secret goes to another machine by https only")
    return at


def origin_of(url: httpx2.URL) -> Origin:
    """The origin of a URL; ValueError where it has none that can be asked."""
    host = url.raw_host.decode("ascii").lower()
    if url.scheme not in PORTS or not host or any(c in host for c in "%/\\@ <>"):
        raise ValueError("it is no URL of a server")
    with contextlib.suppress(ValueError):  # it is a name, no address
        host = str(ipaddress.ip_address(host))
    return Origin(url.scheme, host, PORTS[url.scheme] if url.port is None else url.port)


def _origin_or_none(url: httpx2.URL | str) -> Origin | None:
    import httpx2

    try:
        return origin_of(httpx2.URL(url) if isinstance(url, str) else url)
    except (httpx2.InvalidURL, ValueError):
        return None


def is_local(host: str) -> bool:
    """Whether a host is this machine: localhost, or an address of the loopback network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
