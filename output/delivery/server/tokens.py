"""Authorisation of requests: basic, a bearer token given, a token fetched and renewed, or the proof of a mailbox.

OAuth 2 client credentials (RFC 6749, section 4.4), SMART Backend Services (a JWT signed with RS384 or ES384), and the
signed JWT of the NHS API platform (RS512, `kid`, five minutes at most): they differ in how the client shows who it is.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Generator

import httpx2

from output.delivery.server import reading
from output.delivery.server.access import Access
from output.delivery.server.bounded import TOKENS
from synth.errors import BadArguments, ServerTrouble, one_line
from synth.secrecy import keep

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 300
"""How long an assertion is good for: SMART and the NHS both allow five minutes at most."""
DEFAULT_LIFE = 300.0
"""Seconds a token lives if its server does not say."""
RENEW = 0.8
"""A token is renewed when so much of its life is over."""


def authorisation(access: Access) -> httpx2.Auth | None:
    """What puts the authorisation on each request, or None where there is none."""
    if access.kind == "none":
        return None
    if access.kind == "basic":
        return httpx2.BasicAuth(access.user, access.password)
    if access.kind == "bearer":
        return _Given(access.token)
    if access.kind == "mesh":
        return _Mesh(access)
    return Tokens(access)


class _Given(httpx2.Auth):
    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class _Mesh(httpx2.Auth):
    """Shows with each request that we know the password of a mailbox and the key that all who use MESH share."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        access, nonce = self._access, secrets.token_hex(16)
        moment = time.strftime("%Y%m%d%H%M", time.gmtime())
        known = f"{access.user}:{nonce}:0:{access.password}:{moment}".encode()
        proof = hmac.new(access.shared_key.encode(), known, hashlib.sha256).hexdigest()
        request.headers["Authorization"] = f"NHSMESH {access.user}:{nonce}:0:{moment}:{proof}"
        yield request


class Tokens(httpx2.Auth):
    """Fetches a token before the first request, renews it in good time, and once more when a request ends in 401."""

    requires_response_body = True

    def __init__(self, access: Access) -> None:
        """For an access of a kind that fetches tokens."""
        self._access = access
        self._token = ""
        self._until = 0.0

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """What httpx2 runs: the requests to send, in turn, each answered before the next."""
        if time.monotonic() >= self._until:
            self._until = time.monotonic() + 10.0  # meanwhile others go on with the old one, which is still good
            self._keep((yield self._ask()))
        request.headers["Authorization"] = f"Bearer {self._token}"
        response = yield request
        if response.status_code == 401:
            self._keep((yield self._ask()))
            request.headers["Authorization"] = f"Bearer {self._token}"
            yield request

    def _ask(self) -> httpx2.Request:
        access = self._access
        form = {"grant_type": "client_credentials"}
        if access.scope:
            form["scope"] = access.scope
        headers = {"Accept": "application/json"}
        if access.kind == "client-credentials":
            if access.client_auth == "post":
                form |= {"client_id": access.client_id, "client_secret": access.client_secret}
            else:
                probe = httpx2.Request("POST", access.token_url)
                basic = next(httpx2.BasicAuth(access.client_id, access.client_secret).auth_flow(probe))
                headers["Authorization"] = basic.headers["Authorization"]
        else:
            form |= {"client_assertion_type": ASSERTION, "client_assertion": assertion(access)}
        return httpx2.Request("POST", access.token_url, data=form, headers=headers, extensions={TOKENS: True})

    def _keep(self, response: httpx2.Response) -> None:
        self._until = 0.0
        if response.status_code == 429 or response.status_code >= 500:
            raise httpx2.ReadError(f"the token server answered {response.status_code}")
        where = self._access.token_url.split("?")[0]
        try:
            answer = reading.parsed(response.content)
        except ValueError:
            answer = None
        if response.status_code != 200 or not isinstance(answer, dict) or not answer.get("access_token"):
            said = reading.words_in(answer.get("error", ""))[:80] if isinstance(answer, dict) else ""
            raise ServerTrouble(f"{where} gives no token: HTTP {response.status_code} {said}".rstrip())
        keep(str(answer["access_token"])[: reading.LONGEST_TOKEN], passing=True)
        token = reading.token(answer, where)
        self._token = token.access_token
        self._until = time.monotonic() + RENEW * (DEFAULT_LIFE if token.expires_in is None else token.expires_in)


def assertion(access: Access) -> str:
    """A JWT that says who the client is, signed with its key, for the token server alone and for five minutes."""
    import jwt

    now = int(time.time())
    claims = {
        "iss": access.client_id,
        "sub": access.client_id,
        "aud": access.audience or access.token_url,
        "jti": secrets.token_urlsafe(24),
        "iat": now,
        "exp": now + ASSERTION_SECONDS,
    }
    try:
        signed = jwt.encode(claims, access.key, algorithm=access.algorithm, headers={"kid": access.key_id})
    except (jwt.PyJWTError, ValueError, TypeError, NotImplementedError) as error:
        fault = one_line(error)[:120]
        raise BadArguments(f"key_file {access.key_file} cannot sign with {access.algorithm}: {fault}") from None
    keep(signed, passing=True)
    return signed
