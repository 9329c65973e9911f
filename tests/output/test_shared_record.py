"""A dataset of shared care records: one for each place, whole in itself, from what its systems give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from output.check import check
from synth.dataset.reading import Dataset
from synth.sharing.contributions import contributions
from tests.output.test_systems import contents, made, rows

FEW: dict[str, Any] = {"families": 90, "formats": ("ndjson", "csv", "bundles")}
NOT_GIVEN = ("Patient", "RelatedPerson", "Group", "Organization", "Location", "HealthcareService", "Practitioner",
             "PractitionerRole", "Questionnaire")  # fmt: skip
"""Who people are, as the demographics service says, and reference data."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("shared") / "dataset"
    made(out, view="shared", **FEW)
    return out


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("systems") / "dataset"
    made(out, view="systems", families=FEW["families"], formats=("ndjson",))
    return out


def resources(folder: Path) -> dict[str, dict[str, Any]]:
    """Every resource of a dataset by type and id; none may stand twice."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((folder / "ndjson").iterdir()):
        for line in path.read_bytes().splitlines():
            one = json.loads(line)
            name = f"{one['resourceType']}/{one['id']}"
            assert name not in found, name
            found[name] = one
    return found


def source(resource: dict[str, Any]) -> str:
    """The kind of the system that a resource came from."""
    return str(resource["meta"]["source"].split("/")[-2]).replace("-", "_")


def test_the_whole_and_the_record_of_every_place_are_sound(shared: Path) -> None:
    findings = check(Dataset(shared))
    assert findings.findings == [] and findings.checked["references"] > 5_000
    names = [path.name for path in sorted((shared / "systems").iterdir())]
    assert names and all(name.startswith("shared_care_record-Q") for name in names)
    assert Dataset(shared).manifest["arguments"]["view"] == "shared"
    assert {row["system"] for row in rows(shared, "linkage")} == set(names)


def test_each_resource_names_a_system_that_gives_it_and_stands_there_under_the_same_id(
    shared: Path, systems: Path
) -> None:
    there: dict[str, dict[str, dict[str, Any]]] = {}
    for folder in sorted((systems / "systems").iterdir()):
        there.setdefault(folder.name.partition("-")[0], {}).update(resources(folder))
    copies = compared = 0
    for folder in sorted((shared / "systems").iterdir()):
        for name, resource in resources(folder).items():
            if resource["resourceType"] in NOT_GIVEN:
                assert "source" not in resource["meta"] or source(resource) == "demographics"
                continue
            assert source(resource) in contributions(), name
            if resource["resourceType"] == "List":  # the practice's list of what is current is made again
                continue
            mine = there[source(resource)][name]
            compared += 1
            copies += mine["meta"]["source"] != resource["meta"]["source"]
            assert mine.get("identifier") == resource.get("identifier") and mine.get("code") == resource.get("code")
    assert compared > 5_000 and copies > 50


@pytest.mark.slow
def test_however_the_work_is_cut_every_file_is_the_same(shared: Path, tmp_path: Path) -> None:
    more = {**FEW, "families": 260, "formats": ("ndjson",)}
    for shard in ((1, 2), (2, 2)):
        made(tmp_path / "shards", view="shared", shard=shard, **more)
    made(tmp_path / "one", view="shared", **more)
    assert contents(tmp_path / "shards") == contents(tmp_path / "one")
