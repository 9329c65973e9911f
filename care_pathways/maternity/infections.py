"""Infections found in pregnancy: who acts on them, how they are treated, and what is done for the baby."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.laboratory import URINE_CULTURE
from care_pathways.maternity.screening import BLOODS, Bloods
from synth.pathway.language.expressions import Fact, Now, Of
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, immunise, observe, perform, prescribe, refer

p = beside(__file__)


class Infected(Bloods):
    """What is known of an infection that her bloods have shown."""

    treated = whether("she is under treatment for bacteria in the urine")


class Exposed(Notes):
    """What is known of a baby whose mother has hepatitis B."""

    declined = whether("its parents decline the vaccine")


n, x = Infected, Exposed

FOUND = Pathway(
    "infection found by screening",
    part_of=BLOODS,
    starts_on="infection found in pregnancy",
    until=n.ends,
    confidentiality="restricted",
    notes=Infected,
    guideline="NHS infectious diseases in pregnancy screening programme",
    steps=[
        Step("told", "antenatal clinic (obstetrician)", after=p.told_within, contact="seen_in_antenatal_clinic",
             lasts=p.long_talk,
             writes=[diagnose("hepatitis_b_carrier", lasting=True, when=n.hepatitis, confidentiality="restricted"),
                     refer("referral_hepatology", when=n.hepatitis, details={"to": "outpatient clinic"}),
                     refer("referral_hiv_service", when=n.hiv, details={"to": "outpatient clinic"}),
                     refer("referral_sexual_health", when=n.syphilis, details={"to": "outpatient clinic"}),
                     observe("infection_birth_plan")],
             then="specialist"),
        Step("specialist", "outpatient clinic", after=p.to_specialist, contact="outpatient",
             writes=[perform("syphilis_treated", when=n.syphilis),
                     perform("antiretroviral_treatment", when=n.hiv),
                     observe("hepatitis_b_viral_load", value_code=either(p.much_virus, "viral_load_high",
                             "viral_load_low"), when=n.hepatitis)]),
    ],
)  # fmt: skip

URINE = Pathway(
    "bacteria in the urine",
    part_of=BLOODS,
    starts_on="bacteria in the urine",
    until=n.ends,
    ending="over",
    at_death="over",
    notes=Infected,
    guideline="NICE NG109",
    steps=[
        Step("treated", "community midwife", after=p.to_treatment, draws={n.treated: 1},
             writes=[diagnose("uti_in_pregnancy", entry="urine", change=BEGUN, enduring=False),
                     prescribe(code_of(p.antibiotic, nitrofurantoin="nitrofurantoin_100mg_mr_cap",
                                       cefalexin="cefalexin_500mg_cap"), slot="antibiotic", until=Now() + p.course,
                               details={"dosage": "One capsule twice daily for seven days"})],
             then="sent again"),
        Step("sent again", "community midwife", after=p.sent_again, draws={n.treated: 0},
             writes=[observe("urinalysis", recorded=p.culture, **URINE_CULTURE, value_code=either(
                         p.still_there, "abnormal_result", "normal_result")),
                     diagnose("uti_in_pregnancy", entry="urine", change=ENDED, enduring=False)]),
        Step("over", "labour ward", writes=[diagnose("uti_in_pregnancy", entry="urine", slot="over", change=ENDED,
                                                     enduring=False, when=n.treated)]),
    ],
)  # fmt: skip

BABY = Pathway(
    "hepatitis B vaccine from birth",
    starts_on="birth recorded",
    only=Of("mother", "hepatitis_b_status").is_("positive"),
    notes=Exposed,
    guideline="UKHSA Green Book chapter 18: selective neonatal hepatitis B immunisation programme",
    steps=[
        Step("at birth", "labour ward", at=Fact("born"), after=p.first_dose, draws={x.declined: p.declined},
             writes=[immunise("hepb", 1, when=~x.declined),
                     immunise("hepb", 1, slot="declined", status="not-done", value_code="hepb_no_consent",
                              when=x.declined)],
             then="four weeks"),
        Step("four weeks", "general practice (nurse)", at=Fact("born") + p.second_dose_at, after=p.late,
             contact="nurse_consultation", contact_when=~x.declined,
             writes=[immunise("hepb", 2, when=~x.declined)], then="one year"),
        Step("one year", "general practice (nurse)", at=Fact("born") + p.third_dose_at, after=p.late.named("year"),
             contact="nurse_consultation", contact_when=~x.declined,
             writes=[immunise("hepb", 3, when=~x.declined),
                     observe("hepatitis_b_surface_antigen_of_infant", value_code="interpretation_not_detected",
                             recorded=p.serology, confidentiality="restricted", when=~x.declined)]),
    ],
)  # fmt: skip

PATHWAYS = [FOUND, URINE, BABY]
