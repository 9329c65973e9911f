"""Which servers may be spoken to, what is shown to them, and how long we wait: refusals are one line."""

from __future__ import annotations

import httpx2
import pytest

from output.delivery.server import access, http
from synth.errors import BadArguments, ServerTrouble


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/fhir", "http://localhost/fhir/", "https://[::1]:1/", "http://127.9.9.9"]
)
def test_this_machine_needs_no_leave(url):
    assert http.server(url).local


@pytest.mark.parametrize("url, said", [
    ("http://fhir.example.org/r4", "--allow-remote fhir.example.org"),
    ("http://127.0.0.1.example.org/", "is not this machine"),
    ("http://localhost.example.org/", "is not this machine"),
    ("http://0x7f000001/", "is not this machine"),
    ("http://192.168.0.7/", "is not this machine"),
    ("ftp://127.0.0.1/", "is not the base of a server"),
    ("127.0.0.1:8080/fhir", "is not"),
    ("http://127.0.0.1/fhir?x=1", "is not the base of a server"),
    ("", "is not the base of a server"),
    ("http://[bad", "is not the base of a server"),
    ("http://a b/", "is not"),
])  # fmt: skip
def test_other_urls_are_refused_in_one_line(url, said):
    with pytest.raises(BadArguments) as refused:
        http.server(url)
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_a_named_host_is_allowed_and_a_live_one_never():
    assert not http.server("https://fhir.example.org/r4", ["FHIR.example.org"]).local
    with pytest.raises(BadArguments, match="live service"):
        http.server("https://api.service.nhs.uk/x", ["api.service.nhs.uk"])


def test_a_password_in_the_url_is_refused_and_not_repeated():
    with pytest.raises(BadArguments) as refused:
        http.server("http://me:hunter2@127.0.0.1/fhir")
    assert "hunter2" not in str(refused.value)


def test_a_secret_goes_to_another_machine_by_https_only():
    known = access.read("bearer", environment={"SYNTH_TOKEN": "x"})
    with pytest.raises(BadArguments, match="https only"):
        http.server("http://fhir.example.org/", ["fhir.example.org"], known)
    http.server("https://fhir.example.org/", ["fhir.example.org"], known)
    tokens = {"SYNTH_TOKEN_URL": "https://login.example.org/t", "SYNTH_CLIENT_ID": "a", "SYNTH_CLIENT_SECRET": "b"}
    with pytest.raises(BadArguments, match=r"login\.example\.org is not this machine"):
        http.server("http://127.0.0.1/", (), access.read("client-credentials", environment=tokens))


def test_a_client_speaks_to_no_host_that_was_not_named():
    async def ask() -> None:
        async with http.async_client(http.server("http://127.0.0.1:9/"), access.Access()) as client:
            await client.get("http://elsewhere.example.org/Patient?page=2")

    with pytest.raises(ServerTrouble, match=r"points to http://elsewhere\.example\.org"):
        http.in_one(ask())


@pytest.mark.parametrize("headers, seconds", [
    ({}, None), ({"retry-after": "3"}, 3.0), ({"retry-after": "0.5"}, 0.5), ({"retry-after": "soon"}, None),
    ({"retry-after": "-4"}, 0.0), ({"retry-after": "99999999"}, 99999999.0), ({"x-ms-retry-after-ms": "250"}, 0.25),
    ({"retry-after": "Fri, 31 Dec 1999 23:59:59 GMT", "date": "Fri, 31 Dec 1999 23:59:50 GMT"}, 9.0),
    ({"retry-after": "Fri, 31 Dec 1999 23:59:59 GMT"}, None),
])  # fmt: skip
def test_what_the_server_asks_us_to_wait_is_read(headers, seconds):
    assert http.retry_after(httpx2.Headers(headers)) == seconds


def test_waits_grow_are_bounded_differ_by_name_and_never_undercut_the_server():
    waits = [http.wait(n, "a") for n in range(1, 30)]
    assert all(0.1 * 2 ** (n - 1) <= w <= 0.2 * 2 ** (n - 1) for n, w in enumerate(waits[:8], 1))
    assert max(waits) <= http.LONGEST_WAIT and len({http.wait(3, str(n)) for n in range(50)}) == 50
    assert http.wait(1, "a", asked=7.0) >= 7.0


@pytest.mark.parametrize("kind, environment, said", [
    ("magic", {}, "there is no such kind"),
    ("basic", {"SYNTH_USER": "me"}, "needs 'password'"),
    ("smart", {"SYNTH_TOKEN_URL": "http://127.0.0.1/t", "SYNTH_CLIENT_ID": "x", "SYNTH_KEY_ID": "k", "SYNTH_KEY_FILE": "none.pem"},
     "cannot be read"),
])  # fmt: skip
def test_what_is_missing_of_an_access_is_said_in_one_line(kind, environment, said):
    with pytest.raises(BadArguments, match=said) as refused:
        access.read(kind, environment=environment)
    assert "\n" not in str(refused.value)


def test_an_access_is_read_from_a_file_and_never_prints_its_secret(tmp_path):
    file = tmp_path / "auth.toml"
    file.touch(0o600)
    file.write_text('kind = "basic"\nuser = "me"\npassword = "hunter2"\n[headers]\nx-api-key = "swordfish"\n')
    known = access.read(file=file, environment={})
    assert (known.kind, known.password, known.headers) == ("basic", "hunter2", {"x-api-key": "swordfish"})
    assert "hunter2" not in repr(known) + str(known) and "swordfish" not in repr(known)
    file.write_text('kind = "basic"\nuser = "me"\npasword = "hunter2"\n')
    with pytest.raises(BadArguments) as refused:
        access.read(file=file, environment={})
    assert "pasword" in str(refused.value) and "hunter2" not in str(refused.value)
    file.write_text('kind = "basic\n')
    with pytest.raises(BadArguments, match="cannot be read"):
        access.read(file=file, environment={})
