"""A child looked after by the council: placements, legal status, reviews, health, leaving care.

Who comes into care, when, where each is placed and where they go are the world's (`synth/world/families/care.py`)."""

from typing import Any

from care_pathways import beside
from care_pathways.social_care.child_protection import CONFERENCE
from care_pathways.social_care.concerns import EIGHTEEN, WORKER
from synth.clock import WEEK
from synth.pathway.language.expressions import Fact, Now, where
from synth.pathway.language.model import END, Beside, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, instant, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.time import clinic_day, day_of, midnight
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, observe, perform, plan
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review

p = beside(__file__)

PLACEMENTS = {"foster carer": "foster_placement", "kin": "kinship_placement",
              "children's home": "residential_childrens_home", "a parent": "placed_with_parents",
              "supported accommodation": "independent_or_semi_independent_placement",
              "adopters": "adoption_placement"}  # fmt: skip
LEGAL = {"accommodated": "accommodated_section_20", "interim care order": "interim_care_order",
         "emergency protection": "emergency_protection"}  # fmt: skip
CHANGES = {"care_plan": "change_of_care_plan", "other": "change_for_another_reason",
           "behaviour": "carer_ends_it_for_behaviour", "carer": "carer_ends_it", "child": "child_asks_for_change",
           "authority": "authority_ends_it", "standards": "standards_of_care_concern",
           "closure": "provision_closes", "allegation": "allegation_against_carer"}  # fmt: skip
"""Why a child changes placement."""
HOMES = {"a parent": "lives_with_parents", "a special guardian": "special_guardianship",
         "other kin": "kinship_care", "adopters": ""}  # fmt: skip


class Care(Notes):
    """What the council knows of a child that it looks after."""

    to = option("where the child goes", *HOMES)
    legal = option("the legal status in which the child comes into care", *LEGAL)
    applies = whether("the council applies for a care order though the parents agreed to care")
    ordered = instant("when the court makes its final order")
    order_made = whether("a care order has been made")
    placed_by_order = whether("an order allows the council to place the child for adoption")
    kind = option("the placement", *PLACEMENTS)
    leaves = instant("when the child leaves care, or this placement")
    arrives = instant("when the child comes to the placement, on the same day")
    here = whether("the child has come to the placement")
    told = whether("the practice has been told")
    advised_until = instant("until when a personal adviser is there for who is looked after until eighteen")
    moved = whether("the child comes from another placement")
    why = option("why the child changes placement", *CHANGES)
    done = whether("the assessment is done")
    assessed_by = instant("by when the first assessment of health is to be made")


n = Care
_TO_ADOPTERS = n.to.is_("adopters")
_BY_ORDER = n.to.is_("adopters", "a special guardian")
UNTIL = where(n.leaves < EIGHTEEN, n.leaves, EIGHTEEN)

HELD = plan_of_care(holds("care_episode", "looked_after_child"), holds("flag", "looked_after_child"))
_LEFT = n.leaves <= Now()

BY_AGE = When({"half-yearly review": Fact("age") < p.half_yearly_until}, otherwise="yearly review")
_REVIEW: dict[str, Any] = {"contact": "review_health_assessment", "contact_when": n.done,
                           "lasts": p.length_of_assessment,
           "draws": {n.done: p.assessment_done}, "then": BY_AGE,
           "writes": [perform("review_health_assessment", when=n.done)]}  # fmt: skip

