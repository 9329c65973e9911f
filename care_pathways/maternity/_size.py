"""How big a fetus is: one truth for tape, scan and scales, which is the weight that it will have at birth.

A size is a place among others of the same gestation, in thousandths of a standard deviation.
"""

from __future__ import annotations

from pathlib import Path

from care_pathways import beside
from care_pathways.maternity._course import Pregnancy, gestation_now
from synth.pathway.language.expressions import Expression, Value, at_centile, where
from synth.pathway.language.time import in_days, weeks

p = beside(str(Path(__file__).with_name("growth_scans.py")))

_WEIGHTS = {1: Pregnancy.birth_weight_1, 2: Pregnancy.birth_weight_2, 3: Pregnancy.birth_weight_3}


def at_birth(fetus: int) -> Expression:
    """The size that a fetus has when it is born; that of any, where the pregnancy ends before there is a weight."""
    heavier = (_WEIGHTS[fetus] - p.weight_at_birth) * 1000 // p.spread_at_birth
    return where(_WEIGHTS[fetus] > 0, heavier, p.size_not_known.named(f"fetus {fetus}"))


def so_far(at_birth: Expression) -> Expression:
    """The size on this day of one who has a size at birth: what sets fetuses apart grows as they do."""
    return at_birth * gestation_now() // p.term


def fundal_height() -> Expression:
    """What the tape says of the first baby, in cm: about the weeks of gestation, less where it is small."""
    by_size = (so_far(Pregnancy.size) * p.height_by_size // 1000 + p.half_a_centimetre) // p.centimetre
    return weeks(gestation_now()) + at_centile(p.fundal_height, Pregnancy.tape_place) + by_size


def sent_to_scan(height: Value) -> Expression:
    """Whether a fundal height is behind the chart, and somebody acts on it."""
    behind = weeks(gestation_now()) - height >= p.behind_the_chart
    return behind & (gestation_now() >= in_days(p.measured_from)) & p.sent_to_scan
