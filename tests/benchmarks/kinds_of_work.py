"""Where the time of a simulation goes: its processor time by kind of work, from a profile.

What numpy does counts for the function of ours that asked for it, but for sorting and looking up, which stand by
themselves. A profile lengthens what calls much in Python, so the shares say what stands in the way and not how long.
"""

from __future__ import annotations

import cProfile
import pstats
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

SORTING = "sorting and looking up"
OTHER = "other"
KINDS = {
    "draws": ("synth/chance.py",),
    "facts and courses at a moment": ("engines/facts.py", "engines/courses.py", "engines/course_of_one.py",
                                      "engines/scene.py"),
    "arithmetic of programs": ("engines/operations", "engines/moment", "engines/binding.py"),
    "writing entries": ("engines/written.py", "synth/keys.py"),
    "steps, signals and episodes": ("engines/", "synth/calendar/", "synth/clock.py"),
    "programs read": ("synth/pathway/", "synth/cache/", "care_pathways/"),
    "world": ("synth/world/",),
    "record": ("synth/record/", "synth/systems/", "synth/table.py"),
}  # fmt: skip
"""The kinds of work, each with what the paths of its files contain; the first that fits counts."""
_SORTS = ("sort", "searchsorted", "unique", "isin")
_HOUSE = str(Path(__file__).parents[2])

_LEXSORT = np.lexsort

Function = tuple[str, int, str]


def kind_of(function: Function) -> str | None:
    """The kind of work of a function by its file; None for one of a library that is not for sorting or looking up."""
    path, _, name = function
    if path == _lexsort.__code__.co_filename and name == _lexsort.__name__:
        return SORTING
    if path.startswith(_HOUSE) and "/.venv/" not in path:
        inside = Path(path).relative_to(_HOUSE).as_posix()
        return next((kind for kind, parts in KINDS.items() if any(part in inside for part in parts)), OTHER)
    return SORTING if any(word in name for word in _SORTS) else None


def _lexsort(*keys: Any) -> np.ndarray:
    """numpy's own, which a profile does not see."""
    return _LEXSORT(*keys)


def shares(work: Callable[[], Any]) -> list[tuple[str, float]]:
    """Each kind of work with its share of the processor time of what is done, the largest first."""
    profile = cProfile.Profile(time.process_time)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(np, "lexsort", _lexsort)
        profile.runcall(work)
    stats: dict[Function, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    known: dict[Function, Counter[str]] = {}

    def of(function: Function) -> Counter[str]:
        """The kinds for which a function works, by weight: its own, or those of whoever calls it."""
        if function not in known:
            known[function] = Counter()  # a library that calls itself works for whoever began it
            kind, callers = kind_of(function), stats[function][4]
            if kind is not None:
                known[function] = Counter({kind: 1.0})
            else:
                for caller, (_, _, _, within) in callers.items():
                    for name, weight in of(caller).items():
                        known[function][name] += within * weight
                total = sum(known[function].values())
                known[function] = Counter({n: w / total for n, w in known[function].items()} if total else {OTHER: 1.0})
        return known[function]

    total: Counter[str] = Counter()
    for function, (_, _, own, _, _) in stats.items():
        for kind, weight in of(function).items():
            total[kind] += own * weight
    whole = sum(total.values()) or 1.0
    return [(kind, spent / whole) for kind, spent in total.most_common()]
