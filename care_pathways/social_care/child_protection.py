"""Child protection: strategy discussion, section 47 enquiry, conference, the plan and its reviews, visits."""

from care_pathways import beside
from care_pathways.social_care.concerns import CHILDHOOD_ENDS, DESK, WORKER
from synth.clock import WEEK
from synth.pathway.language.expressions import Fact, Now, OthersInFamily, where
from synth.pathway.language.model import REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, instant, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, assess, flag, perform
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review

p = beside(__file__)

CONFERENCE = "child protection conference"
REVIEW = "review_child_protection_conference"
CATEGORIES = {
    "neglect": "child_protection_plan_neglect",
    "emotional": "child_protection_plan_emotional_abuse",
    "physical": "child_protection_plan_physical_abuse",
    "sexual": "child_protection_plan_sexual_abuse",
}
ENQUIRY = {
    "not_substantiated": "concerns_not_substantiated",
    "no_continuing_risk": "concerns_substantiated_no_continuing_risk",
    "at_risk": "concerns_substantiated_child_at_risk",
}


class Protection(Notes):
    """What is found of a child at risk, and what becomes of the plan."""

    outcome = option("what the enquiry finds", *ENQUIRY)
    category = option("the category of the plan", *CATEGORIES)
    unborn_category = option("the category of the plan before birth", *CATEGORIES)
    follows = option("what follows", "closed", "child_in_need")
    before_birth = whether("the child had a plan before it was born")
    ends = instant("when the plan ends")
    open = whether("the plan has begun")
    alerted = whether("the parent is known as one of a child on a plan")


n = Protection
_IN_NEED = n.follows.is_("child_in_need")
_FOLLOWS = [Signal("child in need", when=_IN_NEED)]

PROTECTION = Pathway(
    "child protection",
    starts_on=("child protection concern", "protected before birth"),
    confidentiality="restricted",
    takes=("before_birth", "unborn_category"),
    only=~Fact("on_protection_plan") & ~Fact("looked_after"),
    until=CHILDHOOD_ENDS,
    ending="eighteen",
    notes=Protection,
    guideline="Working together to safeguard children, 2023",
    steps=[
        Step("concern", sets={"known_to_social_care": 1}, draws={n.category: n.unborn_category},
             then=When({"plan": n.before_birth}, otherwise="strategy discussion")),
        Step("strategy discussion", DESK, after=p.concern_to_strategy,
             writes=[perform("strategy_discussion")], then="section 47 enquiry"),
        Step("section 47 enquiry", WORKER, after=p.strategy_to_enquiry, contact="child_protection_visit",
             lasts=p.length_of_visit,
             draws={n.outcome: where(OthersInFamily("on_protection_plan"), p.enquiry_outcome_with_siblings,
                                     p.enquiry_outcome)},
             writes=[assess("section_47_enquiry", value_code=code_of(n.outcome, ENQUIRY))],
             then=When({"initial conference": n.outcome.is_("at_risk")}, otherwise="no plan")),
        Step("initial conference", CONFERENCE, after=p.enquiry_to_conference,
             contact="initial_child_protection_conference",
             lasts=p.length_of_conference, draws={n.category: p.category},
             then=Choice({"plan": p.plan_made, "no plan": REST})),
        Step("plan", WORKER, hours="always",  # a baby is on it from the day of birth on
             draws={n.ends: Now() + p.plan_lasts // WEEK * WEEK, n.follows: p.after_the_plan},
             sets={"on_protection_plan": 1, "known_to_social_care": 1},
             raises=[Signal("on a protection plan"),
                     Signal("child on a protection plan", to="mother", hands_over=True)],
             then="plan over"),
        Step("plan over", at=n.ends, sets={"on_protection_plan": 0, "known_to_social_care": _IN_NEED},
             then=When({"steps down": _IN_NEED})),
        # A moment later, as a child with a protection plan is not taken on as a child in need.
        Step("steps down", after=p.moment, raises=_FOLLOWS),
        Step("no plan", DESK, draws={n.follows: p.without_a_plan}, raises=_FOLLOWS,
             sets={"known_to_social_care": _IN_NEED}),
        Step("eighteen", sets={"on_protection_plan": 0, "known_to_social_care": 0}),
    ],
)  # fmt: skip

HELD = plan_of_care(
    holds("care_episode", "child_protection_plan_record"),
    holds("plan", code_of(n.category, CATEGORIES), goal="The child is safe from significant harm without a plan",
          goal_category="safety"),
    holds("flag", "child_protection_plan"),
    open=n.open,
)  # fmt: skip
_UNTIL = where(n.ends < CHILDHOOD_ENDS, n.ends, CHILDHOOD_ENDS)

PLAN = Pathway(
    "child protection plan",
    part_of=PROTECTION,
    starts_on="on a protection plan",
    confidentiality="restricted",
    until=_UNTIL,
    ending="plan ends",
    at_death="at death",
    notes=Protection,
    guideline="Working together to safeguard children, 2023: review conferences",
    steps=HELD.steps(
        begins("plan", hours="always"),
        review("first review conference", every=p.first_review, contact=REVIEW, amended=True),
        review("review conference", every=p.next_review, contact=REVIEW, amended=True),
        ends("plan ends", contact=REVIEW, contact_when=n.ends <= Now()),
        ends("at death"),
        setting=CONFERENCE, lasts=p.length_of_conference),
)  # fmt: skip

VISITS = Pathway(
    "child protection visits",
    part_of=PROTECTION,
    starts_on="on a protection plan",
    confidentiality="restricted",
    until=_UNTIL,
    notes=Protection,
    guideline="Working together to safeguard children, 2023: core group and visits",
    steps=[
        Step("core group", WORKER, after=p.plan_to_core_group, contact="core_group_meeting",
             lasts=p.length_of_conference,
             then="visit"),
        Step("visit", WORKER, after=p.between_visits, contact="child_protection_visit",
             lasts=p.length_of_visit, then="visit"),
    ],
)  # fmt: skip

PARENT = Pathway(
    "parent of a child on a protection plan",
    part_of=PROTECTION,
    starts_on="child on a protection plan",
    confidentiality="restricted",
    only=~Fact("child_on_protection_plan"),
    until=n.ends,
    ending="over",
    at_death="over",
    notes=Protection,
    steps=[
        Step("alert", DESK, after=p.decision_to_alert, draws={n.alerted: 1},
             writes=[flag("has_child_on_cpp", BEGUN, confidentiality="third-party")],
             sets={"child_on_protection_plan": 1}, then="waits"),
        Step("waits", at=n.ends),
        Step("over", DESK, writes=[flag("has_child_on_cpp", ENDED, when=n.alerted,
                                        confidentiality="third-party")],
             sets={"child_on_protection_plan": 0}),
    ],
)  # fmt: skip

SIGNALS = [
    signal("child in need", "a child is to have a plan as a child in need"),
    signal("on a protection plan", "a child is made subject to a protection plan"),
    signal("child on a protection plan", "the parent of such a child is to be known as one"),
]
FACTS = [
    fact("on_protection_plan", "1 while a child is on a protection plan"),
    fact("child_on_protection_plan", "1 while a child of hers is on one and it is known"),
]
PATHWAYS = [PROTECTION, PLAN, VISITS, PARENT]
