"""Chronic obstructive pulmonary disease: breathlessness, spirometry, inhalers, the annual review."""

from care_pathways import beside, body
from care_pathways.gp import allergies
from care_pathways.gp._long_term import LongTerm, annual_review, begun, death
from care_pathways.gp._medicines import RELIEVERS, repeated
from care_pathways.gp._review import GP, NURSE
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.notes import whether
from synth.pathway.language.writes import diagnose, observe, perform, refer
from synth.pathway.parts.treatment import medicine_of, treatment

p = beside(__file__)

MAINTENANCE = {
    "tiotropium": repeated("tiotropium_inhaler", "Inhale two puffs once a day", 1),
    "umeclidinium_vilanterol": repeated("umeclidinium_vilanterol", "Inhale one dose once a day", 1),
}


STEROID_INHALERS = {"fostair": repeated("fostair_generic", "Inhale two puffs twice a day", 1)}
MUCOLYTICS = {"carbocisteine": repeated("carbocisteine_375mg_cap", "Take two capsules twice a day", 112)}


class LungDisease(LongTerm):
    """What the practice keeps of someone's lung disease."""

    maintenance = medicine_of("the inhaler used every day", MAINTENANCE)
    takes_reliever = whether("has an inhaler for when it is needed")
    takes_maintenance = whether("uses an inhaler every day")
    takes_steroid = whether("uses an inhaler with a steroid beside it")
    takes_mucolytic = whether("takes a medicine that thins phlegm")


n = LungDisease

TAKEN = {
    n.takes_reliever: treatment("reliever", None, RELIEVERS, reason="copd"),
    n.takes_maintenance: treatment("maintenance inhaler", n.maintenance, MAINTENANCE, reason="copd"),
    n.takes_steroid: treatment("inhaled steroid", None, STEROID_INHALERS, reason="copd"),
    n.takes_mucolytic: treatment("mucolytic", None, MUCOLYTICS, reason="copd"),
}

LUNG_DISEASE = Pathway(
    "chronic obstructive pulmonary disease",
    starts_on="chronic obstructive pulmonary disease begins",
    at_death="death",
    guideline="NICE NG115",
    notes=LungDisease,
    steps=[
        Step("breathless", GP, after=p.until_seen, contact="gp_consultation", draws={n.smoked: body.SMOKED},
             writes=[observe("breathlessness"), body.smoking()], then="spirometry"),
        Step("spirometry", NURSE, after=p.wait_for_spirometry, contact="nurse_consultation",
             draws={n.maintenance: p.maintenance, n.takes_reliever: ~Fact("asthma") & p.reliever_begun,
                    n.takes_maintenance: p.maintenance_begun,
                    # Two long-acting openers of the airways are one too many: the steroid comes beside tiotropium.
                    n.takes_steroid: ~Fact("asthma") & n.takes_maintenance & n.maintenance.is_("tiotropium")
                    & p.steroid_begun,
                    n.takes_mucolytic: p.mucolytic_begun},
             writes=[perform("spirometry"), diagnose("copd", lasting=True), allergies.checked(), *begun(TAKEN),
                     perform("smoking_cessation_advice", when=Fact("smoker")),
                     refer("referral_pulmonary_rehabilitation", to="community physiotherapist",
                           when=p.rehabilitation)],
             then="annual review"),
        annual_review("copd_review", TAKEN,
                      writes=[perform("smoking_cessation_advice", when=n.attended & Fact("smoker"))]),
        death(TAKEN),
    ],
)  # fmt: skip

PATHWAYS = [LUNG_DISEASE]
