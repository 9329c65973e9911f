"""How people come into hospital and leave it, in the words of the NHS data dictionary; what they are told then."""

from typing import Any

from synth.pathway.language.expressions import Expression, Fact
from synth.pathway.language.model import Write
from synth.pathway.language.wording import Texts, said_of
from synth.pathway.language.writes import communicate

_FROM_HOME = {"admission_source": "source_admission_usual_residence"}
FROM_HOME_WITH_CHILD = {"admission_method": "admission_method_maternity_antepartum", **_FROM_HOME}
BY_THE_GP = {"admission_method": "admission_method_gp", **_FROM_HOME}
BY_THE_EMERGENCY_DEPARTMENT = {"admission_method": "admission_method_emergency_ed", **_FROM_HOME}
FROM_THE_WAITING_LIST = {"admission_method": "admission_method_elective_wl", **_FROM_HOME}
BORN_THERE = {"admission_method": "admission_method_birth", "admission_source": "source_admission_baby"}

BY_A_CLINICIAN = {"discharge_method": "discharge_method_clinical"}
TO_HOME = {**BY_A_CLINICIAN, "discharge_destination": "discharge_dest_usual_residence"}
TO_ANOTHER_WARD = {
    **BY_A_CLINICIAN,
    "discharge_destination": "discharge_dest_other_hospital_maternity_or_neonatal_ward",
}
DEATH = {"discharge_method": "discharge_method_died"}
DIED = {**DEATH, "discharge_destination": "discharge_dest_died"}


ILL_IN_HOSPITAL = Fact("in_hospital") | Fact("on_ward_before_support")
"""Who is in an emergency department, or on a ward because of an illness."""
LIES_IN_HOSPITAL = ILL_IN_HOSPITAL | Fact("on_another_ward")
"""Who is in a hospital at the moment, and so asks no practice for anything, nor comes to it."""


def advised(slot: str, option: Expression, texts: Texts, **more: Any) -> Write:
    """What someone is told to do who leaves hospital or a clinic, and when to come back: a row of the letter's plan.

    option, texts: as in `said_of`. Other arguments are `voice`, and as in `communicate`."""
    voice = more.pop("voice", 0)
    told = communicate("info_advice_heading", slot=slot, category="instruction", **more)
    return said_of(told, option, texts, voice=voice)
