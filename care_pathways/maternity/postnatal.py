"""Midwives' visits to the mother after birth, from home-coming until the visit at which maternity care ends.

That last visit belongs to the pregnancy's own pathway, which closes the care episode.
"""

from __future__ import annotations

from care_pathways import beside, mood
from care_pathways.courses import blood_pressure as course
from care_pathways.courses.mood import low, place, score
from care_pathways.gp.low_mood import LOW_MOOD
from care_pathways.here import IN_ENGLAND
from care_pathways.maternity._birth import Birth
from care_pathways.maternity._course import Pregnancy, blood_pressure
from care_pathways.maternity.birth import BIRTH
from care_pathways.mood import Asked
from synth.pathway.language.expressions import Fact, Now, Of, where
from synth.pathway.language.model import REST, Choice, Pathway, Step, When, Write
from synth.pathway.language.notes import whether
from synth.pathway.language.time import day_of
from synth.pathway.language.writes import BEGUN, ENDED, assess, diagnose, observe, refer

p = beside(__file__)


class AfterBirth(Asked):
    """What the midwives who visit her know of a mother."""

    sore = whether("her breasts are inflamed")


n = AfterBirth
BEREAVED = Fact("lost_a_baby") >= day_of(Pregnancy.ends)
"""Whether a baby of this birth is dead, before birth or since."""
_breastfeeds = (
    (Of(Pregnancy.baby_1, "breastfed") >= 1)
    | (Of(Pregnancy.baby_2, "breastfed") >= 1)
    | (Of(Pregnancy.baby_3, "breastfed") >= 1)
)
_ON_UNIT = Of(Pregnancy.baby_1, "home_from") > Now()
"""Whether the baby is still on the neonatal unit, for which the mother expresses her milk."""
_FED = (
    observe("mother_currently_breastfeeding", when=_breastfeeds & ~_ON_UNIT),
    observe("expressing_milk", when=_breastfeeds & _ON_UNIT),
)
_hypertensive = ~Pregnancy.hypertension.is_("none")


def _pressure() -> Write:
    raised = where(_hypertensive, p.still_raised)
    return blood_pressure(
        course.read(p.systolic, raised), course.read(p.diastolic, where(_hypertensive, p.still_raised.named("rise")))
    )


VISITS = Pathway(
    "postnatal visits",
    part_of=BIRTH,
    starts_on="mother after birth",
    only=IN_ENGLAND,
    until=Pregnancy.discharged_at,
    ending="discharged",
    at_death="discharged",
    notes=AfterBirth,
    guideline="NICE NG194",
    steps=[
        Step("first visit", "midwife at home", at=Birth.visit_1, hours="always", contact="postnatal_visit",
             lasts=p.length,
             writes=[_pressure(),
                     observe("pulse_rate", p.pulse, "unit_per_minute", category="vital-signs"),
                     observe("body_temperature", p.temperature, "unit_degree_celsius", decimals=1,
                             category="vital-signs"),
                     observe("lochia_normal", when=p.well),
                     observe("fundal_height", slot="uterus", text="Uterus well contracted"),
                     *_FED,
                     observe("bereavement_support", when=BEREAVED)],
             then=When({"visit of day 5": Birth.visit_5 > Now() + p.too_soon,
                        "visit of day 10": Birth.visit_10 > Now() + p.too_soon})),
        Step("visit of day 5", "midwife at home", at=Birth.visit_5, hours="always",
             contact="postnatal_visit",
             lasts=p.length,
             writes=[_pressure(),
                     observe("lochia_normal", when=p.well),
                     observe("maternity_blues", when=p.blues & ~BEREAVED)],
             then=Choice({"extra visit": p.extra_visit, "visit of day 10": REST})),
        Step("extra visit", "midwife at home", after=p.to_extra_visit, contact="postnatal_visit",
             lasts=p.length,
             draws={n.sore: p.mastitis},
             writes=[_pressure(), diagnose("mastitis", entry="mastitis", change=BEGUN, when=n.sore)],
             then="visit of day 10"),
        Step("visit of day 10", "midwife at home", at=Birth.visit_10, hours="always",
             contact="postnatal_visit",
             lasts=p.length, draws={n.low: low(p.whooley_positive), n.answers: mood.answers(n.low)},
             writes=[assess("epds_score", score(n.low, p.epds, p.epds_if_low, place(p.whooley_positive)),
                            unit="unit_score"),
                     *_FED,
                     *mood.asked(),
                     refer("referral_gp", when=n.low, details={"to": "general practice (GP)"})],
             raises=LOW_MOOD.found(score(n.low, p.epds, p.epds_if_low, place(p.whooley_positive)), also=n.low,
                                   pregnant=0),
             then="until discharged"),
        Step("until discharged", at=Pregnancy.discharged_at),
        Step("discharged", "midwife at home", hours="always",
             writes=[diagnose("mastitis", entry="mastitis", change=ENDED, when=n.sore)]),
    ],
)  # fmt: skip

PATHWAYS = [VISITS]
