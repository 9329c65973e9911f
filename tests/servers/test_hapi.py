"""HAPI, filled and asked: nothing is refused, every answer is right, and twice is the same as once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from output.delivery.dataset.source import Source
from output.delivery.dataset.tag import tag_of
from output.delivery.verify.verify import Verified
from synth import api
from tests.delivery.test_loadpack import load
from tests.docs.test_examples import MAP, SERVED, commands, named, run_commands
from tests.servers import running

pytestmark = pytest.mark.servers
PATIENTS = 12
"""Some four thousand resources: each that a server in Java stores, or says that it knows, takes it milliseconds."""
_OF_A_PAGE = "4"
"""How many the commands of a page make: they fill the server twice and thrice, and once by conditional posts."""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hapi") / "dataset"
    api.make(patients=PATIENTS, seed=42, out=folder, formats="bundles", workers=2)
    return folder


@pytest.fixture(scope="module")
def filled(hapi: str, dataset: Path) -> str:
    outcome = api.seed(hapi, dataset)
    assert outcome.sound, outcome.lines()
    return hapi


def wrong(found: Verified) -> list[Any]:
    return [verdict.lines(0) for verdict in found.verdicts if verdict.outcome == "wrong"]


def versions(base: str, dataset: Path) -> dict[str, str]:
    """The version of every patient and organisation."""
    found, tag = {}, tag_of(Source(dataset).dataset.manifest).search
    with httpx2.Client(timeout=60) as client:
        for kind in ("Patient", "Organization"):
            url = f"{base}/{kind}?_tag={tag}&_count=50"
            while url:
                page = client.get(url).json()
                for entry in page.get("entry", ()):
                    found[f"{kind}/{entry['resource']['id']}"] = entry["resource"]["meta"]["versionId"]
                url = next((link["url"] for link in page["link"] if link["relation"] == "next"), "")
    return found


def test_every_answer_is_right_and_seeding_twice_changes_nothing(filled, dataset):
    found = api.verify(filled, dataset)
    assert wrong(found) == [] and found.sound
    assert sum(verdict.outcome == "right" for verdict in found.verdicts) > 1000
    before = versions(filled, dataset)
    assert set(before.values()) == {"1"} and len(before) > PATIENTS
    again = api.seed(filled, dataset, journal=dataset.parent / "again")
    assert again.sound, again.lines()
    assert versions(filled, dataset) == before
    assert wrong(api.verify(filled, dataset, only=["count", "read", "version", "identifier"])) == []


@pytest.mark.parametrize("tool", ["locust", "k6"])
def test_a_load_test_passes_every_check_and_changes_no_answer(filled, dataset, tmp_path, tool):
    api.loadpack(dataset, tmp_path / "pack")
    told, said = load(tool, tmp_path / "pack", filled, seconds=20)
    assert told == 0, said
    assert wrong(api.verify(filled, dataset, only=["count", "patient", "identifier", "everything"])) == []


def test_what_hapi_loses_or_changes_is_named(filled, dataset):
    source = Source(dataset)
    tag = tag_of(source.dataset.manifest)
    unit = next(unit for unit in source.patients() if any(name.startswith("Observation/") for name in unit.names))
    patient = next(name for name in unit.names if name.startswith("Patient/"))
    was = json.loads(tag.put_on(unit.data[unit.names.index(patient)]))
    with httpx2.Client(timeout=60) as client:
        gone = next(name for name in unit.names if name.startswith("Observation/")
                    and client.delete(f"{filled}/{name}").status_code == 200)  # fmt: skip
        client.put(f"{filled}/{patient}", json={**was, "birthDate": "1901-02-03"}).raise_for_status()
        found = api.verify(filled, dataset, only=["all", "count", "read"])
        client.put(f"{filled}/{patient}", json=was).raise_for_status()
        client.put(
            f"{filled}/{gone}", json=json.loads(tag.put_on(unit.data[unit.names.index(gone)]))
        ).raise_for_status()
    assert any(gone in verdict.missing for verdict in found.verdicts)
    assert any(patient in verdict.changed for verdict in found.verdicts)
    assert {v.question.path.partition("?")[0] for v in found.verdicts if v.question.group == "count"
            and v.outcome == "wrong"} == {"Observation"}  # fmt: skip


@pytest.mark.parametrize("page", [page for page in SERVED if page.name != "README.md"], ids=named)
def test_the_commands_of_a_page_run_against_hapi(page, tmp_path):
    # Several servers are filled in tests of their own: a dataset of systems would take HAPI many minutes.
    with running.hapi() as base:
        run_commands([line for line in commands(page, patients=_OF_A_PAGE) if MAP not in line], tmp_path, base)
