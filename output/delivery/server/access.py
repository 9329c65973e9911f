"""What a server wants to see before it lets anyone in: read from a file or the environment, shown to nobody.

Secrets stand in no argument, where other users of a machine could see them, and in no log: an Access prints its kind
and no more.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from synth.errors import BadArguments, one_line

NEEDS: dict[str, tuple[str, ...]] = {
    "none": (),
    "basic": ("user", "password"),
    "bearer": ("token",),
    "client-credentials": ("token_url", "client_id", "client_secret"),
    "smart": ("token_url", "client_id", "key_file", "key_id"),
    "nhs": ("token_url", "client_id", "key_file", "key_id"),
}
"""The kinds of authorisation, and what each needs to be told."""

MAY = ("scope", "audience", "algorithm", "client_auth")
"""What may be told besides; `client_auth = "post"` sends a client secret in the form instead of the header."""

ALGORITHMS = {"smart": "RS384", "nhs": "RS512"}
"""How an assertion is signed unless told otherwise."""

SECRET = frozenset({"password", "token", "client_secret"})


@dataclass(frozen=True, repr=False)
class Access:
    """How we show who we are. kind: one of NEEDS; the other members are what that kind needs, or empty.

    key: the private key, PEM. headers: sent with every request. ca, certificate, certificate_key: files for TLS,
    the last two for mutual TLS, which goes with any kind.
    """

    kind: str = "none"
    user: str = ""
    password: str = ""
    token: str = ""
    token_url: str = ""
    client_id: str = ""
    client_secret: str = ""
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
    return Access(
        kind=wanted, headers=headers, ca=ca, certificate=certificate, certificate_key=certificate_key, **values
    )


def _from_file(path: Path) -> dict:
    try:
        with open(path, "rb") as text:
            return tomllib.load(text)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or one_line(error)
        raise BadArguments(f"--auth-file {path} cannot be read: {said}") from None


def _key(path: str) -> str:
    try:
        text = Path(path).read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is not text"
        raise BadArguments(f"key_file {path} cannot be read: {said}") from None
    if "PRIVATE KEY" not in text:
        raise BadArguments(f"key_file {path} holds no private key in PEM")
    return text
