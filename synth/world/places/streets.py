"""The names of streets, which homes and organisations share."""

from __future__ import annotations

from functools import lru_cache

from synth.world import wordlists

_TYPES = (
    "Road",
    "Street",
    "Close",
    "Avenue",
    "Lane",
    "Drive",
    "Way",
    "Crescent",
    "Gardens",
    "Court",
    "Grove",
    "Place",
)


@lru_cache(maxsize=1)
def street_words() -> list[str]:
    """Every street that there is, by the index that columns hold."""
    return [f"{name} {kind}" for name in wordlists.read("streets")["street"] for kind in _TYPES]
