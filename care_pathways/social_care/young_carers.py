"""Young carers: the assessment of a child who cares for someone, the support that follows, and its reviews."""

from care_pathways import beside
from care_pathways.here import IN_ENGLAND
from care_pathways.social_care.concerns import CHILDHOOD_ENDS, Concern, years_of_childhood
from care_pathways.social_care.early_help import FAMILY_WORKER
from synth.pathway.language.expressions import Fact, Now
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import instant, whether
from synth.pathway.language.options import either
from synth.pathway.language.words import fact
from synth.pathway.language.writes import assess, communicate, refer
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review

p = beside(__file__)


class YoungCarer(Concern):
    """What is known of a young carer."""

    seen = whether("somebody at school or at the practice sees that the child cares")
    unmet = whether("caring keeps the child from what other children do")
    supported = whether("there is a support plan")
    enough = instant("when the support is enough")


n = YoungCarer

CARING = years_of_childhood(
    "children who care for someone",
    notes=YoungCarer, only=p.recent_childhood, since=Fact("born") + p.looked_for_from, every=p.until_seen,
    found=n.seen, when=p.seen & IN_ENGLAND, raised="is a young carer",
)  # fmt: skip

HELD = plan_of_care(
    holds("care_episode", "young_carer_support"),
    holds("plan", "young_carer_plan", goal="Learns, plays and rests as other children do, whoever needs care"),
    open=n.supported,
)

ASSESSED = Pathway(
    "young carer's needs assessment",
    starts_on="is a young carer",
    confidentiality="restricted",
    only=~Fact("young_carer_known") & (Now() < CHILDHOOD_ENDS),
    until=CHILDHOOD_ENDS,
    ending="grown",
    at_death="at death",
    notes=YoungCarer,
    guideline="Children Act 1989, section 17ZA; Young Carers (Needs Assessments) (England) Regulations 2015",
    steps=[
        Step("comes to be known", sets={"young_carer_known": 1}, then="referral"),
        Step("referral", FAMILY_WORKER, after=p.to_referral,
             writes=[refer("young_carer_assessment", to=FAMILY_WORKER)], then="assessment"),
        Step("assessment", FAMILY_WORKER, after=p.to_assessment, contact="young_carer_assessment",
             lasts=p.length_of_assessment, draws={n.unmet: p.unmet},
             writes=[assess("young_carer_assessment",
                            value_code=either(n.unmet, "needs_eligible", "young_carer_not_eligible"))],
             then=When({"plan": n.unmet}, otherwise="information")),
        Step("information", FAMILY_WORKER, writes=[communicate("request_outcome_signposted")]),
        *HELD.steps(
            begins("plan", after=p.to_plan, contact="young_carer_visit", draws={n.enough: Now() + p.support_lasts}),
            review("review", every=p.between_reviews, contact="young_carer_visit", amended=p.changed,
                   decides={"enough": Now() >= n.enough}),
            ends("enough", after=p.moment, sets={"young_carer_known": 0}),
            ends("grown", sets={"young_carer_known": 0}),
            ends("at death"),
            setting=FAMILY_WORKER, lasts=p.length_of_visit),
    ],
)  # fmt: skip

FACTS = [
    fact("young_carer_known", "1 while the council knows a child as a young carer"),
]
PATHWAYS = [CARING, ASSESSED]
