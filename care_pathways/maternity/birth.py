"""Labour and birth: how it began, where, how the babies were born, and the stay until mother goes home.

The world has fixed the moment of birth; how it came about is decided two days before, by what is then known.
Each baby born alive is told by "birth recorded"; one stillborn has its record from its birth
(`child_health.newborn`).
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.maternity._course import COURSE, STILLBIRTH, weeks_and_days
from synth.clock import DAY, HOUR
from synth.pathway.language.expressions import Expression, Fact, Local, Now, Of, coded, where
from synth.pathway.language.model import Pathway, Signal, Step, When, Write
from synth.pathway.language.time import day_of, daytime, midnight, minute_of_day, working_day
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, document, observe, perform, prescribe, stay

p = beside(__file__)

SPONTANEOUS, INDUCED, NO_LABOUR = range(3)
VERTEX, FORCEPS, VENTOUSE, ELECTIVE, EMERGENCY, BREECH = range(6)
LABOUR_WARD, BIRTH_CENTRE, HOME = range(3)
MODES = ("delivery_normal", "delivery_forceps", "delivery_ventouse", "delivery_elective_cs",
         "delivery_emergency_cs",
         "delivery_breech")  # fmt: skip
_MAKERS = ("labour ward", "labour ward (obstetrician)")

_onset, _mode, _place = Local("onset"), Local("mode"), Local("place")
_caesarean = _mode.equals(ELECTIVE) | _mode.equals(EMERGENCY)
_dead = Local("outcome").equals(STILLBIRTH)
_labour = _onset < NO_LABOUR
_hour = minute_of_day(Local("ends"))
_day = day_of(Local("ends"))

DECIDED = {
    "mother_diabetic": Fact("gestational_diabetes"),
    "nulliparous": Local("parity").equals(0),
    "preterm": Local("gestation") < p.term // DAY,
    "theatre_hours": working_day(_day).equals(_day) & (_hour >= 8 * HOUR) & (_hour < 17 * HOUR),
    "several": Local("fetuses") >= 2,
    "planned": p.planned_caesarean & ~_dead,
    "before_labour": Local("planned") | (p.caesarean_before_labour & ~_dead),
    "onset": where(Local("before_labour"), NO_LABOUR, where(_dead, p.induced_after_death, p.induced)),
    "in_labour": p.caesarean_in_labour & ~_dead,
    "instrument": p.instrumental & ~_dead,
    "mode": where(Local("planned"), ELECTIVE, where(Local("before_labour") | Local("in_labour"), EMERGENCY,
                                                    where(
        Local("breech"), BREECH, where(Local("instrument"), FORCEPS + p.ventouse, VERTEX)))),
    "low_risk": ~Local("high_risk"),
    "eligible": _onset.equals(SPONTANEOUS) & _mode.equals(VERTEX) & ~Local("preterm") & ~Local("several")
           & ~_dead,
    "place": p.place_of_birth,
    "parous": Local("parity") >= 1,
    "kind": where(_caesarean, 2, where(_mode.equals(VERTEX) | _mode.equals(BREECH), 0, 1)),
}  # fmt: skip


def apgars(n: int) -> dict[str, Expression]:
    """The Apgar scores of a baby at one, five and ten minutes; all 0 for one stillborn."""
    alive = where(Of(f"baby_{n}", "stillborn"), 0, 1)
    five = where(p.apgar_low.named(f"low {n}"), p.apgar_if_low.named(f"{n}"), p.apgar.named(f"five {n}"))
    one = Local(f"five_{n}") - Local(f"rise_{n}")
    return {f"rise_{n}": p.apgar_rise, f"five_{n}": five * alive, f"one_{n}": where(one < 0, 0, one) * alive,
            f"ten_{n}": where(Local(f"five_{n}") >= 9, 10, Local(f"five_{n}") + 1) * alive}  # fmt: skip


def of_baby(n: int) -> list[Write]:
    """What the mother's record says of a baby."""
    born = Local("fetuses") >= n  # the baby of an earlier birth may be nobody of this family
    known = born & (Local(f"baby_{n}") >= 0)
    alive = known & ~Of(f"baby_{n}", "stillborn")
    facts: dict = {
        "about": n,
        "enduring": True,
        "begins": where(Local(f"baby_{n}") >= 0, Of(f"baby_{n}", "born"), Local("ends")),
    }
    return [
        observe(where(Of(f"baby_{n}", "stillborn"), coded(0, "stillbirth"), coded(0, "live_birth")),
                when=born,
                slot=f"baby {n}", **facts),
        observe("baby_birth_weight", Of(f"baby_{n}", "birth_weight"), "unit_kilogram", decimals=3, when=known,
                slot=f"weight of baby {n}", **facts),
        observe("baby_sex", value_code=coded(Of(f"baby_{n}", "sex") - 1, "sex_male", "sex_female"),
                when=known,
                slot=f"sex of baby {n}", **facts),
        *(observe(f"baby_apgar_{minute}", Local(f"{name}_{n}"), "unit_score", slot=f"apgar {minute} of baby {n}",
                  when=alive,
                  recorded=minute, **facts) for minute, name in ((1, "one"), (5, "five"))),
    ]  # fmt: skip


