"""Who exists: families, households, demography, places, organisations, staff, names."""

from __future__ import annotations

from synth.world.building import build
from synth.world.counting import Chosen, choose_families, count_families, count_persons
from synth.world.population import Population, Table

__all__ = ["Chosen", "Population", "Table", "build", "choose_families", "count_families", "count_persons"]
