"""A pregnancy from recognition and booking to its end, and the maternity care episode that spans it.

The booking midwife asks, measures and judges the risk; all that other pathways need of this is handed on.
"""

from __future__ import annotations

from care_pathways import beside, body, mood
from care_pathways.courses import blood_pressure as course
from care_pathways.courses import reading
from care_pathways.courses.mood import low
from care_pathways.gp import allergies
from care_pathways.gp.low_mood import LOW_MOOD
from care_pathways.here import IN_ENGLAND
from care_pathways.maternity import _size
from care_pathways.maternity._course import (
    OF_THE_WORLD,
    SMOKING,
    Pregnancy,
    blood_pressure,
    gestation_now,
    last_period_as_told,
    weeks_and_days,
    weight_now,
)
from care_pathways.mood import Asked
from synth.pathway.language.expressions import PLACES, Age, Expression, Fact, Now, OneOf, where
from synth.pathway.language.model import Pathway, Signal, Step, When
from synth.pathway.language.notes import Note, day, instant, option, place_among, quantity, whether
from synth.pathway.language.options import code_of, either, option_of
from synth.pathway.language.time import day_of, in_days, midnight, today, weeks, working_day
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import (
    BEGUN,
    ENDED,
    care_episode,
    communicate,
    diagnose,
    family_history,
    observe,
    prescribe,
    refer,
)

p = beside(__file__)

BLOOD_GROUPS = {"not known": "o", "o": "o", "a": "a", "b": "b", "ab": "ab"}


class Booking(Pregnancy, Asked):
    """What the midwives know of a pregnancy and keep to themselves."""

    smoked = whether("she smoked when she found herself pregnant")
    leaves_early = whether("she has it ended early")
    hidden = whether("she never books")
    books_on = instant("when she books, if she does")
    booked = whether("maternity care has begun")
    week = quantity("how far on she is at booking", "weeks")
    twins = whether("she carries more than one baby")
    told = whether("a scan has shown it by then")
    obese = whether("she is obese")
    had_diabetes = whether("an earlier pregnancy brought diabetes")
    had_preeclampsia = whether("an earlier pregnancy brought pre-eclampsia")
    pressure = place_among("where she stands in blood pressure by what lasts of it")
    preeclampsia = whether("this pregnancy brings pre-eclampsia")
    group = option("her blood group", "o", "a", "b", "ab")
    aspirin = whether("she takes aspirin against pre-eclampsia")
    complex = whether("there are complex social factors")
    planned = whether("she meant to become pregnant")
    discharged = day("the day on which maternity care could end after a birth")


n = Booking
_birth = n.outcome.is_("live birth", "stillbirth")
_lost = n.outcome.is_("stillbirth", "miscarriage", "ectopic pregnancy")
_bereaved = Fact("lost_a_baby") >= day_of(n.ends)
_BLOOD = {"blood_group": option_of(n.group, o="o", a="a", b="b", ab="ab"),
          "rhesus": where(n.rhesus_negative, "negative", "positive")}  # fmt: skip
