"""The folder of the cache: where it is, whether it can be trusted, what lies there, and how it is emptied.

It is the user's alone. What another user could have put there is not read, and a folder in which nothing can be kept
is done without: a cache is never a reason to fail.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

SWITCH = "SYNTH_CACHE"
"""The variable of the environment that names the folder, or says `off`."""
ENDING = ".tables"
"""How the name of everything that is kept ends."""
HALF = ".half"
"""How the name of what is still being written ends."""
_OFF = ("off", "no", "0", "none")
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def folder() -> Path | None:
    """The folder that is used, whether or not it is there yet; None if there is to be no cache."""
    said = os.environ.get(SWITCH, "").strip()
    if said.lower() in _OFF:
        return None
    if said:
        return Path(said).absolute()
    try:
        return _of_the_user() / "synth"
    except RuntimeError:  # nobody knows where this user is at home
        return None


def _of_the_user() -> Path:
    named = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(named):
        return Path(named)
    if sys.platform == "win32" and os.path.isabs(os.environ.get("LOCALAPPDATA", "")):
        return Path(os.environ["LOCALAPPDATA"])
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def trusted(status: os.stat_result, *, is_folder: bool = False) -> bool:
    """Whether a file or folder is what it should be, this user's own, and nobody else can write to it."""
    right = stat.S_ISDIR(status.st_mode) if is_folder else stat.S_ISREG(status.st_mode)
    if not hasattr(os, "geteuid"):  # Windows keeps a user's folders from others by itself
        return right
    return right and status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE


def ready() -> Path | None:
    """The folder, made if need be; None if it is nobody's to trust, or cannot be made."""
    found = folder()
    if found is None:
        return None
    try:
        found.mkdir(mode=0o700, parents=True, exist_ok=True)
        return found if trusted(found.lstat(), is_folder=True) else None
    except (OSError, ValueError):
        return None


def files() -> list[Path]:
    """What lies in the folder and is ours by its name, in order of name; nothing of a folder that is not trusted."""
    found = folder()
    try:
        if found is None or not trusted(found.lstat(), is_folder=True):
            return []
        return sorted(path for path in found.iterdir() if path.name.endswith((ENDING, HALF)))
    except (OSError, ValueError):
        return []


def told() -> str:
    """A line that says where the cache is, and how much there is of it."""
    found = folder()
    if found is None:
        return f"there is no cache: {SWITCH} says so, or this user has no folder for one"
    every = files()
    total = 0
    for path in every:
        with suppress(OSError):
            total += path.lstat().st_size
    return f"{found}: {len(every)} files, {total / 1e6:.1f} MB"


def clear() -> int:
    """Take everything out of the cache that is ours by its name; how many files that were.

    OSError if one cannot be removed. A process that has read a file keeps what it has read.
    """
    every = files()
    for path in every:
        path.unlink(missing_ok=True)
    return len(every)


def prune(name: str, newest: Path, most: int) -> None:
    """Of what is kept under a name, remove all but the newest; and what was left half written long before it."""
    with suppress(OSError):
        now = newest.stat().st_mtime
        own = list(newest.parent.glob(f"{name}-{'[0-9a-f]' * 24}{ENDING}"))
        own.sort(key=lambda path: (path.stat().st_mtime, path.name))
        left = [path for path in newest.parent.glob(f"*{HALF}") if path.stat().st_mtime < now - 3600]
        for path in [*own[:-most], *left]:
            path.unlink(missing_ok=True)