LOOKED_AFTER = Pathway(
    "looked after",
    starts_on="comes into care",
    confidentiality="restricted",
    takes=(n.leaves, n.to, n.legal),
    until=EIGHTEEN,
    ending="eighteen",
    notes=Care,
    steps=[
        Step("comes into care", WORKER, hours="always",
             draws={n.advised_until: EIGHTEEN + p.advised_for},
             sets={"looked_after": 1, "known_to_social_care": 1, "ever_looked_after": 1},
             raises=Signal("in the care of the council"), then="leaves care"),
        Step("leaves care", at=n.leaves,
             sets={"looked_after": 0, "known_to_social_care": n.to.is_("a parent")},
             then=When({"with a parent again": n.to.is_("a parent")})),
        # A moment later, as a child who is looked after is not taken on as a child in need.
        Step("with a parent again", after=p.moment, raises=Signal("child in need")),
        Step("eighteen", sets={"looked_after": 0, "known_to_social_care": 0}),
    ],
    beside=[
        Beside(
            "looked-after child",
            starts_on="in the care of the council",
            until=UNTIL,
            ending="care ends",
            at_death="at death",
            guideline="Care Planning, Placement and Case Review (England) Regulations 2010",
            steps=HELD.steps(
                begins("comes into care", hours="always"),
                review("first review", every=p.first_review, setting=CONFERENCE,
                       contact="first_looked_after_review"),
                review("second review", every=p.second_review, setting=CONFERENCE,
                       contact="second_looked_after_review"),
                review("review", every=p.next_review, setting=CONFERENCE, contact="looked_after_review"),
                ends("care ends",
                     writes=[observe(code_of(n.to, HOMES), slot="home", when=_LEFT & ~n.to.is_("adopters")),
                             observe("adopted", when=_LEFT & n.to.is_("adopters"),
                                     confidentiality="legally protected"),
                             observe("no_longer_looked_after", when=_LEFT),
                             observe("leaving_care", when=~_LEFT)]),
                ends("at death"),
                setting=WORKER, lasts=p.length_of_review),
        ),
        Beside(
            "legal status of a looked-after child",
            starts_on="in the care of the council",
            until=UNTIL,
            ending="care ends",
            guideline="Children Act 1989, sections 20, 31, 38, 44 and 46; Adoption and Children Act 2002, section 21",
            steps=[
                Step("status on coming", WORKER, hours="always",
                     writes=[observe(code_of(n.legal, LEGAL), slot="legal status")],
                     then=When({"agreed": n.legal.is_("accommodated"),
                                "in an emergency": n.legal.is_("emergency protection")}, otherwise="proceedings")),
                Step("in an emergency", WORKER, after=p.emergency_lasts, writes=[observe("interim_care_order")],
                     then="proceedings"),
                # Who will be adopted or have a guardian needs an order, and so does who cannot go home for long.
                Step("agreed", draws={n.applies: _BY_ORDER | p.proceedings_begin},
                     then=When({"application": n.applies}, END)),
                Step("application", WORKER, after=p.until_application, writes=[observe("interim_care_order")],
                     then="proceedings"),
                Step("proceedings", draws={n.ordered: where(_TO_ADOPTERS, n.leaves - p.order_to_adoption,
                                                            Now() + p.proceedings_last)},
                     then=When({"order": n.ordered < n.leaves})),
                Step("order", WORKER, at=n.ordered, draws={n.order_made: 1, n.placed_by_order: _TO_ADOPTERS},
                     writes=[observe("care_order"), observe("placement_order", when=n.placed_by_order)]),
                Step("care ends", WORKER,
                     writes=[observe("care_order_discharged", when=n.order_made & n.to.is_("a parent", "other kin"))]),
            ],
        ),
        Beside(
            "visits to a looked-after child",
            starts_on="in the care of the council",
            until=UNTIL,
            guideline="Care Planning, Placement and Case Review (England) Regulations 2010, regulation 28",
            steps=[
                Step("first visit", WORKER, after=p.first_visit, contact="looked_after_visit", lasts=p.length_of_visit,
                     then="visit"),
                Step("visit", WORKER, after=p.between_visits, contact="looked_after_visit", lasts=p.length_of_visit,
                     then="visit"),
            ],
        ),
        Beside(
            "health of a looked-after child",
            starts_on="in the care of the council",
            until=UNTIL,
            guideline="NICE NG205; Promoting the health and wellbeing of looked-after children, 2015",
            steps=[
                Step("asked for", draws={n.assessed_by: Now() + p.initial_assessment},
                     then="initial health assessment"),
                # By the day, and not from it on: who is due on a weekend is seen around it, and no later on average.
                Step("initial health assessment", "community paediatrician",
                     at=midnight(clinic_day(day_of(n.assessed_by))),
                     contact="initial_health_assessment", lasts=p.length_of_assessment,
                     writes=[perform("initial_health_assessment")], then=BY_AGE),
                Step("half-yearly review", "community paediatrician", after=p.half_a_year, **_REVIEW),
                Step("yearly review", "community paediatrician", after=p.a_year, **_REVIEW),
            ],
        ),
    ],
)  # fmt: skip

_PLACEMENT = code_of(n.kind, PLACEMENTS)
_PLACEMENT_ENDED = plan(_PLACEMENT, ENDED, entry="placement", when=n.here)

PLACEMENT = Pathway(
    "placement of a looked-after child",
    starts_on="is placed",
    confidentiality="restricted",
    takes=(n.kind, n.leaves),
    until=UNTIL,
    ending="ends",
    at_death="ends",
    notes=Care,
    steps=[
        # Who comes into care at this moment was not looked after before it.
        Step("on the way", draws={n.arrives: Now() + p.journey, n.moved: Fact("looked_after"),
                                  n.why: where(n.kind.is_("adopters"), "care_plan", p.why)}, then="begins"),
        Step("begins", WORKER, at=where(day_of(n.arrives) > day_of(Now()), Now(), n.arrives), hours="always",
             draws={n.here: 1},
             writes=[plan(_PLACEMENT, BEGUN, entry="placement"),
                     observe("reason_for_change_of_placement", value_code=code_of(n.why, CHANGES), when=n.moved)],
             raises=Signal("lives with carers"), then="moves on"),
        Step("moves on", at=n.leaves + WEEK),
        Step("ends", WORKER, hours="always", writes=[_PLACEMENT_ENDED]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("in the care of the council", "a child comes into the care of the council"),
    signal("lives with carers", "a looked-after child comes to a placement"),
]
FACTS = [
    fact("looked_after", "1 while a child is looked after"),
    fact("ever_looked_after", "1 from the first day of being looked after on", for_later="care leavers"),
]
PATHWAYS = [LOOKED_AFTER, PLACEMENT]
