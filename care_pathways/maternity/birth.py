"""Labour and birth: how it began, where, how the babies were born, and the stay until mother goes home.

The world has fixed the moment of birth; how it came about is decided two days before, by what is then known.
Each baby born alive is told by "birth recorded"; one stillborn has its record from its birth
(`child_health.newborn`).
"""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from care_pathways.courses import birth_at_home, bleeding, reading
from care_pathways.documents import issued
from care_pathways.gp.allergies import allergic
from care_pathways.hospital import DIED, FROM_HOME_WITH_CHILD, TO_HOME
from care_pathways.maternity._birth import (
    BABIES,
    FIVE,
    INDUCED_FOR,
    MODE_CODES,
    ONE,
    PLACE_CODES,
    RAISED,
    RISE,
    TEN,
    TOLD,
    Birth,
)
from care_pathways.maternity._course import SEX, SMOKING, Pregnancy, weeks_and_days
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.conditions import higher_of, lower_of
from synth.pathway.language.expressions import Expression, Fact, Now, Of, at_centile, where
from synth.pathway.language.model import Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import Note, someone
from synth.pathway.language.options import code_of, either, number_of, option_of
from synth.pathway.language.time import (
    MONDAY,
    SUNDAY,
    day_of,
    daytime,
    in_days,
    midnight,
    minute_of_day,
    weekday,
    working_day,
)
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, document, observe, perform, prescribe, refer
from synth.pathway.parts.stay import hospital_stay

p = beside(__file__)

n = Birth
_caesarean = n.mode.is_("elective", "emergency")
_dead = Pregnancy.outcome.is_("stillbirth")
_labour = ~n.onset.is_("no labour")
_at_home = n.place.is_("home")
_over_the_cervix = Pregnancy.placenta.is_("over the cervix")
_hour = minute_of_day(Pregnancy.ends)
_day = day_of(Pregnancy.ends)

OTHERWISE = ("early waters", "waters", "her wish", "other")
"""Why labour is induced where no illness, nor its length, asks for it."""
DECIDED = {
    n.mother_diabetic: Fact("gestational_diabetes"),
    n.nulliparous: Pregnancy.parity < 1,
    n.preterm: Pregnancy.gestation < in_days(p.term),
    n.theatre_hours: working_day(_day).equals(_day) & (_hour >= p.theatre_opens) & (_hour < p.theatre_closes),
    n.several: Pregnancy.fetuses >= 2,
    # When births after an induction are many or few.
    n.quiet_day: weekday(_day).equals(SUNDAY) | weekday(_day).equals(MONDAY),
    n.part_of_day: where((_hour >= p.midnight_from) | (_hour < p.midnight_until), "about midnight", where(
        _hour < p.morning_until, "morning", "later")),
    n.planned: (p.planned_caesarean | (_over_the_cervix & n.theatre_hours)) & ~_dead
    & (Pregnancy.gestation >= in_days(p.earliest_planned_caesarean)),
    n.before_labour: n.planned | ((p.caesarean_before_labour | _over_the_cervix) & ~_dead),
    n.onset: where(n.before_labour, "no labour", where(
        where(_dead, p.induced_after_death, p.induced) & ~Pregnancy.unbooked, "induced", "spontaneous")),
    n.induced_for: where(_dead, "death of the baby", where(
        Fact("hypertension_in_pregnancy"), option_of(Pregnancy.hypertension, RAISED), where(
            n.mother_diabetic, "diabetes", where(n.several, "twins", where(
                Pregnancy.gestation >= in_days(p.prolonged_from), "prolonged",
                                            option_of(p.why_induced, {why: why for why in OTHERWISE})))))),
    n.in_labour: p.caesarean_in_labour & ~_dead,
    n.parous: Pregnancy.parity - Pregnancy.sections >= 1,
    n.instrument: p.instrumental & ~_dead,
    n.mode: where(n.planned, "elective", where(
        n.before_labour | n.in_labour, "emergency", where(
            Pregnancy.breech, "breech", where(
                n.instrument, option_of(p.ventouse, forceps="forceps", ventouse="ventouse"), "vertex")))),
    # Risk as it is now, not as it was at booking.
    n.low_risk: ~Pregnancy.high_risk & ~n.mother_diabetic & ~Fact("hypertension_in_pregnancy")
    & (Pregnancy.sections < 1) & (Pregnancy.bmi < p.too_heavy_for_birth_centre)
    & (Pregnancy.gestation < in_days(p.too_late_for_birth_centre)),
    n.eligible: n.onset.is_("spontaneous") & n.mode.is_("vertex") & ~n.preterm & ~n.several & ~_dead
    & ~(Pregnancy.hypertension.is_("pre-eclampsia") & (Pregnancy.hypertension_begins < Pregnancy.ends)),
    n.at_home: n.eligible & birth_at_home.wished(p.born_at_home),
    n.place: where(n.at_home, "home", option_of(
        p.place_of_birth, labour_ward="labour_ward", birth_centre="birth_centre")),
    n.kind: where(_caesarean, "caesarean", where(n.mode.is_("vertex", "breech"), "unassisted", "instrumental")),
    n.could_last: p.labour,
    n.second_stage: where(_caesarean, 0, p.second_stage),
    n.before: where((Pregnancy.gestation < in_days(p.very_early)) & ~n.onset.is_("induced"),
                    p.admitted_before_very_early, where(
        n.onset.is_("spontaneous"), p.seen_before_birth + (n.could_last + n.second_stage) * p.in_hospital // 100,
        p.admitted_before)),
    # Induced labour begins after admission.
    n.first_stage: where(n.onset.is_("induced"), lower_of(
        n.could_last, n.before * p.labour_of_induction // 100 - n.second_stage), n.could_last),
    n.epidural: _labour & n.place.is_("labour_ward") & (n.before >= p.too_late_for_epidural) & p.epidural,
}  # fmt: skip


SCORES = {name: i for i, name in enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight",
                                            "nine", "ten"))}  # fmt: skip
