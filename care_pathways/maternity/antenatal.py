"""Antenatal contacts: each is booked, kept or missed, and books the next.

First pregnancies have more of them than later ones. What is found depends on how the pregnancy goes.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.courses import blood_pressure as course
from care_pathways.laboratory import FULL_BLOOD_COUNT, RESULTS, WHEN_THERE, awaited, usual
from care_pathways.maternity._course import (
    COURSE,
    OUTCOME,
    RAISED_PRESSURE,
    blood_pressure,
    gestation_now,
    hand_on,
    weeks_and_days,
    weight_now,
)
from care_pathways.programmes import since
from synth.clock import DAY, WEEK
from synth.pathway.language.expressions import Local, Now, at_centile, where
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.options import code_by, code_of, either
from synth.pathway.language.time import day_of, day_of_the_year, midnight, quarter_hour, today, weeks, working_day
from synth.pathway.language.words import signal
from synth.pathway.language.writes import ENDED, PLANNED, WITHDRAWN, appoint, immunise, observe, perform, prescribe

p = beside(__file__)

_NAMED = {16, 28, 34, 36, 38, 40, 41}
_VISIT = code_by(Local("due") // WEEK, 16, *(f"antenatal_{w}wk_visit" if w in _NAMED else "antenatal_visit"
                                            for w in range(16, 42)))  # fmt: skip
_raised = ~RAISED_PRESSURE.is_("none") & (Now() >= Local("hypertension_begins"))
_systolic = course.read(p.systolic, where(_raised, p.systolic_rise))
_diastolic = course.read(p.diastolic, p.diastolic_noise + where(_raised, p.diastolic_rise))
_preeclampsia = RAISED_PRESSURE.is_("pre-eclampsia") & (Now() >= Local("hypertension_begins"))
_week = Local("due") // WEEK
_alive = ~OUTCOME.is_("stillbirth") | (Now() < Local("ends") - p.death_found)
_twins = Local("fetuses") >= 2


def _heart(fetus: int) -> list:
    return [observe("fetal_heart_rate", p.fetal_heart.named(f"fetus {fetus}"), "unit_per_minute", about=fetus,
                    slot=f"heart of fetus {fetus}", category="vital-signs", when=(Local("fetuses") >= fetus)
                    & _alive)]  # fmt: skip


CONTACT = Pathway(
    "antenatal contact",
    starts_on=("booked for maternity care", "next antenatal contact"),
    takes=(*COURSE, "again"),
    until=Local("ends"),
    ending="cancelled",
    at_death="cancelled",
    guideline="NICE NG201",
    steps=[
        Step("appointment", "community midwife", hours="always",
             draws={"parous": Local("parity") >= 1, "dated": gestation_now(),
                    "due": where(Local("again"), Local("again"), p.next_contact),
                    "day": where(Local("again"), today() + p.booked_again // DAY,
                                 day_of(midnight(Local("last_period")) + Local("due") + p.around_the_week)),
                    "at": midnight(working_day(Local("day"))) + quarter_hour(p.clinic_time),
                    "missed": p.missed},
             writes=[appoint("antenatal_visit", PLANNED, status="booked", begins=Local("at"),
                             until=Local("at") + p.length, when=Local("due") >= 1)],
             then=When({"missed": Local("missed") & (Local("due") >= 1), "contact": Local("due") >= 1}, END)),
        Step("missed", "community midwife", at=Local("at"), after=p.given_up, hours="always",
             writes=[appoint("antenatal_visit", ENDED, status="noshow", until=Local("at") + p.length)],
             raises=hand_on("next antenatal contact", again=Local("due"))),
        Step("contact", "community midwife", at=Local("at"), after=p.called_in, hours="always",
             contact=_VISIT,
             lasts=p.length, draws={"kept": 1, **awaited(p.result)},
             writes=[
                 appoint("antenatal_visit", ENDED, status="fulfilled", until=Local("at") + p.length),
                 weeks_and_days(gestation_now(), slot="gestation"),
                 blood_pressure(_systolic, _diastolic),
                 observe("urine_protein_dipstick", category="laboratory", value_code=either(
                     _preeclampsia, code_of(p.protein_in_preeclampsia, plus="urine_protein_plus1",
                                            two_plus="urine_protein_plus2"),
                     code_of(p.protein_in_urine, negative="urine_protein_negative", trace="urine_protein_trace",
                             plus="urine_protein_plus1"))),
                 observe("fundal_height", weeks(gestation_now()) + at_centile(p.fundal_height,
                                                                            Local("size_place"))
                         - where(Local("small"), p.fundal_height_if_small), "unit_centimetre",
                         when=(_week >= p.heard_from) & ~_twins),
                 observe("fetal_movements_felt", about=1, when=(_week >= p.heard_from) & _alive),
                 *_heart(1), *_heart(2), *_heart(3),
                 observe("presentation_of_fetus", about=1, when=_week >= p.presentation_from, value_code=either(
                     Local("breech"), "breech_presentation",
                     code_of(p.lie, cephalic="cephalic_presentation", transverse="transverse_lie"))),
                 observe("body_weight",
                         weight_now() + p.weight_gained * (gestation_now() - p.gains_from) // p.gains_over,
                         "unit_kilogram", decimals=1, category="vital-signs", when=_week.equals(p.weighed_at)),
                 observe("haemoglobin", where(Local("anaemic"), p.haemoglobin_anaemic, p.haemoglobin),
                         "unit_gram_per_litre", recorded=WHEN_THERE, when=_week.equals(p.bloods_at), **FULL_BLOOD_COUNT,
                         **usual("haemoglobin_in_pregnancy")),
                 perform("antenatal_blood_group_screening", recorded=WHEN_THERE, when=_week.equals(p.bloods_at)),
                 perform("anti_d_given", when=Local("rhesus_negative") & _week.equals(p.bloods_at)
                         & p.anti_d_accepted),
                 observe("feeding_intention", when=_week.equals(p.feeding_asked_at), value_code=code_of(
                     p.feeding_intention, breast="feeding_intention_breast", bottle="feeding_intention_bottle")),
                 observe("birth_plan", when=_week.equals(p.plan_asked_at) & p.birth_plan),
             ],
             raises=hand_on("next antenatal contact", again=0),
             then=When({"iron": Local("anaemic") & _week.equals(p.bloods_at)}, END)),
        Step("iron", "community midwife", at=RESULTS,
             writes=[prescribe("ferrous_sulfate_200mg_tab", until=Now() + p.iron_course,
                               details={"dosage": "One tablet daily on an empty stomach"})]),
        Step("cancelled", "community midwife",
             writes=[appoint("antenatal_visit", WITHDRAWN, status="cancelled",
                             when=(Local("due") >= 1) & ~Local("kept"))]),
    ],
)  # fmt: skip

_season = day_of_the_year(today())
_from = midnight(Local("last_period"))

FLU = Pathway(
    "flu vaccine in pregnancy",
    starts_on="booked for maternity care",
    takes=("ends",),
    until=Local("ends"),
    guideline="UKHSA Green Book chapter 19",
    steps=[
        Step("offered", "community midwife", after=p.offered_after_booking,
             draws={"day_of_year": _season, "wants": since.flu_vaccine_in_pregnancy & p.flu_vaccine,
                    "at": Now() + where((Local("day_of_year") >= p.flu_from_day)
                                        | (Local("day_of_year") < p.flu_until_day), 0,
                                        (p.flu_from_day - Local("day_of_year")) * DAY)},
             then=When({"given": Local("wants")}, END)),
        Step("given", "community midwife", at=Local("at"), after=p.vaccine_delay, contact="antenatal_visit",
             writes=[immunise("flu", 1)]),
    ],
)  # fmt: skip

VACCINES = Pathway(
    "vaccines in pregnancy",
    starts_on="booked for maternity care",
    takes=("ends", "last_period"),
    until=Local("ends"),
    guideline="UKHSA Green Book chapters 24 and 27a",
    steps=[
        Step("pertussis", "community midwife", at=_from + p.pertussis_from, after=p.vaccine_delay,
             draws={"wants": since.pertussis_vaccine_in_pregnancy & p.pertussis_vaccine},
             contact="antenatal_visit", contact_when=Local("wants"),
             writes=[immunise("pertussis_vacc_pregnancy", 1, when=Local("wants"))],
             then="rsv"),
        Step("rsv", "community midwife", at=_from + p.rsv_from, after=p.vaccine_delay,
             draws={"wants": since.rsv_vaccine_in_pregnancy & p.rsv_vaccine},
             contact="antenatal_visit", contact_when=Local("wants"),
             writes=[immunise("rsv_vacc_pregnancy", 1, when=Local("wants"))]),
    ],
)  # fmt: skip

SIGNALS = [
    signal(
        "next antenatal contact",
        "the next contact is to be booked, or one that was missed to be booked again",
        (*COURSE, "again"),
    ),
]
PATHWAYS = [CONTACT, FLU, VACCINES]
