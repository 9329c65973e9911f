"""Who may write in a dataset's folder: one run, or several shards of one dataset, each for blocks of its own.

The lock is `.partial/lock`: a byte for each block, and byte 0 for whoever makes the folder ready. It ends with the
run and its workers, whatever ends them; the file itself goes when the dataset is finished.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import reduction
from pathlib import Path
from typing import Any

from synth.dataset import locks
from synth.dataset.folder import LOCK, PARTIAL
from synth.errors import BadArguments, CannotWrite

Token = tuple[int, int]
"""Device and number of the lock's file, by which it is known again."""
GRACE = 5.0
"""Seconds to wait for a run that is just ending."""
_STEP = 0.05
_READY, _FIRST = 0, 1


class Owner:
    """One run's hold on some blocks of a folder, for as long as `owned` or the worker lasts."""

    def __init__(self, out: Path, descriptor: int, first: int, last: int) -> None:
        self.out, self._descriptor = out, descriptor
        self._range = (first, last)

    @property
    def whole(self) -> bool:
        """Whether it holds everything."""
        return self._range == (_READY, locks.END)

    def token(self) -> Token:
        """What the lock's file is known by while it is held."""
        found = os.fstat(self._descriptor)
        return found.st_dev, found.st_ino

    @contextmanager
    def ready(self) -> Iterator[None]:
        """Nobody else makes the folder ready meanwhile."""
        if self.whole:
            yield
            return
        _until(lambda: _taken(self._descriptor, self.out, _READY, _FIRST), self.out, GRACE)
        try:
            yield
        finally:
            locks.give_back(self._descriptor, _READY, _FIRST)

    @contextmanager
    def alone(self, tell: Callable[[float], None]) -> Iterator[None]:
        """Nobody else holds anything meanwhile: waits for other shards to end, and tells for how many seconds it has.

        What was held is given back first, so that two who wait do not wait for each other.
        """
        if not self.whole:
            locks.give_back(self._descriptor, *self._range)
            _until(lambda: _taken(self._descriptor, self.out, _READY, locks.END), self.out, None, tell)
        yield

    def __reduce__(self) -> tuple[Any, ...]:
        """How a worker is handed it: with the open file itself where that can be, so that the lock outlives us."""
        kept = reduction.DupFd(self._descriptor) if os.name == "posix" else None
        return _handed, (self.out, kept, self._range)


def _handed(out: Path, kept: Any, held: tuple[int, int]) -> Owner:
    return Owner(out, kept.detach() if kept is not None else -1, *held)


@contextmanager
def owned(out: Path, blocks: tuple[int, int] | None = None) -> Iterator[Owner]:
    """Hold a folder, or blocks first .. last - 1 of it, while entered; BadArguments if another run is at work there.

    The folder must be there; `.partial` is made in it.
    """
    first, last = (_READY, locks.END) if blocks is None else (_FIRST + blocks[0], _FIRST + blocks[1])
    descriptor = _open_and_take(out, first, last)
    try:
        yield Owner(out, descriptor, first, last)
    finally:
        os.close(descriptor)


@contextmanager
def read_only(out: Path) -> Iterator[None]:
    """Nobody changes a folder that is only read meanwhile, if it has a lock; BadArguments if a run is at work there."""
    try:
        descriptor = os.open(out / PARTIAL / LOCK, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        yield
        return
    try:
        _until(lambda: _taken(descriptor, out, _READY, locks.END, shared=True), out, GRACE)
        yield
    finally:
        os.close(descriptor)


def still_ours(out: Path, token: Token | None) -> None:
    """CannotWrite if a folder, or what is partial in it, was removed or made anew since the lock was taken."""
    if token is not None and not is_ours(out, token):
        raise CannotWrite(
            f"{out / PARTIAL} was removed while the run was at work: what has landed is kept, go on with --resume"
        )


def is_ours(out: Path, token: Token) -> bool:
    """Whether the lock that was taken is the one that is there."""
    try:
        found = os.lstat(out / PARTIAL / LOCK)
    except OSError:
        return False
    return (found.st_dev, found.st_ino) == token


def _open_and_take(out: Path, first: int, last: int) -> int:
    """The lock's file, open and locked; taken again if whoever had it before removed it meanwhile."""
    path = out / PARTIAL / LOCK
    while True:
        path.parent.mkdir(exist_ok=True)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        except FileNotFoundError:  # whoever finished removed it just now
            if not out.is_dir():
                raise
            continue
        try:
            _until(lambda fd=descriptor: _taken(fd, out, first, last), out, GRACE)  # type: ignore[misc]
            held = os.fstat(descriptor)
            found = os.lstat(path)
        except FileNotFoundError:
            os.close(descriptor)
            continue
        except BaseException:
            os.close(descriptor)
            raise
        if (held.st_dev, held.st_ino) == (found.st_dev, found.st_ino):
            return descriptor
        os.close(descriptor)


def _taken(descriptor: int, out: Path, first: int, last: int, shared: bool = False) -> bool:
    try:
        return locks.take(descriptor, first, last, shared)
    except locks.NoLocks:
        warnings.warn(f"the file system of {out} has no locks: see that no other run works there", stacklevel=2)
        return True


def _until(
    taken: Callable[[], bool], out: Path, seconds: float | None, tell: Callable[[float], None] = lambda waited: None
) -> None:
    """Wait until something could be taken, for so many seconds or for ever; BadArguments if it could not."""
    began = time.monotonic()
    while not taken():
        waited = time.monotonic() - began
        if seconds is not None and waited > seconds:
            raise BadArguments(f"{out} belongs to another run that is at work there: wait until it ends, or stop it")
        tell(waited)
        time.sleep(_STEP)
