"""Screening of the newborn: the physical examination, the hearing screen, the blood spot, and what they find.

What a baby has is drawn before it is looked for; tests miss little of it and suspect much that is not there.
"""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from care_pathways.child_health.newborn import BORN, Newborn
from care_pathways.maternity._birth import Birth
from care_pathways.maternity._course import CARRIER
from care_pathways.programmes import since
from synth.clock import DAY
from synth.pathway.language.conditions import any_of, higher_of, lower_of
from synth.pathway.language.expressions import Expression, Fact, Now, Of, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import Note, Notes, instant, keeping, option, quantity, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import daytime, in_days
from synth.pathway.language.writes import AMENDED, communicate, diagnose, family_history, observe, perform, refer

p = beside(__file__)

baby = Newborn
_born = Fact("born")
_boy = Fact("sex").is_("male")


SIDES = {"left": "left", "right": "right", "both": "bilateral"}


SIDE = {part: option(f"where the {part} are not as usual", *SIDES, called=f"{part}_side")
        for part in ("hips", "eyes", "testes")}  # fmt: skip
"""The side on which a paired part is not as usual."""


@keeping(*SIDE.values())
class Examined(Notes):
    """What is known of the physical examination, and what it looks for."""

    done = whether("the baby is examined")
    age = instant("when the baby would be examined by its age")
    wanted = instant("the same by day")
    seen = instant("when it is examined: not while it is helped to breathe")
    latest = instant("when it must be done, if it is to be done before the baby leaves")
    ward = whether("it is brought forward, to be done before the baby leaves")
    heart_defect = whether("the baby has a heart defect")
    dislocated = whether("a hip is dislocated")
    cataract = whether("the baby has a cataract")
    hips_in_family = whether("hips dislocated in early life run in the family")
    hips_risk = whether("there is a risk of a dislocated hip")
    eyes_risk = whether("there is a risk of a disorder of the eyes")
    heart_risk = whether("there is a risk of a heart defect")
    hips = whether("the hips are not as usual")
    eyes = whether("the eyes are not as usual")
    heart = whether("the heart is not as usual")
    testes = whether("the testes are not both down")
    scanned = whether("the baby is brought to the scan of its hips")


e = Examined


def _side(part: str, unusual: Note, at_risk: Note) -> Expression:
    """The outcome of the examination of a paired part: nothing, or a suspicion on a side."""

    def suspected(risk: str) -> Expression:
        return code_of(
            SIDE[part], {side: f"nipe_{part}_{word}_abnormality_suspected{risk}" for side, word in SIDES.items()}
        )

    return either(
        at_risk,
        either(unusual, suspected("_risk"), f"nipe_{part}_no_abnormality_risk"),
        either(unusual, suspected("_no_risk"), f"nipe_{part}_no_abnormality"),
    )


