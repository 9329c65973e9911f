"""Screening of the newborn: the physical examination, the hearing screen, the blood spot, and what they find.

What a baby has is drawn before it is looked for; tests miss little of it and suspect much that is not there.
"""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from care_pathways.programmes import since
from synth.pathway.language.expressions import Expression, Fact, Local, Now, where
from synth.pathway.language.model import END, Pathway, Step, When, Write
from synth.pathway.language.notes import option
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import daytime
from synth.pathway.language.writes import communicate, diagnose, family_history, observe, perform, refer

p = beside(__file__)

DUE = ("gestation", "neonatal", "breech", "home", "unit_until", "visit_5")
"""What the newborn's pathway tells its screening."""

_born = Fact("born")
_boy = Fact("sex").is_("male")


SIDES = {"left": "left", "right": "right", "both": "bilateral"}
SIDE = {part: option(f"where the {part} are not as usual", *SIDES, called=f"{part}_side")
        for part in ("hips", "eyes", "testes")}  # fmt: skip


def _side(part: str) -> Expression:
    """The outcome of the examination of a paired part: nothing, or a suspicion on a side."""

    def suspected(risk: str) -> Expression:
        return code_of(
            SIDE[part], {side: f"nipe_{part}_{word}_abnormality_suspected{risk}" for side, word in SIDES.items()}
        )

    return either(Local(f"{part}_risk"), either(Local(part), suspected("_risk"), f"nipe_{part}_no_abnormality_risk"),
                  either(Local(part), suspected("_no_risk"), f"nipe_{part}_no_abnormality"))  # fmt: skip


NIPE = Pathway(
    "newborn physical examination",
    starts_on="newborn screening due",
    takes=DUE,
    only=since.newborn_examination_programme,
    guideline="NHS newborn and infant physical examination screening programme",
    steps=[
        Step("whether", draws={"done": p.examined, "age": _born + p.age_at_examination,
                               "wanted": daytime(Local("age")),
                               "latest": Local("home") - p.before_leaving,
                               "ward": (Local("latest") >= _born + p.earliest_examination)
                               & (Local("wanted") > Local("latest")) & p.before_home},
             then=When({"examination": Local("done")}, "not done")),
        Step("examination", "newborn examination (paediatrician)", hours="always",
             at=where(Local("ward"), Local("latest"), Local("wanted")),
             contact="child_health_contact_newborn_infant_physical_examination",
             draws={"heart_defect": p.heart_defect, "dislocated": p.dislocated_hip, "cataract": p.cataract,
                    "hips_in_family": p.hip_risk_in_family,
                    "hips_risk": Local("breech") | Local("hips_in_family"), "eyes_risk": p.eye_risk,
                    "heart_risk": p.heart_risk,
                    "hips": (Local("dislocated") & p.hip_found) | p.hip_suspected,
                    "hips_side": p.side.named("hips"),
                    "eyes": Local("cataract") | p.eyes_suspected, "eyes_side": p.side.named("eyes"),
                    "heart": (Local("heart_defect") & p.heart_found) | p.heart_suspected,
                    "testes": where(_boy, p.testes_undescended, 0), "testes_side": p.side.named("testes")},
             writes=[perform("nipe_hips", value_code=_side("hips"), enduring=True),
                     perform("nipe_eyes", value_code=_side("eyes"), enduring=True),
                     perform("nipe_heart", enduring=True, value_code=either(
                         Local("heart_risk"),
                         either(Local("heart"), "nipe_heart_abnormality_suspected_risk",
                                "nipe_heart_no_abnormality_risk"),
                         either(Local("heart"), "nipe_heart_abnormality_suspected_no_risk",
                                "nipe_heart_no_abnormality"))),
                     perform("nipe_testes", when=_boy, enduring=True, value_code=either(
                         Local("testes"), code_of(SIDE["testes"], {
                             side: f"nipe_testes_{word}_abnormality" for side, word in SIDES.items()}),
                         "nipe_testes_no_abnormality")),
                     refer("hip_ultrasound", when=Local("hips") | Local("hips_risk"),
                           details={"to": "imaging department"}),
                     refer("echocardiogram", when=Local("heart"),
                           details={"to": "outpatient clinic (paediatrician)"}),
                     refer("referral_ophthalmology", when=Local("eyes"),
                           details={"to": "outpatient clinic (paediatrician)"}),
                     family_history("congenital_dislocation_of_hip", "relationship_parent", text="In early life",
                                    when=Local("hips_in_family")),
                     diagnose("undescended_testis", lasting=True, when=Local("testes"))],
             then=When({"heart clinic": Local("heart"), "eye clinic": Local("eyes")}, "hips?")),
        Step("not done", "newborn examination (paediatrician)", at=_born, after=p.given_up,
             writes=[perform(f"nipe_{part}", status="not-done", value_code=f"nipe_{part}_not_done",
                             when=_boy if part == "testes" else None) for part in ("hips", "eyes", "heart",
                                                                                   "testes")]),
        Step("heart clinic", "outpatient clinic (paediatrician)", after=p.to_heart_clinic,
             contact="outpatient",
             writes=[perform("echocardiogram"),
                     diagnose(code_of(p.which_defect, septal="ventricular_septal_defect",
                                      other="congenital_heart_disease"),
                              slot="defect", lasting=True, when=Local("heart_defect"))],
             then="hips?"),
        Step("eye clinic", "outpatient clinic (paediatrician)", after=p.to_eye_clinic, contact="outpatient",
             writes=[diagnose("congenital_cataract", lasting=True, when=Local("cataract"))], then="hips?"),
        Step("hips?", then=When({"hip ultrasound": Local("hips") | Local("hips_risk")}, END)),
        Step("hip ultrasound", "imaging department", at=_born, after=p.age_at_hip_scan, contact="outpatient",
             draws={"scanned": p.comes_to_hip_scan}, contact_when=Local("scanned"),
             writes=[perform("hip_ultrasound", when=Local("scanned")),
                     diagnose("congenital_dislocation_of_hip", lasting=True,
                              when=Local("scanned") & Local("dislocated"))]),
    ],
)  # fmt: skip


