"""A server that gives ids itself is filled all the same: nothing twice, every reference leads where it should."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from output.delivery.dataset.source import Source
from output.delivery.dataset.tag import tag_of
from output.delivery.seed.posting import known_by, located, urn
from synth import api, cli
from tests.delivery.stored import make
from tests.servers.faulty import Faults, FaultyServer, Rules
from tests.servers.faulty.store import references

OWN_IDS = Rules(ids="server's")


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few patients whose bundles are posts."""
    return make(tmp_path_factory.mktemp("posting") / "data", patients=12, bundle="post")


def there(server: FaultyServer) -> dict[str, dict[str, Any]]:
    """Every resource that the server holds, by the name that it gave; each has one version."""
    found = {
        f"{kind}/{identity}": every for kind, some in server.store.held.items() for identity, every in some.items()
    }
    assert {len(every) for every in found.values()} == {1}
    return {name: every[0] for name, every in found.items() if every[0] is not None}


def same(server: FaultyServer, data: Path) -> None:
    """The server holds what the dataset says, each once, but for ids, and every reference leads to its like."""
    source = Source(data)
    ours = {name: json.loads(text) for unit in (source.reference(), *source.patients())
            for name, text in zip(unit.names, unit.data, strict=True)}  # fmt: skip
    held = there(server)
    assert len(held) == len(ours)
    assert all(name.partition("/")[2].isdigit() for name in held)
    by_identifier = {key(resource): name for name, resource in held.items()}
    theirs = {name: by_identifier[key(resource)] for name, resource in ours.items() if key(resource)[1]}
    assert len(set(theirs.values())) == len(theirs) > 0.9 * len(ours)
    for name, other in theirs.items():
        assert [theirs[to] for to in references(ours[name]) if to in theirs] == \
            [to for mine, to in zip(references(ours[name]), references(held[other]), strict=True) if mine in theirs]  # fmt: skip
    assert all(to in held for resource in held.values() for to in references(resource))


def key(resource: dict[str, Any]) -> tuple[str, str]:
    """What a resource is known by: its type and the identifiers that it bears."""
    some = resource.get("identifier") or []
    every = some if isinstance(some, list) else [some]
    return resource["resourceType"], " ".join(f"{each.get('system')}|{each.get('value')}" for each in every)


def seed(server: FaultyServer, data: Path, folder: Path, **how: Any) -> Any:
    return api.seed(server.url, data, journal=folder / "journal", **how)


def test_it_is_filled_and_seeding_again_adds_none_twice(posts, tmp_path):
    with FaultyServer(rules=OWN_IDS) as server:
        first = seed(server, posts, tmp_path)
        assert first.sound, first.lines()
        same(server, posts)
        before = there(server)
        again = seed(server, posts, tmp_path)  # with a journal that begins anew: the first run is forgotten
        assert again.sound and again.tally.stored == 0, again.lines()
        assert there(server) == before


def test_verify_asks_for_numbers_and_says_what_it_cannot_ask(posts, tmp_path):
    with FaultyServer(rules=OWN_IDS) as server:
        seed(server, posts, tmp_path)
        found = api.verify(server.url, posts)
        outcomes = Counter(verdict.outcome for verdict in found.verdicts)
        assert found.sound and outcomes["wrong"] == 0 and outcomes["right"] > 100, found.lines()
        assert any("the server gave ids of its own" in line for line in found.lines())
        kind = "Observation"
        server.store.delete(kind, next(name.partition("/")[2] for name in there(server)
                                       if name.startswith(f"{kind}/") and not server.store.referrers.get(name)))  # fmt: skip
        assert not api.verify(server.url, posts).sound


@pytest.mark.parametrize("kinds", [("cut after",), ("cut before", "503"), ("504", "500", "cut after")], ids=" ".join)
def test_answers_that_are_lost_add_none_twice(posts, tmp_path, hasty, kinds):
    with FaultyServer(Faults(kinds=kinds, every=4, writes_only=True), rules=OWN_IDS) as server:
        outcome = seed(server, posts, tmp_path)
        assert outcome.sound, outcome.lines()
        assert server.faults.told
        same(server, posts)


