"""Tables of the world that are worked out once and kept in the user's cache, as those of the pathways' evidence are."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import TypeVar

from synth import cache, clock, evidence, source_files
from synth.evidence.sampling import Choice, Hazard, Spread

Made = TypeVar("Made")


_DRAWN_FROM = (Choice, Hazard, Spread)


def compiled(make: Callable[..., Made]) -> Callable[..., Made]:
    """A function whose answer rests on the files of the world alone, asked once in a process and kept for the next.

    make: takes names of files or tables, or numbers of which there are few, or nothing; what it gives is plain, of
    arrays and of the tables that are drawn from. Nobody may change what it has given.
    """
    return compiled_of()(make)


def compiled_of(*classes: type) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """A decorator, as `compiled`, of a function in whose answer there are objects of some other classes too."""

    def compiling(make: Callable[..., Made]) -> Callable[..., Made]:
        place = f"{make.__module__.rpartition('.')[2]}-{make.__qualname__.strip('_')}"

        @lru_cache
        @wraps(make)
        def found(*names: str | int) -> Made:
            called = "-".join(("world", place, *map(str, names)))
            parts = [_sources(), make.__module__]
            return cache.kept(called, parts, lambda: make(*names), (*_DRAWN_FROM, *classes))

        return found

    return compiling


@lru_cache(maxsize=1)
def _sources() -> str:
    """The digest of every file of the world, and of the code that reads evidence."""
    below = [Path(module.__file__ or "") for module in (clock, source_files)]
    return cache.code_of(Path(__file__).parent, Path(evidence.__file__).parent, *below)
