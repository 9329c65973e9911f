"""A server is filled with all of a dataset, once each, whatever it takes and however it goes wrong."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from output.delivery.dataset.source import Source
from synth import api, cli
from tests.delivery.stored import alone, held, make, wanted
from tests.servers.faulty import KINDS, Faults, FaultyServer, Lies, Rules

pytestmark = pytest.mark.usefixtures("hasty")
ONE_BY_ONE = [(kind,) for kind in KINDS]


def seed(server: FaultyServer, dataset: Path, tmp_path: Path, **how):
    return api.seed(server.url, dataset, journal=tmp_path / "journal", **how)


def writes(server: FaultyServer) -> int:
    """How many requests could have changed something; the probe, a transaction that only reads, is not counted."""
    return sum(method != "GET" for method, _ in server.requests) - server.entries.count(1)


@pytest.mark.parametrize("kinds", [*ONE_BY_ONE, KINDS], ids="+".join)
@pytest.mark.parametrize(
    "rules", [Rules(bumps=True), Rules(transactions="batch", bumps=True, integrity=False)], ids=["atomic", "lax"]
)
def test_with_one_request_in_five_failing_all_entries_arrive_once_each(dataset, tmp_path, kinds, rules):
    faults = Faults(kinds=kinds, writes_only={"409", "412", "413", "partial"} >= set(kinds))
    with FaultyServer(faults, rules) as server:
        outcome = seed(server, dataset, tmp_path)
        assert sum(server.faults.told.values()) > 5 and set(server.faults.told) <= set(kinds)
        there, versions = held(server)
    assert outcome.sound, outcome.lines()
    assert there == wanted(dataset) and versions == {1}
    assert outcome.tally.stored == len(there) == outcome.tally.created


@pytest.mark.parametrize("rules", [
    Rules(entries=25), Rules(bytes=60_000), Rules(ids="uuid"), Rules(ids="not numeric"), Rules(transactions="none"),
    Rules(transactions="none", batches=False), Rules(transactions="batch"), Rules(summary=False), Rules(seconds=0.02),
], ids=["25 entries", "60 kB", "uuid", "not numeric", "batch alone", "one by one", "lax", "no counts", "slow"])  # fmt: skip
@pytest.mark.parametrize("form", ["bundles", pytest.param("ndjson", marks=pytest.mark.slow)])
def test_servers_with_rules_of_their_own_are_filled(dataset, tmp_path, rules, form):
    with FaultyServer(Faults(kinds=KINDS, every=12), rules) as server:
        outcome = seed(server, dataset, tmp_path, format=form)
        there, versions = held(server)
        assert max(server.entries, default=0) <= (rules.entries or 200)
    assert outcome.sound and there == wanted(dataset) and versions == {1}
    assert (len(outcome.count.unknown) > 0) == (not rules.summary)


@pytest.mark.parametrize("bumps", [False, True])
def test_seeding_again_changes_nothing(dataset, tmp_path, bumps):
    with FaultyServer(rules=Rules(bumps=bumps)) as server:
        seed(server, dataset, tmp_path)
        before = writes(server)
        again = seed(server, dataset, tmp_path)
        assert again.tally.there == len(wanted(dataset)) and writes(server) == before
        name = next(iter(server.store.held["Observation"]))
        changed = dict(server.store.truth("Observation", name), status="entered-in-error")
        server.store.put("Observation", name, changed)
        third = seed(server, dataset, tmp_path)
        there, versions = held(server)
    assert (third.tally.stored, third.tally.there) == (1, len(there) - 1), (
        "what someone changed is put right, and only that"
    )
    assert there == wanted(dataset) and versions == {1, 3}


def test_a_server_that_leaves_identical_puts_alone_is_simply_sent_all_again(dataset, tmp_path):
    with FaultyServer(rules=Rules(software="HAPI FHIR Server")) as server:
        seed(server, dataset, tmp_path)
        again = seed(server, dataset, tmp_path)
        there, versions = held(server)
    assert again.sound and again.tally.updated == len(there) and versions == {1} and there == wanted(dataset)


def test_what_is_refused_is_reported_in_the_servers_words_and_all_else_is_stored(dataset, tmp_path, capsys):
    every = wanted(dataset)
    bad = [alone(dataset, kind).partition("/")[2] for kind in ("Immunization", "Condition")]
    with FaultyServer(rules=Rules(rejects=tuple(bad))) as server:
        report = tmp_path / "report.json"
        code = cli.run(["seed", server.url, str(dataset), "--journal", str(tmp_path / "j"), "--report", str(report)])
        there, _ = held(server)
    assert code == 1 and set(every) - set(there) == {f"Immunization/{bad[0]}", f"Condition/{bad[1]}"}
    printed = capsys.readouterr().out
    assert f"HTTP 422: Immunization/{bad[0]} breaks a rule of this server" in printed
    facts = json.loads(report.read_text())
    assert len(facts["refused"]) == 2 and facts["stored"] == len(there) and not facts["sound"]


def test_seeding_stops_where_a_server_refuses_everything(dataset, tmp_path, capsys):
    with FaultyServer(rules=Rules(ids="not numeric")) as server:
        server.rules.rejects = tuple(name.partition("/")[2] for name in wanted(dataset))
        code = cli.run(["seed", server.url, str(dataset), "--journal", str(tmp_path / "j"), "--max-refused", "30"])
    said = capsys.readouterr().err.splitlines()[-1]
    assert code == 1 and "takes nothing" in said and "HTTP 422" in said


def test_seeding_stops_where_a_server_refuses_more_than_it_may(dataset, tmp_path, capsys):
    refused = [
        name for name in wanted(dataset) if name.partition("/")[0] in ("Observation", "Immunization", "Procedure")
    ]
    assert len(refused) > 30
    with FaultyServer() as server:
        server.rules.rejects = tuple(name.partition("/")[2] for name in refused)
        code = cli.run(["seed", server.url, str(dataset), "--journal", str(tmp_path / "j"), "--max-refused", "30"])
    said = capsys.readouterr().err.splitlines()[-1]
    assert code == 1 and "refused more than 30 entries" in said and "HTTP 422" in said


def test_what_a_server_loses_is_noticed_by_counting(dataset, tmp_path, monkeypatch):
    from output.delivery.seed import seeding

    monkeypatch.setattr(seeding, "RECOUNTS", (0.01,))
    lost = alone(dataset, "Immunization")
    with FaultyServer(lies=Lies(lost=frozenset({lost}))) as server:
        outcome = seed(server, dataset, tmp_path)
    n = outcome.count.wanted["Immunization"]
    assert not outcome.sound and outcome.count.wrong == {"Immunization": (n, n - 1)}
    assert f"  Immunization: {n:,} should be there, {n - 1:,} are" in outcome.lines()


@pytest.mark.parametrize("form", ["bundles", "ndjson"])
def test_a_run_that_is_killed_goes_on_without_repeating_or_skipping(dataset, tmp_path, form):
    with FaultyServer(rules=Rules(bumps=True)) as server:
        server.holds_from = int(len(wanted(dataset)) * 0.6)
        command = [sys.executable, "-m", "synth", "seed", server.url, str(dataset), "--journal", str(tmp_path / "j")]
        command += ["--max-entries", "60", "--format", form]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        total = len(wanted(dataset))
        while not server.holding.wait(0.1):
            assert process.poll() is None, "it ended before it was stopped"
        process.kill()
        assert process.wait() == -signal.SIGKILL
        server.let_go()  # what is under way still arrives
        first = sum(map(len, server.store.held.values()))
        assert 0 < first < total
        sent = sum(server.entries)
        done = subprocess.run([*command, "--resume"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        there, versions = held(server)
        assert there == wanted(dataset) and versions == {1}
        assert sum(server.entries) - sent - 1 == total - first, (
            "only what was not there is sent; one entry is the probe's"
        )
        before = writes(server)
        last = subprocess.run([*command, "--resume"], capture_output=True, text=True, check=False)
        assert last.returncode == 0 and writes(server) == before and f"{total:,} from before" in last.stdout


def test_a_dry_run_stores_nothing_and_says_what_would_be_sent(dataset, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with FaultyServer() as server:
        assert cli.run(["seed", server.url, str(dataset), "--dry-run"]) == 0
        printed = capsys.readouterr().out
        assert not server.store.held and "nothing was sent" in printed
        assert f"{len(wanted(dataset)):,} resources" in printed and "profile: plain" in printed
    assert not list(tmp_path.iterdir()) and not list(dataset.parent.glob("*.jsonl"))


def test_a_dry_run_finds_what_would_dangle(tmp_path, capsys):
    data = make(tmp_path / "data", formats="bundles")
    bundle = next((data / "bundles").glob("0*/*.json"))
    content = bundle.read_bytes().replace(b'"reference":"Organization/', b'"reference":"Organization/0', 1)
    bundle.write_bytes(content)
    mark = data / "blocks" / f"{bundle.parent.name}.json"
    facts = json.loads(mark.read_text("utf-8"))
    told = next(one for one in facts["files"] if one["path"].endswith(bundle.name))
    told.update(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    mark.write_text(json.dumps(facts), "utf-8")
    with FaultyServer() as server:
        assert cli.run(["seed", server.url, str(data), "--dry-run"]) == 1
    assert re.search(r"wrong: \w+/\S+ refers to Organization/0\S+, which is not there", capsys.readouterr().out)


def test_the_profile_is_found_shown_and_can_be_overridden(dataset, tmp_path, capsys):
    with FaultyServer(rules=Rules(software="Blaze")) as server:
        assert cli.run(["seed", server.url, str(dataset), "--dry-run"]) == 0
        assert "profile: blaze: transaction, at most 1000 entries" in capsys.readouterr().out
        assert cli.run(["seed", server.url, str(dataset), "--dry-run", "--profile", "medplum", "--mode", "batch"]) == 0
        assert "profile: medplum: batch, at most 50 entries" in capsys.readouterr().out


def test_every_profile_has_a_source_for_each_fact():
    import tomllib

    from output.delivery.server import profiles

    with open(Path(profiles.__file__).with_suffix(".toml"), "rb") as text:
        tables = tomllib.load(text)
    assert set(tables) == {"hapi", "medplum", "microsoft", "google", "blaze", "hfs", "plain"}
    for name, table in tables.items():
        assert profiles.read(name).mode in profiles.MODES
        for fact, value in table.items():
            assert fact == "software" or len(value["source"]) > 10, (name, fact)


@pytest.mark.parametrize("form", ["bundles", "ndjson"])
def test_references_are_closed_in_every_part_and_reference_data_goes_first(dataset, form):
    from output.delivery.dataset.source import references
    from output.delivery.dataset.splitting import Caps, parts
    from output.delivery.seed.seeding import reference_waves

    source = Source(dataset, form)
    known: set[str] = set()
    for wave in reference_waves(source):
        before = set(known)
        for unit in wave:
            assert all(set(references(resource)) <= before for resource in unit.data)
            known |= set(unit.names)
    for unit in source.patients():
        for mode in ("transaction", "batch", "put"):
            sent = set(known)
            for part in parts(unit, range(len(unit)), Caps(20, 30_000), mode):
                names = {unit.names[i] for i in part}
                assert len(part) <= (1 if mode == "put" else 20) and not names & sent
                closed = sent | (names if mode == "transaction" else set())
                assert all(set(references(unit.data[i])) <= closed for i in part)
                sent |= names
            assert sent == known | set(unit.names)


SLOW = pytest.mark.slow


@pytest.mark.parametrize("how", [
    {"formats": "ndjson", "compress": "zst"}, {"formats": "bundles", "bundle_entries": 20}, {"formats": "bundles", "bundle": "post"},
    pytest.param({"formats": "ndjson", "compress": "gz"}, marks=SLOW),
    pytest.param({"formats": "bundles", "bundle": "batch"}, marks=SLOW),
    pytest.param({"formats": "bundles", "bundle": "collection"}, marks=SLOW),
], ids=lambda how: " ".join(f"{value}" for value in how.values()))  # fmt: skip
def test_every_form_of_a_dataset_gives_the_same_server(dataset, tmp_path, how):
    data = tmp_path / "data"
    api.make(patients=36, seed=11, start="2023-01-01", end="2025-01-01", out=data, workers=1, **how)
    with FaultyServer(rules=Rules(bumps=True)) as server:
        outcome = seed(server, data, tmp_path, mode="transaction")  # a post as well keeps its ids so
        assert outcome.sound, outcome.lines()
        there, versions = held(server)
    bare = [
        {n: {**r, "meta": {k: v for k, v in r["meta"].items() if k != "tag"}} for n, r in of.items()}
        for of in (there, wanted(dataset))
    ]
    groups = sum(name.startswith("Group/") for name in there)
    assert versions == {1} and groups == (how.get("bundle") != "post")
    assert [
        name for name, resource in bare[1].items() if not name.startswith("Group/") and bare[0][name] != resource
    ] == []


def test_documents_are_not_taken_apart(tmp_path, capsys):
    data = tmp_path / "data"
    api.make(
        patients=5,
        seed=11,
        start="2023-01-01",
        end="2025-01-01",
        out=data,
        workers=1,
        formats="bundles",
        bundle="document",
    )
    with FaultyServer() as server:
        assert cli.run(["seed", server.url, str(data)]) == 2
    assert "holds no FHIR that can be sent" in capsys.readouterr().err
