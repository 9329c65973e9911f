"""A concern about an unborn baby: it stands in the mother's record, about the fetus, until the birth."""

from typing import Any

from care_pathways import beside
from care_pathways.maternity._course import Pregnancy
from care_pathways.maternity.pregnancy import PREGNANCY
from care_pathways.social_care.child_protection import CATEGORIES, CONFERENCE, Protection
from care_pathways.social_care.child_protection import p as of_plans
from care_pathways.social_care.concerns import DESK, SIBLINGS, SOURCES, WORKER, Concern
from synth.pathway.language.expressions import PLACES, Now, OneOf
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import by_name, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.words import signal
from synth.pathway.language.writes import assess, observe, perform, refer
from synth.pathway.parts.plan import holds, plan_of_care

p = beside(__file__)

FETUS: dict[str, Any] = {"about": 1}


class Unborn(Pregnancy):
    """What is known of a concern about an unborn baby."""

    worry = whether("someone is worried about the baby to come")
    source = Concern.source
    open = whether("a case is open")
    at_risk = whether("the assessment finds a risk of significant harm")
    category = Protection.category
    meets = Protection.meets
    rhythm = Protection.rhythm
    planned = whether("there is a plan for when the baby is born")


n = Unborn

CASE = plan_of_care(holds("care_episode", "family_unborn", always=FETUS), open=n.open)
PLAN = plan_of_care(
    holds("plan", "unborn_child_plan", always=FETUS), holds("flag", "unborn_child_plan", always=FETUS), open=n.planned
)


UNBORN = Pathway(
    "concern about an unborn baby",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    confidentiality="restricted",
    until=n.ends,
    ending="pregnancy ends",
    at_death="mother dies",
    notes=Unborn,
    guideline="Working together to safeguard children, 2023: unborn children",
    steps=[
        Step("looked at", draws={n.worry: p.concern}, after=p.booking_to_concern,
             then=When({"referral": n.worry | (SIBLINGS > 0)}, END)),
        Step("referral", DESK, after=p.concern_to_referral, contact="telephone_encounter",
             draws={n.source: p.source, n.open: 1},
             writes=[*CASE.begun(),
                     observe("unborn_cause_for_concern", **FETUS),
                     refer("child_social_care_referral", to=WORKER,
                           value_code=code_of(n.source, SOURCES), **FETUS)],
             raises=Signal("is referred by the midwife", when=n.source.is_("health")),
             then="assessment"),
        Step("assessment", WORKER, after=p.assessment_time, contact="child_and_family_assessment",
             draws={n.at_risk: p.at_risk},
             writes=[assess("child_and_family_assessment", **FETUS,
                            value_code=either(n.at_risk, "concern_likely_significant_harm",
                                              "assessed_child_in_need"))],
             then=When({"strategy discussion": n.at_risk}, otherwise="visit")),
        Step("strategy discussion", DESK, after=of_plans.concern_to_strategy,
             writes=[perform("strategy_discussion", **FETUS)], then="section 47 enquiry"),
        Step("section 47 enquiry", WORKER, after=of_plans.strategy_to_enquiry, contact="child_protection_visit",
             writes=[assess("section_47_enquiry", value_code="concerns_substantiated_child_at_risk", **FETUS)],
             then="initial conference"),
        Step("initial conference", CONFERENCE, after=p.assessment_to_conference,
             contact="initial_child_protection_conference",
             draws={n.category: p.category, n.meets: Now(), n.rhythm: OneOf(PLACES, "rhythm")},
             then=Choice({"plan": p.plan_made, "visit": REST})),
        Step("plan", WORKER, hours="always", draws={n.planned: 1},
             writes=[*PLAN.begun(), observe(code_of(n.category, CATEGORIES), slot="category", **FETUS)],
             raises=Signal("plan for an unborn baby"), then="visit"),
        Step("visit", WORKER, after=p.between_visits,
             contact=either(n.planned, "child_protection_visit", "child_in_need_visit"), then="visit"),
        Step("pregnancy ends", WORKER,
             writes=[*PLAN.ended(), *CASE.ended()],
             raises=[Signal("protected before birth", to=n.baby_1, when=n.planned,
                            carries={"before_birth": 1, "unborn_category": n.category, **by_name(n.meets, n.rhythm)}),
                     Signal("child in need", to=n.baby_1, when=n.open & ~n.planned)]),
        Step("mother dies", WORKER, writes=[*PLAN.ended(), *CASE.ended()]),
    ],
)  # fmt: skip

CONFERRED = Pathway(
    "conferences about an unborn baby",
    part_of=UNBORN,
    starts_on="plan for an unborn baby",
    confidentiality="restricted",
    until=n.ends,
    notes=Unborn,
    guideline="Working together to safeguard children, 2023: core groups and reviews",
    steps=[
        Step("core group", WORKER, after=of_plans.plan_to_core_group, contact="core_group_meeting",
             lasts=of_plans.length_of_conference, then="review conference"),
        Step("review conference", CONFERENCE, at=n.meets, after=of_plans.first_review,
             contact="review_child_protection_conference", lasts=of_plans.length_of_conference),
    ],
)  # fmt: skip

SIGNALS = [
    signal(
        "protected before birth",
        "a baby is born that had a protection plan",
        ("before_birth", "unborn_category", "meets", "rhythm"),
    ),
    signal("plan for an unborn baby", "an unborn baby is to have a protection plan"),
]
PATHWAYS = [UNBORN, CONFERRED]
