"""Paths that a mark or a manifest gives, taken as what they are: words from outside, to be kept inside the folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from synth.dataset.layout import TRUTH
from synth.dataset.systems import SYSTEMS
from synth.errors import BadArguments

FOLDERS = ("ndjson", "bundles", "cda", "documents", "messages", "delivery", "requests", "tables", TRUTH, SYSTEMS)
"""Where a dataset keeps the files that its marks name."""
AT_THE_TOP = ("bulk-export.json", "datapackage.json")
"""The files that its manifest names beside its blocks and that stand in no folder."""
_LONGEST = 400
_FORBIDDEN = frozenset('\\:*?"<>|')


def fault_of(path: object, folders: Iterable[str] | None = FOLDERS) -> str:
    """What is wrong with the text of a path that a dataset gives; empty if it stays below the dataset's folder.

    A sound path is relative, plain and printable, its parts are divided by single slashes, and none of them
    begins with a dot (`..` among them). folders: the first part must be one of them, and a name must follow; None lets
    it stand at the top too.
    """
    if not isinstance(path, str) or not path:
        return "it is no path"
    if len(path) > _LONGEST or not path.isprintable() or _FORBIDDEN & set(path):
        return "it is no plain path"
    parts = path.split("/")
    if any(not part or part.startswith((".", " ")) or part.endswith((".", " ")) for part in parts):
        return "it does not stay inside the folder"
    if folders is not None and (len(parts) < 2 or parts[0] not in folders):
        return f"it is not in {', '.join(folders)}"
    return ""


class Inside:
    """The files below one folder, reached by the paths that the dataset in it gives, and never through a link.

    Folders on the way are looked at once, so that thousands of files of one folder cost a look each.
    """

    def __init__(self, root: Path, folders: Iterable[str] | None = FOLDERS) -> None:
        self._root, self._folders = root, tuple(folders) if folders is not None else None
        self._plain: dict[str, bool] = {"": True}

    def path(self, text: object, whose: Path | str = "") -> Path:
        """Where a path of the dataset leads, whether or not something is there; BadArguments if it leads away.

        whose: the mark or manifest that gives it, to be named.
        """
        fault = fault_of(text, self._folders)
        if not fault and not self._folder_is_plain(str(text).rpartition("/")[0]):
            fault = "a folder on the way is a link or no folder"
        if fault:
            said = f"{whose} names {str(text)[:80]!r}" if whose else f"{self._root} names {str(text)[:80]!r}"
            raise BadArguments(f"{said}: {fault}, so it is left alone; use a dataset that was not tampered with")
        return self._root / str(text)

    def file(self, text: object, whose: Path | str = "") -> Path:
        """The same, of a regular file that is there; BadArguments if it is a link, a device, a pipe or a folder.

        Raises FileNotFoundError where nothing is.
        """
        path = self.path(text, whose)
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise BadArguments(f"{path} is a link or no regular file: a dataset holds none, make it again")
        return path

    def _folder_is_plain(self, folder: str) -> bool:
        """Whether a folder below the root, and all on the way to it, are folders or not there; no links."""
        known = self._plain.get(folder)
        if known is None:
            known = self._folder_is_plain(folder.rpartition("/")[0]) and _plain(self._root / folder)
            self._plain[folder] = known
        return known


def _plain(folder: Path) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(folder).st_mode)
    except FileNotFoundError:
        return True
    except OSError:
        return False
