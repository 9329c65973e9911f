"""Care of a mother whose baby has died, before birth or after it: what is offered, what she wants, and the review.

What a mother with a living baby has, the visits after birth leave out (`maternity.postnatal`).
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.gp._review import RECEPTION
from care_pathways.gp.registration import ON_A_LIST
from care_pathways.maternity._course import Conceived
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When, Write
from synth.pathway.language.notes import Notes, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.time import today
from synth.pathway.language.words import fact
from synth.pathway.language.writes import observe

p = beside(__file__)


class Offered(Notes):
    """What a mother whose baby has died decides."""

    answer = option("whether she wants a post-mortem", "consent", "declined")


class OfStillbirth(Conceived, Offered):
    """What is known of a pregnancy that ended in a stillbirth, and of what its mother decides."""


class OfDeath(Offered):
    """What is known of a baby who died, in its mother's record."""

    newborn = whether("it lived for less than four weeks")


s, d = OfStillbirth, OfDeath


def _offers() -> list[Write]:
    """What is offered to every mother whose baby has died, and her answer about the post-mortem."""
    return [
        observe("bereavement_support"),
        observe("memory_making_offered"),
        observe("post_mortem_offered"),
        observe(code_of(Offered.answer, consent="post_mortem_consented", declined="post_mortem_declined"),
                slot="answer about the post-mortem"),
    ]  # fmt: skip


AFTER_STILLBIRTH = Pathway(
    "care after a stillbirth",
    part_of=PREGNANCY,
    starts_on=("booked for maternity care", "came unbooked to give birth"),
    only=Conceived.outcome.is_("stillbirth"),
    notes=OfStillbirth,
    guideline="RCOG GTG 55; National Bereavement Care Pathway: stillbirth",
    steps=[
        Step("death found", "maternity ultrasound", at=s.ends - p.death_found, hours="always",
             writes=[observe("intrauterine_death", about=1)], then="before going home"),
        Step("before going home", "labour ward", at=s.ends, after=p.bereavement_talk,
             draws={s.answer: p.post_mortem},
             writes=[*_offers(), observe("lactation_after_loss_discussed"),
                     observe("placental_histology_requested", when=p.placenta_examined)],
             then="review"),
        Step("review", "antenatal clinic (obstetrician)", after=p.bereavement_review,
             contact="seen_in_postnatal_clinic", lasts=p.long_talk,
             writes=[observe("bereavement_support"), observe("perinatal_mortality_review_discussed")]),
    ],
)  # fmt: skip

AFTER_DEATH = Pathway(
    "care after the death of a baby",
    starts_on="baby has died",
    takes=("newborn",),
    notes=OfDeath,
    guideline="National Bereavement Care Pathway: neonatal death; sudden unexpected death in infancy",
    steps=[
        Step("bereaved", sets={"lost_a_baby": today(), "lost_a_newborn": Fact("lost_a_newborn") | d.newborn},
             then=When({"talk": d.newborn}, otherwise="visit")),
        Step("talk", "labour ward", after=p.bereavement_talk, draws={d.answer: p.post_mortem},
             writes=[*_offers(), observe("lactation_after_loss_discussed")], then="review"),
        Step("review", "antenatal clinic (obstetrician)", after=p.bereavement_review,
             contact="seen_in_postnatal_clinic", lasts=p.long_talk,
             writes=[observe("bereavement_support"), observe("perinatal_mortality_review_discussed")]),
        Step("visit", "health visitor home", after=p.to_visit, contact="hv_follow_up", lasts=p.long_talk,
             writes=[observe("bereavement_support"), observe("lactation_after_loss_discussed", when=p.still_in_milk)]),
    ],
)  # fmt: skip

PRACTICE_TOLD = Pathway(
    "practice told of the death of a baby",
    starts_on="baby has died",
    only=ON_A_LIST,
    guideline="National Bereavement Care Pathway: the GP is told on the day, by telephone and by letter",
    steps=[
        Step("told", RECEPTION, after=p.practice_told, writes=[observe("death_of_baby_known")],
             then=Choice({"rings her": p.practice_rings, END: REST})),
        Step("rings her", "general practice (GP, telephone)", after=p.practice_rings_after,
             contact="telephone_consultation",
             writes=[observe("bereavement", text="Rang her after the death of her baby. Support offered.")]),
    ],
)  # fmt: skip

FACTS = [fact("lost_a_newborn", "1 from the first death of a baby of hers within four weeks of its birth on")]
PATHWAYS = [AFTER_STILLBIRTH, AFTER_DEATH, PRACTICE_TOLD]
