"""The files that a mark or a manifest names, removed: these and nothing else, inside the folder, through no link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from synth.dataset.folder import PEOPLE
from synth.dataset.inside import AT_THE_TOP, Inside, fault_of


def remove_files(out: Path, files: Iterable[Mapping[str, Any]], whose: Path) -> None:
    """Remove the files that a mark or manifest names, and the folders that are empty then.

    Raises BadArguments, before anything is removed, if one leads out of the folder. What is no regular file stays.
    """
    inside = Inside(out, None)
    paths = []
    for file in files:
        text = file["path"]
        if fault_of(text) and text not in (PEOPLE, *AT_THE_TOP):  # the two that stand beside the folders
            inside = Inside(out)  # and so it is said what is wrong
        paths.append(inside.path(text, whose))
    for path in paths:
        unlink(path)
    emptied = {str(folder) for file in files for folder in PurePosixPath(file["path"]).parents}
    for folder in sorted(emptied - {"."}, key=len, reverse=True):
        remove_empty(out / folder)


def unlink(path: Path) -> None:
    """Remove a regular file, if there is one."""
    try:
        if stat.S_ISREG(os.lstat(path).st_mode):
            path.unlink()
    except FileNotFoundError:
        return


def remove_empty(folder: Path) -> None:
    """Remove a folder if it is there and empty."""
    try:
        os.rmdir(folder)
    except OSError:
        return
