"""The heart of a fetus as it is counted, by whoever listens."""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from care_pathways.courses import reading
from synth.pathway.language.model import Write
from synth.pathway.language.writes import observe

p = beside(__file__)


def fetal_heart(fetus: int = 1, **more: Any) -> Write:
    """How often the heart of a fetus beats a minute."""
    return observe("fetal_heart_rate", reading.heart_rate(p.fetal_heart.named(f"fetus {fetus}")), "unit_per_minute",
                   about=fetus, category="vital-signs", **more)  # fmt: skip
