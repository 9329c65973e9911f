"""Asthma: wheeze, tests, inhalers, the yearly review, and now and then an attack that needs steroids by mouth.

Who has no inhaler with a steroid is offered one at reviews, and who has attacks on one, a stronger one in its place.
"""

from dataclasses import replace

from care_pathways import beside, body
from care_pathways.courses import attendance
from care_pathways.courses.yearly_call import until_next_call
from care_pathways.gp import allergies
from care_pathways.gp._long_term import LongTerm, begun, death
from care_pathways.gp._medicines import RELIEVERS, repeated
from care_pathways.gp._review import GP, NURSE, called_again, gone_through, leads
from synth.pathway.language.expressions import Expression, Fact, where
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
STRONGER = {
    "standard_dose": repeated("beclometasone_100_inhaler", "Inhale two puffs twice a day, through a spacer", 1),
    "combined": PREVENTERS["combined"],
}
"""What takes the place of a preventer on which somebody has attacks: of a child's, and of a grown person's."""
PREDNISOLONE = Medicine("prednisolone_5mg_tab", "Take eight tablets once a day, in the morning", 40, 5, 0, "acute")
OF_CHILDREN = Medicine("prednisolone_5mg_tab", "Take six tablets once a day, in the morning", 18, 3, 0, "acute")


class Asthma(LongTerm):
    """What the practice keeps of someone's asthma."""

    preventer = medicine_of("the inhaler used every day", PREVENTERS)
    takes_reliever = whether("has an inhaler for when it is needed")
    takes_preventer = whether("uses an inhaler every day")
    begins = whether("begins to use an inhaler every day, having had none")
    stronger = medicine_of("the stronger inhaler used every day", STRONGER)
    steps_up = whether("is to use a stronger inhaler instead")
    takes_stronger = whether("uses a stronger inhaler every day")
    grown = whether("has what grown people have for an attack")


n = Asthma

PREVENTER = treatment("preventer", n.preventer, PREVENTERS, reason="asthma")
STRONGER_PREVENTER = treatment("stronger preventer", n.stronger, STRONGER, reason="asthma")
TAKEN = {
    n.takes_reliever: treatment("reliever", None, RELIEVERS, reason="asthma"),
    n.takes_preventer: PREVENTER,
    n.takes_stronger: STRONGER_PREVENTER,
}
ANYTHING = n.takes_reliever | n.takes_preventer | n.takes_stronger
NO_PREVENTER = ~n.takes_preventer & ~n.takes_stronger
ALONE = leads("asthma_review", n.attended)


def chosen(at: str) -> Expression:
    """Which preventer it is: the one that is used, or whichever would be begun now. at: when it is asked."""
    return where(n.takes_preventer | n.takes_stronger, n.preventer, p.preventer.named(f"preventer at the {at}"))


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
             draws={n.attended: attendance.comes(p.attended), n.smoked: body.SMOKED, n.preventer: chosen("review"),
                    n.begins: n.attended & NO_PREVENTER & p.preventer_begun_at_review,
                    n.takes_preventer: n.takes_preventer | n.begins},
             writes=[body.smoking(ALONE & (Fact("age") >= p.asked_about_smoking)),
                     perform("medication_review_done", when=ALONE & ANYTHING),
                     *gone_through("asthma_review", n.attended),
                     *(write for takes, treated in TAKEN.items() for write in treated.authorised(
                         takes & ~n.begins if takes is n.takes_preventer else takes)),
                     *PREVENTER.begun(n.begins),
                     *called_again("asthma_review", n.attended)],
             then=Choice({"attack": p.attack, "annual review": REST})),
        Step("attack", GP, after=p.until_attack, contact="gp_consultation",
             draws={n.grown: Fact("age") >= p.grown_from},
             writes=[observe("asthma_exacerbation"), PREDNISOLONE.issued(n.grown, reason="asthma"),
                     replace(OF_CHILDREN.issued(~n.grown, reason="asthma"), slot="issued to a child")],
             then=Choice({"seen after the attack": p.seen_after_attack, "annual review": REST})),
        Step("seen after the attack", NURSE, after=p.attack_to_review, contact="nurse_consultation",
             draws={n.begins: NO_PREVENTER & p.preventer_begun_after_attack,
                    n.preventer: chosen("attack"),
                    n.steps_up: n.takes_preventer & ~n.preventer.is_("combined")
                    & (n.grown | n.preventer.is_("low_dose")) & p.stepped_up,
                    n.stronger: where(n.takes_stronger, n.stronger, where(n.grown, "combined", "standard_dose")),
                    n.takes_stronger: n.takes_stronger | n.steps_up,
                    n.takes_preventer: (n.takes_preventer & ~n.steps_up) | n.begins},
             writes=[PREVENTER.stopped(n.steps_up), *STRONGER_PREVENTER.begun(n.steps_up),
                     *PREVENTER.begun(n.begins)],
             then="annual review"),
        death(TAKEN),
    ],
)  # fmt: skip

PATHWAYS = [ASTHMA]
