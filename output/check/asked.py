"""What `synth validate` asks for, read as it is typed, and the findings that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from output.check import check
from output.check.brought import Brought
from output.check.clinical.own import brought_by
from output.check.findings import Findings
from synth.dataset import arguments
from synth.dataset.reading import Dataset
from synth.errors import BrokenData, one_line
from synth.guests import brought
from synth.scale import pool


def validate(
    path: str | Path,
    sample: str | int | None,
    workers: str | int | None,
    watch: Callable[[int, int], None] | None,
    pathways: Any,
    ours: Callable[[], Iterable[str]] = tuple,
) -> Findings:
    """The findings of a dataset, as `synth.api.validate` tells; what cannot be read is one of them.

    ours: the names of our pathways, asked for where a guest's wrote in it.
    """
    few = arguments.count("--sample", sample, "resources of each type")
    processes = arguments.count("--workers", workers, "workers") or pool.usable_processors()
    try:
        dataset = Dataset(Path(path))
    except BrokenData as error:
        findings = Findings(str(path))
        findings.found(
            "files", "manifest.json", one_line(error).removeprefix(f"{Path(path)}/manifest.json").lstrip(": ")
        )
        return findings
    names = frozenset(ours()) if dataset.manifest["arguments"].get("pathways") else frozenset()
    own = Brought(brought(pathways, None).folders, names)
    brought_by(own)  # rules that cannot be read are told of before anything is looked at
    return check(dataset, few, processes, watch or (lambda done, of: None), own)
