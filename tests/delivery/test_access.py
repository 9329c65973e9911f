"""Who we are is shown as the server asks, from a file or the environment, and never to anyone else."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from output.delivery.server import access, http
from synth import cli
from synth.errors import BadArguments, ServerTrouble
from tests.servers.faulty import Faults, FaultyServer, Rules

SECRET = "hunter2-of-the-tests"


class TokenServer:
    """Gives tokens and keeps what it was asked; `life`: seconds a token lives; `statuses`: answered first, in turn."""

    def __init__(self, life: float = 300, statuses: tuple[int, ...] = ()) -> None:
        self.asked: list[tuple[dict[str, list[str]], str]] = []
        left = list(statuses)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(handler) -> None:
                body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
                self.asked.append((parse_qs(body), handler.headers.get("Authorization", "")))
                status = left.pop(0) if left else 200
                text = {"access_token": SECRET, "expires_in": life} if status == 200 else {"error": "invalid_client"}
                data = json.dumps(text).encode()
                handler.send_response(status)
                handler.send_header("Content-Length", str(len(data)))
                handler.end_headers()
                handler.wfile.write(data)

            def log_message(handler, *args) -> None:
                """Nothing is printed."""

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/token"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error) -> None:
        self.http.shutdown()
        self.http.server_close()


def get(url: str, known: access.Access, times: int = 1, at: str = "") -> list[int]:
    """The statuses of asking a URL so often, as who we are; at: the base that the user named, if it is another."""

    async def ask() -> list[int]:
        async with http.async_client(http.server(at or url, (), known), known) as client:
            return [(await client.get(url)).status_code for _ in range(times)]

    return http.in_one(ask())


def ask_once(url: str, known: access.Access) -> None:
    async def ask() -> None:
        async with http.async_client(http.server(url, (), known), known) as client:
            await http.ask(client, "GET", url, attempts=1)

    http.in_one(ask())


def pem(key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def told(tmp_path: Path, **values: str) -> str:
    file = tmp_path / "auth.toml"
    file.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
    file.chmod(0o600)
    return str(file)


def seed(server: FaultyServer, dataset: Path, tmp_path: Path, *more: str) -> int:
    return cli.run(["seed", server.url, str(dataset), "--journal", str(tmp_path / "j"), *more])


@pytest.mark.parametrize("kind, values, header", [
    ("basic", {"user": "me", "password": SECRET}, "Basic " + base64.b64encode(f"me:{SECRET}".encode()).decode()),
    ("bearer", {"token": SECRET}, f"Bearer {SECRET}"),
])  # fmt: skip
def test_a_server_is_filled_with_what_it_asks_to_see_and_nothing_shows_it(
    dataset, tmp_path, capfd, kind, values, header
):
    with FaultyServer(Faults(kinds=("503", "cut after")), Rules(authorisation=header)) as server:
        assert seed(server, dataset, tmp_path) == 1
        assert "HTTP 401" in capfd.readouterr().err and not server.store.held
        report = tmp_path / "report.json"
        assert (
            seed(server, dataset, tmp_path, "--auth-file", told(tmp_path, kind=kind, **values), "--report", str(report))
            == 0
        )
    shown = "".join(capfd.readouterr()) + report.read_text() + (tmp_path / "j").read_text()
    assert SECRET not in shown and header not in shown


def test_secrets_may_stand_in_the_environment(dataset, tmp_path, monkeypatch):
    monkeypatch.setenv("SYNTH_TOKEN", SECRET)
    with FaultyServer(rules=Rules(authorisation=f"Bearer {SECRET}")) as server:
        assert seed(server, dataset, tmp_path, "--auth", "bearer", "--quiet") == 0


@pytest.mark.parametrize("post", [False, True])
def test_client_credentials_fetch_a_token_once_and_keep_it(dataset, tmp_path, post):
    with TokenServer(statuses=(503,)) as tokens, FaultyServer(rules=Rules(authorisation=f"Bearer {SECRET}")) as server:
        values = {"client_auth": "post"} if post else {}
        file = told(
            tmp_path,
            kind="client-credentials",
            token_url=tokens.url,
            client_id="me",
            client_secret="s3",
            scope="a b",
            **values,
        )
        assert seed(server, dataset, tmp_path, "--auth-file", file, "--quiet") == 0
    assert len(tokens.asked) == 2, "once more after a 503, and then kept"
    form, header = tokens.asked[-1]
    assert form["grant_type"] == ["client_credentials"] and form["scope"] == ["a b"]
    assert (form.get("client_secret") == ["s3"]) == post and (
        header == "Basic " + base64.b64encode(b"me:s3").decode()
    ) == (not post)


@pytest.mark.parametrize("kind, algorithm, key", [
    ("smart", "RS384", "rsa"), ("smart", "ES384", "ec"), ("nhs", "RS512", "rsa"),
])  # fmt: skip
def test_an_assertion_is_signed_as_smart_and_the_nhs_ask(tmp_path, kind, algorithm, key):
    private = rsa.generate_private_key(65537, 2048) if key == "rsa" else ec.generate_private_key(ec.SECP384R1())
    (tmp_path / "key.pem").write_text(pem(private))
    (tmp_path / "key.pem").chmod(0o600)
    with TokenServer() as tokens, FaultyServer(rules=Rules(authorisation=f"Bearer {SECRET}")) as server:
        more = {"algorithm": algorithm} if algorithm == "ES384" else {}
        file = told(
            tmp_path,
            kind=kind,
            token_url=tokens.url,
            client_id="app-1",
            key_file=str(tmp_path / "key.pem"),
            key_id="test-1",
            **more,
        )
        known = access.read(file=file, environment={})
        assert get(f"{server.url}/metadata", known) == [200]
    form, _ = tokens.asked[0]
    assert form["client_assertion_type"] == ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]
    assertion = form["client_assertion"][0]
    head = jwt.get_unverified_header(assertion)
    claims = jwt.decode(assertion, private.public_key(), algorithms=[algorithm], audience=tokens.url)
    assert (head["alg"], head["kid"], head["typ"]) == (algorithm, "test-1", "JWT")
    assert (
        claims["iss"] == claims["sub"] == "app-1"
        and 0 < claims["exp"] - claims["iat"] <= 300
        and len(claims["jti"]) > 20
    )


def test_a_token_is_renewed_before_it_ends_and_once_when_it_is_refused():
    with TokenServer(life=0.0) as tokens, FaultyServer(rules=Rules(authorisation="Bearer other")) as server:
        known = access.Access(kind="client-credentials", token_url=tokens.url, client_id="a", client_secret="b")
        assert get(f"{server.url}/metadata", known) == [401] and len(tokens.asked) == 2
        assert get(f"{server.url}/metadata", known, times=2) == [401, 401] and len(tokens.asked) == 2 + 4


def test_a_token_server_that_refuses_is_one_line_without_the_secret(tmp_path):
    with TokenServer(statuses=(401,)) as tokens, FaultyServer() as server:
        known = access.Access(kind="client-credentials", token_url=tokens.url, client_id="a", client_secret=SECRET)
        with pytest.raises(ServerTrouble) as refused:
            get(f"{server.url}/metadata", known)
    assert "gives no token: HTTP 401 invalid_client" in str(refused.value) and SECRET not in str(refused.value)


def test_a_key_of_the_wrong_kind_is_refused_in_one_line(tmp_path):
    (tmp_path / "key.pem").write_text(pem(ec.generate_private_key(ec.SECP384R1())))
    (tmp_path / "key.pem").chmod(0o600)
    values = {
        "token_url": "http://127.0.0.1:1/t",
        "client_id": "a",
        "key_file": str(tmp_path / "key.pem"),
        "key_id": "k",
    }
    known = access.read("nhs", told(tmp_path, **values), environment={})
    with pytest.raises(BadArguments, match="cannot sign with RS512"):
        get("http://127.0.0.1:1/metadata", known)


def test_mutual_tls_shows_our_certificate_and_trusts_only_the_given_one(tmp_path):
    ours, theirs = certificate(tmp_path, "us"), certificate(tmp_path, "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*theirs)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(ours[0])
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(dict(x[0] for x in self.connection.getpeercert()["subject"])["commonName"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args) -> None:
            """Nothing is printed."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request, client_address) -> None:
            """Some are turned away on purpose."""

    with Server(("127.0.0.1", 0), Handler) as https:
        https.socket = context.wrap_socket(https.socket, server_side=True)
        threading.Thread(target=https.serve_forever, args=(0.05,), daemon=True).start()
        url = f"https://127.0.0.1:{https.server_address[1]}/"
        known = access.read(ca=theirs[0], certificate=ours[0], certificate_key=ours[1], environment={})
        assert get(url, known) == [204] and seen == ["us"]
        for wrong in (access.read(environment={}), access.read(ca=theirs[0], environment={})):
            with pytest.raises(ServerTrouble, match="gives no answer"):
                ask_once(url, wrong)
        https.shutdown()
    with pytest.raises(BadArguments, match="--ca"):
        access.read(ca=str(tmp_path / "none.pem"), environment={})
    (tmp_path / "bad.pem").write_text("nonsense")
    with pytest.raises(BadArguments, match="--client-cert"):
        get(url, access.read(certificate=str(tmp_path / "bad.pem"), environment={}))


def certificate(folder: Path, name: str) -> tuple[str, str]:
    """A certificate that signs itself, and its key, as files."""
    import datetime as dt
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))] if name[0].isdigit() else [x509.DNSName(name)]
    signed = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
              .serial_number(7).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
              .add_extension(x509.SubjectAlternativeName(names), critical=False)
              .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256()))  # fmt: skip
    paths = folder / f"{name}.crt", folder / f"{name}.key"
    paths[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    paths[1].write_text(pem(key))
    paths[1].chmod(0o600)
    return str(paths[0]), str(paths[1])
