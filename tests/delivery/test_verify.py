"""`synth verify` asks hundreds of questions whose answers the dataset knows, and finds what a server gets wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from output.delivery.dataset.source import Source
from output.delivery.dataset.tag import tag_of
from output.delivery.server import http
from output.delivery.server.access import Access
from output.delivery.verify.answers import Answers
from output.delivery.verify.questioning import questions
from output.delivery.verify.verify import Verdict, Verified, verify
from synth.cli import run
from tests.servers.faulty import FaultyServer


@pytest.fixture(scope="module")
def resources(dataset: Path) -> dict[str, dict[str, Any]]:
    """All that the dataset holds, by name, with its tag on, as `synth seed` puts it."""
    source = Source(dataset)
    tag = tag_of(source.dataset.manifest)
    units = [source.reference(), *source.patients()]
    return {n: json.loads(tag.put_on(d)) for unit in units for n, d in zip(unit.names, unit.data, strict=True)}


@pytest.fixture(scope="module")
def server(resources: dict[str, dict[str, Any]]) -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        for name, resource in resources.items():
            server.store.put(*name.split("/"), resource)
        yield server


def asked(server: FaultyServer, dataset: Path, *only: str) -> Verified:
    """only: groups of questions, to be quick."""
    return verify(http.server(server.url), Access(), Source(dataset), only=frozenset(only))


def wrong(found: Verified) -> list[Verdict]:
    return [verdict for verdict in found.verdicts if verdict.outcome == "wrong"]


def test_a_server_that_holds_the_dataset_gives_hundreds_of_right_answers(server, dataset):
    found = asked(server, dataset)
    assert [verdict.lines(0) for verdict in wrong(found)] == []
    assert found.sound
    groups = {verdict.question.group for verdict in found.verdicts if verdict.outcome == "right"}
    assert sum(verdict.outcome == "right" for verdict in found.verdicts) > 300
    assert groups >= {
        "count", "all", "read", "absent", "identifier", "code", "either", "text", "exact", "date", "reference", "patient",
        "chained", "include", "revinclude", "everything", "pages", "name and birth date", "birth date",
    }  # fmt: skip


def test_the_questions_come_from_the_dataset_alone(dataset):
    def plan() -> list[Any]:
        with Answers(Source(dataset)) as answers:
            return questions(Source(dataset), answers)

    assert plan() == plan()


def test_what_the_server_does_not_state_is_skipped_with_the_reason(server, dataset):
    found = asked(server, dataset, "version", "has", "read")
    skipped = [verdict for verdict in found.verdicts if verdict.outcome == "skipped"]
    assert {verdict.question.group for verdict in skipped} >= {"version", "has"}
    assert all(verdict.why and "does not state" in verdict.why[0] for verdict in skipped)
    assert any(line.startswith("skipped ") and "vread" in line for line in found.lines())


def test_a_lost_resource_is_named(server, dataset, lying, resources):
    lost = min(name for name in resources if name.startswith("Observation/"))
    lying(lost=frozenset([lost]))
    found = wrong(asked(server, dataset, "count", "all"))
    assert {"count", "all"} <= {verdict.question.group for verdict in found}
    assert any(lost in verdict.missing for verdict in found)


@pytest.mark.parametrize(
    ("parameter", "group"),
    [("code", "code"), ("birthdate", "birth date"), ("identifier", "identifier"), ("_tag", "count"), ("family", "absent"),
     ("patient", "patient"), ("date", "date")],
)  # fmt: skip
def test_an_ignored_search_parameter_is_caught(server, dataset, lying, parameter, group):
    if parameter == "_tag":  # something of another dataset must not be counted among ours
        server.store.put("Patient", "stranger", {"resourceType": "Patient", "id": "stranger", "gender": "male"})
    try:
        lying(ignored=frozenset([parameter]))
        found = wrong(asked(server, dataset, group))
    finally:
        server.store.held["Patient"].pop("stranger", None)
    assert any(parameter in verdict.question.path and (verdict.extra or verdict.why) for verdict in found)


def test_a_stale_version_is_caught_and_what_differs_is_told(server, dataset, lying, resources):
    name = min(name for name in resources if name.startswith("Condition/"))
    older = {**resources[name], "recordedDate": "1999-01-01"}
    kind, identity = name.split("/")
    was = server.store.held[kind][identity]
    server.store.held[kind][identity] = [older, *was]
    try:
        lying(stale=frozenset([name]))
        found = wrong(asked(server, dataset, "read", "all"))
    finally:
        server.store.held[kind][identity] = was
    assert any(name in verdict.changed for verdict in found)
    read = next(verdict for verdict in found if verdict.question.group == "read")
    assert any("recordedDate" in why and "1999-01-01" in why for why in read.why)


def test_a_wrong_total_is_caught(server, dataset, lying):
    lying(added=1)
    found = wrong(asked(server, dataset, "count", "patient"))
    assert {"count", "patient"} <= {verdict.question.group for verdict in found}
    assert any("Bundle.total" in why for verdict in found for why in verdict.why)


@pytest.mark.parametrize(("parameter", "group"), [("_include", "include"), ("_revinclude", "revinclude")])
def test_a_dropped_include_is_caught(server, dataset, lying, parameter, group):
    lying(ignored=frozenset([parameter]))
    found = wrong(asked(server, dataset, "include", "revinclude", "patient"))
    assert {verdict.question.group for verdict in found} == {group}
    assert all(verdict.missing for verdict in found)


@pytest.mark.parametrize(("pages", "said"), [("endless", "leads back"), ("torn", "")])
def test_broken_pages_are_caught(server, dataset, lying, pages, said):
    lying(pages=pages)
    found = wrong(asked(server, dataset, "pages", "all"))
    assert {"pages", "all"} <= {verdict.question.group for verdict in found}
    assert all(verdict.missing for verdict in found) or any(said in why for v in found for why in v.why)


def test_the_command_ends_with_one_if_any_answer_is_wrong(server, dataset, lying, capsys, tmp_path):
    report = tmp_path / "report.json"
    assert run(["verify", server.url, str(dataset), "--quiet", "--only", "count,birth date"]) == 0
    lying(added=1)
    assert run(["verify", server.url, str(dataset), "--only", "count,birth date", "--report", str(report)]) == 1
    said = capsys.readouterr().out
    assert "answers are wrong" in said and f"{server.url}/Patient?" in said
    facts = json.loads(report.read_text("utf-8"))
    assert facts["outcomes"]["wrong"] == sum(each["outcome"] == "wrong" for each in facts["questions"])


def test_another_machine_is_not_spoken_to_unless_it_is_named(dataset, capsys):
    assert run(["verify", "http://fhir.example.org/r4", str(dataset)]) == 2
    assert "--allow-remote fhir.example.org" in capsys.readouterr().err
