"""The newborn's own record: birth details, first days in hospital, the neonatal unit, the midwife's visits.

It begins with the mother's signal "birth recorded". A stillborn baby has one too: its birth, and no care.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health._measuring import (
    MEASURED,
    Measured,
    head_now,
    head_score,
    in_the_first_weeks,
    length_at_birth,
    weight,
    weight_in_the_first_weeks,
)
from care_pathways.courses.breast_feeding import begins
from care_pathways.documents import issued
from care_pathways.hospital import BORN_THERE, DIED, TO_ANOTHER_WARD, TO_HOME
from care_pathways.maternity._birth import MODE_CODES, PLACE_CODES, TOLD, Birth, Told
from care_pathways.maternity._course import SEX, weeks_and_days
from care_pathways.maternity.birth import BIRTH
from synth.pathway.language.conditions import lower_of
from synth.pathway.language.expressions import PLACES, Expression, Fact, Now, Of, OneOf, at_centile, where
from synth.pathway.language.model import Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import Notes, instant, option, place_among, quantity, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import daytime, in_days
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import (
    BEGUN,
    ENDED,
    allergy,
    care_episode,
    communicate,
    diagnose,
    observe,
    perform,
    prescribe,
    refer,
)
from synth.pathway.parts.stay import hospital_stay

p = beside(__file__)

REASONS = {"respiratory_distress": "respiratory_distress_syndrome_of_newborn",
           "tachypnoea": "transient_tachypnoea_of_newborn", "infection": "suspected_neonatal_infection",
           "hypoglycaemia": "neonatal_hypoglycaemia", "asphyxia": "hypoxic_ischaemic_encephalopathy"}  # fmt: skip
"""Why a baby is on the neonatal unit, with the code of each reason."""


class Newborn(Told):
    """What is known of a baby from its birth until the midwife hands it over."""

    growth_age = quantity("how long after its due date it is born; less than nothing before it", "days")
    preterm = whether("it is born before 37 weeks")
    vigorous = whether("it scores 7 or more at one minute")
    helped = option("how it is helped to breathe", "none", "stimulation", "bag_and_mask", "intubation")
    vitamin = option("how vitamin K is given", "injection", "by_mouth", "declined")
    milk = whether("its first feed is breast milk")
    neonatal = whether("it goes to the neonatal unit")
    to_unit = quantity("how long after birth it is taken there", "minutes")
    unit_leaves = instant("when it is well enough to leave the unit")
    unit_until = instant("when it leaves the unit, which is by day")
    stay = option("the stay that is open in its record", "none", "in hospital", "born at home")
    home = instant("when it is at home with its mother")
    keeps = whether("it has breast milk when it goes home")
    only_breast = whether("it has nothing but breast milk")


class Stillborn(Notes):
    """What is known of a baby who was born dead."""

    order = Told.order
    mode, place, gestation, fetuses = Birth.mode, Birth.place, Birth.gestation, Birth.fetuses


class OnUnit(Measured):
    """What the neonatal unit knows of a baby."""

    stay = whether("the baby is on the unit")
    reason = option("why it is there", *REASONS)
    glucose = quantity("glucose in its blood as it comes", "mmol/L", decimals=1)
    yellow = whether("its jaundice needs treatment by light")
    lit = whether("it is under the light")
    light_until = instant("when the light has done its work")
    light_meant = instant("until when the light is meant to be on")
    light_from = instant("when it was put under the light")
    how_yellow = place_among("how yellow it is, among those who need the light")
    bilirubin = quantity("bilirubin in the blood before the light", "umol/L")
    after_light = quantity("bilirubin in the blood after it", "umol/L")


class Visited(Notes):
    """What the midwife knows of a baby whom she visits at home."""

    still = whether("it has breast milk on about day 10")
    weight = quantity("what it weighs on about day 5", "g")
    lost_much = whether("it has lost a tenth of its weight or more")
    yellow = whether("it looks yellow on about day 5")


n, u, v = Newborn, OnUnit, Visited

_at_home = Birth.place.is_("home")
_born = Fact("born")
_noted = p.apgars_recorded
STAY = hospital_stay(
    "newborn_stay", inside=n.stay.is_("in hospital"), said=BORN_THERE,
    wards={"labour ward": Birth.place.is_("labour_ward"), "birth centre": Birth.place.is_("birth_centre")},
)  # fmt: skip
AT_HOME = hospital_stay(
    "home_birth", inside=n.stay.is_("born at home"), said=BORN_THERE, wards={"midwife at home": _at_home}
)
ON_UNIT = hospital_stay("neonatal_unit_stay", inside=u.stay, said=BORN_THERE)


def at_birth() -> list[Write]:
    """What is recorded of every baby at birth, alive or not."""
    facts: dict = {"begins": _born, "enduring": True}
    return [
        observe("method_of_delivery", value_code=code_of(Birth.mode, MODE_CODES), slot="delivery", **facts),
        observe("delivery_place", value_code=code_of(Birth.place, PLACE_CODES), **facts),
        weeks_and_days(Birth.gestation, "length_of_gestation_at_birth", **facts),
        observe("birth_weight", Fact("birth_weight"), "unit_kilogram", decimals=3, category="vital-signs",
                **facts),
        observe("phenotypic_sex", value_code=code_of(Fact("sex"), SEX), **facts),
        observe("number_registerable_births", Birth.fetuses, **facts),
        observe("birth_order", n.order, when=n.order & (Birth.fetuses >= 2), **facts),
    ]  # fmt: skip


def _length_and_head() -> list[Write]:
    facts: dict = {"begins": _born, "enduring": True, "unit": "unit_centimetre", "decimals": 1}
    return [
        observe("birth_length", length_at_birth() + p.around, when=p.length_measured, **facts),
        observe("birth_head_circumference", head_now(head_score()), **facts),
    ]


def _asked() -> list[Write]:
    """What the ward asks of others for the baby when it goes home, and by when."""
    return [
        refer("midwife_visit", value_time=Birth.visit_5, by_day=True, to="midwife at home",
              reason="Weight, feeding and blood spot", when=Birth.visit_5 > Now()),
        refer("hv_new_birth", value_time=_born + p.health_visitor_by, by_day=True, to="health visitor home",
              when=Now() < _born + p.health_visitor_by),
        # Who comes home from the neonatal unit later than that is visited as long after it.
        refer("hv_new_birth", value_time=Now() + p.health_visitor_by, by_day=True, to="health visitor home",
              slot="visit after the unit", when=Now() >= _born + p.health_visitor_by),
        refer("child_6_8wk_exam", value_time=_born + p.check_by, by_day=True, to="general practice (GP)",
              when=Now() < _born + p.check_by),
    ]  # fmt: skip


_FED = observe("infant_feeding", value_code=either(
    n.keeps, either(n.only_breast, "breastfeeding_exclusive", "breastfeeding_partial"),
    "breastfeeding_none"))  # fmt: skip
_NO_ALLERGY = allergy("nka", none_known=True, enduring=False, when=p.allergy_box_ticked)
"""That no allergy is known, on the chart on which vitamin K is prescribed."""
_AT_HOME = Signal("newborn at home")

BORN = Pathway(
    "newborn",
    part_of=BIRTH,
    starts_on="birth recorded",
    takes=TOLD,
    at_death="died",
    notes=Newborn,
    guideline="NICE NG194; RCPCH newborn care",
    steps=[
        Step("birth", "labour ward",
             draws={n.growth_age: Birth.gestation - p.due, n.preterm: Birth.gestation < in_days(p.term),
                    n.neonatal: p.neonatal_unit | p.flat_admitted, n.vigorous: n.one >= p.slow_below,
                    n.unit_leaves: _born + p.days_on_unit, n.unit_until: daytime(n.unit_leaves),
                    n.to_unit: p.transfer, n.milk: begins(p.first_feed_breast), n.vitamin: p.vitamin_k,
                    n.home: where(n.neonatal & (n.unit_until >= Birth.goes_home), n.unit_until, Birth.goes_home),
                    n.keeps: n.milk & p.still_at_discharge, n.only_breast: p.only_breast,
                    n.stay: where(_at_home, "born at home", "in hospital"),
                    n.helped: where(Birth.gestation < in_days(p.very_preterm), p.resuscitation_if_very_preterm, where(
                   n.one < p.flat_below, p.resuscitation_if_flat, where(n.vigorous, "none", p.resuscitation_if_slow)))},
             writes=[
                 care_episode("postnatal_care", BEGUN, taken_on=True, begins=_born),
                 *STAY.begun(begins=_born), *AT_HOME.begun(begins=_born),
                 *at_birth(), *_length_and_head(),
                 observe("apgar_1", n.one, "unit_score", begins=_born + 1, recorded=_noted, enduring=True),
                 observe("apgar_5", n.five, "unit_score", begins=_born + p.second_apgar_at, recorded=_noted,
                         enduring=True),
                 observe("apgar_10", n.ten, "unit_score", begins=_born + p.third_apgar_at, recorded=_noted,
                         enduring=True,
                         when=p.third_apgar | (n.five < p.slow_below)),
                 perform("neonatal_resuscitation", begins=_born + 1, recorded=_noted, when=~n.helped.is_("none"),
                         value_code=code_of(n.helped, {how: f"resuscitation_{how}" for how in n.helped.options})),
                 observe("skin_to_skin", when=p.skin_to_skin & ~n.neonatal),
                 observe(either(n.milk, "positioned_at_breast_after_delivery",
                                "not_positioned_at_breast_after_delivery"), slot="at the breast", when=~n.neonatal),
                 observe("newborn_identity_bands"),
                 perform(code_of(n.vitamin, injection="vitamin_k_im", by_mouth="vitamin_k_oral",
                                 declined="vitamin_k_declined"),
                         slot="vitamin K", enduring=True),
                 prescribe("phytomenadione_inj", when=n.vitamin.is_("injection"), until=Now(),
                           details={"dosage": "1 mg by intramuscular injection at birth"}),
                 # The earliest are fed by vein first, and what follows stands in the days on the unit.
                 observe("first_feed", recorded=p.to_first_feed, enduring=True,
                         when=Birth.gestation >= in_days(p.very_preterm), value_code=either(
                     n.milk, "first_feed_maternal_breast_milk", "first_feed_not_breast")),
                 diagnose("prematurity", begins=_born, lasting=True, when=n.preterm),
                 diagnose("low_birth_weight", begins=_born, lasting=True,
                          when=Fact("birth_weight") < p.low_birth_weight),
             ],
             sets={"breastfed": n.milk, "only_breast_milk": n.only_breast, "home_from": n.home},
             raises=[Signal("admitted to neonatal unit", when=n.neonatal), Signal("newborn screening due")],
             then=When({"moved to the unit": n.neonatal & (n.home > Birth.goes_home),
                        "leaves for home": _at_home}, "goes home")),
        Step("moved to the unit", "labour ward", after=n.to_unit, hours="always", draws={n.stay: "none"},
             writes=[*STAY.ended(TO_ANOTHER_WARD), *AT_HOME.ended({})],
             then="home from the unit"),
        Step("home from the unit", "neonatal unit", at=n.home, hours="always",
             writes=[_FED, _NO_ALLERGY, *_asked(),
                     *issued("discharge_summary_document", "neonatal_discharge", recorded=p.writing_up,
                             slot="discharge summary of the unit")],
             sets={"breastfed": n.keeps, "only_breast_milk": n.only_breast}, raises=_AT_HOME,
             then="discharge to health visitor"),
        Step("goes home", "postnatal ward", at=n.home, hours="always",
             writes=[
                 weight_in_the_first_weeks(when=~n.neonatal),
                 _FED,
                 _NO_ALLERGY,
                 *STAY.ended(TO_HOME, leaves={"labour ward": "postnatal ward"}),
                 *_asked(),
                 *issued("discharge_summary_document", "newborn_discharge", recorded=p.writing_up),
             ],
             draws={n.stay: "none"}, sets={"breastfed": n.keeps, "only_breast_milk": n.only_breast},
             raises=_AT_HOME,
             then="discharge to health visitor"),
        Step("leaves for home", "midwife at home", at=Birth.goes_home, hours="always", draws={n.stay: "none"},
             writes=[*AT_HOME.ended({}), *_asked()],
             sets={"breastfed": n.keeps, "only_breast_milk": n.only_breast},
             raises=_AT_HOME,
             then="discharge to health visitor"),
        Step("discharge to health visitor", "midwife at home", at=Birth.discharged_at, after=p.handover,
             hours="always",
             writes=[communicate("referral_hv", details={"to": "health visitor home"}),
                     care_episode("postnatal_care", ENDED)],
             raises=Signal("discharged to health visitor", carries={"gestation": Birth.gestation})),
        Step("died", "labour ward",
             writes=[*STAY.cut_short(DIED), *AT_HOME.cut_short({}), care_episode("postnatal_care", ENDED)]),
    ],
)  # fmt: skip

NOTIFIED = Pathway(
    "birth notification",
    starts_on="birth recorded",
    guideline="NHS Act 2006, section 269: within 36 hours",
    steps=[
        Step("notified", "labour ward", at=_born, after=p.notification,
             writes=[communicate("birth_notification", enduring=False,
                                 details={"to": "demographics service"})],
             raises=Signal("birth notified")),
    ],
)  # fmt: skip


def _reason(change: str, **when: Expression) -> Write:
    """Why the baby is on the unit, until it goes home or dies."""
    return diagnose(code_of(u.reason, REASONS),
                    slot=f"reason {change}", entry="reason", change=change, enduring=False, **when)  # fmt: skip


UNIT = Pathway(
    "neonatal unit",
    part_of=BORN,
    starts_on="admitted to neonatal unit",
    at_death="died",
    notes=OnUnit,
    guideline="BAPM; NICE QS4",
    steps=[
        Step("admission", "neonatal unit", after=n.to_unit,
             draws={u.stay: 1, u.reason: where(
                 (Birth.gestation >= in_days(p.asphyxia_from)) & p.asphyxia, "asphyxia", p.reason_for_unit),
                    u.glucose: where(u.reason.is_("hypoglycaemia"), p.low_glucose, p.glucose),
                    u.yellow: p.jaundice_treated & (n.unit_until > Now() + p.stays_for_light)},
             writes=[
                 *ON_UNIT.begun(),
                 observe("transfer_to_neonatal_unit"),
                 _reason(BEGUN),
                 observe("body_weight", Fact("birth_weight"), "unit_kilogram", decimals=3,
                         category="vital-signs"),
                 observe("body_temperature", p.temperature, "unit_degree_celsius", decimals=1, category="vital-signs"),
                 observe("oxygen_saturation", p.saturation, "unit_percent", category="vital-signs"),
                 observe("glucose_blood", u.glucose, "unit_millimole_per_litre", decimals=1, category="laboratory"),
             ], raises=Signal("on the neonatal unit"), then=When({"phototherapy": u.yellow}, "discharge")),
        Step("phototherapy", "neonatal unit (nurse)", after=p.to_phototherapy,
             writes=[observe("bilirubin", u.bilirubin, "unit_micromole_per_litre", category="laboratory"),
                     diagnose("neonatal_jaundice", entry="jaundice", change=BEGUN),
                     perform("phototherapy", entry="phototherapy", change=BEGUN, status="in-progress")],
             draws={u.lit: 1, u.how_yellow: OneOf(PLACES, "bilirubin"),
                    u.bilirubin: at_centile(p.bilirubin, u.how_yellow),
                    u.after_light: at_centile(p.bilirubin_after_light, u.how_yellow), u.light_from: Now(),
                    u.light_meant: Now() + p.days_of_light, u.light_until: lower_of(u.light_meant, n.unit_until)},
             then=When({"bilirubin again": Now() + p.longest_to_again < u.light_until}, "light off")),
        Step("bilirubin again", "neonatal unit (nurse)", after=p.to_bilirubin_again, hours="always",
             writes=[observe("bilirubin", u.bilirubin - (u.bilirubin - u.after_light) * (Now() - u.light_from)
                             // (u.light_until - u.light_from + 1), "unit_micromole_per_litre",
                             category="laboratory")],
             then=When({"bilirubin again": Now() + p.longest_to_again < u.light_until}, "light off")),
        Step("light off", "neonatal unit (nurse)",
             at=u.light_until, hours="always", draws={u.lit: 0},
             writes=[observe("bilirubin", u.after_light, "unit_micromole_per_litre", category="laboratory"),
                     diagnose("neonatal_jaundice", entry="jaundice", change=ENDED),
                     perform("phototherapy", entry="phototherapy", change=ENDED, status="completed")],
             then="discharge"),
        Step("discharge", "neonatal unit", at=n.unit_until, draws={u.stay: 0, **MEASURED},
             writes=[weight(), _reason(ENDED),
                     *ON_UNIT.ended(TO_HOME)],
             raises=Signal("discharged from neonatal unit")),
        Step("died", "neonatal unit", writes=[
            _reason(ENDED, when=u.stay),
            diagnose("neonatal_jaundice", entry="jaundice", change=ENDED, when=u.lit),
            perform("phototherapy", entry="phototherapy", change=ENDED, status="stopped", when=u.lit),
            *ON_UNIT.cut_short(DIED)]),
    ],
)  # fmt: skip


_milk = either(v.still, either(n.only_breast, "breastfeeding_exclusive", "breastfeeding_partial"),
               "breastfeeding_none")  # fmt: skip

VISITS = Pathway(
    "newborn visits",
    part_of=BORN,
    starts_on="newborn at home",
    notes=Visited,
    guideline="NICE NG194; NICE NG75",
    steps=[
        Step("at home", draws={v.still: n.keeps & p.still_on_day_10},
             then=When({"visit of day 5": Birth.visit_5 > Now(), "visit of day 10": Birth.visit_10 > Now()})),
        Step("visit of day 5", "midwife at home", at=Birth.visit_5, hours="always", contact="midwife_visit",
             lasts=p.visit_of_day_5,
             draws={v.weight: in_the_first_weeks(), v.yellow: p.jaundice_seen,
                    v.lost_much: v.weight * 100 <= Fact("birth_weight") * (100 - p.much_lost)},
             writes=[observe("body_weight", v.weight, "unit_kilogram", decimals=3, category="vital-signs"),
                     _FED,
                     observe("neonatal_jaundice", when=v.yellow),
                     observe("bilirubin_through_the_skin", p.through_the_skin, "unit_micromole_per_litre",
                             when=v.yellow & p.measured_through_the_skin),
                     observe("feeding_plan", when=v.lost_much)],
             then=When({"weighed again": v.lost_much & (Birth.visit_10 > Now() + p.weighed_again_by)},
                       otherwise="visit of day 10")),
        Step("weighed again", "midwife at home", after=p.to_weighed_again, hours="extended",
             contact="midwife_visit", writes=[weight_in_the_first_weeks(), observe("feeding_plan")],
             then="visit of day 10"),
        Step("visit of day 10", "midwife at home", at=Birth.visit_10, hours="always", contact="midwife_visit",
             writes=[weight_in_the_first_weeks(),
                     observe("infant_feeding", value_code=_milk)],
             sets={"breastfed": v.still, "only_breast_milk": n.only_breast}),
    ],
)  # fmt: skip

STILLBORN = Pathway(
    "stillbirth",
    starts_on="birth",
    only=Fact("stillborn"),
    at_death="birth",
    notes=Stillborn,
    guideline="RCOG GTG 55; Births and Deaths Registration Act 1953",
    steps=[
        # Birth and death are one moment: the episode goes straight to its step at death.
        Step("birth", "labour ward",
             draws={Birth.mode: Of("mother", "birth_mode"), Birth.place: Of("mother", "birth_place"),
                    Birth.gestation: Fact("birth_gestation"), Birth.fetuses: Fact("plurality"), Stillborn.order: 0},
             writes=[*at_birth(), diagnose("stillbirth", begins=_born, until=_born)], then="notification"),
        Step("notification", "labour ward", after=p.notification,
             writes=[communicate("stillbirth_notification", details={"to": "demographics service"}),
                     communicate("medical_certificate_of_stillbirth", details={"to": "registrar"})]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("admitted to neonatal unit", "the baby goes to the neonatal unit"),
    signal("on the neonatal unit", "the baby is on the neonatal unit, and what is done there begins"),
    signal("newborn screening due", "the baby is to be screened"),
    signal("newborn at home", "the baby comes home"),
    signal("birth notified", "the birth is notified to the demographics service", for_later="birth registration"),
    signal("discharged from neonatal unit", "the baby leaves the neonatal unit"),
    signal(
        "discharged to health visitor",
        "the midwife hands the baby over",
        ("gestation",),
        for_later="a health visitor who waits for the handover",
    ),
]
FACTS = [
    fact("breastfed", "1 while a baby has breast milk"),
    fact("only_breast_milk", "1 while nothing else was ever given, as far as the midwives knew"),
    fact("home_from", "the instant at which a baby comes home from hospital"),
]
PATHWAYS = [BORN, NOTIFIED, UNIT, VISITS, STILLBORN]
