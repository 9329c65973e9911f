"""Peripheral arterial disease: legs that ache on walking, pressures at the ankle, prevention, the annual review."""

from care_pathways import beside, body
from care_pathways.gp import allergies
from care_pathways.gp._arteries import Arteries, prevention, statin
from care_pathways.gp._long_term import begun, death, reviews
from care_pathways.gp._pregnancy import on
from care_pathways.gp._review import GP, NURSE
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.writes import diagnose, observe, perform, refer

p = beside(__file__)

n = Arteries

TAKEN = {n.takes_statin: statin("pad")}

LEG_ARTERIES = Pathway(
    "peripheral arterial disease",
    starts_on="peripheral arterial disease begins",
    at_death="death",
    guideline="NICE CG147",
    notes=Arteries,
    steps=[
        Step("legs ache", GP, after=p.until_seen, contact="gp_consultation", draws={n.smoked: body.SMOKED},
             writes=[observe("intermittent_claudication"), body.smoking()], then="pressures at the ankle"),
        Step("pressures at the ankle", NURSE, after=p.wait_for_doppler, contact="nurse_consultation",
             writes=[perform("abpi")], then="diagnosed"),
        Step("diagnosed", GP, after=p.doppler_to_review, contact="gp_consultation",
             **prevention("peripheral arterial disease", antiplatelet=p.antiplatelet_begun, statin=p.statin_begun),
             writes=[diagnose("pad", lasting=True), allergies.checked(), *begun(TAKEN),
                     perform("smoking_cessation_advice", when=Fact("smoker")),
                     refer("referral_vascular", to="outpatient clinic", when=p.referred)],
             then=on("annual review")),
        *reviews("pad_review", TAKEN),
        death(TAKEN),
    ],
)  # fmt: skip

PATHWAYS = [LEG_ARTERIES]
