"""Long-term support of an adult: the plan and package of care, reviews, a care home, the end.

A place in a care home mostly ends with death; some pass to NHS continuing healthcare, by checklist, tool and
decision."""

from care_pathways import beside, ethnic_group
from care_pathways.ethnic_group import Asked
from care_pathways.here import IN_ENGLAND
from care_pathways.social_care.requests import (
    MOVES_IN,
    NEXT_HOME,
    REASONS,
    SUPPORTED_FROM,
    WORKER,
    Request,
    means_assessed,
)
from care_pathways.social_care.requests import p as of_requests
from synth.pathway.language.expressions import Fact, Now, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When
from synth.pathway.language.notes import instant, option, quantity, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import in_office, whole_weeks
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import assess, observe
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review

p = beside(__file__)

SERVICES = {
    "home_care": "domiciliary_care",
    "direct_payment": "direct_payment",
    "day_care": "day_care",
    "supported_living": "supported_living",
    "residential": "residential_care_placement",
    "nursing": "nursing_care_placement",
}


class Support(Asked):
    """What is known of long-term support."""

    reason = Request.reason
    service = option("the support that is given", *SERVICES)
    contribution = Request.contribution
    lacks = whether("the person cannot decide where to live")
    aftercare = whether("health and the council owe aftercare following detention (section 117)")
    needs = whether("someone with a learning disability needs support on growing up")
    for_life = whether("it is given for life")
    pays = whether("the council pays for a place in a care home")
    in_home = whether("it is given in a care home at first")
    lasts = quantity("for how long it is given, if nothing ends it before", "minutes")
    ends = instant("when this support ends")
    goes = whether("the person is to move to a home with care when this support ends")
    moves = whether("the council pays for the home to which the person moves then")
    lives_in = whether("this package is given in a care home")
    passes = whether("the NHS comes to pay for all of it (continuing healthcare)")
    considered = instant("when a checklist shows that the person may be eligible for it")
    supported = whether("the support has begun")
    done = whether("the review takes place")
    reviewed = instant("when the plan was made or reviewed last")
    closing = whether("the end is looked at in a review")
    changed = whether("the review changes the plan")


n = Support
_IN_HOME = n.service.is_("residential", "nursing")
_LIVES_IN_ONE = Now() >= MOVES_IN
_LIVES_SUPPORTED = Now() >= SUPPORTED_FROM
_STAYS = where(n.passes, p.until_healthcare, p.home_lasts)
KIND_OF_HOME = where(p.kind_of_home, "nursing", "residential")
_WITH_CARE = where(_LIVES_IN_ONE, KIND_OF_HOME, "supported_living")
"""The support of those who live in a care home or in supported living, which is for as long as they live there."""

_LACKS = Fact("dementia") & p.lacks_capacity
_ASSESSED_FOR_A_HOME = [
    assess("care_needs_assessment", value_code="needs_eligible"), means_assessed(n.contribution),
    assess("mental_capacity_assessment", when=n.lacks), assess("best_interests", when=n.lacks),
]  # fmt: skip
"""What is found before someone lives in a home with care at the council's cost."""

TRANSITION = Pathway(
    "support from childhood on",
    starts_on="birth",
    only=~Fact("stillborn"),
    notes=Support,
    guideline="Care Act 2014, sections 58 to 60; NICE NG43",
    steps=[
        Step("seventeenth birthday", at=Fact("born") + p.looked_at_from, after=p.until_looked_at,
             draws={n.needs: p.learning_disability_support & IN_ENGLAND},
             then=When({"transition assessment": n.needs}, otherwise=END)),
        Step("transition assessment", WORKER, contact="transition_assessment", lasts=p.length_of_assessment,
             writes=[assess("transition_assessment")], then="eighteenth birthday"),
        Step("eighteenth birthday", at=Fact("born") + p.of_age, after=p.birthday_to_support,
             raises=Signal("long-term support", when=IN_ENGLAND,
                           carries={"reason": "learning", "for_life": 1})),
    ],
)  # fmt: skip


IN_A_HOME = Pathway(
    "a place in a home with care",
    starts_on=("enters a care home", "moves into supported living"),
    only=~Fact("long_term_support"),
    notes=Support,
    guideline="Care and support statutory guidance, chapter 8 and annex B",
    steps=[
        Step("moves in", draws={n.pays: p.pays_from_the_start},
             then=When({"assessed": n.pays}, otherwise="own means")),
        Step("own means", after=p.means_last, draws={n.pays: p.means_run_out},
             then=When({"assessed": n.pays & ~Fact("long_term_support")}, otherwise=END)),
        Step("assessed", WORKER, after=p.home_to_assessment, contact="care_needs_assessment",
             lasts=p.length_of_assessment,
             draws={n.reason: p.reason_in_home, n.contribution: of_requests.contribution_in_a_home,
                    n.lacks: _LACKS},
             writes=_ASSESSED_FOR_A_HOME,
             raises=Signal("long-term support", carries={"reason": n.reason})),
    ],
)  # fmt: skip

HELD = plan_of_care(
    holds("care_episode", "long_term_support"),
    holds("plan", "care_and_support_plan",
          goal="Achieves the outcomes of daily life that were found to need support"),
    holds("plan", code_of(n.service, SERVICES), entry="service"),
    holds("flag", "has_paid_carer"),
    open=n.supported,
)  # fmt: skip