_MEDICAL = Fact("hypertension") | Fact("type_2_diabetes")
"""What a practice knows of her that asks for a consultant."""
LOST = Fact("had_stillbirth") | Fact("lost_a_newborn")
"""Whether she lost an earlier baby, before its birth or in its first four weeks."""
_SMOKING = where(
    p.smoking_recorded,
    where(
        Fact("smoker"),
        "current",
        where(
            n.smoked,
            "after conception",
            where(~Fact("has_smoked"), "never", where(p.stopped_within_a_year, "within a year", "over a year")),
        ),
    ),
    "not asked",
)
"""What she says of smoking."""
_course: dict[Note, Expression | int] = {
    # What was known before: from earlier pregnancies, and of the woman for life.
    n.sections: Fact("caesareans"),
    n.age_at_booking: Age(),
    n.bmi: body.bmi(),
    n.obese: n.bmi >= p.obese_from,
    n.had_diabetes: Fact("had_gestational_diabetes"),
    n.had_preeclampsia: Fact("had_preeclampsia"),
    n.twins: n.fetuses >= 2,
    n.rhesus_negative: where(Fact("rhesus").is_("not known"), p.rhesus_negative, Fact("rhesus").is_("negative")),
    n.group: where(Fact("blood_group").is_("not known"), p.blood_group, option_of(Fact("blood_group"), BLOOD_GROUPS)),
    # How this pregnancy will go.
    n.error: in_days(p.error_of_last_period),
    n.gestational_diabetes: p.gestational_diabetes,
    n.pressure: course.COURSE.lasting(),  # it leads to raised pressure in pregnancy, and to hypertension later
    n.preeclampsia: p.preeclampsia,
    n.hypertension: where(n.preeclampsia, "pre-eclampsia", where(
        p.gestational_hypertension, "gestational", "none")),
    n.hypertension_begins: where(n.preeclampsia, n.ends - p.preeclampsia_to_birth,
                                 midnight(n.last_period) + p.hypertension_begins),
    n.breech: p.breech,
    n.turned: ~n.breech & ~n.twins & p.turned,
    n.placenta: p.placenta,
    n.one_placenta: n.identical & p.one_placenta,
    n.unbooked: 0,
    n.anaemic: p.anaemia,
    n.high_risk: p.consultant_led | n.twins | _MEDICAL | LOST | Fact("had_early_birth"),
    n.size: _size.at_birth(1),
    n.tape_place: OneOf(PLACES, "tape"),
    n.discharged: day_of(n.ends + p.discharge_after_birth),
    n.discharged_at: midnight(working_day(n.discharged)) + p.time_of_visit,
}  # fmt: skip

_BOOKING = [
    care_episode("antenatal_care", BEGUN, taken_on=True),
    diagnose("pregnant", entry="pregnancy", change=BEGUN,
             begins=midnight(last_period_as_told()), by_day=True),
    weeks_and_days(gestation_now(last_period_as_told()), slot="gestation"),
    observe("last_menstrual_period", value_time=midnight(last_period_as_told()), by_day=True),
    observe("gravida", n.gravida),
    observe("parity", n.parity, value2=n.gravida - 1 - n.parity,
            details={"show": "parity+losses"}),
    observe("previous_cs", n.sections, when=n.sections >= 1),
    diagnose("multiple_pregnancy", entry="several", change=BEGUN, when=n.twins & n.told),
    observe("body_height", reading.height(), "unit_centimetre", decimals=1, category="vital-signs"),
    observe("body_weight", reading.weight(weight_now()), "unit_kilogram", decimals=1, category="vital-signs"),
    observe("bmi", reading.bmi_of(reading.weight(weight_now())), "unit_kilogram_per_square_metre", decimals=1,
            category="vital-signs"),
    blood_pressure(course.read(p.systolic), course.read(p.diastolic, p.diastolic_noise)),
    observe("urine_protein_dipstick", value_code=code_of(p.protein_in_urine, negative="urine_protein_negative",
            trace="urine_protein_trace", plus="urine_protein_plus1"), category="laboratory"),
    observe("smoking_status", value_code=code_of(n.smoking, SMOKING), category="social-history",
            when=~n.smoking.is_("not asked")),
    observe("co_reading", where(Fact("smoker"), p.carbon_monoxide_smoker, p.carbon_monoxide),
            "unit_part_per_million",
            when=p.carbon_monoxide_measured),
    refer("referral_stop_smoking", when=n.smoking.is_("current") & p.to_stop_smoking_service,
          details={"to": "stop smoking service"}),
    observe("alcohol_units_week", p.alcohol, "unit_per_week", category="social-history"),
    observe("folic_acid_use", value_code=code_of(p.folic_acid, before="folic_acid_before_conception",
            after="folic_acid_in_pregnancy_only", not_taken="folic_acid_not_taken")),
    prescribe("folic_acid_5mg_tab", when=n.obese & (n.week < p.folic_acid_until),
              until=Now() + p.folic_acid_course,
              details={"dosage": "One tablet daily until 12 weeks of pregnancy"}),
    prescribe("aspirin_75mg_disp_tab", when=n.aspirin,
              until=midnight(n.last_period) + p.aspirin_until,
              details={"dosage": "Two tablets daily from 12 weeks until birth"}),
    *allergies.asked(),
    family_history("t2dm", "relationship_mother", when=p.mother_has_diabetes),
    family_history("t2dm", "relationship_father", slot="father with diabetes",
                   when=p.father_has_diabetes),
    observe("domestic_abuse_enquiry", when=p.asked_about_abuse, confidentiality="restricted"),
    observe("complex_social_factors", when=n.complex, confidentiality="restricted"),
    observe("fgm", when=p.mutilated, confidentiality="restricted"),
    observe(either(n.planned, "planned_pregnancy", "unplanned_pregnancy"), slot="intention",
            when=n.planned | p.unplanned),
    observe("ivf_pregnancy", when=n.planned & p.by_assisted_conception),
    *mood.asked(),
    observe(either(n.high_risk, "high_risk_pregnancy", "low_risk_pregnancy"),
            slot="risk"),
    observe("planned_care", value_code=either(n.high_risk, "consultant_led_care", "midwife_led_care")),
    refer("referral_to_antenatal_clinic", when=n.high_risk,
          details={"to": "antenatal clinic (obstetrician)"}),
    communicate("booking_notification", slot="practice told", details={"to": "general practice (GP)"}),
    communicate("booking_notification", slot="health visitor told", details={"to": "health visitor home"}),
]  # fmt: skip