def _ears(test: str) -> list[Write]:
    """Both ears by one test, as clear or not."""
    return [perform(f"hearing_{test}", slot=f"{ear} ear", when=Local("seen"),
                    value_code=either(Local(ear), f"{test}_{ear}_no_clear", f"{test}_{ear}_clear"))
            for ear in ("left", "right")]  # fmt: skip


_again = Local("left") | Local("right")
_both = Local("left") & Local("right")


def _brainstem(name: str, **when: Any) -> Step:
    """The automated auditory brainstem response, which settles what the first tests left open."""
    return Step(name, "newborn hearing screening", contact="child_health_contact_newborn_hearing_screening",
                draws={"left": Local("left") & (Local("deaf") | p.not_clear_by_aabr),
                       "right": Local("right") & ((Local("deaf") & ~Local("one_sided"))
                                                  | p.not_clear_by_aabr.named("right"))},
                writes=_ears("aabr"), then="outcome", **when)  # fmt: skip


HEARING = Pathway(
    "newborn hearing screen",
    starts_on="newborn screening due",
    takes=DUE,
    only=since.newborn_hearing_screening,
    guideline="NHS newborn hearing screening programme",
    steps=[
        Step("whether", draws={"deaf": p.permanent_loss, "one_sided": p.one_sided,
                               "declined": p.hearing_declined,
                               "long_stay": Local("neonatal") & (Local("unit_until") > _born + p.long_stay)},
             then=When({"declined": Local("declined"), "both tests": Local("long_stay")}, "first test")),
        Step("first test", "newborn hearing screening", at=_born, after=p.age_at_first_test,
             contact="child_health_contact_newborn_hearing_screening",
             draws={"seen": 1, "left": Local("deaf") | p.not_clear_at_first,
                    "right": (Local("deaf") & ~Local("one_sided")) | p.not_clear_at_first.named("right")},
             writes=_ears("aoae"), then=When({"second test": _again}, "outcome")),
        Step("second test", "newborn hearing screening", after=p.to_second_test,
             contact="child_health_contact_newborn_hearing_screening",
             draws={"left": Local("left") & (Local("deaf") | p.not_clear_again),
                    "right": Local("right") & ((Local("deaf") & ~Local("one_sided"))
                                               | p.not_clear_again.named("right"))},
             writes=_ears("aoae"), then=When({"third test": _again}, "outcome")),
        Step("both tests", "newborn hearing screening", at=Local("unit_until") - p.before_leaving_unit,
             after=p.minutes_of_test, contact="child_health_contact_newborn_hearing_screening",
             draws={"seen": 1, "left": Local("deaf") | p.not_clear_on_unit,
                    "right": (Local("deaf") & ~Local("one_sided")) | p.not_clear_on_unit.named("right")},
             writes=_ears("aoae"), then="at the same session"),
        _brainstem("third test", after=p.to_third_test),
        _brainstem("at the same session", after=p.minutes_of_test, hours="always"),
        Step("outcome", "newborn hearing screening", hours="always", draws={"followed": p.targeted_follow_up},
             writes=[observe("hearing_screen_outcome", enduring=True, value_code=either(
                         _both, "hearing_no_clear_both_ears", either(
                             _again, "hearing_no_clear_one_ear",
                             either(Local("followed"), "hearing_clear_targeted_followup", "hearing_clear")))),
                     refer("referral_audiology", when=_again,
                           details={"to": "outpatient clinic (paediatrician)"})],
             then=When({"audiology": _again}, END)),
        Step("declined", "newborn hearing screening", after=p.age_at_first_test,
             writes=[observe("hearing_screen_outcome", value_code=code_of(
                 p.why_incomplete, declined="hearing_declined", did_not_attend="hearing_dna",
                 unsettled="hearing_incomplete_as_baby_unsettled"), enduring=True)]),
        Step("audiology", "outpatient clinic (paediatrician)", after=p.to_audiology, contact="outpatient",
             draws={"comes": p.comes_to_audiology}, contact_when=Local("comes"),
             writes=[perform("audiology_assessment", when=Local("comes")),
                     diagnose("permanent_childhood_hearing_impairment", lasting=True, when=Local("comes")
                              & Local("deaf"))]),
    ],
)  # fmt: skip

