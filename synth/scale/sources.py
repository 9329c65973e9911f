"""The library of pathways, loaded once in a process; what is broken in its sources is said in one line."""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from synth.errors import BrokenSource, SynthError, one_line

LIBRARY = "care_pathways:library"
_NAMING = ("EvidenceError", "CodeError")
"""Errors that name the file themselves."""
_HOUSE = Path(__file__).resolve().parents[2]


def resolve(name: str) -> Callable[..., Any]:
    """The function that "module:name" means."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


@lru_cache(maxsize=1)
def library(name: str = LIBRARY) -> Any:
    """The library of pathways, ready to run; BrokenSource says what is wrong with a file of it, and where."""
    found = read_library(name)
    faults = list(getattr(found, "faults", ()))
    if faults:
        more = f" (and {len(faults) - 1} more: see `synth pathways check`)" if len(faults) > 1 else ""
        raise BrokenSource(f"{one_line(ValueError(faults[0]))}{more}")
    return found


def read_library(name: str = LIBRARY) -> Any:
    """The library as it stands, with whatever faults it has found in itself."""
    try:
        return resolve(name)()
    except SynthError:
        raise
    except SyntaxError as error:
        raise BrokenSource(f"{_short(error.filename)}:{error.lineno}: {error.msg}") from error
    except Exception as error:
        raise BrokenSource(_placed(error)) from error


def _placed(error: Exception) -> str:
    """What an error says, with the line of the pathway that led to it unless it names a file itself."""
    said = [one_line(ValueError(line)) for line in str(error).splitlines() if line.strip()]
    first = said[0] if said else type(error).__name__
    more = f" (and {len(said) - 1} more: see `synth pathways check`)" if len(said) > 1 else ""
    if type(error).__name__ in _NAMING and (".toml" in first or ".csv" in first):
        return first.replace(f"{_HOUSE}/", "") + more
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if "care_pathways" in frame.filename and Path(frame.filename).name != "__init__.py":
            place = f"{_short(frame.filename)}:{frame.lineno}: "
    if not isinstance(error, ValueError):
        first = f"{type(error).__name__}: {first}"
    return f"{place}{first}{more}"


def _short(path: str | None) -> str:
    return str(path or "a pathway").replace(f"{_HOUSE}/", "")
