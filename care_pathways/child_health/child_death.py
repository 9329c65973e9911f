"""What follows the death of a child: who is told, the review that the law asks, and the mother who is bereaved.

The certificate of its cause is written as for everyone (`gp.death`).
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.gp.death import CAUSES, EXTERNAL, ILLNESS, SUDDEN
from care_pathways.programmes import since
from synth.pathway.language.expressions import Age, Fact, where
from synth.pathway.language.model import Pathway, Signal, Step
from synth.pathway.language.notes import Notes, option, whether
from synth.pathway.language.words import signal
from synth.pathway.language.writes import communicate

p = beside(__file__)

PANEL = "child death overview panel"


class ChildDeath(Notes):
    """What is known of the death of a child."""

    cause = option("the underlying cause of death", *CAUSES)
    reviewed = whether("the law asks for a review")
    unexpected = whether("nobody expected it")
    newborn = whether("it lived for less than four weeks")


n = ChildDeath

_sudden = n.cause.is_(SUDDEN)
# Who is born far too early or malformed, or has cancer, dies under the eyes of those who care.
_foreseen = n.cause.is_(
    "perinatal conditions", "congenital anomalies", *(one for one in CAUSES if ILLNESS[one] == "cancer")
)

DEATH = Pathway(
    "death of a child",
    starts_on="death",
    takes=(n.cause,),
    only=(Age() < p.grown_up) & ~Fact("stillborn"),
    notes=ChildDeath,
    guideline="HM Government, Child death review: statutory and operational guidance (England), 2018",
    steps=[
        Step("died", "hospital ward",
             draws={n.reviewed: since.child_death_review, n.unexpected: where(
                 _sudden, 1, where(n.cause.is_(*EXTERNAL), p.unexpected_if_injury, where(
                 _foreseen, p.unexpected_if_foreseen, p.unexpected))),
                    n.newborn: Age(days=True) < p.neonatal_until},
             writes=[communicate("child_death_notification", recorded=1 + p.to_notification, when=n.reviewed,
                                 details={"to": PANEL}),
                     communicate("joint_agency_response", recorded=1 + p.to_response,
                                 when=n.reviewed & n.unexpected, details={"to": "children's social care"}),
                     communicate("perinatal_mortality_review", recorded=1 + p.to_perinatal_review,
                                 when=n.newborn & since.perinatal_mortality_review),
                     communicate("child_death_review_meeting", recorded=1 + p.to_meeting, when=n.reviewed),
                     communicate("child_death_panel_review", recorded=1 + p.to_panel, when=n.reviewed)],
             sets={"breastfed": 0, "only_breast_milk": 0},
             raises=Signal("baby has died", to="mother", when=Age() < p.infant_until,
                           carries={"newborn": n.newborn})),
    ],
)  # fmt: skip

SIGNALS = [signal("baby has died", "a baby has died in its first year", ("newborn",))]
PATHWAYS = [DEATH]