def told(n: int) -> list[Signal]:
    """The signals by which a baby's own record begins."""
    carries: dict[str, Expression | int] = {
        "order": n, "mode": _mode, "onset": _onset, "place": _place, "babies": Local("fetuses"),
               "ends": Local("ends"),
        **{v: Local(v) for v in ("goes_home", "visit_5", "visit_10", "discharged_at")},
               "gestation": Local("gestation"),
        "breech": Local("breech"), "mother_diabetic": Local("mother_diabetic"),
        "one": Local(f"one_{n}"), "five": Local(f"five_{n}"), "ten": Local(f"ten_{n}"),
    }  # fmt: skip
    dead, born = Of(f"baby_{n}", "stillborn"), Local("fetuses") >= n
    return [Signal("birth recorded", to=f"baby_{n}", carries=carries, when=born & ~dead)]


def _haemorrhage(change: str) -> Write:
    """A haemorrhage after birth, which is over when she goes home."""
    return diagnose(coded(Local("loss") >= p.major_haemorrhage, "postpartum_haemorrhage", "major_pph"),
                    entry="haemorrhage", slot=f"haemorrhage {change}", change=change,
                    when=Local("loss") >= p.haemorrhage)  # fmt: skip


_BIRTH = [
    weeks_and_days(Local("gestation"), "length_of_gestation_at_birth", enduring=True),
    observe("onset_of_labour", value_code=coded(_onset, "onset_labour_spontaneous", "onset_labour_induced",
                                                "onset_caesarean_before_labour"), enduring=True),
    *(perform(coded(_mode, *MODES), slot=f"delivery by {by}", setting=maker, enduring=True, when=_kind)
      for by, maker, _kind in (("midwife", "labour ward", (Local("kind") < 1) & _place.equals(LABOUR_WARD)),
                               ("obstetrician", "labour ward (obstetrician)", Local("kind") >= 1),
                               ("midwife at the birth centre", "birth centre", _place.equals(BIRTH_CENTRE)),
                               ("midwife at home", "midwife at home", _place.equals(HOME)))),
    observe("delivery_place", value_code=coded(_place, "delivery_place_consultant_ward",
                                               "delivery_place_midwife_ward",
                                               "delivery_place_domestic_address"), enduring=True),
    observe("duration_of_labour", p.labour, "unit_minute", when=_labour),
    observe("duration_second_stage", p.second_stage, "unit_minute", when=_labour & ~_caesarean),
    observe("duration_third_stage", p.third_stage, "unit_minute", when=~_caesarean),
    perform("gas_and_air", when=_labour & p.gas_and_air),
    perform("opioid_in_labour", when=_labour & ~_place.equals(HOME) & p.opioid),
    perform("epidural_labour", when=_labour & _place.equals(LABOUR_WARD) & p.epidural,
            setting="labour ward (obstetrician)"),
    perform(coded(p.anaesthesia, "spinal_anaesthesia_for_birth", "general_anaesthesia_for_birth"),
            slot="anaesthesia",
            when=_caesarean, setting="labour ward (obstetrician)"),
    perform("episiotomy", when=Local("episiotomy"), enduring=True),
    observe(coded(Local("tear"), "perineum_intact", "perineal_tear_1st", "perineal_tear_2nd",
                  "perineal_tear_3rd",
                  "perineal_tear_4th"), slot="perineum", when=~_caesarean, enduring=True),
    perform(where(Local("tear") >= 3, coded(0, "perineal_laceration_repair"),
                  coded(0, "repair_of_perineal_tear")),
            slot="repair", when=(Local("tear") >= 2) | Local("episiotomy")),
    perform("active_third_stage", when=~_caesarean & p.active_third_stage),
    prescribe("oxytocin_10unit_inj", when=_caesarean | p.oxytocic, until=Now(),
              details={"dosage": "10 units by intramuscular injection at birth"}),
    perform("placental_delivery"),
    observe("blood_loss", Local("loss"), "unit_millilitre"),
    _haemorrhage(BEGUN),
    observe("outcome_of_delivery", enduring=True, value_code=where(
        Local("fetuses") >= 2, where(_dead | Local("one_dead"), coded(0, "twins_one_sb"),
                                     coded(0, "twins_both_live")),
        where(_dead, coded(0, "stillbirth"), coded(0, "single_live_birth"))), when=Local("fetuses") <= 2),
    observe("smoking_at_delivery", value_code=coded(Fact("smoker"),
                                                    "smoking_in_pregnancy_non_smoker_history_unknown",
                                                    "smoking_in_pregnancy_current_smoker"),
            category="social-history"),
    *(w for n in (1, 2, 3) for w in of_baby(n)),
]  # fmt: skip

_AT = (("labour ward", LABOUR_WARD), ("birth centre", BIRTH_CENTRE))

