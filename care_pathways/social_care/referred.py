"""What health services write in their own record when they refer a child to the council, and what they are told back.

The council's duty desk writes its own referral as it takes the call (`concerns`, `unborn`): the same worry stands in
both records, each in the words of its author."""

from care_pathways import beside
from care_pathways.gp.registration import ON_A_LIST
from care_pathways.social_care.concerns import ASSESSED, REFERRAL, WORKER, Concern
from care_pathways.social_care.unborn import FETUS, UNBORN, Unborn
from synth.pathway.language.expressions import Now, where
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import option
from synth.pathway.language.options import code_of
from synth.pathway.language.words import signal
from synth.pathway.language.writes import observe, refer

p = beside(__file__)

AUTHORS = {
    "health visitor": "health visitor home",
    "school nurse": "school nurse",
    "practice": "general practice (GP)",
    "hospital": "emergency department",
}
_REASON = "Worried that the child is not safe, or does not thrive, without help"


class Referred(Concern):
    """What is known of a referral by a health service."""

    by = option("who refers", *AUTHORS)


n = Referred
_NOT_ON_A_LIST = n.by.is_("practice") & ~ON_A_LIST


def _steps() -> list[Step]:
    """For each author a step at which it refers, and one at which it is told what came of it."""
    found = []
    for author, setting in AUTHORS.items():
        found += [
            Step(f"{author} refers", setting, hours="always",
                 writes=[refer("social_services_referral", to=WORKER, text=_REASON,
                               confidentiality="third-party")],
                 then=f"{author} is told"),
            Step(f"{author} is told", setting, hours="office",
                 at=where(n.turned_away, Now(), n.seen), after=p.decision_to_told,
                 writes=[observe("outcome_of_referral_to_childrens_social_care", slot="no further action",
                                 value_code="no_further_action", when=n.turned_away),
                         observe("outcome_of_referral_to_childrens_social_care", slot="assessed",
                                 value_code=code_of(n.outcome, ASSESSED), when=~n.turned_away)]),
        ]  # fmt: skip
    return found


BY_HEALTH = Pathway(
    "referral to children's social care by a health service",
    part_of=REFERRAL,
    starts_on="is referred by a health service",
    confidentiality="restricted",
    notes=Referred,
    guideline="Working together to safeguard children, 2023: feedback to the referrer",
    steps=[
        Step("who refers", draws={n.by: p.by},
             then=When({"hospital refers": n.by.is_("hospital") | _NOT_ON_A_LIST,
                        **{f"{author} refers": n.by.is_(author) for author in ("health visitor", "school nurse")}},
                       otherwise="practice refers")),
        *_steps(),
    ],
)  # fmt: skip

BY_MIDWIFE = Pathway(
    "referral of an unborn baby by the midwife",
    part_of=UNBORN,
    starts_on="is referred by the midwife",
    confidentiality="restricted",
    notes=Unborn,
    guideline="Working together to safeguard children, 2023: unborn children",
    steps=[
        Step("midwife refers", "community midwife", hours="always",
             writes=[refer("social_services_referral", to=WORKER, text=_REASON, confidentiality="third-party",
                           **FETUS)]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("is referred by a health service", "a health service refers a child to the council"),
    signal("is referred by the midwife", "a midwife refers an unborn baby to the council"),
]
PATHWAYS = [BY_HEALTH, BY_MIDWIFE]
