"""The directory of health and care: organisations, their sites and hours, their staff; every system has it at hand.

It is reference data: of bodies and of those who work there, in their role, and of nobody who is cared for. Output
reads it here, since it may not read the world.
"""

from __future__ import annotations

from synth.world.organisations import hours, listed, organisations, posts, sites, staff
from synth.world.organisations.directory import reference_data
from synth.world.places.places import NATIONAL

__all__ = ["NATIONAL", "hours", "listed", "organisations", "posts", "reference_data", "sites", "staff"]
