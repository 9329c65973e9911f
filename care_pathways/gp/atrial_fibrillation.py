"""Atrial fibrillation: an irregular pulse, the electrocardiogram, anticoagulation, the annual review."""

from typing import Any

from care_pathways import beside, body
from care_pathways.gp import allergies
from care_pathways.gp._long_term import LongTerm, begun, death, reviews
from care_pathways.gp._medicines import repeated
from care_pathways.gp._panels import ELECTROLYTES, Electrolytes, urea_and_electrolytes
from care_pathways.gp._pregnancy import NOT_EXPECTING, on
from care_pathways.gp._review import GP, TELEPHONE
from care_pathways.gp.kidney_disease import LOW, blood_of_review, looked_at
from care_pathways.gp.kidney_disease import p as kidneys
from care_pathways.gp.underweight import thin
from care_pathways.laboratory import RESULTS, Awaited, awaited
from synth.pathway.language.expressions import Expression, Fact, Value, where
from synth.pathway.language.model import Pathway, Step, Write
from synth.pathway.language.notes import quantity, whether
from synth.pathway.language.words import fact, unanswered
from synth.pathway.language.writes import diagnose, observe, perform
from synth.pathway.parts.treatment import medicine_of, treatment

p = beside(__file__)

ANTICOAGULANTS = {
    "apixaban": repeated("apixaban_5mg_tab", "Take one tablet twice a day", 56, held=True),
    "edoxaban": repeated("edoxaban_60mg_tab", "Take one tablet once a day", held=True),
    "rivaroxaban": repeated("rivaroxaban_20mg_tab", "Take one tablet once a day, with food", held=True),
}
LOWER = {
    "apixaban": repeated("apixaban_2_5mg_tab", "Take one tablet twice a day", 56, held=True),
    "edoxaban": repeated("edoxaban_30mg_tab", "Take one tablet once a day", held=True),
    "rivaroxaban": repeated("rivaroxaban_15mg_tab", "Take one tablet once a day, with food", held=True),
}
"""The lower dose of each: for weak kidneys, and for the old and light."""
RATE_CONTROL = {"bisoprolol": repeated("bisoprolol_2_5mg_tab", "Take one tablet once a day, in the morning")}


class AtrialFibrillation(LongTerm, Awaited, Electrolytes):
    """What the practice keeps of someone's atrial fibrillation."""

    egfr = quantity("how well the kidneys filter", "mL/min/1.73 m2")
    creatinine = quantity("creatinine in the blood", "umol/L")
    bled = whether("blood is taken for this review, as no other of the same visit has taken it")
    clearance = quantity("creatinine clearance by the formula of Cockcroft and Gault", "mL/min")
    lower = whether("the lower dose of an anticoagulant is the right one, by the latest results")
    anticoagulant = medicine_of("the anticoagulant", ANTICOAGULANTS)
    takes_anticoagulant = whether("takes an anticoagulant at its full dose")
    takes_lower = whether("takes an anticoagulant at its lower dose")
    to_lower = whether("the anticoagulant is lowered after a review")
    to_none = whether("the kidneys are too weak for the anticoagulant")
    begins_late = whether("an anticoagulant is begun after a review")
    takes_rate_control = whether("takes a medicine that slows the heart")


n = AtrialFibrillation

ANTICOAGULANT = treatment("anticoagulant", n.anticoagulant, ANTICOAGULANTS, reason="atrial_fibrillation")
LOWERED = treatment("anticoagulant, lower dose", n.anticoagulant, LOWER, reason="atrial_fibrillation")
TAKEN = {
    n.takes_anticoagulant: ANTICOAGULANT,
    n.takes_lower: LOWERED,
    n.takes_rate_control: treatment("rate control", None, RATE_CONTROL, reason="atrial_fibrillation"),
}
TESTED: dict[Any, Value] = {
    n.egfr: body.egfr(), n.creatinine: body.creatinine(), **ELECTROLYTES, **awaited(p.turnaround),
    n.bmi: body.bmi(), n.weight: body.weight_now(),
}  # fmt: skip
"""What is looked at before an anticoagulant is begun, and once a year (NICE NG196, 1.9)."""


def clearance() -> Expression:
    """Creatinine clearance by age, weight (kg times 10), sex and creatinine, mL/min."""
    by_sex = where(Fact("sex").is_("female"), p.clearance_women, p.clearance_men)
    return (p.clearance_age - Fact("age")) * n.weight // 10 * by_sex // 100 // n.creatinine


