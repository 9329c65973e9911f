"""A hostile server gets nothing: no request to where it points, no credential, no memory, no time, no traceback."""

from __future__ import annotations

import gzip
import itertools
import json
import time
import zlib
from typing import Any

import pytest

from output.delivery.server import bounded, http
from synth.errors import ServerTrouble
from tests.attack.doors import DOORS
from tests.attack.hostile import SECRET, STATEMENT, Asked, Hostile, reply
from tests.attack.pointing import BEARER, LINKED, PAGE, PATIENT, fit, outcome

pytestmark = [pytest.mark.attack, pytest.mark.usefixtures("hasty")]

# ---- where it points ------------------------------------------------------------------------------------------------

ELSEWHERE = [
    "http://127.0.0.1:{other}/fhir/x", "//127.0.0.1:{other}/fhir/x", "HTTP://127.0.0.1:{other}/", "http://localhost:{other}/x",
    "http://localhost:{base}/fhir/x", "http://[::1]:{other}/x", "http://[::ffff:127.0.0.1]:{other}/x", "http://127.1:{other}/x",
    "http://0x7f000001:{other}/x", "http://2130706433:{other}/x", "http://0177.0.0.1:{other}/x", "http://127.0.0.1.:{other}/x",
    "http://127.0.0.1.:{base}/x", "https://127.0.0.1:{base}/fhir/x", "https://127.0.0.1:{other}/x", "http://127.0.0.1/x",
    "http://me:pw@127.0.0.1:{base}/fhir/x", "http://me@127.0.0.1:{base}/fhir/x", "http://127.0.0.1:{base}@127.0.0.1:{other}/x",
    "http://127.0.0.1:{base}\\@127.0.0.1:{other}/x", "http://①27.0.0.1:{other}/",
    "http://xn--127-0-0-1-x:{other}/", "http://exämple.org/", "http://evil.example.org:{base}/fhir/x", "http://api.service.nhs.uk/x",
    "http://127.0.0.1:{base}.evil.example.org/", "ftp://127.0.0.1:{base}/x", "file:///etc/hostname", "javascript:alert(1)",
    "data:application/json,{{}}", "ws://127.0.0.1:{base}/x", "http://", "http:", "http:///x", "http://[", "http://[::1", "http://:{other}/",
    "http://127.0.0.1:99999/x", "http://127.0.0.1:-1/x", "http://127.0.0.1:0/", "http://127.0.0.1:{base}0/x", "\x00", "http://127.0.0.1:{base}/\x1b[2J",
    "http://127.0.0.1:{base}/" + "a" * 70_000, "http://127.0.0.1%3a{other}/x", "http://127.0.0.1:{base}%40127.0.0.1:{other}/x",
    "//me:pw@127.0.0.1:{base}/x", "///127.0.0.1:{other}/x", "http://127.0.0.1:{other}\r\nHost: x/",
]  # fmt: skip
"""Every way of naming another server, or this one in another way."""
"""Doors that follow links to further pages."""


@pytest.mark.parametrize("door", LINKED)
@pytest.mark.parametrize("link", ELSEWHERE, ids=lambda link: ascii(link)[:50])
def test_a_link_to_another_server_is_not_followed_and_nobody_else_is_asked(tmp_path, door, link):
    with Hostile() as other, Hostile() as base:
        to = link.format(other=other.port, base=base.port)
        base.answer = lambda asked: reply({**PAGE, "link": [{"relation": "next", "url": to}]})
        said = outcome(door, base.url, tmp_path, access=BEARER)
        asked = list(base.asked)
    assert other.asked == [], "nobody but the base is asked"
    assert len(asked) <= 3
    assert said, "and it is said"


@pytest.mark.parametrize("door", LINKED)
@pytest.mark.parametrize("link", ["http://127.0.0.1:{base}/fhir?_getpages=1", "HTTP://127.0.0.1:{base}/fhir?_getpages=1",
                                  "?_getpages=1", "/other?_getpages=1", "//127.0.0.1:{base}/fhir?_getpages=1"])  # fmt: skip
