"""The examination of a baby and the check of a mother, by the GP, six to eight weeks after birth."""

from care_pathways import beside, body
from care_pathways.body import Smoking, Weighed
from care_pathways.child_health._measuring import MEASURED, Measured, head, weight
from care_pathways.courses.mood import low
from care_pathways.gp.raised_pressure import told_of
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import REST, Choice, Pathway, Step
from synth.pathway.language.notes import quantity, whether
from synth.pathway.language.options import either
from synth.pathway.language.writes import appoint, observe, refer

p = beside(__file__)


class Baby(Measured):
    """What the GP finds of a baby."""

    hips = whether("the hips are not as usual")
    heart = whether("there is a murmur of the heart")
    eyes = whether("the eyes are not as usual")
    testes = whether("in a boy, the testes are not both down")
    male = whether("the baby is a boy")
    abnormal = whether("anything is not as usual")


class Mother(Weighed, Smoking):
    """What the GP finds of a mother."""

    systolic = quantity("systolic blood pressure", "mmHg")
    diastolic = quantity("diastolic blood pressure", "mmHg")
    low = whether("her mood is low")


b, m = Baby, Mother


BABY = Pathway(
    "baby's six-week check",
    starts_on="birth recorded",
    notes=Baby,
    guideline="UK National Screening Committee: newborn and infant physical examination, 6 to 8 weeks",
    steps=[
        Step("due", after=p.age_when_invited,
             then=Choice({"examination": p.baby_examined, "not brought": REST})),
        Step("examination", "general practice (GP)", after=p.invitation_to_check, contact="child_6_8wk_exam",
             draws={**MEASURED, b.hips: p.hips_abnormal, b.heart: p.heart_abnormal, b.eyes: p.eyes_abnormal,
                    b.testes: Fact("testis_not_down") | p.testes_abnormal, b.male: Fact("sex").is_("male"),
                    b.abnormal: b.hips | b.heart | b.eyes | (b.testes & b.male)},
             writes=[observe("child_6wk_exam_normal", when=~b.abnormal, category="exam"),
                     weight(), head(),
                     observe(either(b.hips, "nipe_hips_left_abnormality_suspected_no_risk",
                                    "nipe_hips_no_abnormality"),
                             slot="hips", category="exam"),
                     observe(either(b.heart, "nipe_heart_abnormality_suspected_no_risk",
                                    "nipe_heart_no_abnormality"),
                             slot="heart", category="exam"),
                     observe(either(b.eyes, "nipe_eyes_bilateral_abnormality_suspected_no_risk",
                                    "nipe_eyes_no_abnormality"),
                             slot="eyes", category="exam"),
                     observe(either(b.testes, "nipe_testes_left_abnormality",
                                    "nipe_testes_no_abnormality"),
                             slot="testes", when=b.male, category="exam"),
                     refer("referral_paeds", when=b.abnormal & ~Fact("testis_not_down"),
                           to="outpatient clinic (paediatrician)")]),
        Step("not brought", "general practice (reception)", after=p.invitation_to_check,
             writes=[appoint("child_6_8wk_exam", "recorded", entry="", status="noshow")]),
    ],
)  # fmt: skip

MOTHER = Pathway(
    "mother's six-week check",
    starts_on="mother after birth",
    notes=Mother,
    guideline="NICE NG194; GP contract 2020/21: maternal postnatal consultation",
    steps=[
        Step("due", after=p.age_when_invited, then=Choice({"check": p.mother_checked, "not attended": REST})),
        Step("check", "general practice (GP)", after=p.invitation_to_check, contact="postnatal_6wk_check",
             draws={m.bmi: body.bmi() + p.bmi_after_birth, m.weight: body.weight_now(), m.smoked: body.SMOKED,
                    m.systolic: body.systolic(), m.diastolic: body.diastolic(), m.low: low(p.low_mood)},
             raises=told_of(m.systolic, m.diastolic),
             writes=[body.write_pressure(m.systolic, m.diastolic),
                     observe("body_weight", m.weight, "unit_kilogram", decimals=1),
                     body.smoking(),
                     observe("perineum_healed",
                             when=p.healed & Fact("birth_mode").is_("vertex", "forceps", "ventouse")),
                     refer("referral_mh", when=m.low, to="talking therapies")]),
        Step("not attended", "general practice (reception)", after=p.invitation_to_check,
             writes=[appoint("postnatal_6wk_check", "recorded", entry="", status="noshow")]),
    ],
)  # fmt: skip

PATHWAYS = [BABY, MOTHER]
