"""Credentials, which a server wants to see: read from a file or the environment, shown to nobody.

Secrets stand in no argument, where other users of a machine could see them, and in no log: an Access prints its kind
and no more.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from synth.errors import BadArguments, one_line
from synth.printable import printable
from synth.secrecy import keep

NEEDS: dict[str, tuple[str, ...]] = {
    "none": (),
    "basic": ("user", "password"),
    "bearer": ("token",),
    "client-credentials": ("token_url", "client_id", "client_secret"),
    "smart": ("token_url", "client_id", "key_file", "key_id"),
    "nhs": ("token_url", "client_id", "key_file", "key_id"),
    "mesh": ("user", "password", "shared_key"),
}
"""The kinds of authorisation, and what each needs to be told."""

MAY = ("scope", "audience", "algorithm", "client_auth")
"""What may be told besides; `client_auth = "post"` sends a client secret in the form instead of the header."""

ALGORITHMS = {"smart": "RS384", "nhs": "RS512"}
"""How an assertion is signed unless told otherwise."""

OURS = frozenset({
    "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "trailer", "upgrade",
    "cookie",
})  # fmt: skip
"""Headers that are for the requests themselves."""
LARGEST = 1_000_000
"""Bytes: no file with secrets is larger."""
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")


@dataclass(frozen=True, repr=False)
class Access:
    """The credentials that we show. kind: one of NEEDS; the other members are what that kind needs, or empty.

    user: of mesh, the mailbox that sends. key: the private key, PEM. headers: sent with every request. ca, certificate,
    certificate_key: files for TLS, the last two for mutual TLS, which goes with any kind.
    """

    kind: str = "none"
    user: str = ""
    password: str = ""
    token: str = ""
    token_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    shared_key: str = ""
    key_file: str = ""
    key_id: str = ""
    scope: str = ""
    audience: str = ""
    algorithm: str = ""
    client_auth: str = "basic"
    key: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    ca: str = ""
    certificate: str = ""
    certificate_key: str = ""

    def __post_init__(self) -> None:
        """Refuse what no request can carry, in a line that does not show it; and show none of it from now on."""
        for name in ("user", "password", "token", "client_id", "client_secret", "shared_key", "scope", "audience",
                     "key_id"):  # fmt: skip
            fault = _unfit(getattr(self, name), tight=name == "token")
            if fault:
                raise BadArguments(f"'{name}' of --auth {self.kind} holds {fault}: write it again, on one line")
        if ":" in self.user:
            raise BadArguments(f"'user' of --auth {self.kind} holds a colon, after which a server reads the password")
        for name, value in self.headers.items():
            if not _NAME.fullmatch(name) or name.lower() in OURS:
                raise BadArguments(f"headers: {printable(name)[:40]!r} is no header that can be set here")
            fault = _unfit(value)
            if fault or not value.isascii():
                raise BadArguments(f"headers: the value of '{name}' holds {fault or 'letters that are not ASCII'}")
        for secret in (self.password, self.token, self.client_secret, self.shared_key, *self.headers.values()):
            keep(secret)
        if self.password:
            keep(b64encode(f"{self.user}:{self.password}".encode()).decode())

    def __repr__(self) -> str:
        return f"Access({self.kind})"

    @property
    def secret(self) -> bool:
        """Whether requests carry something that must not be overheard."""
        return self.kind != "none" or bool(self.headers)


def read(
    kind: str | None = None,
    file: str | Path | None = None,
    *,
    ca: str = "",
    certificate: str = "",
    certificate_key: str = "",
    environment: Mapping[str, str] | None = None,
) -> Access:
    """The access that a user described, or BadArguments in one line.

    file: a TOML file with `kind` and what it needs, perhaps a table `headers`. What the file does not say is looked for
    in the environment: SYNTH_AUTH for the kind, SYNTH_USER, SYNTH_PASSWORD, SYNTH_TOKEN, SYNTH_TOKEN_URL and so on.
    """
    environment = os.environ if environment is None else environment
    told = _from_file(Path(file)) if file else {}
    headers = told.pop("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise BadArguments(f"--auth-file {file}: headers must be a table of texts")
    wanted = kind or str(told.pop("kind", "")) or environment.get("SYNTH_AUTH", "none")
    told.pop("kind", None)
    if wanted not in NEEDS:
        raise BadArguments(f"--auth {wanted}: there is no such kind; choose among {', '.join(NEEDS)}")
    unknown = sorted(told.keys() - {*NEEDS[wanted], *MAY})
    if unknown:
        raise BadArguments(f"--auth-file {file}: '{unknown[0]}' has no meaning for --auth {wanted}")
    values: dict[str, str] = {}
    for name in (*NEEDS[wanted], *MAY):
        value = told.get(name, environment.get(f"SYNTH_{name.upper()}", ""))
        if not isinstance(value, str):
            raise BadArguments(f"--auth-file {file}: '{name}' must be text")
        if value:
            values[name] = value
        elif name in NEEDS[wanted]:
            raise BadArguments(f"--auth {wanted} needs '{name}': put it in --auth-file, or in SYNTH_{name.upper()}")
    if wanted in ALGORITHMS:
        values.setdefault("algorithm", ALGORITHMS[wanted])
        values["key"] = _key(values["key_file"])
    for option, path in (("--ca", ca), ("--client-cert", certificate), ("--client-key", certificate_key)):
        if path and not Path(path).is_file():
            raise BadArguments(f"{option} {path}: there is no such file")
    if certificate_key and not certificate:
        raise BadArguments("--client-key goes with --client-cert")
    if certificate_key:
        _private("--client-key", Path(certificate_key))
    elif certificate and b"PRIVATE KEY" in _bytes("--client-cert", Path(certificate)):
        _private("--client-cert", Path(certificate))
    return Access(
        kind=wanted, headers=headers, ca=ca, certificate=certificate, certificate_key=certificate_key, **values
    )


def _unfit(value: str, tight: bool = False) -> str:
    """What makes a text unfit for a header, in words; "" if nothing does. tight: it may hold no space either."""
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
        return "a line end, a tab or another control character"
    if tight and (not value.isascii() or " " in value):
        return "a space, or letters that are not ASCII"
    return "" if value.isprintable() else "a letter that cannot be seen"


def _from_file(path: Path) -> dict:
    option = "--auth-file"
    content = _private(option, path)
    try:
        return tomllib.loads(content.decode())
    except UnicodeError:
        raise BadArguments(f"{option} {path} cannot be read: it is not text in UTF-8") from None
    except (ValueError, RecursionError) as error:  # its words name line and column, but may show a letter of a secret
        place = re.search(r"\(at ([^()]*)\)", str(error))
        raise BadArguments(f"{option} {path} cannot be read: no TOML at {place[1] if place else 'its end'}") from None


def _key(path: str) -> str:
    try:
        text = _private("key_file", Path(path)).decode("ascii")
    except UnicodeError:
        raise BadArguments(f"key_file {path} cannot be read: it is not text") from None
    if "PRIVATE KEY" not in text:
        raise BadArguments(f"key_file {path} holds no private key in PEM")
    return text


def _private(option: str, path: Path) -> bytes:
    """The content of a file with secrets, or BadArguments in one line: nobody but its owner may be able to read it."""
    content = _bytes(option, path)
    mode = path.stat().st_mode
    if os.name == "posix" and mode & 0o077:
        raise BadArguments(
            f"{option} {path} holds secrets, and others than its owner may use it (mode {stat.S_IMODE(mode):o}): "
            f"chmod 600 {path}"
        )
    return content


def _bytes(option: str, path: Path) -> bytes:
    """The content of a small file, or of a pipe that the shell has opened for us (/dev/fd/63)."""
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind) and not (stat.S_ISFIFO(kind) and path.parent == Path("/dev/fd")):
            raise BadArguments(f"{option} {path} cannot be read: it is no file")
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or one_line(error)
        raise BadArguments(f"{option} {path} cannot be read: {said}") from None
    if len(content) > LARGEST:
        raise BadArguments(f"{option} {path} cannot be read: it has more than {LARGEST:,} bytes")
    return content
