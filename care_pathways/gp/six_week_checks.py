"""The examination of a baby and the check of a mother, by the GP, six to eight weeks after birth."""

from care_pathways import beside
from care_pathways.courses.mood import low
from care_pathways.gp import body
from synth.pathway.language.expressions import Fact, Local
from synth.pathway.language.model import REST, Choice, Pathway, Step
from synth.pathway.language.options import either
from synth.pathway.language.writes import appoint, observe, refer

p = beside(__file__)

BABY = Pathway(
    "baby's six-week check",
    starts_on="birth recorded",
    guideline="UK National Screening Committee: newborn and infant physical examination, 6 to 8 weeks",
    steps=[
        Step("due", after=p.age_when_invited,
             then=Choice({"examination": p.baby_examined, "not brought": REST})),
        Step("examination", "general practice (GP)", after=p.invitation_to_check, contact="child_6_8wk_exam",
             draws={"hips": p.hips_abnormal, "heart": p.heart_abnormal, "eyes": p.eyes_abnormal,
                    "testes": p.testes_abnormal, "male": Fact("sex").is_("male"),
                    "abnormal": Local("hips") | Local("heart") | Local("eyes") | (Local("testes")
                                                                                  & Local("male"))},
             writes=[observe("child_6wk_exam_normal", when=~Local("abnormal"), category="exam"),
                     observe(either(Local("hips"), "nipe_hips_left_abnormality_suspected_no_risk",
                                    "nipe_hips_no_abnormality"),
                             slot="hips", category="exam"),
                     observe(either(Local("heart"), "nipe_heart_abnormality_suspected_no_risk",
                                    "nipe_heart_no_abnormality"),
                             slot="heart", category="exam"),
                     observe(either(Local("eyes"), "nipe_eyes_bilateral_abnormality_suspected_no_risk",
                                    "nipe_eyes_no_abnormality"),
                             slot="eyes", category="exam"),
                     observe(either(Local("testes"), "nipe_testes_left_abnormality",
                                    "nipe_testes_no_abnormality"),
                             slot="testes", when=Local("male"), category="exam"),
                     refer("referral_paeds", when=Local("abnormal"),
                           to="outpatient clinic (paediatrician)")]),
        Step("not brought", "general practice (reception)", after=p.invitation_to_check,
             writes=[appoint("child_6_8wk_exam", "recorded", entry="", status="noshow")]),
    ],
)  # fmt: skip

MOTHER = Pathway(
    "mother's six-week check",
    starts_on="mother after birth",
    guideline="NICE NG194; GP contract 2020/21: maternal postnatal consultation",
    steps=[
        Step("due", after=p.age_when_invited, then=Choice({"check": p.mother_checked, "not attended": REST})),
        Step("check", "general practice (GP)", after=p.invitation_to_check, contact="postnatal_6wk_check",
             draws={"bmi": body.bmi() + p.bmi_after_birth, "weight": body.weight_now(), "smoked": body.SMOKED,
                    "systolic": body.systolic(), "diastolic": body.diastolic(), "low": low(p.low_mood)},
             writes=[body.write_pressure(Local("systolic"), Local("diastolic")),
                     observe("body_weight", Local("weight"), "unit_kilogram", decimals=1),
                     body.smoking(),
                     refer("referral_mh", when=Local("low"), to="talking therapies")]),
        Step("not attended", "general practice (reception)", after=p.invitation_to_check,
             writes=[appoint("postnatal_6wk_check", "recorded", entry="", status="noshow")]),
    ],
)  # fmt: skip

PATHWAYS = [BABY, MOTHER]
