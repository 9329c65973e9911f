"""Workers end with their parent, whatever ends it: a pipe that only the parent holds open is watched by each."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection

_ON_DEATH_OF_PARENT = 1
"""prctl's PR_SET_PDEATHSIG."""


class Lifeline:
    """A parent's end of the pipe, with the end that is handed to each worker."""

    def __init__(self) -> None:
        self.watched, self._held = multiprocessing.get_context("spawn").Pipe(duplex=False)

    def cut(self) -> None:
        """End every worker that still watches."""
        self._held.close()
        self.watched.close()


def watch(watched: Connection, parent: int) -> None:
    """End this worker at once when its parent is gone or cuts the lifeline; call it first of all.

    Nothing that is half done matters: the next run sweeps it.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # also where a long computation lets no other thread run
            ctypes.CDLL(None).prctl(_ON_DEATH_OF_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    threading.Thread(target=_wait, args=(watched,), name="lifeline", daemon=True).start()


def _wait(watched: Connection) -> None:
    with suppress(EOFError, OSError):
        watched.recv_bytes()
    os._exit(1)
