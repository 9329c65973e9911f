"""Child protection: strategy discussion, section 47 enquiry, conference, the plan and its reviews, visits.

The strategy discussion, the enquiry and the conferences are held on a family: each child has a plan of its own."""

from typing import Any

from care_pathways import beside
from care_pathways.here import IN_ENGLAND
from care_pathways.social_care.concerns import (
    CHILDHOOD_ENDS,
    DESK,
    INTO_CARE,
    NOT_SAFE,
    WORKER,
    leads_to_care,
    visit_on,
)
from care_pathways.social_care.concerns import p as of_concerns
from synth.pathway.language.expressions import (
    PLACES,
    Draw,
    Expression,
    Fact,
    Now,
    Occurrence,
    OneOf,
    OthersInFamily,
    at_centile,
    where,
)
from synth.pathway.language.model import END, Beside, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, by_name, instant, option, place_among, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.time import clinic_day, day_of, midnight, quarter_hour, whole_weeks
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
    led = whether("the enquiry is that about a brother or sister too")
    discussed = whether("a child of whom nobody was told is discussed with the others")
    alike = whether("the child is judged as the brother or sister is")
    visit_due = instant("by when the child is to be seen")
    conference_due = instant("by when the initial conference is to be held")
    seen = instant("when the child is seen for the enquiry")
    meets = instant("when the initial conference is held")
    planned = whether("the conference makes a plan")
    lasts = place_among("how long the plan lasts among plans")
    rhythm = place_among("how soon review conferences follow among those of other plans")
    ends = instant("when the plan is to end")
    replaced = instant("by when the plan would give way to one of a child in care")
    over = instant("when the plan ends, which is soon after the child comes into care")
    met = instant("when a conference met last")
    open = whether("the plan has begun")
    told = whether("the practice has been told")
    alerted = whether("the parent is known as one of a child on a plan")


n = Protection
_IN_NEED = n.follows.is_("child_in_need")
_OF_THE_FAMILY = Fact("awaits_enquiry") | (n.discussed & ~Fact("known_to_social_care") & IN_ENGLAND)
_BEGINS = quarter_hour(at_centile(p.conference_begins, n.rhythm))
_JUDGED_ALIKE = (n.seen, n.outcome, n.meets, n.planned, n.category, n.lasts, n.follows, n.rhythm)
_FOUND = where(
    NOT_SAFE,
    p.enquiry_outcome_before_care,
    where(OthersInFamily("on_protection_plan"), p.enquiry_outcome_with_siblings, p.enquiry_outcome),
)
_CONFERRED_ON = n.outcome.is_("at_risk") & where(NOT_SAFE, n.meets < INTO_CARE, ~Fact("looked_after"))
"""Who is in care by the day of the conference has another plan."""
_FOLLOWS = [Signal("child in need", when=_IN_NEED)]


def conference_day(due: Expression) -> Expression:
    """The midnight before a conference that is due by a day: brothers and sisters have theirs on one working day."""
    return midnight(clinic_day(day_of(due), by=n.rhythm))