NIPE = Pathway(
    "newborn physical examination",
    part_of=BORN,
    starts_on="newborn screening due",
    only=since.newborn_examination_programme,
    notes=Examined,
    guideline="NHS newborn and infant physical examination screening programme",
    steps=[
        Step("whether",
             draws={e.done: p.examined, e.age: where(
                 baby.neonatal & (Birth.gestation < p.examined_when_ready // DAY), baby.home - p.before_leaving_unit,
                 _born + p.age_at_examination), e.wanted: daytime(e.age),
                    e.latest: baby.home - p.before_leaving,
                    e.ward: (e.latest >= _born + p.earliest_examination) & (e.wanted > e.latest) & p.before_home},
             then=When({"well enough": e.done}, "not done")),
        Step("well enough", at=where(e.ward, e.latest, e.wanted), then="examination",
             draws={e.seen: higher_of(Now(), lower_of(
                 daytime(Fact("breathing_helped_until") + p.steady_for), e.latest))}),
        Step("examination", "newborn examination (paediatrician)", hours="always",
             at=e.seen,
             contact="child_health_contact_newborn_infant_physical_examination",
             draws={e.heart_defect: p.heart_defect, e.dislocated: p.dislocated_hip, e.cataract: p.cataract,
                    e.hips_in_family: p.hip_risk_in_family,
                    e.hips_risk: Birth.breech | e.hips_in_family, e.eyes_risk: p.eye_risk,
                    e.heart_risk: p.heart_risk,
                    e.hips: (e.dislocated & p.hip_found) | p.hip_suspected,
                    SIDE["hips"]: p.side.named("hips"),
                    e.eyes: e.cataract | p.eyes_suspected, SIDE["eyes"]: p.side.named("eyes"),
                    e.heart: (e.heart_defect & p.heart_found) | p.heart_suspected,
                    e.testes: where(_boy, p.testes_undescended, 0), SIDE["testes"]: p.side.named("testes")},
             writes=[perform("nipe_hips", value_code=_side("hips", e.hips, e.hips_risk), enduring=True),
                     perform("nipe_eyes", value_code=_side("eyes", e.eyes, e.eyes_risk), enduring=True),
                     perform("nipe_heart", enduring=True, value_code=either(
                         e.heart_risk,
                         either(e.heart, "nipe_heart_abnormality_suspected_risk",
                                "nipe_heart_no_abnormality_risk"),
                         either(e.heart, "nipe_heart_abnormality_suspected_no_risk",
                                "nipe_heart_no_abnormality"))),
                     perform("nipe_testes", when=_boy, enduring=True, value_code=either(
                         e.testes, code_of(SIDE["testes"], {
                             side: f"nipe_testes_{word}_abnormality" for side, word in SIDES.items()}),
                         "nipe_testes_no_abnormality")),
                     refer("hip_ultrasound", when=e.hips | e.hips_risk,
                           details={"to": "imaging department"}),
                     refer("echocardiogram", when=e.heart,
                           details={"to": "outpatient clinic (paediatrician)"}),
                     refer("referral_ophthalmology", when=e.eyes,
                           details={"to": "outpatient clinic (paediatrician)"}),
                     family_history("congenital_dislocation_of_hip", "relationship_parent", text="In early life",
                                    when=e.hips_in_family)],
             raises=Signal("testis not down", when=e.testes),
             then=When({"heart clinic": e.heart, "eye clinic": e.eyes}, "hips?")),
        Step("not done", "newborn examination (paediatrician)", at=_born, after=p.given_up,
             writes=[perform(f"nipe_{part}", status="not-done", value_code=f"nipe_{part}_not_done",
                             when=_boy if part == "testes" else None) for part in ("hips", "eyes", "heart",
                                                                                   "testes")]),
        Step("heart clinic", "outpatient clinic (paediatrician)", at=baby.home, after=p.to_heart_clinic,
             contact="outpatient",
             writes=[perform("echocardiogram"),
                     diagnose(code_of(p.which_defect, septal="ventricular_septal_defect",
                                      other="congenital_heart_disease"),
                              slot="defect", lasting=True, when=e.heart_defect)],
             then="hips?"),
        Step("eye clinic", "outpatient clinic (paediatrician)", at=baby.home, after=p.to_eye_clinic,
             contact="outpatient",
             writes=[diagnose("congenital_cataract", lasting=True, when=e.cataract)], then="hips?"),
        Step("hips?", then=When({"hip ultrasound": e.hips | e.hips_risk}, END)),
        Step("hip ultrasound", "imaging department", at=_born, after=p.age_at_hip_scan, contact="outpatient",
             draws={e.scanned: p.comes_to_hip_scan}, contact_when=e.scanned,
             writes=[perform("hip_ultrasound", when=e.scanned),
                     diagnose("congenital_dislocation_of_hip", lasting=True,
                              when=e.scanned & e.dislocated)]),
    ],
)  # fmt: skip


class Heard(Notes):
    """What is known of the hearing screen, and what it looks for."""

    deaf = whether("the baby has a permanent loss of hearing")
    one_sided = whether("the loss is in the left ear alone")
    declined = whether("the screen is never finished")
    long_stay = whether("the baby is on the neonatal unit for so long that it is tested there")
    seen = whether("the baby was tested")
    left = whether("the left ear gives no clear response")
    right = whether("the right ear gives no clear response")
    followed = whether("hearing is to be looked at again, as there is a risk")
    comes = whether("the baby is brought to the audiologist")


h = Heard


def _ears(test: str) -> list[Write]:
    """Both ears by one test, as clear or not."""
    return [perform(f"hearing_{test}", slot=f"{ear} ear", when=h.seen,
                    value_code=either(unclear, f"{test}_{ear}_no_clear", f"{test}_{ear}_clear"))
            for ear, unclear in (("left", h.left), ("right", h.right))]  # fmt: skip


_again = h.left | h.right
_both = h.left & h.right
_deaf_on_the_right = h.deaf & ~h.one_sided


def _brainstem(name: str, **when: Any) -> Step:
    """The automated auditory brainstem response, which settles what the first tests left open."""
    return Step(name, "newborn hearing screening", contact="child_health_contact_newborn_hearing_screening",
                draws={h.left: h.left & (h.deaf | p.not_clear_by_aabr),
                       h.right: h.right & (_deaf_on_the_right | p.not_clear_by_aabr.named("right"))},
                writes=_ears("aabr"), then="outcome", **when)  # fmt: skip


HEARING = Pathway(
    "newborn hearing screen",
    part_of=BORN,
    starts_on="newborn screening due",
    only=since.newborn_hearing_screening,
    notes=Heard,
    guideline="NHS newborn hearing screening programme",
    steps=[
        Step("whether", draws={h.deaf: p.permanent_loss, h.one_sided: p.one_sided,
                               h.declined: p.hearing_declined,
                               h.long_stay: baby.neonatal & (baby.unit_until > _born + p.long_stay)},
             then=When({"declined": h.declined, "both tests": h.long_stay}, "first test")),
        Step("first test", "newborn hearing screening", at=_born, after=p.age_at_first_test,
             contact="child_health_contact_newborn_hearing_screening",
             draws={h.seen: 1, h.left: h.deaf | p.not_clear_at_first,
                    h.right: _deaf_on_the_right | p.not_clear_at_first.named("right")},
             writes=_ears("aoae"), then=When({"second test": _again}, "outcome")),
        Step("second test", "newborn hearing screening", after=p.to_second_test,
             contact="child_health_contact_newborn_hearing_screening",
             draws={h.left: h.left & (h.deaf | p.not_clear_again),
                    h.right: h.right & (_deaf_on_the_right | p.not_clear_again.named("right"))},
             writes=_ears("aoae"), then=When({"third test": _again}, "outcome")),
        Step("both tests", "newborn hearing screening", at=baby.unit_until - p.before_leaving_unit,
             after=p.minutes_of_test, contact="child_health_contact_newborn_hearing_screening",
             lasts=p.one_of_two_tests,
             draws={h.seen: 1, h.left: h.deaf | p.not_clear_on_unit,
                    h.right: _deaf_on_the_right | p.not_clear_on_unit.named("right")},
             writes=_ears("aoae"), then="at the same session"),
        _brainstem("third test", after=p.to_third_test),
        _brainstem("at the same session", after=p.minutes_of_test, hours="always"),
        Step("outcome", "newborn hearing screening", hours="always", draws={h.followed: p.targeted_follow_up},
             writes=[observe("hearing_screen_outcome", enduring=True, value_code=either(
                         _both, "hearing_no_clear_both_ears", either(
                             _again, "hearing_no_clear_one_ear",
                             either(h.followed, "hearing_clear_targeted_followup", "hearing_clear")))),
                     refer("referral_audiology", when=_again,
                           details={"to": "outpatient clinic (paediatrician)"})],
             then=When({"audiology": _again}, END)),
        Step("declined", "newborn hearing screening", after=p.age_at_first_test,
             writes=[observe("hearing_screen_outcome", value_code=code_of(
                 p.why_incomplete, declined="hearing_declined", did_not_attend="hearing_dna",
                 unsettled="hearing_incomplete_as_baby_unsettled"), enduring=True)]),
        Step("audiology", "outpatient clinic (paediatrician)", after=p.to_audiology, contact="outpatient",
             draws={h.comes: p.comes_to_audiology}, contact_when=h.comes,
             writes=[perform("audiology_assessment", when=h.comes),
                     diagnose("permanent_childhood_hearing_impairment", lasting=True,
                              when=h.comes & h.deaf)]),
    ],
)  # fmt: skip

CONDITIONS = {
    "pku": "phenylketonuria", "cht": "congenital_hypothyroidism", "cf": "cystic_fibrosis",
    "scd": "sickle_cell_disease", "mcadd": "mcadd", "msud": "msud", "iva": "isovaleric_acidaemia",
    "ga1": "glutaric_aciduria_type_1", "hcu": "homocystinuria", "tyr1": "tyrosinaemia_type_1",
}  # fmt: skip
"""The conditions of the blood spot: key of the test, key of the condition."""
_CARRIERS = ("cf", "scd")
"""The tests that show carriers too."""
NO_GOOD = {
    "too little blood": "insufficient_sample",
    "blood badly applied": "unsuitable_sample_incorrect_blood_application",
    "card pressed": "unsuitable_sample_compressed_damaged",
    "damaged in the post": "unsuitable_sample_damaged_in_transit",
    "long in the post": "unsuitable_sample_more_than_14_days_in_transit_too_old_for_analysis",
    "two samples on one card": "unsuitable_sample_day_0_and_day_5_on_same_card",
    "date of sample missing": "unsuitable_sample_date_of_sample_missing_not_accurately_recorded",
    "date of birth wrong": "unsuitable_sample_date_of_birth_not_accurately_matched",
}  # fmt: skip
"""Why a sample is no good, with how the codes of each test say so."""
FOUND = {test: option(f"what the blood spot shows of {condition.replace('_', ' ')}", "no", "suspected",
                      *(("carrier",) if test in _CARRIERS else ()), called=test)
         for test, condition in CONDITIONS.items()}  # fmt: skip


@keeping(*FOUND.values())
class Tested(Notes):
    """What is known of the blood spot, and what it shows."""

    declined = whether("the parents decline the blood spot")
    mother_carries = option("what the mother's own screening found", *CARRIER)
    post = quantity("how long the card is in the post", "minutes")
    again = whether("the sample is no good and must be taken again")
    why = option("why it is no good", *NO_GOOD)
    repeated = whether("a sample has been tested before")
    real = whether("what is suspected is confirmed at the clinic")
    mistaken = whether("another sample is asked for by mistake, and the report put right")


s = Tested
_TESTED: dict[str, Expression] = {
    "cht": since.blood_spot_cht, "scd": since.blood_spot_scd, "cf": since.blood_spot_cf,
    "mcadd": since.blood_spot_mcadd, **dict.fromkeys(("msud", "iva", "ga1", "hcu"), since.blood_spot_of_2015),
    "tyr1": p.tyrosinaemia_tested >= 1,
}  # fmt: skip
"""Since when each is looked for, but the first, which is as old as the blood spot."""


def _outcome(test: str, change: str = "recorded") -> Write:
    """The outcome for one condition: not suspected, suspected, or a carrier where the test shows it.

    change: "amended" for what stands in a report that puts an earlier one right."""
    of = "sickle_trait" if test == "scd" else test
    codes = {"no": f"bloodspot_{of}_not_suspected", "suspected": f"bloodspot_{of}_suspected"}
    if test in _CARRIERS:
        codes["carrier"] = f"bloodspot_{test}_carrier"
    found, when = code_of(FOUND[test], codes), _TESTED.get(test)
    first = change == "recorded"
    return perform(f"bloodspot_{test}", slot="" if first else f"bloodspot_{test} put right", enduring=True,
                   setting="blood spot laboratory", when=when, entry=f"bloodspot_{test}", change=change,
                   status="completed", value_code=either(s.mistaken, f"bloodspot_{test}_repeat", found) if first
                   else found)  # fmt: skip


_TESTS = tuple(CONDITIONS)


def _found(test: str) -> Expression:
    """What the laboratory finds, of what it looks for by then."""
    found: Expression = getattr(p, f"{test}_found")
    return where(_TESTED[test], found, "no") if test in _TESTED else found


def _no_good(test: str) -> Expression:
    """What the laboratory says of a sample that is no good: why, where the test has codes for it."""
    if test == "tyr1":
        return code_of(s.why, dict.fromkeys(NO_GOOD, "bloodspot_tyr1_repeat"))
    return code_of(s.why, {why: f"bloodspot_{test}_{said}" for why, said in NO_GOOD.items()})


def _one_of(named: str) -> Expression:
    found = any_of(FOUND[test].is_(named) for test in _TESTS)
    assert found is not None
    return found


_still_in = baby.neonatal & (baby.home > Birth.visit_5)


def _sample(name: str, who: str, **when: Any) -> Step:
    """Blood taken from the heel onto a card, which is posted to the laboratory."""
    return Step(name, who, contact="child_health_contact_newborn_blood_spot_screening",
                draws={s.post: p.in_the_post},
                writes=[perform("bloodspot"),
                        observe("bloodspot_specimen_received", recorded=s.post,
                                setting="blood spot laboratory")],
                hours="always" if "at" in when else "", then="laboratory", **when)  # fmt: skip


BLOOD_SPOT = Pathway(
    "blood spot screening",
    part_of=BORN,
    starts_on="newborn screening due",
    only=since.blood_spot_pku,
    notes=Tested,
    guideline="NHS newborn blood spot screening programme",
    steps=[
        Step("whether", draws={s.declined: p.blood_spot_declined, s.mother_carries: Of("mother", "haemoglobin_status")},
             then=When({"declined": s.declined, "sample on the unit": _still_in}, "sample")),
        _sample("sample", "midwife at home", at=Birth.visit_5, after=p.sample_late),
        _sample("sample on the unit", "neonatal unit (nurse)", at=Birth.visit_5, after=p.sample_late),
        Step("laboratory", "blood spot laboratory", after=p.to_laboratory,
             draws={**{test: where(s.repeated, FOUND[test], _found(test)) for test in _TESTS},
                    s.again: where(s.repeated, 0, p.repeat_needed), s.why: p.no_good, s.repeated: 1},
             then=When({"repeat needed": s.again}, "results")),
        Step("repeat needed", "blood spot laboratory", after=p.to_result,
             writes=[*(perform(f"bloodspot_{test}", value_code=_no_good(test), when=_TESTED.get(test))
                       for test in _TESTS),
                     communicate("bloodspot_repeat_request", details={"to": "midwife at home"})],
             then=When({"sample again on the unit": baby.home > Now() + p.to_repeat}, "sample again")),
        _sample("sample again", "midwife at home", after=p.to_repeat),
        _sample("sample again on the unit", "neonatal unit (nurse)", after=p.to_repeat),
        Step("results", "blood spot laboratory", after=p.to_result,
             draws={s.mistaken: ~_one_of("suspected") & p.mistaken},
             writes=[*map(_outcome, _TESTS),
                     refer("referral_specialist_newborn_screening", when=_one_of("suspected"),
                           details={"to": "outpatient clinic (paediatrician)"})],
             then=When({"clinic": _one_of("suspected"), "put right": s.mistaken,
                        "second for prematurity": (Birth.gestation < in_days(p.second_below))
                        & _TESTED["cht"] & (baby.home > Now() + p.day_before_home)}, END)),
        # Whose thyroid is too young to tell is tested again for that alone, at four weeks or when it goes home.
        Step("second for prematurity", "neonatal unit (nurse)", hours="always",
             at=lower_of(_born + p.second_at, baby.home - p.day_before_home),
             contact="child_health_contact_newborn_blood_spot_screening",
             writes=[perform("bloodspot"), observe("bloodspot_specimen_received", recorded=p.in_the_post,
                                                   setting="blood spot laboratory")],
             then="second result"),
        Step("second result", "blood spot laboratory", after=p.second_reported,
             writes=[perform("bloodspot_cht", slot="second", value_code="bloodspot_cht_not_suspected")]),
        Step("put right", "blood spot laboratory", after=p.to_correction,
             writes=[_outcome(test, AMENDED) for test in _TESTS]),
        Step("clinic", "outpatient clinic (paediatrician)", after=p.to_clinic, contact="outpatient",
             draws={s.real: p.confirmed},
             writes=[diagnose(condition, lasting=True, when=FOUND[test].is_("suspected") & s.real)
                     for test, condition in CONDITIONS.items()]),
        Step("declined", "midwife at home", at=Birth.visit_5, hours="always",
             writes=[perform(f"bloodspot_{test}", status="declined", enduring=True, when=_TESTED.get(test),
                             value_code=f"bloodspot_{test}_declined") for test in _TESTS]),
    ],
)  # fmt: skip

PATHWAYS = [NIPE, HEARING, BLOOD_SPOT]
