"""Atrial fibrillation: an irregular pulse, the electrocardiogram, anticoagulation, the annual review."""

from care_pathways import beside
from care_pathways.gp import allergies
from care_pathways.gp._long_term import LongTerm, begun, death, reviews
from care_pathways.gp._medicines import repeated
from care_pathways.gp._pregnancy import NOT_EXPECTING, on
from care_pathways.gp._review import GP
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.notes import whether
from synth.pathway.language.words import fact
from synth.pathway.language.writes import diagnose, observe, perform
from synth.pathway.parts.treatment import medicine_of, treatment

p = beside(__file__)

ANTICOAGULANTS = {
    "apixaban": repeated("apixaban_5mg_tab", "Take one tablet twice a day", 56, held=True),
    "edoxaban": repeated("edoxaban_60mg_tab", "Take one tablet once a day", held=True),
    "rivaroxaban": repeated("rivaroxaban_20mg_tab", "Take one tablet once a day, with food", held=True),
}
RATE_CONTROL = {"bisoprolol": repeated("bisoprolol_2_5mg_tab", "Take one tablet once a day, in the morning")}


class AtrialFibrillation(LongTerm):
    """What the practice keeps of someone's atrial fibrillation."""

    anticoagulant = medicine_of("the anticoagulant", ANTICOAGULANTS)
    takes_anticoagulant = whether("takes an anticoagulant")
    begins_late = whether("an anticoagulant is begun after a review")
    takes_rate_control = whether("takes a medicine that slows the heart")


n = AtrialFibrillation

ANTICOAGULANT = treatment("anticoagulant", n.anticoagulant, ANTICOAGULANTS, reason="atrial_fibrillation")
TAKEN = {
    n.takes_anticoagulant: ANTICOAGULANT,
    n.takes_rate_control: treatment("rate control", None, RATE_CONTROL, reason="atrial_fibrillation"),
}

ATRIAL_FIBRILLATION = Pathway(
    "atrial fibrillation",
    starts_on="atrial fibrillation begins",
    at_death="death",
    guideline="NICE NG196",
    notes=AtrialFibrillation,
    steps=[
        Step("irregular pulse", GP, after=p.until_found, contact="gp_consultation",
             writes=[perform("ecg_12_lead"), observe("ecg_atrial_fibrillation"),
                     diagnose("atrial_fibrillation", lasting=True)],
             then="treated"),
        Step("treated", GP, after=p.found_to_treated, contact="gp_consultation",
             draws={n.anticoagulant: p.anticoagulant, n.takes_anticoagulant: NOT_EXPECTING & p.anticoagulated,
                    n.takes_rate_control: ~Fact("on_beta_blocker") & ~Fact("asthma") & p.rate_controlled},
             writes=[allergies.checked(), *begun(TAKEN)],
             sets={"anticoagulated": n.takes_anticoagulant,
                   "on_beta_blocker": Fact("on_beta_blocker") | n.takes_rate_control}, then=on("annual review")),
        *reviews("atrial_fibrillation_review", TAKEN, {"anticoagulated late": n.begins_late}, draws={
            n.begins_late: n.attended & NOT_EXPECTING & ~n.takes_anticoagulant & p.anticoagulated_at_review,
        }),
        Step("anticoagulated late", GP, after=p.found_to_treated, contact="telephone_consultation",
             draws={n.anticoagulant: p.anticoagulant, n.takes_anticoagulant: 1},
             writes=ANTICOAGULANT.begun(), sets={"anticoagulated": 1}, then=on("annual review")),
        death(TAKEN),
    ],
)  # fmt: skip

FACTS = [fact("anticoagulated", "1 from the first anticoagulant on")]
PATHWAYS = [ATRIAL_FIBRILLATION]
