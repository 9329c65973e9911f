"""CDA documents: well formed, and sound by the rules of `output.check.cda`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from output.check import Findings

if TYPE_CHECKING:
    from synth.dataset.reading import Dataset

RULE = "CDA documents"


def check(dataset: Dataset, findings: Findings, ids: set[str]) -> None:
    """Check every document; where the dataset has resources, their ids are the ones that entries may bear."""
    paths = sorted((dataset.path / "cda").rglob("*.xml"))
    if not paths:
        return
    from output.check import cda

    for path in paths:
        findings.checked[RULE] += 1
        name = path.relative_to(dataset.path).as_posix()
        for fault in cda.check(path.read_bytes(), path.name, ids or None):
            findings.found(RULE, name, f"{fault.rule}: {fault.what}")
