"""A record that several files of tests ask about is written once in a session, by whichever worker asks first."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from synth.table import Table

Record = dict[str, Table]

_ROOM: list[Path] = []


def share_in(room: Path | None) -> None:
    """From now on records are shared in a folder, which all workers of a session have; None: there is one worker."""
    _ROOM[:] = [room] if room else []


def written_once(name: str, write: Callable[[], Record]) -> Record:
    """The record that `write` gives. A worker that finds it in the folder of the session reads it there.

    name: stands for all that the record depends on, within the session. What is read cannot be written to."""
    if not _ROOM:
        return write()
    folder = _ROOM[0] / name
    with (_ROOM[0] / f"{name}.lock").open("w") as lock:
        # Who comes while it is being written waits for it: to write it a second time would take as long.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _keep(write(), folder)
    return _kept(folder)


def _keep(record: Record, folder: Path) -> None:
    part = folder.with_suffix(".part")
    for at, (kind, table) in enumerate(record.items()):
        of_kind = part / f"{at:03} {kind}"
        of_kind.mkdir(parents=True)
        for place, (column, values) in enumerate(table.columns.items()):
            np.save(of_kind / f"{place:03} {column}.npy", values)
    os.replace(part, folder)


def _kept(folder: Path) -> Record:
    """Workers share the memory of what they read: columns are mapped from their files, one by one."""
    return {
        kind.name[4:]: Table(
            {file.stem[4:]: np.asarray(np.load(file, mmap_mode="r")) for file in sorted(kind.iterdir())}
        )
        for kind in sorted(folder.iterdir())
    }
