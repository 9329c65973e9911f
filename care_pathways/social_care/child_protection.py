"""Child protection: strategy discussion, section 47 enquiry, conference, plan with its reviews and visits, its end."""

from care_pathways import beside
from care_pathways.social_care.concerns import CHILDHOOD_ENDS, DESK, WORKER
from synth.pathway.expressions import Fact, Local, Now, OthersInFamily, coded, where
from synth.pathway.model import REST, Choice, Pathway, Signal, Step, When
from synth.pathway.writes import AMENDED, BEGUN, ENDED, assess, care_episode, flag, perform, plan

p = beside(__file__)

CONFERENCE = "child protection conference"
CATEGORIES = tuple(f"child_protection_plan_{c}" for c in ("neglect", "emotional_abuse", "physical_abuse", "sexual_abuse"))
PLAN = coded(Local("category"), *CATEGORIES)
GUARDED = {"confidentiality": "restricted"}
_CLOSE = [
    plan(PLAN, ENDED, when=Local("on_plan"), **GUARDED),
    flag("child_protection_plan", ENDED, when=Local("on_plan"), **GUARDED),
    care_episode("child_protection_plan_record", ENDED, when=Local("on_plan"), **GUARDED),
]
REVIEW_NEXT = When({"plan ends": Local("ends") <= Now() + p.reviewed_every}, otherwise="review conference")

PROTECTION = Pathway(
    "child protection",
    starts_on=("child protection concern", "protected before birth"),
    takes=("before_birth", "unborn_category"),
    only=~Fact("on_protection_plan") & ~Fact("looked_after"),
    until=CHILDHOOD_ENDS,
    ending="eighteen",
    at_death="at death",
    guideline="Working together to safeguard children, 2023",
    steps=[
        Step("concern", sets={"known_to_social_care": 1}, draws={"category": Local("unborn_category")},
             then=When({"plan": Local("before_birth")}, otherwise="strategy discussion")),
        Step("strategy discussion", DESK, after=p.concern_to_strategy,
             writes=[perform("strategy_discussion", **GUARDED)], then="section 47 enquiry"),
        Step("section 47 enquiry", WORKER, after=p.strategy_to_enquiry, contact="child_protection_visit",
             draws={"outcome": where(OthersInFamily("on_protection_plan"), p.enquiry_outcome_with_siblings, p.enquiry_outcome)},
             writes=[assess("section_47_enquiry", **GUARDED,
                            value_code=coded(Local("outcome"), "concerns_not_substantiated",
                                             "concerns_substantiated_no_continuing_risk", "concerns_substantiated_child_at_risk"))],
             then=When({"initial conference": Local("outcome") >= 2}, otherwise="no plan")),
        Step("initial conference", CONFERENCE, after=p.enquiry_to_conference, contact="initial_child_protection_conference",
             lasts=p.length_of_conference, draws={"category": p.category}, then=Choice({"plan": p.plan_made, "no plan": REST})),
        Step("plan", WORKER,
             draws={"on_plan": 1, "ends": Now() + p.plan_lasts},
             writes=[care_episode("child_protection_plan_record", BEGUN, **GUARDED), plan(PLAN, BEGUN, **GUARDED),
                     flag("child_protection_plan", BEGUN, **GUARDED)],
             sets={"on_protection_plan": 1, "known_to_social_care": 1},
             raises=[Signal("on a protection plan", carries={"ends": Local("ends")}),
                     Signal("child on a protection plan", to="mother", carries={"ends": Local("ends")})],
             then=When({"plan ends": Local("ends") <= Now() + p.first_reviewed_within}, otherwise="first review conference")),
        Step("first review conference", CONFERENCE, after=p.first_review, contact="review_child_protection_conference",
             lasts=p.length_of_conference, writes=[plan(PLAN, AMENDED, **GUARDED)], then=REVIEW_NEXT),
        Step("review conference", CONFERENCE, after=p.next_review, contact="review_child_protection_conference",
             lasts=p.length_of_conference, writes=[plan(PLAN, AMENDED, **GUARDED)], then=REVIEW_NEXT),
        Step("plan ends", CONFERENCE, at=Local("ends"), contact="review_child_protection_conference",
             lasts=p.length_of_conference, draws={"then": p.after_the_plan}, writes=_CLOSE,
             sets={"on_protection_plan": 0, "known_to_social_care": Local("then") > 0},
             raises=[Signal("child in need", when=Local("then").equals(1)),
                     Signal("becomes looked after", when=Local("then").equals(2))]),
        Step("no plan", DESK, draws={"then": p.without_a_plan}, sets={"known_to_social_care": Local("then") > 0},
             raises=[Signal("child in need", when=Local("then").equals(1)),
                     Signal("becomes looked after", when=Local("then").equals(2))]),
        Step("eighteen", DESK, writes=_CLOSE, sets={"on_protection_plan": 0, "known_to_social_care": 0}),
        Step("at death", DESK, writes=_CLOSE),
    ],
)  # fmt: skip

VISITS = Pathway(
    "child protection visits",
    starts_on="on a protection plan",
    takes=("ends",),
    until=Local("ends"),
    guideline="Working together to safeguard children, 2023: core group and statutory visits",
    steps=[
        Step("core group", WORKER, after=p.plan_to_core_group, contact="core_group_meeting", lasts=p.length_of_conference,
             then="visit"),
        Step("visit", WORKER, after=p.between_visits, contact="child_protection_visit", lasts=p.length_of_visit, then="visit"),
    ],
)  # fmt: skip

PARENT = Pathway(
    "parent of a child on a protection plan",
    starts_on="child on a protection plan",
    takes=("ends",),
    only=~Fact("child_on_protection_plan"),
    until=Local("ends"),
    ending="over",
    at_death="over",
    steps=[
        Step("alert", DESK, after=p.decision_to_alert, draws={"alerted": 1},
             writes=[flag("has_child_on_cpp", BEGUN, confidentiality="third-party")],
             sets={"child_on_protection_plan": 1}, then="waits"),
        Step("waits", DESK, at=Local("ends"), draws={"waited": 1}),
        Step("over", DESK, writes=[flag("has_child_on_cpp", ENDED, when=Local("alerted"), confidentiality="third-party")],
             sets={"child_on_protection_plan": 0}),
    ],
)  # fmt: skip

PATHWAYS = [PROTECTION, VISITS, PARENT]
