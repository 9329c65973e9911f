"""A secret is shown to nobody: not on the terminal, not in a journal or report, whoever repeats it and however."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from output.delivery.server import access
from synth import cli, secrecy
from synth.errors import BadArguments
from synth.printable import printable
from tests.attack.doors import through
from tests.attack.hostile import SECRET, STATEMENT, Asked, Hostile, reply

pytestmark = [pytest.mark.attack, pytest.mark.usefixtures("hasty")]


def told(tmp_path: Path, text: str, mode: int = 0o600) -> str:
    """A file with what --auth needs."""
    file = tmp_path / "auth.toml"
    file.touch(0o600)
    file.write_text(text)
    file.chmod(mode)
    return str(file)


def hidden(text: str) -> bool:
    """Whether no eight characters in a row of the secret can be read out of a text, as it is or in base64."""
    plain = "".join(text.split()).lower()
    whole = SECRET.lower()
    in_base64 = base64.b64encode(f"Bearer {SECRET}".encode()).decode().lower()[12:-4]
    return not any(
        part[at : at + 10] in plain for part in (whole, in_base64, whole.encode().hex()) for at in range(len(part) - 9)
    )


ECHOES: dict[str, Callable[[str], str]] = {
    "as it is": lambda s: s, "with its kind": lambda s: f"Bearer {s}", "quoted": lambda s: f'"{s}"', "for a URL": lambda s: quote(s, safe=""),
    "twice for a URL": lambda s: quote(quote(s, safe=""), safe=""), "base64": lambda s: base64.b64encode(s.encode()).decode(),
    "header in base64": lambda s: base64.b64encode(f"Bearer {s}".encode()).decode(), "user and password": lambda s: base64.b64encode(f"me:{s}".encode()).decode(),
    "base64 for a URL": lambda s: base64.urlsafe_b64encode(s.encode()).decode(), "hexadecimal": lambda s: s.encode().hex(), "large": lambda s: s.upper(),
    "spaced": lambda s: " ".join(s), "in lines": lambda s: "\n".join(s[at : at + 5] for at in range(0, len(s), 5)), "dashed": lambda s: "-".join(s),
    "its half": lambda s: s[: len(s) // 2], "its other half": lambda s: s[len(s) // 2 :], "within": lambda s: f"xx{s}yy{s}zz",
    "in halves": lambda s: f"first {s[:14]} and then {s[14:]}", "with colours": lambda s: "\x1b[31m".join([s[:9], s[9:18], s[18:]]), "backwards": lambda s: s[::-1],
    "at the cut": lambda s: "x" * 280 + s, "in a Location": lambda s: f"http://127.0.0.1:1/?token={s}",
}  # fmt: skip
"""How a server may say a secret back."""


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize(
    "where",
    [
        "words of a refusal",
        "text of a refusal",
        "status line",
        "location",
        "version",
        "software",
        "token server",
        "page",
    ],
)
def test_a_secret_that_a_server_says_back_is_not_shown(tmp_path, capsys, where, echo):
    said = ECHOES[echo](SECRET)
    one_line = " ".join(said.split())
    latin = one_line.replace("\x1b", "")
    answers = {
        "words of a refusal": reply({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "diagnostics": said}]}, 403),
        "text of a refusal": reply(said.encode(), 403), "status line": f"HTTP/1.1 {latin}\r\n\r\n".encode(),
        "location": reply(b"", 302, location=latin), "version": reply({**STATEMENT, "fhirVersion": said}),
        "software": reply({**STATEMENT, "software": {"name": said, "version": said}}),
        "token server": reply({"error": said, "error_description": said}, 400), "page": reply(said.encode(), 200),
    }  # fmt: skip
    with Hostile(lambda asked: answers[where]) as base:
        known = access.Access(kind="bearer", token=SECRET)
        if where == "token server":
            known = access.Access(
                kind="client-credentials", token_url=f"{base.url}/token", client_id="me", client_secret=SECRET
            )
        try:
            shown = "\n".join(through("metadata", base.url, tmp_path / "j", access=known))
        except Exception as error:
            shown = f"{type(error).__name__}: {error}"
    printed = "\n".join([shown, printable(said)])
    assert hidden(printed), printed


def server_that_says_back(asked: Asked) -> bytes:
    """Takes nothing, and says to each entry who it was."""
    if asked.path.endswith("/metadata"):
        return reply(STATEMENT)
    said = {"severity": "error", "diagnostics": f"\x1b[2J{asked.headers.get('authorization')} \u202e"}
    outcome = {"resourceType": "OperationOutcome", "issue": [said]}
    if asked.method == "POST" and b"synth-probe" not in asked.body:
        many = len(json.loads(asked.body)["entry"])
        return reply({"resourceType": "Bundle", "entry": [{"response": {"status": "422", "outcome": outcome}}] * many})
    return reply(outcome, 422 if asked.method == "POST" else 404)


def test_neither_terminal_nor_journal_nor_report_shows_it(whole, tmp_path, capfd):
    journal, report = tmp_path / "journal", tmp_path / "report.json"
    file = told(tmp_path, f'kind = "bearer"\ntoken = "{SECRET}"\n')
    with Hostile(server_that_says_back) as base:
        command = [
            "seed",
            base.url,
            str(whole),
            "--auth-file",
            file,
            "--journal",
            str(journal),
            "--report",
            str(report),
        ]
        code = cli.run([*command, "--mode", "batch", "--max-refused", "100000"])
        assert any(each.headers.get("authorization") == f"Bearer {SECRET}" for each in base.asked)
    printed = "".join(capfd.readouterr())
    assert code == 1 and "[secret]" in printed and "[secret]" in journal.read_text()
    written = report.read_text() if report.exists() else ""  # a server that takes nothing ends the run before a report
    for text in (printed, journal.read_text(), written):
        assert SECRET not in text and all(line.isprintable() for line in text.splitlines())


@pytest.mark.parametrize(
    "letter", ["\\r", "\\n", "\\t", "\\u0000", "\\u007f", "\\u0085", " ", "é", "\\u202e", "\\u001b[31m"]
)
@pytest.mark.parametrize("member", ["token", "password", "client_secret", "headers"])
def test_a_secret_that_no_header_can_carry_is_refused_in_a_line_that_does_not_show_it(
    tmp_path, capsys, whole, member, letter
):
    value = f'"{SECRET[:12]}{letter}{SECRET[12:]}"'
    texts = {
        "token": f'kind = "bearer"\ntoken = {value}', "password": f'kind = "basic"\nuser = "me"\npassword = {value}',
        "client_secret": f'kind = "client-credentials"\ntoken_url = "http://127.0.0.1:9/t"\nclient_id = "me"\nclient_secret = {value}',
        "headers": f'kind = "none"\n[headers]\nx-api-key = {value}',
    }  # fmt: skip
    if (letter == " " and member != "token") or (letter == "é" and member in ("password", "client_secret")):
        pytest.skip("it can carry that")
    with Hostile() as base:
        assert cli.run(["seed", base.url, str(whole), "--auth-file", told(tmp_path, texts[member])]) == 2
        assert base.asked == []
    line = capsys.readouterr().err.removesuffix("\n")
    assert line.startswith("synth: ") and line.isprintable() and hidden(line) and "[secret]" not in line


@pytest.mark.parametrize(
    "name",
    [
        "Host",
        "content-length",
        "Transfer-Encoding",
        "connection",
        "cookie",
        "x y",
        "x:y",
        "",
        "x\\r\\ny",
        "é",
        "accept-encoding",
    ],
)
def test_a_header_that_is_the_requests_own_is_refused(tmp_path, name):
    with pytest.raises(BadArguments) as refused:
        access.read(file=told(tmp_path, f'[headers]\n"{name}" = "{SECRET}"\n'), environment={})
    assert hidden(str(refused.value)) and "\n" not in str(refused.value)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o606, 0o620, 0o610, 0o601, 0o666, 0o777])
@pytest.mark.parametrize("what", ["auth file", "key file", "client key", "certificate with its key"])
def test_a_file_with_secrets_that_others_may_use_is_refused_with_the_mend(tmp_path, capsys, whole, what, mode):
    key = tmp_path / "key.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n")
    key.chmod(mode if what != "auth file" else 0o600)
    smart = f'kind = "smart"\ntoken_url = "http://127.0.0.1:9/t"\nclient_id = "me"\nkey_id = "k"\nkey_file = "{key}"\n'
    if what == "auth file":
        more = ["--auth-file", told(tmp_path, 'kind = "none"\n', mode)]
    elif what == "key file":
        more = ["--auth-file", told(tmp_path, smart)]
    else:
        more = ["--client-cert", str(key), *(["--client-key", str(key)] if what == "client key" else [])]
    assert cli.run(["seed", "http://127.0.0.1:9/fhir", str(whole), *more]) == 2
    line = capsys.readouterr().err.removesuffix("\n")
    assert "chmod 600" in line and "\n" not in line


@pytest.mark.parametrize(
    "what", ["folder", "device", "pipe", "socket", "large", "binary", "no toml", "deep", "secret outside quotes"]
)
def test_an_auth_file_that_is_none_is_one_line(tmp_path, capsys, whole, what):
    file = tmp_path / "auth"
    if what == "folder":
        file.mkdir(0o700)
    elif what == "pipe":
        os.mkfifo(file, 0o600)
    elif what == "socket":
        socket.socket(socket.AF_UNIX).bind(str(file))
    elif what == "device":
        file = Path("/dev/zero")
    else:
        file.touch(0o600)
        file.write_bytes({
            "large": b"#" * 2_000_000, "binary": b"\xff\xfe\x00", "no toml": b"kind = \x1b[31m", "deep": b"x = " + b"[" * 20_000,
            "secret outside quotes": f'kind = "bearer"\ntoken = {SECRET}\n'.encode(),
        }[what])  # fmt: skip
    assert cli.run(["seed", "http://127.0.0.1:9/fhir", str(whole), "--auth-file", str(file)]) == 2
    line = capsys.readouterr().err.removesuffix("\n")
    assert line.startswith("synth: --auth-file") and line.isprintable() and hidden(line)


@pytest.mark.parametrize("url", [f"http://me:{SECRET}@127.0.0.1:9/fhir", f"http://{SECRET}@127.0.0.1:9/fhir", f"ftp://me:{SECRET}@127.0.0.1/", f"http://me:{SECRET}@[bad/",
                                 f"http://me:{SECRET}@127.0.0.1:99999/", f"http://me:{SECRET}@127.0.0.1/\x1b"])  # fmt: skip
@pytest.mark.parametrize("place", ["base", "token_url", "--allow-remote"])
def test_a_secret_in_a_url_is_refused_and_not_repeated(tmp_path, capsys, whole, place, url):
    base, more = "http://127.0.0.1:9/fhir", []
    if place == "base":
        base = url
    elif place == "--allow-remote":
        base, more = "http://fhir.example.org/", ["--allow-remote", url]
    else:
        text = f'kind = "client-credentials"\ntoken_url = {json.dumps(url)}\nclient_id = "me"\nclient_secret = "other-secret-here"\n'
        more = ["--auth-file", told(tmp_path, text)]
    assert cli.run(["seed", base, str(whole), *more]) == 2
    line = capsys.readouterr().err.removesuffix("\n")
    assert line.isprintable() and hidden(line) and SECRET[:6] not in line


TOKENS = [
    {}, [], None, "x", {"access_token": None}, {"access_token": ""}, {"access_token": 7}, {"access_token": ["x"]}, {"access_token": "a\r\nb"}, {"access_token": "a b"},
    {"access_token": "é"}, {"access_token": "\x1b[31m"}, {"access_token": "x" * 100_000}, {"access_token": "abcdefgh", "expires_in": "soon"},
    {"access_token": "abcdefgh", "expires_in": -1}, {"access_token": "abcdefgh", "expires_in": [1]}, {"error": {"a": SECRET}}, {"error": "\x1b[2J" + SECRET}, {"access_token": {"a": 1}},
]  # fmt: skip


@pytest.mark.parametrize("answer", TOKENS, ids=lambda answer: ascii(answer)[:40])
@pytest.mark.parametrize("kind", ["client-credentials", "client-credentials by post"])
def test_a_token_server_that_means_harm_is_one_line(tmp_path, answer, kind):
    with Hostile(lambda asked: reply(answer)) as tokens, Hostile() as base:
        post = {"client_auth": "post"} if "post" in kind else {}
        known = access.Access(
            kind="client-credentials", token_url=f"{tokens.url}/t", client_id="me", client_secret=SECRET, **post
        )
        with pytest.raises(Exception) as refused:
            through("metadata", base.url, tmp_path / "j", access=known)
        assert base.asked == [] and len(tokens.asked) <= 2
    assert (
        type(refused.value).__name__ == "ServerTrouble"
        and str(refused.value).isprintable()
        and hidden(str(refused.value))
    )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("who", ["base", "tokens"])
def test_a_credential_goes_to_no_third_server(tmp_path, status, who):
    with (
        Hostile() as third,
        Hostile() as base,
        Hostile(lambda asked: reply({"access_token": SECRET, "expires_in": 300}, set_cookie="a=b")) as tokens,
    ):
        elsewhere = reply(b"", status, location=f"http://127.0.0.1:{third.port}/")
        if who == "tokens":
            tokens.answer = lambda asked: elsewhere
        else:
            base.answer = lambda asked: elsewhere
        known = access.Access(
            kind="client-credentials", token_url=f"{tokens.url}/t", client_id="me", client_secret="client-" + SECRET
        )
        with pytest.raises(Exception, match=r"gives no token|sends us on"):
            through("metadata", base.url, tmp_path / "j", access=known)
        assert third.asked == []
        assert all("client-" not in str(each.headers) + each.body.decode() for each in base.asked)
        assert all("cookie" not in each.headers for each in (*base.asked, *tokens.asked))


def test_a_link_to_the_token_server_is_not_followed_either(tmp_path):
    with Hostile(lambda asked: reply({"access_token": SECRET, "expires_in": 300})) as tokens, Hostile() as base:
        page = {"resourceType": "Bundle", "link": [{"relation": "next", "url": f"{tokens.url}/t"}]}
        base.answer = lambda asked: reply(page)
        known = access.Access(
            kind="client-credentials", token_url=f"{tokens.url}/t", client_id="me", client_secret="c" * 9
        )
        said = "".join(through("search", base.url, tmp_path / "j", access=known))
        assert "points to" in said and [each.method for each in tokens.asked] == ["POST"]


def test_a_traceback_of_our_own_shows_no_secret_and_steers_no_terminal():
    code = (
        "import sys; from synth import cli, secrecy; from synth.cli import running;"
        f"secrecy.keep({SECRET!r}); sys.excepthook = running._broken; raise RuntimeError('\\x1b[2J Bearer ' + sys.argv[1])"
    )
    ended = subprocess.run([sys.executable, "-c", code, SECRET], capture_output=True, text=True, check=False)
    assert "RuntimeError" in ended.stderr and SECRET not in ended.stderr and "\x1b" not in ended.stderr


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=200))
def test_whatever_is_said_is_printable(text):
    said = printable(text)
    assert all(letter.isprintable() or letter.isspace() for letter in said)
    assert not any(ord(letter) < 32 or letter in "\u2028\u2029\x85" for letter in said)


@settings(max_examples=300, deadline=None)
@given(
    before=st.text(max_size=30),
    after=st.text(max_size=30),
    between=st.sampled_from(["", " ", "\n", "-", ".", "\x1b[0m"]),
)
def test_a_secret_is_found_wherever_it_stands(before, after, between):
    secrecy.keep(SECRET)
    assert SECRET not in secrecy.redacted(before + SECRET + after)
    assert (
        "Attack" not in secrecy.redacted(before + between.join(SECRET) + after).replace(between, "")
        or "attack" in (before + after).lower()
    )


@pytest.mark.parametrize(
    "text",
    [
        "Patient/00000000-0000-8000-8000-000000000000",
        "HTTP 503 Service Unavailable",
        "Zoë O’Neill, born 2020-02-29",
        "  indented: 1,234",
        "https://fhir.nhs.uk/Id/nhs-number|9990000000",
    ],
)
def test_what_is_no_secret_stays_as_it_is(text):
    secrecy.keep(SECRET)
    assert printable(text) == text