PREGNANCY = Pathway(
    "pregnancy",
    starts_on="conception",
    takes=OF_THE_WORLD,
    until=n.ends,
    ending="end of pregnancy",
    at_death="mother died",
    notes=Booking,
    guideline="NICE NG201",
    steps=[
        Step("recognition", after=p.recognition, sets={"pregnant": 1},
             draws={n.smoked: Fact("smoker"),
                    n.books_on: midnight(n.last_period) + p.booking_gestation + p.later_with_children,
                    n.leaves_early: n.outcome.is_("termination") & (n.gestation < p.latest_early_end),
                    n.hidden: p.never_books},
             then=When({"awaiting the end": n.leaves_early | (n.hidden & ~_birth),
                        "comes unbooked": n.hidden | (_birth & (n.books_on >= n.ends - p.too_late_to_book))},
                       otherwise="self-referral")),
        Step("self-referral", "community midwife", at=n.books_on - p.referral_to_booking,
             writes=[refer("referral_antenatal", details={"to": "community midwife",
                                                          "method": "service_request_method_self_referral"})],
             draws=_course, then="booking"),
        Step("booking", "community midwife", at=n.books_on, contact="booking_appointment",
             lasts=p.length_of_booking,
             draws={n.booked: 1, n.week: weeks(gestation_now()), n.told: gestation_now() >= in_days(p.twins_seen),
                    n.aspirin: (n.had_preeclampsia | n.twins | (LOST & p.aspirin_after_loss) | p.aspirin)
                    & ~allergies.allergic("aspirin") & ~Fact("anticoagulated"),
                    n.smoking: _SMOKING, n.complex: p.complex_social_factors, n.planned: p.planned,
                    n.low: low(p.low_mood), n.answers: mood.answers(n.low)},
             writes=_BOOKING, sets=_BLOOD,
             raises=[Signal("booked for maternity care"), LOW_MOOD.found(also=n.low, pregnant=1),
                     Signal("complex social factors", when=n.complex,
                            carries={"ends": n.ends, "babies": n.fetuses})],
             then="awaiting the end"),
        Step("comes unbooked", "labour ward", at=n.ends - p.unbooked_before_birth,
             draws={n.booked: 1, **_course, n.hypertension_begins: n.ends, n.smoking: "not asked", n.unbooked: 1},
             writes=[care_episode("antenatal_care", BEGUN, taken_on=True),
                     diagnose("pregnant", entry="pregnancy", change=BEGUN,
                              begins=midnight(n.last_period), by_day=True),
                     observe("unbooked_pregnancy"),
                     observe("gravida", n.gravida),
                     observe("parity", n.parity, value2=n.gravida - 1 - n.parity,
                             details={"show": "parity+losses"}),
                     observe("previous_cs", n.sections, when=n.sections >= 1),
                     blood_pressure(course.read(p.systolic), course.read(p.diastolic, p.diastolic_noise)),
                     observe("urine_protein_dipstick", category="laboratory", value_code=code_of(
                         p.protein_in_urine, negative="urine_protein_negative", trace="urine_protein_trace",
                         plus="urine_protein_plus1"))],
             sets=_BLOOD,
             raises=[Signal("came unbooked to give birth"),
                     Signal("complex social factors", carries={"ends": n.ends, "babies": n.fetuses})],
             then="awaiting the end"),
        Step("awaiting the end", at=n.ends),
        Step("end of pregnancy", "labour ward",
             sets={"pregnant": 0, "lost_a_baby": where(_lost, today(), Fact("lost_a_baby")),
                   "had_stillbirth": Fact("had_stillbirth") | n.outcome.is_("stillbirth"),
                   "had_early_birth": Fact("had_early_birth") | (_birth & (n.gestation < in_days(p.early_birth)))},
             writes=[diagnose("multiple_pregnancy", entry="several", change=ENDED,
                              when=n.twins & n.told),
                     diagnose("pregnant", entry="pregnancy", change=ENDED, when=n.booked & _birth),
                     diagnose("pregnant", entry="pregnancy", change=ENDED, when=n.booked & ~_birth,
                              slot="lost", setting="antenatal clinic (obstetrician)", recorded=p.loss_known)],
             then=When({"discharge from maternity care": n.booked & _birth & IN_ENGLAND,
                        "closed after a loss": n.booked})),
        Step("discharge from maternity care", "midwife at home", at=n.discharged_at, hours="always",
             contact="postnatal_visit", lasts=p.length_of_visit,
             draws={n.low: low(p.low_mood_after_birth), n.answers: mood.answers(n.low)},
             writes=[observe("postnatal_exam_normal", when=p.recovered & ~_bereaved),
                     *mood.asked(),
                     observe("postnatal_contraception_advice", when=~_bereaved),
                     observe("bereavement_support", when=_bereaved),
                     care_episode("antenatal_care", ENDED)],
             raises=[Signal("discharged from maternity", carries={"ended": n.ends}),
                     LOW_MOOD.found(also=n.low, pregnant=0)]),
        Step("closed after a loss", "community midwife", after=p.closed_after_loss,
             writes=[care_episode("antenatal_care", ENDED)]),
        Step("mother died", "community midwife", sets={"pregnant": 0},
             writes=[diagnose("multiple_pregnancy", entry="several", change=ENDED,
                              when=n.twins & n.told),
                     diagnose("pregnant", entry="pregnancy", change=ENDED, when=n.booked),
                     care_episode("antenatal_care", ENDED, when=n.booked)]),
    ],
)  # fmt: skip

FACTS = [
    fact("blood_group", "blood group", *BLOOD_GROUPS),
    fact("rhesus", "rhesus type", "not known", "positive", "negative"),
    fact("had_stillbirth", "1 from the first stillbirth on"),
    fact("had_early_birth", "1 from the first birth before 34 weeks on"),
    fact("lost_a_baby", "the day of her last stillbirth, miscarriage or ectopic pregnancy, 0 for none"),
    fact("pregnant", "1 while she is pregnant and knows it"),
]
SIGNALS = [
    signal("booked for maternity care", "she is booked for maternity care"),
    signal("came unbooked to give birth", "she comes to the labour ward without having booked"),
    signal(
        "complex social factors",
        "the midwife finds complex social factors",
        ("ends", "babies"),
        for_later="specialist midwives and early help",
    ),
    signal(
        "discharged from maternity",
        "maternity care ends after a birth",
        ("ended",),
        for_later="the handover to her practice",
    ),
]
PATHWAYS = [PREGNANCY]