BIRTH = Pathway(
    "labour and birth",
    starts_on=("booked for maternity care", "came unbooked to give birth"),
    takes=COURSE,
    only=Local("outcome") <= STILLBIRTH,
    at_death="died",
    guideline="NICE NG235; NICE NG192; NICE NG207",
    steps=[
        Step("decided", at=Local("ends") - p.decided_before,
             draws={**DECIDED, "before": p.admitted_before},
             sets={"birth_mode": _mode, "birth_place": _place},
             then=When({"attendance at home": _place.equals(HOME)}, "admission")),
        Step("admission", "labour ward", at=Local("ends") - Local("before"), draws={"in": 1},
             writes=[*(stay("inpatient", BEGUN, setting=ward, slot=f"stay begun, {ward}",
                            when=_place.equals(place),
                            text="Admitted for birth",
                            details={"admission_method": "admission_method_maternity_antepartum",
                                     "admission_source": "source_admission_usual_residence"})
                       for ward, place in _AT),
                     perform("steroid_fetal_lung", when=(Local("gestation") < p.steroids_until // DAY)
                             & ~_dead
                             & p.steroids),
                     perform("induction_of_labour", when=_onset.equals(INDUCED), setting="antenatal ward")],
             then="birth"),
        Step("attendance at home", "midwife at home", at=Local("ends") - p.midwife_called_before,
             hours="always",
             writes=[stay("home_birth", BEGUN, slot="attendance begun")],
             draws={"in": 2}, then="birth"),
        Step("birth", "labour ward", at=Local("ends"),
             draws={
                 "tear": where(_caesarean, 0, p.tear), "episiotomy": ~_caesarean & (Local("tear") <= 2)
                    & p.episiotomy,
                 "loss": p.blood_loss, "one_dead": Of("baby_1", "stillborn") | Of("baby_2", "stillborn"),
                 **apgars(1), **apgars(2), **apgars(3),
                 "leaves": Local("ends") + where(_place.equals(HOME), p.midwife_stays, p.stay_after_birth),
                 "goes_home": where(_place.equals(HOME), Local("leaves"), daytime(Local("leaves"))),
                 "visit_1": midnight(day_of(Local("goes_home")) + 1) + p.time_of_visit,
                 "visit_5": midnight(day_of(Local("ends") + p.day_of_first_weighing))
                 + p.time_of_visit.named("day 5"),
                 "visit_10": midnight(day_of(Local("ends") + p.day_of_second_weighing))
                 + p.time_of_visit.named("day 10"),
             },
             writes=_BIRTH,
             sets={"caesareans": Fact("caesareans") + _caesarean, "births": Fact("births") + Local("fetuses"),
                   "last_birth_by_caesarean": _caesarean},
             raises=[*told(1), *told(2), *told(3),
                     Signal("mother after birth", carries={n: Local(n) for n in (
                         "ends", "outcome", "mode", "goes_home", "visit_1", "visit_5", "visit_10",
                                                                                 "discharged_at",
                                                                                 "hypertension",
                         "gestational_diabetes", "rhesus_negative", "tear", "loss", "baby_1", "baby_2",
                                                                                 "baby_3")})],
             then=When({"midwife leaves": _place.equals(HOME)}, "goes home")),
        Step("goes home", "postnatal ward", at=Local("goes_home"), hours="always",
             writes=[observe("postnatal_observations_normal", slot="observations"),
                     _haemorrhage(ENDED),
                     prescribe("enoxaparin_40mg", when=_caesarean & p.thromboprophylaxis,
                               until=Now() + p.thromboprophylaxis_course,
                               details={"dosage": "40 mg by subcutaneous injection once daily"}),
                     prescribe("paracetamol_500mg_tab", when=p.analgesia_to_take_home,
                               until=Now() + p.analgesia_course,
                               details={"dosage": "Two tablets up to four times daily when needed"}),
                     perform("anti_d_given", when=Local("rhesus_negative") & p.baby_positive),
                     *(stay("inpatient", ENDED, slot=f"stay ended, from {ward}", when=_place.equals(place),
                            setting="postnatal ward" if place == LABOUR_WARD else ward,
                            details={"discharge_method": "discharge_method_clinical",
                                     "discharge_destination": "discharge_dest_usual_residence"})
                       for ward, place in _AT),
                     document("maternal_discharge_summary_document", slot="discharge summary",
                              recorded=p.writing_up,
                              details={"document": "maternity_discharge"})],
             draws={"in": 0}),
        Step("midwife leaves", "midwife at home", at=Local("goes_home"), hours="always", draws={"in": 0},
             writes=[stay("home_birth", ENDED, slot="attendance ended"), _haemorrhage(ENDED)]),
        Step("died", "labour ward",
             writes=[_haemorrhage(ENDED),
                     stay("inpatient", ENDED, slot="stay ended by death", when=Local("in").equals(1),
                          details={"discharge_method": "discharge_method_died",
                                   "discharge_destination": "discharge_dest_died"}),
                     stay("home_birth", ENDED, slot="attendance ended by death",
                          when=Local("in").equals(2))]),
    ],
)  # fmt: skip

PATHWAYS = [BIRTH]
