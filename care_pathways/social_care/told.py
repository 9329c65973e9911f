"""What the practice is told of a child: that there is a protection plan, or that the council looks after the child.

What is held of a child passes to the practice that has it next."""

from care_pathways import beside
from care_pathways.gp.registration import ON_A_LIST
from care_pathways.social_care.child_protection import PROTECTION, UNTIL, Protection
from care_pathways.social_care.looked_after import LOOKED_AFTER, Care
from care_pathways.social_care.looked_after import UNTIL as CARE_UNTIL
from synth.clock import WEEK
from synth.pathway.language.expressions import Expression, Fact, Now, where
from synth.pathway.language.model import Pathway, Signal, Step, When
from synth.pathway.language.notes import Note
from synth.pathway.language.time import in_office
from synth.pathway.language.words import signal
from synth.pathway.language.writes import BEGUN, ENDED, flag

p = beside(__file__)

PRACTICE = "general practice (reception)"


_PLAN_OVER, _CARE_OVER = in_office(UNTIL), in_office(CARE_UNTIL)


def _while_on_the_list(until: Expression) -> Expression:
    """When a practice has no more to do with it: when it is over, or the child is on the list of another."""
    leaves = Fact("on_list_until") + p.moment
    return where((leaves > Now()) & (leaves < until), leaves, until)


def _coded(code: str, told: Note, until: Expression, moves: str) -> list[Step]:
    """The practice codes what it is told, and takes it off when that is over or the child has left its list."""
    off = flag(code, ENDED, when=told)
    return [
        Step("decided", after=p.decision_to_code, then=When({"told": ON_A_LIST}, otherwise="on no list")),
        Step("on no list", after=WEEK, then=When({"told": ON_A_LIST}, otherwise="on no list")),
        Step("told", PRACTICE, draws={told: 1}, writes=[flag(code, BEGUN)], then="goes on"),
        # Which practice has the child is looked at when it is told: since the decision the child may have moved.
        Step("goes on", hours="always", at=_while_on_the_list(until), then="taken off"),
        # The practice that has the child now is told by the one before, as the record passes to it.
        Step("taken off", PRACTICE, hours="always", writes=[off], raises=Signal(moves, when=Now() < until)),
        Step("at death", PRACTICE, writes=[off]),
    ]


OF_PLANS = Pathway(
    "protection plan in the practice's record",
    part_of=PROTECTION,
    starts_on=("on a protection plan", "moves practice on a protection plan"),
    confidentiality="restricted",
    until=_PLAN_OVER,
    ending="taken off",
    at_death="at death",
    notes=Protection,
    guideline="RCGP, Safeguarding toolkit: coding of safeguarding information",
    steps=_coded("child_protection_plan", Protection.told, _PLAN_OVER, "moves practice on a protection plan"),
)

OF_CARE = Pathway(
    "looked-after child in the practice's record",
    part_of=LOOKED_AFTER,
    starts_on=("in the care of the council", "moves practice in care"),
    confidentiality="restricted",
    until=_CARE_OVER,
    ending="taken off",
    at_death="at death",
    notes=Care,
    guideline="Promoting the health and wellbeing of looked-after children, 2015: notification of the practice",
    steps=_coded("looked_after_child", Care.told, _CARE_OVER, "moves practice in care"),
)

SIGNALS = [
    signal(
        "moves practice on a protection plan",
        "a child with a plan comes on the list of another practice",
    ),
    signal("moves practice in care", "a child in care comes on the list of another practice"),
]
PATHWAYS = [OF_PLANS, OF_CARE]
