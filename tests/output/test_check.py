"""`synth validate` finds every fault that is planted, and none where there is none."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from output.check import check
from synth import chance, keys
from synth.dataset import finish, people
from synth.dataset.content import ManyFiles, OneFile
from synth.dataset.folder import prepare
from synth.dataset.landing import land
from synth.dataset.plan import Plan, run_digest
from synth.dataset.reading import Dataset
from synth.scale.landed import of_mark
from synth.settings import Settings
from synth.world.identity import nhs_numbers

NHS = "https://fhir.nhs.uk/Id/nhs-number"
TRUST = "R9A"
PAIR = np.arange(2)
RUN = keys.person_key(Settings().run, np.zeros(2, np.int64), PAIR)
ADA, BEN = (bytes(one).decode() for one in keys.uuid_text(
    keys.uuids(RUN, np.full(2, chance.name_hash("patient"), np.uint64), "Patient")))  # fmt: skip
ADAS, BENS = (str(n) for n in nhs_numbers.nhs_numbers(42, PAIR * 0, PAIR))
LINES = (
    f"{ADA},{ADAS},Ada Archer,female,1990-02-03,,0,0,Aldenmarsh,B99002,,\n"
    f"{BEN},{BENS},Ada Archer,male,2020-02-03,2021-03-04,0,1,Aldenmarsh,B99002,,\n"
).encode()
CODE = {"coding": [{"system": "http://snomed.info/sct", "code": "75367002", "display": "Blood pressure"}]}


def patient(identity: str, number: str, **more: Any) -> dict[str, Any]:
    named = {"use": "official", "family": "Archer", "given": ["Ada"]}
    identifier = [{"system": NHS, "value": number}]
    return {"resourceType": "Patient", "id": identity, "identifier": identifier, "name": [named], **more}


def observation(identity: str, subject: str, when: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "id": identity, "status": "final", "code": CODE,
        "subject": {"reference": f"Patient/{subject}"}, "effectiveDateTime": when,
        "performer": [{"reference": f"Organization/{TRUST}"}],
    }  # fmt: skip


def people_and_their_records() -> dict[str, list[dict[str, Any]]]:
    """Two patients' resources: Ada alive, Ben dead."""
    died = "2021-03-04T10:00:00+00:00"
    return {
        ADA: [
            patient(ADA, ADAS, birthDate="1990-02-03"),
            observation("a-1", ADA, "2020-05-06T09:00:00+01:00"),
            observation("a-2", ADA, "2021-05-06T09:00:00+01:00"),
        ],
        BEN: [
            patient(BEN, BENS, birthDate="2020-02-03", deceasedDateTime=died),
            observation("b-1", BEN, "2020-02-03T09:00:00+00:00"),
        ],
    }


def bundle(resources: list[dict[str, Any]]) -> dict[str, Any]:
    entries = []
    for one in resources:
        this = f"{one['resourceType']}/{one['id']}"
        full = f"https://synth.example.org/fhir/{this}"
        entries.append({"fullUrl": full, "resource": one, "request": {"method": "PUT", "url": this}})
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def text(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def write(
    out: Path,
    records: dict[str, list[dict[str, Any]]],
    mend: Callable[[dict[str, Any]], None] = lambda one: None,
    formats: tuple[str, ...] = ("bundles", "ndjson"),
) -> Dataset:
    """A dataset of these resources, whose marks and manifest are right; `mend` may alter Ada's bundle."""
    plan = Plan(Settings(), formats, {"families": 1}, 1)
    document = plan.document()
    run = run_digest(document)
    prepare(out, document, force=False, resume=False, joining=False)
    kinds: dict[str, list[bytes]] = {}
    for one in (one for resources in records.values() for one in resources):
        kinds.setdefault(one["resourceType"], []).append(text(one) + b"\n")
    bundles = {name: bundle(copy.deepcopy(resources)) for name, resources in records.items()}
    mend(bundles[ADA])
    data = [text(one) for one in bundles.values()]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in data])])
    counts = np.array([len(one) for one in records.values()])
    made: dict[str, list[Any]] = {
        "ndjson": [
            OneFile(f"ndjson/{kind}.00000.ndjson", "ndjson", kind, len(lines), lines) for kind, lines in kinds.items()
        ],
        "bundles": [
            ManyFiles("bundles/00000", "bundles", "Bundle", list(bundles), ".json", starts, b"".join(data), counts)
        ],
    }
    facts = {
        "block": 0, "run": run, "families": 1, "patients": 2, "places": [0], "entries": {"observation": 3},
        "resources": {kind: len(lines) for kind, lines in kinds.items()},
        "people": {"bytes": len(LINES), "sha256": hashlib.sha256(LINES).hexdigest()},
    }  # fmt: skip
    landed = of_mark(land(out, "00000", facts, [one for name in formats for one in made[name]]))
    trust = {"resourceType": "Organization", "id": TRUST, "name": "Aldenmarsh Hospitals"}
    shared: dict[str, OneFile] = {
        "ndjson": OneFile("ndjson/Organization.reference.ndjson", "ndjson", "Organization", 1, [text(trust) + b"\n"]),
        "bundles": OneFile("bundles/reference-0.json", "bundles", "Bundle", 1, [text(bundle([trust]))]),
    }
    mark = land(
        out, finish.REFERENCE, finish.reference_facts(run, [0], {"Organization": 1}), [shared[f] for f in formats]
    )
    people.keep_people(out, 0, LINES)
    digest = finish.digest_of_blocks(landed.blocks.items(), mark.digest())
    manifest = finish.manifest_of(document, finish.totals_of(landed, mark), 1, digest, finish.join_people(out, [0]))
    finish.write_manifest(out, manifest)
    return Dataset(out)


@pytest.mark.parametrize("formats", [("bundles", "ndjson"), ("bundles",), ("ndjson",)])
def test_a_sound_dataset_has_no_findings(tmp_path: Path, formats: tuple[str, ...]) -> None:
    found = check(write(tmp_path / "data", people_and_their_records(), formats=formats))
    assert found.findings == []
    assert found.checked["structure"] == 6 and found.checked["NHS numbers"] == 2
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
    assert found.findings == [] and found.checked["structure"] == 3 and found.checked["identity"] == 6


def test_many_findings_are_shown_in_part(tmp_path: Path) -> None:
    records = people_and_their_records()
    records[ADA] += [observation(f"x-{n}", ADA, "1980-01-01") for n in range(30)]
    lines = check(write(tmp_path / "data", records)).lines()
    assert "times of life: ... and 20 more" in lines
