"""What synth writes, against UK Core, with the HL7 validator inside HAPI FHIR: no error, in any form, and no new warning.

A sample of at least 20,000 resources is validated as NDJSON, and bundles of every form with all that is in them; each is
parsed and written again by HAPI's parser without loss. CONFORMANCE_RESOURCES asks for fewer, for every day.
"""

from __future__ import annotations

import json
import os
import tarfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from output import fhir, registry
from synth import api
from synth.dataset.reading import Dataset
from synth.scale.sources import library
from tests.conformance import hl7
from tests.conformance.sampling import Sample, sample
from tests.fixtures.batch import batch

WANTED = int(os.environ.get("CONFORMANCE_RESOURCES", "20000"))
FORMS: dict[str, dict[str, Any]] = {
    "transaction": {},
    "batch": {"bundle": "batch"},
    "collection": {"bundle": "collection"},
    "document": {"bundle": "document"},
    "post": {"bundle": "post"},
    "parts": {"bundle_entries": 40},
}
SHOWN = 40
LATER = {"nirsevimab for the very preterm"}
"""Pathways of programmes that begin after the last day of the window that is generated if none is asked for."""

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def validator() -> hl7.Validator:
    return hl7.made()


@pytest.fixture(scope="module")
def chosen(validator: hl7.Validator, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample of what was just generated."""
    patients = max(60, min(7000, WANTED * 7 // 20))  # among so many there is a stillbirth
    dataset = api.generate(patients, out=tmp_path_factory.mktemp("dataset") / "data", formats="ndjson,csv", workers=2)
    return sample(dataset, WANTED, {plan.pathway.name for plan in library().pathways})


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """Of each form, bundles that hold between them every type of resource, and the barest and fullest records."""
    found = {}
    for name, options in FORMS.items():
        out = tmp_path_factory.mktemp(name) / "data"
        dataset = api.generate(60, seed=7, out=out, formats="bundles", workers=2, **options)
        found[name] = list(_some(dataset))
    return found


def _some(dataset: Dataset) -> Iterator[bytes]:
    folder = dataset.path / "bundles"
    shared = sorted(folder.glob("reference-*.json"))
    patients = sorted(folder.glob("*/*.json"), key=lambda path: (path.stat().st_size, path.name))
    taken = [*shared[:1], *shared[-1:], *patients[:3], patients[-1], *sorted(folder.glob("cohort-*.json"))]
    seen: set[str] = set()
    for path in dict.fromkeys([*taken, *shared, *patients]):
        text = path.read_bytes()
        kinds = {entry["resource"]["resourceType"] for entry in json.loads(text)["entry"]}
        if path in taken or kinds - seen:
            seen |= kinds
            yield text.replace(b"\n", b"") + b"\n"


@pytest.fixture(scope="module")
def answer(
    validator: hl7.Validator, chosen: Sample, bundles: dict[str, list[bytes]], tmp_path_factory: pytest.TempPathFactory
) -> hl7.Answer:
    """What the validator says of all of it: the sample, the bundles, and some of each kind that output can write."""
    folder = tmp_path_factory.mktemp("files")
    files = chosen.write(folder)
    for name, lines in bundles.items():
        files.append(folder / f"bundles-{name}.ndjson")
        files[-1].write_bytes(b"".join(lines))
    for kind, resources in fhir.render(batch()).items():
        files.append(folder / f"fixture-{kind}.ndjson")
        files[-1].write_bytes(b"".join(resources.lines.to_pylist()[:60]))
    known = [f"--known={path}" for path in files if path.name == "Questionnaire.ndjson"]
    return validator(files, *known)


def test_the_sample_covers_every_kind_and_pathway(chosen: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\n" + "\n".join(chosen.covers()))
    if WANTED >= 20_000:
        assert len(chosen) >= 20_000
        silent = {plan.pathway.name for plan in library().pathways} - _writing()
        # The tables do not name the pathway of what is guarded: kinds, shapes and codes choose of that.
        silent |= {form.pathway for form in library().forms if form.confidentiality != "normal"}
        silent |= LATER
        reached = {name.partition(" ")[2] for name in chosen.strata["pathway"]}
        assert chosen.pathways - reached <= silent


def _writing() -> set[str]:
    """The pathways that write something which is a resource."""
    return {form.pathway for form in library().forms if not registry.KINDS[form.kind].part}


def test_no_resource_and_no_bundle_has_an_error(answer: hl7.Answer, bundles: dict[str, list[bytes]]) -> None:
    assert answer.counts["resources"]["Bundle"] == sum(map(len, bundles.values()))
    assert [_said(kind) for kind in answer.errors[:SHOWN]] == []


def test_nothing_but_what_the_baseline_lists_is_warned_of(
    answer: hl7.Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Warnings by type and element; what the validator cannot know, by the code system or value set that it lacks."""
    listed = hl7.listed()
    found = Counter(hl7.key_of(kind) for kind in answer.kinds if kind["severity"] in ("warning", "unknown"))
    for kind in answer.kinds:
        if hl7.key_of(kind) in found:
            found[hl7.key_of(kind)] += kind["count"] - 1
    with capsys.disabled():
        severities = ", ".join(f"{n:,} {name}" for name, n in sorted(answer.counts["issues"].items()))
        print(f"\n{sum(answer.counts['resources'].values()):,} resources and bundles: {severities or 'nothing said'}")
        for row in sorted(listed - found.keys()):
            print("in the baseline, but not seen:", ",".join(row))
    new = sorted(found.keys() - listed)
    lines = "\n".join(",".join(f'"{cell}"' for cell in row) + "," for row in new)
    assert not new, f"kinds that {hl7.BASELINE.name} does not list, with a reason to be given for each:\n{lines}"


def test_every_row_of_the_baseline_gives_its_reason() -> None:
    assert [row for row in hl7.baseline() if len(row["reason"].split()) < 4] == []


def _said(kind: dict[str, Any]) -> str:
    return f"{kind['count']} x {kind['type']}/{kind['example']} {kind['path']}: {kind['text']}"


def test_every_resource_claims_a_profile_of_uk_core_for_its_type(chosen: Sample) -> None:
    profiles = _profiles()
    for kind, lines in chosen.lines.items():
        wanted = {address for address, of in profiles.items() if of == kind}
        for line in lines:
            claimed = set(json.loads(line).get("meta", {}).get("profile", ()))
            assert (claimed & wanted) if wanted else True, f"{kind} claims {claimed}; UK Core has {sorted(wanted)}"


def _profiles() -> dict[str, str]:
    """The type of resource of each profile of UK Core."""
    found = {}
    for package in hl7.PACKAGES:
        with tarfile.open(hl7.SHARED / package) as archive:
            for member in archive:
                if "/StructureDefinition-UKCore" in member.name:
                    file = archive.extractfile(member)
                    assert file is not None
                    definition = json.load(file)
                    found[definition["url"]] = definition["type"]
    return found
