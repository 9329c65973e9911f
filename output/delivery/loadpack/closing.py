"""Bundles of exactly so many entries with every reference closed: to what stands in them, or to the reference data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import numpy as np

from output.delivery.dataset.source import Unit, references
from output.fhir.bundles.cutting import ordered

SIZES = (10, 50, 100, 500)
EACH = 20
"""Bundles of each size at most."""


def in_order(unit: Unit) -> tuple[Unit, list[int]]:
    """A patient's resources, what is referred to first, and the lengths at which the order may be cut."""
    row = {name: at for at, name in enumerate(unit.names)}
    pairs = [(at, row[name]) for at, data in enumerate(unit.data) for name in references(data) if name in row]
    source, target = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    found = ordered(np.zeros(len(unit), dtype=np.int64), source, target)
    sorted_unit = Unit(unit.name)
    for at in found.rows.tolist():
        sorted_unit.add(unit.names[at], unit.data[at])
    cuts = [at for at in range(1, len(unit)) if not found.together[at]]
    return sorted_unit, [*cuts, len(unit)]


@dataclass
class Filling:
    """Fills bundles of one size: whole records while they fit, then the beginning of one that fills it to the last."""

    size: int
    names: list[str] = field(default_factory=list)
    data: list[bytes] = field(default_factory=list)
    made: int = 0

    def take(self, unit: Unit, cuts: list[int]) -> tuple[list[str], list[bytes]] | None:
        """Take in a record; a full bundle's names and resources when it is full."""
        if self.made == EACH or not len(unit):
            return None
        room = self.size - len(self.names)
        if len(unit) > room and room not in cuts:
            return None  # to be cut there, it would have to tear two that refer to each other
        self.names += unit.names[:room]
        self.data += unit.data[:room]
        if len(self.names) < self.size:
            return None
        full = self.names, self.data
        self.names, self.data, self.made = [], [], self.made + 1
        return full


def recorded(data: bytes) -> str:
    """When a resource was last written, as it stands in its meta; "" if it does not say."""
    return str(json.loads(data).get("meta", {}).get("lastUpdated", ""))