LIGHT = n.weight <= p.light
OLD_LIGHT_OR_WEAK = (Fact("age") >= p.old) + LIGHT + (n.creatinine >= p.creatinine_high) >= 2
KIDNEYS_ALONE = n.clearance < p.lower_apixaban_below
LOWER_DOSE = where(n.anticoagulant.is_("apixaban"), OLD_LIGHT_OR_WEAK | KIDNEYS_ALONE,
                   (n.clearance < p.lower_below) | (n.anticoagulant.is_("edoxaban") & LIGHT))  # fmt: skip
CAN_TAKE = n.clearance >= p.none_below
JUDGED: dict[Any, Value] = {n.clearance: clearance(), n.lower: LOWER_DOSE}


def bloods(when: Expression | None = None) -> list[Write]:
    """Kidney function, by which an anticoagulant is dosed."""
    return urea_and_electrolytes(n.creatinine, n.egfr, when=when)


ON_ANY = n.takes_anticoagulant | n.takes_lower
ATRIAL_FIBRILLATION = Pathway(
    "atrial fibrillation",
    starts_on="atrial fibrillation begins",
    at_death="death",
    guideline="NICE NG196",
    notes=AtrialFibrillation,
    steps=[
        Step("irregular pulse", GP, after=p.until_found, contact="gp_consultation", draws=TESTED,
             writes=[perform("ecg_12_lead"), observe("ecg_atrial_fibrillation"),
                     diagnose("atrial_fibrillation", lasting=True), *bloods(),
                     *body.write_weight(n.weight)],
             raises=thin(n.weight), then="results"),
        Step("results", at=RESULTS, raises=LOW.found(n.egfr), then="treated"),
        Step("treated", GP, after=p.found_to_treated, contact="gp_consultation",
             draws={n.anticoagulant: p.anticoagulant, **JUDGED,
                    n.takes_anticoagulant: NOT_EXPECTING & CAN_TAKE & ~n.lower & p.anticoagulated,
                    n.takes_lower: NOT_EXPECTING & CAN_TAKE & n.lower & p.anticoagulated,
                    n.takes_rate_control: ~Fact("on_beta_blocker") & ~Fact("asthma") & p.rate_controlled},
             writes=[allergies.checked(), *begun(TAKEN)],
             sets={"anticoagulated": ON_ANY,
                   "on_beta_blocker": Fact("on_beta_blocker") | n.takes_rate_control}, then=on("annual review")),
        *reviews("atrial_fibrillation_review", TAKEN, {"blood of the review": n.attended}, draws=TESTED),
        blood_of_review(n.bled, n.attended, kidneys.blood_taken, bloods, "results of the review",
                        sets=looked_at("rhythm", n.bled)),
        Step("results of the review", at=RESULTS, raises=LOW.found(n.egfr, n.bled),
             draws={**JUDGED, n.to_none: n.to_none | (ON_ANY & ~CAN_TAKE),
                    n.to_lower: n.takes_anticoagulant & n.lower & CAN_TAKE,
                    n.begins_late: NOT_EXPECTING & ~ON_ANY & ~n.to_none & CAN_TAKE & p.anticoagulated_at_review},
             then=on("annual review", {"anticoagulant stopped": n.to_none & ON_ANY, "dose lowered": n.to_lower,
                                       "anticoagulated late": n.begins_late})),
        Step("dose lowered", TELEPHONE, after=p.result_to_call, contact="telephone_consultation",
             draws={n.takes_anticoagulant: 0, n.takes_lower: 1},
             writes=[ANTICOAGULANT.stopped(), *LOWERED.begun()], then=on("annual review")),
        Step("anticoagulant stopped", GP, after=p.result_to_call, contact="telephone_consultation",
             writes=[ANTICOAGULANT.stopped(n.takes_anticoagulant), LOWERED.stopped(n.takes_lower)],
             then="none is taken"),
        Step("none is taken", draws={n.takes_anticoagulant: 0, n.takes_lower: 0}, then=on("annual review")),
        Step("anticoagulated late", GP, after=p.found_to_treated, contact="telephone_consultation",
             draws={n.anticoagulant: p.anticoagulant, **JUDGED, n.takes_anticoagulant: CAN_TAKE & ~n.lower,
                    n.takes_lower: CAN_TAKE & n.lower},
             writes=[*ANTICOAGULANT.begun(n.takes_anticoagulant), *LOWERED.begun(n.takes_lower)],
             sets={"anticoagulated": ON_ANY}, then=on("annual review")),
        death(TAKEN),
    ],
)  # fmt: skip

FACTS = [fact("anticoagulated", "1 from the first anticoagulant on")]
UNANSWERED = [
    unanswered("serum_sodium", "a little past its bounds it is noted; what is dangerous is seen in hospital"),
    unanswered("serum_urea", "filtration is judged by the estimate that stands beside it"),
    unanswered("serum_creatinine", "the dose of the anticoagulant follows from it"),
]
PATHWAYS = [ATRIAL_FIBRILLATION]
