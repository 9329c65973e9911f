"""Locks on ranges of a file, which end with the process that holds them, whatever ends it.

Linux has locks that belong to an open file: two runs in one process exclude each other too, and a worker that was
handed the file keeps the lock until it is gone as well. Elsewhere the locks of POSIX or of Windows belong to the
process. Nobody waits here: a range is taken at once or not at all.
"""

from __future__ import annotations

import errno
import os
import struct
import sys

END = 1 << 30
"""Where a range ends that covers everything."""

_BUSY = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_NONE = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL, errno.EBADF)


class NoLocks(OSError):
    """The file system has no locks."""


def take(descriptor: int, first: int, last: int, shared: bool = False) -> bool:
    """Take bytes first .. last - 1 of an open file; whether it could be had.

    shared: others may have it too, if they share; the file need only be open for reading. Raises NoLocks where
    the file system has none.
    """
    if first >= last:
        return True
    try:
        _lock(descriptor, first, last, "shared" if shared else "exclusive")
    except OSError as error:
        if error.errno in _BUSY:
            return False
        if error.errno in _NONE:
            raise NoLocks(error.errno, error.strerror) from None
        raise
    return True


def give_back(descriptor: int, first: int, last: int) -> None:
    """Give bytes first .. last - 1 back; closing the file gives everything back."""
    if first < last:
        try:
            _lock(descriptor, first, last, "none")
        except OSError as error:
            if error.errno not in _NONE:
                raise


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, first: int, last: int, how: str) -> None:
        os.lseek(descriptor, first, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK if how == "none" else msvcrt.LK_NBLCK, last - first)

else:
    import fcntl

    _OF_THE_FILE = getattr(fcntl, "F_OFD_SETLK", None) if sys.platform == "linux" else None
    _KINDS = {"shared": fcntl.F_RDLCK, "exclusive": fcntl.F_WRLCK, "none": fcntl.F_UNLCK}
    _WAYS = {"shared": fcntl.LOCK_SH, "exclusive": fcntl.LOCK_EX, "none": fcntl.LOCK_UN}

    def _lock(descriptor: int, first: int, last: int, how: str) -> None:
        if _OF_THE_FILE is None:
            fcntl.lockf(descriptor, _WAYS[how] | (0 if how == "none" else fcntl.LOCK_NB), last - first, first)
            return
        # struct flock: type, whence, start, length, process; the last is 0 for a lock of the file.
        fcntl.fcntl(descriptor, _OF_THE_FILE, struct.pack("hhqqi0q", _KINDS[how], os.SEEK_SET, first, last - first, 0))
