"""Evidence files as tables that are solved once, kept in the user's cache and mapped by every process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from synth import cache, clock, errors, source_files
from synth.evidence import reading
from synth.evidence.number import Dimension, Evidence, Number, Risk

_CLASSES = (Number, Dimension, Risk)


def read(path: str | Path, risks: Mapping[str, Risk] | None = None) -> Evidence:
    """Give the evidence of a file, as `reading.read` does: the same numbers, from the cache where they are kept.

    risks: those that the numbers may name besides the file's own. Raises EvidenceError, one line for each fault.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError:
        return reading.read(path, risks)  # which says what is wrong

    def make() -> tuple[dict[str, Number], dict[str, Risk]]:
        found = reading.read(path, risks)
        return found.numbers, found.risks

    shared = repr(sorted((risks or {}).items()))
    numbers, named = cache.kept(f"evidence-{path.stem}", [content, shared, _code(), path.stem], make, _CLASSES)
    return Evidence(path, numbers, named)


@lru_cache(maxsize=1)
def _code() -> str:
    """What the tables depend on besides the files: all that reads and solves them."""
    below = (Path(module.__file__ or "") for module in (clock, errors, source_files))
    here = Path(__file__).parent
    return cache.code_of(here, *below)