CONDITIONS = {
    "pku": "phenylketonuria", "cht": "congenital_hypothyroidism", "cf": "cystic_fibrosis",
              "scd": "sickle_cell_disease",
    "mcadd": "mcadd", "msud": "msud", "iva": "isovaleric_acidaemia", "ga1": "glutaric_aciduria_type_1",
    "hcu": "homocystinuria", "tyr1": "tyrosinaemia_type_1",
}  # fmt: skip
"""The conditions of the blood spot: key of the test, key of the condition."""
_CARRIERS = ("cf", "scd")
FOUND = {test: option(f"what the blood spot shows of {condition}", "no", "suspected",
                      *(("carrier",) if test in _CARRIERS else ()), called=test)
         for test, condition in CONDITIONS.items()}  # fmt: skip

_TESTED: dict[str, Expression] = {
    "cht": since.blood_spot_cht, "scd": since.blood_spot_scd, "cf": since.blood_spot_cf,
    "mcadd": since.blood_spot_mcadd, **dict.fromkeys(("msud", "iva", "ga1", "hcu"), since.blood_spot_of_2015),
    "tyr1": p.tyrosinaemia_tested >= 1,
}  # fmt: skip
"""Since when each is looked for, but the first, which is as old as the blood spot."""


def _outcome(test: str) -> Write:
    """The outcome for one condition: not suspected, suspected, or a carrier where the test shows it."""
    of = "sickle_trait" if test == "scd" else test
    codes = {"no": f"bloodspot_{of}_not_suspected", "suspected": f"bloodspot_{of}_suspected"}
    if test in _CARRIERS:
        codes["carrier"] = f"bloodspot_{test}_carrier"
    when = _TESTED.get(test)
    return perform(f"bloodspot_{test}", enduring=True, setting="blood spot laboratory", when=when,
                   value_code=code_of(FOUND[test], codes))  # fmt: skip


