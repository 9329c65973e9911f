"""What a process that makes datasets does without: pandas, and looking for circles of objects all the time.

For a handful of patients both cost more than the patients, and each worker would pay for them again.
"""

from __future__ import annotations

import atexit
import gc
import sys
from types import ModuleType
from typing import Any

_CIRCLES = 100_000
"""So many new objects before the next look for circles; `work.each_block` looks between batches in any case."""


class _NoPandas:
    """Says of pandas that it is not installed."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: ModuleType | None = None) -> None:
        """Find nothing, and refuse pandas."""
        if name == "pandas":
            raise ModuleNotFoundError("no frame is asked for", name=name)


def lean() -> None:
    """Let this process do without, until it asks for a frame.

    pyarrow looks for pandas when it makes its first array, which takes a third of a second. Not finding it then, it
    looks again when a frame is wanted.
    """
    fewer_looks()
    if "pandas" in sys.modules:
        return
    import pyarrow as pa

    sys.meta_path.insert(0, _NoPandas)  # type: ignore[arg-type]
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(_NoPandas)  # type: ignore[arg-type]


def fewer_looks() -> None:
    """Let this process look for circles of objects seldom: what is imported and read holds none that matter.

    Nor does it look for them once more when it ends, which took an eighth of the time of ten patients."""
    gc.set_threshold(_CIRCLES, *gc.get_threshold()[1:])
    atexit.unregister(gc.freeze)  # however often it is asked for
    atexit.register(gc.freeze)
