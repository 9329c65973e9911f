"""What cannot be done is refused in one line, with the right exit code, and nothing is stored."""

from __future__ import annotations

import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from synth import cli
from tests.servers.faulty import Faults, FaultyServer, Rules


def refused(capsys, *words: str) -> tuple[int, str]:
    """The exit code of a command and the one line that it says on stderr, besides what it says of the server."""
    code = cli.run(list(words))
    printed = capsys.readouterr()
    lines = [
        line
        for line in printed.err.splitlines()
        if not line.startswith(("synth: server:", "synth: profile:", "synth: note:", "synth: still seeding:"))
    ]
    assert len(lines) == 1 and printed.out == "", printed
    return code, lines[0]


@pytest.mark.parametrize("words, said", [
    (["http://fhir.example.org/r4", "DATA"], "--allow-remote fhir.example.org"),
    (["nonsense", "DATA"], "is not the base of a server"),
    (["URL", "nowhere"], "there is no folder nowhere"),
    (["URL", "DATA", "--profile", "oracle"], "choose among hapi, medplum"),
    (["URL", "DATA", "--mode", "fax"], "choose among transaction"),
    (["URL", "DATA", "--format", "cda"], "choose among bundles, ndjson"),
    (["URL", "DATA", "--max-entries", "0"], "must be 1 or more"),
    (["URL", "DATA", "--concurrency", "many"], "whole number"),
    (["URL", "DATA", "--rate", "-1"], "write a number above 0"),
    (["URL", "DATA", "--auth", "basic"], "needs 'user'"),
    (["URL", "DATA", "--auth-file", "nowhere.toml"], "cannot be read"),
    (["URL", "DATA", "--ca", "nowhere.pem"], "there is no such file"),
    (["URL", "DATA", "--resume"], "there is no journal"),
    (["URL", "DATA", "--mode", "import"], "names no $import"),
    (["URL", "DATA", "--journal", "no/such/folder/j"], "cannot be written"),
])  # fmt: skip
def test_bad_arguments_are_one_line(dataset, tmp_path, monkeypatch, capsys, words, said):
    monkeypatch.chdir(tmp_path)
    with FaultyServer() as server:
        code, line = refused(capsys, "seed", *({"URL": server.url, "DATA": str(dataset)}.get(w, w) for w in words))
        assert not server.store.held
    assert code == 2 and said in line


def test_a_server_that_is_not_there_is_one_line(dataset, capsys, monkeypatch):
    from output.delivery.server import http

    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)
    code, line = refused(capsys, "seed", "http://127.0.0.1:9/fhir", str(dataset))
    assert code == 1 and "gives no answer" in line


@pytest.mark.parametrize("answer, said", [
    ((302, {"Location": "http://elsewhere.example.org/fhir"}, b""), "sends us on to http://elsewhere.example.org/fhir"),
    ((200, {}, b"<html>hello</html>"), "answers with no FHIR"),
    ((404, {}, b"not found"), "is not there"),
    ((403, {}, b'{"resourceType":"OperationOutcome","issue":[{"severity":"error","diagnostics":"not for you"}]}'), "HTTP 403 not for you"),
    ((200, {}, b'{"resourceType":"CapabilityStatement","fhirVersion":"3.0.2"}'), "speaks FHIR 3.0.2"),
])  # fmt: skip
def test_what_is_no_server_for_us_is_one_line(dataset, capsys, answer, said):
    status, headers, body = answer

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            """Nothing is printed."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        code, line = refused(capsys, "seed", f"http://127.0.0.1:{server.server_address[1]}/fhir", str(dataset))
        server.shutdown()
    assert code == 1 and said in line


def test_a_server_that_goes_away_for_good_ends_the_run_and_resume_goes_on(dataset, tmp_path, capsys, monkeypatch):
    from output.delivery.seed import sending
    from output.delivery.server import http

    monkeypatch.setattr(http, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(sending, "ATTEMPTS", 4)
    journal = str(tmp_path / "j")
    with FaultyServer(rules=Rules(bumps=True)) as server:
        server.faults = Faults()
        normal, taken = server.faults.next, []

        def dying(write: bool):
            taken.append(write)
            return "503" if len(taken) > 60 else normal(write)

        monkeypatch.setattr(server.faults, "next", dying)
        code, line = refused(capsys, "seed", server.url, str(dataset), "--journal", journal)
        assert code == 1 and "takes nothing any more (HTTP 503 injected 503): --resume goes on" in line
        first = sum(map(len, server.store.held.values()))
        monkeypatch.setattr(server.faults, "next", normal)
        assert first and cli.run(["seed", server.url, str(dataset), "--journal", journal, "--resume"]) == 0
        assert {len(v) for kind in server.store.held.values() for v in kind.values()} == {1}


def test_a_journal_belongs_to_one_dataset_and_one_server(dataset, tmp_path, capsys):
    journal = str(tmp_path / "j")
    with FaultyServer() as server, FaultyServer() as other:
        assert cli.run(["seed", server.url, str(dataset), "--journal", journal, "--quiet"]) == 0
        assert refused(capsys, "seed", other.url, str(dataset), "--journal", journal, "--resume") == \
            (2, f"synth: --journal {journal} is of another server: leave --resume away, or name its journal")  # fmt: skip
        copy = tmp_path / "copy"
        shutil.copytree(dataset, copy)
        manifest = json.loads((copy / "manifest.json").read_text())
        (copy / "manifest.json").write_text(json.dumps({**manifest, "blocks": "0" * 64}))
        code, line = refused(capsys, "seed", server.url, str(copy), "--journal", journal, "--resume")
        assert code == 2 and "is of another dataset" in line
        Path(journal).write_text("nonsense\n")
        code, line = refused(capsys, "seed", server.url, str(dataset), "--journal", journal, "--resume")
        assert code == 2 and "is no journal of synth seed" in line


def test_a_journal_in_use_and_one_cut_short(dataset, tmp_path, capsys):
    from output.delivery.dataset.journal import Journal

    path = tmp_path / "j"
    with Journal(path, "d", "s", resume=False) as journal:
        journal.begin("a")
        journal.store("a", [0, 1, 2, 5])
        journal.refuse("a", 7, "HTTP 422 no")
        with pytest.raises(Exception, match="is in use"):
            Journal(path, "d", "s", resume=False)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"unit":"b","sto')
    with Journal(path, "d", "s", resume=True) as again:
        assert (again.stored, again.refused, again.begun) == ({"a": {0, 1, 2, 5}}, {"a": {7}}, {"a"})
        again.store("b", [1])
    assert path.read_bytes() == whole + b'{"unit":"b","stored":[[1,2]]}\n'


def test_a_dataset_that_is_damaged_or_has_no_fhir_is_refused(dataset, tmp_path, capsys):
    copy = tmp_path / "copy"
    shutil.copytree(dataset, copy)
    bundle = sorted((copy / "bundles").glob("0*/*.json"))[0]
    bundle.write_bytes(bundle.read_bytes()[:-400])
    with FaultyServer() as server:
        code, line = refused(capsys, "seed", server.url, str(copy), "--journal", str(tmp_path / "j"))
        assert code == 2 and bundle.name in line and "cannot be read" in line
        for mark in (copy / "blocks").glob("*.json"):
            mark.write_text(json.dumps({**json.loads(mark.read_text()), "files": []}))
        code, line = refused(capsys, "seed", server.url, str(copy))
        assert code == 2 and "holds no FHIR that can be sent" in line