"""Apgar scores by the names that the evidence gives them."""
LOW_SCORES = {name: score for name, score in SCORES.items() if score < SCORES["seven"]}


def apgars(baby: int) -> dict[Note, Expression]:
    """The Apgar scores of a baby at one, five and ten minutes; all 0 for one stillborn."""
    alive = where(Of(BABIES[baby], "stillborn"), 0, 1)
    low, usual = p.apgar_if_low.named(f"{baby}"), p.apgar.named(f"five {baby}")
    five = where(p.apgar_low.named(f"low {baby}"), number_of(low, LOW_SCORES), number_of(usual, SCORES))
    one = FIVE[baby] - RISE[baby]
    rise = number_of(p.apgar_rise, none=0, one=1, two=2, three=3, four=4)
    ten = where(FIVE[baby] >= p.highest_apgar - 1, p.highest_apgar, FIVE[baby] + 1)
    return {RISE[baby]: rise, FIVE[baby]: five * alive, ONE[baby]: where(one < 0, 0, one) * alive,
            TEN[baby]: ten * alive}  # fmt: skip


def of_baby(baby: int) -> list[Write]:
    """What the mother's record says of a baby."""
    who = BABIES[baby]
    born = Pregnancy.fetuses >= baby  # the baby of an earlier birth may be nobody of this family
    known = born & someone(BABIES[baby])
    alive = known & ~Of(who, "stillborn")
    facts: dict = {
        "about": baby,
        "enduring": True,
        "begins": where(someone(who), Of(who, "born"), Pregnancy.ends),
    }
    return [
        observe(either(Of(who, "stillborn"), "stillbirth", "live_birth"), when=born, slot=f"baby {baby}", **facts),
        observe("baby_birth_weight", Of(who, "birth_weight"), "unit_kilogram", decimals=3, when=known,
                slot=f"weight of baby {baby}", **facts),
        observe("baby_sex", value_code=code_of(Of(who, "sex"), SEX), when=known, slot=f"sex of baby {baby}", **facts),
        *(observe(f"baby_apgar_{minute}", score[baby], "unit_score", slot=f"apgar {minute} of baby {baby}",
                  when=alive, recorded=at, **{**facts, "begins": facts["begins"] + at})
          for minute, at, score in (("1", 1, ONE), ("5", p.second_apgar_at, FIVE))),
    ]  # fmt: skip


