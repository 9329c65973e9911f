"""Coronary heart disease: a heart attack or angina, what is prescribed after it, the annual review."""

from care_pathways import beside
from care_pathways.gp import ace_inhibitor, allergies
from care_pathways.gp._arteries import Arteries, prevention, statin
from care_pathways.gp._long_term import begun, death, reviews
from care_pathways.gp._medicines import repeated
from care_pathways.gp._pregnancy import on
from care_pathways.gp._review import GP
from synth.pathway.language.expressions import Fact, Started
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import whether
from synth.pathway.language.words import fact
from synth.pathway.language.writes import diagnose, observe, perform, refer
from synth.pathway.parts.treatment import treatment

p = beside(__file__)

BETA_BLOCKERS = {"bisoprolol": repeated("bisoprolol_2_5mg_tab", "Take one tablet once a day, in the morning")}


class HeartDisease(Arteries):
    """What the practice keeps of someone's coronary heart disease."""

    attack = whether("it begins with a heart attack, not with angina")
    takes_beta_blocker = whether("takes a beta blocker")
    wants_inhibitor = whether("an ACE inhibitor or ARB is begun")


n = HeartDisease

TAKEN = {
    n.takes_statin: statin("chd"),
    n.takes_beta_blocker: treatment("beta blocker", None, BETA_BLOCKERS, reason="chd"),
}

HEART_DISEASE = Pathway(
    "coronary heart disease",
    starts_on="coronary heart disease begins",
    at_death="death",
    guideline="NICE CG95 (chest pain), NG185 (acute coronary syndromes), CG126 (stable angina)",
    notes=HeartDisease,
    steps=[
        Step("first sign", draws={n.attack: p.heart_attack},
             then=When({"back from hospital": n.attack}, otherwise="chest pain")),
        Step("back from hospital", GP, after=p.attack_to_letter,
             writes=[diagnose("acute_mi", begins=Started(), lasting=True),
                     refer("referral_cardiac_rehabilitation", to="outpatient clinic")],
             then="diagnosed"),
        Step("chest pain", GP, after=p.until_seen, contact="gp_consultation",
             writes=[observe("chest_pain"), perform("ecg_12_lead"),
                     refer("referral_cardiology", to="outpatient clinic")],
             then="angina found"),
        Step("angina found", GP, after=p.referral_to_letter, writes=[diagnose("angina", lasting=True)],
             then="diagnosed"),
        Step("diagnosed", GP, after=p.letter_to_review, contact="gp_consultation",
             **prevention(
                 "heart disease", antiplatelet=p.antiplatelet_begun, statin=p.statin_begun,
                 draws={n.takes_beta_blocker: ~Fact("on_beta_blocker") & ~Fact("asthma") & p.beta_blocker_begun,
                        n.wants_inhibitor: n.attack & ace_inhibitor.wanted_by(p.inhibitor_begun)},
                 raises=[ace_inhibitor.wanted("a heart attack", n.wants_inhibitor)],
                 sets={"on_beta_blocker": Fact("on_beta_blocker") | n.takes_beta_blocker}),
             writes=[diagnose("chd", lasting=True), allergies.checked(), *begun(TAKEN)], then=on("annual review")),
        *reviews("chd_review", TAKEN),
        death(TAKEN),
    ],
)  # fmt: skip

FACTS = [
    fact("on_beta_blocker", "1 from the first beta blocker on"),
]
PATHWAYS = [HEART_DISEASE]
