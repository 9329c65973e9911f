"""A child looked after by the council: placements, legal status, reviews, health assessments, leaving care."""

from care_pathways import beside
from care_pathways.social_care.child_protection import CONFERENCE, GUARDED
from care_pathways.social_care.concerns import CHILDHOOD_ENDS, DESK, WORKER
from synth.pathway.expressions import Fact, Local, Now, coded, where
from synth.pathway.model import Pathway, Signal, Step, When
from synth.pathway.writes import BEGUN, ENDED, care_episode, flag, observe, perform, plan

p = beside(__file__)

PLACEMENTS = ("foster_placement", "kinship_placement", "residential_childrens_home", "placed_with_parents",
              "independent_or_semi_independent_placement")  # fmt: skip
LEGAL = ("accommodated_section_20", "interim_care_order", "care_order")
_CLOSE = [
    flag("looked_after_child", ENDED, when=Local("in_care"), **GUARDED),
    care_episode("looked_after_child", ENDED, when=Local("in_care"), **GUARDED),
]
NEXT = When({"leaves care": Local("leaves") <= Now() + p.reviewed_every}, otherwise="review")
BY_AGE = When({"half-yearly review": Fact("age") < p.half_yearly_until}, otherwise="yearly review")

LOOKED_AFTER = Pathway(
    "looked after",
    starts_on="becomes looked after",
    only=~Fact("looked_after"),
    until=CHILDHOOD_ENDS,
    ending="eighteen",
    at_death="at death",
    guideline="Care Planning, Placement and Case Review (England) Regulations 2010",
    steps=[
        Step("comes into care", WORKER, after=p.decision_to_placement,
             draws={"leaves": Now() + p.in_care_for, "legal": p.legal_status, "in_care": 1},
             writes=[care_episode("looked_after_child", BEGUN, **GUARDED), flag("looked_after_child", BEGUN, **GUARDED),
                     observe(coded(Local("legal"), *LEGAL), slot="legal status", **GUARDED)],
             sets={"looked_after": 1, "known_to_social_care": 1, "ever_looked_after": 1},
             raises=[Signal("placed with carers", carries={"leaves": Local("leaves")}),
                     Signal("health of a looked-after child", carries={"leaves": Local("leaves")})],
             then=When({"leaves care": Local("leaves") <= Now() + p.first_reviewed_within}, otherwise="first review")),
        Step("first review", CONFERENCE, after=p.first_review, contact="looked_after_review", lasts=p.length_of_review, then=NEXT),
        Step("review", CONFERENCE, after=p.next_review, contact="looked_after_review", lasts=p.length_of_review,
             draws={"order": (Local("legal") < 2) & p.order_made, "legal": where(Local("order"), 2, Local("legal"))},
             writes=[observe("care_order", when=Local("order"), **GUARDED)], then=NEXT),
        Step("leaves care", WORKER, at=Local("leaves"), draws={"to": p.leaves_to},
             writes=[observe(coded(Local("to"), "lives_with_parents", "special_guardianship", "kinship_care"), slot="home", **GUARDED),
                     observe("adopted", confidentiality="legally protected", when=Local("to").equals(3)),
                     observe("no_longer_looked_after", **GUARDED), *_CLOSE],
             sets={"looked_after": 0, "known_to_social_care": Local("to").equals(0)},
             raises=Signal("child in need", when=Local("to").equals(0))),
        Step("eighteen", DESK, writes=[*_CLOSE, observe("leaving_care", when=Local("in_care"), **GUARDED)],
             sets={"looked_after": 0, "known_to_social_care": 0}),
        Step("at death", DESK, writes=_CLOSE),
    ],
)  # fmt: skip
_ENDED = plan(coded(Local("kind"), *PLACEMENTS), ENDED, entry="placement", when=Local("here"), **GUARDED)

PLACEMENT = Pathway(
    "placement of a looked-after child",
    starts_on="placed with carers",
    takes=("leaves",),
    until=CHILDHOOD_ENDS,
    ending="ends",
    at_death="at death",
    steps=[
        Step("begins", WORKER, after=p.journey, draws={"kind": p.placement, "moves": Now() + p.placement_lasts, "here": 1},
             writes=[plan(coded(Local("kind"), *PLACEMENTS), BEGUN, entry="placement", **GUARDED)],
             then="moves on"),
        Step("moves on", WORKER, at=where(Local("moves") < Local("leaves"), Local("moves"), Local("leaves")),
             writes=[plan(coded(Local("kind"), *PLACEMENTS), ENDED, entry="placement", **GUARDED)],
             raises=Signal("placed with carers", carries={"leaves": Local("leaves")}, when=Local("moves") < Local("leaves"))),
        Step("ends", WORKER, writes=[_ENDED]),
        Step("at death", WORKER, writes=[_ENDED]),
    ],
)  # fmt: skip

HEALTH = Pathway(
    "health of a looked-after child",
    starts_on="health of a looked-after child",
    takes=("leaves",),
    until=where(Local("leaves") < CHILDHOOD_ENDS, Local("leaves"), CHILDHOOD_ENDS),
    guideline="NICE NG205; Promoting the health and wellbeing of looked-after children, 2015",
    steps=[
        Step("initial health assessment", "community paediatrician", after=p.initial_assessment,
             contact="initial_health_assessment", lasts=p.length_of_assessment,
             writes=[perform("initial_health_assessment", **GUARDED)], then=BY_AGE),
        Step("half-yearly review", "community paediatrician", after=p.half_a_year, contact="review_health_assessment",
             contact_when=Local("done"), lasts=p.length_of_assessment, draws={"done": p.assessment_done},
             writes=[perform("review_health_assessment", when=Local("done"), **GUARDED)], then=BY_AGE),
        Step("yearly review", "community paediatrician", after=p.a_year, contact="review_health_assessment",
             contact_when=Local("done"), lasts=p.length_of_assessment, draws={"done": p.assessment_done},
             writes=[perform("review_health_assessment", when=Local("done"), **GUARDED)], then=BY_AGE),
    ],
)  # fmt: skip

PATHWAYS = [LOOKED_AFTER, PLACEMENT, HEALTH]
