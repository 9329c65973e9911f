"""Midwives' visits to the mother after birth, from home-coming until the visit at which maternity care ends.

That last visit belongs to the pregnancy's own pathway, which closes the care episode.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.maternity._course import blood_pressure, midnight, weekday
from synth.clock import DAY
from synth.pathway.expressions import Local, Now, Of, where
from synth.pathway.model import Pathway, Signal, Step, When
from synth.pathway.writes import assess, diagnose, observe, perform, refer

p = beside(__file__)

_hypertensive = Local("hypertension") >= 1

VISITS = Pathway(
    "postnatal visits",
    starts_on="mother after birth",
    takes=("ends", "outcome", "mode", "goes_home", "discharged_at", "hypertension", "baby_1", "tear"),
    until=Local("discharged_at"),
    guideline="NICE NG194",
    steps=[
        Step("home", at=Local("goes_home"),
             draws={"first": (Local("goes_home") // DAY + 1) * DAY + p.time_of_day,
                    "fifth": midnight(Local("ends") // DAY + p.fifth_day // DAY) + p.time_of_day.named("fifth"),
                    "extra": p.extra_visit},
             then="first visit"),
        Step("first visit", "midwife at home", at=Local("first"), hours="always", contact="postnatal_visit",
             lasts=p.length,
             writes=[blood_pressure(p.systolic + where(_hypertensive, p.still_raised),
                                    p.diastolic + where(_hypertensive, p.still_raised.named("rise"))),
                     observe("pulse_rate", p.pulse, "unit_per_minute", category="vital-signs"),
                     observe("body_temperature", p.temperature, "unit_degree_celsius", decimals=1,
                             category="vital-signs"),
                     observe("lochia_normal", when=p.well),
                     observe("fundal_height", slot="uterus", text="Uterus well contracted"),
                     observe("mother_currently_breastfeeding", when=Of("baby_1", "breastfed") >= 1)],
             then=When({"day 5 visit": Local("fifth") > Now() + DAY}, "tired or low")),
        Step("day 5 visit", "midwife at home", at=Local("fifth"), hours="always", contact="postnatal_visit",
             lasts=p.length,
             writes=[blood_pressure(p.systolic + where(_hypertensive, p.still_raised),
                                    p.diastolic + where(_hypertensive, p.still_raised.named("rise"))),
                     observe("lochia_normal", when=p.well),
                     observe("maternity_blues", when=p.blues)],
             then=When({"extra visit": Local("extra")}, "tired or low")),
        Step("extra visit", "midwife at home", after=p.to_extra_visit, contact="postnatal_visit", lasts=p.length,
             writes=[blood_pressure(p.systolic + where(_hypertensive, p.still_raised), p.diastolic),
                     diagnose("mastitis", when=p.mastitis)],
             then="tired or low"),
        Step("tired or low", "midwife at home", after=p.to_mood_visit, contact="postnatal_visit", lasts=p.length,
             draws={"low": p.whooley_positive},
             writes=[assess("epds_score", where(Local("low"), p.epds_if_low, p.epds), unit="unit_score"),
                     observe("whooley_positive", when=Local("low")),
                     refer("referral_gp", when=Local("low"), details={"to": "general practice (GP)"})],
             raises=Signal("low mood after birth", when=Local("low"))),
    ],
)  # fmt: skip

BEREAVED = Pathway(
    "care after a stillbirth",
    starts_on="mother after birth",
    takes=("ends", "outcome", "goes_home", "discharged_at"),
    only=Local("outcome").equals(1),
    guideline="National Bereavement Care Pathway: stillbirth",
    steps=[
        Step("before going home", "labour ward", after=p.bereavement_talk,
             writes=[observe("bereavement_support"), observe("post_mortem_offered")],
             then="review"),
        Step("review", "antenatal clinic (obstetrician)", at=Local("ends"), after=p.bereavement_review,
             contact="seen_in_postnatal_clinic", lasts=p.long_talk, writes=[observe("bereavement_support")]),
    ],
)  # fmt: skip

PATHWAYS = [VISITS, BEREAVED]
