"""Panels that one tube of blood comes back as: urea and electrolytes, and lipids, all of one person."""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from care_pathways.courses import blood
from care_pathways.laboratory import KIDNEY, LIPIDS, WHEN_THERE, usual
from synth.pathway.language.conditions import lower_of
from synth.pathway.language.expressions import Expression, Value, at_centile
from synth.pathway.language.model import Write
from synth.pathway.language.notes import Notes, quantity
from synth.pathway.language.writes import observe

p = beside(__file__)

MILLIMOLE = "unit_millimole_per_litre"


class Lipids(Notes):
    """What those keep who send for lipids."""

    hdl = quantity("HDL cholesterol in the blood", "mmol/L", decimals=1)


class Electrolytes(Notes):
    """What those keep who send for urea and electrolytes."""

    sodium = quantity("sodium in the blood", "mmol/L")
    urea = quantity("urea in the blood", "mmol/L", decimals=1)


ELECTROLYTES: dict[Any, Value] = {
    Electrolytes.sodium: at_centile(p.sodium, blood.OF["sodium"].now()),
    Electrolytes.urea: at_centile(p.urea, blood.OF["urea"].now()),
}
"""What is drawn where urea and electrolytes are sent for, after the note `egfr`."""


def of_lipids(total: Expression) -> dict[Any, Value]:
    """What is drawn where lipids are sent for. total: total cholesterol, in tenths of mmol/L; HDL is a part of it."""
    return {Lipids.hdl: lower_of(at_centile(p.hdl, blood.OF["HDL cholesterol"].now()), total - p.rest)}


def urea_and_electrolytes(
    creatinine: Expression, egfr: Expression, potassium: Expression | None = None, when: Expression | None = None
) -> list[Write]:
    """Sodium, potassium, urea, creatinine and what the kidneys filter, of whoever keeps `egfr`; they come back later.

    potassium: none where a sample of it would have gone off before it came to the laboratory.
    """
    told: dict[str, Any] = {**KIDNEY, "recorded": WHEN_THERE, "when": when}
    found = [] if potassium is None else [
        observe("serum_potassium", potassium, MILLIMOLE, decimals=1, **told, **usual("potassium"))]  # fmt: skip
    return [
        observe("serum_sodium", Electrolytes.sodium, MILLIMOLE, **told, **usual("sodium")),
        *found,
        observe("serum_urea", Electrolytes.urea, MILLIMOLE, decimals=1, **told, **usual("urea")),
        observe("serum_creatinine", creatinine, "unit_micromole_per_litre", **told, **usual("creatinine")),
        observe("egfr", egfr, "unit_millilitre_per_minute_per_173_m2", **told, **usual("egfr")),
    ]


def lipids(total: Expression, when: Expression | None = None) -> list[Write]:
    """Total cholesterol, HDL cholesterol and their ratio; they come back later. total: in tenths of mmol/L."""
    told: dict[str, Any] = {**LIPIDS, "recorded": WHEN_THERE, "when": when}
    return [
        observe("total_cholesterol", total, MILLIMOLE, decimals=1, **told, **usual("cholesterol")),
        observe("hdl", Lipids.hdl, MILLIMOLE, decimals=1, **told, **usual("hdl")),
        observe("chol_hdl_ratio", total * 10 // Lipids.hdl, "unit_ratio", decimals=1, **told),
    ]
