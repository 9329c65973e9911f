"""Antenatal contacts: each is booked, kept or missed, and books the next.

First pregnancies have more of them than later ones. What is found depends on how the pregnancy goes.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.closures import services
from care_pathways.courses import attendance, reading
from care_pathways.courses import blood_pressure as course
from care_pathways.laboratory import FULL_BLOOD_COUNT, RESULTS, WHEN_THERE, Awaited, awaited, usual
from care_pathways.maternity import _size
from care_pathways.maternity._course import (
    Conceived,
    Pregnancy,
    blood_pressure,
    gestation_now,
    weeks_and_days,
    weight_now,
)
from care_pathways.maternity._heart import fetal_heart
from care_pathways.maternity.anaemia import LOW_HAEMOGLOBIN
from care_pathways.maternity.pregnancy import PREGNANCY
from care_pathways.programmes import since
from synth.clock import DAY, WEEK
from synth.pathway.language.expressions import Now, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When
from synth.pathway.language.notes import day, instant, quantity, whether
from synth.pathway.language.options import code_by, code_of, either
from synth.pathway.language.time import day_of, day_of_the_year, in_days, midnight, today
from synth.pathway.language.words import signal
from synth.pathway.language.writes import immunise, observe, perform
from synth.pathway.parts.appointment import appointment, booked, kept, missed, on_working_day, withdrawn

p = beside(__file__)


class Contact(Pregnancy, Awaited):
    """What is known of one antenatal contact."""

    again = quantity("how far on she was to be at a contact that she missed, if it is booked again", "minutes")
    parous = whether("she has given birth before")
    dated = quantity("how far on she is when the contact is booked", "days")
    due = quantity("how far on she is to be at the contact; 0 where no more are due", "minutes")
    day = day("the day on which the contact is sought")
    at = instant("when the appointment is")
    missed = whether("she does not come")
    remote = whether("she is rung up instead")
    kept = whether("she came")
    fundal_height = quantity("what the tape says", "cm")
    haemoglobin = quantity("haemoglobin in the blood", "g/L")


class Vaccines(Conceived):
    """What is known of the vaccines of a pregnancy."""

    day_of_year = quantity("how far the year has gone when she is asked about flu", "day of the year")
    at = instant("when there is flu vaccine for her")
    wants = whether("she accepts the vaccine that is due")


n, v = Contact, Vaccines
MIDWIFE = "community midwife"

_NAMED = {16, 28, 34, 36, 38, 40, 41}
_week = n.due // WEEK
_VISIT = code_by(_week, 16, *(f"antenatal_{w}wk_visit" if w in _NAMED else "antenatal_visit" for w in range(16, 42)))
_raised = ~n.hypertension.is_("none") & (Now() >= n.hypertension_begins)
_systolic = course.read(p.systolic, where(_raised, p.systolic_rise))
_diastolic = course.read(p.diastolic, p.diastolic_noise + where(_raised, p.diastolic_rise))
_preeclampsia = n.hypertension.is_("pre-eclampsia") & (Now() >= n.hypertension_begins)
_alive = ~n.outcome.is_("stillbirth") | (Now() < n.ends - p.death_found)
_twins = n.fetuses >= 2
_measured = (_week >= p.heard_from) & ~_twins


_MOVEMENTS = observe("fetal_movements_felt", about=1, when=(_week >= p.heard_from) & _alive)


def _heart(fetus: int) -> list:
    return [fetal_heart(fetus, slot=f"heart of fetus {fetus}", when=(n.fetuses >= fetus) & _alive)]


CONTACT = Pathway(
    "antenatal contact",
    part_of=PREGNANCY,
    starts_on=("booked for maternity care", "next antenatal contact"),
    takes=(n.again,),
    until=n.ends,
    ending="cancelled",
    at_death="cancelled",
    notes=Contact,
    guideline="NICE NG201",
    steps=[
        *appointment(
            "antenatal_visit",
            booked("appointment", draws={
                n.parous: n.parity >= 1, n.dated: gestation_now(), n.due: where(n.again, n.again, p.next_contact),
                n.day: where(n.again, today() + in_days(p.booked_again),
                             day_of(midnight(n.last_period) + n.due + p.around_the_week)),
                n.at: on_working_day(n.day, p.clinic_time), n.missed: attendance.misses(p.missed),
                n.remote: services.midwife_by_telephone.as_of(n.at) & ~_week.equals(p.bloods_at)}),
            missed("missed", when=n.missed, after=p.given_up,
                   raises=Signal("next antenatal contact", carries={"again": n.due})),
            kept("by telephone", when=n.remote, after=p.called_in, setting="community midwife (telephone)",
                 contact=_VISIT, writes=[weeks_and_days(gestation_now(), slot="gestation"), _MOVEMENTS],
                 raises=Signal("next antenatal contact", carries={"again": 0})),
            kept("contact", after=p.called_in, contact=_VISIT,
                 draws={
                 n.haemoglobin: where(n.anaemic, p.haemoglobin_anaemic, p.haemoglobin), **awaited(p.result),
                 n.fundal_height: _size.fundal_height()}, writes=[
                 weeks_and_days(gestation_now(), slot="gestation"),
                 blood_pressure(_systolic, _diastolic),
                 observe("urine_protein_dipstick", category="laboratory", value_code=either(
                     _preeclampsia, code_of(p.protein_in_preeclampsia, plus="urine_protein_plus1",
                                            two_plus="urine_protein_plus2"),
                     code_of(p.protein_in_urine, negative="urine_protein_negative", trace="urine_protein_trace",
                             plus="urine_protein_plus1"))),
                 observe("fundal_height", n.fundal_height, "unit_centimetre", when=_measured),
                 _MOVEMENTS,
                 *_heart(1), *_heart(2), *_heart(3),
                 observe("presentation_of_fetus", about=1, when=_week >= p.presentation_from, value_code=either(
                     n.breech | (n.turned & (_week <= p.turned_after)), "breech_presentation",
                     code_of(p.lie, cephalic="cephalic_presentation", transverse="transverse_lie"))),
                 observe("body_weight",
                         reading.weight(weight_now()
                                        + p.weight_gained * (gestation_now() - p.gains_from) // p.gains_over),
                         "unit_kilogram", decimals=1, category="vital-signs", when=_week.equals(p.weighed_at)),
                 observe("haemoglobin", n.haemoglobin, "unit_gram_per_litre", recorded=WHEN_THERE,
                         when=_week.equals(p.bloods_at), **FULL_BLOOD_COUNT, **usual("haemoglobin_in_pregnancy")),
                 perform("antenatal_blood_group_screening", recorded=WHEN_THERE, when=_week.equals(p.bloods_at)),
                 perform("anti_d_given", when=n.rhesus_negative & _week.equals(p.bloods_at) & p.anti_d_accepted),
                 observe("feeding_intention", when=_week.equals(p.feeding_asked_at), value_code=code_of(
                     p.feeding_intention, breast="feeding_intention_breast", bottle="feeding_intention_bottle")),
                 observe("birth_plan", when=_week.equals(p.plan_asked_at) & p.birth_plan),
                 ],
                 raises=[Signal("next antenatal contact", carries={"again": 0}),
                         Signal("measures small", when=_measured & _size.sent_to_scan(n.fundal_height))],
                 then=When({"blood count": _week.equals(p.bloods_at)}, END)),
            withdrawn("cancelled"),
            setting=MIDWIFE, begins=n.at, lasts=p.length, offered=n.due >= 1, over=n.kept),
        Step("blood count", at=RESULTS, raises=LOW_HAEMOGLOBIN.found(n.haemoglobin)),
    ],
)  # fmt: skip

_from = midnight(v.last_period)

FLU = Pathway(
    "flu vaccine in pregnancy",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    until=v.ends,
    notes=Vaccines,
    guideline="UKHSA Green Book chapter 19",
    steps=[
        Step("offered", MIDWIFE, after=p.offered_after_booking,
             draws={v.day_of_year: day_of_the_year(today()), v.wants: since.flu_vaccine_in_pregnancy & p.flu_vaccine,
                    v.at: Now() + where((v.day_of_year >= p.flu_from_day) | (v.day_of_year < p.flu_until_day), 0,
                                        (p.flu_from_day - v.day_of_year) * DAY)},
             then=When({"given": v.wants}, END)),
        Step("given", MIDWIFE, at=v.at, after=p.vaccine_delay, contact="antenatal_visit",
             writes=[immunise("flu", 1, product="product_flu_inactivated_vmp")]),
    ],
)  # fmt: skip

VACCINES = Pathway(
    "vaccines in pregnancy",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    until=v.ends,
    notes=Vaccines,
    guideline="UKHSA Green Book chapters 24 and 27a",
    steps=[
        Step("pertussis", MIDWIFE, at=_from + p.pertussis_from, after=p.vaccine_delay,
             draws={v.wants: since.pertussis_vaccine_in_pregnancy & p.pertussis_vaccine},
             contact="antenatal_visit", contact_when=v.wants,
             writes=[immunise("pertussis_vacc_pregnancy", 1, when=v.wants)],
             then="rsv"),
        Step("rsv", MIDWIFE, at=_from + p.rsv_from, after=p.vaccine_delay,
             draws={v.wants: since.rsv_vaccine_in_pregnancy & p.rsv_vaccine},
             contact="antenatal_visit", contact_when=v.wants,
             writes=[immunise("rsv_vacc_pregnancy", 1, product="product_abrysvo", when=v.wants)]),
    ],
)  # fmt: skip

SIGNALS = [
    signal(
        "next antenatal contact",
        "the next contact is to be booked, or one that was missed to be booked again",
        ("again",),
    ),
    signal("measures small", "the tape is behind the chart, and somebody acts on it"),
]
PATHWAYS = [CONTACT, FLU, VACCINES]