def told(baby: int) -> list[Signal]:
    """The signals by which a baby's own record begins."""
    dead, born = Of(BABIES[baby], "stillborn"), Pregnancy.fetuses >= baby
    carries: dict[str, Expression | int] = {"order": baby, "one": ONE[baby], "five": FIVE[baby], "ten": TEN[baby]}
    return [Signal("birth recorded", to=BABIES[baby], carries=carries, when=born & ~dead, hands_over=True)]


def _haemorrhage(change: str) -> Write:
    """A haemorrhage after birth, which is over when she goes home."""
    return diagnose(either(n.loss >= p.major_haemorrhage, "major_pph", "postpartum_haemorrhage"),
                    entry="haemorrhage", slot=f"haemorrhage {change}", change=change,
                    when=n.loss >= p.haemorrhage)  # fmt: skip


def _before_the_incision() -> list[Write]:
    """An antibiotic before every caesarean; another where penicillins, which are akin to it, may not be given."""
    given: dict[str, Any] = {"setting": "labour ward (anaesthetist)", "until": Now(),
                             "begins": Pregnancy.ends - p.antibiotic_before_birth}  # fmt: skip
    return [
        prescribe("cefuroxime_1500mg_inj", when=_caesarean & ~allergic("penicillin"),
                  details={"dosage": "1.5 g into a vein before the incision"}, **given),
        prescribe("clindamycin_600mg_inj", when=_caesarean & allergic("penicillin"),
                  details={"dosage": "600 mg into a vein before the incision"}, **given),
    ]  # fmt: skip


_BIRTH = [
    weeks_and_days(Pregnancy.gestation, "length_of_gestation_at_birth", enduring=True),
    observe("onset_of_labour", value_code=code_of(n.onset, {
        "spontaneous": "onset_labour_spontaneous", "induced": "onset_labour_induced",
        "no labour": "onset_caesarean_before_labour"}), enduring=True),
    *(perform(code_of(n.mode, MODE_CODES), slot=f"delivery by {by}", setting=maker, enduring=True, when=_kind)
      for by, maker, _kind in (("midwife", "labour ward", n.kind.is_("unassisted") & n.place.is_("labour_ward")),
                               ("obstetrician", "labour ward (obstetrician)", ~n.kind.is_("unassisted")),
                               ("midwife at the birth centre", "birth centre", n.place.is_("birth_centre")),
                               ("midwife at home", "midwife at home", _at_home))),
    observe("delivery_place", value_code=code_of(n.place, PLACE_CODES), enduring=True),
    observe("duration_of_labour", n.first_stage + n.second_stage, "unit_minute", when=_labour),
    observe("duration_second_stage", n.second_stage, "unit_minute", when=_labour & ~_caesarean),
    observe("duration_third_stage", p.third_stage, "unit_minute", when=~_caesarean),
    perform("gas_and_air", when=_labour & p.gas_and_air),
    perform("opioid_in_labour", when=_labour & ~_at_home & p.opioid),
    perform(code_of(p.anaesthesia, spinal="spinal_anaesthesia_for_birth", general="general_anaesthesia_for_birth"),
            slot="anaesthesia", when=_caesarean & ~(n.epidural & p.topped_up), setting="labour ward (anaesthetist)"),
    *_before_the_incision(),
    perform("episiotomy", when=n.episiotomy, enduring=True),
    observe(code_of(n.tear, intact="perineum_intact", first="perineal_tear_1st", second="perineal_tear_2nd",
                    third="perineal_tear_3rd", fourth="perineal_tear_4th"), slot="perineum",
            when=~_caesarean & ~(n.episiotomy & n.tear.is_("intact")), enduring=True),
    perform(either(n.tear.is_("third", "fourth"), "perineal_laceration_repair", "repair_of_perineal_tear"),
            slot="repair", when=n.tear.is_("second", "third", "fourth") | n.episiotomy),
    perform("active_third_stage", when=~_caesarean & n.active),
    prescribe("oxytocin_10unit_inj", when=~_caesarean & n.active, until=Now(),
              details={"dosage": "10 units by intramuscular injection at birth"}),
    prescribe("oxytocin_10unit_inj", slot="oxytocin at caesarean", when=_caesarean, until=Now(),
              setting="labour ward (obstetrician)",
              details={"dosage": "5 units by slow intravenous injection at birth"}),
    perform("placental_delivery"),
    observe("blood_loss", n.loss, "unit_millilitre"),
    _haemorrhage(BEGUN),
    observe("outcome_of_delivery", enduring=True, value_code=either(
        Pregnancy.fetuses >= 2, either(_dead | n.one_dead, "twins_one_sb", "twins_both_live"),
        either(_dead, "stillbirth", "single_live_birth")), when=Pregnancy.fetuses <= 2),
    observe("smoking_at_delivery", value_code=either(
        Fact("smoker"), "smoking_in_pregnancy_current_smoker", code_of(
            Pregnancy.smoking, {**SMOKING, "current": SMOKING["after conception"],
                                "not asked": "smoking_in_pregnancy_non_smoker_history_unknown"})),
            category="social-history"),
    *(w for baby in BABIES for w in of_baby(baby)),
]  # fmt: skip


