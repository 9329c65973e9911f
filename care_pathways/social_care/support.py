"""Long-term support of an adult: the plan and package of care, reviews, a care home, the end."""

from care_pathways import beside, ethnic_group
from care_pathways.social_care.requests import PROVIDER, REASONS, WORKER, Request
from synth.clock import WEEK
from synth.pathway.language.expressions import Fact, Local, Now, where
from synth.pathway.language.model import Pathway, Signal, Step, When
from synth.pathway.language.notes import option
from synth.pathway.language.options import code_of, either
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import AMENDED, BEGUN, ENDED, assess, care_episode, flag, observe, plan

p = beside(__file__)

SERVICES = {
    "home_care": "domiciliary_care",
    "direct_payment": "direct_payment",
    "day_care": "day_care",
    "supported_living": "supported_living",
    "residential": "residential_care_placement",
    "nursing": "nursing_care_placement",
}
REASON = Request.reason
SERVICE = option("the support that is given", *SERVICES, called="service")
_IN_HOME = SERVICE.is_("residential", "nursing")

TRANSITION = Pathway(
    "support from childhood on",
    starts_on="coming of age",
    steps=[
        Step("eighteenth birthday", after=p.birthday_to_support,
             draws={"needs": p.learning_disability_support},
             raises=Signal("long-term support", when=Local("needs"),
                           carries={"reason": "learning", "for_life": 1})),
    ],
)  # fmt: skip


_OPEN = Local("supported")
_ENDED = [
    plan(code_of(SERVICE, SERVICES), ENDED, entry="service", when=_OPEN),
    plan("care_and_support_plan", ENDED, when=_OPEN),
    flag("has_paid_carer", ENDED, when=_OPEN),
    care_episode("long_term_support", ENDED, when=_OPEN),
]

_CARRIES = {"reason": REASON, "service": SERVICE, "ends": Local("ends")}

SUPPORT = Pathway(
    "long-term support",
    starts_on="long-term support",
    takes=("reason", "for_life"),
    only=~Fact("long_term_support"),
    steps=[
        Step("arranged", sets={"long_term_support": 1},
             draws={"service": p.service, "in_home": _IN_HOME,
                    "ends": Now() + where(Local("for_life"), p.a_lifetime,
                                          where(Local("in_home"), p.home_lasts,
                                                p.support_lasts) // WEEK * WEEK)},
             raises=Signal("package of care", carries=_CARRIES), then="changes"),
        Step("changes", at=Local("ends"),
             draws={"moves": ~Local("in_home") & p.to_care_home,
                    "service": where(p.kind_of_home, "nursing", "residential"),
                    "ends": Now() + p.home_lasts // WEEK * WEEK},
             sets={"long_term_support": Local("moves")},
             raises=Signal("package of care", carries=_CARRIES, when=Local("moves")),
             then=When({"lives in a home": Local("moves")})),
        Step("lives in a home", at=Local("ends"), sets={"long_term_support": 0}),
    ],
)  # fmt: skip

PACKAGE = Pathway(
    "package of care",
    starts_on="package of care",
    takes=("reason", "service", "ends"),
    until=Local("ends"),
    ending="support ends",
    at_death="death",
    guideline="Care Act 2014, sections 24 to 27",
    steps=[
        Step("package begins", WORKER, after=p.assessment_to_package, contact="care_and_support_plan",
             lasts=p.length_of_meeting,
             draws={"supported": 1, "in_home": _IN_HOME, "asked": ethnic_group.p.asked_for_support},
             writes=[care_episode("long_term_support", BEGUN), plan("care_and_support_plan", BEGUN,
                                                                      goal="Achieves the outcomes of daily life that "
                                                                      "were found to need support"),
                     plan(code_of(SERVICE, SERVICES), BEGUN, entry="service"),
                     flag("has_paid_carer", BEGUN),
                     observe(code_of(REASON, REASONS), slot="reason"),
                     observe(either(SERVICE.is_("nursing"), "lives_in_nursing_home", "lives_in_residential_home"),
                             slot="home",
                             when=Local("in_home")),
                     *ethnic_group.answered()],
             sets={"in_care_home": Local("in_home")}, then="review"),
        Step("review", WORKER, after=p.between_reviews, contact="care_plan_review",
             contact_when=Local("done"),
             lasts=p.length_of_meeting, draws={"done": p.reviewed, "changed": Local("done") & p.changed},
             writes=[assess("care_plan_review", when=Local("done")),
                     plan("care_and_support_plan", AMENDED, when=Local("changed"))],
             then="review"),
        Step("support ends", WORKER, contact="care_plan_review", contact_when=Local("supported"),
             lasts=p.length_of_meeting,
             writes=[assess("care_plan_review", when=Local("supported")), *_ENDED,
                     observe("continuing_healthcare", when=Local("in_home"))], sets={"in_care_home": 0}),
        Step("death", PROVIDER, writes=_ENDED, sets={"in_care_home": 0}),
    ],
)  # fmt: skip

SIGNALS = [
    signal("package of care", "a package of care is arranged", ("reason", "service", "ends")),
]
FACTS = [
    fact("long_term_support", "1 while an adult has long-term support"),
]
PATHWAYS = [TRANSITION, SUPPORT, PACKAGE]
