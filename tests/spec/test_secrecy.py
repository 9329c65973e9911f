"""What is written of the protection and care of children is guarded in every table and every resource, and so is what
points at anything guarded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from synth import api, cli
from synth.dataset.reading import Dataset
from synth.record.kinds import KINDS

CHILDREN, GUARDED = "/childrens-social-care/", {"R", "V"}
TOLD_OF = {"Patient", "RelatedPerson"}
"""What may be guarded while that which points at it is not: who somebody is, not what was written."""
_REFERENCE = re.compile(rb'"reference":"([A-Za-z]+/[^"]+)"')


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = str(tmp_path_factory.mktemp("secrecy") / "data")
    made = ["generate", "--families", "200", "--seed", "7", "--format", "csv,ndjson", "--out", out, "--quiet"]
    assert cli.run(made) == 0
    return api.open(out)


def _resources(dataset: Dataset) -> Iterator[tuple[dict[str, Any], set[str], bytes]]:
    """Each resource with its security labels and its text."""
    for path in sorted(Path(dataset.path, "ndjson").glob("*.ndjson")):
        for line in path.read_bytes().splitlines():
            resource = orjson.loads(line)
            yield resource, {label["code"] for label in resource["meta"].get("security", ())}, line


def test_every_row_of_every_table_of_childrens_social_care_is_guarded(dataset: Dataset) -> None:
    found = {kind: dataset.entries(kind) for kind in KINDS}
    rows = {kind: frame[frame["system"] == "Children's social care"] for kind, frame in found.items()}
    assert sum(map(len, rows.values())) > 300
    open_to_all = {kind: of[of["confidentiality"] == "normal"] for kind, of in rows.items()}
    assert {kind: sorted(set(of["code_key"])) for kind, of in open_to_all.items() if len(of)} == {}


def test_nobody_is_told_that_childrens_social_care_knows_a_child(dataset: Dataset) -> None:
    # A number of the council's on a Patient that everyone may read says as much as a referral does.
    numbers = dataset.entries("local_number")
    known = numbers[numbers["system"] == "Children's social care"]
    assert len(known) > 5 and set(known["confidentiality"]) == {"restricted"}
    assert set(numbers["confidentiality"][numbers["system"] == "General practice"]) == {"normal"}
    named = [line for r, labels, line in _resources(dataset) if r["resourceType"] == "Patient" and not labels & GUARDED]
    assert len(named) > 200
    assert not any(b"Children's Social Care" in line or b"childrens-social-care" in line for line in named)


def test_every_resource_of_childrens_social_care_is_labelled(dataset: Dataset) -> None:
    kinds = {True: set[str](), False: set[str]()}
    for resource, labels, _ in _resources(dataset):
        if CHILDREN in resource["meta"].get("source", ""):
            kinds[bool(labels & GUARDED)].add(resource["resourceType"])
    assert kinds[False] == set()
    assert kinds[True] >= {"Encounter", "CarePlan", "CareTeam", "EpisodeOfCare", "Flag", "ServiceRequest", "Task"}


def test_nothing_that_everyone_may_read_points_at_what_is_guarded(dataset: Dataset) -> None:
    told = [(f"{r['resourceType']}/{r['id']}", bool(labels & GUARDED), line) for r, labels, line in _resources(dataset)]
    secret = {name for name, guarded, _ in told if guarded and name.partition("/")[0] not in TOLD_OF}
    assert len(secret) > 300
    tells = [
        (name, aim.decode())
        for name, guarded, line in told
        if not guarded
        for aim in _REFERENCE.findall(line)
        if aim.decode() in secret
    ]
    assert tells == []