SUPPORT = Pathway(
    "long-term support",
    starts_on="long-term support",
    takes=(n.reason, n.for_life),
    only=~Fact("long_term_support"),
    notes=Support,
    steps=[
        Step("arranged", sets={"long_term_support": 1},
             draws={n.service: where(_LIVES_IN_ONE | _LIVES_SUPPORTED, _WITH_CARE, p.service),
                    n.in_home: _IN_HOME, n.passes: n.in_home & p.passes_to_healthcare,
                    n.lasts: where(n.for_life | n.service.is_("supported_living"), p.a_lifetime,
                                   whole_weeks(where(n.in_home, _STAYS, p.support_lasts))),
                    n.moves: 0,
                    n.goes: ~n.in_home & (Now() < NEXT_HOME)
                    & (Now() + n.lasts + p.not_long_before > NEXT_HOME),
                    n.ends: where(n.goes, NEXT_HOME, in_office(Now() + n.lasts))},
             raises=Signal("package of care"),
             then=When({"assessed before moving": n.goes}, otherwise="changes")),
        Step("assessed before moving", WORKER, at=n.ends - p.assessed_before_moving, after=p.moment,
             contact="care_needs_assessment", lasts=p.length_of_assessment,
             draws={n.moves: p.pays_for_supported, n.contribution: of_requests.contribution_in_a_home, n.lacks: _LACKS},
             writes=_ASSESSED_FOR_A_HOME,
             then="changes"),
        Step("changes", WORKER, hours="always", at=n.ends,
             draws={n.service: _WITH_CARE, n.passes: n.moves & _LIVES_IN_ONE & p.passes_to_healthcare,
                    n.goes: n.moves & ~_LIVES_IN_ONE & (Now() + p.a_lifetime > MOVES_IN),
                    n.lasts: where(_LIVES_IN_ONE, whole_weeks(_STAYS), p.a_lifetime),
                    n.ends: where(n.goes, MOVES_IN, in_office(Now() + n.lasts))},
             sets={"long_term_support": n.moves},
             raises=Signal("package of care", when=n.moves),
             then=When({"assessed before moving": n.goes, "lives in a home": n.moves})),
        Step("lives in a home", at=n.ends, sets={"long_term_support": 0}),
    ],
)  # fmt: skip

PACKAGE = Pathway(
    "package of care",
    part_of=SUPPORT,
    starts_on="package of care",
    until=n.ends,
    ending="support ends",
    at_death="death",
    notes=Support,
    guideline="Care Act 2014, sections 24 to 27",
    steps=HELD.steps(
        begins("package begins", after=where(n.moves, p.moment, p.assessment_to_package),
               contact="care_and_support_plan",
               draws={n.lives_in: _IN_HOME, n.reviewed: Now(), n.asked: ethnic_group.p.asked_for_support,
                      n.aftercare: n.reason.is_("mental_health") & p.aftercare,
                      n.contribution: of_requests.contribution},
               writes=[assess("care_needs_assessment", value_code="needs_eligible", when=n.for_life),
                       means_assessed(n.contribution, when=n.for_life),
                       observe("section_117_aftercare", when=n.aftercare),
                       observe(code_of(n.reason, REASONS), slot="reason"),
                       observe(either(n.service.is_("nursing"), "lives_in_nursing_home", "lives_in_residential_home"),
                               slot="home", when=n.lives_in),
                       *ethnic_group.answered()],
               sets={"in_care_home": n.lives_in | _LIVES_IN_ONE}),
        review("review", every=p.between_reviews, contact="care_plan_review", held=n.done,
               draws={n.done: p.reviewed, n.changed: n.done & p.changed,
                      n.reviewed: where(n.done, Now(), n.reviewed)},
               writes=[assess("care_plan_review", when=n.done)], amended=n.changed),
        ends("support ends", contact="care_plan_review", contact_when=n.closing,
             draws={n.closing: n.supported & ~n.goes & (Now() - n.reviewed > p.between_two_reviews)},
             writes=[assess("care_plan_review", when=n.closing),
                     observe("continuing_healthcare", when=n.passes & n.lives_in)],
             sets={"in_care_home": _LIVES_IN_ONE}),
        ends("death", sets={"in_care_home": 0}),
        setting=WORKER, lasts=p.length_of_meeting),
)  # fmt: skip

HEALTHCARE = Pathway(
    "continuing healthcare",
    part_of=SUPPORT,
    starts_on="package of care",
    only=n.passes,
    until=n.ends,
    notes=Support,
    guideline="National framework for NHS continuing healthcare and NHS-funded nursing care, 2022",
    steps=[
        Step("need grows", draws={n.considered: n.ends - p.checklist_to_decision}, then="checklist"),
        Step("checklist", WORKER, at=n.considered, contact="care_plan_review", lasts=p.length_of_meeting,
             writes=[assess("continuing_healthcare_checklist")], then="decision support tool"),
        Step("decision support tool", "community nurse clinic", after=p.checklist_to_tool,
             contact="continuing_healthcare_meeting", lasts=p.length_of_meeting,
             writes=[assess("continuing_healthcare_decision_support_tool")]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("package of care", "a package of care is arranged"),
]
FACTS = [
    fact("long_term_support", "1 while an adult has long-term support"),
]
PATHWAYS = [TRANSITION, IN_A_HOME, SUPPORT, PACKAGE, HEALTHCARE]
