"""Answers of servers of another shape, and the commands before such servers: each is one line."""

from __future__ import annotations

import subprocess
import sys
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth import cli
from tests.attack.doors import DOORS
from tests.attack.hostile import SECRET, Hostile, reply
from tests.attack.pointing import BEARER, PAGE, PATIENT, fit, outcome

pytestmark = [pytest.mark.attack, pytest.mark.usefixtures("hasty")]

# ---- of another shape -----------------------------------------------------------------------------------------------

IDS = [
    "../../../x",
    "..",
    ".",
    "a/b",
    "a?b",
    "a#b",
    "",
    " ",
    "a" * 65,
    "\x1b[31m",
    "é",
    "a\nb",
    "%2e%2e",
    None,
    7,
    True,
    [],
    {},
]
ODD = [None, True, 7, -1.5, "x", "\x1b]0;owned\x07\u202e", [], {}, [None], [[]], [7], ["x"], {"a": 1}]
NAMES = ["resourceType", "id", "meta", "tag", "entry", "resource", "response", "status", "outcome", "issue", "details", "text", "link", "url",
         "relation", "search", "mode", "total", "rest", "resource", "interaction", "code", "searchParam", "operation", "name", "software",
         "version", "fhirVersion", "type", "searchInclude", "implementation", "description", "diagnostics", "versionId", "profile", "security", "source"]  # fmt: skip


@pytest.mark.parametrize("door", ["lookup", "unseed", "search", "read", "version"])
@pytest.mark.parametrize("identity", IDS, ids=ascii)
def test_an_id_that_is_none_gets_into_no_url_and_onto_no_terminal(tmp_path, door, identity):
    odd = {**PATIENT, "id": identity, "meta": {**PATIENT["meta"], "versionId": identity}}
    with Hostile(
        lambda asked: reply(odd if "Patient/" in asked.path else {**PAGE, "entry": [{"resource": odd}]})
    ) as base:
        outcome(door, base.url, tmp_path)
        paths = [each.path for each in base.asked] + [each.body.decode() for each in base.asked]
    assert not any(str(identity) in path for path in paths if identity in IDS[:6] and len(str(identity)) > 1)
    assert all(path.startswith("/fhir") for path in paths if path.startswith("/"))


