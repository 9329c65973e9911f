"""The world, who exists: families, households, demography, places, organisations, staff, names.

What the package gives is imported when it is first asked for: its evidence can then be checked even where it is broken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synth.world.building import build
    from synth.world.counting import Chosen, choose_families, count_families, count_persons
    from synth.world.population import Population, Table

__all__ = ["Chosen", "Population", "Table", "build", "choose_families", "count_families", "count_persons"]
_HOME = {"build": "building", "Population": "population", "Table": "population"}


def __getattr__(name: str) -> Any:
    """Give one of the names above."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_HOME.get(name, 'counting')}"), name)
