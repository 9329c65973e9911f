"""Autism and attention deficit hyperactivity disorder: noticed, referred, waited for, assessed, and helped.

Many who are assessed have neither. Who is diagnosed was noticed years before.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health._measuring import FOLLOWED
from synth.pathway.language.expressions import Age, Draw, Fact, Now
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.options import either
from synth.pathway.language.time import birthday, midnight
from synth.pathway.language.words import unanswered
from synth.pathway.language.writes import communicate, diagnose, observe, perform, prescribe, refer

p = beside(__file__)

CLINIC, GP = "community paediatrician", "general practice (GP)"
SEEN = "seen_in_community_paediatric_clinic"


class Assessed(Notes):
    """What is known of a child whose development is asked about."""

    has = whether("it has what it is assessed for")
    referred = whether("somebody notices and it is referred")
    medicated = whether("it takes a medicine for it")
    planned = whether("the council makes a plan of education, health and care")


n = Assessed
_born = midnight(birthday())
_READINGS = [
    observe("blood_pressure", p.systolic, "unit_millimetre_of_mercury", value2=p.diastolic, category="vital-signs"),
    observe("pulse_rate", p.pulse, "unit_per_minute", category="vital-signs"),
]
"""What is measured of a child before a medicine that raises both."""


def _assessment(has: Draw, in_vain: Draw, noticed: Draw, why: str) -> list[Step]:
    """Noticed, referred by the GP, and seen after a wait."""
    return [
        Step("whether", draws={n.has: has, n.referred: n.has | in_vain}, then=When({"noticed": n.referred}, END)),
        Step("noticed", GP, at=_born + noticed, contact="gp_consultation",
             writes=[observe("developmental_concern"),
                     refer("referral_paeds", reason=why, details={"to": CLINIC})],
             then="first appointment"),
        Step("first appointment", CLINIC, after=p.wait, contact=SEEN, lasts=p.long_appointment,
             writes=[observe("developmental_history_taken")], then="assessment"),
    ]  # fmt: skip


AUTISM = Pathway(
    "autism",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    notes=Assessed,
    guideline="NICE CG128; NICE CG170",
    steps=[
        *_assessment(p.autism, p.autism_in_vain, p.autism_noticed, "Social communication; is it autism?"),
        Step("assessment", CLINIC, after=p.to_assessment, contact=SEEN, lasts=p.long_appointment,
             writes=[perform("autism_assessment", value_code=either(n.has, "assessment_diagnosis",
                                                                    "assessment_no_diagnosis")),
                     diagnose("autism", lasting=True, when=n.has),
                     refer("referral_slt", when=n.has & p.to_therapist,
                           details={"to": "speech and language therapist"})],
             then=When({"therapy": n.has}, END)),
        Step("therapy", "speech and language therapist", after=p.to_therapy, contact="seen_in_community_clinic",
             writes=[observe("communication_plan")],
             then=Choice({"advice": p.plan_sought, END: REST})),
        # The council, which decides, asks the paediatrician for advice within its twenty weeks.
        Step("advice", CLINIC, after=p.to_advice, contact=SEEN, draws={n.planned: p.plan_issued},
             writes=[communicate("ehc_advice", details={"to": "special educational needs team of the council"})],
             then=When({"plan": n.planned}, END)),
        Step("plan", CLINIC, after=p.to_plan, writes=[observe("ehcp", category="social-history")]),
    ],
)  # fmt: skip

ADHD = Pathway(
    "attention deficit hyperactivity disorder",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    notes=Assessed,
    guideline="NICE NG87",
    steps=[
        *_assessment(p.adhd, p.adhd_in_vain, p.adhd_noticed, "Attention and activity at home and at school"),
        Step("assessment", CLINIC, after=p.to_assessment, contact=SEEN, lasts=p.long_appointment,
             draws={n.medicated: n.has & p.medicated},
             writes=[perform("adhd_assessment", value_code=either(n.has, "assessment_diagnosis",
                                                                  "assessment_no_diagnosis")),
                     diagnose("adhd", lasting=True, when=n.has),
                     observe("parent_training_offered", when=n.has)],
             then=When({"medicine begun": n.medicated}, END)),
        Step("medicine begun", CLINIC, after=p.to_medicine, contact=SEEN,
             writes=[*_READINGS,
                     prescribe("methylphenidate_18mg_mr_tab", until=Now() + p.supply,
                               details={"dosage": "One tablet each morning"})],
             then="review"),
        Step("review", CLINIC, after=p.between_reviews, contact=SEEN, draws={n.medicated: p.goes_on},
             writes=[*_READINGS,
                     prescribe("methylphenidate_18mg_mr_tab", until=Now() + p.supply, when=n.medicated,
                               details={"dosage": "One or two tablets each morning"})],
             then=When({"review": n.medicated & (Age() < p.grown_up)}, END)),
    ],
)  # fmt: skip

UNANSWERED = [
    unanswered(
        reading,
        "children are judged by their own charts, at the clinic that gives the medicine (NICE NG87)",
        within="attention deficit hyperactivity disorder",
    )
    for reading in ("high reading", "very high reading")
]
PATHWAYS = [AUTISM, ADHD]