def _asked() -> list[Write]:
    """What the ward asks of others for the mother when she goes home, and by when."""
    practice = "general practice (GP)"
    return [
        refer("postnatal_visit", value_time=n.visit_1, by_day=True, to="midwife at home"),
        refer("postnatal_6wk_check", value_time=Pregnancy.ends + p.check_by, by_day=True, to=practice),
        refer("referral_gp", slot="blood pressure", value_time=Now() + p.pressure_by, by_day=True, to=practice,
              reason="Blood pressure and its treatment after hypertension in pregnancy",
              when=Fact("hypertension_in_pregnancy") & ~_dead),
        refer("referral_gp", slot="glucose", value_time=Pregnancy.ends + p.glucose_by, by_day=True, to=practice,
              reason="Glucose test after gestational diabetes", when=n.mother_diabetic),
        refer("referral_gp", slot="blood count", value_time=Pregnancy.ends + p.blood_count_by, by_day=True, to=practice,
              reason="Full blood count after major haemorrhage", when=n.loss >= p.major_haemorrhage),
    ]  # fmt: skip


STAY = hospital_stay(
    "inpatient", inside=n.attended.is_("in hospital"), said=FROM_HOME_WITH_CHILD,
    wards={"labour ward": n.place.is_("labour_ward"), "birth centre": n.place.is_("birth_centre")},
)  # fmt: skip
AT_HOME = hospital_stay("home_birth", inside=n.attended.is_("at home"))

