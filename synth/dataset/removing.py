"""A dataset removed from its folder: the files that its marks and its manifest name, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from synth.dataset import sweeping
from synth.dataset.folder import BLOCKS, MANIFEST, PARTIAL, PEOPLE, PLAN
from synth.dataset.inside import FOLDERS, Inside
from synth.dataset.landing import read_mark
from synth.dataset.named import remove_empty, remove_files, unlink
from synth.errors import BadArguments


def recognise(out: Path) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The manifest and the plan of the dataset that stands or was begun in a folder; marks alone will do as well.

    Raises BadArguments where none of the three is to be seen, or where a manifest is that of something else.
    """
    begun, manifest = _believed(out / PARTIAL / PLAN), _believed(out / MANIFEST)
    if manifest is None and begun is None and not any(read_mark(path) for path in marks_in(out)):
        raise BadArguments(f"--out {out} is not empty and holds no dataset, so --force leaves it alone: name another")
    if manifest is None and os.path.lexists(out / MANIFEST):
        raise BadArguments(
            f"{out / MANIFEST} is not the manifest of a dataset, so --force leaves it alone: move it away, or name "
            "another folder"
        )
    return manifest, begun


def marks_in(out: Path) -> list[Path]:
    """What may be the marks in a folder, in order of name."""
    return sorted((out / BLOCKS).glob("*.json"))


def remove_dataset(out: Path) -> list[str]:
    """Remove the dataset that stands or was begun in a folder; what is left that is the user's own, as paths.

    Raises BadArguments, with nothing touched, where none is recognised or a mark names what is not in the folder.
    """
    manifest, begun = recognise(out)
    inside = Inside(out)
    for path in marks_in(out):
        for file in (read_mark(path) or {"files": []})["files"]:
            inside.path(file["path"], path)
    # The manifest goes first, so that nothing here passes for whole; the marks go last, so that --force can go on.
    if manifest is not None:
        beside = [*manifest["beside"], {"path": PEOPLE}]
        unlink(out / MANIFEST)
        remove_files(out, beside, out / MANIFEST)
    elif begun is not None:
        unlink(out / PEOPLE)
    sweeping.sweep(out)
    for path in marks_in(out):
        facts = read_mark(path)
        if facts is not None:
            remove_files(out, facts["files"], path)
            unlink(path)
    remove_empty(out / BLOCKS)
    sweeping.forget_lines(out)
    unlink(out / PARTIAL / PLAN)
    return left_in(out)


def left_in(out: Path) -> list[str]:
    """The files below a dataset's own folders that are there although no dataset is, in order of path."""
    found = []
    for name in (*FOLDERS, BLOCKS):
        for folder, _, files in os.walk(out / name, followlinks=False):
            found += [os.path.relpath(os.path.join(folder, file), out).replace(os.sep, "/") for file in files]
    return sorted(found)


def _believed(path: Path) -> dict[str, Any] | None:
    """What a manifest or plan says, if it is that of a dataset."""
    from synth.dataset import shapes

    try:
        return shapes.manifest(path) if path.name == MANIFEST else shapes.plan(path)
    except BadArguments:
        return None
