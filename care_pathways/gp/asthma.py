"""Asthma: wheeze, tests, inhalers, the yearly review, and now and then an attack that needs steroids by mouth."""

from care_pathways import beside, body
from care_pathways.courses import attendance
from care_pathways.courses.yearly_call import until_next_call
from care_pathways.gp import allergies
from care_pathways.gp._long_term import LongTerm, begun, death
from care_pathways.gp._medicines import RELIEVERS, repeated
from care_pathways.gp._review import GP, NURSE, called_again, gone_through, leads
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When
from synth.pathway.language.notes import whether
from synth.pathway.language.writes import diagnose, observe, perform
from synth.pathway.parts.treatment import Medicine, medicine_of, treatment

p = beside(__file__)

PREVENTERS = {
    "low_dose": repeated("beclometasone_50_inhaler", "Inhale two puffs twice a day, through a spacer", 1),
    "standard_dose": repeated("beclometasone_100_inhaler", "Inhale two puffs twice a day", 1),
    "combined": repeated("fostair_generic", "Inhale one puff twice a day", 1),
}
PREDNISOLONE = Medicine("prednisolone_5mg_tab", "Take eight tablets once a day, in the morning", 40, 5, 0, "acute")


class Asthma(LongTerm):
    """What the practice keeps of someone's asthma."""

    preventer = medicine_of("the inhaler used every day", PREVENTERS)
    takes_reliever = whether("has an inhaler for when it is needed")
    takes_preventer = whether("uses an inhaler every day")


n = Asthma

TAKEN = {
    n.takes_reliever: treatment("reliever", None, RELIEVERS, reason="asthma"),
    n.takes_preventer: treatment("preventer", n.preventer, PREVENTERS, reason="asthma"),
}
ANYTHING = n.takes_reliever | n.takes_preventer
ALONE = leads("asthma_review", n.attended)

ASTHMA = Pathway(
    "asthma",
    starts_on="asthma begins",
    at_death="death",
    guideline="NICE NG245",
    notes=Asthma,
    steps=[
        # What begins beside lung disease is taken for it.
        Step("begins", then=When({END: Fact("chronic_obstructive_pulmonary_disease")}, otherwise="wheezy")),
        Step("wheezy", GP, after=p.until_seen, contact="gp_consultation", writes=[observe("breathlessness")],
             then="diagnosed"),
        Step("diagnosed", NURSE, after=p.wait_for_tests, contact="nurse_consultation",
             draws={n.preventer: p.preventer, n.takes_reliever: p.reliever_begun,
                    n.takes_preventer: p.preventer_begun},
             writes=[perform("spirometry", when=Fact("age") >= p.spirometry_from),
                     diagnose("asthma", lasting=True), allergies.checked(), *begun(TAKEN)],
             then="annual review"),
        Step("annual review", NURSE, hours="always", after=until_next_call(), contact="asthma_review",
             contact_when=ALONE,
             draws={n.attended: attendance.comes(p.attended), n.smoked: body.SMOKED},
             writes=[body.smoking(ALONE & (Fact("age") >= p.asked_about_smoking)),
                     perform("medication_review_done", when=ALONE & ANYTHING),
                     *gone_through("asthma_review", n.attended),
                     *(write for takes, treated in TAKEN.items() for write in treated.authorised(takes)),
                     *called_again("asthma_review", n.attended)],
             then=Choice({"attack": p.attack, "annual review": REST})),
        Step("attack", GP, after=p.until_attack, contact="gp_consultation",
             writes=[observe("asthma_exacerbation"), PREDNISOLONE.issued(reason="asthma")], then="annual review"),
        death(TAKEN),
    ],
)  # fmt: skip

PATHWAYS = [ASTHMA]