def _reviewed(due: Expression) -> dict[str, Any]:
    """A review conference: brothers and sisters, whose plans began together, have theirs together.

    One that would be held days before the last is held halfway to it."""
    soon = (n.ends > due) & (n.ends < due + p.between_conferences)
    return {"at": conference_day(where(soon, Now() + (n.ends - Now()) * p.halfway // 100, due)), "every": _BEGINS,
            "hours": "always", "contact": REVIEW, "amended": True, "draws": {n.met: Now()}}  # fmt: skip


def _met_after(interval: Draw) -> dict[str, Any]:
    """A core group after so long, of which brothers and sisters have one."""
    return {"at": conference_day(Now() + at_centile(interval, n.rhythm)), "after": _BEGINS, "hours": "always",
            "contact": "core_group_meeting", "lasts": p.length_of_conference, "then": "core group"}  # fmt: skip


_FIRST, _NEXT = at_centile(p.first_review, n.rhythm), at_centile(p.next_review, n.rhythm)
_FIRST_DUE = where(n.meets + _FIRST > Now(), n.meets + _FIRST, Now() + _NEXT)
"""The first review is due by when the conference met; of a child who was not born yet, it may have been held before."""
_TURN = (n.rhythm + p.from_visit_to_visit * Occurrence()) % PLACES
"""How soon the next visit comes among those of other plans: one visit is to all brothers and sisters."""

HELD = plan_of_care(
    holds("care_episode", "child_protection_plan_record"),
    holds("plan", code_of(n.category, CATEGORIES), goal="The child is safe from significant harm without a plan",
          goal_category="safety"),
    holds("flag", "child_protection_plan"),
    open=n.open,
)  # fmt: skip
UNTIL = where(n.over < CHILDHOOD_ENDS, n.over, CHILDHOOD_ENDS)


PROTECTION = Pathway(
    "child protection",
    starts_on=("child protection concern", "protected before birth", "enquiry about the family"),
    confidentiality="restricted",
    takes=(n.before_birth, n.unborn_category, n.led, n.discussed, *_JUDGED_ALIKE),
    only=~Fact("on_protection_plan") & ~Fact("looked_after") & (~n.led | _OF_THE_FAMILY & (Now() < CHILDHOOD_ENDS)),
    until=CHILDHOOD_ENDS,
    ending="eighteen",
    notes=Protection,
    guideline="Working together to safeguard children, 2023",
    steps=[
        Step("concern", sets={"known_to_social_care": 1, "awaits_enquiry": 0},
             draws={n.category: where(n.before_birth, n.unborn_category, n.category), n.alike: n.led & p.judged_alike,
                    n.rhythm: where(n.led | n.before_birth, n.rhythm, OneOf(PLACES, "rhythm")),
                    n.lasts: where(n.alike, n.lasts, OneOf(PLACES, "lasts")),
                    n.follows: where(n.alike, n.follows, p.after_the_plan)},
             then=When({"plan": n.before_birth, "discussed with the others": n.led}, otherwise="strategy discussion")),
        Step("strategy discussion", DESK, after=p.concern_to_strategy,
             draws={n.visit_due: Now() + p.strategy_to_enquiry, n.seen: visit_on(n.visit_due),
                    n.conference_due: Now() + p.strategy_to_conference,
                    n.meets: conference_day(where(n.conference_due < n.seen + p.enquiry_to_conference,
                                                  n.seen + p.enquiry_to_conference, n.conference_due)) + _BEGINS,
                    n.outcome: _FOUND, n.planned: p.plan_made, n.category: p.category},
             writes=[perform("strategy_discussion")],
             raises=Signal("enquiry about the family", to="siblings",
                           carries={"led": 1, "discussed": p.discussed_together, **by_name(*_JUDGED_ALIKE)}),
             then="section 47 enquiry"),
        Step("discussed with the others", DESK, after=p.moment, hours="always",
             draws={n.outcome: where(n.alike, n.outcome, _FOUND), n.planned: where(n.alike, n.planned, p.plan_made),
                    n.category: where(n.alike, n.category, p.category)},
             writes=[perform("strategy_discussion")],
             then="section 47 enquiry"),
        Step("section 47 enquiry", WORKER, at=n.seen, hours="always", contact="child_protection_visit",
             lasts=p.length_of_visit,
             writes=[assess("section_47_enquiry", value_code=code_of(n.outcome, ENQUIRY))],
             then=When({"initial conference": _CONFERRED_ON}, otherwise="no plan")),
        Step("initial conference", CONFERENCE, at=n.meets, hours="always",
             contact="initial_child_protection_conference",
             lasts=p.length_of_conference,
             then=When({"plan": n.planned & ~Fact("looked_after")}, otherwise="no plan")),
        Step("plan", WORKER, hours="always",  # a baby is on it from the day of birth on
             draws={n.ends: conference_day(Now() + whole_weeks(at_centile(p.plan_lasts, n.lasts))) + _BEGINS,
                    n.replaced: INTO_CARE + p.care_to_end_of_plan,
                    n.over: where(leads_to_care(n.ends), conference_day(n.replaced) + _BEGINS, n.ends)},
             sets={"on_protection_plan": 1, "known_to_social_care": 1},
             raises=[Signal("on a protection plan"),
                     Signal("child on a protection plan", to=["mother", "father"], hands_over=True)],
             then="plan over"),
        Step("plan over", at=n.over,
             sets={"on_protection_plan": 0, "known_to_social_care": _IN_NEED | Fact("looked_after")},
             then=When({"steps down": _IN_NEED})),
        # A moment later, as a child with a protection plan is not taken on as a child in need.
        Step("steps down", after=p.moment, raises=_FOLLOWS),
        Step("no plan", DESK, draws={n.follows: p.without_a_plan}, raises=_FOLLOWS,
             sets={"known_to_social_care": _IN_NEED | Fact("looked_after")}),
        Step("eighteen", sets={"on_protection_plan": 0, "known_to_social_care": 0}),
    ],
    beside=[
        Beside(
            "child protection plan",
            starts_on="on a protection plan",
            until=UNTIL,
            ending="plan ends",
            at_death="at death",
            guideline="Working together to safeguard children, 2023: review conferences",
            steps=HELD.steps(
                begins("plan", hours="always", draws={n.met: Now()}),
                review("first review conference", **_reviewed(_FIRST_DUE)),
                review("review conference", **_reviewed(Now() + _NEXT)),
                ends("plan ends", contact=REVIEW,
                     contact_when=(n.over <= Now()) & (Now() - n.met > p.between_conferences)),
                ends("at death"),
                setting=CONFERENCE, lasts=p.length_of_conference),
        ),
        Beside(
            "child protection visits",
            starts_on="on a protection plan",
            until=UNTIL,
            guideline="Working together to safeguard children, 2023: visits",
            steps=[
                Step("visit", WORKER,
                     at=midnight(clinic_day(day_of(Now() + at_centile(p.between_visits, _TURN)), by=_TURN)),
                     after=quarter_hour(at_centile(of_concerns.visit_begins, _TURN)), hours="always",
                     contact="child_protection_visit",
                     lasts=p.length_of_visit, then="visit"),
            ],
        ),
        Beside(
            "core groups of a child protection plan",
            starts_on="on a protection plan",
            until=UNTIL,
            guideline="Working together to safeguard children, 2023: core groups",
            steps=[
                Step("first core group", WORKER, **_met_after(p.plan_to_core_group)),
                Step("core group", WORKER, **_met_after(p.between_core_groups)),
            ],
        ),
    ],
)  # fmt: skip

PARENT = Pathway(
    "parent of a child on a protection plan",
    part_of=PROTECTION,
    starts_on="child on a protection plan",
    confidentiality="restricted",
    only=~Fact("child_on_protection_plan"),
    at_death="over",
    notes=Protection,
    steps=[
        # Plans of brothers and sisters begin together: the first alert stands for all.
        Step("decided", DESK, after=p.decision_to_alert, draws={n.alerted: ~Fact("child_on_protection_plan")},
             then=When({"alert": n.alerted}, otherwise=END)),
        Step("alert", DESK, hours="always",
             writes=[flag("has_child_on_cpp", BEGUN, confidentiality="third-party")],
             sets={"child_on_protection_plan": 1}, then="looked at again"),
        Step("looked at again", DESK, at=n.over, after=p.decision_to_alert,
             then=When({"another child": OthersInFamily("on_protection_plan") > 0}, otherwise="over")),
        Step("another child", after=p.until_looked_at_again, then="looked at again"),
        # At once: of a plan that begins meanwhile nobody would be told, as the parent is known as one still.
        Step("over", DESK, hours="always", writes=[flag("has_child_on_cpp", ENDED, when=n.alerted,
                                        confidentiality="third-party")],
             sets={"child_on_protection_plan": 0}),
    ],
)  # fmt: skip

SIGNALS = [
    signal(
        "enquiry about the family",
        "what is found likely of a child is enquired into for its brothers and sisters",
        ("led", "discussed", *by_name(*_JUDGED_ALIKE)),
    ),
    signal("child in need", "a child is to have a plan as a child in need"),
    signal("on a protection plan", "a child is made subject to a protection plan"),
    signal("child on a protection plan", "the parent of such a child is to be known as one"),
]
FACTS = [
    fact("on_protection_plan", "1 while a child is on a protection plan"),
    fact("child_on_protection_plan", "1 while a child of theirs is on one and it is known"),
]
PATHWAYS = [PROTECTION, PARENT]
