"""A child in need: the plan, the visits, and the end of it."""

from care_pathways import beside
from care_pathways.social_care.concerns import CHILDHOOD_ENDS, DESK, WORKER
from synth.pathway.expressions import Fact, Local, Now
from synth.pathway.model import REST, Choice, Pathway, Signal, Step, When
from synth.pathway.writes import AMENDED, BEGUN, ENDED, care_episode, observe, plan

p = beside(__file__)

_CLOSE = [plan("child_in_need_plan", ENDED, when=Local("open"), confidentiality="restricted"),
          care_episode("child_in_need", ENDED, when=Local("open"), confidentiality="restricted")]  # fmt: skip

CHILD_IN_NEED = Pathway(
    "child in need",
    starts_on="child in need",
    only=~Fact("child_in_need") & ~Fact("looked_after") & ~Fact("on_protection_plan"),
    until=CHILDHOOD_ENDS,
    ending="eighteen",
    at_death="at death",
    guideline="Children Act 1989, section 17",
    steps=[
        Step("plan", WORKER, after=p.assessment_to_plan, draws={"closes": Now() + p.plan_lasts, "open": 1},
             writes=[care_episode("child_in_need", BEGUN, confidentiality="restricted"),
                     plan("child_in_need_plan", BEGUN, confidentiality="restricted")],
             sets={"child_in_need": 1, "known_to_social_care": 1}, then="visit"),
        Step("visit", WORKER, after=p.between_visits, contact="child_in_need_visit",
             writes=[plan("child_in_need_plan", AMENDED, when=p.changed_at_visit, confidentiality="restricted")],
             then=When({"last visit": Local("closes") <= Now()}, otherwise="visit")),
        Step("last visit", WORKER, after=p.between_visits, contact="child_in_need_visit",
             then=Choice({"closed": REST, "child protection": p.gets_worse, "looked after": p.cannot_stay})),
        Step("closed", DESK, writes=[*_CLOSE, observe("no_longer_child_in_need", confidentiality="restricted")],
             sets={"child_in_need": 0, "known_to_social_care": 0}),
        Step("child protection", DESK, writes=_CLOSE, sets={"child_in_need": 0}, raises=Signal("child protection concern")),
        Step("looked after", DESK, writes=_CLOSE, sets={"child_in_need": 0}, raises=Signal("becomes looked after")),
        Step("eighteen", DESK, writes=_CLOSE, sets={"child_in_need": 0, "known_to_social_care": 0}),
        Step("at death", DESK, writes=_CLOSE),
    ],
)  # fmt: skip

PATHWAYS = [CHILD_IN_NEED]