MEMBERS = st.sampled_from(NAMES)
VALUES = st.recursive(
    st.sampled_from(ODD) | st.sampled_from(["Bundle", "Patient", "CapabilityStatement", "OperationOutcome", "next", "200", "error", "server"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=5),
    max_leaves=20,
)  # fmt: skip
BUNDLES = st.fixed_dictionaries(
    {"resourceType": st.sampled_from(["Bundle", "CapabilityStatement", "Patient", "OperationOutcome", "Parameters"])},
    optional=dict.fromkeys(("entry", "link", "total", "rest", "software", "issue", "meta", "fhirVersion", "implementation"), VALUES),
)  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(body=BUNDLES | VALUES, status=st.sampled_from([200, 200, 200, 201, 400, 422, 404, 301]))
def test_an_answer_of_another_shape_is_no_traceback(tmp_path_factory, door, body, status):
    with Hostile(lambda asked: reply(body, status)) as base:
        outcome(door, base.url, tmp_path_factory.mktemp("shape"))
        assert len(base.asked) <= 40


@pytest.mark.parametrize("line", [
    b"", b"nonsense\r\n\r\n", b"HTTP/1.1 999 X\r\n\r\n", b"HTTP/1.1 -1 X\r\n\r\n", b"HTTP/9.9 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 9\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nx", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\n\xff\xfe: \x1b\r\n\r\n", b"HTTP/1.1 200 OK\r\n: x\r\n\r\n", b"HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n", b"HTTP/1.1 200 \x1b[31m" + SECRET.encode() + b"\r\n\r\n{}",
    b"HTTP/1.1 204 No\r\n\r\n", b"HTTP/1.1 304 Not\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\n\r\n%PDF", b"SSH-2.0-OpenSSH_9\r\n", b"\x15\x03\x01\x00\x02\x02\x46",
], ids=lambda line: ascii(line)[:40])  # fmt: skip
@pytest.mark.parametrize("door", ["metadata", "send", "search"])
def test_what_is_no_http_is_one_line(tmp_path, door, line):
    with Hostile(lambda asked: line) as base:
        said = outcome(door, base.url, tmp_path, access=BEARER)
        assert said and len(base.asked) <= 20


# ---- the commands themselves ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [
    "http://127.0.0.1:99999/fhir", "http://127.0.0.1:0/fhir", "http://127.0.0.1:-1/", "http://[bad/", "http://[::1", "http://", "http:", "x", "",
    "file:///etc/passwd", "http://a b/", "http://127.0.0.1/\x1b[2J", "http://me:pw@127.0.0.1/", "http://127.0.0.1/?a=b", "http://127.0.0.1/#a",
    "http://127.0.0.1:80:80/", "http://①27.0.0.1/", "http://" + "a" * 70_000, "http://api.service.nhs.uk/", "http://api.service.nhs.uk./", "//127.0.0.1/",
    "http://exa%6dple.org/",
], ids=lambda url: ascii(url)[:40])  # fmt: skip
@pytest.mark.parametrize("command", ["seed", "unseed", "verify"])
def test_an_odd_url_is_one_line_and_exit_code_two(whole, capsys, command, url):
    assert cli.run([command, url, str(whole)]) == 2
    printed = capsys.readouterr()
    line = printed.err.removesuffix("\n")
    assert line.startswith("synth: ") and fit(line) and "pw" not in line and printed.out == "" and len(line) < 500


@pytest.mark.parametrize("command", [["seed"], ["verify"], ["unseed", "--yes"], ["seed", "--dry-run"]], ids=" ".join)
@pytest.mark.parametrize("answer", [
    reply({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "diagnostics": "\x1b]0;owned\x07 \u202e\u2066 \x9b31m"}]}, 403),
    reply(b"", 302, location="http://127.0.0.1:1/\x1b[31m?token=x"), reply(b"[]"), reply(b"{}" * 90), reply({"resourceType": "CapabilityStatement", "rest": 7}),
    reply({"resourceType": "CapabilityStatement", "fhirVersion": "\x1b[31m3"}), reply({"resourceType": "CapabilityStatement", "rest": [None]}),
], ids=["outcome", "redirect", "list", "two", "rest", "version", "null"])  # fmt: skip
def test_a_hostile_metadata_is_exit_code_one_and_steers_no_terminal(whole, tmp_path, capsys, command, answer):
    with Hostile(lambda asked: answer) as base:
        code = cli.run([command[0], base.url, str(whole), *command[1:]])
    printed = capsys.readouterr()
    lines = (printed.err + printed.out).splitlines()
    assert code == 1 and lines and all(fit(line) for line in lines)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "identity"])
def test_a_bomb_of_gigabytes_leaves_memory_small(whole, coding):
    packer = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    block = b"0" * 10_000_000
    pieces = [block] * 300 if coding == "identity" else [packer.compress(block) for _ in range(300)]
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {coding}\r\n\r\n".encode()
    with Hostile(lambda asked: [head, *pieces]) as base:
        code = (
            "import sys; from pathlib import Path; from synth import cli;"
            f"code = cli.run(['verify', '{base.url}', sys.argv[1]]);"
            # of this program alone: what the process that started it took is counted by getrusage
            "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0]); sys.exit(code)"
        )
        ended = subprocess.run([sys.executable, "-c", code, str(whole)], capture_output=True, text=True, check=False)
    assert ended.returncode == 1 and "more than 32,000,000 bytes" in ended.stderr, ended.stderr
    assert int(ended.stdout.split()[-1]) < 600_000, "kilobytes"
