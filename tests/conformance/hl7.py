"""The HL7 validator inside HAPI FHIR, called from the tests: it is built, run and its answers read.

It needs Java, Maven, the packages in ../shared and, the first time, a repository for Maven to fetch HAPI from.
UK Core 2.0.2 comes first and main after it, for the profiles that 2.0.2 has not: in main, both slices of the code of
UKCore-Observation-Lab take any coding, so that every laboratory result with a code is an error.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

MODULE = Path(__file__).parent
SHARED = MODULE.parents[2] / "shared" / "conformance"
PACKAGES = ("fhir.r4.ukcore.stu2-2.0.2.tgz", "fhir.r4.ukcore-main-2025-06-20.tgz")
DEFINITIONS = ("ukcore-main-expansions.json.gz", *PACKAGES, "fhir-r4-valueset-expansions.tgz")
STU3 = ("nhs.stu3.assets-2024-10-24.tgz", "careconnect.stu3.tgz", "hl7.fhir.core-3.0.1-definitions.tgz")
"""The definitions that the national event messages are held to."""
BASELINE = MODULE / "baseline.csv"
LONGEST = 2400
"""Seconds after which a run of the validator is given up."""


@dataclass
class Answer:
    """What the validator said: the kinds of issue, the counts, and where asked the issues of each line by its id."""

    kinds: list[dict[str, Any]]
    counts: dict[str, Any]
    lines: dict[str, list[dict[str, Any]]]

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The kinds that are errors."""
        return [kind for kind in self.kinds if kind["severity"] in ("fatal", "error")]


class Validator:
    """The command that validates files, built once; of FHIR R4, or with the definitions of STU3 of that."""

    def __init__(self, definitions: Sequence[str] = DEFINITIONS) -> None:
        classes = f"{MODULE}/target/conformance.jar:{MODULE}/target/libraries/*"
        packages = [str(SHARED / name) for name in definitions]
        packages += ["--stu3"] if definitions is STU3 else []
        threads = f"--threads={min(os.cpu_count() or 1, 4)}"
        self.command = ["java", "-Xmx8g", "-cp", classes, "synth.conformance.Validate", threads, *packages]

    def __call__(self, files: Sequence[Path], *more: str) -> Answer:
        run = subprocess.run(
            [*self.command, *more, *map(str, files)],
            capture_output=True, text=True, timeout=LONGEST, encoding="utf-8",
        )  # fmt: skip
        assert run.returncode == 0, run.stderr[:3000]
        every = [json.loads(line) for line in run.stdout.splitlines()]
        lines = {line["id"]: line["found"] for line in every[:-1] if "found" in line}
        return Answer([line for line in every[:-1] if "severity" in line], every[-1], lines)


def made(definitions: Sequence[str] = DEFINITIONS) -> Validator:
    """The validator; skips, with the reason, where something that it needs is absent."""
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    absent = [name for name in definitions if not (SHARED / name).is_file()]
    if absent:
        pytest.skip(f"not in ../shared/conformance: {', '.join(absent)}")
    _build()
    return Validator(definitions)


def _build() -> None:
    """Builds the module with what Maven has already, else with what it can fetch; skips if it can have neither."""
    said = ""
    for offline, patience in ((["-o"], 180), ([], 600)):
        try:
            built = subprocess.run(
                ["mvn", "-q", "-B", *offline, "package"], cwd=MODULE, capture_output=True, text=True, timeout=patience
            )
        except subprocess.TimeoutExpired:
            pytest.skip("Maven did not get the validator in time")
        said = built.stdout + built.stderr
        if built.returncode == 0:
            return
        assert "COMPILATION ERROR" not in said, said
    pytest.skip(f"Maven cannot have the validator: {said[:500]}")


_VARYING = (
    (re.compile(r"\s*\(codes? = [^)]*\)"), ""),
    (re.compile(r"@[0-9a-f]+"), ""),
    (re.compile(r"The Coding provided \([^)]*\)"), "The Coding provided"),
    (re.compile(r"for '([^'#]*)#[^']*'"), r"for '\1'"),
    (re.compile(r"'https://synth\.example\.org/[^']*'"), "'https://synth.example.org/...'"),
    (re.compile(r"for path \S+ in profile"), "in profile"),
    (re.compile(r"\|[0-9][0-9.]*"), ""),
)
"""What differs between messages of one kind: codes, versions, addresses in memory."""


def kind_of(issue: dict[str, Any]) -> tuple[str, str, str, str]:
    """What is alike in issues of one kind: how grave, of which type, in which element, and what is said."""
    text = issue["text"]
    for pattern, instead in _VARYING:
        text = pattern.sub(instead, text)
    return issue["severity"], issue["type"], issue["path"], text


def baseline() -> list[dict[str, str]]:
    """The kinds of warning that are known, each with the reason why it stands."""
    with open(BASELINE, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def key_of(issue: dict[str, Any]) -> tuple[str, str, str, str]:
    """The row of the baseline that an issue belongs to; what the validator cannot know has no type and no element."""
    severity, what, path, text = kind_of(issue)
    return (severity, what, path, text) if severity == "warning" else (severity, "", "", text)


def listed() -> set[tuple[str, str, str, str]]:
    """The rows of the baseline, without their reasons."""
    return {(row["severity"], row["type"], row["path"], row["text"]) for row in baseline()}
