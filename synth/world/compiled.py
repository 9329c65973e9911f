"""Tables of the world that are worked out once and kept in the user's cache, as those of the pathways' evidence are."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import TypeVar

from synth import cache, clock, evidence, source_files
from synth.evidence.sampling import Choice, Hazard, Spread

Made = TypeVar("Made")


def compiled(make: Callable[..., Made]) -> Callable[..., Made]:
    """A function whose answer rests on the files of the world alone, asked once in a process and kept for the next.

    make: takes names of files or tables, or nothing; what it gives is plain, of arrays and of the tables that are drawn
    from. Nobody may change what it has given.
    """
    place = f"{make.__module__.rpartition('.')[2]}-{make.__qualname__.strip('_')}"

    @lru_cache
    @wraps(make)
    def found(*names: str) -> Made:
        called = "-".join(("world", place, *names))
        return cache.kept(called, [_sources(), make.__module__], lambda: make(*names), (Choice, Hazard, Spread))

    return found


@lru_cache(maxsize=1)
def _sources() -> str:
    """The digest of every file of the world, and of the code that reads evidence."""
    below = [Path(module.__file__ or "") for module in (clock, source_files)]
    return cache.code_of(Path(__file__).parent, Path(evidence.__file__).parent, *below)
