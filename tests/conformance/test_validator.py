"""What synth writes, against UK Core, with the HL7 validator inside HAPI FHIR: no error of any kind.

It needs Java, Maven, the packages in ../shared and, the first time, a repository for Maven to fetch HAPI from.
UK Core 2.0.2 comes first and main after it, for the profiles that 2.0.2 has not: in main, both slices of the code of
UKCore-Observation-Lab take any coding, so that every laboratory result with a code is an error.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from output import fhir
from tests.fixtures.batch import batch

MODULE = Path(__file__).parent
SHARED = MODULE.parents[2] / "shared" / "conformance"
DEFINITIONS = [
    "ukcore-main-expansions.json.gz",
    "fhir.r4.ukcore.stu2-2.0.2.tgz",
    "fhir.r4.ukcore-main-2025-06-20.tgz",
    "fhir-r4-valueset-expansions.tgz",
]

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def validator() -> list[str]:
    """The command that validates the files that follow it."""
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    absent = [name for name in DEFINITIONS if not (SHARED / name).is_file()]
    if absent:
        pytest.skip(f"not in ../shared/conformance: {', '.join(absent)}")
    build()
    classes = f"{MODULE}/target/conformance.jar:{MODULE}/target/libraries/*"
    packages = [str(SHARED / name) for name in DEFINITIONS]
    return ["java", "-Xmx2g", "-cp", classes, "synth.conformance.Validate", *packages]


def build() -> None:
    """Builds the module with what Maven has already, else with what it can fetch; skips if it can have neither."""
    said = ""
    for offline in (["-o"], []):
        try:
            built = subprocess.run(
                ["mvn", "-q", "-B", *offline, "package"], cwd=MODULE, capture_output=True, text=True, timeout=90
            )
        except subprocess.TimeoutExpired:
            pytest.skip("Maven did not get the validator in 90 seconds")
        said = built.stdout + built.stderr
        if built.returncode == 0:
            return
        assert "COMPILATION ERROR" not in said, said
    pytest.skip(f"Maven cannot have the validator: {said[:500]}")


def validate(validator: list[str], files: list[Path]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The kinds of issue found, and the counts."""
    run = subprocess.run(
        [*validator, *map(str, files)], capture_output=True, text=True, check=True, timeout=120, encoding="utf-8"
    )
    *issues, counts = map(json.loads, run.stdout.splitlines())
    return issues, counts


def errors(issues: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [issue for issue in issues if issue["severity"] in ("fatal", "error")]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("dataset")
    command = f"generate --patients 30 --format ndjson --workers 1 --quiet --force --out {folder}"
    subprocess.run([sys.executable, "-m", "synth", *command.split()], check=True, timeout=60)
    return sorted((folder / "ndjson").glob("*.ndjson"))


def test_no_resource_has_an_error(validator, dataset):
    issues, counts = validate(validator, dataset)
    assert counts["resources"]["Patient"] == 30
    assert errors(issues) == []


def test_no_kind_of_resource_has_an_error(validator, tmp_path):
    """Some of each kind, those among them that no pathway writes as yet."""
    rendered = fhir.render(batch())
    for kind, resources in rendered.items():
        lines = [line.rstrip(b"\n") + b"\n" for line in resources.lines.to_pylist()[:60]]
        (tmp_path / f"{kind}.ndjson").write_bytes(b"".join(lines))
    issues, counts = validate(validator, sorted(tmp_path.glob("*.ndjson")))
    assert counts["resources"].keys() == rendered.keys()
    assert errors(issues) == []


def test_planted_faults_are_found(validator, dataset, tmp_path):
    patients = next(file for file in dataset if file.name.startswith("Patient"))
    patient = json.loads(patients.read_text("utf-8").splitlines()[0])
    unknown = {"coding": [{"system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland"}]}
    unknown["coding"][0]["code"] = "99"
    patient["gender"] = "femail"
    patient["identifier"][0]["extension"] = [
        {
            "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
            "valueCodeableConcept": unknown,
        }
    ]
    faulty = tmp_path / "Patient.ndjson"
    faulty.write_text(json.dumps(patient) + "\n", "utf-8")
    issues, _ = validate(validator, [faulty])
    assert {issue["path"] for issue in errors(issues)} >= {
        "Patient.gender",
        "Patient.identifier.extension.value.ofType(CodeableConcept)",
    }