BIRTH = Pathway(
    "labour and birth",
    part_of=PREGNANCY,
    starts_on=("booked for maternity care", "came unbooked to give birth"),
    only=Pregnancy.outcome.is_("live birth", "stillbirth"),
    at_death="died",
    notes=Birth,
    guideline="NICE NG235; NICE NG192; NICE NG207",
    steps=[
        Step("decided", at=Pregnancy.ends - p.decided_before,
             draws=DECIDED,
             sets={"birth_mode": n.mode, "birth_place": n.place},
             raises=Signal("birth decided"),
             then=When({"attendance at home": _at_home}, "admission")),
        Step("admission", "labour ward", at=Pregnancy.ends - n.before, draws={n.attended: "in hospital"},
             sets={"on_another_ward": 1},
             writes=[*STAY.begun(text="Admitted for birth"),
                     perform("induction_of_labour", when=n.onset.is_("induced"), setting="antenatal ward"),
                     observe("indication_for_induction", value_code=code_of(n.induced_for, INDUCED_FOR),
                             setting="antenatal ward", when=n.onset.is_("induced"))],
             then="birth"),
        Step("attendance at home", "midwife at home", at=Pregnancy.ends - p.midwife_called_before,
             hours="always",
             writes=AT_HOME.begun(),
             draws={n.attended: "at home"}, then="birth"),
        Step("birth", "labour ward", at=Pregnancy.ends,
             draws={
                 n.tear: where(_caesarean, "intact", where(
                     p.severe_tear, option_of(p.severe_tear_degree, third="third", fourth="fourth"),
                     option_of(p.tear, intact="intact", first="first", second="second"))),
                 n.active: p.active_third_stage,
                 n.episiotomy: ~_caesarean & n.tear.is_("intact", "first", "second") & p.episiotomy,
                 n.loss: reading.blood_loss(at_centile(p.blood_loss, bleeding.COURSE.now())),
                 n.one_dead: Of(Pregnancy.baby_1, "stillborn") | Of(Pregnancy.baby_2, "stillborn"),
                 **apgars(1), **apgars(2), **apgars(3),
                 n.usual_stay: where(_at_home, p.midwife_stays, p.stay_after_birth),
                 n.kept_for: where(n.loss >= p.major_haemorrhage, p.stay_after_major_haemorrhage,
                                   where(n.preterm & ~_dead, p.stay_of_the_preterm, 0)),
                 n.leaves: Pregnancy.ends + higher_of(n.usual_stay, n.kept_for),
                 n.goes_home: where(_at_home, n.leaves, daytime(n.leaves)),
                 n.visit_1: midnight(day_of(n.goes_home) + 1) + p.time_of_visit,
                 n.visit_5: midnight(day_of(Pregnancy.ends + p.day_of_first_weighing)) + p.time_of_visit.named("day 5"),
                 n.visit_10: midnight(day_of(Pregnancy.ends + p.day_of_second_weighing))
                 + p.time_of_visit.named("day 10"),
             },
             writes=[*_BIRTH, document("labour_delivery_summary_document", slot="labour summary", recorded=p.writing_up,
                                       details={"document": "labour_summary"})],
             sets={"had_severe_tear": Fact("had_severe_tear") | n.tear.is_("third", "fourth"),
                   "caesareans": Fact("caesareans") + _caesarean, "births": Fact("births") + Pregnancy.fetuses,
                   "last_birth_by_caesarean": _caesarean},
             raises=[*told(1), *told(2), *told(3), Signal("mother after birth")],
             then=When({"midwife leaves": _at_home}, "goes home")),
        Step("goes home", "postnatal ward", at=n.goes_home, hours="always",
             writes=[observe("postnatal_observations_normal", slot="observations"),
                     _haemorrhage(ENDED),
                     prescribe("enoxaparin_40mg", when=_caesarean & p.thromboprophylaxis,
                               until=Now() + p.thromboprophylaxis_course,
                               details={"dosage": "40 mg by subcutaneous injection once daily"}),
                     prescribe("paracetamol_500mg_tab", when=p.analgesia_to_take_home,
                               until=Now() + p.analgesia_course,
                               details={"dosage": "Two tablets up to four times daily when needed"}),
                     *STAY.ended(TO_HOME, leaves={"labour ward": "postnatal ward"}),
                     *_asked(),
                     *issued("maternal_discharge_summary_document", "maternity_discharge", recorded=p.writing_up)],
             draws={n.attended: "none"}, sets={"on_another_ward": 0}),
        Step("midwife leaves", "midwife at home", at=n.goes_home, hours="always", draws={n.attended: "none"},
             writes=[*AT_HOME.ended({}), _haemorrhage(ENDED)]),
        Step("died", "labour ward",
             writes=[_haemorrhage(ENDED), *STAY.cut_short(DIED), *AT_HOME.cut_short({})]),
    ],
)  # fmt: skip

FACTS = [
    fact("birth_mode", "how her last babies were born", *Birth.mode.options),
    fact("birth_place", "where her last babies were born", *Birth.place.options),
    fact("births", "how many babies she has borne"),
    fact("had_severe_tear", "1 where a birth tore her through the muscle of the anus"),
    fact("caesareans", "how many births were by caesarean"),
    fact(
        "last_birth_by_caesarean",
        "1 where the last birth was by caesarean",
        for_later="counselling about the next birth",
    ),
]
SIGNALS = [
    signal("birth decided", "how the babies will be born is decided, and soon they are"),
    signal("birth recorded", "a baby is born alive: what its own record needs of the birth", TOLD),
    signal("mother after birth", "she has given birth"),
]
PATHWAYS = [BIRTH]
