"""The dataset's folder: what stands where in it, and how a text is put there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from synth.dataset import own
from synth.dataset.inside import AT_THE_TOP, FOLDERS

MANIFEST, PEOPLE, BLOCKS, PARTIAL = "manifest.json", "people.csv", "blocks", ".partial"
EXPORT, PACKAGE = AT_THE_TOP
PLAN, LOCK = "plan.json", "lock"
"""What the dataset is to be, and who is at work; both in PARTIAL."""
OURS = (MANIFEST, PEOPLE, EXPORT, PACKAGE, BLOCKS, PARTIAL, *FOLDERS)
"""Everything that a dataset puts at the top of its folder."""
NULL = "null:"


def read_plan(out: Path) -> dict[str, Any] | None:
    """The plan of the dataset that stands or was begun in a folder, or None."""
    for path in (out / MANIFEST, out / PARTIAL / PLAN):
        if os.path.lexists(path):
            said = _plan_in(path)
            if said is not None:
                return said
    return None


def _plan_in(path: Path) -> dict[str, Any] | None:
    """The plan in a file, or None where it holds something else, which is not ours."""
    written = own.said(path)
    if isinstance(written, dict) and "arguments" in written and (path.name != MANIFEST or "totals" in written):
        return written
    from synth.dataset import outside, shapes

    said = outside.read(path)
    if isinstance(said, dict) and {"synth", "arguments"} <= said.keys():
        return shapes.manifest(path) if path.name == MANIFEST else shapes.plan(path)
    return None


def put_text(out: Path, name: str, text: str) -> None:
    """Put a text file in place whole: nobody ever sees half of it, and what is half stands in `.partial`."""
    beside = out / PARTIAL / f"{name.rpartition('/')[2]}.{os.getpid()}"
    with open(beside, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    own.note(text)
    os.replace(beside, out / name)
