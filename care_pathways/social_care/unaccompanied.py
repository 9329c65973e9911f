"""Unaccompanied asylum-seeking children: the claim, the age assessed where it is doubted, the decision on the claim.

Who they are, and that they come into care in the hour in which they arrive, is the world's: a family of one."""

from care_pathways import beside
from care_pathways.social_care.concerns import DESK, WORKER
from care_pathways.social_care.looked_after import LOOKED_AFTER, Care
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import whether
from synth.pathway.language.options import either
from synth.pathway.language.writes import assess, observe, refer

p = beside(__file__)


class Alone(Care):
    """What is known of a child who came alone."""

    doubted = whether("it is doubted that the person is a child")
    granted = whether("the claim leads to leave to stay")


n = Alone

CLAIM = Pathway(
    "unaccompanied asylum-seeking child",
    part_of=LOOKED_AFTER,
    starts_on="in the care of the council",
    confidentiality="restricted",
    only=Fact("unaccompanied"),
    notes=Alone,
    guideline="DfE, Care of unaccompanied migrant children and child victims of modern slavery, 2017",
    steps=[
        # At once, as nobody else is there for the child.
        Step("referral", DESK, hours="always",
             writes=[refer("child_social_care_referral", to=WORKER, value_code="referral_source_other_legal",
                           confidentiality="third-party"),
                     observe("asylum_seeking_child")],
             then="assessment"),
        Step("assessment", WORKER, after=p.to_assessment, contact="child_and_family_assessment",
             lasts=p.length_of_assessment, draws={n.doubted: p.doubted},
             writes=[assess("child_and_family_assessment", value_code="assessed_child_in_need"),
                     observe("need_absent_parenting", slot="primary need"), observe("factor_unaccompanied")],
             then=When({"age assessment": n.doubted}, otherwise="claim")),
        Step("age assessment", WORKER, after=p.to_age_assessment, contact="age_assessment",
             lasts=p.length_of_age_assessment,
             writes=[assess("age_assessment", value_code="age_assessed_child")], then="claim"),
        Step("claim", WORKER, after=p.to_claim, writes=[observe("asylum_status", value_code="asylum_claimed")],
             then="decided"),
        Step("decided", WORKER, after=p.claim_to_decision, draws={n.granted: p.granted},
             writes=[observe("asylum_status", value_code=either(n.granted, "leave_to_remain_granted",
                                                               "asylum_refused"))]),
    ],
)  # fmt: skip

PATHWAYS = [CLAIM]
