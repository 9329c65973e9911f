"""What the practice is told of a child: that there is a protection plan, or that the council looks after the child."""

from care_pathways import beside
from care_pathways.social_care.child_protection import PROTECTION, UNTIL, Protection
from care_pathways.social_care.looked_after import LOOKED_AFTER, Care
from care_pathways.social_care.looked_after import UNTIL as CARE_UNTIL
from synth.clock import WEEK
from synth.pathway.language.expressions import Expression
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.notes import Note
from synth.pathway.language.writes import BEGUN, ENDED, flag

p = beside(__file__)

PRACTICE = "general practice (reception)"


def _coded(code: str, told: Note, until: Expression) -> list[Step]:
    """The practice codes what it is told, and takes it off when that is over."""
    return [
        Step("told", PRACTICE, after=p.decision_to_code, draws={told: 1}, writes=[flag(code, BEGUN)], then="goes on"),
        Step("goes on", at=until + WEEK),
        Step("told of the end", PRACTICE, writes=[flag(code, ENDED, when=told)]),
    ]


OF_PLANS = Pathway(
    "protection plan in the practice's record",
    part_of=PROTECTION,
    starts_on="on a protection plan",
    confidentiality="restricted",
    until=UNTIL,
    ending="told of the end",
    at_death="told of the end",
    notes=Protection,
    guideline="RCGP, Safeguarding toolkit: coding of safeguarding information",
    steps=_coded("child_protection_plan", Protection.told, UNTIL),
)

OF_CARE = Pathway(
    "looked-after child in the practice's record",
    part_of=LOOKED_AFTER,
    starts_on="in the care of the council",
    confidentiality="restricted",
    until=CARE_UNTIL,
    ending="told of the end",
    at_death="told of the end",
    notes=Care,
    guideline="Promoting the health and wellbeing of looked-after children, 2015: notification of the practice",
    steps=_coded("looked_after_child", Care.told, CARE_UNTIL),
)

PATHWAYS = [OF_PLANS, OF_CARE]
