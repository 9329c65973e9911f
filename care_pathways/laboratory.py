"""What goes to the laboratory of the hospital, as what, and between which bounds its results are usual.

    observe("haemoglobin", p.haemoglobin, "unit_gram_per_litre", recorded=p.result, **FULL_BLOOD_COUNT,
            **usual("haemoglobin"))

Results of one panel, sent from one step, come back as one report of one specimen.

Whatever a result decides waits for it. The step that sends for it draws `awaited(...)` and records it `WHEN_THERE`;
what acts on it is a later step with `at=RESULTS` (`synth.pathway.compiled.results` refuses others).
"""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from synth.pathway.language.expressions import Draw, Expression, Now
from synth.pathway.language.notes import Notes, instant
from synth.pathway.language.time import daytime

p = beside(__file__)

LABORATORY = "pathology laboratory"
"""The setting in which results are made; they are written in the record of whoever asked for them."""


class Awaited(Notes):
    """What those keep who send for results."""

    reported = instant("when the laboratory has the latest results, by day or night")
    results = instant("when the latest results are known to those who sent for them")


RESULTS = Awaited.results
"""The instant at which the latest results are known to who asked for them."""
WHEN_THERE = RESULTS - Now()
"""How long after the step that sent for results they are recorded, minutes."""
_EITHER = ("men", "women")


def sent(panel: str, specimen: str, discipline: str) -> dict[str, Any]:
    """What every result of a panel says: keys of the codelists for the panel, the specimen and the discipline."""
    return {"category": "laboratory", "panel": panel, "specimen": specimen, "discipline": discipline,
            "laboratory": LABORATORY}  # fmt: skip


def awaited(turnaround: Draw) -> dict[Any, Expression]:
    """What a step draws that sends for results: when they will be known, by day. turnaround: minutes."""
    return {Awaited.reported: Now() + turnaround, RESULTS: daytime(Awaited.reported)}


def usual(name: str) -> dict[str, Any]:
    """The bounds of a result, in the units in which it is written: lower and upper for men, then for women."""
    bounds = tuple(_bound(name, end, who) for who in _EITHER for end in ("low", "high"))
    if all(bound is None for bound in bounds):
        raise ValueError(f"laboratory.toml says nothing of '{name}': give {name}_low or {name}_high")
    return {"range": bounds}


def _bound(name: str, end: str, who: str) -> int | None:
    for key in (f"{name}_{end}_{who}", f"{name}_{end}"):
        if key in p:
            return getattr(p, key).number.lowest
    return None


_BLOOD = "specimen_venous_blood"
FULL_BLOOD_COUNT = sent("battery_fbc", _BLOOD, "diagnostic_service_haematology")
BLOOD_GROUP = sent("blood_group", _BLOOD, "diagnostic_service_blood_bank")
HAEMOGLOBINOPATHY = sent("sickle_thal_screen", _BLOOD, "diagnostic_service_haematology")
INFECTIONS = sent("battery_infections_in_pregnancy", _BLOOD, "diagnostic_service_serology")
KIDNEY = sent("battery_ue", "specimen_serum", "diagnostic_service_chemistry")
LIVER = sent("battery_lft", "specimen_serum", "diagnostic_service_chemistry")
THYROID = sent("battery_tft", "specimen_serum", "diagnostic_service_chemistry")
INFLAMMATION = sent("crp", "specimen_serum", "diagnostic_service_chemistry")
LIPIDS = sent("battery_lipids", "specimen_serum", "diagnostic_service_chemistry")
HBA1C = sent("hba1c", _BLOOD, "diagnostic_service_chemistry")
GLUCOSE = sent("ogtt", _BLOOD, "diagnostic_service_chemistry")
URINE_ALBUMIN = sent("urine_acr", "specimen_urine", "diagnostic_service_chemistry")
URINE_CULTURE = sent("urinalysis", "specimen_urine", "diagnostic_service_microbiology")
TRISOMY = sent("downs_screening_blood_test", "specimen_serum", "diagnostic_service_chemistry")
