"""Teeth that decay so that they are taken out under anaesthetic: toothache, the referral, the list, the operation.

Decay that a dentist mends stands in the dentist's own record, which nobody here holds.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health._measuring import FOLLOWED
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import Notes, count, whether
from synth.pathway.language.time import birthday, midnight
from synth.pathway.language.writes import BEGUN, ENDED, communicate, diagnose, observe, perform, refer

p = beside(__file__)

GP, CLINIC = "general practice (GP)", "outpatient clinic (surgeon)"


class Teeth(Notes):
    """What is known of the milk teeth of a child."""

    decayed = whether("some have decayed before it is five")
    bad = whether("so many are so bad that they are taken out under anaesthetic")
    comes = whether("it is brought to the hospital")
    known = whether("the decay is written down and has not been dealt with")
    out = count("how many are taken out", "teeth")


n = Teeth


def _over(step: str) -> list:
    return [diagnose("dental_caries", entry="decay", slot=f"over at {step}", change=ENDED, enduring=False,
                     when=n.known, setting=GP)]  # fmt: skip


TEETH = Pathway(
    "decayed teeth",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    at_death="died",
    notes=Teeth,
    guideline="NICE PH55; NHS England, Delivering better oral health",
    steps=[
        Step("whether", draws={n.decayed: p.decay, n.bad: n.decayed & p.taken_out},
             then=When({"toothache": n.bad}, END)),
        Step("toothache", GP, at=midnight(birthday()) + p.age_at_toothache, contact="gp_consultation",
             draws={n.known: 1},
             writes=[observe("toothache"), diagnose("dental_caries", entry="decay", change=BEGUN, enduring=False),
                     refer("referral_dental", reason="Several decayed teeth, pain", details={"to": CLINIC})],
             then="dental clinic"),
        Step("dental clinic", CLINIC, after=p.to_clinic, contact="outpatient", contact_when=n.comes,
             draws={n.comes: p.comes, n.out: p.teeth},
             writes=[observe("listed_for_operation", when=n.comes)],
             then=When({"extraction": n.comes}, "given up")),
        Step("given up", GP, after=p.to_giving_up, draws={n.known: 0}, writes=_over("giving up")),
        Step("extraction", "operating theatre", after=p.to_extraction, contact="day_case", lasts=p.takes,
             draws={n.known: 0},
             writes=[perform("general_anaesthetic"), perform("extraction_of_teeth"),
                     observe("teeth_taken_out", n.out),
                     observe("oral_health_advice"),
                     communicate("day_case_letter", details={"to": GP}), *_over("extraction")]),
        Step("died", GP, writes=_over("death")),
    ],
)  # fmt: skip

PATHWAYS = [TEETH]
