"""All returns of social care, written as CSV: each in a folder of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from output.returns import cin, cld, ssda903

if TYPE_CHECKING:
    from pathlib import Path

    from synth.dataset.reading import Dataset

RETURNS = {"SSDA903": ssda903, "CIN": cin, "CLD": cld}
"""Each return by its name."""


def write(dataset: Dataset, folder: Path) -> dict[Path, int]:
    """Write each file of each return; the paths with their rows."""
    written = {}
    for name, made in RETURNS.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file, frame in made.files_of(dataset).items():
            path = folder / name / f"{file}.csv"
            frame.to_csv(path, index=False, lineterminator="\n")
            written[path] = len(frame)
    return written
