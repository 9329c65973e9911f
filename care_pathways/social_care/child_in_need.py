"""A child in need: for how long, and the plan with its visits."""

from typing import Any

from care_pathways import beside
from care_pathways.social_care.concerns import CHILDHOOD_ENDS, DESK, INTO_CARE, WORKER, leads_to_care
from synth.pathway.language.expressions import Fact, Now, where
from synth.pathway.language.model import Beside, Pathway, Signal, Step
from synth.pathway.language.notes import Notes, instant, option, whether
from synth.pathway.language.time import in_office, whole_weeks
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import observe
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review

p = beside(__file__)


class InNeed(Notes):
    """What is known of a child in need."""

    planned = instant("until when the plan is to last")
    to_care = whether("the child comes into care from the plan")
    closes = instant("when the plan is closed")
    follows = option("what follows the plan", "closed", "child_protection", "concern_again")
    open = whether("the plan has begun")


n = InNeed

_OTHERWISE_CARED_FOR = Fact("looked_after") | Fact("on_protection_plan")
"""The child has another plan, and whoever would visit for this one closes it."""
UNTIL = where(n.closes < CHILDHOOD_ENDS, n.closes, CHILDHOOD_ENDS)
HELD = plan_of_care(
    holds("care_episode", "child_in_need"),
    holds("plan", "child_in_need_plan", goal="Health and development reach a reasonable standard with support"),
    open=n.open,
)
_REVIEWED: dict[str, Any] = {"contact": "child_in_need_review", "contact_when": ~_OTHERWISE_CARED_FOR,
                             "lasts": p.length_of_review, "then": "later review"}  # fmt: skip

IN_NEED = Pathway(
    "child in need",
    starts_on="child in need",
    confidentiality="restricted",
    only=~Fact("child_in_need") & ~Fact("looked_after") & ~Fact("on_protection_plan"),
    until=CHILDHOOD_ENDS,
    ending="eighteen",
    notes=InNeed,
    steps=[
        Step("in need", draws={n.planned: Now() + whole_weeks(p.plan_lasts), n.to_care: leads_to_care(n.planned),
                               n.closes: in_office(where(n.to_care, INTO_CARE, n.planned)),
                               n.follows: where(n.to_care, "closed", p.what_follows)},
             sets={"child_in_need": 1, "known_to_social_care": 1}, then="over"),
        Step("over", at=n.closes, after=p.moment,
             sets={"child_in_need": 0,
                   "known_to_social_care": n.follows.is_("child_protection") | n.to_care | Fact("looked_after")},
             raises=[Signal("child protection concern", when=n.follows.is_("child_protection")),
                     Signal("concern returns", when=n.follows.is_("concern_again"))]),
        Step("eighteen", sets={"child_in_need": 0, "known_to_social_care": 0}),
    ],
    beside=[
        Beside(
            "child in need plan",
            until=UNTIL,
            ending="closed",
            at_death="at death",
            guideline="Children Act 1989, section 17; Working together to safeguard children, 2023",
            steps=HELD.steps(
                begins("plan", after=p.assessment_to_plan, contact="child_in_need_visit"),
                review("visit", every=p.between_visits, contact="child_in_need_visit", held=~_OTHERWISE_CARED_FOR,
                       amended=p.changed_at_visit & ~_OTHERWISE_CARED_FOR, decides={"replaced": _OTHERWISE_CARED_FOR}),
                ends("replaced", setting=DESK, after=p.moment),
                ends("closed", setting=DESK, writes=[observe("no_longer_child_in_need", when=n.open)]),
                ends("at death", setting=DESK),
                setting=WORKER, lasts=p.length_of_visit),
        ),
        Beside(
            "reviews of a child in need plan",
            until=UNTIL,
            guideline="Working together to safeguard children, 2023: child in need reviews",
            steps=[Step("review", WORKER, after=p.assessment_to_plan + p.between_reviews, **_REVIEWED),
                   Step("later review", WORKER, after=p.between_reviews, **_REVIEWED)],
        ),
    ],
)  # fmt: skip

SIGNALS = [
    signal("child protection concern", "a child may suffer significant harm"),
    signal("concern returns", "a concern comes up again while a plan is closed"),
]
FACTS = [
    fact("child_in_need", "1 while a child has a plan as a child in need"),
]
PATHWAYS = [IN_NEED]
