"""Workers end with their parent, whatever ends it: a pipe that only the parent holds open is watched by each."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

_ON_DEATH_OF_PARENT = 1
"""prctl's PR_SET_PDEATHSIG."""


@contextmanager
def workers(n: int, begin: Callable[..., None], *told: Any) -> Iterator[ProcessPoolExecutor]:
    """A pool of n processes, each begun by `begin(*told)`, that never outlives this process or what is done with it.

    When that ends in an error or an interruption, whoever is still at work is ended at once.
    """
    context = multiprocessing.get_context("spawn")
    watched, held = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(
        n, mp_context=context, initializer=_begin, initargs=(watched, os.getpid(), begin, told)
    )  # fmt: skip
    try:
        yield pool
        pool.shutdown(wait=True)
    finally:
        held.close()
        watched.close()
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(watched: Connection, parent: int, begin: Callable[..., None], told: tuple[Any, ...]) -> None:
    watch(watched, parent)
    begin(*told)


def watch(watched: Connection, parent: int) -> None:
    """End this worker at once when its parent is gone or closes its end of the pipe.

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
