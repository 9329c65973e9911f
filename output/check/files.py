"""Are the files of a dataset those that its marks name, byte for byte, and no others?"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from output.check import Findings
from synth.dataset import finish, packing
from synth.dataset.folder import EXPORT, PEOPLE
from synth.dataset.landing import read_mark
from synth.errors import one_line

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
    for file in dataset.manifest.get("beside", ()):
        named.add(file["path"])
        _compare(dataset, file, findings)
    _export(dataset, named, findings)
    _manifest(dataset, digests, patients, findings)
    for folder in FOLDERS:
        for path in sorted((dataset.path / folder).rglob("*")):
            if path.is_file() and _short(dataset, path) not in named:
                findings.found(RULE, _short(dataset, path), "is in no mark")


def _compare(dataset: Dataset, file: dict[str, Any], findings: Findings) -> None:
    findings.checked[RULE] += 1
    try:
        with packing.opened(dataset.path / file["path"]) as opened:
            content = opened.read()
    except (OSError, ValueError, EOFError, packing.broken()) as error:
        findings.found(RULE, file["path"], f"cannot be read: {getattr(error, 'strerror', None) or one_line(error)}")
        return
    if len(content) != file["bytes"]:
        findings.found(RULE, file["path"], f"has {len(content)} bytes; its mark says {file['bytes']}")
    elif hashlib.sha256(content).hexdigest() != file["sha256"]:
        findings.found(RULE, file["path"], "is not what was written: its digest differs from its mark")


def _export(dataset: Dataset, named: set[str], findings: Findings) -> None:
    """The bulk-data manifest lists every file of NDJSON, and no other."""
    wanted = {name for name in named if name.startswith("ndjson/")}
    if not wanted or EXPORT not in named:
        return
    try:
        said = json.loads((dataset.path / EXPORT).read_bytes())
        listed = [
            one["url"].removeprefix(dataset.manifest["arguments"].get("export_base", "")) for one in said["output"]
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        findings.found(RULE, EXPORT, f"cannot be read: {one_line(error)}")
        return
    for name in sorted(wanted ^ set(listed)):
        findings.found(RULE, EXPORT, f"{'lists' if name in listed else 'does not list'} {name}")


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