_TESTS = tuple(CONDITIONS)


def _found(test: str) -> Expression:
    """What the laboratory finds, of what it looks for by then."""
    found: Expression = getattr(p, f"{test}_found")
    return where(_TESTED[test], found, "no") if test in _TESTED else found


def _one_of(named: str) -> Expression:
    found: Expression = FOUND[_TESTS[0]].is_(named)
    for test in _TESTS[1:]:
        found = found | FOUND[test].is_(named)
    return found


_still_in = Local("neonatal") & (Local("home") > Local("visit_5"))


def _sample(name: str, who: str, **when: Any) -> Step:
    """Blood taken from the heel onto a card, which is posted to the laboratory."""
    return Step(name, who, contact="child_health_contact_newborn_blood_spot_screening",
                draws={"post": p.in_the_post},
                writes=[perform("bloodspot"),
                        observe("bloodspot_specimen_received", recorded=Local("post"),
                                setting="blood spot laboratory")],
                hours="always" if "at" in when else "", then="laboratory", **when)  # fmt: skip


BLOOD_SPOT = Pathway(
    "blood spot screening",
    starts_on="newborn screening due",
    takes=DUE,
    only=since.blood_spot_pku,
    guideline="NHS newborn blood spot screening programme",
    steps=[
        Step("whether", draws={"declined": p.blood_spot_declined},
             then=When({"declined": Local("declined"), "sample on the unit": _still_in}, "sample")),
        _sample("sample", "midwife at home", at=Local("visit_5"), after=p.sample_late),
        _sample("sample on the unit", "neonatal unit (nurse)", at=Local("visit_5"), after=p.sample_late),
        Step("laboratory", "blood spot laboratory", after=p.to_laboratory,
             draws={**{test: where(Local("repeated"), FOUND[test], _found(test)) for test in _TESTS},
                    "again": where(Local("repeated"), 0, p.repeat_needed), "repeated": 1},
             then=When({"repeat needed": Local("again")}, "results")),
        Step("repeat needed", "blood spot laboratory", after=p.to_result,
             writes=[*(perform(f"bloodspot_{test}", value_code=f"bloodspot_{test}_repeat",
                               when=_TESTED.get(test)) for test in _TESTS[:9]),
                     communicate("bloodspot_repeat_request", details={"to": "midwife at home"})],
             then=When({"sample again on the unit": Local("home") > Now() + p.to_repeat}, "sample again")),
        _sample("sample again", "midwife at home", after=p.to_repeat),
        _sample("sample again on the unit", "neonatal unit (nurse)", after=p.to_repeat),
        Step("results", "blood spot laboratory", after=p.to_result,
             writes=[*map(_outcome, _TESTS),
                     refer("referral_specialist_newborn_screening", when=_one_of("suspected"),
                           details={"to": "outpatient clinic (paediatrician)"})],
             then=When({"clinic": _one_of("suspected")}, END)),
        Step("clinic", "outpatient clinic (paediatrician)", after=p.to_clinic, contact="outpatient",
             draws={"real": p.confirmed},
             writes=[diagnose(condition, lasting=True, when=FOUND[test].is_("suspected") & Local("real"))
                     for test, condition in CONDITIONS.items()]),
        Step("declined", "midwife at home", at=Local("visit_5"), hours="always",
             writes=[perform(f"bloodspot_{test}", status="declined", enduring=True, when=_TESTED.get(test),
                             value_code=f"bloodspot_{test}_declined") for test in _TESTS[:9]]),
    ],
)  # fmt: skip

PATHWAYS = [NIPE, HEARING, BLOOD_SPOT]
