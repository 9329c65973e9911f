"""Unpaid carers: the strain that makes them ask, the assessment of their own needs, a support plan and its reviews."""

from care_pathways import beside
from care_pathways.here import IN_ENGLAND
from care_pathways.social_care.requests import DESK, WORKER
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.options import either
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import assess, communicate, refer
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review

p = beside(__file__)


class Carer(Notes):
    """What is known of someone who cares for another."""

    strained = whether("caring makes the carer ask for help")
    eligible = whether("the carer's needs are such that the council must meet them")
    supported = whether("the carer has a support plan")


n = Carer

CARING = Pathway(
    "carers who are strained",
    starts_on="coming of age",
    notes=Carer,
    steps=[
        Step("begins", at=p.records_begin, then="years pass"),
        Step("years pass", after=p.until_strained, draws={n.strained: p.strained & IN_ENGLAND},
             raises=Signal("carer is strained", when=n.strained), then="years pass"),
    ],
)  # fmt: skip

HELD = plan_of_care(
    holds("plan", "carer_support_plan", goal="Can go on caring, and has a life beside it"), open=n.supported
)
_CARES_NO_MORE = Fact("carer").is_("none")

ASSESSED = Pathway(
    "assessment of a carer",
    starts_on="carer is strained",
    only=~Fact("carer_known"),
    at_death="at death",
    notes=Carer,
    guideline="Care Act 2014, sections 10, 20 and 25",
    steps=[
        Step("asks", sets={"carer_known": 1}, then="request"),
        Step("request", DESK, after=p.strain_to_request, contact="telephone_encounter",
             writes=[refer("carer_needs_assessment", to=WORKER)], then="assessment"),
        Step("assessment", WORKER, after=p.wait_for_assessment, contact="carer_needs_assessment",
             lasts=p.length_of_assessment, draws={n.eligible: p.eligible},
             writes=[assess("carer_assessment", value_code=either(n.eligible, "needs_eligible",
                                                                  "needs_not_eligible"))],
             then=When({"plan": n.eligible}, otherwise="information")),
        Step("information", DESK, writes=[communicate("request_outcome_signposted")], sets={"carer_known": 0}),
        *HELD.steps(
            begins("plan", after=p.assessment_to_plan),
            review("review", every=p.between_reviews, contact="care_plan_review", amended=p.changed,
                   decides={"over": _CARES_NO_MORE}),
            ends("over", after=p.moment, sets={"carer_known": 0}),
            ends("at death"),
            setting=WORKER, lasts=p.length_of_review),
    ],
)  # fmt: skip

SIGNALS = [
    signal("carer is strained", "an unpaid carer asks for help"),
]
FACTS = [
    fact("carer_known", "1 while the council deals with someone as a carer"),
]
PATHWAYS = [CARING, ASSESSED]
