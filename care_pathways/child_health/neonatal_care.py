"""Days on the neonatal unit: breathing, feeds, infection, what is looked for, and follow-up of the smallest."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health._measuring import MEASURED, weight
from care_pathways.child_health.newborn import UNIT, Newborn, OnUnit
from care_pathways.gp import allergies
from care_pathways.maternity._birth import Birth
from synth.pathway.language.conditions import higher_of
from synth.pathway.language.expressions import Fact, Now, where
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import instant, option, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import in_days, midnight, today
from synth.pathway.language.words import fact
from synth.pathway.language.writes import diagnose, observe, perform, prescribe

p = beside(__file__)


class Cared(OnUnit):
    """What the neonatal unit knows of a baby from day to day."""

    intubated_until = instant("until when it keeps the tube that it had at birth")
    ill_until = instant("until when its lungs need a machine")
    ventilated_until = instant("until when a machine breathes for it")
    helped_until = instant("until when air under pressure helps it to breathe")
    oxygen_until = instant("until when it has more oxygen")
    fed_by_vein_until = instant("until when it is fed through a vein")
    feeds_well = instant("when one who came early feeds well enough to go home soon")
    tube_until = instant("until when it is fed by tube")
    support = option("how it is helped to breathe", "ventilated", "cpap", "low flow", "none")
    sank = whether("it was seen before that it may die")
    sinks = whether("it is so ill that it may die")
    infected = whether("it is treated for an infection")
    antibiotics_until = instant("when the antibiotics are stopped")


class Followed(Newborn):
    """What is known of a baby who is seen again after the unit."""

    delayed = whether("it is behind in its development at two years")
    comes = whether("it is brought")


n, baby, f = Cared, Newborn, Followed
_born = Fact("born")
_late = Birth.gestation < in_days(p.term)
_early = Birth.gestation < in_days(p.very_preterm)
# From 32 weeks on what brought it there says how it breathes: who came for low glucose alone needs no help.
_breathless = n.reason.is_("respiratory_distress", "tachypnoea")
_breathes = ~_early & n.reason.is_("hypoglycaemia")


_SUPPORT = {
    # What kills it shows in the days before.
    n.sank: n.sinks,
    n.sinks: (Fact("last_days_from") > 0) & (Now() >= Fact("last_days_from")),
    n.support: where(n.sinks | (Now() < n.ventilated_until), "ventilated", where(
        Now() < n.helped_until, "cpap", where(Now() < n.oxygen_until, "low flow", "none"))),
}  # fmt: skip
_TODAY = [
    observe("respiratory_support", value_code=code_of(n.support, {
        "ventilated": "support_ventilated", "cpap": "support_cpap", "low flow": "support_low_flow",
        "none": "support_none"})),
    observe("neonatal_level_of_care", value_code=code_of(n.support, {
        "ventilated": "level_intensive", "cpap": "level_high_dependency", "low flow": "level_special",
        "none": "level_special"})),
    observe("enteral_feeding", value_code=either(
        n.sinks | (Now() < n.fed_by_vein_until), "feeds_parenteral", either(
            Now() < n.tube_until, "feeds_tube", "feeds_suck"))),
]  # fmt: skip

_GENTAMICIN = {"dosage": "5 mg per kg into a vein every 36 hours"}
_BENZYLPENICILLIN = {"dosage": "25 mg per kg into a vein every 12 hours"}
_VANCOMYCIN = {"dosage": "15 mg per kg into a vein, how often by the level in the blood"}

DAYS = Pathway(
    "days on the neonatal unit",
    part_of=UNIT,
    starts_on="on the neonatal unit",
    until=baby.unit_until,
    notes=Cared,
    guideline="BAPM, Categories of care 2011; NICE NG124; NICE NG195",
    steps=[
        Step("first hour", "neonatal unit", after=p.first_hour,
             draws={n.intubated_until: Now() + where(baby.helped.is_("intubation"), p.after_intubation, 0),
                    n.ill_until: Now() + where(_breathes, 0, p.ventilated),
                    n.ventilated_until: higher_of(n.ill_until, n.intubated_until),
                    n.helped_until: n.ventilated_until + where(_early, p.cpap, where(
                        _breathless, p.cpap_if_breathless, where(_breathes, 0, p.cpap_if_not_breathless))),
                    n.oxygen_until: n.helped_until + where(
                        ~_early & _breathless, p.oxygen_if_breathless, where(_breathes, 0, p.oxygen)), **_SUPPORT,
                    n.fed_by_vein_until: Now() + p.fed_by_vein,
                    n.feeds_well: baby.unit_until - p.feeds_well_for,
                    n.tube_until: where(_late & (n.feeds_well > n.fed_by_vein_until), n.feeds_well,
                                        n.fed_by_vein_until + p.fed_by_tube),
                    n.infected: n.reason.is_("infection") | p.antibiotics,
                    n.antibiotics_until: Now() + p.antibiotics_for},
             sets={"breathing_helped_until": n.oxygen_until},
             writes=[*_TODAY,
                     observe("parents_spoken_to", setting="neonatal unit"),
                     perform("surfactant_given", when=n.reason.is_("respiratory_distress")
                             & where(n.support.is_("ventilated"), p.surfactant_if_ventilated,
                                     n.support.is_("cpap") & p.surfactant)),
                     perform("umbilical_venous_line", when=_early & p.line),
                     perform("blood_culture", when=n.infected),
                     prescribe("gentamicin_paediatric_20mg_2ml", when=n.infected, until=n.antibiotics_until,
                               details=_GENTAMICIN),
                     prescribe("benzylpenicillin_600mg_inj", when=n.infected & ~allergies.allergic("penicillin"),
                               until=n.antibiotics_until, details=_BENZYLPENICILLIN),
                     prescribe("caffeine_citrate_10mg_ml", when=_early, until=_born + p.caffeine_until,
                               details={"dosage": "20 mg per kg once, then 5 mg per kg once daily"}),
                     perform("therapeutic_hypothermia", when=n.reason.is_("asphyxia") & p.cooled)],
             then="round"),
        Step("round", "neonatal unit", at=midnight(today() + 1) + p.ward_round, after=p.first_hour.named("round"),
             draws={**_SUPPORT, n.antibiotics_until: where(
                 n.sinks & ~n.sank, Now() + p.antibiotics_for.named("as it got worse"), n.antibiotics_until)},
             writes=[*_TODAY,
                     perform("blood_culture", when=n.sinks & ~n.sank),
                     prescribe("gentamicin_paediatric_20mg_2ml", slot="as it got worse", when=n.sinks & ~n.sank,
                               until=n.antibiotics_until, details=_GENTAMICIN),
                     prescribe("vancomycin_1g_inf", when=n.sinks & ~n.sank, until=n.antibiotics_until,
                               details=_VANCOMYCIN),
                     observe("parents_spoken_to", slot="parents told that it got worse", when=n.sinks & ~n.sank)],
             then="next round"),
        Step("next round", after=p.between_rounds, then="round"),
    ],
)  # fmt: skip

WEIGHED = Pathway(
    "weighing on the neonatal unit",
    part_of=UNIT,
    starts_on="on the neonatal unit",
    until=baby.unit_until,
    notes=OnUnit,
    guideline="as units do: weighed twice a week",
    steps=[
        Step("first", "neonatal unit (nurse)", after=p.to_first_weighing, hours="always", draws=MEASURED,
             writes=[weight()], then="again"),
        Step("again", "neonatal unit (nurse)", after=p.between_weighings, hours="always", draws=MEASURED,
             writes=[weight()], then="again"),
    ],
)  # fmt: skip

HEAD = Pathway(
    "cranial ultrasound of the preterm",
    part_of=UNIT,
    starts_on="on the neonatal unit",
    only=_early,
    until=baby.unit_until,
    notes=OnUnit,
    guideline="BAPM, Cranial ultrasound 2020",
    steps=[
        Step("first", "neonatal unit", after=p.first_ultrasound,
             writes=[perform("cranial_ultrasound"),
                     diagnose("intraventricular_haemorrhage", until=Now(), enduring=False, when=p.haemorrhage)],
             then="second"),
        Step("second", "neonatal unit", at=_born + p.second_ultrasound_at, after=p.first_hour,
             writes=[perform("cranial_ultrasound")], then="third"),
        Step("third", "neonatal unit", at=_born + p.third_ultrasound_at, after=p.first_hour,
             writes=[perform("cranial_ultrasound")]),
    ],
)  # fmt: skip

EYES = Pathway(
    "screening for retinopathy of prematurity",
    part_of=UNIT,
    starts_on="on the neonatal unit",
    only=Birth.gestation < in_days(p.eyes_below),
    until=baby.unit_until,
    notes=OnUnit,
    guideline="RCPCH and RCOphth, Retinopathy of prematurity 2022",
    steps=[
        Step("first", "neonatal unit", at=_born + p.eyes_from, after=p.first_ultrasound,
             writes=[perform("retinopathy_screening", value_code=either(
                 p.retinopathy, "retinopathy_present", "retinopathy_none"))],
             then="again"),
        Step("again", "neonatal unit", after=p.between_eyes,
             writes=[perform("retinopathy_screening", value_code=either(
                 p.retinopathy, "retinopathy_present", "retinopathy_none"))],
             then="again"),
    ],
)  # fmt: skip

FOLLOW_UP = Pathway(
    "follow-up after the neonatal unit",
    part_of=UNIT,
    starts_on="discharged from neonatal unit",
    only=Birth.gestation < in_days(p.followed_below),
    notes=Followed,
    guideline="NICE NG72",
    steps=[
        Step("first clinic", "outpatient clinic (paediatrician)", after=p.to_first_clinic, contact="outpatient",
             writes=[observe("enteral_feeding", slot="feeds", value_code="feeds_suck")], then="two years"),
        Step("two years", "outpatient clinic (paediatrician)", at=_born + p.two_years_corrected, after=p.about_two,
             contact="outpatient", draws={f.comes: p.brought_at_two, f.delayed: p.delayed}, contact_when=f.comes,
             writes=[observe("neurodevelopment_at_two", when=f.comes, value_code=either(
                 f.delayed, "development_delayed", "development_as_expected"))],
             then=When({"community paediatrician": f.comes & f.delayed}, END)),
        Step("community paediatrician", "community paediatrician", after=p.to_community,
             contact="seen_in_community_paediatric_clinic",
             writes=[diagnose("developmental_delay", lasting=True)]),
    ],
)  # fmt: skip

FACTS = [fact("breathing_helped_until", "the instant until which a baby on the unit is helped to breathe, 0 for never")]
PATHWAYS = [DAYS, WEIGHED, HEAD, EYES, FOLLOW_UP]
