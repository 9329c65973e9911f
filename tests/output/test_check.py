"""`synth validate` finds every fault that is planted, and none where there is none."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from output import registry
from output.check import check, tables
from output.check.block import Block, Known
from output.check.findings import Findings
from tests.fixtures.two_people import ADA, ADAS, BEN, NHS, observation, people_and_their_records, write


@pytest.mark.parametrize("formats", [("bundles", "ndjson"), ("bundles",), ("ndjson",)])
def test_a_sound_dataset_has_no_findings(tmp_path: Path, formats: tuple[str, ...]) -> None:
    found = check(write(tmp_path / "data", people_and_their_records(), formats=formats))
    assert found.findings == []
    assert found.checked["structure"] == 6 + len(formats) and found.checked["NHS numbers"] == 2
    assert found.checked["references"] == 6 * len(formats)
    assert found.lines()[-1].endswith("nothing wrong was found")


def plant(member: str, value: Any, person: str = ADA, n: int = 1) -> Callable[[dict], None]:
    def planted(records: dict[str, list[dict[str, Any]]]) -> None:
        records[person][n][member] = value

    return planted


def twice(records: dict[str, list[dict[str, Any]]]) -> None:
    records[BEN].append(copy.deepcopy(records[BEN][1]))


FAULTS = {
    "no status": (plant("status", None), "structure", "status"),
    "a member that is not there": (plant("colour", "red"), "structure", "colour"),
    "a date that is none": (plant("effectiveDateTime", "2020-99-01"), "structure", "effectiveDateTime"),
    "a wrong resource type": (plant("resourceType", "Observatory"), "structure", "no resource 'Observatory'"),
    "someone else's record": (plant("subject", {"reference": f"Patient/{BEN}"}), "references", f"Patient/{BEN}"),
    "a reference to nothing": (
        plant("encounter", {"reference": "Encounter/x"}), "references", "Encounter/x, which is not there",
    ),
    "an id twice": (twice, "identity", "Observation/b-1 stands twice"),
    "no id": (plant("id", None), "identity", "has no id"),
    "care before birth": (plant("effectiveDateTime", "1990-02-02T09:00:00+00:00"), "times of life", "before birth"),
    "care after death": (
        plant("effectiveDateTime", "2021-03-04T10:01:00+00:00", BEN), "times of life", "after death",
    ),
    "a wrong check digit": (
        plant("identifier", [{"system": NHS, "value": "9990000019"}], n=0), "NHS numbers", "modulus 11",
    ),
    "another's NHS number": (
        plant("identifier", [{"system": NHS, "value": ADAS}], BEN, 0), "NHS numbers", f"Patient/{ADA}'s",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_resource_is_found(tmp_path: Path, name: str) -> None:
    planted, rule, said = FAULTS[name]
    records = people_and_their_records()
    planted(records)
    found = check(write(tmp_path / "data", records))
    assert any(one.rule == rule and said in one.what for one in found.findings), found.lines()


BUNDLE_FAULTS = {
    "a resource is missing": (lambda one: one["entry"].pop(0), "references", f"refers to Patient/{ADA}"),
    "posted": (lambda one: one["entry"][0]["request"].update(method="POST"), "bundles", "does not PUT"),
    "a wrong full URL": (lambda one: one["entry"][0].update(fullUrl="urn:uuid:x"), "bundles", "full URL"),
    "a collection": (lambda one: one.update(type="collection"), "bundles", "not 'transaction'"),
    "twice in it": (lambda one: one["entry"].append(one["entry"][0]), "bundles", "stands twice"),
    "a stray member": (lambda one: one.update(mood="glad"), "bundles", "mood"),
}


@pytest.mark.parametrize("name", BUNDLE_FAULTS)
def test_a_fault_in_a_bundle_is_found(tmp_path: Path, name: str) -> None:
    planted, rule, said = BUNDLE_FAULTS[name]
    found = check(write(tmp_path / "data", people_and_their_records(), planted))
    assert any(one.rule == rule and said in one.what for one in found.findings), found.lines()


def alter(path: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda out: (out / path).write_bytes(change((out / path).read_bytes())) and None


FILE_FAULTS = {
    "one letter": (alter("ndjson/Patient.00000.ndjson", lambda b: b.replace(b"Archer", b"Archar")), "digest differs"),
    "cut short": (alter("ndjson/Patient.00000.ndjson", lambda b: b[:-9]), "its mark says"),
    "a file is gone": (lambda out: (out / f"bundles/00000/{BEN}.json").unlink(), "cannot be read"),
    "a file is too many": (lambda out: (out / "ndjson" / "Flag.00000.ndjson").write_text(""), "is in no mark"),
    "a mark is altered": (alter("blocks/00000.json", lambda b: b.replace(b'"places": [0]', b'"places": [1]')), "marks"),
    "a mark is gone": (lambda out: (out / "blocks/00000.json").unlink(), "that of the marks"),
    "people are altered": (alter("people.csv", lambda b: b + b"x\n"), "digest differs from the manifest"),
}


@pytest.mark.parametrize("name", FILE_FAULTS)
def test_a_fault_in_the_files_is_found(tmp_path: Path, name: str) -> None:
    planted, said = FILE_FAULTS[name]
    dataset = write(tmp_path / "data", people_and_their_records())
    planted(tmp_path / "data")
    found = check(dataset)
    assert any(one.rule == "files" and said in one.what for one in found.findings), found.lines()


def test_a_sample_checks_the_structure_of_some(tmp_path: Path) -> None:
    found = check(write(tmp_path / "data", people_and_their_records()), sample=1)
    assert found.findings == [] and found.checked["structure"] == 3 + 2 and found.checked["identity"] == 6


def test_many_findings_are_shown_in_part(tmp_path: Path) -> None:
    records = people_and_their_records()
    records[ADA] += [observation(f"x-{n}", ADA, "1980-01-01") for n in range(30)]
    lines = check(write(tmp_path / "data", records)).lines()
    assert "times of life: ... and 20 more" in lines


@pytest.mark.parametrize("kind", registry.KINDS.values(), ids=lambda kind: kind.name)
def test_a_row_of_a_table_that_is_no_resource_is_found_where_its_kind_is_one(kind: registry.Kind) -> None:
    """Of each kind that the registry calls a resource, the rows bear its ids; the parts of a Patient have their own."""
    block = Block("00000", Findings("data"), line={f"{kind.resource}/known": (0, b""), "Basic/stray": (0, b"")})
    known = Known(Path("data"), {}, "2025-01-01T00:00:00Z", {})
    file = {"path": f"tables/{kind.name}-00000.csv", "kind": kind.name}
    row = {
        "id": ["known", "stray"],
        "person": ["p", "p"],
        "version": ["1", "1"],
        "recorded": ["2020-05-06 09:00:00Z"] * 2,
    }
    assert tables._rows(file, pa.table(row), block, known) == 2
    assert [(f.where, f.what) for f in block.findings.findings] == (
        [] if kind.part else [(file["path"], "has a row of an entry whom no resource knows: stray")]
    )
