"""The folder of a load pack: made whole beside what is there, put in place at the end, replaced only if it is a pack.

`pack.json` names every file of a pack with its size and digest. It lands last: a folder without it is no pack. While it
is made, a pack stands in `.synth-loadpack/`; what an interrupted run left there is swept by the next.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from synth.dataset import outside
from synth.dataset.inside import Inside
from synth.errors import BadArguments, CannotWrite, one_line

MANIFEST = "pack.json"
PARTS = ("ids", "searches", "bundles", "stream", "ndjson")
MEANT_TO_BE_CHANGED = frozenset({"mix.json", "locustfile.py", "k6.js", "README.md"})
"""Files of a pack that its user may have changed, and it is a pack all the same."""
_BEGUN = ".synth-loadpack"
_LOCK, _OLD = "lock", "before.json"
_OURS = re.compile(rf"(?:{'|'.join(PARTS)})/[A-Za-z0-9]+\.(?:csv|json|ndjson)|{'|'.join(sorted(MEANT_TO_BE_CHANGED))}")
_LARGEST = 1 << 22
"""Bytes of a manifest at most; it names some eighty files."""


@contextmanager
def made(folder: Path, dataset: str, force: bool) -> Iterator[Path]:
    """The folder in which to make a pack of a dataset (its digest); on leaving it well, the pack stands in `folder`.

    BadArguments if something is in the folder already, unless `force` and it is a load pack; CannotWrite, and nothing
    changed, if it cannot be made. What is not the pack's is never touched.
    """
    try:
        os.fsencode(folder)
        if "\0" in str(folder):
            raise ValueError("it holds a zero byte")
    except ValueError as error:
        raise BadArguments(f"{_short(folder)} is no name for a folder ({one_line(error)})") from None
    try:
        _before(folder, force)
        folder.mkdir(parents=True, exist_ok=True)
        begun = folder / _BEGUN
        with _owned(begun):
            before = _before(folder, force)
            if before and not (folder / MANIFEST).exists():  # its replacement was interrupted: it is no pack any more
                for name in before:
                    _remove(folder, name)
            _sweep(begun)
            try:
                for name in PARTS:
                    (begun / name).mkdir()
                yield begun
                names = _ready(folder, begun, dataset, before)
            except BaseException:
                _sweep(begun)
                _leave(begun)
                raise
            _land(folder, begun, names, before)
            _sweep(begun)
            _leave(begun)
    except OSError as error:
        why = error.strerror or one_line(error)
        raise CannotWrite(f"{_short(folder)} cannot be written ({why}): name another folder, or make room") from None


def _leave(begun: Path) -> None:
    """Take away the folder of what is begun, if nothing else is in it."""
    with suppress(OSError):
        (begun / _LOCK).unlink()
        begun.rmdir()


def _short(folder: Path) -> str:
    """A path on one line, its middle left out where it is very long."""
    text = " ".join(str(folder).encode("unicode_escape").decode().split())
    return text if len(text) <= 200 else f"{text[:80]}...{text[-80:]}"


def _before(folder: Path, force: bool) -> list[str]:
    """The files of the pack that is to be replaced; BadArguments where the folder holds what is not a pack."""
    if not os.path.lexists(folder):
        return []
    there = sorted(os.listdir(folder)) if folder.is_dir() else None
    if there is not None and set(there) <= {_BEGUN}:
        return []
    if there is None or not force or not {MANIFEST, _BEGUN} & set(there):
        raise BadArguments(
            f"{_short(folder)} is not empty: name another folder, or --force for one that holds a load pack"
        )
    return _pack_of(folder)


def _pack_of(folder: Path) -> list[str]:
    """The files of the pack in a folder: each is as it was made, or meant to be changed; BadArguments if it is no pack.

    Where putting a pack in place was interrupted, its manifest and that of the one before stand where it was begun.
    """
    at = MANIFEST
    known: dict[str, set[tuple[int, str]]] = {}
    try:
        found = [MANIFEST] if os.path.lexists(folder / MANIFEST) else [f"{_BEGUN}/{name}" for name in (_OLD, MANIFEST)]
        for at in found:
            if at == MANIFEST or os.path.lexists(folder / at):
                for file in _named(folder / at):
                    known.setdefault(file["path"], set()).add((file["bytes"], file["sha256"]))
        if not known:
            raise ValueError("there is none")
        for name in known:
            _same(folder, name, known[name])
    except (BadArguments, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadArguments(
            f"{_short(folder / at)} is not that of a load pack ({one_line(error)}), so --force leaves all of it "
            "alone: name another folder, or move away what is there"
        ) from None
    return sorted(known)


def _named(path: Path) -> list[dict[str, Any]]:
    """The files that a manifest names, each one that a pack has; ValueError and the like if it is no manifest."""
    told = outside.read(path, _LARGEST)
    if told["loadpack"] != 1 or not isinstance(told["files"], list):
        raise ValueError("it is not written as this version writes it")
    for file in told["files"]:
        if not isinstance(file["path"], str) or not _OURS.fullmatch(file["path"]):
            raise ValueError(f"{str(file['path'])[:60]!r} is no file of a pack")
    return list(told["files"])


def _same(folder: Path, name: str, known: set[tuple[int, str]]) -> None:
    """ValueError unless a file of a pack is as it was made; one that is not there is no fault."""
    try:
        path = Inside(folder, None).file(name)
    except FileNotFoundError:
        return
    except (BadArguments, NotADirectoryError) as error:
        raise ValueError(f"{name}: {one_line(error)}") from None
    if name not in MEANT_TO_BE_CHANGED and (path.stat().st_size, _digest(path)) not in known:
        raise ValueError(f"{name} is not as it was made")


@contextmanager
def _owned(begun: Path) -> Iterator[None]:
    """Keep the folder of what is begun to this process; the hold ends with the process, however that ends."""
    begun.mkdir(exist_ok=True)
    if begun.is_symlink():
        raise BadArguments(f"{_short(begun)} is a symbolic link: move it away")
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(begun / _LOCK, flags, 0o666)
    try:
        try:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # no such lock on this system: then it is for the user not to run two
            pass
        except OSError:
            raise BadArguments(f"{_short(begun.parent)} is in use: another synth loadpack makes a pack there") from None
        yield
    finally:
        os.close(descriptor)


def _sweep(begun: Path) -> None:
    """Remove what of a pack stands in the folder of what is begun; what else is in it stays."""
    for name in PARTS:
        part = begun / name
        if part.is_symlink() or not part.is_dir():
            continue
        for each in sorted(os.listdir(part)):
            _remove(begun, f"{name}/{each}")
        with suppress(OSError):
            part.rmdir()
    for name in (*sorted(MEANT_TO_BE_CHANGED), MANIFEST, _OLD):
        _remove(begun, name)


def _remove(folder: Path, name: str) -> None:
    """Remove one regular file of ours, reached without a link."""
    if name in (MANIFEST, _OLD) or _OURS.fullmatch(name):
        with suppress(BadArguments, FileNotFoundError):
            Inside(folder, None).file(name).unlink()


def _ready(folder: Path, begun: Path, dataset: str, before: list[str]) -> list[str]:
    """The files of a pack that is whole, when its manifest is written and nothing is in their way."""
    made_here = (path.relative_to(begun).as_posix() for path in begun.rglob("*") if path.is_file())
    names = sorted(name for name in made_here if _OURS.fullmatch(name))
    files = [{"path": name, "bytes": (begun / name).stat().st_size, "sha256": _digest(begun / name)} for name in names]
    _check_free(folder, names, before)
    _write(begun / MANIFEST, {"loadpack": 1, "dataset": dataset, "files": files})
    return names


def _land(folder: Path, begun: Path, names: list[str], before: list[str]) -> None:
    """Put a pack that is whole in the place of the one before; its manifest goes first, and lands last."""
    with suppress(FileNotFoundError):
        os.replace(folder / MANIFEST, begun / _OLD)
    for name in before:
        _remove(folder, name)
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        os.replace(begun / name, folder / name)
    os.replace(begun / MANIFEST, folder / MANIFEST)
    for part in PARTS:
        with suppress(OSError):
            (folder / part).rmdir()  # those of the pack before in which nothing is now


def _check_free(folder: Path, names: list[str], before: list[str]) -> None:
    """BadArguments if the user has put something where a file of the pack is to stand."""
    for name in names:
        path = folder / name
        taken = os.path.lexists(path) and name not in before
        if taken or (path.parent != folder and os.path.lexists(path.parent) and not _is_folder(path.parent)):
            raise BadArguments(f"{_short(path)} is in the way and not the pack's: move it, or name another folder")


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(os.lstat(path).st_mode)


def _write(path: Path, value: Any) -> None:
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        json.dump(value, out, indent=1)
        out.write("\n")
        out.flush()
        os.fsync(out.fileno())


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