def test_a_link_to_the_base_itself_is_followed_however_it_is_written(tmp_path, door, link):
    with Hostile() as base:
        to = link.format(base=base.port)
        base.answer = lambda asked: reply(
            PAGE if "_getpages" in asked.path else {**PAGE, "link": [{"relation": "next", "url": to}]}
        )
        outcome(door, base.url, tmp_path, access=BEARER)
        assert [each.path for each in base.asked if "_getpages" in each.path]
        assert all(each.shows for each in base.asked)


@pytest.mark.parametrize("door", LINKED)
@pytest.mark.parametrize("name", ["http://127.0.0.1:{other}", "127.0.0.1:{other}"])
def test_what_was_named_besides_is_asked_and_is_shown_nothing(tmp_path, door, name):
    with Hostile(lambda asked: reply(PAGE, set_cookie="a=b")) as other, Hostile() as base:
        to = f"http://127.0.0.1:{other.port}/fhir?page=2"
        base.answer = lambda asked: reply({**PAGE, "link": [{"relation": "next", "url": to}]}, set_cookie="session=1")
        outcome(door, base.url, tmp_path, access=BEARER, remote=(name.format(other=other.port),))
        assert other.asked and not any(each.shows for each in other.asked)
        assert all(
            each.headers["authorization"] == f"Bearer {SECRET}" and "cookie" not in each.headers for each in base.asked
        )


POINTERS = {
    **{f"{status}": (status, {"location": "URL"}, {}) for status in (300, 301, 302, 303, 305, 307, 308)},
    "201 location": (201, {"location": "URL"}, PAGE), "content-location": (200, {"content_location": "URL"}, PAGE),
    "refresh": (200, {"refresh": "0; url=URL"}, PAGE), "alt-svc": (200, {"alt_svc": 'h2="URL"; ma=9', "x": "y"}, PAGE),
    "link": (200, {"link": '<URL>; rel="next", <URL>; rel="self"'}, PAGE), "content-base": (200, {"content_base": "URL"}, PAGE),
    "full url": (200, {}, {**PAGE, "entry": [{"fullUrl": "URL", "resource": PATIENT}]}),
    "base link": (200, {}, {**PAGE, "link": [{"relation": "self", "url": "URL"}, {"relation": "previous", "url": "URL"}]}),
    "implementation": (200, {}, {**STATEMENT, "url": "URL", "implementation": {"description": "x", "url": "URL"}}),
    "oauth uris": (200, {}, {**STATEMENT, "rest": [{"mode": "server", "security": {"extension": [{"url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris", "extension": [{"url": "token", "valueUri": "URL"}]}]}}]}),
    "smart configuration": (200, {}, {**STATEMENT, "token_endpoint": "URL", "authorization_endpoint": "URL"}),
    "manifest": (200, {}, {"transactionTime": "2025-01-01T00:00:00Z", "request": "URL", "output": [{"type": "Patient", "url": "URL"}], "error": [{"url": "URL"}]}),
    "outcome": (400, {}, {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "x", "diagnostics": "go to URL"}]}),
    "401": (401, {"www_authenticate": 'Bearer realm="URL", authorization_uri="URL"'}, {}),
    "407": (407, {"proxy_authenticate": 'Basic realm="URL"'}, {}),
    "reference": (200, {}, {**PATIENT, "generalPractitioner": [{"reference": "URL"}], "implicitRules": "URL"}),
    "entry location": (200, {}, {"resourceType": "Bundle", "entry": [{"response": {"status": "200", "location": "URL", "etag": "URL"}}] * 3}),
}  # fmt: skip
"""What else in an answer names a URL: status, headers, body."""


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("way", POINTERS)
def test_nothing_else_in_an_answer_leads_anywhere(tmp_path, door, way):
    status, headers, body = POINTERS[way]
    with Hostile() as other, Hostile() as base:
        to = f"http://127.0.0.1:{other.port}/stolen"
        text = json.dumps(body).replace("URL", to).encode()
        base.answer = lambda asked: reply(
            text, status, **{name: value.replace("URL", to) for name, value in headers.items()}
        )
        outcome(door, base.url, tmp_path, access=BEARER)
        assert other.asked == [] and base.asked


