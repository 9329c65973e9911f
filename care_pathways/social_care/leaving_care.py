"""Leaving care: the pathway plan from sixteen on, and the personal adviser of who is looked after until eighteen."""

from care_pathways import beside
from care_pathways.social_care.concerns import EIGHTEEN
from care_pathways.social_care.looked_after import LOOKED_AFTER, Care
from synth.pathway.language.expressions import Fact, where
from synth.pathway.language.model import Pathway
from synth.pathway.language.notes import whether
from synth.pathway.language.time import not_before
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review

p = beside(__file__)

ADVISER = "personal adviser"


class Leaver(Care):
    """What is known of a young person who is to leave care."""

    prepared = whether("there is a pathway plan")
    advised = whether("a personal adviser is there for the young adult")


n = Leaver
_SIXTEEN = Fact("born") + p.sixteen
_UNTIL = where(n.leaves < EIGHTEEN, n.leaves, n.advised_until)
"""A plan of who goes home before eighteen ends there; that of a care leaver goes on with the adviser."""

PREPARED = plan_of_care(
    holds("plan", "pathway_plan", goal="Lives independently, with somebody to turn to"), open=n.prepared
)

PLAN = Pathway(
    "pathway plan",
    part_of=LOOKED_AFTER,
    starts_on="in the care of the council",
    confidentiality="restricted",
    until=_UNTIL,
    ending="over",
    at_death="at death",
    notes=Leaver,
    guideline="Children (Leaving Care) Act 2000; Care Leavers (England) Regulations 2010",
    steps=PREPARED.steps(
        begins("plan", at=not_before(_SIXTEEN), after=p.to_pathway_plan,
               contact="pathway_plan_meeting"),
        review("review", every=p.between_reviews, contact="pathway_plan_meeting", amended=True),
        ends("over"),
        ends("at death"),
        setting=ADVISER, lasts=p.length_of_meeting),
)  # fmt: skip

ADVISED = plan_of_care(holds("care_episode", "care_leaver"), open=n.advised)

LEAVER = Pathway(
    "care leaver",
    part_of=LOOKED_AFTER,
    starts_on="in the care of the council",
    confidentiality="restricted",
    only=n.leaves >= EIGHTEEN,
    until=n.advised_until,
    ending="over",
    at_death="at death",
    notes=Leaver,
    guideline="Children and Social Work Act 2017, section 3: an adviser until twenty-five",
    steps=ADVISED.steps(
        begins("comes of age", at=EIGHTEEN, after=p.to_first_contact, contact="personal_adviser_contact"),
        review("in touch", every=p.between_contacts, contact="personal_adviser_contact", held=p.in_touch),
        ends("over"),
        ends("at death"),
        setting=ADVISER, lasts=p.length_of_contact),
)  # fmt: skip

PATHWAYS = [PLAN, LEAVER]
