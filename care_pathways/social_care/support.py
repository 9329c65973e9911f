"""Long-term support of an adult: the plan and package of care, yearly reviews, change, a care home, the end."""

from care_pathways import beside
from care_pathways.social_care.requests import DESK, PROVIDER, REASONS, WORKER
from synth.pathway.expressions import Fact, Local, coded
from synth.pathway.model import Pathway, Signal, Step, When, Write
from synth.pathway.writes import AMENDED, BEGUN, ENDED, assess, care_episode, flag, observe, plan

p = beside(__file__)

SERVICES = ("domiciliary_care", "direct_payment", "day_care", "supported_living", "residential_care_placement", "nursing_care_placement")
RESIDENTIAL = 4
"""From this position on, a service is a care home."""
LEARNING_DISABILITY = 2

TRANSITION = Pathway(
    "support from childhood on",
    starts_on="coming of age",
    steps=[
        Step("eighteenth birthday", after=p.birthday_to_support, draws={"needs": p.learning_disability_support},
             raises=Signal("long-term support", when=Local("needs"), carries={"reason": LEARNING_DISABILITY, "for_life": 1})),
    ],
)  # fmt: skip


def _over(when: str = "supported") -> list[Write]:
    """Everything that was open ends."""
    open_ = Local(when)
    return [
        plan(coded(Local("service"), *SERVICES), ENDED, entry="service", when=open_ & ~Local("moved")),
        plan(coded(Local("home"), *SERVICES), ENDED, entry="care home", when=open_ & Local("moved")),
        plan("care_and_support_plan", ENDED, when=open_),
        flag("has_paid_carer", ENDED, when=open_),
        care_episode("long_term_support", ENDED, when=open_),
    ]


SUPPORT = Pathway(
    "long-term support",
    starts_on="long-term support",
    takes=("reason", "for_life"),
    only=~Fact("long_term_support"),
    at_death="death",
    guideline="Care Act 2014, sections 24 to 27",
    steps=[
        Step("arranged", DESK, sets={"long_term_support": 1}, draws={"service": p.service},
             then=When({"package begins": Local("service") < RESIDENTIAL}, otherwise="moves in")),
        Step("package begins", WORKER, after=p.assessment_to_package, contact="care_and_support_plan", lasts=p.length_of_meeting,
             draws={"supported": 1},
             writes=[care_episode("long_term_support", BEGUN), plan("care_and_support_plan", BEGUN),
                     plan(coded(Local("service"), *SERVICES), BEGUN, entry="service"),
                     flag("has_paid_carer", BEGUN),
                     observe(coded(Local("reason"), *REASONS), slot="reason")],
             then="review due"),
        Step("moves in", WORKER, after=p.assessment_to_package, contact="care_and_support_plan", lasts=p.length_of_meeting,
             draws={"supported": 1},
             writes=[care_episode("long_term_support", BEGUN), plan("care_and_support_plan", BEGUN),
                     plan(coded(Local("service"), *SERVICES), BEGUN, entry="service"),
                     flag("has_paid_carer", BEGUN),
                     observe(coded(Local("reason"), *REASONS), slot="reason"),
                     observe(coded(Local("service") - RESIDENTIAL, "lives_in_residential_home", "lives_in_nursing_home"), slot="home")],
             sets={"in_care_home": 1}, then="review due"),
        Step("review due", after=p.between_reviews, draws={"leave": ~Local("for_life") & p.no_longer_needed,
                                                           "move": (Local("service") < RESIDENTIAL) & ~Local("moved") & p.to_care_home},
             then=When({"support ends": Local("leave"), "to a care home": Local("move")}, otherwise="review")),
        Step("review", WORKER, contact="care_plan_review", contact_when=Local("done"), lasts=p.length_of_meeting,
             draws={"done": p.reviewed, "changed": Local("done") & p.changed},
             writes=[assess("care_plan_review", when=Local("done")), plan("care_and_support_plan", AMENDED, when=Local("changed"))],
             then="review due"),
        Step("to a care home", WORKER, contact="care_plan_review", lasts=p.length_of_meeting, draws={"home": p.kind_of_home + RESIDENTIAL, "moved": 1},
             writes=[assess("care_plan_review"), plan(coded(Local("service"), *SERVICES), ENDED, entry="service"),
                     plan(coded(Local("home"), *SERVICES), BEGUN, entry="care home"), plan("care_and_support_plan", AMENDED),
                     observe(coded(Local("home") - RESIDENTIAL, "lives_in_residential_home", "lives_in_nursing_home"), slot="home")],
             sets={"in_care_home": 1}, then="settled in"),
        Step("settled in", WORKER, after=p.move_to_review, contact="care_plan_review",
             writes=[assess("care_plan_review")], then="review due"),
        Step("support ends", WORKER, contact="care_plan_review", lasts=p.length_of_meeting, writes=[assess("care_plan_review"), *_over()],
             sets={"long_term_support": 0, "in_care_home": 0}),
        Step("death", PROVIDER, writes=_over(), sets={"long_term_support": 0, "in_care_home": 0}),
    ],
)  # fmt: skip

PATHWAYS = [TRANSITION, SUPPORT]
