"""The command line: it reads what was typed, calls, and prints. Heavy imports stand inside the commands.

A file for each group of commands; each adds its own to `running.commands` when it is imported. They are imported when
something is run, not before: a worker process, which imports what its parent was started with, runs nothing here.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any


def app(arguments: list[str] | None = None) -> None:
    """Run a command as a process of its own, and end: docs/guides/exits.md says with which codes."""
    from synth.scale.lean import fewer_looks  # before all that a command imports

    fewer_looks()
    _whole().app(arguments)


def run(arguments: list[str] | None = None) -> int:
    """Run a command; the exit code it ends with."""
    code: int = _whole().run(arguments)
    return code


def _whole() -> ModuleType:
    """What runs commands, when every command is known to it."""
    from synth.cli import cache, datasets, finding, marking, replaying, returns, running, servers, sources, verifying  # noqa: F401

    return running


def __getattr__(name: str) -> Any:
    if name == "commands":
        return _whole().commands
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
