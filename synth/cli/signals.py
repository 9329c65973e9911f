"""Signals that ask a command to end: it ends as after Ctrl-C, so that what is temporary goes, and says which it was."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any

_ASKING = ("SIGTERM", "SIGHUP")
_received: list[int] = []


def listen() -> None:
    """End in order when asked to; a second time, at once. A signal that is ignored, as by nohup, stays so.

    Ctrl-C is left to Python, and to what knows better: an event loop takes it as the end of its main task, where an
    exception out of nowhere would break what it holds.
    """
    for name in _ASKING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _asked)
    sys.unraisablehook = _unraisable


def received() -> int:
    """The signal that asked this process to end; SIGINT if none is known to have."""
    return _received[0] if _received else signal.SIGINT


def _asked(number: int, _: FrameType | None) -> None:
    if _received:
        os._exit(128 + _received[0])
    _received.append(number)
    _interrupt()


def _interrupt() -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


def _unraisable(lost: Any) -> None:
    """Ask again when the asking was lost, in code that lets nothing through: a callback, a finaliser."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        _interrupt()
        return
    sys.__unraisablehook__(lost)
