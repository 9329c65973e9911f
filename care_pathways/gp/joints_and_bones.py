"""Joints, backs and bones that ache or break: osteoarthritis, back pain, osteoporosis, gout, rheumatoid arthritis.

Who has pain in joints and back alike takes one course of painkillers, for what came first.
"""

from care_pathways import beside
from care_pathways.gp._condition import condition, given, test
from care_pathways.gp._medicines import repeated
from care_pathways.gp._pregnancy import CHILDBEARING
from care_pathways.gp._review import NURSE
from care_pathways.gp.allergies import allergic
from care_pathways.laboratory import INFLAMMATION, usual
from synth.pathway.language.expressions import Fact
from synth.pathway.language.notes import option
from synth.pathway.language.options import code_of
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import observe

p = beside(__file__)

PAINKILLERS = {
    "paracetamol": repeated("paracetamol_500mg_tab", "Take two tablets up to four times a day", 200),
    "cocodamol": repeated("cocodamol_8_500_tab", "Take two tablets up to four times a day", 200),
    "cocodamol_strong": repeated("cocodamol_30_500_tab", "Take one or two tablets up to four times a day", 100),
    "codeine": repeated("codeine_30mg_tab", "Take one tablet up to four times a day", 100),
}
TRAMADOL = repeated("tramadol_50mg_cap", "Take one capsule up to four times a day", 100)
AMITRIPTYLINE = repeated("amitriptyline_10mg_tab", "Take one or two tablets at night", 56)
GABAPENTIN = repeated("gabapentin_300mg_cap", "Take one capsule three times a day", 84)
PREGABALIN = repeated("pregabalin_75mg_cap", "Take one capsule twice a day", 56)

JOINTS = {"hip": "oa_hip", "knee": "oa_knee", "other": "osteoarthritis"}
joint = option("which joint aches most", *JOINTS, called="joint")
EXPECTS = Fact("pregnant")

OSTEOARTHRITIS = condition(
    "osteoarthritis", code_of(joint, JOINTS), guideline="NICE NG226",
    told=[observe(code_of(joint, hip="hip_pain", knee="knee_pain", other="joint_pain"), slot="pain")],
    draws={joint: p.joint}, notes=[joint],
    given=[given("painkiller", PAINKILLERS, reason="osteoarthritis",
                 begun=p.painkiller_for_joints, which=p.which_painkiller_for_joints,
                 stops=p.painkiller_stops, safe=~Fact("chronic_back_pain") & ~allergic("codeine"))],
)  # fmt: skip

BACK_PAIN = condition(
    "chronic back pain", "chronic_low_back_pain", guideline="NICE NG59; NG193", told=[observe("low_back_pain")],
    given=[
        given("painkiller", {**PAINKILLERS, "tramadol": TRAMADOL}, reason="chronic_low_back_pain",
              begun=p.painkiller_for_the_back, which=p.which_painkiller_for_the_back,
              stops=p.painkiller_stops, safe=~Fact("osteoarthritis") & ~EXPECTS & ~allergic("codeine")),
        given("medicine for nerve pain", {"amitriptyline": AMITRIPTYLINE, "gabapentin": GABAPENTIN,
                                          "pregabalin": PREGABALIN},
              reason="chronic_low_back_pain", begun=p.nerve_pain, which=p.which_for_nerve_pain,
              stops=p.painkiller_stops, safe=~EXPECTS & ~Fact("dementia") & ~Fact("migraine")),
    ],
)  # fmt: skip

OSTEOPOROSIS = condition(
    "osteoporosis", "osteoporosis", guideline="NICE TA464; NOGG 2021", told=[observe("dexa_osteoporotic")],
    given=[
        given("bisphosphonate", {"alendronic_acid": repeated(
            "alendronic_acid_70mg_tab", "Take one tablet once a week, upright and with water, before food", 4)},
              reason="osteoporosis", begun=p.bisphosphonate, stops=p.bisphosphonate_stops,
              safe=~Fact("chronic_kidney_disease") & ~Fact("acid_reflux")),
        given("calcium and vitamin D", {"calcium": repeated("calcium_vit_d", "Chew one tablet twice a day", 56)},
              reason="osteoporosis", begun=p.calcium, stops=p.vitamin_stops, safe=~Fact("vitamin_d_deficiency")),
    ],
)  # fmt: skip

GOUT = condition(
    "gout", "gout", guideline="NICE NG219", told=[observe("foot_pain")],
    given=[given("allopurinol", {"low": repeated("allopurinol_100mg_tab", "Take one tablet once a day"),
                                 "high": repeated("allopurinol_300mg_tab", "Take one tablet once a day")},
                 reason="gout", begun=p.allopurinol, which=p.which_allopurinol, stops=p.allopurinol_stops,
                 # Azathioprine is broken down by what allopurinol blocks: together they stop the marrow.
                 safe=~Fact("on_azathioprine"))],
)  # fmt: skip

METHOTREXATE = given(
    "methotrexate", {"methotrexate": repeated(
        "methotrexate_2_5mg_tab", "Take six tablets once a WEEK, on the same day", 24)},
    reason="rheumatoid_arthritis", begun=p.methotrexate, stops=p.methotrexate_stops, safe=~CHILDBEARING,
    known_as="on_methotrexate")  # fmt: skip

RHEUMATOID_ARTHRITIS = condition(
    "rheumatoid arthritis", "rheumatoid_arthritis", guideline="NICE NG100", told=[observe("hand_pain")],
    referral="referral_rheumatology", review="rheumatoid_arthritis_review", setting=NURSE, measured=True,
    again=[test("crp", p.crp, "unit_milligram_per_litre", {**INFLAMMATION, **usual("crp")})],
    given=[
        METHOTREXATE,
        given("folic acid", {"folic_acid": repeated(
            "folic_acid_5mg_tab", "Take one tablet once a WEEK, not on the day of methotrexate", 4)},
              reason="rheumatoid_arthritis", beside=METHOTREXATE),
    ],
)  # fmt: skip

SIGNALS = [signal("methotrexate begun", "the practice prescribes methotrexate from now on, and looks after its tests")]
FACTS = [fact("on_methotrexate", "1 while methotrexate is taken")]
PATHWAYS = [OSTEOARTHRITIS, BACK_PAIN, OSTEOPOROSIS, GOUT, RHEUMATOID_ARTHRITIS]
