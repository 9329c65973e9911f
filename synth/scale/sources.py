"""The library of pathways, loaded once in a process; what is broken in its sources is said in one line."""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from synth.errors import BrokenSource, SynthError, one_line
from synth.evidence.number import MissingNumber
from synth.guests import Guests

LIBRARY = "care_pathways:library"
WITH_GUESTS = "care_pathways.guests:library"
"""What makes the library where a user brings pathways or evidence: it takes the guests."""
NOBODY = Guests()
_HOUSE = Path(__file__).resolve().parents[2]


def resolve(name: str) -> Callable[..., Any]:
    """The function that "module:name" means."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


@lru_cache(maxsize=1)
def library(name: str = LIBRARY, guests: Guests = NOBODY) -> Any:
    """The library of pathways, ready to run; BrokenSource says what is wrong with a file of it, and where.

    guests: pathways and evidence that a user brings, which stand beside those of the library.
    """
    found = read_library(name, guests)
    faults = list(getattr(found, "faults", ()))
    if faults:
        raise BrokenSource("\n".join(faults))
    return found


def read_library(name: str = LIBRARY, guests: Guests = NOBODY) -> Any:
    """The library as it stands, with whatever faults it has found in itself."""
    try:
        return resolve(WITH_GUESTS)(guests) if guests else resolve(name)()
    except MissingNumber as error:
        raise BrokenSource(_placed(error)) from error
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
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if "care_pathways" in frame.filename and Path(frame.filename).name != "__init__.py":
            place = f"{_short(frame.filename)}:{frame.lineno}: "
    if not isinstance(error, ValueError):
        first = f"{type(error).__name__}: {first}: mend what is asked for there"
    return f"{place}{first}{more}"


def _short(path: str | None) -> str:
    return str(path or "a pathway").replace(f"{_HOUSE}/", "")