@pytest.mark.parametrize("after", [1, 4, 9])
def test_an_interrupted_run_goes_on_by_the_ids_of_its_journal(posts, tmp_path, monkeypatch, hasty, after):
    from output.delivery.seed import sending

    monkeypatch.setattr(sending, "ATTEMPTS", 2)
    with FaultyServer(rules=OWN_IDS) as server:
        normal, taken = server.faults.next, []

        def dying(write: bool) -> str | None:
            taken.append(write)
            return "503" if sum(taken) > after + 1 else normal(write)  # one is the probe's

        monkeypatch.setattr(server.faults, "next", dying)
        with pytest.raises(Exception, match="takes nothing any more"):
            seed(server, posts, tmp_path)
        monkeypatch.setattr(server.faults, "next", normal)
        outcome = seed(server, posts, tmp_path, resume=True)
        assert outcome.sound, outcome.lines()
        same(server, posts)


def test_any_form_can_be_posted_and_a_patient_over_the_caps_is_one_all_the_same(dataset, tmp_path):
    with FaultyServer(rules=OWN_IDS) as server:
        outcome = seed(server, dataset, tmp_path, mode="post", max_entries=40, format="ndjson")
        assert outcome.sound, outcome.lines()
        held = there(server)
        assert all(to in held for resource in held.values() for to in references(resource))
        assert len(held) == sum(Source(dataset, "ndjson").resources.values())


def test_a_form_that_it_cannot_take_ends_early_in_one_line_that_names_the_mend(dataset, tmp_path, capsys):
    with FaultyServer(rules=OWN_IDS) as server:
        code = cli.run(["seed", server.url, str(dataset), "--journal", str(tmp_path / "j")])
        lines = [
            line for line in capsys.readouterr().err.splitlines() if "server:" not in line and "profile:" not in line
        ]
        assert code == 1 and len(lines) == 1, lines
        assert "client-assigned IDs are not enabled" in lines[0] and "--mode post" in lines[0]
        assert len(server.requests) < 60 and not server.store.held


def test_where_there_are_no_transactions_it_ends_before_anything_is_sent(posts, tmp_path, capsys):
    with FaultyServer(rules=Rules(transactions="none")) as server:
        code = cli.run(["seed", server.url, str(posts), "--journal", str(tmp_path / "j")])
        assert code == 1 and "does no transactions" in capsys.readouterr().err and not server.store.held


def test_what_reference_data_is_known_by_is_its_own_alone(posts):
    """The conditions in the bundles themselves: one for each resource, and no two the same."""
    found = []
    for path in sorted((posts / "bundles").glob("reference-*.json")):
        for entry in json.loads(path.read_bytes())["entry"]:
            assert entry["request"]["method"] == "POST" and entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
            found.append(f"{entry['request']['url']}?{entry['request']['ifNoneExist']}")
    assert len(found) == len(set(found)) > 100
    assert all(re.fullmatch(r"[A-Za-z]+\?identifier=https?://[^|&?\s]+\|[A-Za-z0-9.-]+", each) for each in found)


def test_the_condition_finds_a_resource_by_its_id_its_first_identifier_or_a_tag_of_its_own(posts):
    source = Source(posts)
    tag = tag_of(source.dataset.manifest)
    seen = set()
    for unit in (source.reference(), *source.patients()):
        for name, data in zip(unit.names, unit.data, strict=True):
            _, condition = known_by(data, name.partition("/")[2], tag)
            assert condition.startswith(("identifier=", "_tag=")) and tag.code in condition
            assert (name.partition("/")[0], condition) not in seen
            seen.add((name.partition("/")[0], condition))


@pytest.mark.parametrize("said, name", [
    ("Patient/12/_history/1", "Patient/12"), ("http://127.0.0.1/fhir/Patient/a-b.c/_history/7", "Patient/a-b.c"),
    ("Patient/12", "Patient/12"), ("Observation/12", ""), ("", ""), ("Patient/", ""), ("Patient/../../x", ""),
    ("Patient/1?x=2", ""), ("Patient/1 2", ""), ("Patient/" + "x" * 65, ""), ("javascript:Patient/1\n", ""),
])  # fmt: skip
def test_a_location_is_believed_only_where_it_names_a_resource_of_the_type_that_was_sent(said, name):
    assert located(said, "Patient/ours") == name


def test_what_has_no_uuid_has_a_urn_of_one_all_the_same():
    assert urn("Patient/0a1b2c3d-1111-8222-8333-444455556666") == "urn:uuid:0a1b2c3d-1111-8222-8333-444455556666"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", urn("Patient/7")) and urn("Patient/7") != urn("Group/7")
