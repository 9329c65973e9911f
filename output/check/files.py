"""Are the files of a dataset those that its marks name, byte for byte, and no others?"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from output.check import Findings
from synth.dataset import finish
from synth.dataset.folder import PEOPLE
from synth.dataset.landing import read_mark

if TYPE_CHECKING:
    from synth.dataset.reading import Dataset

FOLDERS = ("ndjson", "bundles", "cda", "messages", "tables", "truth")
RULE = "files"


def check(dataset: Dataset, findings: Findings) -> None:
    """Compare every file with its mark, the marks with the manifest, and look for files that no mark names."""
    named: set[str] = set()
    digests: dict[str, str] = {}
    patients = 0
    for path in dataset.marks():
        facts = read_mark(path)
        if facts is None:
            findings.found(RULE, _short(dataset, path), "is not a mark that can be read")
            continue
        digests[path.stem] = hashlib.sha256(path.read_bytes()).hexdigest()
        patients += facts.get("patients", 0)
        for file in facts["files"]:
            named.add(file["path"])
            _compare(dataset, file, findings)
    _manifest(dataset, digests, patients, findings)
    for folder in FOLDERS:
        for path in sorted((dataset.path / folder).rglob("*")):
            if path.is_file() and _short(dataset, path) not in named:
                findings.found(RULE, _short(dataset, path), "is in no mark")


def _compare(dataset: Dataset, file: dict[str, Any], findings: Findings) -> None:
    findings.checked[RULE] += 1
    try:
        content = (dataset.path / file["path"]).read_bytes()
    except OSError as error:
        findings.found(RULE, file["path"], f"cannot be read: {error.strerror}")
        return
    if len(content) != file["bytes"]:
        findings.found(RULE, file["path"], f"has {len(content)} bytes; its mark says {file['bytes']}")
    elif hashlib.sha256(content).hexdigest() != file["sha256"]:
        findings.found(RULE, file["path"], "is not what was written: its digest differs from its mark")


def _manifest(dataset: Dataset, digests: dict[str, str], patients: int, findings: Findings) -> None:
    """The marks and the people against the manifest."""
    manifest = dataset.manifest
    reference = digests.pop(finish.REFERENCE, "")
    marks = [(int(name), digest) for name, digest in digests.items() if name.isdigit()]
    if finish.digest_of_blocks(marks, reference) != manifest["blocks"]:
        findings.found(RULE, "manifest.json", "its digest of the blocks is not that of the marks in blocks/")
    if patients != manifest["totals"]["patients"]:
        wanted = manifest["totals"]["patients"]
        findings.found(RULE, "manifest.json", f"says {wanted} patients; the marks say {patients}")
    findings.checked[RULE] += 1
    try:
        digest = hashlib.sha256((dataset.path / PEOPLE).read_bytes()).hexdigest()
    except OSError as error:
        findings.found(RULE, PEOPLE, f"cannot be read: {error.strerror}")
        return
    if digest != manifest["people"]["sha256"]:
        findings.found(RULE, PEOPLE, "is not what was written: its digest differs from the manifest")


def _short(dataset: Dataset, path: Path) -> str:
    return path.relative_to(dataset.path).as_posix()