@pytest.mark.parametrize("link", ELSEWHERE, ids=lambda link: ascii(link)[:50])
def test_where_an_import_stands_is_asked_of_the_base_alone(link):
    with Hostile() as other:
        server = http.server("http://127.0.0.1:5/fhir", (), BEARER)
        try:
            to = server.followed(link.format(other=other.port, base=5), of="http://127.0.0.1:5/fhir/$import")
        except ServerTrouble as trouble:
            assert fit(str(trouble))
        else:
            assert to.startswith("http://127.0.0.1:5/") and "@" not in to, "what names no server is of the base"


# ---- how large, how deep, how long ----------------------------------------------------------------------------------


def zeros(packer: Any, size: int) -> bytes:
    """A body that grows to so many bytes."""
    return packer(b'{"resourceType":"Bundle","x":"' + b"0" * size)


RAW = zlib.compressobj(9, wbits=-15)
BOMBS = {
    "gzip": ("gzip", zeros(gzip.compress, 5_000_000)), "x-gzip": ("x-gzip", zeros(gzip.compress, 5_000_000)),
    "deflate": ("deflate", zeros(zlib.compress, 5_000_000)), "raw deflate": ("deflate", RAW.compress(b"0" * 5_000_000) + RAW.flush()),
    "members": ("gzip", gzip.compress(b"0" * 100_000) * 60), "plain": ("identity", b"0" * 2_000_000),
    "twice": ("gzip, gzip", gzip.compress(zeros(gzip.compress, 5_000_000))), "br": ("br", b"\x00" * 50), "zstd": ("zstd", b"\x28\xb5\x2f\xfd" * 9),
    "unknown": ("rot13", b"x"), "torn": ("gzip", gzip.compress(b"{}" * 500)[:-9]), "no gzip": ("gzip", b"nonsense" * 9), "empty": ("gzip", b""),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("bomb", BOMBS)
def test_an_answer_that_grows_when_unpacked_is_not_read(tmp_path, monkeypatch, door, bomb):
    monkeypatch.setattr(bounded, "MOST_BYTES", 1_000_000)
    coding, body = BOMBS[bomb]
    with Hostile(lambda asked: reply(body, content_encoding=coding)) as base:
        said = outcome(door, base.url, tmp_path)
        assert 1 <= len(base.asked) <= 15
    if bomb in ("gzip", "x-gzip", "deflate", "raw deflate", "members", "plain"):
        assert any("more than 1,000,000 bytes" in line for line in said)


def endless(piece: bytes, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n", seconds: float = 0.0) -> Any:
    """An answer without end: its head, then always the same."""

    def said(asked: Asked) -> Any:
        yield head
        while True:
            time.sleep(seconds)
            yield piece

    return said


ENDLESS = {
    "body": endless(b"0" * 60_000), "json": endless(b'{"a":' * 9_000), "drop by drop": endless(b" ", seconds=0.05),
    "chunks": endless(b"1\r\nx\r\n", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", 0.01),
    "head by drops": endless(b"x-a: b\r\n", b"HTTP/1.1 200 OK\r\n", 0.05), "head": endless(b"x-a: b\r\n" * 100, b"HTTP/1.1 200 OK\r\n"),
    "not yet": endless(b"HTTP/1.1 100 Continue\r\n\r\n", b"", 0.01), "nothing": endless(b"", b"", 0.2),
}  # fmt: skip


@pytest.mark.parametrize("door", ["metadata", "send", "search"])
@pytest.mark.parametrize("kind", ENDLESS)
def test_an_answer_without_end_is_ended(tmp_path, monkeypatch, door, kind):
    monkeypatch.setattr(bounded, "MOST_BYTES", 300_000)
    with Hostile(ENDLESS[kind]) as base:
        said = outcome(door, base.url, tmp_path, seconds=0.4)
    assert len(said) == 1 and ("answer" in said[0])


@pytest.mark.parametrize("door", LINKED)
@pytest.mark.parametrize("pages", ["circle", "two in a circle", "endless", "endless and empty"])
def test_pages_without_end_are_ended(tmp_path, door, pages):
    count = itertools.count()

    def answer(asked: Asked) -> bytes:
        n = next(count)
        to = {"circle": "Patient?p=1", "two in a circle": f"Patient?p={n % 2}"}.get(pages, f"Patient?p={n}")
        page = {**PAGE, "entry": []} if "empty" in pages else PAGE
        return reply({**page, "link": [{"relation": "next", "url": to}]})

    with Hostile(answer) as base:
        said = outcome(door, base.url, tmp_path)
        assert len(base.asked) < 60
    assert any("back" in line or "more" in line for line in said)


@pytest.mark.parametrize("kind", ["kept", "ever new", "kept and not asked"])
def test_what_a_server_keeps_though_it_says_it_is_deleted_ends_with_a_line(tmp_path, kind):
    count = itertools.count()

    def answer(asked: Asked) -> bytes:
        if asked.method == "POST":
            many = len(json.loads(asked.body)["entry"])
            return reply({"resourceType": "Bundle", "entry": [{"response": {"status": "204"}}] * many})
        ids = [f"p{next(count)}" for _ in range(90)] if kind == "ever new" else ["a", "b"]
        return reply({**PAGE, "entry": [{"resource": {**PATIENT, "id": each}} for each in ids]})

    with Hostile(answer) as base:
        said = outcome("unseed", base.url, tmp_path)
        assert len(base.asked) < 30
    assert any("still has them" in line or "more Patient by the tag than the dataset has" in line for line in said)


@pytest.mark.parametrize("door", ["metadata", "count", "lookup", "send", "search"])
@pytest.mark.parametrize(
    "asked",
    [
        "31536000",
        "9" * 400,
        "Fri, 31 Dec 2099 23:59:59 GMT",
        "1e9",
        "nan",
        "inf",
        "-5",
        "²",
        "soon",
        "",
        "0x10",
        "Mon, 99 Foo",
        "1, 2",
    ],
)
def test_a_wait_of_a_year_is_no_wait_and_is_said(tmp_path, door, asked):
    headers = {"retry_after": asked.encode("utf-8").decode("latin-1"), "date": "Fri, 31 Dec 1999 23:59:50 GMT"}
    with Hostile(lambda _: reply({}, 503, **headers)) as base:
        said = outcome(door, base.url, tmp_path)
        if asked in ("31536000", "Fri, 31 Dec 2099 23:59:59 GMT"):
            assert len(base.asked) == 1 and "asks us to wait" in said[0]
        assert len(base.asked) <= 60


DEEP = {
    "lists": b"[" * 50_000 + b"]" * 50_000, "objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "unclosed": b"[" * 200_000,
    "in a resource": b'{"resourceType":"Bundle","entry":' + b"[" * 500 + b"]" * 500 + b"}", "quotes": b'"' + b'\\"' * 200_000,
    "numbers": b'{"resourceType":"Bundle","total":' + b"9" * 100_000 + b"}", "exponent": b'{"resourceType":"Bundle","total":1e999999999}',
    "many": b'{"resourceType":"Bundle","entry":[' + b"{}," * 2_100_000 + b"{}]}", "nan": b'{"resourceType":"Bundle","total":NaN}',
    "infinity": b'{"resourceType":"Bundle","total":-Infinity}', "half a letter": b'{"resourceType":"Bundle","id":"\\ud800"}',
    "no utf-8": b'{"resourceType":"Bundle","id":"\xff"}', "utf-16": '{"resourceType":"Bundle"}'.encode("utf-16"), "nothing": b"",
    "html": b"<html>hello</html>", "torn": b'{"resourceType":"Bundle","entry":[', "two": b"{}{}", "bom": b'\xef\xbb\xbf{"resourceType":"Bundle"}',
    "zeros": b"\0" * 1000, "escape": b'{"resourceType":"\\u001b[2J\\u202e"}', "doubled": b'{"resourceType":"Bundle","resourceType":"Patient","id":"a"}',
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("body", DEEP)
def test_json_that_is_none_or_is_a_trap_is_one_line(tmp_path, door, body):
    with Hostile(lambda asked: reply(DEEP[body])) as base:
        outcome(door, base.url, tmp_path)
        assert len(base.asked) <= 20
