"""Discharge to assess: who asks for support from hospital is known to the council before going home, and by which way.

The ward sends the council an assessment notice, then a discharge notice; needs are assessed after the stay, at home or
in a bed for some weeks (pathways 0 to 3 of the discharge policy)."""

from typing import Any

from care_pathways import beside
from care_pathways.acute._advice import advice_of
from care_pathways.acute.emergency import PRESENTATIONS
from care_pathways.documents import issued
from care_pathways.hospital import BY_A_CLINICIAN, BY_THE_EMERGENCY_DEPARTMENT, DIED, TO_HOME, advised
from care_pathways.social_care.requests import NEXT_HOME, REQUEST, WORKER, Request
from synth.pathway.language.expressions import Fact, where
from synth.pathway.language.model import Pathway, Step, Write
from synth.pathway.language.notes import option, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import day_of, midnight, quarter_hour
from synth.pathway.language.words import fact
from synth.pathway.language.writes import BEGUN, ENDED, communicate, diagnose, observe, refer
from synth.pathway.parts.stay import admission, cut_short, discharge, hospital_stay

p = beside(__file__)

WAYS = {"home": "discharge_pathway_0", "home with support": "discharge_pathway_1", "bed": "discharge_pathway_2",
        "care home": "discharge_pathway_3"}  # fmt: skip
_TO_A_CARE_HOME = {**BY_A_CLINICIAN, "discharge_destination": "discharge_dest_care_home"}


NURSE = "hospital ward (nurse)"
ILLNESSES = ("pneumonia", "kidney_infection", "elder_fall", "red_leg", "muddled")
"""What someone is admitted with who is less able to manage at home after it, as the emergency department names it."""
_SUCH = {name: PRESENTATIONS[name] for name in ILLNESSES}
CONSULTED = {"yes": "adw_carer_consulted_yes", "no": "adw_carer_consulted_no",
             "nobody": "adw_carer_consulted_no_known_carer"}  # fmt: skip
_SAFE_WITHOUT = "adw_withdrawal_patient_is_safe_to_discharge_without_a_needs_assessment"


class Discharge(Request):
    """What is known of someone who is to leave hospital with help."""

    inside = whether("the person is on the ward")
    consulted = option("whether a carer was asked about going home", *CONSULTED)
    way = option("how the person leaves hospital", *WAYS)
    illness = option("what the person is admitted with", *ILLNESSES)


n = Discharge
_SENT_BY_THE_WARD = "Will need help to leave hospital safely"
_NOTHING = n.outcome.is_("no_services")


def _ill(change: str, slot: str, **more: Any) -> Write:
    """What the person is admitted with, over when the stay is."""
    code = code_of(n.illness, {name: one.diagnosis for name, one in _SUCH.items()})
    return diagnose(code, slot=slot, entry="illness", change=change, enduring=False, **more)


def _gone(slot: str, **more: Any) -> list[Write]:
    """What is written as someone leaves the ward alive: the illness is over, and the practice has a letter."""
    letter = issued("discharge_summary_document", "inpatient_discharge", slot=slot, recorded=p.writing_up, **more)
    return [
        _ill(ENDED, f"over, {slot}", **more),
        advised(f"advice, {slot}", n.illness, advice_of(_SUCH), **more),
        *letter,
    ]


STAY = hospital_stay(
    "inpatient", entry="stay before support", inside=n.inside, said=BY_THE_EMERGENCY_DEPARTMENT,
    fact="on_ward_before_support",
)  # fmt: skip

DISCHARGE = Pathway(
    "discharge to assess",
    part_of=REQUEST,
    starts_on="is in hospital before asking",
    until=NEXT_HOME,
    ending="to a care home",
    at_death="died",
    notes=Discharge,
    guideline="Hospital discharge and community support guidance, 2022; "
    "Care and Support (Discharge of Hospital Patients) Regulations 2014",
    steps=[
        *STAY.steps(
            admission("admission", text="Unwell, and less able to manage at home than before",
                      draws={n.illness: p.admitted_with},
                      writes=[_ill(BEGUN, "admitted with")],
                      then="assessment notice"),
            discharge("discharge", at=n.leaves_hospital, said=TO_HOME,
                      writes=[observe("discharge_pathway", value_code=code_of(n.way, WAYS)), *_gone("ward summary")]),
            cut_short("to a care home", said=_TO_A_CARE_HOME,
                      writes=[observe("discharge_pathway", value_code="discharge_pathway_3", when=n.inside),
                              *_gone("summary for the home", when=n.inside)]),
            cut_short("died", said=DIED, writes=[_ill(ENDED, "ill at death", when=n.inside)]),
            setting="hospital ward"),
        Step("assessment notice", NURSE, at=n.asked,
             draws={n.consulted: p.carer_consulted,
                    n.way: where(n.in_a_bed, "bed", where(n.outcome.is_("short_term", "long_term"),
                                                          "home with support", "home"))},
             writes=[refer("assessment_notice", to=WORKER, text=_SENT_BY_THE_WARD),
                     observe("consent_to_assessment_notice",
                             value_code=either(Fact("dementia") & p.lacks_capacity,
                                               "adw_patient_consent_lacks_mental_capacity",
                                               "adw_patient_consent_yes")),
                     observe("carer_consulted_on_discharge", value_code=code_of(n.consulted, CONSULTED))],
             then="discharge notice"),
        # By day, on the day before: a notice that waited for hours of its own would keep whoever leaves on the ward.
        Step("discharge notice", NURSE, at=midnight(day_of(n.leaves_hospital - p.notice_before_discharge))
             + quarter_hour(p.discharge_notice_at),
             writes=[communicate("discharge_notice", when=~_NOTHING),
                     observe("withdrawal_notice", when=_NOTHING, value_code=_SAFE_WITHOUT)],
             then="discharge"),
    ],
)  # fmt: skip

FACTS = [fact("on_ward_before_support", "1 while on a ward from which support at home is asked for")]
PATHWAYS = [DISCHARGE]
