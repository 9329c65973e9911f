"""What a run leaves in a folder when it is killed, and how the next one removes it.

Everything that is not yet whole stands in `.partial`, under the name of its block:

    NAME-PROCESS/       files of a block that is being written
    NAME.json           the mark of a block whose files are being moved to their places
    people/NAME.csv     the lines of people.csv of a block that has landed, until all have
    *.PROCESS           a text that is being written
    plan.json, lock     what the dataset is to be, and who is at work
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from synth.dataset import outside
from synth.dataset.folder import BLOCKS, LOCK, MANIFEST, PARTIAL, PEOPLE, PLAN
from synth.dataset.named import remove_files
from synth.errors import BrokenData

_NAME = r"(?P<name>\d{5,9}|reference|beside)"
_BEING_WRITTEN = re.compile(rf"{_NAME}-\d+")
_MOVING = re.compile(rf"{_NAME}\.json")
_TEXT = re.compile(rf"({_NAME}\.json|\.?{re.escape(PLAN)}|{re.escape(MANIFEST)}|{re.escape(PEOPLE)})\.\d+")
_LINES = re.compile(rf"{_NAME}\.csv\.\d+")
_LANDED_LINES = re.compile(r"\d{5,9}\.csv")
_OLDER = re.compile(rf"\.{_NAME}\.json\.\d+")
_OLDER_MANIFEST = re.compile(r"\.manifest\.json\.\d+")
"""Where version 0.1.0 wrote marks and manifests before they were whole."""

Blocks = tuple[int, int] | None
"""Blocks first .. last - 1, or None for all of them and for what stands once."""


def sweep(out: Path, blocks: Blocks = None) -> None:
    """Remove what runs that were killed left of some blocks: files half written, and files moved without a mark."""
    partial = out / PARTIAL
    for path in _of(partial, _MOVING, blocks):
        _take_back(out, path)
    left = [(partial, _BEING_WRITTEN), (partial, _TEXT), (partial / "people", _LINES), (out / BLOCKS, _OLDER)]
    if blocks is None:
        left.append((out, _OLDER_MANIFEST))
    for folder, names in left:
        for path in _of(folder, names, blocks):
            _remove(path)


def clean(out: Path) -> None:
    """Remove all that is partial, once the dataset is whole or is given up; what is none of ours stays."""
    partial = out / PARTIAL
    if partial.is_symlink() or not partial.is_dir():
        return
    sweep(out)
    forget_lines(out)
    for folder in (partial / "people", partial):
        if folder == partial:
            for name in (PLAN, LOCK):  # the lock last: whoever waits for it then looks again
                _remove(partial / name)
        try:
            os.rmdir(folder)
        except OSError:  # not there, or something in it that is not ours
            continue


def tidy(out: Path) -> None:
    """Remove the lock's file where it is all that is partial: no dataset was begun, or the one there is whole."""
    partial = out / PARTIAL
    if {path.name for path in _listed(partial)} == {LOCK}:
        _remove(partial / LOCK)
        with suppress(OSError):
            os.rmdir(partial)


def forget_lines(out: Path) -> None:
    """Remove the lines of people.csv that wait for all blocks to land."""
    for path in _listed(out / PARTIAL / "people"):
        if _LANDED_LINES.fullmatch(path.name):
            _remove(path)


def _take_back(out: Path, moving: Path) -> None:
    """Remove the files that were moved for a mark, or a manifest, which never landed; and that mark."""
    lands = out / MANIFEST if moving.name == "beside.json" else out / BLOCKS / moving.name
    if not os.path.lexists(lands):
        remove_files(out, _files_of(moving), moving)
    _remove(moving)


def _files_of(moving: Path) -> list[dict[str, Any]]:
    """The files that a mark names, of a block or of what stands beside them; none if it cannot be believed."""
    try:
        said = outside.read(moving)
        return [file for file in said["files"] if isinstance(file["path"], str)]
    except (BrokenData, KeyError, TypeError):
        return []


def _of(folder: Path, names: re.Pattern[str], blocks: Blocks) -> list[Path]:
    """What is in a folder under some names and belongs to some blocks, or to no block if to none in particular."""
    found = [(path, names.fullmatch(path.name)) for path in _listed(folder)]
    return [path for path, match in found if match and (blocks is None or _among(match, blocks))]


def _among(found: re.Match[str], blocks: tuple[int, int]) -> bool:
    name = found.groupdict().get("name") or ""
    return name.isdigit() and blocks[0] <= int(name) < blocks[1]


def _listed(folder: Path) -> list[Path]:
    if folder.is_symlink():
        return []
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _remove(path: Path) -> None:
    """Remove a file, a link or a folder of ours; what another process removes at the same time is gone too."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except FileNotFoundError:
        return
    except PermissionError:  # Windows keeps a lock's file while it is open
        if path.name != LOCK:
            raise
